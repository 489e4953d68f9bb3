"""Training can go on from the weights that the reader reads with: they come back as they were exported."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from onrecord.refit import needs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        any(find_spec(name) is None for name in (*needs.PACKAGES, needs.BASE_PACKAGE)), reason="torch or the base is not here"
    ),
]


def test_weights_that_come_back_are_exported_to_the_same_bytes(tmp_path: Path) -> None:
    from onrecord.training.export import export
    from onrecord.training.shipped import GRAPHS, checkpoints_of

    shipped, base = needs.shipped_weights(), needs.base_folder(None)
    export(checkpoints_of(shipped, base, tmp_path), base, tmp_path / "again")
    for name in GRAPHS:
        assert (tmp_path / "again" / name).read_bytes() == (shipped / name).read_bytes()


def test_weights_of_another_shape_are_refused_by_name(tmp_path: Path) -> None:
    import onnx

    from onrecord.training.shipped import GRAPHS, checkpoints_of

    for name in GRAPHS:
        (tmp_path / name).write_bytes((needs.shipped_weights() / name).read_bytes())
    graph = onnx.load(str(tmp_path / "claims.onnx"))
    graph.graph.initializer.remove(next(i for i in graph.graph.initializer if i.name == "heads.0.told.bias"))
    onnx.save(graph, str(tmp_path / "claims.onnx"))
    with pytest.raises(ValueError, match="with this version of OnRecord"):
        checkpoints_of(tmp_path, needs.base_folder(None), tmp_path)


def test_going_on_takes_fewer_passes_at_half_the_rates() -> None:
    from onrecord.training.fit import plan_for

    first = plan_for(go_on=False, epochs=None, layers=6, threads=2, seed=1)
    on = plan_for(go_on=True, epochs=None, layers=6, threads=2, seed=1)
    assert (first.epochs, on.epochs) == (8, 3)
    assert (on.encoder_rate, on.head_rate) == (first.encoder_rate / 2, first.head_rate / 2)
    assert plan_for(go_on=True, epochs=5, layers=6, threads=2, seed=1).epochs == 5
