"""Do no harm: what of a view may go to whom. A profile turns a view into one that may leave the house; every page and format
then shows only that.

public   coordinates are the middle of a 0.5° cell (about 55 km), places are named down to the district, private speakers
         (witnesses, residents, relatives) are not named, and no quote or place below the province stands with a claim about
         one single person or of a private speaker. Authors are not named, texts of reports are left out.
partner  coordinates are the middle of a 0.1° cell (about 11 km); private speakers and authors are not named.
internal everything as it is on record.

A quote says what a published report said, so it may name a town; who must not repeat even that leaves the quotes out
(`quotes=False`). Source: architecture §1 (do no harm); ecosystem §1 (Ushahidi #3181: obfuscate place, hide author).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from onrecord.model.claims import Attribution, Claim
from onrecord.model.documents import Document
from onrecord.model.enums import SourceRole
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.mentions import PlaceRef
from onrecord.model.register import Extraction, View
from onrecord.model.spans import Span

Record = TypeVar("Record")


class Profile(StrEnum):
    """For whom an export is; public withholds most and is the default."""

    PUBLIC = "public"
    PARTNER = "partner"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a profile does. `cell` in degrees; `least_prec` UCDP's where_prec and `least_radius_km` are never undercut.

    `names_below_district` and `singles` = places and quotes of claims about one person stay; `texts` = report texts may go out.
    """

    cell: float | None
    least_prec: int
    least_radius_km: float
    names_below_district: bool
    private_speakers: bool
    singles: bool
    authors: bool
    texts: bool
    says: str


RULES = {
    Profile.PUBLIC: Rules(
        cell=0.5, least_prec=4, least_radius_km=40.0, names_below_district=False, private_speakers=False, singles=False,
        authors=False, texts=False,
        says="Coordinates are the middle of a cell of 0.5 degrees; places are named down to the district; witnesses, residents, "
             "relatives and authors are not named; claims about one person carry no quote and no place below the province.",
    ),
    Profile.PARTNER: Rules(
        cell=0.1, least_prec=2, least_radius_km=8.0, names_below_district=True, private_speakers=False, singles=True,
        authors=False, texts=True,
        says="Coordinates are the middle of a cell of 0.1 degrees; witnesses, residents, relatives and authors are not named.",
    ),
    Profile.INTERNAL: Rules(
        cell=None, least_prec=1, least_radius_km=0.0, names_below_district=True, private_speakers=True, singles=True,
        authors=True, texts=True, says="Everything as it is on record: not for publication.",
    ),
}  # fmt: skip
# Speakers who speak for nobody but themselves, and who may pay for it.
PRIVATE = {
    SourceRole.WITNESS: "a witness",
    SourceRole.LOCAL_RESIDENT: "a resident",
    SourceRole.RELATIVE: "a relative",
}
WITHHELD = "[withheld]"


def reduce_view(view: View, profile: Profile, *, quotes: bool = True) -> View:
    """The view as it may be shown under the profile; the given one is not changed. `quotes` False leaves every quote out."""
    rules = RULES[profile]
    if profile is Profile.INTERNAL and quotes:
        return view
    hidden = {c.claim_id: c.span.exact for x in view.register.extractions for c in x.claims if _hides(c, rules)}
    say = _replacer(_names(view, rules), hidden, quotes=quotes)
    said = say(())
    reducer = _Reducer(rules=rules, quotes=quotes, said=said)
    register = replace(
        view.register,
        documents=tuple(map(reducer.document, view.register.documents)),
        extractions=tuple(map(reducer.extraction, view.register.extractions)),
        decisions=view.register.decisions if profile is Profile.INTERNAL else (),
    )
    kept = replace(view, register=register, events=tuple(replace(e, place=reducer.place(e.place)) for e in view.events))
    return replace(
        kept,
        events=tuple(replace(e, title=said(e.title), actors=tuple(map(said, e.actors))) for e in kept.events),
        campaigns=tuple(replace(c, title=said(c.title)) for c in kept.campaigns),
        figures=tuple(_retold(f, say(f.claim_ids)) for f in kept.figures),
        contradictions=tuple(_retold(c, say(c.claim_ids)) for c in kept.contradictions),
        problems=tuple(_retold(p, said) for p in kept.problems),
        links=tuple(replace(link, why=said(link.why)) for link in kept.links),
    )


def is_about_one(claim: Claim) -> bool:
    """Whether a claim counts one single person: its words then describe somebody who can be found."""
    return claim.count.high is not None and claim.count.high <= 1


