"""The text around the forms: cover, contents, goals of the department, safeguards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.local.draft import Draft, Value
from schemas.layout import Cell, Row
from schemas.source import Span

_CONTENTS = re.compile(r"^目录$")
_ENTRY = re.compile(r"^(?P<title>.+?)[.…·．\s]{2,}(?P<page>\d{1,4})$")
_PART = re.compile(r"^第[一二三四五六七八九十]部分")
_SECTIONS = (
    ("overall_goals", re.compile(r"^[一二三四五六七八九十]{0,2}[、.．]?(?:部门)?(?:总体|整体)绩效目标$")),
    ("category_goals", re.compile(r"^[一二三四五六七八九十]{0,2}[、.．]?分项绩效目标$")),
    ("safeguards", re.compile(r"^[一二三四五六七八九十]{0,2}[、.．]?(?:工作)?保障措施$")),
)
_PART_TITLE = re.compile(r"^(?:部门整体绩效目标|预算项目绩效目标)$")
_BULLET = re.compile(r"^[-*•]\s*(?=\S)")
_COVER_TITLE = re.compile(r"(?P<year>(?:19|20)\d{2})年.{0,30}(?:绩效|预算).{0,12}(?:文本|报告|目标)$")
_MADE_BY = re.compile(r"(?P<name>[^\s:：，,。]{4,50})编制(?=\s|$)")
_AUDITED_BY = re.compile(r"(?P<name>[^\s:：，,。]{4,50})审核(?=\s|$)")
_COVER_LINES = 4
_FORM_TITLE = re.compile(
    r"^(?!\d{1,3}[.、])[^。；:：]{2,50}(?:绩效|自评)[^。；:：]{0,14}表(?:[(（].{1,12}[)）])?$"
)
_YEAR_IN_BRACKETS = re.compile(r"[(（](?P<year>(?:19|20)\d{2})年?度?[)）]$")
_YEAR_OF_TITLE = re.compile(r"^(?P<year>(?:19|20)\d{2})年度?")
_YEAR_NOTE = re.compile(r"^[(（](?P<year>(?:19|20)\d{2})年?度?[)）]$")
_DATE_LINE = re.compile(r"^(?P<y>(?:19|20)\d{2})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日$")
_BODY_NAME = re.compile(r"^[\u4e00-\u9fff]{3,30}$")


@dataclass(slots=True)
class NarrativeReader:
    """Reads the rows outside the forms into a draft with absolute pointers."""

    text: str
    draft: Draft = field(default_factory=Draft)

    def read(self, rows: Sequence[Row]) -> Draft:
        cover, contents, body = _divide(rows)
        self._cover(cover)
        self._contents(contents)
        self._body(body)
        return self.draft

    def _cover(self, rows: Sequence[Row]) -> None:
        lines = [cell for row in rows for cell in row.filled]
        self._page_head(lines)
        for index, cell in enumerate(lines):
            title = _COVER_TITLE.search(cell.text)
            if title and "/title" not in self.draft.values:
                parts = lines[max(0, index - _COVER_LINES) : index + 1]
                self.draft.put("/title", Value("".join(c.text for c in parts), tuple(c.span for c in parts)))
                self.draft.put("/year", Value(int(title["year"]), (cell.span,)))
            raw = self.text[cell.span.start : cell.span.end]
            for pointer, pattern in (("/prepared_by", _MADE_BY), ("/audited_by", _AUDITED_BY)):
                made = pattern.search(raw)
                if made:
                    self.draft.put(pointer, Value(made["name"], (_inside(cell, made),)))

    def _page_head(self, lines: Sequence[Cell]) -> None:
        """Title, year in brackets and date of a page whose forms have heads of their own."""
        for index, cell in enumerate(lines[:12]):
            if _FORM_TITLE.match(cell.text):
                title = _YEAR_IN_BRACKETS.sub("", cell.text)
                self.draft.put("/title", Value(title, (cell.span,)))
                year = _YEAR_IN_BRACKETS.search(cell.text) or _YEAR_OF_TITLE.match(cell.text)
                if year:
                    self.draft.put("/year", Value(int(year["year"]), (cell.span,)))
            note = _YEAR_NOTE.match(cell.text)
            if note:
                self.draft.put("/year", Value(int(note["year"]), (cell.span,)))
            date = _DATE_LINE.match(cell.text)
            if date:
                iso = f"{date['y']}-{int(date['m']):02}-{int(date['d']):02}"
                self.draft.put("/date", Value(iso, (cell.span,)))
                if index and _BODY_NAME.match(lines[index - 1].text):
                    self.draft.put("/department/name", Value.of(lines[index - 1]))

    def _contents(self, rows: Sequence[Row]) -> None:
        count = 0
        for row in rows:
            entry = _entry(row)
            if entry:
                title, page = entry
                self.draft.put(f"/contents/{count}/title", title)
                self.draft.put(f"/contents/{count}/page", page)
                count += 1

    def _body(self, rows: Sequence[Row]) -> None:
        section: str | None = None
        counts: dict[str, int] = {}
        for cell in (cell for row in rows for cell in row.filled):
            opened = _section(cell.text)
            if opened:
                section = opened
            elif _PART.match(cell.text):
                section = None
            elif section and not _PART_TITLE.match(cell.text):
                index = counts.get(section, 0)
                counts[section] = index + 1
                self.draft.put(f"/{section}/{index}", Value(_BULLET.sub("", cell.text), (cell.span,)))


def _inside(cell: Cell, match: re.Match[str]) -> Span:
    return Span(cell.span.start + match.start("name"), cell.span.start + match.end("name"))


def _divide(rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row], Sequence[Row]]:
    """Cover, contents and body. The contents begin at 目录 and end where a part that they name begins."""
    start = next((i for i, row in enumerate(rows) if _CONTENTS.match(row.filled[0].text)), None)
    if start is None:
        first = next(
            (i for i, row in enumerate(rows) if _PART.match(row.filled[0].text) or _opens_section(row)),
            len(rows),
        )
        return rows[:first], (), rows[first:]
    parts: set[str] = set()
    sections: set[str] = set()
    for index in range(start + 1, len(rows)):
        text = rows[index].filled[0].text
        entry = _entry(rows[index])
        section = _section(str(entry[0].text) if entry else text) if entry or _is_alone(rows[index]) else None
        if _PART.match(text) and text in parts:
            return rows[:start], rows[start + 1 : index], rows[index:]
        if section and not entry and (parts or section in sections):
            return rows[:start], rows[start + 1 : index], rows[index:]
        if _PART.match(text):
            parts.update({text, text[:4]})
        elif section:
            sections.add(section)
    return rows[:start], rows[start + 1 :], ()


def _section(text: str) -> str | None:
    """The list of the record that a line names."""
    return next((name for name, pattern in _SECTIONS if pattern.match(text)), None)


def _is_alone(row: Row) -> bool:
    return len(row.filled) == 1


def _opens_section(row: Row) -> bool:
    return _is_alone(row) and _section(row.filled[0].text) is not None


def _entry(row: Row) -> tuple[Value, Value] | None:
    """Title and page of a line of the contents, with the page in a cell of its own or behind dots."""
    cells = row.filled
    if len(cells) >= 2 and cells[-1].text.isdigit() and len(cells[-1].text) <= 4:
        title = "".join(cell.text for cell in cells[:-1]).rstrip(".…·．")
        return Value(title, tuple(c.span for c in cells[:-1])), Value(int(cells[-1].text), (cells[-1].span,))
    match = _ENTRY.match(cells[0].text) if len(cells) == 1 else None
    if match:
        return Value(match["title"], (cells[0].span,)), Value(int(match["page"]), (cells[0].span,))
    return None
