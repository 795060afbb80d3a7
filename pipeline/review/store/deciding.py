"""Decisions: each is checked, applied and kept in one transaction, or nothing of it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from pipeline.errors import ReviewError, StaleError
from pipeline.export.json_result import dump
from pipeline.export.visible import one_line
from pipeline.review.parts import form_of, without
from pipeline.review.risk import risk_of
from pipeline.review.state import patch_out, settled, value_at
from pipeline.review.store import documents
from pipeline.review.store.kinds import KINDS, Case, Made
from pipeline.review.store.tables import DECISIONS, DOCUMENTS, PARTS
from schemas.review import MOST, Decision, Request

_LONGEST_NAME = 200
# Decisions after which the page of any form shows something else than before.
_OF_DOCUMENT = ("sign", "reopen")


def decide(engine: Engine, document: int, request: Request, who: str) -> Decision:
    """Make a decision and keep it; one that was sent twice is made once.

    Raises :class:`StaleError` when somebody has decided about the same form since the page was made, and
    :class:`ReviewError` when it cannot be made as asked. When this returns, the decision is on disk.
    """
    with engine.begin() as connection:
        if 0 < document <= MOST:
            # The row is locked: decisions on one document are made one after the other.
            connection.execute(
                select(DOCUMENTS.c.version).where(DOCUMENTS.c.id == document).with_for_update()
            )
        head = documents.head(connection, document)
        before = _made_before(connection, document, request, _name(who))
        if before is not None:
            return before
        if head.status == "signed" and request.kind != "reopen":
            raise ReviewError("文件已经签核，请先重新打开", "the document is signed: reopen it first")
        request = request.model_copy(update={"form": _form_of(connection, head, request)})
        _refuse_stale(connection, head, request)
        made = documents.decisions(connection, document, request.form)
        case = Case(connection, head, request, documents.part(connection, document, request.form), made)
        done = KINDS[request.kind](case)
        decision = _decision(case, done, _name(who))
        _keep(case, done, decision)
    return decision


def _name(who: str) -> str:
    name = one_line(who, _LONGEST_NAME)
    if not name:
        raise ReviewError("没有说明是谁", "who decides?")
    return name


def _made_before(connection: Connection, document: int, request: Request, who: str) -> Decision | None:
    """The decision that this very request has led to. Raises ReviewError when it was another request."""
    body = connection.execute(
        select(DECISIONS.c.body).where(DECISIONS.c.document == document, DECISIONS.c.token == request.token)
    ).scalar()
    if body is None:
        return None
    made = Decision.model_validate_json(body)
    if (made.kind, made.who) != (request.kind, who):
        raise ReviewError(
            "这个请求的编号已经用过，请刷新", "the token of this request was used before: reload"
        )
    return made


def _form_of(connection: Connection, head: documents.Head, request: Request) -> int | None:
    """The form that a request is about, wherever it was made: signing and findings that compare forms concern
    the document, undoing concerns what the undone decision was about."""
    if request.kind in _OF_DOCUMENT:
        return None
    if request.kind == "explain" and any(each.id == request.finding for each in head.across):
        return None
    if request.kind == "undo" and request.undoes is not None:
        row = connection.execute(
            select(DECISIONS.c.form).where(
                DECISIONS.c.document == head.id, DECISIONS.c.number == request.undoes
            )
        ).first()
        return request.form if row is None else row.form
    return request.form


def _refuse_stale(connection: Connection, head: documents.Head, request: Request) -> None:
    if request.version == head.version:
        return
    if request.version > head.version:
        # A page of a store that has since been put back to an earlier state.
        raise ReviewError("页面不是这个存储的，请刷新", "the page is not of this store: reload")
    rows = connection.execute(
        select(DECISIONS.c.number, DECISIONS.c.form, DECISIONS.c.kind)
        .where(DECISIONS.c.document == head.id, DECISIONS.c.number > request.version)
        .order_by(DECISIONS.c.number)
    ).all()
    everything = request.kind in _OF_DOCUMENT
    since = [row.number for row in rows if everything or row.form == request.form or row.kind in _OF_DOCUMENT]
    if since:
        raise StaleError(since)


def _decision(case: Case, done: Made, who: str) -> Decision:
    form, outcome = case.request.form, done.outcome
    record = case.part.record
    if form is None and any(form_of(path) is not None for path in done.paths):
        record = documents.outline(case.connection, case.head.id)  # a finding that compares forms
    values: Mapping[str, Any] = {path: value_at(record, path) for path in done.paths}
    before, after = (outcome.before, outcome.after) if outcome else (values, values)
    return Decision(
        number=case.head.version + 1,
        kind=case.request.kind,
        who=who,
        at=documents.now(),
        form=form,
        paths=[without(path, form) for path in done.paths],
        before={without(path, form): value for path, value in before.items()},
        after={without(path, form): value for path, value in after.items()},
        patch=patch_out(outcome.patch, form) if outcome else [],
        inverse=patch_out(outcome.inverse, form) if outcome else [],
        why=case.request.why.strip(),
        shown=list(case.request.shown),
        **done.fields,
    )


def _keep(case: Case, done: Made, decision: Decision) -> None:
    """Write the decision, the part, and what is open now."""
    connection, document, form = case.connection, case.head.id, case.request.form
    connection.execute(
        insert(DECISIONS).values(
            document=document,
            number=decision.number,
            form=form,
            kind=decision.kind,
            who=decision.who,
            at=decision.at,
            token=case.request.token,
            body=dump(decision),
        )
    )
    decided = settled([*case.made, decision])
    changes: dict[str, Any] = documents.numbers(risk_of(done.part, decided))
    headline = documents.headline(done.part.record, form)
    moved = done.outcome is not None and headline != documents.headline(case.part.record, form)
    if done.part is not case.part:
        documents.keep_original(connection, document, form)
        changes |= {"content": dump(done.part), "headline": headline}
    here = (PARTS.c.document == document, PARTS.c.form == documents.key(form))
    connection.execute(update(PARTS).where(*here).values(**changes))
    across, about = case.head.across, dict[str, Any]()
    if moved:
        outline = documents.outline(connection, document)
        across = documents.compared(outline)
        about = {**documents.described(outline), "across": documents.across_json(across)}
    outside = case.made if form is None else documents.decisions(connection, document, None)
    explained = settled([*outside, decision] if form is None else outside).explained
    standing = [each for each in across if each.id not in explained]
    connection.execute(
        update(DOCUMENTS)
        .where(DOCUMENTS.c.id == document)
        .values(
            version=decision.number,
            status="signed" if decision.kind == "sign" else "open",
            **about,
            **documents.totals(connection, document, standing),
        )
    )
