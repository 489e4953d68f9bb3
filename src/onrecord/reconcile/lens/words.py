"""The bias lens in words: first what it is not, then what it rests on, the prior, the factors and the levels."""

from onrecord.reconcile.lens.fitting import (
    BOUND_SD,
    DELTA_SD,
    EPSILON_SD,
    LEVEL,
    LEVEL_SD,
    RHO,
    SIGMA,
    Factor,
    Lens,
)
from onrecord.reconcile.lens.losses import NEUTRAL

# Printed above every answer; nothing of the lens may be shown without it. Source: claims_method §4.8.
LABEL = "BIAS LENS, AN EXPERIMENT. It compares who tells more; it says nothing of any one incident and changes no figure."
CAUTION = (
    "Which side tells more than the other is fairly sure; how many people there really were is not: the lens takes for granted "
    "that the biases of all speakers lie around 1."
)


def lens_words(lens: Lens) -> str:
    """The lens as a few lines of text, each display rule kept."""
    lines = [LABEL, _grounds(lens)]
    if lens.refused:
        return "\n".join([*lines, "Nothing is shown:", *(f"- {why}" for why in lens.refused)]) + "\n"
    lines += [CAUTION, _prior(), "", "Times the common level (95 % interval):"]
    lines += [f"- {_factor(f)}" for f in lens.factors]
    lines += ["", "Common level at the last report, in people (90 % interval; no figure of the register):"]
    lines += [f"- {v.series}: {v.low:,.0f} – {v.middle:,.0f} – {v.high:,.0f} ({v.reports} reports)" for v in lens.levels]
    return "\n".join(lines) + "\n"


def _grounds(lens: Lens) -> str:
    left = f" {lens.left_out} more are told once only and left out." if lens.left_out else ""
    return (
        f"It rests on {lens.reports} reports by {lens.roots} speakers of {lens.sides} sides on {lens.incidents} incidents; "
        f"{lens.neutral} are by somebody who takes no side.{left}"
    )


def _prior() -> str:
    return (
        f"Prior, on the scale of natural logarithms: level {LEVEL:g} ± {LEVEL_SD:g}, moving slowly; "
        f"side on side 0 ± {DELTA_SD:g}; the same by effect 0 ± {EPSILON_SD:g}; “at least” and “at most” 0 ± {BOUND_SD:g}; "
        f"spread of a report {SIGMA:g}; a speaker's reports of one series hang together by {RHO:g}."
    )


def _factor(f: Factor) -> str:
    who = "Those who take no side" if f.side == NEUTRAL else f.side
    return f"{who} on {f.effect} of {f.loser}: ×{f.middle:.2f} [{f.low:.2f}, {f.high:.2f}] ({f.reports} reports)"
