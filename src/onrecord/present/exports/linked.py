"""Where every claim comes from, as linked data: W3C Web Annotations of quotes, PROV-O of how claims and figures came about.

Offsets are Unicode code points of the text version that the target names (the standard asks for code points, JavaScript counts
otherwise). Ids are URNs of ours: they resolve nowhere and give nothing away.
"""

import re
from typing import Any

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import to_json
from onrecord.model.register import Decision
from onrecord.present.exports.package import Export, ExportFile, json_file
from onrecord.present.profiles import RULES, withheld
from onrecord.present.wording import bounds, effect_words, speaker, time_words, victims

# As many characters on either side as make a quote findable. Source: Web Annotation Data Model §4.2.4; ecosystem §3.1.
AROUND = 32
Json = dict[str, Any]  # Any: JSON is what it is


def to_annotations(export: Export) -> tuple[ExportFile, ...]:
    """One annotation a claim, tied to the words by position and by quote. Source: W3C Web Annotation Data Model."""
    reports = {d.document_id: d for d in export.view.register.documents}
    found = sorted((c for x in export.view.register.extractions for c in x.claims), key=lambda c: c.claim_id)
    page = {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "urn:onrecord:"}],
        "id": urn("annotations", export.head or export.as_of_words),
        "type": "AnnotationPage",
        "items": [_annotation(c, reports[c.document_id], export) for c in found],
    }
    return (json_file("annotations.jsonld", page, "application/ld+json", "A Web Annotation for every claim"),)


def _annotation(claim: Claim, doc: Document, export: Export) -> Json:
    says = [f"{effect_words(claim.effect)}: {bounds(claim.count.low, claim.count.high)}", victims(claim.victims.category),
            f"said by {speaker(claim)}", claim.certainty.value]  # fmt: skip
    if when := time_words(claim.time):
        says.append(when)
    target: Json = {
        "type": "SpecificResource",
        "source": text_urn(doc),
        "selector": _selectors(claim, doc, around=RULES[export.profile].texts),
    }
    if doc.url:
        target["scope"] = doc.url
    target |= {
        "onrecord:textVersion": doc.text_version,
        "onrecord:textSha256": sha256_hex(doc.text.encode()),
        "onrecord:rawSha256": doc.raw_sha256,
    }
    return {
        "id": urn("claim", claim.claim_id),
        "type": "Annotation",
        "motivation": "classifying",
        "generator": {"id": urn("reader", claim.found_by), "type": "Software", "name": claim.found_by},
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": "en", "value": "; ".join(says)},
            {"type": "TextualBody", "purpose": "tagging", "value": f"effect:{claim.effect.value}"},
            {"type": "TextualBody", "purpose": "tagging", "value": f"victims:{claim.victims.category.value}"},
        ],
        "target": target,
    }


def _selectors(claim: Claim, doc: Document, *, around: bool) -> list[Json]:
    """Where the words stand and what they are, with the words `around` them where the profile lets texts out."""
    span = claim.span
    position: Json = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    if withheld(span):
        return [position]
    quote: Json = {"type": "TextQuoteSelector", "exact": span.exact}
    if around:
        quote["prefix"] = doc.text[max(span.start - AROUND, 0) : span.start]
        quote["suffix"] = doc.text[span.end : span.end + AROUND]
    return [position, quote]


def urn(kind: str, *parts: object) -> str:
    """An id of ours as a URN: parts after colons, characters that no URN may have as %XX. Source: RFC 8141 §2."""
    kept = (re.sub(r"[^A-Za-z0-9._~-]", lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), str(part))
            for part in parts)  # fmt: skip
    return ":".join(("urn:onrecord", kind, *kept))


def text_urn(doc: Document) -> str:
    """The id of one text version of a report."""
    return urn("text", doc.document_id, doc.text_version)


