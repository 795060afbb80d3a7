"""HTML -> a Composer with what a browser shows of it: lines, and tables with their grid."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.errors import SourceError
from pipeline.ingest.blocks import Block, Cell, Grid, put, require_cells, require_nesting
from pipeline.ingest.composer import Composer
from pipeline.ingest.word.counting import counted
from pipeline.ingest.word.symbols import symbol

_UNSEEN = frozenset(
    (
        *("head", "script", "style", "noscript", "template", "iframe", "object", "svg", "xml", "del"),
        *("audio", "video", "canvas", "datalist", "frameset", "map", "rt", "rp"),
    )
)
_BLOCKS = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "center"),
        *("section", "article", "header", "footer", "nav", "aside", "main", "form", "fieldset", "legend"),
        *("blockquote", "pre", "address", "hr", "figure", "figcaption", "caption", "body", "details"),
        *("textarea", "summary", "tr", "td", "th"),
    )
)
_GROUPS = frozenset(("thead", "tbody", "tfoot", "form", "html", "body"))
_HIDING = ("display:none", "visibility:hidden", "mso-hide:all")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
_LISTS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SYMBOLS = re.compile(r"\b(wingdings ?2?|webdings|symbol)\b")
# As the standard for HTML has it; beyond are only typing errors and hostile pages.
_MOST_COLUMNS, _MOST_ROWS = 1_000, 65_534
_DEEPEST = 250


def compose(text: str, name: str) -> Composer:
    """The page called ``name``. Nothing that it names is fetched. Raises SourceError."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    composer = Composer()
    if root is not None:
        page = _Page(name)
        page.take(root, 0)
        put(composer, page.finished(), name)
    return composer


class _Page:
    """Collects the blocks of a page, or of a cell inside ``tables`` tables."""

    def __init__(self, name: str, tables: int = 0) -> None:
        self._name = name
        self._tables = tables
        self._blocks: list[Block] = []
        self._line: list[str] = []
        # Numbered lists, and the number that each has come to.
        self._items: dict[Any, int] = {}

    def finished(self) -> list[Block]:
        """All that was taken in."""
        self._end_line()
        return self._blocks

    def take(self, element: Any, depth: int, kept: bool = False, font: str = "") -> None:
        """Take in an element; ``kept`` keeps its line ends, ``font`` is that of symbols around it."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN or _is_hidden(element):
            return
        if depth > _DEEPEST:
            raise SourceError(
                f"{self._name}：网页标签嵌套超过 {_DEEPEST} 层，无法读取，请在浏览器中打印为 PDF 后再处理",
                f"{self._name}: tags stand in tags more than {_DEEPEST} deep; print the page to PDF",
            )
        if tag == "table":
            self._end_line()
            self._table(element, depth)
            return
        if tag == "br" or tag in _BLOCKS:
            self._end_line()
        if tag == "li":
            self._line.append(self._item_number(element))
        kept = kept or tag in ("pre", "textarea")
        font = _symbols(element) or font
        if tag in ("input", "select"):
            self._line.append(_chosen(element))
        else:
            self._put(element.text, kept, font)
            for child in element:
                self.take(child, depth + 1, kept, font)
                self._put(child.tail, kept, font)
        if tag in _BLOCKS:
            self._end_line()

    def _item_number(self, item: Any) -> str:
        """What stands before an item of a numbered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or "list-style" in parent.get("style", ""):
            return ""
        said = item.get("value", "") if parent in self._items else item.get("value", parent.get("start", "1"))
        said = said.strip()[:9]
        self._items[parent] = int(said) if said.isdecimal() else self._items.get(parent, 0) + 1
        return counted(self._items[parent], _LISTS.get(parent.get("type", "1"), "decimal")) + ". "

    def _put(self, text: str | None, kept: bool, font: str) -> None:
        if not text:
            return
        if font:
            text = "".join(symbol(0xF000 | ord(c), font) if " " < c < "\u0100" else c for c in text)
        if not kept:
            self._line.append(text)
            return
        for number, line in enumerate(text.splitlines()):
            if number:
                self._end_line()
            self._line.append(line)

    def _end_line(self) -> None:
        raw = _INVISIBLE.sub("", "".join(self._line))
        self._line = []
        line = _SPACE.sub(_space, raw).strip(" ")
        if line:
            self._blocks.append(line)

    def _table(self, table: Any, depth: int) -> None:
        require_nesting(self._tables + 1, self._name)
        cells: list[Cell] = []
        busy: dict[int, int] = {}
        places = 0
        rows, strays = _rows(table)
        for stray in strays:
            # Before the table, where browsers show what stands in none of its cells.
            if isinstance(stray, str):
                self._put(stray, False, "")
            else:
                self.take(stray, depth + 1)
        self._end_line()
        for at, row in enumerate(rows):
            column = 0
            for element in row:
                while busy.get(column, 0) > at:
                    column += 1
                    places += 1
                columns = _span(element, "colspan", _MOST_COLUMNS)
                down = min(_span(element, "rowspan", _MOST_ROWS), len(rows) - at)
                places += columns
                require_cells(places, self._name)
                inside = _Page(self._name, self._tables + 1)
                inside.take(element, depth + 3)
                cells.append(Cell(at, column, inside.finished(), down, columns))
                busy.update(dict.fromkeys(range(column, column + columns), at + down))
                column += columns
        if cells:
            self._blocks.append(Grid(cells))


