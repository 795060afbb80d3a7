"""Archives to measure with: written forms in files, many layouts, none like another.

A file comes from one converter, so its forms share a layout. Most are rows in some order of cells; a share is
of the layouts that are hard to read, and take ten times as long. Amounts and points add up as they do in most
forms; in a share of the files they do not, and suggestions are sought.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from evals.layouts import BY_ROWS, HEADINGS, LAYOUTS, Grid, Written, write

# Forms in a file and how often, out of 100.
_FORMS = {1: 80, 2: 15, 3: 5}
_IN_FOLDER = 1_000
_NAME = "乡镇综合服务能力提升"
# Initial and annual budget, and what was spent, as they are written: 120, 150 and 148.5 in 150.
_AMOUNTS = {"120.00": Decimal(120), "150.00": Decimal(150), "148.50": Decimal("148.5")}
# Points of level 1 without those of the budget's execution, which a table of targets has not.
_TARGETS = {"产出指标(50分)": "产出指标(60分)"}


def text_of(number: int, seed: int = 0, hard: float = 0.05, wrong: float = 0.1) -> str:
    """A file's text; ``hard`` is the share of files in any layout at all, ``wrong`` of those with sums that
    do not hold."""
    chance = random.Random(f"{seed} {number}")
    layout = chance.choice(list(LAYOUTS if chance.random() < hard else BY_ROWS))
    forms = chance.choices(list(_FORMS), list(_FORMS.values()))[0]
    faulty = chance.random() < wrong
    parts: list[str] = []
    for place in range(forms):
        headings = chance.choice(list(HEADINGS))
        written = write(headings, chance.randrange(10**9))
        factor = Decimal(chance.randrange(20, 2_000)) / 100
        # What keeps files apart, and forms within one.
        changes = {_NAME: f"{_NAME}{seed}-{number}-{place}"}
        changes |= {text: f"{factor * amount:.2f}" for text, amount in _AMOUNTS.items()}
        for rows in (written.head, written.body):
            for row in rows:
                row[:] = [changes.get(cell, cell) for cell in row]
        if not faulty:
            _add_up(written, [column for _, column in HEADINGS[headings]])
        parts.append(LAYOUTS[layout](written))
    return "\n\n".join(parts)


def _add_up(written: Written, columns: Sequence[str]) -> None:
    """Share out the points of each level-1 indicator over its rows, and score them in full."""
    if "weight" not in columns:
        return
    groups: list[Grid] = []
    for row in written.body:
        if row[0]:
            groups.append([])
            row[0] = row[0] if "score" in columns else _TARGETS.get(row[0], row[0])
        groups[-1].append(row)
    for group in groups:
        points = int("".join(filter(str.isdecimal, group[0][0])))
        least, more = divmod(points, len(group))
        for place, row in enumerate(group):
            for index, column in enumerate(columns, start=len(row) - len(columns)):
                if column in {"weight", "score"}:
                    row[index] = str(least + (place < more))
                elif column == "shortfall_reason":
                    row[index] = ""


def write_archive(folder: Path, count: int, seed: int = 0, hard: float = 0.05, first: int = 0) -> list[Path]:
    """Write so many files, in folders of a thousand."""
    return list(_written(folder, range(first, first + count), seed, hard))


def _written(folder: Path, numbers: range, seed: int, hard: float) -> Iterator[Path]:
    for number in numbers:
        path = folder / f"{number // _IN_FOLDER:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(number, seed, hard), encoding="utf-8")
        yield path
