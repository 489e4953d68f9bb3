"""From a wish to an export: the register as of a moment, reconciled, narrowed, reduced to its profile, and made into files."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from onrecord import __version__
from onrecord.handout.logbook import handout_of, write_line
from onrecord.handout.writing import DESCRIPTION
from onrecord.model.errors import InputError
from onrecord.present.exports.formats import FORMATS, Format, made
from onrecord.present.exports.package import Export, ExportFile
from onrecord.present.narrowing import Scope, narrow
from onrecord.present.profiles import Profile, reduce_view

SQLITE = "sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asks for; None = not narrowed, or what the format or the setting says."""

    form: str
    store: Path | None = None
    as_of: datetime | None = None
    recorded_as_of: datetime | None = None
    policy: str | None = None
    scope: Scope = Scope()
    profile: Profile = Profile.PUBLIC
    quotes: bool = True
    bom: bool = False
    licence: str | None = None
    publisher: str | None = None


def format_names() -> tuple[str, ...]:
    """Every format there is."""
    return (*FORMATS, SQLITE)


def export_files(wish: Wish) -> tuple[ExportFile, ...]:
    """The files of the export that is wished for. Raises StoreError when there is no register."""
    return made(_export(wish), _chosen(wish.form))


def hand_out(wish: Wish, by: str | None) -> tuple[ExportFile, ...]:
    """The same, and a line in the log of what was taken out, by whom (None = not named). StoreError when it cannot be written."""
    from onrecord.options import settings_of

    export = _export(wish)
    files = made(export, _chosen(wish.form))
    described = next(file.content for file in files if file.path == DESCRIPTION)
    line = handout_of(
        f"export {wish.form}", export.view, described, through="command line", by=by, profile=wish.profile, scope=export.scope,
        head=export.head, recorded_as_of=wish.recorded_as_of,
    )  # fmt: skip
    write_line(settings_of(store=wish.store).store, line, datetime.now(UTC))
    return files


def _export(wish: Wish) -> Export:
    from onrecord.atlas.actors import load_actors
    from onrecord.codebooks import load_policy
    from onrecord.options import view_of

    chosen = _chosen(wish.form)
    view = narrow(view_of(wish.store, wish.as_of, wish.recorded_as_of, wish.policy or chosen.policy), wish.scope)
    return Export(
        view=reduce_view(view, wish.profile, quotes=wish.quotes),
        policy=load_policy(view.policy.rpartition(" ")[0]),
        profile=wish.profile,
        actors=load_actors().by_id,
        head=state_of(wish.store, wish.recorded_as_of),
        scope=wish.scope.in_words(),
        licence=wish.licence,
        publisher=wish.publisher,
        software=f"OnRecord {__version__}",
        bom=wish.bom,
    )


def _chosen(name: str) -> Format:
    from onrecord.handout.sqlite_file import to_sqlite

    if name == SQLITE:
        return Format(name=SQLITE, title="OnRecord register as SQLite file", says="every table in one file", make=to_sqlite)
    if name not in FORMATS:
        raise InputError(f"There is no export format called {name!r}; choose one of: {', '.join(format_names())}.")
    return FORMATS[name]


def state_of(store: Path | None, recorded_as_of: datetime | None) -> str:
    """The id of the last ledger entry that the export knows: two exports of one state are the same."""
    from onrecord.options import settings_of
    from onrecord.store.sqlite import Store

    with Store.open(settings_of(store=store).store, create=False) as opened:
        last = ""
        for entry in opened.entries():
            if recorded_as_of is None or entry.recorded_at <= recorded_as_of:
                last = entry.entry_id
    return last
