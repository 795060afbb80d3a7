"""What each kind of decision comes to, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from pipeline.errors import ReviewError
from pipeline.review.parts import form_of, within
from pipeline.review.state import (
    Outcome,
    changed,
    chosen,
    insertion,
    patch_in,
    removal,
    replacement,
    replayed,
    settled,
    undoing,
    without_plants,
)
from pipeline.review.store import documents
from pipeline.review.store.tables import PLANTED
from schemas.finding import Finding, Suggestion
from schemas.pointers import resolve
from schemas.result import Extraction
from schemas.review import Decision, Request


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision is made about."""

    connection: Connection
    head: documents.Head
    request: Request
    part: Extraction
    made: Sequence[Decision]

    @property
    def known(self) -> Sequence[Finding]:
        """The findings that may be explained."""
        across = self.head.across if self.request.form is None else ()
        return [*self.part.findings, *across]


@dataclass(frozen=True, slots=True)
class Made:
    """What a kind of decision comes to; pointers within the part."""

    part: Extraction
    outcome: Outcome | None = None
    paths: Sequence[str] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    fell_for: bool = False


def _accept(case: Case) -> Made:
    suggestion = chosen(case.part, case.request, settled(case.made))
    fields = {"suggestion": suggestion.id, "rule": suggestion.rule}
    planted = _planted(case, case.part, suggestion, fell_for=True)
    if planted:
        return planted
    if not suggestion.patch:
        return Made(case.part, paths=suggestion.paths, fields=fields)
    part = case.part
    for path in _paths_of(suggestion.patch):
        beside = _planted_at(case, part, path)
        part = beside.part if beside else part
    outcome = changed(part, suggestion.patch)
    return Made(outcome.part, outcome, list(outcome.after), fields)


def _reject(case: Case) -> Made:
    suggestion = chosen(case.part, case.request, settled(case.made))
    planted = _planted(case, case.part, suggestion, fell_for=False)
    if planted:
        return planted
    fields = {"suggestion": suggestion.id, "rule": suggestion.rule}
    return Made(case.part, paths=suggestion.paths or _paths_of(suggestion.patch), fields=fields)


def _edit(case: Case) -> Made:
    path = _asked_path(case)
    value = case.request.value or None
    patch = replacement(case.part, path, value)
    planted = _planted_at(case, case.part, path, typed=value)
    if planted and planted.fell_for:
        return planted
    outcome = changed(planted.part if planted else case.part, patch)
    return Made(outcome.part, outcome, [path], planted.fields if planted else {})


def _confirm(case: Case) -> Made:
    path = _asked_path(case)
    try:
        resolve(case.part.record, path)
    except KeyError:
        raise ReviewError(f"没有这个位置：{path}", f"no such place: {path}") from None
    return _planted_at(case, case.part, path) or Made(case.part, paths=[path])


def _insert(case: Case) -> Made:
    outcome = changed(case.part, insertion(case.part, _asked_path(case)))
    return Made(outcome.part, outcome, list(outcome.after))


def _remove(case: Case) -> Made:
    outcome = changed(case.part, removal(case.part, _asked_path(case)))
    return Made(outcome.part, outcome, list(outcome.after))


def _explain(case: Case) -> Made:
    if not case.request.why.strip():
        raise ReviewError("请写明原因", "say why")
    found = next((each for each in case.known if each.id == case.request.finding), None)
    if found is None:
        raise ReviewError("这条发现已经不在了，请刷新", "this finding is no longer there: reload")
    return Made(case.part, paths=found.paths, fields={"finding": found.id, "rule": found.rule})


def _undo(case: Case) -> Made:
    if case.request.undoes is None:
        raise ReviewError("没有说明撤销哪一条", "which decision is to be undone?")
    found = undoing(case.made, case.request.undoes)
    fields = {"undoes": found.number, "rule": found.rule}
    if not found.inverse:
        return Made(case.part, paths=[within(path) for path in found.paths], fields=fields)
    outcome = changed(case.part, patch_in(found.inverse))
    return Made(_without(case, found), outcome, list(outcome.after), fields)


def _without(case: Case, undone: Decision) -> Extraction:
    """The part as if a decision had not been made: what was known of a removed row is there again."""
    document, form = case.head.id, case.request.form
    original = documents.original(case.connection, document, form)
    gone = documents.withdrawn(case.connection, document, form)
    made = [each for each in case.made if undone.number not in (each.number, each.undoes)]
    return replayed(original, made, gone)


def _sign(case: Case) -> Made:
    if case.head.errors:
        raise ReviewError(
            f"还有 {case.head.errors} 处错误没有处理或说明，不能签核",
            f"{case.head.errors} errors are neither settled nor explained",
        )
    return Made(case.part)


def _reopen(case: Case) -> Made:
    if case.head.status != "signed":
        raise ReviewError("文件没有签核", "the document is not signed")
    return Made(case.part)


KINDS: Mapping[str, Callable[[Case], Made]] = {
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


def _asked_path(case: Case) -> str:
    path = case.request.path
    if path is None:
        raise ReviewError("没有说明是哪个值", "which value?")
    if form_of(path) != case.request.form:
        raise ReviewError(f"没有这个位置：{path}", f"no such place: {path}")
    return within(path)


def _paths_of(patch: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(step["path"]) for step in patch if step["op"] != "test"]


def _planted(case: Case, part: Extraction, suggestion: Suggestion, *, fell_for: bool) -> Made | None:
    """What becomes of a wrong suggestion that was shown on purpose: it is withdrawn, whatever was decided."""
    wanted = (
        PLANTED.c.document == case.head.id,
        PLANTED.c.form == documents.key(case.request.form),
        PLANTED.c.suggestion == suggestion.id,
    )
    finding = case.connection.execute(select(PLANTED.c.finding).where(*wanted)).scalar()
    if finding is None:
        return None
    case.connection.execute(
        update(PLANTED).where(*wanted).values(outcome=case.request.kind, fell_for=fell_for)
    )
    return Made(
        without_plants(part, {suggestion.id, finding}),
        paths=_paths_of(suggestion.patch),
        fields={"suggestion": suggestion.id, "rule": suggestion.rule, "planted": True},
        fell_for=fell_for,
    )


def _planted_at(case: Case, part: Extraction, path: str, typed: str | None = None) -> Made | None:
    """The same where something else is decided about the place of such a suggestion: nobody fell for it,
    unless its wrong value was ``typed``."""
    for each in part.suggestions:
        if path in _paths_of(each.patch):
            wrong = typed is not None and each.patch[-1].get("value") == typed
            planted = _planted(case, part, each, fell_for=wrong)
            if planted:
                return planted
    return None
