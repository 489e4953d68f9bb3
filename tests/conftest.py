"""Fixtures that many tests share: the parser, the word lists, and small records that hold together."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from onrecord.model.claims import Claim, Count
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import Effect, Qualifier
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.register import Extraction
from onrecord.model.spans import cut

# The machine is shared and the suite must say the same every time: no deadlines, the same examples.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
Report = tuple[RawItem, Document, Extraction]


@pytest.fixture(scope="session")
def parser() -> Any:
    """The dependency parser as the pipeline loads it."""
    from onrecord.pipeline import load_parser

    return load_parser()


@pytest.fixture(scope="session")
def claims_of(parser: Any) -> Callable[..., tuple[Claim, ...]]:
    """Reads a text as one plain document and gives its claims."""
    from onrecord.extract import gates
    from onrecord.extract.reading import find_claims
    from onrecord.languages import load_lexicon

    def read(text: str, **about: Any) -> tuple[Claim, ...]:
        about = {"published_at": datetime(2026, 1, 31, tzinfo=UTC), "language": "en", **about}
        doc = Document(document_id="doc-1", text_version="plain-1", text=text, raw_sha256="0", source="test", **about)
        lexicon = load_lexicon("en")
        return find_claims(doc, gates.parse(gates.split(doc), parser, lexicon), lexicon)

    return read


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    """Makes a small report "N villagers were killed …" with its document and reading."""

    def make(number: int, words: str = "in the valley", published: datetime | None = None) -> Report:
        text = f"{number} villagers were killed {words}."
        content = text.encode()
        document_id = content_id("doc", None, sha256_hex(content))
        claim = Claim(
            claim_id=content_id("clm", document_id, 0),
            document_id=document_id,
            text_version="plain-1",
            span=cut(text, 0, len(text) - 1),
            count=Count(span=cut(text, 0, len(str(number))), low=number, high=number, qualifier=Qualifier.EXACT),
            effect=Effect.KILLED,
            found_by="test",
        )
        item = RawItem(content=content, sha256=sha256_hex(content), media_type="text/plain", source=f"{number}.txt")
        document = Document(
            document_id=document_id,
            text_version="plain-1",
            text=text,
            raw_sha256=item.sha256,
            source=item.source,
            published_at=published or datetime(2026, 1, 31, tzinfo=UTC),
            published_prec="day",
        )
        reading = Extraction(
            document_id=document_id, text_version="plain-1", reader="test", relevant=True, relevance=1.0, claims=(claim,)
        )
        return item, document, reading

    return make
