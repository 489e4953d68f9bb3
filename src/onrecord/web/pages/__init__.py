"""The pages that are read: overview, events, figures, claims, reports, sources, places, contradictions, search, log, method.

In: a request and the view it asks for. Out: HTML. These pages change nothing, and every number on them links to its quotes.
"""

from collections.abc import Callable

from fastapi import APIRouter

from onrecord.web.views import Indexed


def routers() -> tuple[APIRouter, ...]:
    """The routes of every page."""
    from onrecord.web.pages import (
        charts,
        contradictions,
        documents,
        figures,
        lists,
        logbook,
        methodology,
        overview,
        people,
        search,
        subjects,
    )

    reading = (overview, subjects, figures, lists, documents, people, contradictions, search)
    modules = (*reading, logbook, methodology, charts)
    return tuple(module.router for module in modules)


def prepare(policy: str) -> Callable[[Indexed], None]:
    """What makes the lists of a view, and overview and map under the policy of the settings, before anybody asks for them."""
    from onrecord.web.pages import charts, contradictions, lists, methodology, overview, people

    def ready(shown: Indexed) -> None:
        overview.prepare(shown, policy)
        charts.prepare(shown, policy)
        for module in (lists, contradictions, people, methodology):
            module.prepare(shown)

    return ready
