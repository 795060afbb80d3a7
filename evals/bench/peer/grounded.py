"""How many of the values said were given a place in the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evals.bench.peer.values import Value, bare


@dataclass(slots=True)
class Grounded:
    """Of the values that were asked about: how they were matched, by kind; ``absent`` are those that the
    client did not give back as they were said."""

    asked: Counter[str] = field(default_factory=Counter)
    attached: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    absent: int = 0

    def add(self, values: Sequence[Value], said: Mapping[str, str], found: Sequence[Sequence[Any]]) -> None:
        """Count one run: ``found`` are pointer, value and match as a runner reports them."""
        given = {pointer: (bare(str(text)), match) for pointer, text, match in found}
        for value in values:
            if value.pointer not in said:
                continue
            text, match = given.get(value.pointer, ("", None))
            self.asked[value.kind] += 1
            if text != bare(said[value.pointer]):
                self.absent += 1
            elif match:
                self.attached[value.kind] += 1
                self.statuses[match] += 1