def _rows(table: Any) -> tuple[list[list[Any]], list[Any]]:
    """The cells that are shown, row by row, those of the foot last; and elements and texts in none."""
    rows: list[list[Any]] = []
    foot: list[list[Any]] = []
    strays: list[Any] = []
    # What wraps rows and cells, with the rows that those belong to.
    waiting: list[tuple[Iterator[Any], list[list[Any]]]] = [(iter(table), rows)]
    while waiting:
        children, into = waiting[-1]
        element = next(children, None)
        if element is None:
            waiting.pop()
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        strays += [element.tail] if (element.tail or "").strip() else []
        if not tag or _is_hidden(element):
            continue
        if tag in _GROUPS:
            waiting.append((iter(element), foot if tag == "tfoot" else into))
        elif tag == "tr":
            into.append([])
            waiting.append((iter(element), into))
        elif tag in ("td", "th"):
            into += [] if into else [[]]
            into[-1].append(element)
        else:
            strays.append(element)
    return rows + foot, strays


def _span(element: Any, name: str, most: int) -> int:
    text = element.get(name, "1").strip()[:9]
    number = int(text) if text.isascii() and text.isdecimal() else 1
    # A cell over no rows goes on to the end of the table.
    return most if number == 0 and name == "rowspan" else min(max(number, 1), most)


def _is_hidden(element: Any) -> bool:
    if "hidden" in element.attrib:
        return True
    style = "".join(element.get("style", "").lower().split())
    return any(hiding in style for hiding in _HIDING)


def _symbols(element: Any) -> str:
    """The font of symbols that an element sets."""
    style = element.get("style", "").lower()
    said = element.get("face", "").lower() or style.partition("font-family")[2].partition(";")[0]
    match = _SYMBOLS.search(said) if said else None
    return match[1] if match else ""


def _space(match: re.Match[str]) -> str:
    """White space is one blank; none where a line of Chinese was broken in the file."""
    text, start, end = match.string, match.start(), match.end()
    inside = start > 0 and end < len(text)
    return "" if "\n" in match[0] and inside and _is_wide(text[start - 1]) and _is_wide(text[end]) else " "


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _chosen(field: Any) -> str:
    """What a form field shows: the text typed in, the tick, the choice."""
    if field.tag == "select":
        options = field.findall(".//option")
        chosen = [each for each in options if "selected" in each.attrib] or options[:1]
        return "".join(chosen[0].itertext()) if chosen else ""
    kind = field.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in field.attrib else "☐"
    return field.get("value", "") if kind in ("text", "number", "date") else ""