def to_prov(export: Export) -> tuple[ExportFile, ...]:
    """Bytes → text → claims → figures, with the programs and (internal profile only) the reviewers. Source: W3C PROV-O."""
    graph: list[Json] = []
    reports = {d.document_id: d for d in export.view.register.documents}
    for doc in export.view.register.documents:
        graph += _document(doc)
    for x in sorted(export.view.register.extractions, key=lambda x: x.document_id):
        run = urn("reading", x.document_id, x.text_version, x.reader)
        doc = reports[x.document_id]
        graph.append(_activity(run, urn("reader", x.reader), [text_urn(doc)]))
        graph += [_claim(c, doc, run) for c in sorted(x.claims, key=lambda c: c.claim_id)]
    policy = urn("policy", *export.view.policy.split())
    making = urn("reconciling", export.head or export.as_of_words)
    graph.append(_activity(making, policy, []))
    for figure in sorted(export.view.figures, key=lambda f: f.figure_id):
        graph.append({
            "@id": urn("figure", figure.figure_id), "@type": "prov:Entity", "prov:wasGeneratedBy": _ref(making),
            "prov:wasDerivedFrom": [_ref(urn("claim", c)) for c in figure.claim_ids],
            "prov:value": bounds(figure.low, figure.high),
        })  # fmt: skip
    graph += [node for decision in export.view.register.decisions for node in _decision(decision)]
    graph += [{"@id": a, "@type": "prov:SoftwareAgent"} for a in sorted({policy, *_programs(export)})]
    context = {"prov": "http://www.w3.org/ns/prov#", "xsd": "http://www.w3.org/2001/XMLSchema#", "onrecord": "urn:onrecord:"}
    page = {"@context": context, "@graph": graph}
    return (json_file("provenance.jsonld", page, "application/ld+json", "How claims and figures came about"),)


def _ref(node: str) -> Json:
    return {"@id": node}


def _activity(run: str, agent: str, used: list[str]) -> Json:
    node: Json = {"@id": run, "@type": "prov:Activity", "prov:wasAssociatedWith": _ref(agent)}
    return node | ({"prov:used": [_ref(u) for u in used]} if used else {})


def _document(doc: Document) -> list[Json]:
    raw: Json = {"@id": f"urn:sha256:{doc.raw_sha256}", "@type": "prov:Entity"}
    if doc.url:
        raw["prov:hadPrimarySource"] = _ref(doc.url)
    if doc.fetched_at:
        raw["prov:generatedAtTime"] = {"@type": "xsd:dateTime", "@value": to_json(doc.fetched_at)}
    text = {"@id": text_urn(doc), "@type": "prov:Entity", "prov:wasDerivedFrom": _ref(f"urn:sha256:{doc.raw_sha256}"),
            "onrecord:textVersion": doc.text_version}  # fmt: skip
    return [raw, text]


def _claim(claim: Claim, doc: Document, run: str) -> Json:
    return {
        "@id": urn("claim", claim.claim_id), "@type": "prov:Entity", "prov:wasGeneratedBy": _ref(run),
        "prov:wasQuotedFrom": _ref(text_urn(doc)), "onrecord:start": claim.span.start, "onrecord:end": claim.span.end,
        **({"prov:wasDerivedFrom": [_ref(urn("claim", b)) for b in claim.basis]} if claim.basis else {}),
    }  # fmt: skip


def _decision(decision: Decision) -> list[Json]:
    who = urn("reviewer", decision.decided_by)
    run = urn("decision", decision.subject, decision.decided_by, to_json(decision.decided_at))
    done: Json = _activity(run, who, [urn("claim", decision.subject)]) | {
        "onrecord:question": decision.question, "onrecord:answer": decision.judgement.value,
    }  # fmt: skip
    if decision.decided_at:
        done["prov:endedAtTime"] = {"@type": "xsd:dateTime", "@value": to_json(decision.decided_at)}
    return [done, {"@id": who, "@type": "prov:Person"}]


def _programs(export: Export) -> set[str]:
    return {urn("reader", x.reader) for x in export.view.register.extractions}
