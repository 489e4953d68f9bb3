"""Claims as labels for annotation tools: doccano JSON lines and Label Studio tasks. They hold the texts of the reports."""

import json
from typing import Any

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.errors import InputError
from onrecord.model.register import Extraction
from onrecord.model.spans import Span
from onrecord.present.exports.package import Export, ExportFile, json_file, text_file
from onrecord.present.profiles import RULES, withheld

Json = dict[str, Any]  # Any: JSON is what it is


def to_doccano(export: Export) -> tuple[ExportFile, ...]:
    """One line a report: its text, and [start, end, label] of every count, effect, victims and speaker, in code points."""
    lines = []
    for doc, x in _reports(export):
        labels = sorted({(s.start, s.end, name) for c in x.claims for name, s in _spans(c)})
        record = {"id": doc.document_id, "text": doc.text, "label": [list(label) for label in labels],
                  "text_version": doc.text_version, "outlet": doc.outlet}  # fmt: skip
        lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return (text_file("doccano.jsonl", "".join(lines), "application/x-ndjson", "Reports with labelled spans for doccano"),)


def to_labelstudio(export: Export) -> tuple[ExportFile, ...]:
    """One task a report with our reading as a prediction. Label Studio counts as JavaScript does: UTF-16 code units."""
    tasks: list[Json] = []
    for doc, x in _reports(export):
        at = _utf16(doc.text)
        result = [
            {"id": f"{claim.claim_id}-{name}", "from_name": "label", "to_name": "text", "type": "labels",
             "value": {"start": at[s.start], "end": at[s.end], "text": s.exact, "labels": [name]}}
            for claim in x.claims for name, s in _spans(claim)
        ]  # fmt: skip
        scores = [c.score for c in x.claims if c.score is not None]
        prediction: Json = {"model_version": x.reader, "result": result}
        if scores:
            prediction["score"] = round(min(scores), 4)
        data = {"text": doc.text, "document_id": doc.document_id, "outlet": doc.outlet, "text_version": doc.text_version}
        tasks.append({"data": data, "predictions": [prediction]})
    config = (
        '<View><Labels name="label" toName="text">'
        + "".join(f'<Label value="{name}"/>' for name in ("claim", "count", "effect", "victims", "speaker"))
        + '</Labels><Text name="text" value="$text"/></View>\n'
    )
    return (
        json_file("labelstudio.json", tasks, "application/json", "Reports with predictions for Label Studio"),
        text_file("labelstudio.xml", config, "application/xml", "The labelling interface that fits them"),
    )


def _reports(export: Export) -> list[tuple[Document, Extraction]]:
    if not RULES[export.profile].texts:
        raise InputError(
            f"This format holds the texts of reports, which the profile {export.profile.value} leaves out; "
            "use --profile partner or internal."
        )
    found = {x.document_id: x for x in export.view.register.extractions}
    return [(d, found[d.document_id]) for d in export.view.register.documents if d.document_id in found]


def _spans(claim: Claim) -> list[tuple[str, Span]]:
    named = (
        ("claim", claim.span), ("count", claim.count.span), ("effect", claim.effect_span), ("victims", claim.victims.span),
        ("speaker", claim.attribution.source_span),
    )  # fmt: skip
    return [(name, span) for name, span in named if span is not None and not withheld(span)]


def _utf16(text: str) -> list[int]:
    """For every code point of the text, and its end, how many UTF-16 code units stand before it."""
    found = [0]
    for char in text:
        found.append(found[-1] + (2 if char > "\uffff" else 1))
    return found
