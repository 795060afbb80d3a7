"""Whose document it is, for lists of many documents."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.export.visible import one_line
from schemas.document import Document

# A damaged document has names of megabytes.
_LONGEST = 500


def department_of(record: Document) -> str:
    """The body that a document belongs to, as it is printed; empty where none is.

    >>> department_of(Document(prepared_by="青禾县农业局\\n")), department_of(Document())
    ('青禾县农业局', '')
    """
    return one_line(next(filter(None, _named(record)), "")[:_LONGEST])


def _named(record: Document) -> Iterator[str | None]:
    yield from (record.department.name, record.prepared_by)
    for form in record.forms:
        yield from (form.department.name, form.implementing_unit)
