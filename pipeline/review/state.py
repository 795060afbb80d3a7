"""What decisions make of a part: pure functions, which the store runs and tests replay.

A finding of a reader (``text.*``, ``engines.agree``) is settled when a person has decided about one of its
values; one of the checks when it no longer holds. Either may stand with an explanation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonpatch
from pydantic import ValidationError

from pipeline.check import FORM_RULES, check
from pipeline.errors import ReviewError
from pipeline.review.parts import within, without
from pipeline.review.shift import moves_rows, shifted, shifted_keys
from schemas.document import Cost, Document, Fund, Indicator, Shape, SpendingStep
from schemas.finding import Finding, Severity, Suggestion
from schemas.pointers import resolve
from schemas.result import Extraction
from schemas.review import Decision, Patch, Request

_RECHECKED = frozenset(rule.id for rule in FORM_RULES)
_ABOUT_VALUES = ("accept", "edit", "confirm")
_ITEMS = {"year", "number", "page"}
_SHAPES: Mapping[str, type[Shape]] = {
    "indicators": Indicator,
    "funds": Fund,
    "costs": Cost,
    "spending_plan": SpendingStep,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A part after a decision, and what goes into its record of decisions. ``patch`` is within the part, as
    are the keys of ``before`` and ``after``."""

    part: Extraction
    patch: Patch
    inverse: Patch
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def changed(part: Extraction, patch: Patch) -> Outcome:
    """Apply a patch (RFC 6902, pointers within the part) and check the form again. Raises ReviewError when
    the patch no longer fits or makes no record."""
    was = part.record.model_dump()
    try:
        now = jsonpatch.JsonPatch(patch).apply(was)
        record = Document.model_validate(now)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException):
        raise ReviewError(
            "这个值已经变了，请刷新后再定", "this value has changed since: reload and look again"
        ) from None
    except ValidationError as error:
        what = error.errors()[0]["msg"]
        raise ReviewError(f"不是有效的记录：{what}", f"not a valid record: {what}") from None
    steps = [step for step in patch if step["op"] != "test"]
    paths = [str(step["path"]) for step in steps]
    inverse = jsonpatch.make_patch(now, was).patch
    updated = _moved(part, steps) if moves_rows(steps) else part
    found = [each for each in updated.findings if each.rule not in _RECHECKED]
    updated = updated.model_copy(
        update={"record": record, "findings": [*found, *check(record, FORM_RULES).findings]}
    )
    return Outcome(
        updated,
        patch,
        inverse,
        {path: value_at(part.record, path) for path in paths},
        {path: value_at(record, path) for path in paths},
    )


def replacement(part: Extraction, path: str, value: str | None) -> Patch:
    """A patch that puts a value, as it is printed, at a place of the part. Raises ReviewError."""
    try:
        was = resolve(part.record, path)
    except KeyError:
        raise ReviewError(f"没有这个位置：{path}", f"no such place: {path}") from None
    if was is not None and not isinstance(was, str | int):
        raise ReviewError(f"{path} 不是一个值", f"{path} is not a value")
    new: str | int | None = value
    if path.rsplit("/", 1)[-1] in _ITEMS and value is not None:
        if not (value.isascii() and value.isdecimal()):
            raise ReviewError(f"应为整数：{value}", f"should be a whole number: {value}")
        new = int(value)
    return [{"op": "test", "path": path, "value": was}, {"op": "replace", "path": path, "value": new}]


def insertion(part: Extraction, path: str) -> Patch:
    """A patch that puts an empty row before the one at ``path``, or behind the last. Raises ReviewError."""
    rows, index = _rows_at(part, path)
    if index > len(rows):
        raise ReviewError(f"没有这个位置：{path}", f"no such place: {path}")
    shape = type(rows[0]) if rows else _SHAPES[path.rsplit("/", 2)[-2]]
    return [{"op": "add", "path": path, "value": shape().model_dump()}]


def removal(part: Extraction, path: str) -> Patch:
    """A patch that removes the row at ``path``. Raises ReviewError."""
    rows, index = _rows_at(part, path)
    if index >= len(rows):
        raise ReviewError(f"没有这一行：{path}", f"no such row: {path}")
    return [{"op": "test", "path": path, "value": rows[index].model_dump()}, {"op": "remove", "path": path}]


def _rows_at(part: Extraction, path: str) -> tuple[list[Any], int]:
    prefix, _, last = path.rpartition("/")
    rows = value_list(part.record, prefix)
    if rows is None or not (last.isascii() and last.isdecimal()) or prefix.rsplit("/", 1)[-1] not in _SHAPES:
        raise ReviewError(f"{path} 不是一行", f"{path} is not a row")
    return rows, int(last)


def value_list(record: Document, path: str) -> list[Any] | None:
    """The list at a pointer; None where there is none."""
    try:
        found = resolve(record, path)
    except KeyError:
        return None
    return found if isinstance(found, list) else None


def value_at(record: Document, path: str) -> Any:
    """The plain value at a pointer, None where there is nothing."""
    try:
        found = resolve(record, path)
    except KeyError:
        return None
    dumped: Any = found.model_dump() if hasattr(found, "model_dump") else found
    return dumped


