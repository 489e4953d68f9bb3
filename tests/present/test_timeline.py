"""The timeline: bars by day, week, month or year, links for the keyboard, what is undated said."""

from datetime import date, timedelta

import pytest

from onrecord.model.events import Event
from onrecord.present.charts.timeline import bars, timeline_chart


def event(n: int, day: date | None) -> Event:
    return Event(event_id=f"evt-{n}", campaign_id=None, types=(), title="Attack", date_start=day, date_end=day, date_prec=1,
                 place=None, actors=(), document_ids=(), event_mention_ids=(), claim_ids=())  # fmt: skip


def over(span: int, count: int = 3) -> list[Event]:
    return [event(n, date(2026, 1, 7) + timedelta(days=n * span // (count - 1))) for n in range(count)]


@pytest.mark.parametrize(
    ("span", "unit", "first", "last"),
    [
        (60, "day", (date(2026, 1, 7), date(2026, 1, 7)), (date(2026, 3, 8), date(2026, 3, 8))),
        (200, "week", (date(2026, 1, 5), date(2026, 1, 11)), (date(2026, 7, 20), date(2026, 7, 26))),
        (900, "month", (date(2026, 1, 1), date(2026, 1, 31)), (date(2028, 6, 1), date(2028, 6, 30))),
        (5000, "year", (date(2026, 1, 1), date(2026, 12, 31)), (date(2039, 1, 1), date(2039, 12, 31))),
    ],
)
def test_a_longer_time_is_told_in_longer_bars(span: int, unit: str, first: tuple[date, date], last: tuple[date, date]) -> None:
    name, found = bars(over(span))
    assert name == unit
    assert (found[0].start, found[0].end) == first and (found[-1].start, found[-1].end) == last
    assert sum(bar.events for bar in found) == 3


def test_bars_are_links_of_which_one_takes_the_tab_key() -> None:
    events = [*over(4), event(9, date(2026, 1, 7)), event(10, None)]
    chart = timeline_chart(events, lambda start, end: f"/events?since={start}&until={end}", date(2026, 1, 9))
    assert chart is not None
    assert chart.svg.count('tabindex="0"') == 1 and chart.svg.count('tabindex="-1"') == 2
    assert 'href="/events?since=2026-01-07&amp;until=2026-01-07"' in chart.svg
    assert 'aria-label="7 January 2026: 2 events"' in chart.svg and 'aria-label="9 January 2026: 1 event"' in chart.svg
    assert 'role="group"' in chart.svg, "what has links in it is more than one picture"
    assert "known by then" in chart.svg
    assert chart.rows[0] == ("2026-01-07", "2026-01-07", "2")
    assert chart.description.endswith("1 more without a day is not drawn.")


def test_without_links_it_is_a_picture_and_without_days_there_is_none() -> None:
    plain = timeline_chart(over(4))
    assert plain is not None and 'role="img"' in plain.svg and "<a " not in plain.svg
    assert timeline_chart([event(1, None)]) is None
