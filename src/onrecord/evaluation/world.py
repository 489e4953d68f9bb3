"""Runs the sets about where, when and who: marked places, marked times, places of verbs. One process, no reader of claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.atlas.actors import load_actors
from onrecord.evaluation.own.marks import MarkReport, score_actor, score_time
from onrecord.evaluation.own.passages import load_passages
from onrecord.evaluation.places import PlaceReport, share
from onrecord.evaluation.scoring import overlap
from onrecord.evaluation.sets import event_places, places, times
from onrecord.evaluation.sets.event_places import Placed
from onrecord.evaluation.sets.gold import by_hash
from onrecord.evaluation.sets.places import MarkedText
from onrecord.evaluation.sets.times import Timed, TimedText
from onrecord.evaluation.times import TimeReport
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import EventType, Realis
from onrecord.model.errors import InputError
from onrecord.model.events import EventMention
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Extraction
from onrecord.model.spans import cut
from onrecord.read.reading import read_document
from onrecord.resolve.actors import link_actor
from onrecord.resolve.moments import read_expressions, read_moments, resolve_time
from onrecord.resolve.places import find_places, resolve_marked, survey_places
from onrecord.resolve.resolving import World, actor_context, resolve_extraction
from onrecord.resolve.toponyms.homes import home_of
from onrecord.resolve.toponyms.naming import name_places
from onrecord.settings import Settings
from onrecord.store.gazetteer_adding import open_with_added
from onrecord.store.outlet_homes import load_homes

SETS = ("lgl", "geowebnews", "event-places", "tempeval3", "actors", "own-times")


@dataclass(slots=True)
class VerbPlaceReport:
    """Verbs whose place was sought: right where a marked place was chosen, or rightly none.

    `every` holds all labels; `told` and `untold` only the sound ones, where a place is told and where none is.
    """

    every: list[bool] = field(default_factory=list)
    told: list[bool] = field(default_factory=list)
    untold: list[bool] = field(default_factory=list)
    misses: list[dict[str, Any]] = field(default_factory=list)

    def add(self, case: Placed, chosen: tuple[int, int] | None) -> None:
        """Adds one sentence with the place that was chosen for its verb; None = none."""
        right = any(overlap(place, chosen) for place in case.places) if case.places else chosen is None
        self.every.append(right)
        if not case.is_sound:
            return
        (self.told if case.places else self.untold).append(right)
        if not right:
            said = case.text[slice(*chosen)] if chosen else None
            verb, wanted = case.text[slice(*case.verb)], [case.text[slice(*place)] for place in case.places]
            self.misses.append({"text": case.text, "verb": verb, "wanted": wanted, "answered": said})

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Shares to four places and the first misses."""
        sound = [*self.told, *self.untold]
        return {
            "verbs": len(self.every),
            "right": share(sum(self.every), len(self.every)),
            "sound": {"verbs": len(sound), "right": share(sum(sound), len(sound))},
            "place_told": {"verbs": len(self.told), "right": share(sum(self.told), len(self.told))},
            "no_place_told": {"verbs": len(self.untold), "right": share(sum(self.untold), len(self.untold))},
            "misses": self.misses[:examples],
        }

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        lines = [f"{plain['verbs']} verbs, all labels: place right or rightly none: {plain['right']}"]
        for name, words in (("sound", "sound labels"), ("place_told", "… place told"), ("no_place_told", "… none told")):
            lines.append(f"  {words:<14} right {plain[name]['right']} of {plain[name]['verbs']}")
        return "\n".join([*lines, *map(str, plain["misses"])]) + "\n"


WorldReport = PlaceReport | TimeReport | VerbPlaceReport | MarkReport


def evaluate_world(name: str, folder: Path, split: str, limit: int | None, settings: Settings) -> WorldReport:
    """The report on one of SETS; a limit takes the first texts by hash. Raises InputError when the set is not there."""
    gazetteer = open_with_added(settings.cache, settings.places)
    world = World(gazetteer=gazetteer, actors=load_actors(), homes=load_homes(settings.places, gazetteer))
    if name in OWN:
        return OWN[name](world)
    if name == "tempeval3":
        return evaluate_times(sorted(times.load(folder, split), key=lambda t: by_hash(t.case_id))[:limit], world)
    if name == "event-places":
        return evaluate_verbs(sorted(event_places.load(folder, split), key=lambda p: by_hash(p.text))[:limit], world)
    loaded = places.load_lgl(folder) if name == "lgl" else places.load_geowebnews(folder)
    return evaluate_places(sorted(loaded, key=lambda t: by_hash(t.case_id))[:limit], world, search=name == "geowebnews")


