"""What was said of many documents: how often each rule, and how much of each department's documents."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.export.department import department_of
from pipeline.export.exporter import Lang
from pipeline.export.opinion.content import comments_of
from pipeline.export.opinion.markdown import plain
from pipeline.export.tables.text import defused
from pipeline.export.words import word
from schemas.result import Extraction

Named = Sequence[tuple[str, Extraction]]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule or one department: how many comments, on how many documents and forms."""

    name: str
    comments: int
    documents: int
    forms: int


def by_rule(documents: Named) -> list[Line]:
    """The rules that commented, the most frequent first; ``forms`` counts those commented on."""
    comments: Counter[str] = Counter()
    found: dict[str, set[str]] = defaultdict(set)
    forms: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, extraction in documents:
        for each in comments_of(extraction):
            comments[each.rule] += 1
            found[each.rule].add(name)
            forms[each.rule].update((name, form) for form in map(_form, each.paths) if form)
    return _sorted([Line(rule, comments[rule], len(found[rule]), len(forms[rule])) for rule in comments])


def by_department(documents: Named, lang: Lang) -> list[Line]:
    """Every department, with all its documents and forms."""
    groups: dict[str, list[Extraction]] = defaultdict(list)
    for _, extraction in documents:
        groups[department_of(extraction.record) or word("no_department", lang)].append(extraction)
    return _sorted(
        [
            Line(
                name,
                sum(len(comments_of(each)) for each in group),
                len(group),
                sum(len(each.record.forms) for each in group),
            )
            for name, group in groups.items()
        ]
    )


def markdown(documents: Named, lang: Lang) -> str:
    """Both tables."""
    lines = [f"# {word('comment_summary', lang)}"]
    tables = (("rule", by_rule(documents)), ("department", by_department(documents, lang)))
    for title, table in tables:
        heads = [word(key, lang) for key in (title, "comments", "documents", "forms")]
        lines += ["", f"| {' | '.join(heads)} |", "| --- | ---: | ---: | ---: |"]
        lines += [
            f"| {plain(each.name)} | {each.comments} | {each.documents} | {each.forms} |" for each in table
        ]
    return "\n".join(lines) + "\n"


def table(documents: Named) -> str:
    """One line a comment, as CSV: for a spreadsheet's own sums."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["document", "department", "rule", "dimension", "path", "comment", "proposal"])
    for name, extraction in documents:
        department = department_of(extraction.record)
        for each in comments_of(extraction):
            cells = [name, department, each.rule, each.dimension, each.paths[0] if each.paths else ""]
            rows.writerow([defused(cell or "") for cell in (*cells, each.reason.zh, each.proposal)])
    return out.getvalue()


def _form(path: str) -> str | None:
    parts = path.split("/")
    return parts[2] if parts[1:2] == ["forms"] and len(parts) > 2 else None


def _sorted(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda each: (-each.comments, each.name))
