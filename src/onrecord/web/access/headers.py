"""What every answer tells the browser to refuse. Source: OWASP Secure Headers; CSP level 3."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SECURITY_HEADERS = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    # Not "no-referrer": with that a form's Origin is "null", and the guard could not tell it from a foreign one.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
# Half a year; only over HTTPS, where it means something.
TRANSPORT = ("strict-transport-security", "max-age=15768000")


# Where people sign in, answers are for one of them: no cache that several use keeps them, and a browser asks again.
PERSONAL = ("cache-control", "private, no-cache")


def with_security(headers: list[tuple[bytes, bytes]], *, secure: bool, personal: bool = False) -> list[tuple[bytes, bytes]]:
    """The headers with those that are not set yet; a page that sets a stricter one keeps it. `personal` = people sign in."""
    known = {name.lower() for name, _ in headers}
    wanted = (*SECURITY_HEADERS, *((TRANSPORT,) if secure else ()), *((PERSONAL,) if personal else ()))
    return headers + [(name.encode(), value.encode()) for name, value in wanted if name.encode() not in known]
