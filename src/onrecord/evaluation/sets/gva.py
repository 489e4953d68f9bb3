"""GVA: people killed and injured in one shooting in the United States, read from the only article there is on it.

Gold: n_killed and n_injured of the incident's record, the shooter among them; only incidents with exactly one article.

Answer: title and text are read together. An article tells the same few people again and again, so the largest number that one
word of harm tells is the answer; the opening counts, because what follows are other shootings. People "shot" or with a gunshot
wound may be the dead, and dead and wounded are told together: as many as were killed are taken off.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import as_written, happened
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.model.claims import Claim
from onrecord.model.enums import Effect, Qualifier
from onrecord.model.register import Extraction

FIELDS = ("killed", "injured")
# Characters; further down stand other incidents. Of 600 to 2,500 and no limit all did about alike on the training half.
OPENING = 800
# So many people are a year's statistics or a calibre, not one shooting.
A_STATISTIC = 50
_SHOT = re.compile(r"shot|shoot|gun|wounds?\b|struck|hit|fire|bullet", re.IGNORECASE)


def load(folder: Path, split: str) -> list[Case]:
    """The incidents with one article, of one half; InputError when they are not there."""
    articles = {row["incident"]: row for row in rows(folder, "gva/articles.jsonl")}
    return [
        Case(
            case_id=row["incident"],
            text=f"{articles[row['incident']]['title']}\n\n{articles[row['incident']]['text']}",
            published=articles[row["incident"]]["dct"],
            wanted=tuple(
                Wanted(field=name, people=frozenset({int(row["gva"][f"n_{name}"])}))
                for name in FIELDS
                if int(row["gva"][f"n_{name}"])
            ),
        )
        for row in rows(folder, "gva/incidents.jsonl")
        if row["n_articles"] == 1 and row["gva"] and in_split(row["incident"], split)
    ]


def answer(text: str, extraction: Extraction) -> tuple[Number, ...]:
    """The numbers of people killed and injured that the reading gives."""
    told = [
        c for c in extraction.claims if happened(c) and c.count.qualifier is not Qualifier.VAGUE and as_written(c) < A_STATISTIC
    ]
    opening = [c for c in told if c.span.start < OPENING] or told
    hurt = [c for c in opening if c.effect is Effect.INJURED]
    shot = [c for c in hurt if c.effect_span and _SHOT.search(c.effect_span.exact)]
    killed = most_at_once([c for c in opening if c.effect is Effect.KILLED])
    unsplit = [c for c in opening if c.effect is Effect.CASUALTIES and killed]
    injured = max(most_at_once([c for c in hurt if c not in shot]), most_at_once(shot) - killed, most_at_once(unsplit) - killed)
    people = {"killed": killed, "injured": injured}
    return tuple(Number(field=name, people=people[name]) for name in FIELDS if people[name])


def most_at_once(claims: Sequence[Claim]) -> int:
    """The largest number that one word of harm tells, its parts added ("a man and two boys were shot" is three)."""
    inside = {c.claim_id for c in claims}
    told: dict[int, int] = defaultdict(int)
    for claim in claims:
        if claim.subset_of not in inside:
            told[(claim.effect_span or claim.span).start] += as_written(claim)
    return max(told.values(), default=0)
