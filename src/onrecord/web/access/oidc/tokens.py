"""What a service says about a person, believed only when every check holds.

Source: OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725 (the algorithm is ours to choose, never the token's alone).
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from onrecord.model.errors import InputError
from onrecord.web.access.roles import Person, Role

# Signatures by a key pair only: with a shared secret or none at all anybody who knows the public key could sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# Seconds by which the clocks of the two machines may differ.
LEEWAY_S = 60
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
NAMES = ("preferred_username", "email", "sub")


class UnknownKeyError(InputError):
    """The token names a key that the service has not published, as far as is known; it may have changed its keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token must say: who issued it, for whom, and the nonce of this one sign-in."""

    issuer: str
    client_id: str
    nonce: str


def verified(token: str, keys: Mapping[str, Any], expected: Expected) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, times and nonce hold; InputError says which does not.

    `keys` is the service's JSON Web Key Set.
    """
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise InputError("The sign-in service's answer is not signed in a way that can be relied on.")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(header, keys),
            algorithms=[header["alg"]],
            audience=expected.client_id,
            issuer=expected.issuer,
            leeway=LEEWAY_S,
            options={"require": REQUIRED, "verify_iat": True},
        )
    except jwt.PyJWTError as trouble:
        raise InputError(f"The sign-in service's answer cannot be relied on: {trouble}.") from trouble
    if not hmac.compare_digest(str(claims["nonce"]).encode(), expected.nonce.encode()):
        raise InputError("The sign-in service's answer belongs to another sign-in; please sign in again.")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise InputError("The sign-in service's answer was made for another program.")
    return claims


def person_of(claims: Mapping[str, Any], role_claim: str, roles: Mapping[str, str]) -> Person:
    """The person that claims speak of, with the highest role that `roles` gives for a value of `role_claim`.

    `role_claim` may lead into an object by dots (`realm_access.roles`). InputError for whom no role is given.
    """
    found: Any = claims
    for part in role_claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    values: Sequence[Any] = found if isinstance(found, list) else [found]
    given = {Role(roles[value]) for value in values if isinstance(value, str) and value in roles}
    name = next((str(claims[n]) for n in NAMES if isinstance(claims.get(n), str) and claims[n]), "")
    if not given:
        raise InputError("You are known to the sign-in service, but no role here is given to you; ask an administrator.")
    return Person(name=name, role=max(given, key=list(Role).index))


def _key(header: Mapping[str, Any], keys: Mapping[str, Any]) -> jwt.PyJWK:
    published = [
        k for k in keys.get("keys", ()) if isinstance(k, dict) and k.get("use", "sig") == "sig" and k.get("kty") != "oct"
    ]
    wanted = header.get("kid")
    fitting = [k for k in published if k.get("kid") == wanted] if wanted is not None else published
    if len(fitting) != 1:
        raise UnknownKeyError("The sign-in service's answer names a key that the service does not publish.")
    return jwt.PyJWK.from_dict(fitting[0], algorithm=header["alg"])
