"""Who said how many, and when: every claim behind a figure as a dot with its bounds, a line a speaker, a panel a figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Certainty
from onrecord.model.figures import Figure, Teller
from onrecord.model.mentions import Actor
from onrecord.model.register import View
from onrecord.present.charts.canvas import (
    LETTER,
    WIDTH,
    Chart,
    Room,
    Scale,
    count_scale,
    count_ticks,
    day_ticks,
    framed,
    label,
    line,
    spread,
    time_scale,
    words,
)
from onrecord.present.charts.sides import SHAPES, mark, side_hues
from onrecord.present.lines import published_words
from onrecord.present.profiles import withheld
from onrecord.present.wording import bounds, cell_words, figure_range, number

LEFT, RIGHT, TOP, HEAD, PLOT = 52, 212, 0, 48, 140
# An arrow of this length says that the number is open on that side.
ARROW = 16
# A speaker's line is told by its end label; at most so many fit beside a panel.
SPEAKERS = 8
PATTERN = {
    Certainty.ASSERTED: "asserted",
    Certainty.CLAIMED: "claimed",
    Certainty.POSSIBLE: "possible",
    Certainty.HYPOTHETICAL: "possible",
    Certainty.DENIED: "struck",
    Certainty.FAILED: "struck",
}
COLUMNS = (
    "figure_id", "what", "speaker", "side", "said_at", "low", "high", "certainty", "quote", "claim_id", "document_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One claim on the time axis: when its report was published, its bounds (None = open) and how sure its words are."""

    when: datetime
    low: int | None
    high: int | None
    certainty: Certainty
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One speaker's claims, oldest first, under the name, hue class and shape that stand for the speaker."""

    name: str
    side: str | None
    hue: str
    shape: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One figure: what is counted, its range in words, the speakers, and how many dated claims could not be shown."""

    figure_id: str
    title: str
    range_words: str
    voices: tuple[Voice, ...]
    undated: int


def panels(
    view: View, figures: Iterable[Figure], actors: Mapping[str, Actor] | None = None, hues: Mapping[str, str] | None = None
) -> tuple[Panel, ...]:
    """A panel for each figure that has a dated claim. Speakers keep their shape, sides their hue, throughout the view.

    `hues` = those of the sides (`sides.side_hues`) where they are known; None = worked out from the view's figures.
    """
    claims = {c.claim_id: c for x in view.register.extractions for c in x.claims}
    documents = {d.document_id: d for d in view.register.documents}
    hues = side_hues(view.figures) if hues is None else hues
    chosen = list(figures)
    roots = list(dict.fromkeys(t.root for f in chosen for t in sorted(f.tellers, key=lambda t: (-len(t.claim_ids), t.root))))
    shapes = {root: SHAPES[n % len(SHAPES)] for n, root in enumerate(roots)}
    found = []
    for figure in chosen:
        voices = []
        for teller in figure.tellers:
            said = _said(teller, claims, documents)
            actor = (actors or {}).get(teller.root)
            name = actor.name if actor else teller.root
            hue = hues.get(teller.side or "", "other")
            if said:
                voices.append(Voice(name=name, side=teller.side, hue=hue, shape=shapes[teller.root], said=said))
        shown = sum(len(v.said) for v in voices)
        told = len({i for t in figure.tellers for i in t.claim_ids})
        if voices:
            title, said_range = cell_words(figure.cell), figure_range(figure)
            found.append(Panel(figure_id=figure.figure_id, title=title, range_words=said_range, voices=tuple(voices),
                               undated=told - shown))  # fmt: skip
    return tuple(found)


def _said(teller: Teller, claims: Mapping[str, Claim], documents: Mapping[str, Document]) -> tuple[Said, ...]:
    found = []
    for claim in (claims[i] for i in teller.claim_ids if i in claims):
        doc = documents.get(claim.document_id)
        if doc is not None and doc.published_at is not None:
            found.append(Said(when=doc.published_at, low=claim.count.low, high=claim.count.high,
                              certainty=claim.certainty, claim=claim))  # fmt: skip
    return tuple(sorted(found, key=lambda s: (s.when, s.claim.claim_id)))


def claims_chart(
    view: View,
    figures: Iterable[Figure],
    actors: Mapping[str, Actor] | None = None,
    name: str = "claims",
    hues: Mapping[str, str] | None = None,
) -> Chart | None:
    """The chart of the claims behind these figures, a panel each on one time axis; None when none of them is dated."""
    shown = panels(view, figures, actors, hues)
    if not shown:
        return None
    documents = {d.document_id: d for d in view.register.documents}
    chart = Chart(
        name=name,
        title="Who said how many, and when",
        description=" ".join(map(_in_words, shown)),
        svg="",
        columns=COLUMNS,
        rows=tuple(_row(p, v, s, documents) for p in shown for v in p.voices for s in v.said),
    )
    moments = [s.when for p in shown for v in p.voices for s in v.said]
    across = time_scale(moments, LEFT, WIDTH - RIGHT)
    height = TOP + len(shown) * (HEAD + PLOT) + 52
    body = [part for n, panel in enumerate(shown) for part in _panel(panel, across, TOP + n * (HEAD + PLOT))]
    bottom = TOP + len(shown) * (HEAD + PLOT)
    body += [label(x, bottom + 16, text, "soft mid") for x, text in day_ticks(across)]
    body.append(label(LEFT, bottom + 34, "when it was published →", "soft"))
    body += _key(bottom + 34)
    return framed(chart, body, height)


def _panel(panel: Panel, across: Scale, top: float) -> list[str]:
    most = max((n for v in panel.voices for s in v.said for n in (s.low, s.high) if n is not None), default=1)
    up = count_scale(most, top + HEAD + PLOT, top + HEAD + ARROW)
    body = [label(LEFT, top + 30, f"{panel.title}: {panel.range_words}", "heading", 100)]
    for tick in count_ticks(most):
        body.append(line(LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick), "axis" if tick == 0 else "grid"))
        body.append(label(LEFT - 6, up.at(tick) + 4, number(tick), "soft end"))
    body += [line(x, up.at(0), x, up.at(0) + 4, "axis") for x, _ in day_ticks(across)]
    room = Room()
    for voice in panel.voices:
        for said in voice.said:  # a dot keeps its place before any number is written
            x, y = across.at(said.when.timestamp()), up.at(_level(said))
            room.take(x - 5, y - 5, 10, 10)
    for voice in panel.voices:
        body.append(_voice(voice, across, up, room))
    body += _names(panel.voices, across, up)
    return body


def _voice(voice: Voice, across: Scale, up: Scale, room: Room) -> str:
    """A speaker's dots, the thin steps between them (a statement stands until the next) and the numbers where they change."""
    parts, before = [], None
    for said in voice.said:
        x, y = across.at(said.when.timestamp()), up.at(_level(said))
        if before is not None:
            parts.append(f'<path class="step" d="M{before[0]:.1f},{before[1]:.1f}H{x:.1f}V{y:.1f}"/>')
        before = (x, y)
    last = ""
    for said in voice.said:
        x, y = across.at(said.when.timestamp()), up.at(_level(said))
        parts.append(f'<g class="{PATTERN[said.certainty]}"><title>{_tip(voice, said)}</title>{_interval(said, x, up)}'
                     f"{mark(voice.shape, x, y)}{_strike(said, x, y)}</g>")  # fmt: skip
        text = _short(said)
        if text != last:
            parts.append(_number(x, y, up.start - 1, text, room))
        last = text
    return f'<g class="{voice.hue}">{"".join(parts)}</g>'


