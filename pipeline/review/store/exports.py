"""Documents for export: the record as it is now, what is open, and who decided what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from pipeline.check import check
from pipeline.export.entry import Entry
from pipeline.review.parts import join, moved_out, suggestion_out, without
from pipeline.review.plants import RULE
from pipeline.review.state import Settled, offered, open_findings, settled
from pipeline.review.store import documents, queue
from pipeline.review.store.tables import HEAD, PARTS, PLANTED
from schemas.finding import Finding
from schemas.result import Extraction
from schemas.review import Decision, Review, Reviewed


def entries(connection: Connection, wanted: queue.Wanted = queue.Wanted()) -> Iterator[Entry]:  # noqa: B008
    """The documents that the filters let through, one at a time, in the order in which they were added."""
    for document in queue.numbers(connection, wanted):
        yield entry(connection, document)


def entry(connection: Connection, document: int) -> Entry:
    """One document. What is wrong in it on purpose is left out. Raises ReviewError when there is none."""
    head = documents.head(connection, document)
    made = documents.decisions(connection, document)
    parts = _parts(connection, document)
    of_form: dict[int | None, list[Decision]] = defaultdict(list)
    for decision in made:
        of_form[decision.form].append(decision)
    decided = {form: settled(of_form[form]) for form in parts}
    outside = parts[None]
    record = join(outside.record, [part.record for form, part in parts.items() if form is not None])
    across = [each for each in head.across if each.id not in decided[None].explained]
    result = Reviewed(
        source=outside.source,
        engine=outside.engine,
        record=record,
        evidence=_outside(parts, "evidence"),
        corrections=[
            each.model_copy(update={"path": without(each.path, form)})
            for form, part in parts.items()
            for each in part.corrections
        ],
        confidence=_outside(parts, "confidence"),
        findings=[
            *(
                moved_out(each, form)
                for form, part in parts.items()
                for each in open_findings(part, decided[form])
            ),
            *across,
        ],
        not_evaluated=check(record).not_evaluated,
        suggestions=[
            suggestion_out(each, form)
            for form, part in parts.items()
            for each in offered(part, decided[form])
        ],
        usage=outside.usage,
        review=_review(head, made, decided),
    )
    return Entry(result, made)


def _review(head: documents.Head, made: list[Decision], decided: Mapping[int | None, Settled]) -> Review:
    last = made[-1] if made else None
    seen = [
        (without(path, form), path in each.changed)
        for form, each in decided.items()
        for path in sorted(each.values)
    ]
    return Review.model_validate(
        {
            "status": head.status,
            "reviewer": last and last.who,
            "signed_at": last and last.at if head.status == "signed" else None,
            "decided_at": last and last.at,
            "decisions": len(made),
            "edited": [path for path, changed in seen if changed],
            "confirmed": [path for path, changed in seen if not changed],
        }
    )


def _parts(connection: Connection, document: int) -> dict[int | None, Extraction]:
    planted = defaultdict(set)
    for form, suggestion in connection.execute(
        select(PLANTED.c.form, PLANTED.c.suggestion).where(PLANTED.c.document == document)
    ):
        planted[form].add(suggestion)
    rows = connection.execute(
        select(PARTS.c.form, PARTS.c.content).where(PARTS.c.document == document).order_by(PARTS.c.form)
    )
    return {
        None if form == HEAD else form: _without_plants(
            Extraction.model_validate_json(content), planted[form]
        )
        for form, content in rows
    }


def _without_plants(part: Extraction, planted: set[str]) -> Extraction:
    """A part without the suggestions that are wrong on purpose and the findings that they pretend to mend,
    which are known by what they say: their ids change when rows move."""
    if not planted:
        return part
    pretended = {_said(step) for each in part.suggestions if each.id in planted for step in each.patch}

    def is_real(finding: Finding) -> bool:
        return finding.rule != RULE or (*finding.paths, finding.expected) not in pretended

    return part.model_copy(
        update={
            "findings": [each for each in part.findings if is_real(each)],
            "suggestions": [each for each in part.suggestions if each.id not in planted],
        }
    )


def _said(step: Mapping[str, Any]) -> tuple[Any, Any]:
    return step["path"], step.get("value")


def _outside(parts: Mapping[int | None, Extraction], name: str) -> dict[str, Any]:
    return {
        without(pointer, form): value
        for form, part in parts.items()
        for pointer, value in getattr(part, name).items()
    }
