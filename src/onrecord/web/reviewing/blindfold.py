"""What a second coder may see of the register: the one place where decisions on claims that wait for their coding are withheld.

Every page, list, figure, export and answer to an assistant comes from a shelf of this kind. For who has nothing to code blind it
is the shelf itself. Why: docs/decisions/0013-second-coders-see-what-was-read.md.
"""

from collections.abc import Callable
from datetime import datetime

from onrecord.model.errors import StoreError
from onrecord.settings import Settings
from onrecord.web.ledger import LedgerReader
from onrecord.web.views import Indexed, Shelf

# A view is made again so often where somebody decided on another such claim meanwhile.
TRIES = 5


class BlindShelf:
    """The views and the ledger of a register as one person may see them. Safe to use from any thread."""

    def __init__(self, shelf: Shelf, blind_to: Callable[[str], frozenset[str]], by: str | None) -> None:
        """`blind_to` is `Office.blind_to`. `by` = who looks; "" = somebody not known, who may be the second coder of anything.

        None = somebody who codes nothing, from whom nothing is withheld.
        """
        self._shelf = shelf
        self._blind_to = blind_to
        self._by = by

    @property
    def settings(self) -> Settings:
        """The settings of the register."""
        return self._shelf.settings

    @property
    def ledger(self) -> LedgerReader:
        """The ledger; of a decision that this person must not see it says only that there is one."""
        return self._shelf.ledger.without(self.withheld())

    def withheld(self) -> frozenset[str]:
        """The claims about which this person must not see yet what another decided."""
        return frozenset() if self._by is None else self._blind_to(self._by)

    def view(
        self,
        policy: str | None = None,
        published_as_of: datetime | None = None,
        recorded_as_of: datetime | None = None,
        *,
        fresh: bool = False,
    ) -> Indexed:
        """As `Shelf.view`, with the claims that this person may code blind as they were read; `key.without` names them."""
        for _ in range(TRIES):
            claims = self.withheld()
            made = self._shelf.view(policy, published_as_of, recorded_as_of, fresh=fresh, without=claims)
            if self.withheld() <= made.key.without:
                return made
        raise StoreError("Others decide so fast that this page cannot be shown without what they decided; load it again.")
