"""The demonstration: the main job on the sample reports shipped, told step by step."""

from importlib import resources
from pathlib import Path

from onrecord.batch import share_out
from onrecord.pipeline import arrivals, load_register, reconcile_register, record
from onrecord.present.listing import Filters, list_records
from onrecord.settings import Settings
from onrecord.terminal import Tally, compose_brief, progress, show_table, talk


def sample_folder() -> Path:
    """The folder of sample reports inside the package."""
    return Path(str(resources.files("onrecord") / "samples"))


def run_demo(folder: Path, settings: Settings) -> None:
    """Reads the samples into a register in `folder`, shows it, and writes the briefing beside it."""
    console = talk()
    folder.mkdir(parents=True, exist_ok=True)
    tally = Tally()
    with progress("Reading the sample reports", quiet=False) as step:
        for outcome, new in record(share_out(arrivals([str(sample_folder())]), settings), settings):
            tally.count(outcome, new)
            step(tally.line())
    tally.show(settings.store)
    view = reconcile_register(load_register(settings), settings.policy, settings.review_below)
    for name in ("events", "figures", "contradictions", "disruptions"):
        console.rule(name)
        show_table(list_records(name, view, Filters()))
    for form, ending in (("markdown", "md"), ("html", "html")):
        target = folder / f"briefing.{ending}"
        target.write_text(compose_brief(view, form, None), encoding="utf-8")
        console.print(f"briefing written: {target}", soft_wrap=True)
    there = f"--store {settings.store}"
    console.print(f"Next: `./onrecord serve {there}` · `./onrecord claims {there}`", soft_wrap=True)
    console.print(f"      `./onrecord check {there}`", soft_wrap=True)
    console.print(f"      `./onrecord brief --store {settings.store} --as-of 2026-01-31` · `./onrecord --help`", soft_wrap=True)
