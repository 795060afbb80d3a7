"""The closing table of a run over several documents."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.export.exporter import Lang, View
from pipeline.export.terminal.line import Line
from pipeline.export.terminal.screen import data_table, text, to_text
from pipeline.export.visible import one_line
from pipeline.export.words import SEVERITIES, severity, word
from schemas.finding import Severity


def render(lines: Sequence[Line], out: Path | None, view: View) -> str:
    """The table and, below it, the sums and where the results are."""
    lang = view.lang
    table = data_table()
    table.add_column(word("file", lang), overflow="fold")
    table.add_column(word("status", lang), no_wrap=True)
    levels = [severity(level, lang) for level in SEVERITIES]
    for title in (word("forms", lang), word("indicators", lang), *levels, word("seconds", lang)):
        table.add_column(title, justify="right", no_wrap=True)
    # A result is named like its file; only where that would be ambiguous the name needs telling.
    tell_result = any(line.result and line.result != f"{Path(line.name).stem}.json" for line in lines)
    if tell_result:
        table.add_column(word("result", lang), overflow="fold")
    shared = _shared_folder(lines)
    for line in lines:
        name = one_line(line.name[len(shared) :])
        cells = [
            name,
            *_cells(line, lang),
            f"{line.seconds:.2f}",
            *([line.result or ""] if tell_result else []),
        ]
        table.add_row(*(text(one_line(cell)) for cell in cells))
    foot = [_sums(lines, lang), _where(out, lang)]
    return to_text([table, text(""), *(text(sentence) for sentence in foot)], view)


def _shared_folder(lines: Sequence[Line]) -> str:
    """The folder that all names begin with: repeating it on every line leaves no room for the names."""
    folders = {str(Path(line.name).parent) for line in lines}
    folder = folders.pop() + os.sep
    return folder if not folders and all(line.name.startswith(folder) for line in lines) else ""


def _cells(line: Line, lang: Lang) -> list[str]:
    if line.findings is None:
        return [word("failed", lang)] + [""] * (2 + len(SEVERITIES))
    counts = [line.forms, line.indicators, *(line.findings[level] for level in SEVERITIES)]
    return [word("done", lang), *map(str, counts)]


def _sums(lines: Sequence[Line], lang: Lang) -> str:
    done = [line.findings for line in lines if line.findings is not None]
    failed = len(lines) - len(done)
    total: Counter[Severity] = sum(done, Counter())
    by_level = (
        "、".join(f"{severity(level, lang)} {total[level]}" for level in SEVERITIES)
        if lang == "zh"
        else ", ".join(f"{severity(level, lang)} {total[level]}" for level in SEVERITIES)
    )
    if lang == "zh":
        return f"共 {len(lines)} 份：完成 {len(done)}，失败 {failed}；发现：{by_level}。"
    return f"{len(lines)} documents: {len(done)} done, {failed} failed; findings: {by_level}."


def _where(out: Path | None, lang: Lang) -> str:
    if out is None:
        return (
            "未保存结果：加 --out 文件夹 保存每份文件的结果，或加 --json 输出。"
            if lang == "zh"
            else "No results saved: add --out DIR for a result file each, or --json to print them."
        )
    where = one_line(str(out))
    return f"结果在 {where}{os.sep}" if lang == "zh" else f"Results are in {where}{os.sep}"
