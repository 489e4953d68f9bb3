"""The tables of a register at rest: the ledger and raw bytes, and plain indexes made from them for people and Datasette.

Portable types only, so that the same tables stand on PostgreSQL later. Only `entry` and `raw` hold anything that cannot be made
again: every other table is dropped and filled by replaying the ledger. `seal` holds proofs about the chain from outside it.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData()

SCHEMA = Table(
    "schema_version", METADATA, Column("version", Integer, primary_key=True), Column("applied_at", Text, nullable=False)
)
ENTRY = Table(
    "entry",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("entry_id", Text, nullable=False, unique=True),
    Column("previous", Text),
    Column("recorded_at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("record", Text, nullable=False),
)
RAW = Table(
    "raw",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
# What vouches for the chain: a signature of ours over its end, or a time stamp of somebody else's.
SEALS = MetaData()
SEAL = Table(
    "seal",
    SEALS,
    Column("seal_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("maker", Text),
    Column("content", LargeBinary, nullable=False),
)
INDEXES = MetaData()
# Which shape of the tables below the file holds; another one than this program's and they are made anew.
INDEX_SHAPE = Table("index_shape", INDEXES, Column("shape", Text, primary_key=True))
DOCUMENT = Table(
    "document",
    INDEXES,
    Column("document_id", Text, primary_key=True),
    Column("external_id", Text),
    Column("url", Text),
    Column("outlet", Text, index=True),
    Column("title", Text),
    Column("published_at", Text, index=True),
    Column("language", Text),
    Column("relevant", Boolean),
    Column("raw_sha256", Text),
    Column("text_version", Text),
    Column("text", Text),
)
CLAIM = Table(
    "claim",
    INDEXES,
    Column("claim_id", Text, primary_key=True),
    Column("document_id", Text, ForeignKey("document.document_id"), index=True),
    Column("effect", Text, index=True),
    Column("low", Integer),
    Column("high", Integer),
    Column("qualifier", Text),
    Column("category", Text, index=True),
    Column("speaker", Text),
    Column("speaker_role", Text),
    Column("certainty", Text),
    Column("scope", Text),
    Column("date_start", Text, index=True),
    Column("date_end", Text),
    Column("place", Text, index=True),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("part_of", Text),
    Column("quote", Text),
    Column("quote_start", Integer),
    Column("quote_end", Integer),
    Column("found_by", Text),
    Column("score", Float),
)
EVENT_MENTION = Table(
    "event_mention",
    INDEXES,
    Column("event_mention_id", Text, primary_key=True),
    Column("document_id", Text, ForeignKey("document.document_id"), index=True),
    Column("type", Text, index=True),
    Column("realis", Text),
    Column("date_start", Text, index=True),
    Column("date_end", Text),
    Column("place", Text),
    Column("words", Text),
    Column("words_start", Integer),
    Column("words_end", Integer),
)
DISRUPTION = Table(
    "disruption",
    INDEXES,
    Column("disruption_id", Text, primary_key=True),
    Column("document_id", Text, ForeignKey("document.document_id"), index=True),
    Column("kind", Text, index=True),
    Column("status", Text),
    Column("scope", Text),
    Column("date_start", Text),
    Column("date_end", Text),
    Column("place", Text),
    Column("quote", Text),
)
PROBLEM = Table(
    "problem",
    INDEXES,
    Column("problem_id", Text, primary_key=True),
    Column("severity", Text, index=True),
    Column("code", Text, index=True),
    Column("source", Text),
    Column("message", Text),
)
# What stands beside the tables: full-text search (Datasette finds it by its content= option) and claims with their reports.
SEARCH = "document_search"
SEARCH_COLUMNS = "title, text"
VIEWS = {
    "claim_with_report": (
        "SELECT claim.*, document.outlet, document.title, document.published_at, document.url "
        "FROM claim JOIN document ON document.document_id = claim.document_id"
    ),
    "disruption_with_report": (
        "SELECT disruption.*, document.outlet, document.title, document.published_at, document.url "
        "FROM disruption JOIN document ON document.document_id = disruption.document_id"
    ),
}
