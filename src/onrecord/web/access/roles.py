"""Roles and what each may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person or program may do; each may do all that those before it may."""

    READER = "reader"
    CODER = "coder"
    REVIEWER = "reviewer"
    ADMIN = "admin"


# Records that may be taken out through the API in a day (UTC); None = no limit. A reader can follow a campaign, not copy a
# register; a coder works with whole sets; a reviewer checks them.
RECORDS_A_DAY: dict[Role, int | None] = {
    Role.READER: 5_000,
    Role.CODER: 20_000,
    Role.REVIEWER: 100_000,
    Role.ADMIN: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is asking: a name (of a person, or of a program with a token) and the role."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether this person may do what that role may."""
        order = list(Role)
        return order.index(self.role) >= order.index(role)
