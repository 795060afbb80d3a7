"""Results as JSON: one document, or one a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from pipeline.errors import SetupError
from pipeline.export.entry import Choice, Entry
from pipeline.export.json_result import dump


def write_one(entries: Iterable[Entry], out: BinaryIO, choice: Choice) -> None:
    """One result, indented. Raises SetupError when there are several, or none."""
    del choice
    found = iter(entries)
    first, second = next(found, None), next(found, None)
    if first is None or second is not None:
        raise SetupError(
            "没有文件可导出" if first is None else "JSON 只能放一份文件，多份请用 jsonl",
            "there is no document" if first is None else "JSON holds one document; use jsonl for several",
        )
    out.write(dump(first.result, indent=2).encode())


def write_lines(entries: Iterable[Entry], out: BinaryIO, choice: Choice) -> None:
    """JSON Lines: one result a line."""
    del choice
    for entry in entries:
        out.write(dump(entry.result).encode())