def _level(said: Said) -> int:
    """Where the dot stands: the lower bound, or the upper one where only that is given; 0 where no number is stated."""
    return said.low if said.low is not None else said.high if said.high is not None else 0


def _interval(said: Said, x: float, up: Scale) -> str:
    y = up.at(_level(said))
    if said.low is not None and said.high is not None:
        return "" if said.low == said.high else line(x, y, x, up.at(said.high), "bar") + line(x - 4, up.at(said.high), x + 4,
                                                                                           up.at(said.high), "bar")  # fmt: skip
    tip = -ARROW if said.high is None else ARROW
    head = -4 if said.high is None else 4
    return (
        f'<path class="arrow" d="M{x:.1f},{y:.1f}v{tip}"/>'
        f'<path class="bar head" d="M{x - 4:.1f},{y + tip - head:.1f}l4,{head}l4,{-head}"/>'
    )


def _strike(said: Said, x: float, y: float) -> str:
    return line(x - 8, y + 6, x + 8, y - 6, "strike") if PATTERN[said.certainty] == "struck" else ""


def _short(said: Said) -> str:
    """The count as it fits beside a dot: "22", "≥363", "≤30", "24–30", "0 (denied)"."""
    if said.low is None and said.high is None:
        text = "?"
    elif said.high is None:
        text = f"≥{number(said.low or 0)}"
    elif said.low is None:
        text = f"≤{number(said.high)}"
    else:
        text = bounds(said.low, said.high)
    return f"{text} ({said.certainty.value})" if PATTERN[said.certainty] == "struck" else text


