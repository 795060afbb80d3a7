"""One document of an evaluation: read, compare, and keep what the metrics need."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from evals.compare import Cell, Verdict, compare
from evals.kinds import kind_of
from evals.label import Label
from evals.runs.record import CellResult, DocumentResult, Rows
from evals.score import alerted_places, is_flagged
from schemas.pointers import resolve
from schemas.result import Extraction
from schemas.source import SourceText

_ROW = re.compile(r"/forms/\d+/(?:indicators|funds|costs|spending_plan)/\d+(?=/)")
_AROUND = 24


def result_of(
    set_name: str, name: str, label: Label, source: SourceText, extraction: Extraction
) -> DocumentResult:
    """What came of one document, with every cell; see :func:`sealed` for documents not to be looked at."""
    flagged = alerted_places(extraction.findings)
    cells = compare(label, extraction.record)
    placed = [(cell, _place(cell, label)) for cell in cells]
    rows = _by_row(placed)
    return DocumentResult(
        set=set_name,
        name=name,
        label_sha256=digest_of(label),
        readings=label.readings,
        hard=label.hard,
        text_sha256=source.sha256,
        cells=[_cell(cell, at, is_flagged(cell, flagged), source, extraction) for cell, at in placed],
        rows=_rows(rows),
        edits=_edits(cells, rows),
        usage=extraction.usage,
        characters=len(source.text),
    )


def not_scored(set_name: str, name: str, label: Label, reason: str) -> DocumentResult:
    """A document that could not be scored, and why."""
    return DocumentResult(
        set=set_name, name=name, label_sha256=digest_of(label), readings=label.readings, reason=reason
    )


def sealed(result: DocumentResult) -> DocumentResult:
    """The same with nothing in it that shows the document: digests in place of pointers, no values."""
    cells = [
        CellResult(
            at=hashlib.sha256(f"{result.text_sha256} {cell.at}".encode()).hexdigest()[:12],
            kind=cell.kind,
            verdict=cell.verdict,
            given=cell.given,
            flagged=cell.flagged,
            confidence=cell.confidence,
        )
        for cell in result.cells
    ]
    return result.model_copy(update={"sealed": True, "hard": None, "cells": cells})


def digest_of(label: Label) -> str:
    """A digest of what a label says: two runs are compared on equal labels only."""
    said = label.model_dump_json(include={"document", "uncertain"}, exclude_defaults=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _cell(cell: Cell, at: str, flagged: bool, source: SourceText, extraction: Extraction) -> CellResult:
    confidence = extraction.confidence.get(cell.record_path) if cell.record_path else None
    kept = CellResult(
        at=at,
        kind=kind_of(at),
        verdict=cell.verdict,
        given=cell.got is not None,
        flagged=flagged,
        confidence=None if confidence is None else round(confidence, 4),
    )
    if kept.is_right:
        return kept
    return kept.model_copy(
        update={
            "expected": cell.expected,
            "got": cell.got,
            "excerpt": _excerpt(cell, source, extraction),
        }
    )


def _place(cell: Cell, label: Label) -> str:
    """Where the label has the cell; where the record has it when the label has no such item."""
    row = _ROW.match(cell.label_path or "")
    if cell.verdict == Verdict.EXTRA and row:
        try:
            resolve(label.document, row.group())
        except KeyError:
            return f"+{cell.record_path}"
    elif cell.verdict == Verdict.EXTRA and (cell.label_path or "").rpartition("/")[2].isdigit():
        return f"+{cell.record_path}"
    return cell.label_path or f"+{cell.record_path}"


def _by_row(placed: Sequence[tuple[Cell, str]]) -> dict[str, list[Verdict]]:
    rows: dict[str, list[Verdict]] = defaultdict(list)
    for cell, at in placed:
        found = _ROW.match(at.removeprefix("+"))
        if found:
            rows[f"{at[: at.startswith('+')]}{found.group()}"].append(cell.verdict)
    return rows


def _rows(rows: Mapping[str, Sequence[Verdict]]) -> Rows:
    printed = [verdicts for row, verdicts in rows.items() if not row.startswith("+")]
    right = sum(all(verdict == Verdict.CORRECT for verdict in verdicts) for verdicts in printed)
    return Rows(printed=len(printed), right=right, extra=len(rows) - len(printed))


def _edits(cells: Sequence[Cell], rows: Mapping[str, Sequence[Verdict]]) -> int:
    """Changes that make the record right."""
    extra = [verdicts for row, verdicts in rows.items() if row.startswith("+")]
    wrong = sum(cell.verdict != Verdict.CORRECT for cell in cells)
    return wrong - sum(map(len, extra)) + len(extra)


def _excerpt(cell: Cell, source: SourceText, extraction: Extraction) -> str | None:
    """The text around the value that was given, else around the one that was expected."""
    places = extraction.evidence.get(cell.record_path, []) if cell.record_path else []
    if places:
        start, end = places[0].start, places[0].end
    else:
        wanted = str(cell.expected)
        start = source.text.find(wanted) if cell.expected is not None else -1
        if start < 0:
            return None
        end = start + len(wanted)
    before = source.text[max(0, start - _AROUND) : start]
    return f"{before}«{source.text[start:end]}»{source.text[end : end + _AROUND]}"
