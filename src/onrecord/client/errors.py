"""What can go wrong, as exceptions whose message is the server's own sentence."""


class ApiError(Exception):
    """Every error of the client. `status` is the HTTP status; None = there was no answer. `fields` are the wrong parameters."""

    def __init__(self, message: str, status: int | None = None, fields: tuple[str, ...] = ()) -> None:
        """`message` says what was wrong and what to do."""
        super().__init__(message)
        self.status = status
        self.fields = fields


class UnreachableError(ApiError):
    """Nobody answered at the address, or not an OnRecord."""


class RefusedError(ApiError):
    """A parameter does not fit; `fields` names it."""


class NotAllowedError(ApiError):
    """A token is needed, is unknown, or its role may not do this."""


class NotFoundError(ApiError):
    """There is no such record."""


class GoneError(NotFoundError):
    """There was such a record, and the message says why it is gone."""


class TooManyError(ApiError):
    """Too many requests, or as many records as the role may take out in a day; `wait_s` = seconds to wait, None = not said."""

    wait_s: float | None = None


KINDS: dict[int, type[ApiError]] = {
    400: RefusedError,
    401: NotAllowedError,
    403: NotAllowedError,
    421: NotAllowedError,
    404: NotFoundError,
    410: GoneError,
    429: TooManyError,
}
