"""A result in parts: one for each form, one for what stands outside them.

A part is a result of its own, with a record of one form, so that pointers in it begin with ``/forms/0``.
Whoever reads or writes one form of two hundred does not wait for the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.check import DOCUMENT_RULES
from schemas.document import Document
from schemas.finding import Finding, Suggestion
from schemas.result import Extraction

_OF_DOCUMENT = frozenset(rule.id for rule in DOCUMENT_RULES)
_FIRST = "/forms/0"
# RFC 6901: no leading zeros; as many digits as no document has forms.
_INDEX = re.compile("0|[1-9][0-9]{0,8}")
_STEPS = frozenset({"test", "add", "replace", "remove"})


def form_of(pointer: str) -> int | None:
    """The index of the form that a pointer leads into; None for what stands outside the forms.

    >>> form_of("/forms/12/indicators/3/target"), form_of("/title"), form_of("/forms")
    (12, None, None)
    """
    parts = pointer.split("/", 3)
    index = parts[2] if parts[1:2] == ["forms"] and len(parts) > 2 else ""
    return int(index) if _INDEX.fullmatch(index) else None


def within(pointer: str) -> str:
    """A pointer into the document as one into the part of its form.

    >>> within("/forms/12/indicators/3/target"), within("/title")
    ('/forms/0/indicators/3/target', '/title')
    """
    return pointer if form_of(pointer) is None else "/".join([_FIRST, *pointer.split("/")[3:]])


def without(pointer: str, form: int | None) -> str:
    """The way back: a pointer into a part as one into the document.

    >>> without("/forms/0/indicators/3/target", 12)
    '/forms/12/indicators/3/target'
    """
    return pointer if form is None else f"/forms/{form}{pointer.removeprefix(_FIRST)}"


def split(extraction: Extraction) -> dict[int | None, Extraction]:
    """The parts by the index of their form, None for what stands outside the forms.

    A finding goes with its first path, and keeps those of its paths that lead into the same part; one about a
    form that is not there stands outside. Findings that compare forms are in no part: see
    :func:`of_document`. A suggestion that adds or removes a whole form is in none either.
    """
    record = extraction.record
    evidence, confidence = _grouped(extraction.evidence), _grouped(extraction.confidence)
    corrections: dict[int | None, list[Any]] = defaultdict(list)
    for each in extraction.corrections:
        moved = each.model_copy(update={"path": within(each.path)})
        corrections[form_of(each.path)].append(moved)
    forms = range(len(record.forms))
    findings: dict[int | None, list[Finding]] = defaultdict(list)
    for found in extraction.findings:
        if found.rule not in _OF_DOCUMENT:
            form = form_of(found.paths[0]) if found.paths else None
            findings[form if form in forms else None].append(found)
    suggestions: dict[int | None, list[Suggestion]] = defaultdict(list)
    for suggestion in filter(_is_of_one_part, extraction.suggestions):
        places = _places(suggestion)
        form = form_of(places[0]) if places else None
        if form is None or form in forms:
            inside = [path for path in suggestion.paths if form_of(path) == form]
            suggestions[form].append(suggestion_in(suggestion.model_copy(update={"paths": inside})))
    made: dict[int | None, Extraction] = {}
    for form in (None, *forms):
        made[form] = extraction.model_copy(
            update={
                "record": head(record) if form is None else Document(forms=[record.forms[form]]),
                "evidence": evidence[form],
                "confidence": confidence[form],
                "corrections": corrections[form],
                "findings": [
                    each if form is None else moved_in(_inside(each, form)) for each in findings[form]
                ],
                "not_evaluated": [],
                "suggestions": suggestions[form],
            }
        )
    return made


def of_document(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of rules that compare the forms of a document."""
    return [each for each in findings if each.rule in _OF_DOCUMENT]


def head(record: Document) -> Document:
    """What stands outside the forms."""
    return record.model_copy(update={"forms": []})


def join(record: Document, forms: Sequence[Document]) -> Document:
    """The record of a document from those of its parts."""
    return record.model_copy(update={"forms": [each.forms[0] for each in forms]})


def moved_in(finding: Finding) -> Finding:
    """A finding with pointers into its part; its identity follows from them."""
    return _again(finding, [within(path) for path in finding.paths])


def moved_out(finding: Finding, form: int | None) -> Finding:
    """The way back; the identity is again that of the whole document's finding."""
    return _again(finding, [without(path, form) for path in finding.paths])


def suggestion_in(suggestion: Suggestion) -> Suggestion:
    """A suggestion with pointers into its part; it keeps its identity."""
    patch = [{**step, "path": within(str(step["path"]))} for step in suggestion.patch]
    return suggestion.model_copy(
        update={"patch": patch, "paths": [within(path) for path in suggestion.paths]}
    )


def suggestion_out(suggestion: Suggestion, form: int | None) -> Suggestion:
    """The way back."""
    patch = [{**step, "path": without(str(step["path"]), form)} for step in suggestion.patch]
    return suggestion.model_copy(
        update={"patch": patch, "paths": [without(path, form) for path in suggestion.paths]}
    )


def _again(finding: Finding, paths: list[str]) -> Finding:
    fields = {name: getattr(finding, name) for name in type(finding).model_fields if name != "id"}
    return Finding(**{**fields, "paths": paths})


def _inside(finding: Finding, form: int) -> Finding:
    return _again(finding, [path for path in finding.paths if form_of(path) == form])


def _places(suggestion: Suggestion) -> list[str]:
    return [str(step["path"]) for step in suggestion.patch] or suggestion.paths


def _is_of_one_part(suggestion: Suggestion) -> bool:
    """Whether a suggestion can be made in one part, by steps that can be taken back."""
    for step in suggestion.patch:
        path = step.get("path")
        if not isinstance(path, str) or step.get("op") not in _STEPS:
            return False
        if path.count("/") < 3 and path.split("/")[1:2] in ([], ["forms"]):
            return False
        if step["op"] != "remove" and "value" not in step:
            return False
    return not suggestion.patch or len({form_of(path) for path in _places(suggestion)}) == 1


def _grouped(values: Mapping[str, Any]) -> dict[int | None, dict[str, Any]]:
    groups: dict[int | None, dict[str, Any]] = defaultdict(dict)
    for pointer, value in values.items():
        groups[form_of(pointer)][within(pointer)] = value
    return groups
