"""Figures we derive from claims, and the contradictions we find between them."""

from dataclasses import dataclass
from datetime import date

from onrecord.model.enums import Category, Channel, ContradictionKind, Effect, Grade, Group, Interest


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a figure counts: people with an effect, of a category and group, in a place, on inclusive days.

    `category` None = everybody. `group`, `place` None = not narrowed. `date_start`/`date_end` None = the whole event.
    `excluded` lists categories left out ("non-militant" excludes militant). `detail` keeps apart what one effect word would
    mix ("body_recovered", "recaptured", "at_large"); None = plain.
    """

    effect: Effect
    category: Category | None = None
    excluded: tuple[Category, ...] = ()
    group: Group | None = None
    place: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """One root of a figure: a speaker, what that speaker's latest claim literally bounds, and the claims (oldest first).

    `channel` is the way by which the speaker knows, `interest` what the speaker has at stake in this count; None = not told.
    """

    root: str
    side: str | None
    low: int | None
    high: int | None
    claim_ids: tuple[str, ...]
    channel: Channel | None = None
    interest: Interest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A reconciled number: low/best/high for a cell of an event or campaign, with the claims it rests on.

    People; bounds inclusive; `low` None = no lower bound, `high` None = no upper bound, `best` None = the policy gives
    no single number. `derived` marks cells nobody stated; `steps` says in words how they follow, and `soft` that a
    window edge is uncertain. `policy` names the reconciliation policy with its version.
    `n_urls`, `n_outlets` count reports with their copies; `n_roots`, `n_sides`, `n_channels` speakers, parties and ways of
    knowing without copies and echoes. `counted` is False when the policy counts no such people: then it gives no number.
    `provisional` = fewer independent voices than the policy asks for. `harm_grade` and `attribution_grade` say how well the
    harm and who did it are supported; None = the policy does not grade.
    """

    figure_id: str
    subject_id: str
    cell: Cell
    low: int | None
    best: int | None
    high: int | None
    policy: str
    claim_ids: tuple[str, ...]
    tellers: tuple[Teller, ...] = ()
    n_urls: int = 0
    n_outlets: int = 0
    n_roots: int = 0
    n_sides: int = 0
    derived: bool = False
    soft: bool = False
    steps: tuple[str, ...] = ()
    n_channels: int = 0
    counted: bool = True
    provisional: bool = False
    harm_grade: Grade | None = None
    attribution_grade: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyNumber:
    """What one policy makes of a cell; all three None with `counted` False = the policy counts no such people."""

    policy: str
    low: int | None
    best: int | None
    high: int | None
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One cell under every policy. `flips` = two policies give numbers that exclude each other, named in `why` in words.

    `campaign_id` is the campaign that the subject is or belongs to; None = an event outside any.
    """

    subject_id: str
    campaign_id: str | None
    cell: Cell
    derived: bool
    numbers: tuple[PolicyNumber, ...]
    flips: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """The smallest set of claims that cannot all be true (or do not match), and why in a sentence."""

    contradiction_id: str
    subject_id: str
    kind: ContradictionKind
    claim_ids: tuple[str, ...]
    explanation: str
    steps: tuple[str, ...] = ()
