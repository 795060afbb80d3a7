"""Cases for menders: a record with what the rules and the grounding say of it."""

from __future__ import annotations

from evals.suggestions import case_of
from pipeline.layout import lay_out
from pipeline.suggest import Case, Mender, suggest
from schemas.document import Document
from schemas.source import SourceText


def without_text(record: Document) -> Case:
    return case_of(record, None, [])


def with_text(record: Document, text: str) -> Case:
    source = SourceText.from_text(text)
    return case_of(record, source, [form.span for form in lay_out(source).forms])


def changes(case: Case, mender: Mender) -> list[tuple[str, object]]:
    """Where a mender would write what, the likeliest first."""
    made = suggest(case, menders=[mender]).suggestions
    return [
        (str(step["path"]), step["value"]) for each in made for step in each.patch if step["op"] != "test"
    ]
