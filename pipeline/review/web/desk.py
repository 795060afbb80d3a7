"""What a page shows of a document, read in one go so that all of it is of one moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, select

from pipeline.errors import ReviewError
from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line
from pipeline.export.words import field_title, place_in_words
from pipeline.review.parts import without
from pipeline.review.places import marks_in
from pipeline.review.shares import share_interval
from pipeline.review.state import open_findings, settled, standing
from pipeline.review.store import connect, documents, queue
from pipeline.review.store.tables import DECISIONS, HEAD, PARTS
from pipeline.review.web.excerpt import Excerpt, excerpts
from pipeline.review.web.items import Item, across_items, explained, items
from pipeline.review.web.paper import Paper, paper
from pipeline.review.web.sheet import REASONS, Cell, Pairs, Table, marks, sheet
from schemas.document import Document, Form
from schemas.result import Extraction
from schemas.review import Decision

_OUTSIDE = "head"
_LATEST = 8
# Values of a form's head that an engine may have missed, and a person may fill in.
_FILLED_IN = (
    *("title", "number", "year", "money_unit", "supervising_department", "implementing_unit"),
    *("project_code", "project_name", "purpose", "expected_goal", "actual_goal"),
    *("total_weight", "total_score", "conclusion"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A form in the list of forms; ``key`` is how addresses name it."""

    key: str
    label: str
    title: str
    errors: int
    findings: int


@dataclass(frozen=True, slots=True)
class Line:
    """A decision as the page lists it."""

    decision: Decision
    place: str
    before: str
    after: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The source beside a form; not ``kept`` when the document was added without its text."""

    kept: bool
    excerpts: Sequence[Excerpt]
    paper: Paper


@dataclass(frozen=True, slots=True)
class View:
    """Everything on a document's page; ``source`` is None when it was not asked for."""

    head: documents.Head
    form: int | None
    key: str
    tabs: Sequence[Tab]
    blocks: Sequence[Pairs | Table]
    items: Sequence[Item]
    across: Sequence[Item]
    explained: Sequence[Item]
    source: Source | None
    history: Sequence[Line]
    since: Sequence[Line]
    chosen: Cell | None
    chosen_words: str
    missing: Sequence[tuple[str, str]]
    reasons: Sequence[str]

    @property
    def is_signed(self) -> bool:
        return self.head.status == "signed"

    @property
    def before(self) -> str | None:
        """The form before this one."""
        return self._beside(-1)

    @property
    def after(self) -> str | None:
        """The form behind this one."""
        return self._beside(1)

    def _beside(self, step: int) -> str | None:
        at = [tab.key for tab in self.tabs].index(self.key) + step
        return self.tabs[at].key if 0 <= at < len(self.tabs) else None


class Desk:
    """Reads documents for the pages."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that does not write: others may, meanwhile."""
        return connect.reading(self.engine)

    def form_index(self, key: str) -> int | None:
        """The form that an address names. Raises ReviewError."""
        if key == _OUTSIDE or not key:
            return None
        if key.isascii() and key.isdecimal() and len(key) < 7:
            return int(key)
        raise ReviewError("没有这张表", "there is no such form")

    def view(
        self,
        document: int,
        key: str,
        lang: Lang,
        at: str | None = None,
        since: Sequence[int] = (),
        *,
        with_source: bool = True,
    ) -> View:
        """One form of a document; without ``key`` the first one that has something open. ``at`` is a value to
        begin with, ``since`` are decisions to point out. The source is long: ask for it where it is shown.
        Raises ReviewError when there is none."""
        with self.reading() as connection:
            head = documents.head(connection, document)
            tabs = _tabs(connection, document, lang)
            form = self.form_index(key) if key else _first(tabs)
            part = documents.part(connection, document, form)
            made = documents.decisions(connection, document, form)
            outside = made if form is None else documents.decisions(connection, document, None)
            source = _source(connection, document, part, form) if with_source else None
            others = _numbered(connection, document, since)
        decided = settled(made)
        found = open_findings(part, decided)
        known = marks(part, decided, found, form)
        blocks = sheet(part.record, known, lang)
        why = settled(outside).explained
        across = [each for each in head.across if each.id not in why]
        stands = {each.number for each in standing(made)}
        return View(
            head=head,
            form=form,
            key=_OUTSIDE if form is None else str(form),
            tabs=tabs,
            blocks=blocks,
            items=items(part, found, decided, form, lang),
            across=across_items(across, {}, lang),
            explained=[
                *explained(part, decided, form, lang),
                *across_items([each for each in head.across if each.id in why], why, lang),
            ],
            source=source,
            history=[_line(each, stands, lang) for each in made[: -_LATEST - 1 : -1]],
            since=[_line(each, stands, lang) for each in others],
            chosen=_chosen(blocks, at),
            chosen_words=place_in_words(at, lang) if at else "",
            missing=_missing(part.record, form, lang),
            reasons=REASONS,
        )

    def trail(self, document: int, lang: Lang) -> dict[str, Any]:
        """All decisions on a document."""
        with self.reading() as connection:
            head = documents.head(connection, document)
            made = documents.decisions(connection, document)
        stands = {each.number for each in standing(made)}
        return {"head": head, "lines": [_line(each, stands, lang) for each in made]}

    def statistics(self) -> dict[str, Any]:
        """Decisions by kind, and what became of suggestions that were wrong on purpose."""
        with self.reading() as connection:
            kinds = Counter(connection.execute(select(DECISIONS.c.kind)).scalars())
            planting = queue.planting(connection)
            progress = queue.progress(connection)
        return {
            "kinds": kinds.most_common(),
            "planting": planting,
            "progress": progress,
            "interval": _interval(planting.accepted, planting.decided),
        }


