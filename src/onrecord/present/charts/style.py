"""The style of every chart: Okabe–Ito hues for sides, line patterns for certainty, in light and dark.

A page puts `CSS` into its own stylesheet; a chart that stands alone in a file carries it inside (`canvas.standalone`).
Blue and sky are sides with state power, orange and purple are armed groups, grey is everybody else; no red, no green.
Source: ui.md (Look); Okabe & Ito, Color Universal Design (2008).
"""

import re

CSS = """
.chart { --chart-ink: #1b1b1b; --chart-soft: #5c5c5c; --chart-line: #d8d8d4; --chart-paper: #fdfdfb; --chart-land: #eceae3;
  --chart-sea: #f7f8fa; --chart-state-1: #0072b2; --chart-state-2: #3f8fc4; --chart-armed-1: #b87500; --chart-armed-2: #a8568a;
  --chart-other: #6b6b6b; width: 100%; height: auto; max-width: 60rem; background: var(--chart-paper); }
@media (prefers-color-scheme: dark) { .chart { --chart-ink: #e8e6e1; --chart-soft: #a9a9a4; --chart-line: #3a3d40;
  --chart-paper: #16181b; --chart-land: #2a2d31; --chart-sea: #1b1e22; --chart-state-1: #56b4e9; --chart-state-2: #9ad0f0;
  --chart-armed-1: #e69f00; --chart-armed-2: #cc79a7; --chart-other: #b5b5b0; } }
.chart text { font: 12px system-ui, "Noto Sans", sans-serif; fill: var(--chart-ink); font-variant-numeric: tabular-nums; }
.chart .heading { font-weight: 600; font-size: 13px; }
.chart .soft { fill: var(--chart-soft); font-size: 11px; }
.chart .end { text-anchor: end; } .chart .mid { text-anchor: middle; }
.chart .grid { stroke: var(--chart-line); stroke-width: 1; }
.chart .axis { stroke: var(--chart-soft); stroke-width: 1; }
.chart .state-1 { --hue: var(--chart-state-1); } .chart .state-2 { --hue: var(--chart-state-2); }
.chart .armed-1 { --hue: var(--chart-armed-1); } .chart .armed-2 { --hue: var(--chart-armed-2); }
.chart .other { --hue: var(--chart-other); }
.chart .bar, .chart .step, .chart .arrow { stroke: var(--hue); stroke-width: 2; fill: none; }
.chart .step { stroke-width: 1; stroke-opacity: .6; }
.chart .dot { fill: var(--hue); stroke: var(--hue); stroke-width: 1.5; }
.chart .label { fill: var(--hue); font-weight: 600; paint-order: stroke; stroke: var(--chart-paper); stroke-width: 3px; }
.chart .claimed .dot, .chart .possible .dot { fill: var(--chart-paper); }
.chart .claimed .bar, .chart .claimed .arrow { stroke-dasharray: 5 3; }
.chart .possible .bar, .chart .possible .arrow { stroke-dasharray: 1.5 3; } .chart .possible .dot { stroke-dasharray: 1.5 2; }
.chart .struck .dot { fill: none; } .chart .strike { stroke: var(--hue); stroke-width: 2; }
.chart .band { fill: var(--hue); fill-opacity: .16; } .chart .edge { stroke: var(--hue); stroke-width: 2; fill: none; }
.chart .open { stroke-dasharray: 2 3; }
.chart .strip { fill: var(--hue); } .chart .strip-threatened, .chart .strip-foiled { fill: none; stroke: var(--hue);
  stroke-width: 1.5; stroke-dasharray: 4 3; }
.chart .strip-restored { fill: var(--chart-paper); stroke: var(--hue); stroke-width: 2; }
.chart .sea { fill: var(--chart-sea); } .chart .land { fill: var(--chart-land); stroke: var(--chart-soft); stroke-width: .6; }
.chart .contested { stroke-dasharray: 4 3; stroke-width: 1; }
.chart .disputed { fill: none; stroke: var(--chart-soft); stroke-width: 1; stroke-dasharray: 4 3; }
.chart .halo { fill: var(--chart-state-1); fill-opacity: .1; stroke: var(--chart-state-1);
  stroke-dasharray: 3 3; stroke-width: .8; }
.chart .place { fill: var(--chart-state-1); stroke: var(--chart-paper); }
.chart .over { paint-order: stroke; stroke: var(--chart-sea); stroke-width: 3px; }
.chart .paper { fill: var(--chart-paper); } .chart .head { stroke-dasharray: none !important; }
.chart .count { fill: var(--chart-other); } .chart .reach { fill: none; pointer-events: all; }
.chart a:hover .count, .chart a:focus .count { fill: var(--chart-state-1); }
.chart .leader { stroke: var(--chart-soft); stroke-width: .7; }
"""

# Programs that do not know the font of the system take the first of these that they have.
SANS = '"Noto Sans", "DejaVu Sans", "Liberation Sans"'
# The hue classes, and every declaration in which a rule asks for the hue of its surroundings.
_HUES = ("state-1", "state-2", "armed-1", "armed-2", "other")


def printed() -> str:
    """The same style in its light colours, without variables or media queries: for paper, and for programs that know neither."""
    values = dict(re.findall(r"(--chart-[a-z0-9-]+): (#[0-9a-f]{6})", CSS[: CSS.index("@media")]))
    text = re.sub(r"@media[^{]*\{[^{}]*\{[^{}]*\}[^{}]*\}", "", CSS)
    rules = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        plain = re.sub(r"--[a-z0-9-]+:[^;]*;", "", body)
        plain = re.sub(r"var\((--chart-[a-z0-9-]+)\)", lambda found: values[found.group(1)], plain).strip()
        declared = [d.strip() for d in plain.replace("system-ui", SANS).split(";") if d.strip()]
        coloured = [d for d in declared if "var(--hue)" in d]
        rest = [d for d in declared if d not in coloured]
        rules += [f"{selector.strip()} {{ {'; '.join(rest)} }}"] if rest else []
        for hue in _HUES if coloured else ():
            named = ", ".join(one.strip().replace(".chart ", f".chart .{hue} ", 1) for one in selector.split(","))
            rules.append(f"{named} {{ {'; '.join(coloured).replace('var(--hue)', values[f'--chart-{hue}'])} }}")
    return "\n".join(rules) + "\n"
