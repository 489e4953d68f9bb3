"""A report's page and its record name the other reports on the same news, though nothing of them makes an event."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.model.documents import Document, RawItem
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.register import Extraction
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.app import create_app
from onrecord.web.pages import documents

FIRE = (
    "A gunman opened fire on shoppers at the Merrow Lane arcade in Oldbury Cross on Tuesday, wounding the baker Tolvan Reyck "
    "and a courier, Sheriff Ansel Druve said. Deputies searched the Quarrymill estate until dawn."
)
SAME_FIRE = (
    "OLDBURY CROSS: Baker Tolvan Reyck is in hospital after shots rang out in the Merrow Lane arcade. Sheriff Ansel Druve asked "
    "anyone who was near the Quarrymill estate to come forward."
)
OTHER = "Two brothers beside the Fenwick canal in Harrowgate Bay won the regatta, and Chief Lorna Pell gave them a cup."
TOLD = [
    (FIRE, 4, "River Radio", "Baker wounded in Merrow Lane arcade"),
    (SAME_FIRE, 4, "Desert Post", "Baker of Merrow Lane in <hospital>"),
    (OTHER, 4, "Delta Wire", "Brothers win the regatta"),
]


def report(text: str, day: int, outlet: str, title: str) -> tuple[RawItem, Document]:
    digest = sha256_hex(text.encode())
    item = RawItem(content=text.encode(), sha256=digest, media_type="text/plain", source=f"{outlet}.txt")
    doc = Document(
        document_id=content_id("doc", None, digest), text_version="plain-1", text=text, raw_sha256=digest, source=item.source,
        outlet=outlet, title=title, published_at=datetime(2026, 3, day, 12, tzinfo=UTC), published_prec="day", language="en",
    )  # fmt: skip
    return item, doc


def served(folder: Path, order: list[int]) -> tuple[TestClient, list[str]]:
    """An app over the three reports, which came in that order; their ids as they stand above."""
    made = [report(*told) for told in TOLD]
    path = folder / "register.db"
    with Store.open(path) as store:
        for item, doc in (made[n] for n in order):
            nothing = Extraction(
                document_id=doc.document_id, text_version=doc.text_version, reader="r", relevant=False, relevance=0
            )
            store.add(item, doc, nothing, (), recorded_at=datetime(2026, 3, 9, 8, tzinfo=UTC))
    return TestClient(create_app(Settings(store=path)), base_url="http://127.0.0.1"), [doc.document_id for _, doc in made]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0]])
def test_page_names_outlet_day_and_title_of_the_others(tmp_path: Path, order: list[int]) -> None:
    client, (fire, same, other) = served(tmp_path, order)
    page = client.get(f"/documents/{fire}").text
    part = page.partition('id="same-news"')[2].partition("</section>")[0]
    title = "Baker of Merrow Lane in &lt;hospital&gt;"
    assert f'<bdi>Desert Post</bdi>, 4 March 2026: <a href="/documents/{same}" dir="auto">{title}</a>' in part
    assert "Other reports on the same news" in part
    assert "Put together by the program from what they tell, whether or not it is about conflict." in part
    assert fire not in part and other not in part and "more;" not in part
    assert 'id="same-news"' not in client.get(f"/documents/{other}").text


def test_record_of_the_api_has_the_ids_of_the_others(tmp_path: Path) -> None:
    client, (fire, same, other) = served(tmp_path, [1, 2, 0])
    told = {name: client.get(f"/api/v1/documents/{name}").json()["item"]["same_news"] for name in (fire, same, other)}
    assert told == {fire: [same], same: [fire], other: []}


def test_page_says_how_many_it_leaves_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "OTHERS", 0)
    client, (fire, *_) = served(tmp_path, [0, 1, 2])
    assert "1 more report; the API lists all." in client.get(f"/documents/{fire}").text