def _source(connection: Connection, document: int, part: Extraction, form: int | None) -> Source:
    text = documents.text(connection, document)
    found = marks_in(part.evidence, part.findings, form)
    shown = excerpts(text, found) if text else []
    return Source(kept=text is not None, excerpts=shown, paper=paper(connection, document, found))


def _tabs(connection: Connection, document: int, lang: Lang) -> list[Tab]:
    rows = connection.execute(
        select(PARTS.c.form, PARTS.c.headline, PARTS.c.errors, PARTS.c.findings)
        .where(PARTS.c.document == document)
        .order_by(PARTS.c.form)
    )
    made = []
    for form, headline, errors, findings in rows:
        key = _OUTSIDE if form == HEAD else str(form)
        label = "" if form == HEAD else str(form + 1)
        made.append(Tab(key, label, _title(headline), errors, findings))
    return made


# The list of forms is on every page and in every answer, and changes little.
@lru_cache(maxsize=4096)
def _title(headline: str) -> str:
    fields = json.loads(headline)
    return one_line(fields.get("project_name") or fields.get("title") or "")


def _first(tabs: Sequence[Tab]) -> int | None:
    """The form with the first error, else with the first finding, else the first form."""
    for wanted in ("errors", "findings"):
        for tab in tabs:
            if getattr(tab, wanted):
                return None if tab.key == _OUTSIDE else int(tab.key)
    return 0 if len(tabs) > 1 else None


def _numbered(connection: Connection, document: int, numbers: Sequence[int]) -> list[Decision]:
    if not numbers:
        return []
    rows = connection.execute(
        select(DECISIONS.c.body)
        .where(DECISIONS.c.document == document, DECISIONS.c.number.in_(numbers))
        .order_by(DECISIONS.c.number)
    )
    return [Decision.model_validate_json(body) for body in rows.scalars()]


def _line(each: Decision, stands: set[int], lang: Lang) -> Line:
    place = "；".join(place_in_words(path, lang) for path in each.paths[:3])
    before, after = (_values(values) for values in (each.before, each.after))
    undone = each.kind != "undo" and each.number not in stands
    return Line(each, place, before, after, undone)


def _values(values: dict[str, Any]) -> str:
    return "；".join(one_line(str(value), 120) for value in list(values.values())[:3] if value is not None)


def _chosen(blocks: Sequence[Pairs | Table], at: str | None) -> Cell | None:
    for block in blocks if at else ():
        rows = [[cell for _, cell in block.pairs]] if isinstance(block, Pairs) else block.rows
        for row in rows:
            for cell in row:
                if cell.path == at:
                    return cell
    return None


def _missing(record: Document, form: int | None, lang: Lang) -> list[tuple[str, str]]:
    """Values that are nowhere read, by pointer and name."""
    if form is None:
        return []
    return [
        (without(f"/forms/0/{name}", form), field_title(Form, name, lang))
        for name in _FILLED_IN
        if getattr(record.forms[0], name) is None
    ]


def _interval(accepted: int, decided: int) -> str:
    """The share of accepted ones with its interval."""
    if not decided:
        return "–"
    low, high = share_interval(accepted, decided)
    return f"{accepted / decided:.1%} ({low:.1%} – {high:.1%})"
