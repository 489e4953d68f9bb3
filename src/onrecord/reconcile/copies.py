"""Documents that tell one story: syndicated copies and versions."""

from collections.abc import Sequence

from onrecord.model.documents import Document
from onrecord.model.events import DocumentLink


def story_links(documents: Sequence[Document]) -> list[DocumentLink]:
    """The copies and versions among the documents."""
    return []
