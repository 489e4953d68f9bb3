"""A client for the API of a register that is served somewhere: typed records, lists to their end, errors in sentences.

In: the address and, where several people use the register, a token. Out: records as plain dictionaries in the API's names.
This room imports nothing else of OnRecord, so that it can be copied into a notebook's folder as it is.
"""

from onrecord.client.calling import Register
from onrecord.client.errors import (
    ApiError,
    GoneError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    TooManyError,
    UnreachableError,
)

__all__ = [
    "ApiError",
    "GoneError",
    "NotAllowedError",
    "NotFoundError",
    "RefusedError",
    "Register",
    "TooManyError",
    "UnreachableError",
]
