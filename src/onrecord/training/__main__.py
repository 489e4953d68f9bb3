"""`python -m onrecord.training read-on|fit|distil|relevance|export|gist`: refit the learned tagger; see the model card."""

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one training command; torch is loaded only here and below."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    commands = {
        "read-on": _read_on, "fit": _fit, "distil": _distil, "relevance": _relevance, "export": _export, "gist": _gist,
    }  # fmt: skip
    commands[chosen.command](chosen)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m onrecord.training", description=__doc__)
    add = parser.add_argument
    add("command", choices=("read-on", "fit", "distil", "relevance", "export", "gist"))
    add("--base", type=Path, required=True, help="directory of the base encoder (model.safetensors, tokenizer.json)")
    add("--work", type=Path, default=Path("onrecord-training"), help="directory for checkpoints")
    add("--out", type=Path, help="directory for the ONNX files, or for the encoder that has read on")
    add("--weights", type=Path, help="directory of exported weights that teach a single network together")
    add("--texts", type=Path, action="append", default=[], help="file of unlabelled texts to read on in, or to be taught by")
    add("--leave-out", type=Path, action="append", default=[], help="label file whose texts are not read on in")
    add(
        "--with",
        dest="others",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint to export together with the one in WORK",
    )
    add("--labels", type=Path, help="label file to learn from, JSON lines")
    add("--relevance-labels", type=Path, action="append", default=[], help="label file to learn only `relevant` from")
    add("--news", type=Path, help="feed items (items.jsonl.gz) whose judgements teach relevance, too")
    add("--epochs", type=int, default=9)
    add("--layers", type=int, default=6)
    add("--gated", type=float, default=0.0, help="share of passages shown as the run time reads them")
    add("--start", type=Path, help="checkpoint of a network to go on from, which may have more layers")
    add("--encoder-rate", type=float, default=2e-4)
    add("--head-rate", type=float, default=1e-3)
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=20261126)
    add("--limit", type=int, help="only the first passages, for a smoke test")
    add("--half", action="store_true", help="bf16 where the processor has it")
    return parser


def _read_on(chosen: argparse.Namespace) -> None:
    from onrecord.training.masking.guessing import Reading, read_on
    from onrecord.training.masking.texts import texts_of

    texts = texts_of(chosen.texts, chosen.leave_out)
    read_on(texts, chosen.base, chosen.out, Reading(threads=chosen.threads, seed=chosen.seed, limit=chosen.limit))


def _fit(chosen: argparse.Namespace) -> None:
    from onrecord.training.fit import Plan, fit

    plan = Plan(
        epochs=chosen.epochs,
        layers=chosen.layers,
        threads=chosen.threads,
        seed=chosen.seed,
        limit=chosen.limit,
        half=chosen.half,
        gated=chosen.gated,
        encoder_rate=chosen.encoder_rate,
        head_rate=chosen.head_rate,
    )
    beside = [*chosen.relevance_labels, *([] if chosen.news is None else [_judged_news(chosen.news, chosen.work)])]
    fit(chosen.labels, chosen.base, chosen.work, plan, chosen.start, beside)


def _distil(chosen: argparse.Namespace) -> None:
    from onrecord.training.distilling.distil import PLAN, distil

    plan = replace(PLAN, seed=chosen.seed, threads=chosen.threads, limit=chosen.limit)
    distil(chosen.labels, chosen.texts, chosen.leave_out, chosen.weights, chosen.base, chosen.work, plan)


def _relevance(chosen: argparse.Namespace) -> None:
    from onrecord.training.relevance import refit_relevance

    few = [Path(__file__).with_name("own_labels.jsonl"), *chosen.relevance_labels]
    few += [] if chosen.news is None else [_judged_news(chosen.news, chosen.work)]
    refit_relevance([chosen.labels], few, chosen.base, chosen.work)


def _export(chosen: argparse.Namespace) -> None:
    from onrecord.training.export import export

    export([chosen.work / "last.pt", *chosen.others], chosen.base, chosen.out)


def _gist(chosen: argparse.Namespace) -> None:
    from onrecord.training.gist import make_gist

    make_gist(chosen.base, chosen.news, chosen.out, chosen.limit)


def _judged_news(items: Path, work: Path) -> Path:
    """A label file of the judged feed items, in the directory for checkpoints."""
    from onrecord.training.news import news_lines

    work.mkdir(parents=True, exist_ok=True)
    news = work / "news.jsonl"
    news.write_text("".join(f"{line}\n" for line in news_lines(items)), encoding="utf-8")
    return news


if __name__ == "__main__":
    sys.exit(main())