def _moved(part: Extraction, steps: Patch) -> Extraction:
    """What is known of values moves with their rows; what was known of a row that is gone, goes."""
    findings = []
    for each in part.findings:
        paths = [shifted(path, steps) for path in each.paths]
        if None not in paths:
            fields = {name: getattr(each, name) for name in Finding.model_fields if name != "id"}
            findings.append(Finding(**{**fields, "paths": paths}))
    suggestions = []
    for suggestion in part.suggestions:
        patch = [{**step, "path": shifted(str(step["path"]), steps)} for step in suggestion.patch]
        paths = [shifted(path, steps) for path in suggestion.paths]
        if all(step["path"] for step in patch) and None not in paths:
            suggestions.append(suggestion.model_copy(update={"patch": patch, "paths": paths}))
    return part.model_copy(
        update={
            "evidence": shifted_keys(part.evidence, steps),
            "confidence": shifted_keys(part.confidence, steps),
            "findings": findings,
            "suggestions": suggestions,
        }
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """What the decisions that stand say of a part: values that a person has looked at, those of them that
    were changed, findings that are explained, suggestions that are accepted or rejected."""

    values: frozenset[str]
    changed: frozenset[str]
    explained: Mapping[str, str]
    suggestions: Mapping[str, str]

    def is_open(self, finding: Finding) -> bool:
        if finding.id in self.explained:
            return False
        return finding.rule in _RECHECKED or not any(self._seen(path) for path in finding.paths)

    def _seen(self, path: str) -> bool:
        return path in self.values or any(value.startswith(f"{path}/") for value in self.values)


def settled(decisions: Sequence[Decision]) -> Settled:
    """What the decisions on one part say, in their order; undone ones say nothing."""
    values: set[str] = set()
    altered: set[str] = set()
    explained: dict[str, str] = {}
    suggestions: dict[str, str] = {}
    for each in standing(decisions):
        steps = [{**step, "path": within(str(step["path"]))} for step in each.patch if step["op"] != "test"]
        if moves_rows(steps):
            values = {moved for value in values if (moved := shifted(value, steps))}
            altered = {moved for value in altered if (moved := shifted(value, steps))}
        if each.kind in _ABOUT_VALUES:
            values.update(within(path) for path in each.paths)
        if steps:
            altered.update(within(path) for path in each.paths)
        if each.kind == "explain" and each.finding:
            explained[each.finding] = each.why
        if each.kind in ("accept", "reject") and each.suggestion:
            suggestions[each.suggestion] = each.kind
    return Settled(frozenset(values), frozenset(altered), explained, suggestions)


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that were not undone, nor are the undoing of one."""
    undone = {each.undoes for each in decisions if each.kind == "undo"}
    return [each for each in decisions if each.kind != "undo" and each.number not in undone]


def open_findings(part: Extraction, decided: Settled) -> list[Finding]:
    """The findings that nobody has settled, errors first."""
    found = [each for each in part.findings if decided.is_open(each)]
    order = list(Severity)
    return sorted(found, key=lambda each: order.index(each.severity))


def offered(part: Extraction, decided: Settled) -> list[Suggestion]:
    """The suggestions that still fit the record and nobody has decided about."""
    return [
        each
        for each in part.suggestions
        if each.id not in decided.suggestions and _fits(part.record, each.patch)
    ]


def _fits(record: Document, patch: Iterable[Mapping[str, Any]]) -> bool:
    return all(value_at(record, str(step["path"])) == step["value"] for step in patch if step["op"] == "test")


def undoing(part: Extraction, decisions: Sequence[Decision], number: int) -> Decision:
    """The decision to take back. Raises ReviewError when there is none that stands, or when one that was made
    later relies on it."""
    stands = {each.number: each for each in standing(decisions)}
    found = stands.get(number)
    if found is None:
        raise ReviewError(
            f"第 {number} 条决定不存在或已撤销", f"decision {number} is not there or undone already"
        )
    for later in stands.values():
        if later.number > number and found.patch and later.patch and _touch(found, later):
            raise ReviewError(
                f"请先撤销后来的第 {later.number} 条决定", f"undo the later decision {later.number} first"
            )
    return found


def _touch(first: Decision, second: Decision) -> bool:
    if moves_rows(first.patch) or moves_rows(second.patch):
        return True
    return any(
        one.startswith(other) or other.startswith(one) for one in first.paths for other in second.paths
    )


def patch_out(patch: Patch, form: int | None) -> Patch:
    """A patch within a part as one on the document."""
    return [{**step, "path": without(str(step["path"]), form)} for step in patch]


def patch_in(patch: Patch) -> Patch:
    """The way back."""
    return [{**step, "path": within(str(step["path"]))} for step in patch]


def chosen(part: Extraction, request: Request, decided: Settled) -> Suggestion:
    """The suggestion that a request is about. Raises ReviewError when it is not on offer."""
    for each in part.suggestions:
        if each.id == request.suggestion and each.id not in decided.suggestions:
            return each
    raise ReviewError("这条建议已经不在了，请刷新", "this suggestion is no longer there: reload")
