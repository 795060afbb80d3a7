"""The README's tables of accuracy, made from the baseline: ``python -m evals.report.readme``.

They stand between marks, and a test holds them equal to the baseline, which another holds equal to what the
engines do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import click

from evals.label import HERE
from evals.report.tables import Table, accuracy, percent, trust
from evals.runs.gate import Kept, load
from schemas.finding import Message

README = HERE.parent / "README.md"
_MARKED = re.compile(r"(<!-- eval: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_ENGINE = Message(zh="引擎", en="engine")
# What the engines are called in the README.
_CALLED = {"local": "embedded", "recorded": "model, recorded"}


def renewed(text: str, baseline: Mapping[str, Kept]) -> str:
    """The text with the tables between its marks made anew."""

    def table(found: re.Match[str]) -> str:
        return f"{found[1]}\n{markdown(_TABLES[found[2]](baseline))}\n{found[3]}"

    return _MARKED.sub(table, text)


def markdown(table: Table) -> str:
    """A table in Markdown, in English.

    >>> en = Message(zh="", en="set")
    >>> print(markdown(Table(en, [en, en], [["a|b", "1"]])), end="")
    | set | set |
    | --- | ---: |
    | a\\|b | 1 |
    """
    head = " | ".join(column.en for column in table.columns)
    rule = " | ".join("---" if number < table.words else "---:" for number in range(len(table.columns)))
    lines = [head, rule, *(" | ".join(cell.replace("|", "\\|") for cell in row) for row in table.rows)]
    return "".join(f"| {line} |\n" for line in lines)


def _joined(baseline: Mapping[str, Kept], made: Callable[[Kept], Table]) -> Table:
    """One table for all engines; sets of which nothing was scored are left out."""
    tables = {engine: made(kept) for engine, kept in baseline.items()}
    first = next(iter(tables.values()))
    rows = [
        [_CALLED.get(engine, engine), *row]
        for engine, table in tables.items()
        for row in table.rows
        if baseline[engine].documents[row[0]][0]
    ]
    return Table(first.title, [_ENGINE, *first.columns], rows, words=2)


def _short(baseline: Mapping[str, Kept]) -> Table:
    """The documents that are read worst; of the scans there is a table of their own."""
    rows = [
        [
            _CALLED.get(engine, engine),
            *tally.name.split("/", 1),
            str(tally.cells),
            str(tally.errors),
            percent(1 - tally.errors / tally.cells),
            str(tally.silent),
            str(tally.unflagged),
        ]
        for engine, kept in baseline.items()
        for tally in kept.short
        if not tally.name.startswith("ocr/")
    ]
    heads = (
        "set",
        "document",
        "cells",
        "errors",
        "accuracy %",
        "silent errors",
        "values without a finding",
    )
    title = Message(zh="读得最差的文档", en="Documents that fall short")
    return Table(title, [_ENGINE, *(Message(zh=head, en=head) for head in heads)], rows, words=3)


_TABLES: dict[str, Callable[[Mapping[str, Kept]], Table]] = {
    "accuracy": lambda baseline: _joined(baseline, lambda kept: accuracy(kept.metrics, kept.documents)),
    "trust": lambda baseline: _joined(baseline, lambda kept: trust(kept.metrics)),
    "short": _short,
}


@click.command()
def main() -> None:
    """Renew the tables in the README."""
    README.write_text(renewed(README.read_text(encoding="utf-8"), load()), encoding="utf-8")


if __name__ == "__main__":
    main()
