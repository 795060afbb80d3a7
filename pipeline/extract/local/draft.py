"""What the embedded engine has read so far: values with their places, under relative JSON Pointers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import exp
from typing import Any

from pipeline.extract.doubtful import DOUBTFUL
from schemas.finding import Finding, Message, Severity
from schemas.layout import Cell
from schemas.result import Correction
from schemas.source import Span

# The margin of a value that is not the outcome of a choice.
CERTAIN = 9.0


@dataclass(frozen=True, slots=True)
class Value:
    """One value, the spans it was read from in reading order, and what was done to it.

    ``raw`` and ``rule`` are set when ``text`` differs from the raw text by more than white space, ``doubt``
    when the source does not decide the value. ``strain`` is what the reading of its table row cost per cell,
    ``margin`` how much more the best reading would have cost that puts the cell elsewhere.
    """

    text: str | int
    spans: tuple[Span, ...]
    raw: str | None = None
    rule: str | None = None
    doubt: Message | None = None
    strain: float = 0.0
    margin: float = CERTAIN

    @classmethod
    def of(cls, cell: Cell) -> Value:
        """The value of a cell as it stands."""
        return cls(cell.text, cell.spans)

    @property
    def nearness(self) -> float:
        """How near the best other reading is: 1 for one that costs the same, 0 where there was no choice."""
        return exp(-self.margin) if self.margin < CERTAIN else 0.0

    def corrected(self, text: str, rule: str) -> Value:
        """The same place read differently; the first raw text is kept over several corrections."""
        if text == self.text:
            return self
        return replace(self, text=text, raw=self.raw if self.raw is not None else str(self.text), rule=rule)

    def doubted(self, zh: str, en: str) -> Value:
        return replace(self, doubt=Message(zh=zh, en=en))


@dataclass(slots=True)
class Draft:
    """Values by pointer. ``put`` ignores None and keeps the first value put under a pointer, so that an
    earlier, more specific reading wins."""

    values: dict[str, Value] = field(default_factory=dict)
    doubts: list[tuple[str, Message]] = field(default_factory=list)

    def put(self, pointer: str, value: Value | None) -> None:
        if value is not None and value.text != "":
            self.values.setdefault(pointer, value)

    def update(self, prefix: str, other: Draft) -> None:
        """Take over everything of ``other`` below ``prefix``."""
        for pointer, value in other.values.items():
            self.put(prefix + pointer, value)
        self.doubts.extend((prefix + pointer, message) for pointer, message in other.doubts)

    def doubt(self, pointer: str, zh: str, en: str) -> None:
        """Say that a place is doubtful though no value stands there."""
        self.doubts.append((pointer, Message(zh=zh, en=en)))

    def text(self, pointer: str) -> str | None:
        """The value under a pointer as a string."""
        value = self.values.get(pointer)
        return None if value is None else str(value.text)

    def places(self) -> dict[str, Sequence[Span]]:
        return {pointer: value.spans for pointer, value in self.values.items() if value.spans}

    def corrections(self) -> list[Correction]:
        return [
            Correction(path=pointer, raw=value.raw, value=str(value.text), rule=value.rule or "")
            for pointer, value in self.values.items()
            if value.raw is not None
        ]

    def findings(self) -> list[Finding]:
        """One ``text.doubtful`` finding for every doubt."""
        doubts = [(pointer, value.doubt) for pointer, value in self.values.items() if value.doubt]
        return [
            Finding(
                rule=DOUBTFUL.id,
                severity=Severity.WARNING,
                paths=[pointer],
                message=message,
                actual=self.text(pointer),
            )
            for pointer, message in [*doubts, *self.doubts]
        ]

    def record(self) -> dict[str, Any]:
        """The nested record that the pointers describe; list items must be numbered without gaps."""
        root: dict[str, Any] = {}
        for pointer, value in self.values.items():
            _set(root, pointer.split("/")[1:], value.text)
        return root


def _set(root: dict[str, Any], keys: Sequence[str], leaf: str | int) -> None:
    node: Any = root
    for position, key in enumerate(keys):
        last = position == len(keys) - 1
        following: Any = leaf if last else ([] if keys[position + 1].isdigit() and key != "extra" else {})
        if isinstance(node, list):
            index = int(key)
            while len(node) <= index:
                node.append(following if len(node) == index else {})
            if last:
                node[index] = leaf
            node = node[index]
        else:
            name = key.replace("~1", "/").replace("~0", "~")
            if last:
                node[name] = leaf
            node = node.setdefault(name, following)


def joined(cells: Iterable[Cell]) -> Value | None:
    """The texts of several cells, one after the other; None when all are empty."""
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return None
    return Value("".join(cell.text for cell in filled), tuple(span for cell in filled for span in cell.spans))
