"""The room's entry: one document in, its claims, events and disruptions out, each with the words it rests on."""

from dataclasses import replace
from typing import Any

from onrecord.extract import gates
from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import judge
from onrecord.extract.claims import FOUND_BY, Draft, draft_claims, to_claim
from onrecord.extract.disruptions import find_disruptions
from onrecord.extract.events import find_events
from onrecord.extract.gates import Sentence
from onrecord.extract.relations import related
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.register import Extraction


def extract_document(doc: Document, parser: Any, lexicon: Lexicon) -> Extraction:  # Any: a spaCy Language
    """Everything that one reading finds in the document; nothing is resolved to the world yet."""
    sentences = gates.parse(gates.split(doc), parser, lexicon)
    relevant, relevance = gates.relevance(doc, sentences, lexicon)
    drafts = [draft for sentence in sentences for draft in draft_claims(sentence, lexicon)]
    claims = [_sourced(draft, sentences, doc, lexicon) for draft in drafts]
    return Extraction(
        document_id=doc.document_id,
        text_version=doc.text_version,
        reader=FOUND_BY,
        relevant=relevant,
        relevance=relevance,
        claims=related(drafts, claims, sentences),
        events=find_events(doc, sentences, lexicon),
        disruptions=find_disruptions(doc, sentences, lexicon),
    )


def _sourced(draft: Draft, sentences: tuple[Sentence, ...], doc: Document, lexicon: Lexicon) -> Claim:
    claim = to_claim(draft, doc, lexicon)
    before = sentences[: draft.sentence.index]
    said = claim.count.span if draft.echo and claim.count.span else claim.span
    attribution = attribute(draft.sentence, said, before, doc, lexicon)
    certainty, scope, context = judge(draft.sentence, said, claim.effect_span, attribution, doc, lexicon)
    return replace(claim, attribution=attribution, certainty=certainty, scope=scope, context=context)
