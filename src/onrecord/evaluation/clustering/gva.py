"""GVA: articles on shootings in the United States, to be brought together by incident, and counted.

Gold: the incident of each article (an article listed under two incidents belongs to both), and the killed and injured of the
incident's record. Title and text are read together, as a page shows them. An article is put with the event that most articles
tell of, of those that it tells of; `connected` also takes two articles for together that are only tied through others, as a
survey of a bloody weekend ties its shootings.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.evaluation.clustering.measures import Rates, b_cubed, connected, pair_rates, pairs_of
from onrecord.evaluation.clustering.near_copies import linked_pairs, near_pairs
from onrecord.evaluation.sets.gold import Row, by_hash, in_split, rows
from onrecord.evaluation.sets.readings import read_kept
from onrecord.model.documents import RawItem
from onrecord.model.enums import Effect
from onrecord.model.figures import Figure, Sensitivity
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Register, View
from onrecord.settings import Settings

# The policy that was exact most often on the training half (of equals the first by name), for a run that does not read that half.
CHOSEN = {Effect.KILLED: "gva_like 3", Effect.INJURED: "gva_like 3"}
# Code points; an event that an article counts nobody of stands below all others.
FAR_DOWN = 10**9
# All pages come from one archive, whose addresses hold those of the outlets.
ARCHIVED = re.compile(r"/web/\d+[a-z_]*/https?://(?:www\.)?(?P<host>[^/:]+)", re.IGNORECASE)
# Reconciles a register under the default policy, and gives every cell under all policies, and the end states under those that
# keep any; handed in by whoever knows the stages.
Reconciler = Callable[[Register], tuple[View, Sequence[Sensitivity], Sequence[Figure]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringReport:
    """What came out. `figures` gives, per effect, the policy chosen on one half, its share of exact numbers there and on the
    other half, and the incidents of the other half."""

    articles: int
    incidents: int
    b3: Rates
    pairs: Rates
    connected: Mapping[str, Rates]
    near_copies: Rates
    near_copy_pairs: int
    figures: Mapping[str, tuple[str, float, float, int]]

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values, rates rounded to four places; pairs are not listed, so `examples` changes nothing."""
        figures = {
            effect: {"policy": policy, "chosen_on": round(chosen, 4), "exact": round(exact, 4), "incidents": size}
            for effect, (policy, chosen, exact, size) in self.figures.items()
        }
        return {"articles": self.articles, "incidents": self.incidents, "b3": self.b3.plain(), "pairs": self.pairs.plain(),
                "connected": {name: rates.plain() for name, rates in self.connected.items()},
                "near_copies": {**self.near_copies.plain(), "gold": self.near_copy_pairs}, "figures": figures}  # fmt: skip

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        lines = [
            f"{self.articles} articles of {self.incidents} incidents",
            f"main       B³ {_rates(self.b3)}; pairs {_rates(self.pairs)}",
            f"connected  B³ {_rates(self.connected['b3'])}; pairs {_rates(self.connected['pairs'])}",
            f"near copies {_rates(self.near_copies)} ({self.near_copy_pairs} gold pairs)",
        ]
        lines += [
            f"{effect} exact {exact:.3f} of {size} incidents with several articles, under {policy} "
            + (f"(chosen at {chosen:.3f})" if chosen else "(chosen on the other half)")
            for effect, (policy, chosen, exact, size) in self.figures.items()
        ]
        return "\n".join(lines) + "\n"


def _rates(rates: Rates) -> str:
    return f"P {rates.precision:.4f} R {rates.recall:.4f} F1 {rates.f1:.4f}"


def measure(
    folder: Path,
    reconciler: Reconciler,
    settings: Settings,
    *,
    split: str | None = None,
    limit: int | None = None,
    readings: Path | None = None,
) -> ClusteringReport:
    """Reads the articles of the incidents under `folder`/data/gva and reports how they were brought together and counted.

    `split` None = both halves; `limit` = so many incidents, those with several articles first, chosen by the hash of their id.
    `readings` keeps what is read, for another run; None = everything is read anew. Raises InputError when the set is not there.
    """
    chosen = _incidents(folder, split, limit)
    articles = [row for row in rows(folder, "gva/articles.jsonl") if row["incident"] in chosen]
    read = {
        outcome.item.external_id or "": outcome for outcome in read_kept(_items(articles), settings, readings) if outcome.item
    }
    read = {name: o for name, o in read.items() if o.document is not None and o.extraction is not None}
    register = Register(
        documents=tuple(o.document for o in read.values() if o.document),
        extractions=tuple(o.extraction for o in read.values() if o.extraction),
    )
    names = {o.document.document_id: name for name, o in read.items() if o.document}
    view, numbers, ends = reconciler(register)
    return _report(articles, chosen, names, view, numbers, ends)


def _incidents(folder: Path, split: str | None, limit: int | None) -> dict[str, Row]:
    wanted = [r for r in rows(folder, "gva/incidents.jsonl") if split is None or in_split(r["incident"], split)]
    wanted.sort(key=lambda r: (r["n_articles"] < 2, by_hash(r["incident"])) if limit else (False, by_hash(r["incident"])))
    return {r["incident"]: r for r in wanted[:limit]}


def _items(articles: Iterable[Row]) -> Iterable[RawItem]:
    """Each article once, also where two incidents list it."""
    for row in {row["id"]: row for row in articles}.values():
        line = json.dumps(row, sort_keys=True).encode()
        yield RawItem(
            content=line,
            sha256=sha256_hex(line),
            media_type="application/json",
            source="gva",
            external_id=row["id"],
            url=row["uri"],
            title=row["title"],
            published=row["dct"],
            outlet=found["host"] if (found := ARCHIVED.search(row["uri"])) else None,
            given_text=f"{row['title']}\n\n{row['text']}".strip(),
        )


