"""A document of three forms with everything that can be decided about, and ways to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Engine, select

from pipeline.flow import extract, make_engine
from pipeline.review.state import Settled, offered, open_findings, settled
from pipeline.review.store import adding, documents
from pipeline.review.store.connect import reading
from pipeline.review.store.deciding import decide
from pipeline.review.store.tables import DOCUMENTS, PARTS
from schemas.document import Document, Indicator
from schemas.finding import Finding, Message, Severity, Suggestion
from schemas.result import Extraction
from schemas.review import Decision, DecisionKind, Request
from schemas.source import SourceText
from tests.cli.samples import document

_TOKENS = count()
_ROWS = "/forms/0/indicators"
# Values that an engine was not sure of, each in its own row.
DOUBTFUL = tuple(f"{_ROWS}/{row}/target" for row in (1, 2))
TOTAL = "/forms/0/budget/total"
CODE = "/forms/2/project_code"
COUNTERS = ("fields", "errors", "doubtful", "findings", "silent", "risk")


def source() -> SourceText:
    """Three forms; in the first and the third the parts contradict the total, and the third one's code is of
    another division."""
    forms = [
        document(total="9.00"),
        document(name="渠道整修", code="33091224P00120010002B"),
        document(total="7.00", name="农机补贴", code="44091224P001200100030"),
    ]
    return SourceText.from_text("\n".join(forms), name="青禾.txt")


@cache
def extraction() -> Extraction:
    """What the embedded engine makes of it, with doubts and suggestions of all kinds in the first form."""
    found = extract(source(), make_engine("local"))
    row = Indicator(level1="产出指标", level3="新增指标", target="≥1个").model_dump()
    rows = found.record.forms[0].indicators
    patches: Mapping[str, list[dict[str, object]]] = {
        "mend": [
            {"op": "test", "path": TOTAL, "value": "9.00"},
            {"op": "replace", "path": TOTAL, "value": "8.00"},
        ],
        "wide": [
            {"op": "replace", "path": DOUBTFUL[0], "value": "≥81%"},
            {"op": "replace", "path": DOUBTFUL[1], "value": "≥96%"},
        ],
        "add": [{"op": "add", "path": f"{_ROWS}/1", "value": row}],
        "append": [{"op": "add", "path": f"{_ROWS}/-", "value": row}],
        "remove": [
            {"op": "test", "path": f"{_ROWS}/1", "value": rows[1].model_dump()},
            {"op": "remove", "path": f"{_ROWS}/1"},
        ],
        "new value": [{"op": "add", "path": "/forms/0/conclusion", "value": "优"}],
    }
    suggestions = [
        Suggestion(rule="test.rule", patch=patch, reason=_said(name), confidence=0.5)
        for name, patch in patches.items()
    ]
    substance = Suggestion(
        rule="substance.test",
        patch=[],
        reason=_said("substance"),
        confidence=0.5,
        kind="substance",
        paths=[DOUBTFUL[0]],
    )
    doubts = [
        Finding(rule="text.doubtful", severity=Severity.WARNING, paths=[path], message=_said("doubtful"))
        for path in DOUBTFUL
    ]
    return found.model_copy(
        update={"findings": [*doubts, *found.findings], "suggestions": [*suggestions, substance]}
    )


def suggestion(name: str) -> str:
    """The id of a suggestion of the first form."""
    return next(each.id for each in extraction().suggestions if each.reason.en == name)


@dataclass(frozen=True)
class Shelf:
    """A store and one document in it."""

    engine: Engine
    document: int

    @classmethod
    def holding(cls, engine: Engine, result: Extraction | None = None, planting: float = 0.0) -> Shelf:
        """Add a document."""
        document, is_new = adding.add(engine, result or extraction(), source(), planting)
        assert is_new
        return cls(engine, document)

    def request(self, kind: DecisionKind, form: int | None = 0, **fields: Any) -> Request:
        """What somebody asks for who sees the document as it is."""
        version = fields.pop("version", None)
        return Request(
            kind=kind,
            version=self.head.version if version is None else version,
            token=fields.pop("token", f"test-token-{next(_TOKENS)}"),
            form=form,
            **fields,
        )

    def decide(
        self, kind: DecisionKind, form: int | None = 0, *, who: str = "李审核", **fields: Any
    ) -> Decision:
        """Make a decision."""
        return self.send(self.request(kind, form, **fields), who)

    def send(self, request: Request, who: str = "李审核") -> Decision:
        return decide(self.engine, self.document, request, who)

    @property
    def head(self) -> documents.Head:
        with reading(self.engine) as connection:
            return documents.head(connection, self.document)

    @property
    def record(self) -> Document:
        with reading(self.engine) as connection:
            return documents.whole(connection, self.document)

    def part(self, form: int | None = 0) -> Extraction:
        with reading(self.engine) as connection:
            return documents.part(connection, self.document, form)

    def original(self, form: int | None = 0) -> Extraction:
        with reading(self.engine) as connection:
            return documents.original(connection, self.document, form)

    def decisions(self, form: int | str | None = "all") -> list[Decision]:
        with reading(self.engine) as connection:
            return documents.decisions(connection, self.document, form)

    def settled(self, form: int | None = 0) -> Settled:
        return settled(self.decisions(form))

    def open(self, form: int | None = 0) -> list[Finding]:
        return open_findings(self.part(form), self.settled(form))

    def offered(self, form: int | None = 0) -> list[str]:
        return [each.id for each in offered(self.part(form), self.settled(form))]

    def row(self) -> dict[str, Any]:
        """The document's row."""
        with reading(self.engine) as connection:
            found = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == self.document))
            return dict(found.mappings().one())

    def part_rows(self) -> dict[int, dict[str, Any]]:
        """The rows of the parts, by form."""
        with reading(self.engine) as connection:
            found = connection.execute(select(PARTS).where(PARTS.c.document == self.document)).mappings()
            return {row["form"]: dict(row) for row in found}

    def state(self) -> tuple[object, ...]:
        """Everything that a refused decision leaves as it was."""
        return self.row(), self.part_rows(), self.decisions()

    def again(self, **fields: Any) -> Shelf:
        return replace(self, **fields)


def _said(name: str) -> Message:
    return Message(zh=name, en=name)
