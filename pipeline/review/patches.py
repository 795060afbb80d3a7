"""Patches of a record (RFC 6902), with what takes them back.

Only ``test``, ``add``, ``replace`` and ``remove``: each is taken back by one step, at the place where it was
made. A patch computed from the two records would take back the removal of a row by rewriting all rows behind
it, and what is known of each row would go to its neighbour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonpatch
from jsonpointer import JsonPointer, JsonPointerException
from pydantic import ValidationError

from pipeline.errors import ReviewError, SetupError
from pipeline.export.json_result import first_mistake
from schemas.document import Document
from schemas.review import Patch

_MISSING = object()


@dataclass(slots=True)
class Applied:
    """A record after a patch. ``patch`` is the patch with indexes where it said "at the end", ``inverse``
    takes it back; ``before`` and ``after`` are the values at its paths, None where there is none."""

    record: Document
    patch: Patch = field(default_factory=list)
    inverse: Patch = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def applied(record: Document, patch: Patch) -> Applied:
    """Apply a patch. Raises ReviewError when it no longer fits or makes no record.

    >>> done = applied(Document(overall_goals=["一", "三"]),
    ...                [{"op": "add", "path": "/overall_goals/1", "value": "二"}])
    >>> done.record.overall_goals, done.inverse
    (['一', '二', '三'], [{'op': 'remove', 'path': '/overall_goals/1'}])
    """
    plain = record.model_dump()
    done = Applied(record)
    try:
        for step in patch:
            plain = _take(plain, step, done)
        done.record = Document.model_validate(plain)
    except (jsonpatch.JsonPatchException, JsonPointerException, KeyError, TypeError):
        raise ReviewError(
            "这个值已经变了，请刷新后再定", "this value has changed since: reload and look again"
        ) from None
    except ValidationError as error:
        what: SetupError = first_mistake(error)
        raise ReviewError(
            f"不是有效的记录：{what.message.zh}", f"not a valid record: {what.message.en}"
        ) from None
    return done


def _take(plain: Any, step: Mapping[str, Any], done: Applied) -> Any:
    op, path = str(step["op"]), str(step["path"])
    if op == "test":
        done.patch.append(dict(step))
        return jsonpatch.JsonPatch([step]).apply(plain, in_place=True)
    parent, last = JsonPointer(path).to_last(plain)
    if last == "-" and isinstance(parent, list):
        last = len(parent)
        path = f"{path.removesuffix('-')}{last}"
    inserted = op == "add" and isinstance(parent, list)
    was = _MISSING if inserted else _at(parent, last)
    if op not in ("add", "replace", "remove") or (op != "add" and was is _MISSING):
        raise KeyError(path)
    made = {**step, "path": path}
    plain = jsonpatch.JsonPatch([made]).apply(plain, in_place=True)
    done.patch.append(made)
    done.inverse.insert(0, _back(op, path, was))
    done.before.setdefault(path, None if was is _MISSING else was)
    done.after[path] = None if op == "remove" else step["value"]
    return plain


def _back(op: str, path: str, was: Any) -> dict[str, Any]:
    if was is _MISSING:
        return {"op": "remove", "path": path}
    return {"op": "add" if op == "remove" else "replace", "path": path, "value": was}


def _at(parent: Any, last: Any) -> Any:
    if isinstance(parent, dict):
        return parent.get(last, _MISSING)
    return parent[last] if isinstance(parent, list) and last < len(parent) else _MISSING
