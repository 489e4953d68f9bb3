"""General news of five days: which items tell of one happening, against pairs that a person judged.

Gold: seven sets of pairs of feed items of 2022 (ids and judgements, no text), judged from title and description: the same when
what they tell first is one happening or one course of it (a shelled plant, an arrest, a flight). A condemnation of it, or what an
inquiry finds, is of its course; an opinion, an outlook or a round-up beside a report of it is `unsure`, and so is another act of
the same crisis. `unsure` pairs do not count.

train  `news_pairs.csv`, 4 to 8 March, and `news_pairs_more.csv`, eight more times five days: the score of brief reports was
       learnt from them. March: `together` = joined when the pairs were drawn, `alike` and `near` = like in words, `told_alike` =
       one happening told in other words, `far` = few words in common, `clear` = none; the last two were drawn by the hash of
       their ids. The others: all items with a word of harm, war or police were read and put into groups, before any answer of
       the program; `grouped` = at most twenty pairs of each group by the hash of their ids, `alike` = the sixty pairs of two
       groups that are likest in letters and the twelve likest unsure ones, `near` = 25 of the next 740 by hash.
dev    `news_pairs_held_out.csv`, 4 to 8 July: nothing was set on it. Items with a word of harm, war or police; pairs ranked by
       the cosine of runs of four and five letters weighted by rarity, and drawn by the hash of their ids: `alike` = 85 of the
       first 170, `near` = 55 of the next 530, `far` = 35 of the next 2,300, `clear` = 25 of the rest. Judged before any answer
       of the program was looked at; commentary on a happening beside a report of it is `unsure`. And
       `news_pairs_held_out_more.csv`: four more times five days, the first in the order of the hash of their first day that
       lie a week from all others and two from one another, drawn and judged like the eight of `train`.

Half of the pairs of these are about neither conflict nor violence (deaths of singers, accidents, sport), since a word of
harm lets an item in. So there are two more sets, of items on conflict alone: `news_pairs_conflict.csv` (learnt from, twelve
times five days, each more than a week from all that was held out first) and `news_pairs_conflict_held_out.csv` (three times
five days from 17 August, on which nothing was set). Items with a word of harm, war or police were read; those on armed
conflict, unrest, terror, shootings at several people, or on arms, talks, sanctions and people in flight from a war were kept;
one person's crime, accidents, gun laws and party politics were not. They were put into groups and drawn from as the eight
times five days were, before any answer of the program. `about` says of every pair of `train` whether both of its items are on
conflict in this sense (`conflict`) or not (`other`); of the pairs held out first nobody has said. The groups of these items
are kept too (`news_items_conflict.csv`: `group` = the items that tell of one happening, `near` = sets of items of which it is
unsure), so that every pair of them is judged and no draw decides what counts: nearly all are different, and a few wrong
groups weigh as they do for a reader.

asked  `news_pairs_july_conflict.csv`: the days chosen first, 4 to 8 July, once more, of items on conflict alone; reported beside
       `dev`, in whose rates it does not count. Its 166 items with a word of harm, war or police were read; 65 are on conflict in
       the sense above (a killing for politics, a bomb, and an attack on computers by a side of the war are; a player held for
       drugs, energy prices, and police who shot one man are not). They were put into groups and drawn from like the others, but
       `near` is 82 of the next 740, so that there are 200 pairs. None of the 97 pairs judged before was judged otherwise, and
       none of the new ones with an answer of the program at hand.

All items of each five days are read and reconciled together; two items are together when they are told with one event. An item
that is about no conflict is told with none, so the rates of groups stand beside: two items are also together there when
they are on the same news (`View.same_news`, as a report's page shows it), before it is asked what they are about.
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from onrecord.evaluation.clustering.measures import Pair, Rates, pair_rates, pairs_of
from onrecord.evaluation.sets.readings import read_kept
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Register, View
from onrecord.pipeline import Outcome
from onrecord.settings import Settings

# The files of judgements, and the first of the five days where the file does not name it.
HERE = Path(__file__).parent
JUDGED = {
    "train": (
        (HERE.parent / "news_pairs.csv", "2022-03-04"),
        (HERE / "news_pairs_more.csv", ""),
        (HERE / "news_pairs_conflict.csv", ""),
    ),
    "dev": (
        (HERE.parent / "news_pairs_held_out.csv", "2022-07-04"),
        (HERE / "news_pairs_held_out_more.csv", ""),
        (HERE / "news_pairs_conflict_held_out.csv", ""),
    ),
    "asked": ((HERE / "news_pairs_july_conflict.csv", ""),),
}
# The days of items on conflict alone that are reported beside a split, without counting in its rates.
BESIDE = {"dev": "asked"}
DAYS = 5
# What the pairs of a file are about that does not say so.
NOT_SAID = "not said"
Reconciler = Callable[[Register], View]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReport:
    """What came out: items read, judged pairs without the unsure ones, the rates in all, by the first of five days and by what
    both items are about (with the number of pairs), and per stratum right, wrong and missed; `groups`, and the second rates of
    `weeks` and `abouts`, are those where like reports are together also without an event. `every` = the same for every pair of
    the items on conflict; `beside` = days reported beside these."""

    items: int
    judged: int
    pairs: Rates
    groups: Rates
    weeks: Mapping[str, tuple[Rates, Rates]]
    abouts: Mapping[str, tuple[int, Rates, Rates]]
    strata: Mapping[str, tuple[int, int, int]]
    wrong: tuple[Pair, ...]
    every: tuple[int, Rates, Rates] | None = None
    beside: "PairReport | None" = None

    @property
    def summed(self) -> tuple[int, Rates, Rates]:
        """The judged pairs, and both rates of all of them."""
        return self.judged, self.pairs, self.groups

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values; `examples` pairs that are together and should not be, or the other way round."""
        strata = {s: {"together": n, "wrong": wrong, "missed": missed} for s, (n, wrong, missed) in self.strata.items()}
        weeks = {first: {**events.plain(), "groups": groups.plain()} for first, (events, groups) in self.weeks.items()}
        abouts = {name: {"judged": n, **e.plain(), "groups": g.plain()} for name, (n, e, g) in self.abouts.items()}
        told = {"items": self.items, "judged": self.judged, "pairs": self.pairs.plain(), "groups": self.groups.plain()}
        return {
            **told,
            "abouts": abouts,
            "weeks": weeks,
            "strata": strata,
            "worst": [list(pair) for pair in self.wrong[:examples]],
            **({"beside": self.beside.as_json(examples)} if self.beside else {}),
        }

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        pairs, groups = (f"P {r.precision:.4f} R {r.recall:.4f} F1 {r.f1:.4f}" for r in (self.pairs, self.groups))
        lines = [f"{self.items} items of {DAYS * len(self.weeks)} days, {self.judged} judged pairs: {pairs}"]
        lines.append(f"  in one event or in one group of like reports, whatever they are about: {groups}")
        if len(self.abouts) > 1:
            lines += [_of_some(f"about {name}", *found) for name, found in self.abouts.items()]
        if self.every:
            lines.append(_of_some("every pair of the items on conflict", *self.every))
        if self.beside:
            days = ", ".join(self.beside.weeks)
            lines.append(_of_some(f"beside these, five days from {days}, about conflict", *self.beside.summed))
            if self.beside.every:
                lines.append(_of_some(f"every pair of the items on conflict, from {days}", *self.beside.every))
        if len(self.weeks) > 1:
            lines += [
                f"  from {first}: F1 {week['f1']:.3f}, groups {week['groups']['f1']:.3f}"
                for first, week in plain["weeks"].items()
            ]
        lines += [f"  {name:<11} {json.dumps(counts)}" for name, counts in plain["strata"].items()]
        lines += [" ".join(pair) for pair in plain["worst"]]
        return "\n".join(lines) + "\n"