def _number(x: float, y: float, floor: float, text: str, room: Room) -> str:
    """The number beside its dot, where there is room; the rows have every number."""
    wide = len(text) * LETTER + 2
    for dx, dy in ((8, -6), (8, 14), (-wide - 6, -6), (-wide - 6, 14), (-wide / 2, -22)):
        fits = x + dx + wide < WIDTH - RIGHT + 30 and y + dy < floor
        if fits and room.take(x + dx, y + dy - 10, wide, 12):
            return label(x + dx, y + dy, text, "label")
    return ""


def _names(voices: Sequence[Voice], across: Scale, up: Scale) -> list[str]:
    """Each speaker's name at the right, tied to the last dot by a thin line."""
    shown = voices[:SPEAKERS]
    ends = [(across.at(v.said[-1].when.timestamp()), up.at(_level(v.said[-1]))) for v in shown]
    places = spread([y for _, y in ends], 16, up.end - 6, up.start)
    body = []
    for voice, (x, y), at in zip(shown, ends, places, strict=True):
        right = WIDTH - RIGHT + 30
        body.append(f'<path class="leader" fill="none" d="M{x + 7:.1f},{y:.1f}H{right - 12:.1f}L{right - 2:.1f},{at:.1f}"/>')
        text = label(right + 12, at + 4, voice.name, "label", 23)
        body.append(f'<g class="{voice.hue}"><title>{words(voice.name)}</title>{mark(voice.shape, right + 4, at)}{text}</g>')
    if len(voices) > SPEAKERS:
        body.append(label(WIDTH - RIGHT + 34, up.end - 14, f"and {len(voices) - SPEAKERS} more", "soft"))
    return body


def _key(y: float) -> list[str]:
    """What the patterns mean."""
    parts, x = [], 236.0
    for css, text in (("asserted", "stated"), ("claimed", "claimed"), ("possible", "possible"), ("struck", "denied")):
        strike = line(x - 7, y + 2, x + 9, y - 10, "strike") if css == "struck" else ""
        parts.append(f'<g class="other"><g class="{css}">{mark("circle", x, y - 4)}{strike}</g></g>')
        parts.append(label(x + 12, y, text, "soft"))
        x += 30 + len(text) * LETTER
    arrow = f'<g class="other"><path class="bar" d="M{x + 4:.1f},{y + 2:.1f}v-12m-4,4l4,-4l4,4"/></g>'
    return [*parts, arrow, label(x + 14, y, "no upper bound given", "soft")]


def _tip(voice: Voice, said: Said) -> str:
    quote = f": “{_quote(said.claim)}”" if _quote(said.claim) else ""
    return words(f"{voice.name}, {said.when:%d %b %Y}: {bounds(said.low, said.high)}, {said.certainty.value}{quote}", 300)


def _quote(claim: Claim) -> str:
    """The words of a claim; empty where a profile withholds them."""
    return "" if withheld(claim.span) else claim.span.exact


def _in_words(panel: Panel) -> str:
    """A panel for those who do not see it."""
    told = []
    for voice in panel.voices:
        steps = list(dict.fromkeys(_short(s) for s in voice.said))
        told.append(f"{voice.name} {' → '.join(steps)}")
    undated = f" {panel.undated} undated or unread claims are not shown." if panel.undated else ""
    return f"{panel.title}: {panel.range_words}; {'; '.join(told)}.{undated}"


def _row(panel: Panel, voice: Voice, said: Said, documents: Mapping[str, Document]) -> tuple[str, ...]:
    claim = said.claim
    when = published_words(documents[claim.document_id]) or ""
    low, high = ("" if n is None else str(n) for n in (said.low, said.high))
    return (panel.figure_id, panel.title, voice.name, voice.side or "", when, low, high, said.certainty.value, _quote(claim),
            claim.claim_id, claim.document_id)  # fmt: skip
