"""The tables, as the last migration leaves them. JSON is kept as text: both databases compare it alike."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()
# The part of a document that stands outside its forms.
HEAD = -1

# ``version`` is the number of decisions; errors, doubtful and findings count what is open; ``silent``
# estimates how many unflagged values are wrong, ``risk`` orders the queue. ``across`` are findings that
# compare forms; ``source`` is the text in UTF-8, as bytes because PostgreSQL's text holds no NUL.
DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("added_at", String(32), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("department", Text, nullable=False, index=True),
    Column("year", Integer, index=True),
    Column("forms", Integer, nullable=False),
    Column("fields", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("doubtful", Integer, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("silent", Float, nullable=False),
    Column("risk", Float, nullable=False, index=True),
    Column("across", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("source", LargeBinary),
)
PARTS = Table(
    "parts",
    METADATA,
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("form", Integer, nullable=False),
    Column("fields", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("doubtful", Integer, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("silent", Float, nullable=False),
    Column("risk", Float, nullable=False),
    Column("headline", Text, nullable=False),
    Column("content", Text, nullable=False),
    PrimaryKeyConstraint("document", "form"),
)
# Parts as they were read, of those that a decision has changed; never changed themselves, so that what
# decisions made of them can be proved.
ORIGINALS = Table(
    "originals",
    METADATA,
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("form", Integer, nullable=False),
    Column("content", Text, nullable=False),
    PrimaryKeyConstraint("document", "form"),
)
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("form", Integer),
    Column("kind", String(16), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("token", String(64), nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("document", "number"),
    UniqueConstraint("document", "token"),
)
# Suggestions that are wrong on purpose; ``outcome`` is the kind of the decision about one. Forms with the
# same figures have the same suggestions.
PLANTED = Table(
    "planted",
    METADATA,
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("form", Integer, nullable=False),
    Column("suggestion", String(64), nullable=False),
    Column("finding", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("outcome", String(16)),
    Column("fell_for", Boolean),
    PrimaryKeyConstraint("document", "form", "suggestion"),
)
# What a source has beside its text; ``places`` are its pages, words and tables, compressed.
SOURCES = Table(
    "sources",
    METADATA,
    Column("document", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("places", LargeBinary, nullable=False),
)
# Pages that there is a picture of. ``width``, ``height`` and ``boxes`` of words are in the page's own units;
# ``begins`` and ``ends`` are the characters read from it, ``digest`` is that of the picture. The longest
# column stands last: SQLite reads a row from its beginning.
PAGES = Table(
    "pages",
    METADATA,
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("width", Float, nullable=False),
    Column("height", Float, nullable=False),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("media_type", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("boxes", Text, nullable=False),
    Column("picture", LargeBinary, nullable=False),
    PrimaryKeyConstraint("document", "number"),
)
