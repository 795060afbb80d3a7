"""What a person is told and asked about a place where two records differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from pydantic import JsonValue

from pipeline.agree.walk import Kind, Place
from schemas.finding import Finding, Message, Severity, Suggestion
from schemas.rule import RuleInfo
from schemas.values import normalise

AGREED = RuleInfo(
    id="engines.agree",
    severity=Severity.WARNING,
    title=Message(zh="两个引擎的读法一致", en="Two engines that read the same form agree"),
    source="double entry: two blind readers seldom make the same mistake",
    example=Message(
        zh="两个引擎读法不同：记录为“≥95%”，另一引擎读作“≥96%”。",
        en="The two engines differ: the record has “≥95%”, the other engine reads “≥96%”.",
    ),
)
# Two readers, one of whom is wrong, and nothing else is known.
CONFIDENCE = 0.5
_SHOWN = 40  # characters of a reading that are shown
_BEFORE = 10  # of these, how many stand before the first difference


def finding(place: Place) -> Finding:
    """One finding for a value, or for a whole item that only one record has.

    ``expected`` is the second reading and ``actual`` the record's: of values in full, of items the
    beginning. A new item has no place in the record yet, so its list is pointed at.
    """
    expected, actual = _text(place.second), _text(place.record)
    if place.kind is Kind.NEW_ITEM:
        return _finding(place.path.rpartition("/")[0], _message(place), expected=_cut(expected or "", 0))
    if place.kind is Kind.LOST_ITEM:
        return _finding(place.path, _message(place), actual=_cut(actual or "", 0))
    return _finding(place.path, _message(place), expected, actual)


def form_finding(path: str, same: int, values: int) -> Finding:
    """One finding for a form of whose indicators the readers agree on ``same`` of ``values`` values."""
    message = Message(
        zh=f"两个引擎对这张表的读法大多不同：{values} 个指标值中只有 {same} 个一致，请整张核对。",
        en=f"The two engines read most of this form differently: they agree on {same} of {values} values of "
        "its indicators; check it as a whole.",
    )
    return _finding(path, message)


def suggestion(place: Place) -> Suggestion | None:
    """Take the second reading; nothing for an item that only the record has.

    To take that item away would lose what is printed whenever the second reader skipped it, and whether it
    is printed is for the grounding to say.
    """
    patch = _patch(place)
    if not patch:
        return None
    told = _message(place)
    reason = Message(zh=f"{told.zh}可采用另一引擎的读法。", en=f"{told.en} Take the other engine's reading.")
    return Suggestion(id=_identity(place), rule=AGREED.id, patch=patch, reason=reason, confidence=CONFIDENCE)


def excerpts(left: str, right: str) -> tuple[str, str]:
    """Two readings as they are shown: short ones as they are, long ones folded and cut to where they differ.

    >>> excerpts("≥95%", "≥96%")
    ('≥95%', '≥96%')
    >>> excerpts("一" * 60 + "甲", "一" * 60)
    ('…一一一一一一一一一一甲', '…一一一一一一一一一一')
    """
    if len(left) <= _SHOWN and len(right) <= _SHOWN:
        return left, right
    left, right = normalise(left), normalise(right)
    pairs = enumerate(zip(left, right, strict=False))
    differ = next((k for k, (a, b) in pairs if a != b), min(len(left), len(right)))
    start = max(0, differ - _BEFORE)
    return _cut(left, start), _cut(right, start)


def _cut(text: str, start: int) -> str:
    end = start + _SHOWN
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"


def _finding(path: str, message: Message, expected: str | None = None, actual: str | None = None) -> Finding:
    return Finding(
        rule=AGREED.id,
        severity=AGREED.severity,
        paths=[path],
        message=message,
        expected=expected,
        actual=actual,
    )


def _message(place: Place) -> Message:
    record, second = _text(place.record), _text(place.second)
    if record is not None and second is not None:
        ours, theirs = excerpts(record, second)
        return Message(
            zh=f"两个引擎读法不同：记录为“{ours}”，另一引擎读作“{theirs}”。",
            en=f"The two engines differ: the record has “{ours}”, the other engine reads “{theirs}”.",
        )
    shown = _cut(record or second or "", 0)
    zh, en = _item_words(place)
    if place.kind is Kind.LOST_ITEM:
        return Message(
            zh=f"另一引擎没有读出这一{zh}“{shown}”。",
            en=f"The other engine does not read this {en}: “{shown}”.",
        )
    if place.kind is Kind.NEW_ITEM:
        return Message(
            zh=f"另一引擎多读出一{zh}“{shown}”，记录中没有。",
            en=f"The other engine reads one more {en}, which the record lacks: “{shown}”.",
        )
    if record is None:
        return Message(
            zh=f"记录为空，另一引擎读出“{shown}”。",
            en=f"The record has nothing; the other engine reads “{shown}”.",
        )
    return Message(
        zh=f"记录为“{shown}”，另一引擎没有读出。",
        en=f"The record has “{shown}”; the other engine reads nothing.",
    )


def _item_words(place: Place) -> tuple[str, str]:
    if place.path.count("/") == 2 and place.path.startswith("/forms/"):
        return "张表", "form"
    return ("行", "row") if isinstance(place.record or place.second, dict) else ("项", "item")


def _text(value: JsonValue) -> str | None:
    """A value as a person reads it; an item as its values, side by side."""
    if isinstance(value, dict | list):
        return "·".join(_strings(value))
    return None if value is None else str(value)


def _strings(value: JsonValue) -> Iterator[str]:
    if isinstance(value, dict):
        # A form is known by what is printed on it; its kind is a word of ours.
        value = [item for key, item in value.items() if key != "form_type"]
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif value is not None:
        yield str(value)


def _patch(place: Place) -> list[dict[str, object]]:
    """RFC 6902. A value is replaced only while it is what the second reading was compared with."""
    if place.kind is Kind.LOST_ITEM:
        return []
    if place.kind is Kind.DIFFERENT:
        return [
            {"op": "test", "path": place.path, "value": place.record},
            {"op": "replace", "path": place.path, "value": place.second},
        ]
    return [{"op": "add", "path": place.path, "value": place.second}]


def _identity(place: Place) -> str:
    """The same for the same two readings of the same place, so that a decision on it can be kept. Two new
    items at one place differ by where the second record has them."""
    # Where the second has a value may move with a row that it lost; two equal rows that it adds are two.
    its = place.second_path if place.kind is Kind.NEW_ITEM else ""
    parts = [AGREED.id, place.path, its, place.record, place.second]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]
