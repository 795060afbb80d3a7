"""Decisions: each is checked, applied and kept in one transaction, or nothing of it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, insert, select, update

from pipeline.errors import ReviewError, StaleError
from pipeline.export.json_result import dump
from pipeline.review.parts import within, without
from pipeline.review.risk import risk_of
from pipeline.review.state import (
    Outcome,
    changed,
    chosen,
    insertion,
    patch_in,
    patch_out,
    removal,
    replacement,
    settled,
    undoing,
    value_at,
)
from pipeline.review.store import documents
from pipeline.review.store.tables import DECISIONS, DOCUMENTS, PARTS, PLANTED
from schemas.finding import Finding
from schemas.result import Extraction
from schemas.review import Decision, Request

_FINDINGS = TypeAdapter(list[Finding])
# Decisions after which the page of any form shows something else than before.
_OF_DOCUMENT = ("sign", "reopen")


@dataclass(frozen=True, slots=True)
class _Case:
    """What a decision is made about."""

    connection: Connection
    head: documents.Head
    request: Request
    part: Extraction
    made: Sequence[Decision]


@dataclass(frozen=True, slots=True)
class _Made:
    """What a kind of decision comes to; pointers within the part."""

    part: Extraction
    outcome: Outcome | None = None
    paths: Sequence[str] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


def decide(engine: Engine, document: int, request: Request, who: str) -> Decision:
    """Make a decision and keep it; one that was sent twice is made once.

    Raises :class:`StaleError` when somebody has decided about the same form since the page was made, and
    :class:`ReviewError` when it cannot be made as asked. When this returns, the decision is on disk.
    """
    with engine.begin() as connection:
        # The row is locked: decisions on one document are made one after the other.
        connection.execute(select(DOCUMENTS.c.version).where(DOCUMENTS.c.id == document).with_for_update())
        head = documents.head(connection, document)
        before = connection.execute(
            select(DECISIONS.c.body).where(
                DECISIONS.c.document == document, DECISIONS.c.token == request.token
            )
        ).scalar()
        if before is not None:
            return Decision.model_validate_json(before)
        if head.status == "signed" and request.kind != "reopen":
            raise ReviewError("文件已经签核，请先重新打开", "the document is signed: reopen it first")
        made = documents.decisions(connection, document, request.form)
        _refuse_stale(connection, head, request)
        case = _Case(connection, head, request, documents.part(connection, document, request.form), made)
        done = _KINDS[request.kind](case)
        decision = _decision(case, done, who)
        _keep(case, done, decision)
    return decision


def _refuse_stale(connection: Connection, head: documents.Head, request: Request) -> None:
    if request.version == head.version:
        return
    rows = connection.execute(
        select(DECISIONS.c.number, DECISIONS.c.form, DECISIONS.c.kind)
        .where(DECISIONS.c.document == head.id, DECISIONS.c.number > request.version)
        .order_by(DECISIONS.c.number)
    ).all()
    everything = request.kind in _OF_DOCUMENT
    since = [row.number for row in rows if everything or row.form == request.form or row.kind in _OF_DOCUMENT]
    if since:
        raise StaleError(since)


def _accept(case: _Case) -> _Made:
    suggestion = chosen(case.part, case.request, settled(case.made))
    path = _path_of(suggestion.patch)
    fields = {"suggestion": suggestion.id, "rule": suggestion.rule}
    planted = _planted(case, suggestion.id, fell_for=True)
    if planted:
        return replace(planted, fields={**fields, **planted.fields})
    if suggestion.kind == "substance":
        return _Made(case.part, paths=suggestion.paths, fields=fields)
    outcome = changed(case.part, suggestion.patch)
    return _Made(outcome.part, outcome, [path] if path else [], fields)


def _reject(case: _Case) -> _Made:
    suggestion = chosen(case.part, case.request, settled(case.made))
    path = _path_of(suggestion.patch)
    fields = {"suggestion": suggestion.id, "rule": suggestion.rule}
    planted = _planted(case, suggestion.id, fell_for=False)
    if planted:
        return replace(planted, fields={**fields, **planted.fields})
    return _Made(case.part, paths=suggestion.paths or ([path] if path else []), fields=fields)


def _edit(case: _Case) -> _Made:
    path = _asked_path(case)
    planted = _planted_at(case, path)
    part = planted.part if planted else case.part
    outcome = changed(part, replacement(part, path, case.request.value or None))
    return _Made(outcome.part, outcome, [path], planted.fields if planted else {})


def _confirm(case: _Case) -> _Made:
    path = _asked_path(case)
    planted = _planted_at(case, path)
    if planted:
        return replace(planted, paths=[path])
    replacement(case.part, path, None)  # is there such a value?
    return _Made(case.part, paths=[path])


def _insert(case: _Case) -> _Made:
    path = _asked_path(case)
    outcome = changed(case.part, insertion(case.part, path))
    return _Made(outcome.part, outcome, [path])


def _remove(case: _Case) -> _Made:
    path = _asked_path(case)
    outcome = changed(case.part, removal(case.part, path))
    return _Made(outcome.part, outcome, [path])


def _explain(case: _Case) -> _Made:
    if not case.request.why.strip():
        raise ReviewError("请写明原因", "say why")
    known = [*case.part.findings, *case.head.across]
    found = next((each for each in known if each.id == case.request.finding), None)
    if found is None:
        raise ReviewError("这条发现已经不在了，请刷新", "this finding is no longer there: reload")
    fields = {"finding": found.id, "rule": found.rule}
    return _Made(case.part, paths=[within(path) for path in found.paths], fields=fields)


def _undo(case: _Case) -> _Made:
    if case.request.undoes is None:
        raise ReviewError("没有说明撤销哪一条", "which decision is to be undone?")
    found = undoing(case.part, case.made, case.request.undoes)
    if found.planted:
        raise ReviewError("这条决定没有改动记录，无需撤销", "that decision changed nothing")
    fields = {"undoes": found.number, "rule": found.rule}
    paths = [within(path) for path in found.paths]
    if not found.inverse:
        return _Made(case.part, paths=paths, fields=fields)
    outcome = changed(case.part, patch_in(found.inverse))
    return _Made(outcome.part, outcome, paths, fields)


def _sign(case: _Case) -> _Made:
    if case.head.errors:
        raise ReviewError(
            f"还有 {case.head.errors} 处错误没有处理或说明，不能签核",
            f"{case.head.errors} errors are neither settled nor explained",
        )
    return _Made(case.part)


def _reopen(case: _Case) -> _Made:
    if case.head.status != "signed":
        raise ReviewError("文件没有签核", "the document is not signed")
    return _Made(case.part)


_KINDS: Mapping[str, Callable[[_Case], _Made]] = {
    "accept": _accept,
    "reject": _reject,
    "edit": _edit,
    "confirm": _confirm,
    "explain": _explain,
    "insert": _insert,
    "remove": _remove,
    "undo": _undo,
    "sign": _sign,
    "reopen": _reopen,
}


def _asked_path(case: _Case) -> str:
    if case.request.path is None:
        raise ReviewError("没有说明是哪个值", "which value?")
    return within(case.request.path)


def _path_of(patch: Sequence[Mapping[str, Any]]) -> str | None:
    return next((str(step["path"]) for step in patch if step["op"] != "test"), None)


def _planted(case: _Case, suggestion: str, *, fell_for: bool) -> _Made | None:
    """What becomes of a wrong suggestion that was shown on purpose: it is withdrawn, whatever was decided."""
    wanted = (PLANTED.c.document == case.head.id, PLANTED.c.suggestion == suggestion)
    row = case.connection.execute(select(PLANTED).where(*wanted)).mappings().first()
    if row is None:
        return None
    case.connection.execute(
        update(PLANTED).where(*wanted).values(outcome=case.request.kind, fell_for=fell_for)
    )
    part = case.part.model_copy(
        update={
            "findings": [each for each in case.part.findings if each.id != row["finding"]],
            "suggestions": [each for each in case.part.suggestions if each.id != suggestion],
        }
    )
    return _Made(part, paths=[row["path"]], fields={"planted": True})


def _planted_at(case: _Case, path: str) -> _Made | None:
    """The same where a value is edited or confirmed beside such a suggestion: nobody fell for it."""
    for each in case.part.suggestions:
        if _path_of(each.patch) == path:
            planted = _planted(case, each.id, fell_for=False)
            if planted:
                return planted
    return None


def _decision(case: _Case, done: _Made, who: str) -> Decision:
    form, outcome = case.request.form, done.outcome
    values: Mapping[str, Any] = {path: value_at(case.part.record, path) for path in done.paths}
    before, after = (outcome.before, outcome.after) if outcome else (values, values)
    planted = {"planted": False, **done.fields}
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
        **planted,
    )


def _keep(case: _Case, done: _Made, decision: Decision) -> None:
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
    here = (PARTS.c.document == document, PARTS.c.form == documents.key(form))
    changes: dict[str, Any] = documents.numbers(risk_of(done.part, decided))
    if done.part is not case.part:
        changes |= {"content": dump(done.part), "headline": documents.headline(done.part.record, form)}
    connection.execute(update(PARTS).where(*here).values(changes))
    across = list(case.head.across)
    if done.outcome:
        across = documents.compared(connection, document)
    explained = settled(documents.decisions(connection, document, None)).explained
    standing = [each for each in across if each.id not in explained]
    status = {"sign": "signed", "reopen": "open"}.get(decision.kind, "open")
    connection.execute(
        update(DOCUMENTS)
        .where(DOCUMENTS.c.id == document)
        .values(
            version=decision.number,
            status=status,
            across=_FINDINGS.dump_json(across).decode(),
            **documents.totals(connection, document, standing),
        )
    )
