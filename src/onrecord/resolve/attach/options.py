"""Every option of a choice with its features by name, for fitting the weights: slower than choosing, and the same choice.

What `choosing` adds up as numbers stands here under the names of `attachment.toml`; a test holds the two together.
"""

import math
from collections.abc import Sequence

from onrecord.resolve.attach.choosing import (
    Candidate,
    Ground,
    Scene,
    Target,
    Trail,
    _apart,
    _distance,
    _echoes,
    _fitting,
    _focuses,
    _gap,
    _line_features,
    _none_features,
    _reach,
    _scene,
    _side,
    _touches,
    own_features,
)
from onrecord.resolve.attach.cues import POINTED_AT, RANKED, SIDED, SIDES, Features, Weights
from onrecord.resolve.attach.pointed import pointed_at

Option = tuple[int | None, Features]


def scene_of(candidates: Sequence[Candidate], ground: Ground, weights: Weights) -> Scene:
    """The candidates of a text on its ground, to be weighed by `weights`."""
    return _scene(candidates, ground, weights, own_features(candidates, ground))


def chosen(target: Target, scene: Scene, trail: Trail) -> int | None:
    """What the scene's weights choose after `trail`; None = no candidate."""
    return _fitting(target, scene, trail)


def options(target: Target, scene: Scene, trail: Trail) -> list[Option]:
    """None first, then every candidate within reach, each with its features."""
    home = scene.ground.layout.at(target.focus.start)
    reach = _reach(target, home, scene)
    away = {i: _distance(target.focus, scene.candidates[i].span) for i in reach}
    nearest = sorted(reach, key=away.__getitem__)
    rank = {i: place for place, i in enumerate(nearest[:RANKED])}
    echoes = _echoes(nearest, scene)
    found: list[Option] = [
        (None, _none_features(target, home, reach, scene) | _company(None, "none_", target, home, scene, trail))
    ]
    for i in reach:
        there = scene.homes[i]
        features = dict(scene.told[i])
        fronted = features.pop("_fronted")
        features |= _sided(features, SIDES[_side(target, scene.candidates[i].span, there == home)])
        features |= _line_features(target, home, there, scene.ground)
        features |= {"distance": math.log1p(away[i]), "echo": float(i in echoes), f"rank_{rank.get(i, RANKED)}": 1.0}
        features |= _order(target, i, scene) | _company(i, "", target, home, scene, trail)
        if target.pointing is not None:
            features |= dict(zip(POINTED_AT, pointed_at(target.pointing, scene.candidates[i].span), strict=True))
        if there == home:
            features |= {"fronted": 1.0} if fronted else _parted(target, i, scene)
            features |= {gap: 1.0} if (gap := _gap(target, scene.candidates[i].span, scene.ground)) else {}
        found.append((i, features))
    return found


def _sided(own: Features, side: str) -> Features:
    return {f"{side} {name}": value for name, value in own.items() if value and name.startswith(SIDED)}


def _order(target: Target, number: int, scene: Scene) -> Features:
    span = scene.candidates[number].span
    return {"after": float(span.start >= target.focus.end), "inside": float(target.span.overlaps(span))}


def _parted(target: Target, number: int, scene: Scene) -> Features:
    """As `choosing` weighs it: what stands between a candidate and the target in one sentence."""
    ground, span, focus = scene.ground, scene.candidates[number].span, target.focus
    low, high = min(span.end, focus.end), max(span.start, focus.start)
    crossed = any(o.end <= high and not o.overlaps(focus) for o in _focuses(ground, low, high))
    return {
        "breaks": float(min(4, ground.words["breaks"].count(low, high))),
        "strong": float(min(2, ground.words["strong"].count(low, high))),
        "crossed": float(crossed),
    }


def _company(choice: int | None, prefix: str, target: Target, home: int, scene: Scene, trail: Trail) -> Features:
    apart = _apart(trail, home, scene.ground)
    last = "same" if choice == trail.last_choice else "other"
    found = {} if apart is None else {f"{prefix}last_{apart}_{last}": 1.0}
    if _touches(target, trail):
        found[f"{prefix}last_touching_{last}"] = 1.0
    if trail.has_parent:
        found[f"{prefix}parent_{'same' if choice == trail.parent_choice else 'other'}"] = 1.0
    return found
