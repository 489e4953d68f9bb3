"""Signing in through a service that the settings name: OpenID Connect, authorization code with PKCE.

In: a person at a browser and the service's answers. Out: a name and a role, or a refusal that says why.
Nothing but the service at the issuer's own address is ever contacted, and nothing of a request chooses that address.
"""
