"""What decisions make of a part: pure functions, which the store runs and tests replay.

A finding of a reader (``text.*``, ``engines.agree``) is settled when a person has decided about one of its
values; one of the checks when it no longer holds. Either may stand with an explanation.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.check import CHECKS, FORM_RULES, check
from pipeline.errors import ReviewError
from pipeline.review.parts import within, without
from pipeline.review.patches import applied
from pipeline.review.shift import moves_rows, shifted, shifted_keys
from schemas.document import Cost, Document, Fund, Indicator, Shape, SpendingStep
from schemas.finding import Finding, Severity, Suggestion
from schemas.pointers import resolve
from schemas.result import Extraction
from schemas.review import Decision, Patch, Request

_RECHECKED = frozenset(rule.id for rule in FORM_RULES)
_CHECKED = frozenset(rule.id for rule in CHECKS)
_ITEMS = {"year", "number", "page"}
_NUMBER = re.compile("[0-9]{1,9}")
# RFC 6901: an index has no leading zeros.
_ROW = re.compile("0|[1-9][0-9]{0,8}")
_EMPTY: Mapping[str, Shape] = {
    "indicators": Indicator(),
    "funds": Fund(),
    "costs": Cost(),
    "spending_plan": SpendingStep(deadline=""),
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
    steps = applied(part.record, patch)
    record = steps.record
    if len(record.forms) != len(part.record.forms):
        raise ReviewError("一次决定不能增减整张表", "a decision neither adds nor removes a whole form")
    done = [step for step in steps.patch if step["op"] != "test"]
    updated = rechecked(_moved(part, done) if moves_rows(done) else part, record)
    return Outcome(updated, steps.patch, steps.inverse, steps.before, steps.after)


def rechecked(part: Extraction, record: Document) -> Extraction:
    """A part with another record, and what the rules say of that. Whether a misreading explains a finding is
    not asked again: what was said of the same figures stays."""
    mends = {_said(each): each.mend for each in part.findings if each.mend}
    findings = [each for each in part.findings if each.rule not in _RECHECKED]
    for found in check(record, FORM_RULES).findings:
        mend = mends.get(_said(found))
        findings.append(found.model_copy(update={"mend": mend}) if mend else found)
    return part.model_copy(update={"record": record, "findings": findings})


def _said(finding: Finding) -> tuple[str, tuple[str, ...], str]:
    return finding.rule, tuple(finding.paths), finding.message.zh


def replayed(
    original: Extraction, decisions: Sequence[Decision], withdrawn: Container[str] = ()
) -> Extraction:
    """A part as the decisions that stand make it of what was read. ``withdrawn`` are the ids of suggestions
    that were wrong on purpose and are gone, and of their findings."""
    part = without_plants(original, withdrawn)
    record = original.record
    for each in standing(decisions):
        steps = [step for step in patch_in(each.patch) if step["op"] != "test"]
        record = applied(record, steps).record
        part = _moved(part, steps) if moves_rows(steps) else part
    return rechecked(part, record)


def without_plants(part: Extraction, withdrawn: Container[str]) -> Extraction:
    """A part without what was wrong on purpose: suggestions and findings, by their ids."""
    return part.model_copy(
        update={
            "findings": [each for each in part.findings if each.id not in withdrawn],
            "suggestions": [each for each in part.suggestions if each.id not in withdrawn],
        }
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
        if not _NUMBER.fullmatch(value):
            raise ReviewError(f"应为整数：{value[:40]}", f"should be a whole number: {value[:40]}")
        new = int(value)
    return [{"op": "test", "path": path, "value": was}, {"op": "replace", "path": path, "value": new}]


def insertion(part: Extraction, path: str) -> Patch:
    """A patch that puts an empty row before the one at ``path``, or behind the last. Raises ReviewError."""
    rows, index = _rows_at(part, path)
    if index > len(rows):
        raise ReviewError(f"没有这个位置：{path}", f"no such place: {path}")
    empty = _EMPTY[path.rsplit("/", 2)[-2]]
    return [{"op": "add", "path": path, "value": empty.model_dump()}]


def removal(part: Extraction, path: str) -> Patch:
    """A patch that removes the row at ``path``. Raises ReviewError."""
    rows, index = _rows_at(part, path)
    if index >= len(rows):
        raise ReviewError(f"没有这一行：{path}", f"no such row: {path}")
    return [{"op": "test", "path": path, "value": rows[index].model_dump()}, {"op": "remove", "path": path}]


def _rows_at(part: Extraction, path: str) -> tuple[list[Any], int]:
    prefix, _, last = path.rpartition("/")
    rows = value_list(part.record, prefix)
    if rows is None or not _ROW.fullmatch(last) or prefix.rsplit("/", 1)[-1] not in _EMPTY:
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
    return [_plain(item) for item in found] if isinstance(found, list) else _plain(found)


def _plain(value: object) -> Any:
    return value.model_dump() if isinstance(value, Shape) else value


def _moved(part: Extraction, steps: Patch) -> Extraction:
    """What is known of values moves with their rows; what was known of a row that is gone, goes. Findings
    keep their identity, because explanations refer to it."""
    findings = []
    for each in part.findings:
        paths = [shifted(path, steps) for path in each.paths]
        if None not in paths:
            findings.append(each.model_copy(update={"paths": paths}))
    suggestions = []
    for suggestion in part.suggestions:
        patch = [{**step, "path": shifted(str(step["path"]), steps)} for step in suggestion.patch]
        paths = [shifted(path, steps) for path in suggestion.paths]
        if all(step["path"] for step in patch) and None not in paths:
            suggestions.append(suggestion.model_copy(update={"patch": patch, "paths": paths}))
    corrections = []
    for correction in part.corrections:
        path = shifted(correction.path, steps)
        if path is not None:
            corrections.append(correction.model_copy(update={"path": path}))
    return part.model_copy(
        update={
            "evidence": shifted_keys(part.evidence, steps),
            "confidence": shifted_keys(part.confidence, steps),
            "corrections": corrections,
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
    """What the decisions on one part say; undone ones say nothing.

    Rows that a later decision added or removed move what an earlier one was about. A finding of a check is
    known by its place, so that an explanation goes when the place moves: the same words may then stand for
    another row's finding, which nobody has explained.
    """
    values: set[str] = set()
    altered: set[str] = set()
    explained: dict[str, str] = {}
    suggestions: dict[str, str] = {}
    moves = _moves(decisions)
    for each in standing(decisions):
        later = _since(moves, each.number)
        written = _written(each)
        seen = [within(path) for path in each.paths] if each.kind == "confirm" else written
        values.update(_now(seen, later))
        altered.update(_now(written, later))
        if each.kind == "explain" and each.finding:
            paths = [within(path) for path in each.paths]
            if each.rule not in _CHECKED or list(_now(paths, later)) == paths:
                explained[each.finding] = each.why
        if each.kind in ("accept", "reject") and each.suggestion:
            suggestions[each.suggestion] = each.kind
    return Settled(frozenset(values), frozenset(altered), explained, suggestions)


def _moves(decisions: Sequence[Decision]) -> dict[int, tuple[int, Patch]]:
    """The decisions that moved rows, by number: what each moved, and which earlier one it took back."""
    return {
        each.number: (each.undoes or 0, [step for step in patch_in(each.patch) if step["op"] != "test"])
        for each in decisions
        if moves_rows(each.patch)
    }


def _since(moves: Mapping[int, tuple[int, Patch]], number: int) -> list[Patch]:
    """The moves after a decision, without those that were taken back after it."""
    later = {at: move for at, move in moves.items() if at > number}
    undone = {undoes for undoes, _ in later.values()}
    return [steps for at, (undoes, steps) in later.items() if at not in undone and undoes not in later]


def _now(paths: Iterable[str], moves: Iterable[Patch]) -> Iterator[str]:
    """Where pointers lead to now, without those whose row is gone."""
    later = [step for steps in moves for step in steps]
    for path in paths:
        moved = shifted(path, later)
        if moved is not None:
            yield moved


def _written(decision: Decision) -> list[str]:
    """Where a decision left a value of its own, within the part."""
    steps = [step for step in patch_in(decision.patch) if step["op"] != "test"]
    found = (
        shifted(str(step["path"]), steps[at + 1 :]) for at, step in enumerate(steps) if step["op"] != "remove"
    )
    return [path for path in found if path is not None]


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


def undoing(decisions: Sequence[Decision], number: int) -> Decision:
    """The decision to take back. Raises ReviewError when there is none that stands, or when one that was made
    later relies on it."""
    stands = {each.number: each for each in standing(decisions)}
    found = stands.get(number)
    if found is None:
        raise ReviewError(
            f"第 {number} 条决定不存在或已撤销", f"decision {number} is not there or undone already"
        )
    if found.kind in ("sign", "reopen"):
        raise ReviewError("签核不能撤销，请重新打开文件", "a signature is not undone: reopen the document")
    if found.planted and found.kind in ("accept", "reject"):
        raise ReviewError("这条决定没有改动记录，无需撤销", "that decision changed nothing")
    for later in stands.values():
        if later.number > number and found.patch and later.patch and _touch(found, later):
            raise ReviewError(
                f"请先撤销后来的第 {later.number} 条决定", f"undo the later decision {later.number} first"
            )
    return found


def _touch(first: Decision, second: Decision) -> bool:
    if moves_rows(first.patch) or moves_rows(second.patch):
        return True
    ones, others = ({f"{step['path']}/" for step in each.patch} for each in (first, second))
    return any(one.startswith(other) or other.startswith(one) for one in ones for other in others)


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