def _hides(claim: Claim, rules: Rules) -> bool:
    """Whether the profile keeps the words of a claim to itself: about one single person, or of a private speaker."""
    return not rules.singles and (is_about_one(claim) or claim.attribution.role in PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reducer:
    rules: Rules
    quotes: bool
    said: Callable[[str], str]

    def document(self, doc: Document) -> Document:
        """Titles stay as published: a changed title would be a wrong citation."""
        return doc if self.rules.authors else replace(doc, byline=None, byline_span=None)

    def extraction(self, x: Extraction) -> Extraction:
        return replace(
            x,
            claims=tuple(self.claim(c) for c in x.claims),
            events=tuple(self.mention(m) for m in x.events),
            disruptions=tuple(self.disruption(d) for d in x.disruptions),
            mentions=x.mentions if self.rules.texts and self.rules.private_speakers else (),
            problems=tuple(_retold(p, self.said) for p in x.problems),
        )

    def claim(self, claim: Claim) -> Claim:
        place = self.place(claim.place, province=is_about_one(claim) and not self.rules.singles)
        kept = replace(claim, place=place, attribution=self.attribution(claim.attribution))
        return kept if self.quotes and not _hides(claim, self.rules) else _without_words(kept)

    def mention(self, mention: EventMention) -> EventMention:
        kept = replace(mention, place=self.place(mention.place), attribution=self.attribution(mention.attribution))
        if not self.rules.singles:
            kept = replace(kept, target=None)  # whom it was aimed at is often one person by name
        return kept if self.quotes else _without_words(kept)

    def disruption(self, item: DisruptionMention) -> DisruptionMention:
        kept = replace(item, place=self.place(item.place), attribution=self.attribution(item.attribution))
        return kept if self.quotes else _without_words(kept)

    def attribution(self, said: Attribution) -> Attribution:
        if said.role not in PRIVATE or self.rules.private_speakers:
            return said
        return replace(said, source=PRIVATE[said.role], source_span=None, via_span=None, cue_span=None)

    def place(self, place: PlaceRef | None, *, province: bool = False) -> PlaceRef | None:
        """The place as coarse as the profile wants it, or the province (country where unknown) of it."""
        rules = self.rules
        if place is None or rules.cell is None:
            return place
        least = max(rules.least_prec, place.where_prec or rules.least_prec)
        radius = max(rules.least_radius_km, place.radius_km or rules.least_radius_km)
        kept = replace(
            place,
            latitude=_cell(place.latitude, rules.cell),
            longitude=_cell(place.longitude, rules.cell),
            where_prec=least,
            radius_km=radius,
        )
        if rules.names_below_district and not province:
            return kept
        adm_2 = None if province else place.adm_2
        return replace(kept, span=None, place_id=None, name=adm_2 or place.adm_1 or place.country, adm_2=adm_2, relation=None)


def _cell(degrees: float | None, size: float) -> float | None:
    """The middle of the cell that holds the coordinate; cells begin at whole multiples of their size."""
    return None if degrees is None else round((degrees // size) * size + size / 2, 4)


def _without_words(record: Record) -> Record:
    """The record with every span reduced to its position; what is left says where the words stand, not what they are."""
    changes: dict[str, Any] = {}  # Any: the fields of any record
    for f in fields(record):  # type: ignore[arg-type]  # records are dataclasses
        value = getattr(record, f.name)
        if isinstance(value, Span):
            changes[f.name] = _blank(value)
        elif is_dataclass(value) and not isinstance(value, type):
            changes[f.name] = _without_words(value)
    return replace(record, **changes)  # type: ignore[type-var]  # records are dataclasses


def _blank(span: Span) -> Span:
    """A span of the same place whose words are withheld, a full block for each code point."""
    return Span(start=span.start, end=span.end, exact="█" * (span.end - span.start))


def withheld(span: Span) -> bool:
    """Whether the words of the span were taken out."""
    return not span.exact.strip("█")


def _names(view: View, rules: Rules) -> dict[str, str]:
    """Words that must not stand in any free text, and what stands there instead."""
    found: dict[str, str] = {}
    records: list[Claim | EventMention | DisruptionMention] = []
    for x in view.register.extractions:
        records += [*x.claims, *x.events, *x.disruptions]
    if not rules.private_speakers:
        for record in records:
            said = record.attribution
            if said.role in PRIVATE and said.source and said.source[:1].isupper():
                found[said.source] = PRIVATE[said.role]
    if not rules.names_below_district:
        for place in (*(e.place for e in view.events), *(r.place for r in records)):
            exact = place is not None and (place.where_prec or 9) <= 2
            if place is not None and exact and place.name not in (None, place.adm_1, place.adm_2, place.country):
                found.setdefault(place.name or "", place.adm_2 or place.adm_1 or place.country or WITHHELD)
    return found


def _replacer(
    names: dict[str, str], hidden: Mapping[str, str], *, quotes: bool
) -> Callable[[Iterable[str]], Callable[[str], str]]:
    """A function of claim ids that gives a function of texts about them: names replaced, longest first, whole words only.

    What stands in quotation marks is never reworded, for that would be a wrong quote: it stays, or is withheld as a whole.
    """
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in sorted(names, key=lambda n: (-len(n), n))) or r"(?!)")

    def quoted(text: str, kept_back: Iterable[str]) -> str:
        inner = text[1:-1]
        return f"“{WITHHELD}”" if not quotes or any(h in inner or inner in h for h in kept_back) else text

    def about(claim_ids: Iterable[str]) -> Callable[[str], str]:
        kept_back = [hidden[i] for i in claim_ids if i in hidden]

        def said(text: str) -> str:
            parts = re.split(r"(“[^”]*”)", text)
            swapped = (quoted(p, kept_back) if p[:1] == "“" else pattern.sub(lambda m: names[m.group()], p) for p in parts)
            return "".join(swapped)

        return said

    return about


def _retold(record: Record, said: Callable[[str], str]) -> Record:
    """The record with its free text replaced: places, speakers, explanations and steps; ids stay."""
    texts = {"explanation", "message", "steps", "tellers", "cell", "root", "place", "subject"}
    changes: dict[str, Any] = {}  # Any: the fields of any record
    for f in fields(record):  # type: ignore[arg-type]  # records are dataclasses
        value = getattr(record, f.name)
        if f.name not in texts or value is None:
            continue
        changes[f.name] = _retold_value(value, said)
    return replace(record, **changes)  # type: ignore[type-var]  # records are dataclasses


def _retold_value(value: Any, said: Callable[[str], str]) -> Any:  # Any: the value of any field
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Iterable):
        return tuple(_retold_value(item, said) for item in value)
    return _retold(value, said)
