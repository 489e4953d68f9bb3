"""The pages that are read: overview, events, figures, claims, reports, sources, places, contradictions, search, log, method.

In: a request and the view it asks for. Out: HTML. These pages change nothing, and every number on them links to its quotes.
"""

from fastapi import APIRouter


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
