"""A view names the reports on the same news, the same whatever the order in which they came, and none that is left out."""

from datetime import UTC, datetime
from itertools import permutations

from onrecord.codebooks import load_policy
from onrecord.model.documents import Document
from onrecord.model.enums import Judgement
from onrecord.model.register import Decision, Extraction, Register, View
from onrecord.present.narrowing import Scope, narrow
from onrecord.reconcile.joining.judgements import QUESTION
from onrecord.reconcile.reconciling import reconcile

FIRE = (
    "A gunman opened fire on shoppers at the Merrow Lane arcade in Oldbury Cross on Tuesday, wounding the baker Tolvan Reyck "
    "and a courier, Sheriff Ansel Druve said. Deputies searched the Quarrymill estate until dawn."
)
SAME_FIRE = (
    "OLDBURY CROSS: Baker Tolvan Reyck is in hospital after shots rang out in the Merrow Lane arcade. Sheriff Ansel Druve asked "
    "anyone who was near the Quarrymill estate to come forward."
)
OTHER = "Two brothers beside the Fenwick canal in Harrowgate Bay won the regatta, and Chief Lorna Pell gave them a cup."
REGATTA = "The regatta of Harrowgate Bay on the Fenwick canal went to two brothers; Chief Lorna Pell gave the cup."
TEXTS = {"a": FIRE, "b": SAME_FIRE, "c": OTHER, "d": REGATTA}
TITLES = {"a": "Baker wounded in Merrow Lane", "b": "Merrow Lane baker in hospital", "c": "Brothers win Fenwick regatta",
          "d": "Fenwick regatta won by brothers"}  # fmt: skip


def view_of(order: tuple[str, ...], *decisions: Decision) -> View:
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    docs = [Document(document_id=name, text_version="t", text=TEXTS[name], raw_sha256=name, source=name, title=TITLES[name],
                     published_at=at) for name in order]  # fmt: skip
    readings = [Extraction(document_id=name, text_version="t", reader="r", relevant=False, relevance=0.0) for name in order]
    register = Register(documents=tuple(docs), extractions=tuple(readings), decisions=decisions)
    return reconcile(register, load_policy("range"), {})


def test_order_of_arrival_changes_no_group() -> None:
    assert {view_of(order).same_news for order in permutations("abcd")} == {(("a", "b"), ("c", "d"))}


def test_reports_that_a_person_parts_are_in_no_group_together() -> None:
    apart = Decision(subject="a", other="b", judgement=Judgement.NEGATIVE, question=QUESTION, decided_by="ana")
    assert view_of(("a", "b", "c", "d"), apart).same_news == (("c", "d"),)


def test_narrowed_view_points_to_no_report_that_it_leaves_out() -> None:
    assert narrow(view_of(("a", "b", "c", "d")), Scope(place="Gao")).same_news == ()
