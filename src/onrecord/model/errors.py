"""Trouble in our or the caller's hands, as exceptions; trouble in the reporting is a Problem. Source: house style R26."""


class OnRecordError(Exception):
    """Every error OnRecord raises on purpose; the message says what was wrong, with which value, and what to do."""


class InputError(OnRecordError, ValueError):
    """The caller gave something unusable: a missing file, a bad option, an unknown format."""


class NotFoundError(OnRecordError, LookupError):
    """Something asked for by id or name is not in the register."""


class CodebookError(OnRecordError):
    """A word list, policy, gazetteer or coding scheme is broken or names something unknown."""


class StoreError(OnRecordError):
    """The register at rest cannot be opened, written or trusted."""