def _report(
    articles: Sequence[Row],
    incidents: Mapping[str, Row],
    names: Mapping[str, str],
    view: View,
    numbers: Sequence[Sensitivity],
    ends: Sequence[Figure],
) -> ClusteringReport:
    true: dict[str, set[str]] = {}
    texts: dict[str, str] = {}
    for row in articles:
        true.setdefault(row["id"], set()).add(row["incident"])
        texts[row["id"]] = row["text"]
    gold = {name: frozenset(groups) for name, groups in true.items()}
    events = [(e, [names[d] for d in e.document_ids if d in names]) for e in view.events]
    main: dict[str, str] = {name: name for name in gold}
    for event, told in sorted(events, key=lambda pair: (len(pair[1]), not pair[0].residual, pair[0].event_id)):
        main.update(dict.fromkeys(told, event.event_id))
    tied = connected(gold, [told for _, told in events if told])
    copies = near_pairs(texts)
    return ClusteringReport(
        articles=len(gold),
        incidents=len(incidents),
        b3=b_cubed(gold, main),
        pairs=pair_rates(_true_pairs(gold), _found_pairs(main)),
        connected={"b3": b_cubed(gold, tied), "pairs": pair_rates(_true_pairs(gold), _found_pairs(tied))},
        near_copies=pair_rates(copies, linked_pairs(view.links, names)),
        near_copy_pairs=len(copies),
        figures=_figures(gold, incidents, names, view, numbers, ends),
    )


def _found_pairs(found: Mapping[str, str]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for name, home in found.items():
        groups.setdefault(home, []).append(name)
    return pairs_of(groups.values())


def _true_pairs(gold: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = {}
    for name, groups in gold.items():
        for group in groups:
            members.setdefault(group, []).append(name)
    return pairs_of(members.values())


def _figures(
    gold: Mapping[str, frozenset[str]],
    incidents: Mapping[str, Row],
    names: Mapping[str, str],
    view: View,
    numbers: Sequence[Sensitivity],
    ends: Sequence[Figure],
) -> dict[str, tuple[str, float, float, int]]:
    """The policy that is exact most often on the training half of incidents with several articles, and how often on the other.

    Without the training half it is the one of CHOSEN.
    """
    members: dict[str, set[str]] = {}
    for name, groups in gold.items():
        for group in groups:
            members.setdefault(group, set()).add(name)
    asked = [i for i in sorted(members) if len(members[i]) > 1 and incidents[i]["gva"]]
    subjects = {i: _subjects(members[i], names, view) for i in asked}
    by_subject: dict[str, list[Sensitivity]] = {}
    for cell in numbers:
        by_subject.setdefault(cell.subject_id, []).append(cell)
    policies = sorted({n.policy for cell in numbers for n in cell.numbers})
    ended = {(f.policy, f.subject_id, f.cell.effect): f.best or 0 for f in ends}
    keeping = {f.policy for f in ends}
    halves = [[i for i in asked if in_split(i, half)] for half in ("train", "dev")]
    found = {}
    for effect, before in CHOSEN.items():
        told = {p: {i: ended.get((p, subjects[i][0], effect), 0) if subjects[i] else 0 for i in asked} for p in keeping}
        told |= {p: {i: _count(subjects[i], by_subject, effect, p) for i in asked} for p in policies if p not in keeping}
        right = {p: {i: told[p][i] == _gold(incidents[i], effect) for i in asked} for p in policies}
        shares = {p: [_share(right[p], half) for half in halves] for p in policies}
        best = min(policies, key=lambda p: (-shares[p][0], p), default="") if halves[0] else before
        if best in shares:
            chosen_on, exact = shares[best]
            found[effect.value] = (best, chosen_on, exact, len(halves[1]))
    return found


def _share(right: Mapping[str, bool], half: Sequence[str]) -> float:
    return sum(right[i] for i in half) / max(1, len(half))


def _gold(incident: Row, effect: Effect) -> int:
    return int(incident["gva"][f"n_{effect.value}"])


def _subjects(articles: set[str], names: Mapping[str, str], view: View) -> list[str]:
    """What the incident is in the register: the event that most of its articles tell of, and its campaign.

    Of several the one whose harm an article tells nearest to its top: an article was listed for what it tells first.
    """
    mine = {x.document_id: x for x in view.register.extractions if names.get(x.document_id) in articles}
    starts = {c.claim_id: c.span.start for x in mine.values() for c in x.claims}
    shared = [(len(mine.keys() & set(e.document_ids)), e) for e in view.events]
    told = [(n, min((starts[c] for c in e.claim_ids if c in starts), default=FAR_DOWN), e) for n, e in shared if n]
    best = min(told, key=lambda t: (-t[0], t[1], t[2].event_id), default=None)
    return [s for s in (best[2].event_id, best[2].campaign_id) if s] if best else []


def _count(subjects: Sequence[str], by_subject: Mapping[str, Sequence[Sensitivity]], effect: Effect, policy: str) -> int:
    """The number of people that the incident's figures give: of everybody, else the sum of sides, else of a group; 0 = none."""
    for subject in subjects:
        told: dict[bool, dict[object, int]] = {False: {}, True: {}}
        for cell in by_subject.get(subject, ()):
            number = next((n for n in cell.numbers if n.policy == policy and n.counted), None)
            people = None if number is None else (number.best if number.best is not None else number.low)
            if people is not None and cell.cell.effect is effect and cell.cell.detail is None:
                sides = told[cell.cell.group is not None]
                sides[cell.cell.category] = max(people, sides.get(cell.cell.category, 0))
        sides = told[False] or told[True]
        if sides:
            return max(sides.get(None, 0), sum(n for side, n in sides.items() if side is not None))
    return 0
