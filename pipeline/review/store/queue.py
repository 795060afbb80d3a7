"""Which document is next: by risk, filtered, searched, and how far the archive is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, false, func, or_, select

from pipeline.export.visible import visible
from pipeline.review.store.tables import DECISIONS, DOCUMENTS, PLANTED
from schemas.review import MOST

Status = Literal["waiting", "open", "signed"]
STATUSES: tuple[Status, ...] = ("waiting", "open", "signed")
_COLUMNS = [column for column in DOCUMENTS.c if column.name not in ("source", "across", "search")]
_ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the queue; ``words`` are searched in titles, projects, codes and departments. ``offset`` and
    ``limit`` cut one page out."""

    status: Status | None = None
    department: str | None = None
    year: int | None = None
    words: str = ""
    errors_only: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; ``total`` counts what the filters let through."""

    rows: Sequence[Mapping[str, Any]]
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the archive is: documents by status, and what is open in them."""

    documents: Mapping[str, int]
    errors: int
    doubtful: int
    decisions: int

    @property
    def total(self) -> int:
        return sum(self.documents.values())


def queue(connection: Connection, wanted: Wanted = Wanted()) -> Page:
    """Documents with the greatest risk first; signed ones last."""
    where = _conditions(wanted)
    total = connection.execute(select(func.count()).select_from(DOCUMENTS).where(*where)).scalar_one()
    rows = connection.execute(
        select(*_COLUMNS)
        .where(*where)
        .order_by(DOCUMENTS.c.status == "signed", DOCUMENTS.c.risk.desc(), DOCUMENTS.c.id)
        .offset(min(max(wanted.offset, 0), MOST))
        .limit(min(max(wanted.limit, 0), MOST))
    ).mappings()
    return Page([dict(row) for row in rows], int(total))


def numbers(connection: Connection, wanted: Wanted) -> Sequence[int]:
    """The ids of all documents that the filters let through, in the order in which they were added."""
    where = _conditions(wanted)
    return connection.execute(select(DOCUMENTS.c.id).where(*where).order_by(DOCUMENTS.c.id)).scalars().all()


def next_document(connection: Connection, after: int | None = None) -> int | None:
    """The document with the greatest risk that is not signed, another one than ``after``."""
    where = [DOCUMENTS.c.status != "signed"]
    if after is not None:
        where.append(DOCUMENTS.c.id != after)
    return connection.execute(
        select(DOCUMENTS.c.id).where(*where).order_by(DOCUMENTS.c.risk.desc(), DOCUMENTS.c.id).limit(1)
    ).scalar()


def progress(connection: Connection) -> Progress:
    """Counts over the whole store."""
    by_status: dict[str, int] = {str(each): 0 for each in STATUSES}
    found = connection.execute(select(DOCUMENTS.c.status, func.count()).group_by(DOCUMENTS.c.status))
    by_status.update({str(status): int(count) for status, count in found})
    errors, doubtful = connection.execute(
        select(
            func.coalesce(func.sum(DOCUMENTS.c.errors), 0), func.coalesce(func.sum(DOCUMENTS.c.doubtful), 0)
        )
    ).one()
    made = connection.execute(select(func.count()).select_from(DECISIONS)).scalar_one()
    return Progress(by_status, int(errors), int(doubtful), int(made))


def choices(connection: Connection) -> tuple[list[str], list[int]]:
    """The departments and years that the queue can be filtered by."""
    departments = connection.execute(
        select(DOCUMENTS.c.department).where(DOCUMENTS.c.department != "").distinct()
    ).scalars()
    years = connection.execute(select(DOCUMENTS.c.year).where(DOCUMENTS.c.year.is_not(None)).distinct())
    return sorted(departments), sorted((year for year in years.scalars() if year is not None), reverse=True)


@dataclass(frozen=True, slots=True)
class Planting:
    """What became of suggestions that were wrong on purpose: shown, decided about, accepted."""

    planted: int
    decided: int
    accepted: int


def planting(connection: Connection) -> Planting:
    """Counts over the whole store."""
    planted, decided = connection.execute(
        select(func.count(PLANTED.c.suggestion), func.count(PLANTED.c.outcome))
    ).one()
    accepted = connection.execute(
        select(func.count()).select_from(PLANTED).where(PLANTED.c.fell_for.is_(True))
    ).scalar_one()
    return Planting(int(planted), int(decided), int(accepted))


def status(text: str) -> Status | None:
    """The status that a text names; None for any other text."""
    return next((each for each in STATUSES if each == text), None)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.status:
        where.append(DOCUMENTS.c.status == wanted.status)
    if wanted.department:
        where.append(DOCUMENTS.c.department == visible(wanted.department))
    if wanted.year is not None:
        # A number that no column holds is an error in one database and no year in any.
        where.append(DOCUMENTS.c.year == wanted.year if 0 < wanted.year <= MOST else false())
    if wanted.errors_only:
        where.append(DOCUMENTS.c.errors > 0)
    # What is searched was made visible: neither NUL nor lone surrogates reach a database.
    for word in visible(wanted.words).split():
        pattern = f"%{_literal(word)}%"
        where.append(
            or_(
                DOCUMENTS.c.search.ilike(pattern, escape=_ESCAPE),
                DOCUMENTS.c.name.ilike(pattern, escape=_ESCAPE),
            )
        )
    return where


def _literal(word: str) -> str:
    """A word with the characters that LIKE gives a meaning escaped."""
    for character in (_ESCAPE, "%", "_"):
        word = word.replace(character, f"{_ESCAPE}{character}")
    return word
