"""End states: how many of those struck in one happening died and how many lived, as a record of a shooting keeps them.

Every report is one account of who was struck and who died of it; accounts are set side by side, never claims added up over
reports. So "three were shot" and, a week later, "one of the three has died" are one dead and two wounded, where cells, which keep
what each word counts, have three and one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.codebooks import Policy
from onrecord.model.enums import Certainty, Effect, Scope
from onrecord.model.figures import Cell, Figure, Teller
from onrecord.model.hashing import content_id
from onrecord.reconcile.policies.counting import at_once, people_of
from onrecord.reconcile.policies.doers import doers_dead, is_act
from onrecord.reconcile.statements import Statement, is_vague

# What stands in the headline and within so many characters behind it is what it is about; further down other happenings are told.
# Of 600, 800, 1,200, 1,600 and 2,500 none did better by more than a point on the training half of GVA.
OPENING = 800
# Within so many characters a report says that it is about several shootings, or a murder-suicide; further down that is an aside.
TOP = 450
TWO = 2  # the dead of a murder-suicide at least
HARM = (Effect.KILLED, Effect.INJURED, Effect.CASUALTIES)
SURE = (Certainty.ASSERTED, Certainty.CLAIMED)
END_STATE = "end_state"
AGE = re.compile(r"\b(\d{1,2})[- ](?:year|month|week)s?-?[- ]?old|,\s(\d{1,2})\b(?!,\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of people in one happening: its statements, and those of accidents, which are in no cell (`apart`).

    `reports` leads from each of its events to the ids of the reports that tell of it.
    """

    reports: Mapping[str, frozenset[str]]
    statements: tuple[Statement, ...]
    apart: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who was struck by one report, and who of them died, in people; `own` = the dead who did it, beside victims.

    `survey` = the report is about several shootings, whose people it adds up.
    """

    struck: int
    killed: int
    own: int
    behind: tuple[Statement, ...]
    survey: bool = False


def end_states(told: Iterable[Told], policy: Policy, cues: Mapping[str, frozenset[str]]) -> list[Figure]:
    """For each event the dead and the wounded as most reports have them; nothing where the policy keeps no end states.

    `cues`: "hit" = words for a hit without its outcome, "unarmed" = words for accidents without a weapon, "surveys" = words by
    which a report tells of several shootings, and those that tell of who did it (`doers`).
    """
    if policy.total != "end_states":
        return []
    happenings = list(told)
    openings: dict[str, list[Statement]] = defaultdict(list)
    for happening in happenings:
        for s in happening.statements:
            if _is_in_opening(s) and _counts(s, policy):
                openings[s.doc.document_id].append(s)
    return [figure for happening in happenings for figure in _of_happening(happening, openings, policy, cues)]


def _of_happening(
    told: Told, openings: Mapping[str, Sequence[Statement]], policy: Policy, cues: Mapping[str, frozenset[str]]
) -> list[Figure]:
    """The end states of each event, by all that its reports tell of the happening.

    A report's hospital, or a victim's street, is no second shooting: what it tells at other places of the happening counts too,
    and where its opening tells of the happening all of the opening, though "he died on Thursday" was put down as another event.
    """
    by_doc: dict[str, list[Statement]] = defaultdict(list)
    for s in (*told.statements, *(s for s in told.apart if not _is_unarmed(s, cues["unarmed"]))):
        if _counts(s, policy):
            by_doc[s.doc.document_id].append(s)
    for doc in {s.doc.document_id for s in told.statements if _is_in_opening(s)}:
        known = {s.claim.claim_id for s in by_doc[doc]}
        by_doc[doc] += [s for s in openings.get(doc, ()) if s.claim.claim_id not in known]
    accounts = {doc: _account(said, policy, cues) for doc, said in by_doc.items() if said}
    found = []
    for event_id, docs in sorted(told.reports.items()):
        mine = [accounts[doc] for doc in sorted(docs) if doc in accounts and accounts[doc].struck]
        # A report that adds up several shootings is no account of one where another report tells of that alone.
        alone = [a for a in mine if not a.survey] or mine
        found += _figures(event_id, _with_doers(alone), policy) if alone else []
    return found


def _is_in_opening(s: Statement) -> bool:
    """Whether it stands in the headline or in the first OPENING characters behind it."""
    title = s.doc.title_span
    return s.claim.span.start < OPENING + (title.end if title else 0)


def _with_doers(accounts: Sequence[Account]) -> list[Account]:
    """The accounts, those with the same victims but without him as well: who does not tell of his death does not say he lives."""
    beside = {a.killed - a.own: a.own for a in accounts if a.own}
    more = [0 if a.own else beside.get(a.killed, 0) for a in accounts]
    return [replace(a, killed=a.killed + n, struck=a.struck + n) for a, n in zip(accounts, more, strict=True)]


def _is_unarmed(s: Statement, unarmed: frozenset[str]) -> bool:
    """Whether the line on which an accident is told speaks of one without a weapon: "killed in a car crash"."""
    start = s.doc.text.rfind("\n", 0, s.claim.span.start) + 1
    line = s.doc.text[start:].split("\n", 1)[0]
    return bool(unarmed.intersection(_words(line)))


def _figures(event_id: str, accounts: Sequence[Account], policy: Policy) -> list[Figure]:
    killed, dead_words = _chosen([a.killed for a in accounts], "reports have {} dead")
    # A report that tells of no wounded does not say that there were none; those that have the dead right know the wounded best.
    of_wounded = [a for a in accounts if a.struck > a.killed]
    knowing = [a for a in of_wounded if a.killed == killed]
    told = [a.struck for a in knowing or of_wounded]
    who = f"reports with {killed} dead" if knowing else "reports"
    words = who + " have {} struck, the dead among them"
    struck, struck_words = _chosen(told, words) if told else (killed, "No report tells of wounded.")
    injured = max(0, struck - killed)
    rest = f"{struck} struck less {killed} dead: {injured} wounded." if killed else f"Nobody died: {injured} wounded."
    lived = [a.struck - a.killed for a in accounts]
    return [
        _figure(event_id, policy, Effect.KILLED, killed, [a.killed for a in accounts], accounts, (dead_words,)),
        _figure(event_id, policy, Effect.INJURED, injured, lived, accounts, (struck_words, dead_words, rest)),
    ]


def _counts(s: Statement, policy: Policy) -> bool:
    """Whether it counts people harmed at once: sure, no copy, no total over a period, harm of a kind that the policy counts."""
    sure = s.claim.certainty in SURE and not (s.copied or s.denied or s.possible or is_vague(s))
    here = s.claim.scope is not Scope.CUMULATIVE and s.cell.effect in HARM
    return sure and here and s.claim.context in policy.end_states_of and bool(people_of(s, policy))


def _account(said: Sequence[Statement], policy: Policy, cues: Mapping[str, frozenset[str]]) -> Account:
    """A report tells the same few people again and again: the largest number that one word of harm tells is its account.

    Who is told as wounded and as dead died ("a boy was wounded … the boy died"). Who did it and died is added to those he harmed.
    """
    ones = [s for s in said if people_of(s, policy) == 1]
    dead = [s for s in ones if s.cell.effect is Effect.KILLED]
    died = [s for s in ones if s.cell.effect is Effect.INJURED and any(_is_same(s, d) for d in dead)]
    told = [s for s in said if s not in died] or said
    text = said[0].doc.text
    doers = doers_dead([s.claim for s in told], text, cues)
    first = [s for s in told if _is_in_opening(s)] or told
    ids = {e: {s.claim.claim_id for s in first if s.cell.effect is e} for e in HARM}

    def most(statements: Iterable[Statement], effect: Effect) -> int:
        return at_once([s for s in statements if s.cell.effect is effect], policy, cues, ids[effect])

    # "Three were wounded, two of whom died" holds the dead, as those "shot" and casualties do.
    died_of = {s.claim.subset_of for s in first if s.cell.effect is Effect.KILLED}
    hit = [s for s in first if s.claim.claim_id in died_of or _is_hit(s, cues)]
    killed, wounded = most(first, Effect.KILLED), most((s for s in first if s not in hit), Effect.INJURED)
    struck = max(killed + wounded, most(hit, Effect.INJURED), most(first, Effect.CASUALTIES))
    own = max((people_of(s, policy) for s in told if s.claim in doers), default=0)
    victims = [s for s in first if s.claim not in doers and is_act(s.claim, doers, text, cues)]
    slain = most(victims, Effect.KILLED)
    beside = own if own and slain and slain + own > killed else 0
    if own and victims:
        shot = most((s for s in victims if s in hit), Effect.INJURED) + own
        killed = max(killed, slain + own)
        struck = max(struck, killed + wounded, shot)
    top = " ".join(text[:TOP].casefold().split())
    if killed < TWO and any(words in top and f"attempted {words}" not in top for words in cues["two_deaths"]):
        killed, struck = TWO, max(struck, TWO)
    survey = any(words in top for words in cues["surveys"])
    return Account(struck=struck, killed=killed, own=beside, behind=tuple(first), survey=survey)


def _is_hit(s: Statement, cues: Mapping[str, frozenset[str]]) -> bool:
    """Whether the word tells that people were struck and not whether they live: "shot"."""
    return bool(s.claim.effect_span and cues["hit"].intersection(_words(s.claim.effect_span.exact)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _is_same(hurt: Statement, dead: Statement) -> bool:
    """Whether two words of a report mean one person: by name, by age, else as somebody spoken of before ("the boy")."""
    if _names(hurt) & _names(dead):
        return True
    ages = _age(hurt), _age(dead)
    if None not in ages:
        return ages[0] == ages[1]
    return hurt.claim.count.span is None and _noun(hurt) in ("victim", _noun(dead)) and bool(_noun(hurt))


def _names(s: Statement) -> set[str]:
    return set(re.findall(r"\b[A-Z][\w’'-]+", _who(s))) - {"The"}


def _age(s: Statement) -> str | None:
    """The age told with the victim, "17" for "17-year-old boy" and for "Ann Vale, 17"; None = not told."""
    span = s.claim.victims.span
    found = AGE.search(s.doc.text[span.start : span.end + 6]) if span else None
    return (found[1] or found[2]) if found else None


def _noun(s: Statement) -> str:
    """The last plain word for the victim: "boy" for "17-year-old boy"."""
    words: list[str] = re.findall(r"[a-z]+", _who(s).casefold())
    return words[-1] if words else ""


def _who(s: Statement) -> str:
    return s.claim.victims.span.exact if s.claim.victims.span else ""


def _chosen(numbers: Sequence[int], what: str) -> tuple[int, str]:
    """The number that most accounts have, of equals the higher, as tolls grow; and the vote in words.

    `what` = words for what is counted, with "{}" where the number stands.
    """
    votes = Counter(numbers)
    best = max(votes, key=lambda n: (votes[n], n))
    others = ", ".join(f"{n} in {votes[n]}" for n in sorted(votes) if n != best)
    words = f"{votes[best]} of {len(numbers)} {what.format(best)}"
    return best, f"{words}; {others}." if others else f"{words}."


def _figure(
    event_id: str,
    policy: Policy,
    effect: Effect,
    best: int,
    numbers: Sequence[int],
    accounts: Sequence[Account],
    steps: tuple[str, ...],
) -> Figure:
    cell = Cell(effect=effect, detail=END_STATE)
    behind = [s for a in accounts for s in a.behind]
    tellers = _tellers(behind)
    return Figure(
        figure_id=content_id("fig", END_STATE, event_id, cell, policy.label),
        subject_id=event_id,
        cell=cell,
        low=min(best, *numbers),
        best=best,
        high=max(best, *numbers),
        policy=policy.label,
        claim_ids=tuple(sorted({s.claim.claim_id for s in behind})),
        tellers=tellers,
        n_urls=len({s.doc.url or s.doc.document_id for s in behind}),
        n_outlets=len({s.doc.outlet or s.doc.source for s in behind}),
        n_roots=len(tellers),
        n_sides=len({t.side for t in tellers if t.side}),
        n_channels=len({t.channel for t in tellers}),
        derived=True,
        steps=(*steps, "Everybody is counted, whoever did it, once; each report is one account."),
    )


def _tellers(statements: Iterable[Statement]) -> tuple[Teller, ...]:
    """Who is behind the accounts; a speaker's own numbers stand in the cells."""
    by_root: dict[str, list[Statement]] = {}
    for s in statements:
        by_root.setdefault(s.root, []).append(s)
    return tuple(
        Teller(root=root, side=said[-1].side, low=None, high=None, claim_ids=tuple(sorted(s.claim.claim_id for s in said)),
               channel=said[-1].channel, interest=said[-1].interest)
        for root, said in sorted(by_root.items())
    )  # fmt: skip
