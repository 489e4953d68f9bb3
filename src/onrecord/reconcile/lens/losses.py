"""Which reports of losses the bias lens may look at: one row for each statement of a party or of somebody who takes no side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onrecord.model.enums import Category, Effect, Scope
from onrecord.reconcile.figures import Counted
from onrecord.reconcile.speakers import NEUTRAL_CHANNELS
from onrecord.reconcile.statements import UNDATED, Statement, is_vague

NEUTRAL = "no side"
# Whose losses they are. A militant's side is seldom named, so all armed groups are one. Source: claims_method §2.2.
LOSERS = {Category.SECURITY: "the state", Category.MILITANT: "armed groups", Category.CIVILIAN: "civilians"}
EFFECTS = (Effect.KILLED, Effect.INJURED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One report of a loss: `people` (at least 1) told on `day` by a root of a `side` (NEUTRAL = of none) of the `loser`.

    `series` is what several reports count together: subject, effect, whose, and whether a day's count or a running one.
    `least` and `most` mark counts that are only bounded below or above. `claim_id` is the claim.
    """

    claim_id: str
    subject_id: str
    series: str
    day: date
    people: int
    side: str
    loser: str
    effect: str
    root: str
    least: bool = False
    most: bool = False


def losses_of(told: Iterable[Counted]) -> list[Loss]:
    """The reports of losses behind the stated cells, each claim once, by day; no copies, echoes, denials or vague words."""
    found: dict[str, Loss] = {}
    for counted in told:
        if not (counted.derived or counted.beside):
            for s in counted.members:
                loss = _loss(s)
                if loss is not None:
                    found.setdefault(loss.claim_id, loss)
    return sorted(found.values(), key=lambda loss: (loss.day, loss.claim_id))


def _loss(s: Statement) -> Loss | None:
    side = s.side or (NEUTRAL if s.channel in NEUTRAL_CHANNELS else None)
    loser = LOSERS.get(s.cell.category) if s.cell.category else None
    apart = s.copied or s.echo_of or s.denied or s.older or s.possible or s.cell.detail or s.cell.group
    if side is None or loser is None or apart or s.cell.effect not in EFFECTS or is_vague(s) or s.said == UNDATED:
        return None
    people = s.low or s.high
    if not people:
        return None
    running = s.claim.scope is Scope.CUMULATIVE or (s.window is not None and s.window[0] != s.window[1])
    frame = "running" if running else "day"
    return Loss(
        claim_id=s.claim.claim_id,
        subject_id=s.subject_id,
        series=f"{s.subject_id} {s.cell.effect.value} {loser} {frame}",
        day=s.said.date(),
        people=people,
        side=side,
        loser=loser,
        effect=s.cell.effect.value,
        root=s.root,
        least=s.high is None,
        most=not s.low,
    )