def evaluate_places(texts: Sequence[MarkedText], world: World, *, search: bool) -> PlaceReport:
    """Where marked names are put; with `search` also whether our own search finds those in literal use."""
    report = PlaceReport()
    for text in texts:
        doc = document(text.text, url=text.url)
        spans = [cut(doc.text, m.start, m.end) for m in text.marked]
        home = home_of(doc, world.homes)
        report.add(text, resolve_marked(doc, spans, world.gazetteer, home), world.gazetteer)
        if search:
            survey = survey_places(doc, world.gazetteer, home)
            named = name_places(survey.founds, survey.evidence, survey.mentions)
            report.add_search(text, named, world.gazetteer)
    return report


def evaluate_times(texts: Sequence[TimedText], world: World) -> TimeReport:
    """How the expressions of the texts are found and read."""
    report = TimeReport()
    for text in texts:
        report.add(text.text, text.wanted, list(found_times(document(text.text, written=text.written), world)))
    return report


def found_times(doc: Document, world: World) -> Iterator[Timed]:
    """Every expression of a document as it is scored."""
    for moment in read_expressions(doc, world.lexicon)[1]:
        core, reading = moment.expression.core, moment.reading
        yield Timed(start=core.start, end=core.end, type=reading.type, value=reading.value)


def evaluate_verbs(cases: Sequence[Placed], world: World) -> VerbPlaceReport:
    """Which place is chosen for each verb, taken as an event without more being known of it."""
    report = VerbPlaceReport()
    for case in cases:
        doc = document(case.text)
        event = EventMention(
            event_mention_id="evm-0",
            document_id=doc.document_id,
            text_version=doc.text_version,
            trigger=cut(doc.text, *case.verb),
            type=EventType.OTHER,
            realis=Realis.HAPPENED,
            found_by="label",
        )
        bare = Extraction(
            document_id=doc.document_id,
            text_version=doc.text_version,
            reader="label",
            relevant=True,
            relevance=1.0,
            events=(event,),
        )
        place = resolve_extraction(doc, bare, world).events[0].place
        span = place.span if place is not None else None
        report.add(case, (span.start, span.end) if span is not None else None)
    return report


def evaluate_own_actors(world: World) -> MarkReport:
    """Which actor each marked mention of our own passages is linked to."""
    report = MarkReport()
    for passage in load_passages("actors.txt"):
        report.passages += 1
        doc = document(passage.text)
        context = actor_context(doc, find_places(doc, world.gazetteer), world)
        for label in passage.labels:
            score_actor(report, passage, label, link_actor(passage.text[label.start : label.end], context))
    return report


def evaluate_own_times(world: World) -> MarkReport:
    """Which days each marked expression of our own passages is read as."""
    report = MarkReport()
    for passage in load_passages("times.txt"):
        report.passages += 1
        moments = read_moments(document(passage.text, written=passage.day), world.lexicon)
        for label in passage.labels:
            found = resolve_time(cut(passage.text, label.start, label.end), moments)
            score_time(report, passage, label, found)
    return report


OWN = {"actors": evaluate_own_actors, "own-times": evaluate_own_times}


def document(text: str, *, url: str | None = None, written: date | None = None) -> Document:
    """The text read as a report, unchanged. Raises InputError when it holds nothing to read."""
    content = text.encode()
    item = RawItem(
        content=content,
        sha256=sha256_hex(content),
        media_type="text/plain",
        source="evaluation",
        url=url,
        given_text=text,
        published=written.isoformat() if written else None,
        language="en",
    )
    read = read_document(item).document
    if read is None:
        raise InputError(f"A text of the set holds nothing to read: {text[:60]!r}.")
    return read
