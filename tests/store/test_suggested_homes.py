"""Homes that sources' own pages and datelines suggest, and that count once a person accepts them."""

import json
from pathlib import Path

from click.testing import CliRunner

from onrecord.cli import main
from onrecord.model.documents import Document
from onrecord.model.enums import MentionKind, MentionRole
from onrecord.model.mentions import Mention, PlaceRef
from onrecord.model.spans import cut
from onrecord.read.pages import publisher_of
from onrecord.resolve.toponyms.suggesting import suggest_homes
from onrecord.store.gazetteer import open_gazetteer
from onrecord.store.outlet_homes import FILE

QUETTA, LOUISIANA = "geonames:1167528", "geonames:4314550"
PAGE = """<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Fire", "publisher": {"@type":
"Organization", "name": "The Town Talk", "address": {"@type": "PostalAddress", "addressLocality": "Alexandria",
"addressRegion": "Louisiana", "addressCountry": "US"}}}</script></head><body><p>A fire.</p></body></html>"""


def reports(url: str, place_id: str, count: int) -> list[tuple[Document, tuple[Mention, ...]]]:
    doc = Document(document_id="d", text_version="t", text="QUETTA: Rain.", raw_sha256="0" * 64, source="test", url=url)
    dateline = Mention(
        span=cut(doc.text, 0, 6), kind=MentionKind.PLACE, role=MentionRole.DATELINE, place=PlaceRef(place_id=place_id)
    )
    return [(doc, (dateline,))] * count


def test_page_tells_its_publishers_address() -> None:
    assert publisher_of(PAGE.encode()) == ("Alexandria", "Louisiana", "US")
    assert publisher_of(b"<html><body>addressLocality</body></html>") is None
    assert publisher_of(b"%PDF-1.7 addressLocality") is None


def test_address_suggests_the_one_town_that_it_can_mean(tmp_path: Path) -> None:
    gazetteer = open_gazetteer(tmp_path / "cache")
    told = {"thetowntalk.com": [("Alexandria", "Louisiana", "US")]}
    (found,) = suggest_homes(reports("https://www.thetowntalk.com/1", LOUISIANA, 1), told, gazetteer)
    assert (found.outlet, found.place.place_id) == ("thetowntalk.com", LOUISIANA)
    assert found.evidence == ("1 page gives the publisher's address as Alexandria, Louisiana, US",)


def test_most_datelines_suggest_a_home_only_where_there_are_many_and_the_domain_does_not_differ(tmp_path: Path) -> None:
    gazetteer = open_gazetteer(tmp_path / "cache")
    (found,) = suggest_homes(reports("https://voice.example.pk/1", QUETTA, 9), {}, gazetteer)
    assert found.place.place_id == QUETTA
    assert found.evidence == ("9 of 9 datelines are Quetta", "its domain is of the same country (PK)")
    assert suggest_homes(reports("https://voice.example.pk/1", QUETTA, 7), {}, gazetteer) == ()
    assert suggest_homes(reports("https://times.example.in/1", QUETTA, 9), {}, gazetteer) == ()
    half = reports("https://voice.example.pk/1", QUETTA, 9) + reports("https://voice.example.pk/2", "geonames:1174872", 9)
    assert suggest_homes(half, {}, gazetteer) == ()


def test_suggestion_counts_once_it_is_accepted(tmp_path: Path) -> None:
    told = "QUETTA: Report {0}. Two men were killed in Kalat on Monday, police said. It was attack number {0}."
    lines = [
        {"id": f"{n}", "url": f"https://voice.example.pk/{n}", "published": f"2026-02-0{n}", "text": told.format(n)}
        for n in range(1, 10)
    ]
    (tmp_path / "reports.jsonl").write_text("\n".join(map(json.dumps, lines)))
    around = {"ONRECORD_PLACES": str(tmp_path / "places"), "ONRECORD_READER": "grammar"}
    store = ["--store", str(tmp_path / "register.db")]

    def run(*words: str) -> str:
        return CliRunner().invoke(main, [*words], env=around).output

    run("add", *store, str(tmp_path / "reports.jsonl"))
    assert "9 of 9 datelines are Quetta" in run("gazetteer", "homes", "suggest", *store, "--format", "csv")
    assert not (tmp_path / "places" / FILE).exists()
    assert "is at home in Quetta" in run("gazetteer", "homes", "accept", "voice.example.pk", *store)
    assert (tmp_path / "places" / FILE).read_text().splitlines()[1] == f"voice.example.pk,{QUETTA},Quetta"
    assert "voice.example.pk" not in run("gazetteer", "homes", "suggest", *store, "--format", "csv")
    assert "No home is suggested" in run("gazetteer", "homes", "accept", "elsewhere.org", *store)
