"""`python -m onrecord.training fit|relevance|export`: refit the learned tagger from labels; see the model card."""

import argparse
import logging
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one training command; torch is loaded only here and below."""
    parser = argparse.ArgumentParser(prog="python -m onrecord.training", description=__doc__)
    parser.add_argument("command", choices=("fit", "relevance", "export"))
    parser.add_argument("--labels", type=Path, help="label file to learn from, JSON lines")
    parser.add_argument("--relevance-labels", type=Path, action="append", default=[], help="label file to learn `relevant` from")
    parser.add_argument("--news", type=Path, help="feed items (items.jsonl.gz) whose judgements teach relevance, too")
    parser.add_argument(
        "--base", type=Path, required=True, help="directory of the base encoder (model.safetensors, tokenizer.json)"
    )
    parser.add_argument("--work", type=Path, required=True, help="directory for checkpoints")
    parser.add_argument("--out", type=Path, help="directory for the ONNX files")
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--gated", type=float, default=0.0, help="share of passages shown as the run time reads them")
    parser.add_argument("--start", type=Path, help="checkpoint of a network to go on from, which may have more layers")
    parser.add_argument("--encoder-rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--limit", type=int, help="only the first passages, for a smoke test")
    parser.add_argument("--half", action="store_true", help="bf16 where the processor has it")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    if chosen.command == "fit":
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
        fit(chosen.labels, chosen.base, chosen.work, plan, chosen.start, chosen.relevance_labels)
    elif chosen.command == "relevance":
        from onrecord.training.news import news_lines
        from onrecord.training.relevance import refit_relevance

        news = chosen.work / "news.jsonl"
        news.write_text("".join(f"{line}\n" for line in (news_lines(chosen.news) if chosen.news else ())), encoding="utf-8")
        refit_relevance([chosen.labels], [Path(__file__).with_name("own_labels.jsonl"), news], chosen.base, chosen.work)
    else:
        from onrecord.training.export import export

        export(chosen.work / "last.pt", chosen.base, chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