def _of_some(which: str, judged: int, events: Rates, groups: Rates) -> str:
    grouped = f"P {groups.precision:.3f} R {groups.recall:.3f} F1 {groups.f1:.3f}"
    return f"  {which} ({judged} pairs): P {events.precision:.3f} R {events.recall:.3f} F1 {events.f1:.3f}, groups {grouped}"


def judgements(split: str) -> list[dict[str, str]]:
    """The judged pairs of `train` (learnt from), `dev` (held out) or `asked` (beside it): one, other, stratum, judgement,
    first_day, about."""
    found = []
    for path, first in JUDGED[split]:
        with path.open(encoding="utf-8", newline="") as lines:
            found += [{"first_day": first, "about": NOT_SAID, **row} for row in csv.DictReader(lines)]
    return found


def _weeks_of(split: str) -> set[str]:
    return {row["first_day"] for row in judgements(split)}


def every_pair(split: str) -> list[dict[str, str]]:
    """Every pair of the items on conflict that were put into groups, judged by the groups; rows like those of `judgements`."""
    with (HERE / "news_items_conflict.csv").open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["item"])
    apart = {first for which in BESIDE.values() if which != split for first in _weeks_of(which)}
    found = []
    for first in sorted({row["first_day"] for row in rows} & _weeks_of(split) - apart):
        for one, other in combinations([row for row in rows if row["first_day"] == first], 2):
            unsure = not set(one["near"].split()).isdisjoint(other["near"].split())
            judged = "same" if one["group"] and one["group"] == other["group"] else "unsure" if unsure else "different"
            found.append(
                {"one": one["item"], "other": other["item"], "stratum": "every", "judgement": judged, "first_day": first}
            )
    return found


