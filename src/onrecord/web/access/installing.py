"""Puts the guard before the app."""

from urllib.parse import urlsplit

from fastapi import FastAPI
from itsdangerous import Signer, URLSafeTimedSerializer

from onrecord.settings import Settings
from onrecord.web.access.guard import Guard, open_book
from onrecord.web.access.oidc.routes import make_oidc_router, provider_of
from onrecord.web.access.pages import FrontDoor, make_router


def protect(app: FastAPI, settings: Settings) -> None:
    """Guards every address of the app; with `settings.multi_user` people sign in at /login first."""
    book = open_book(settings) if settings.multi_user else None
    app.state.access = book
    app.add_middleware(Guard, settings=settings, book=book)
    if book is not None:
        secret = book.secret()
        provider = provider_of(settings)
        door = FrontDoor(
            book=book,
            signer=Signer(secret, salt="onrecord session"),
            forms=URLSafeTimedSerializer(secret, salt="onrecord sign-in form"),
            elsewhere=urlsplit(provider.client.issuer).hostname or "" if provider else "",
        )
        app.include_router(make_router(door), include_in_schema=False)
        if provider is not None:
            away = URLSafeTimedSerializer(secret, salt="onrecord sign-in elsewhere")
            app.include_router(make_oidc_router(door, settings, provider, away), include_in_schema=False)
