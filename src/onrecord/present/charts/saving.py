"""The charts of a view as files: each as SVG that stands alone, and its numbers as CSV."""

from onrecord.atlas.outlines import load_disputed, load_outlines
from onrecord.model.events import Event
from onrecord.model.figures import Figure
from onrecord.present.charts.canvas import Chart, rows_csv, standalone
from onrecord.present.charts.claims import claims_chart
from onrecord.present.charts.course import courses
from onrecord.present.charts.places import by_place, places_chart
from onrecord.present.charts.strips import strips, strips_chart
from onrecord.present.charts.style import printed
from onrecord.present.charts.worldmap import map_chart, markers
from onrecord.present.exports.package import Export, ExportFile, text_file
from onrecord.present.headlines import headline_figures


def to_charts(export: Export) -> tuple[ExportFile, ...]:
    """The charts of every campaign and of every event outside one: claims, how figures grew, places, map; and disruptions.

    The colours are those of paper and stand in the file, so that any program shows them alike.
    """
    view = export.view
    found: list[Chart | None] = [strips_chart(strips(view))]
    events = {e.event_id: e for e in view.events}
    alone = [(e.event_id, (e,)) for e in view.events if e.campaign_id is None]
    waves = [(c.campaign_id, tuple(events[i] for i in c.event_ids if i in events)) for c in view.campaigns]
    for subject_id, members in sorted([*waves, *alone]):
        found += _of_subject(export, subject_id, members)
    return tuple(
        file for chart in found if chart is not None
        for file in (
            text_file(f"{chart.name}.svg", standalone(chart, printed()), "image/svg+xml", chart.title),
            text_file(f"{chart.name}.csv", rows_csv(chart), "text/csv", f"The numbers of {chart.name}.svg"),
        )
    )  # fmt: skip


def _of_subject(export: Export, subject_id: str, members: tuple[Event, ...]) -> list[Chart | None]:
    ids = {subject_id, *(e.event_id for e in members)}
    mine: list[Figure] = [f for i in sorted(ids) for f in export.figures_of(i)]
    told = [f for f in headline_figures(mine) if len(f.claim_ids) > 1 and f.cell.group is None]
    return [
        claims_chart(export.view, told, export.actors, f"claims-{subject_id}"),
        *courses(export.view, told).values(),
        places_chart(by_place(export.view, ids), name=f"places-{subject_id}"),
        map_chart(markers(members), load_outlines(), load_disputed(), name=f"map-{subject_id}"),
    ]