def measure(folder: Path, split: str, reconciler: Reconciler, settings: Settings, readings: Path | None = None) -> PairReport:
    """Reads the items of the days of the `split` under `folder`/data/news_feeds_2022; InputError when they are not there.

    `readings` keeps what is read, for another run; None = everything is read anew.
    """
    together: set[Pair] = set()
    alike: set[Pair] = set()
    known: set[str] = set()
    for first in sorted(_weeks_of(split) | _weeks_of(BESIDE.get(split, split))):
        read = read_week(folder, first, settings, readings)
        names = {o.document.document_id: name for name, o in read.items() if o.document}
        register = Register(
            documents=tuple(o.document for o in read.values() if o.document),
            extractions=tuple(o.extraction for o in read.values() if o.extraction),
        )
        view = reconciler(register)
        together |= pairs_of([names[d] for d in event.document_ids if d in names] for event in view.events)
        alike |= pairs_of([names[d] for d in group] for group in view.same_news)
        known |= set(names.values())

    def report(which: str) -> PairReport:
        every = rated(every_pair(which), together, known, alike)
        found = rated(judgements(which), together, known, alike)
        return replace(found, every=every.summed)

    return replace(report(split), beside=report(BESIDE[split]) if split in BESIDE else None)


def read_week(folder: Path, first: str, settings: Settings, readings: Path | None = None) -> dict[str, Outcome]:
    """What was read of the feed items of the five days from `first`, by the item's id; what could not be read is left out."""
    read = read_kept(_items(folder, date.fromisoformat(first)), settings, readings)
    return {o.item.external_id or "": o for o in read if o.document and o.extraction and o.item}


def rated(judged: list[dict[str, str]], found: set[Pair], known: set[str], alike: Set[Pair] = frozenset()) -> PairReport:
    """The judged pairs against those found in events, and in groups of reports that are `alike`; InputError where an item that
    was judged is not among the `known`."""
    sure = {(row["one"], row["other"]): row for row in judged if row["judgement"] != "unsure"}
    if missing := sorted({name for pair in sure for name in pair} - known):
        raise InputError(f"The feed items lack {missing[0]}, which was judged; use the set the judgements were made on.")
    gold = {pair for pair, row in sure.items() if row["judgement"] == "same"}
    together = found & sure.keys()
    grouped = (found | alike) & sure.keys()
    strata: dict[str, tuple[int, int, int]] = {}
    weeks: dict[str, set[Pair]] = {}
    abouts: dict[str, set[Pair]] = {}
    for pair, row in sure.items():
        n, wrong, missed = strata.get(row["stratum"], (0, 0, 0))
        said, true = pair in together, pair in gold
        strata[row["stratum"]] = (n + said, wrong + (said and not true), missed + (true and not said))
        weeks.setdefault(row.get("first_day", ""), set()).add(pair)
        abouts.setdefault(row.get("about", NOT_SAID), set()).add(pair)

    def both(pairs: set[Pair]) -> tuple[Rates, Rates]:
        return pair_rates(gold & pairs, together & pairs), pair_rates(gold & pairs, grouped & pairs)

    return PairReport(
        items=len(known),
        judged=len(sure),
        pairs=pair_rates(gold, together),
        groups=pair_rates(gold, grouped),
        weeks={first: both(pairs) for first, pairs in sorted(weeks.items())},
        abouts={about: (len(pairs), *both(pairs)) for about, pairs in sorted(abouts.items())},
        strata=dict(sorted(strata.items())),
        wrong=tuple(sorted(gold ^ together)),
    )


def _items(folder: Path, first: date) -> Iterator[RawItem]:
    days = {(first + timedelta(days=n)).isoformat() for n in range(DAYS)}
    path = folder / "data" / "news_feeds_2022" / "items.jsonl.gz"
    if not path.is_file():
        raise InputError(f"No feed items at {path}; give the folder that holds data/news_feeds_2022 with --folder.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["published"][:10] in days:
                content = json.dumps(row, sort_keys=True).encode()
                yield RawItem(
                    content=content,
                    sha256=sha256_hex(content),
                    media_type="application/json",
                    source="news",
                    external_id=row["id"],
                    url=row["url"],
                    title=row["title"],
                    published=row["published"],
                    given_text=f"{row['title']}\n\n{row['description'] or ''}".strip(),
                )
