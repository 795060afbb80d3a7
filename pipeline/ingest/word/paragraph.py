"""The characters of a paragraph as they are printed (ECMA-376 17.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.ingest.word.names import (
    ALTERNATES,
    LEFT_OUT,
    TEXT_BOX,
    M,
    R,
    T,
    W,
    alternative,
    child,
    number,
    switched,
)
from pipeline.ingest.word.styles import Styles
from pipeline.ingest.word.symbols import symbol, unmapped

_SIGNS = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_SOFT_HYPHEN = "\u00ad"
_DRAWN = frozenset((W + "drawing", W + "pict", W + "object"))


@dataclass(slots=True)
class Paragraph:
    """Reads one ``w:p``: ``text`` with line ends, and the ``boxes`` of text that hang on it."""

    styles: Styles
    style: str | None
    text: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    # Of fields one inside the other, whether each has come to its result; before that stands its formula.
    _fields: list[bool] = field(default_factory=list)

    def read(self, parent: Any) -> None:
        """Take in what stands below an element."""
        for element in parent:
            tag = element.tag
            if tag in LEFT_OUT:
                continue
            if tag == R:
                self._run(element)
            elif tag == TEXT_BOX:
                self.boxes.append(element)
            elif tag == ALTERNATES:
                self.read(alternative(element))
            elif tag == M + "t":
                self._put(element.text or "")
            else:
                self.read(element)

    def _run(self, run: Any) -> None:
        properties = child(run, "rPr")
        hidden = self.styles.is_hidden(properties, self.style)
        for element in run:
            tag = element.tag
            if tag == W + "fldChar":
                self._field(element, hidden)
            elif tag == ALTERNATES or tag in _DRAWN:
                if not hidden:
                    self.read(alternative(element) if tag == ALTERNATES else element)
            elif hidden:
                continue
            elif tag == T:
                self._put(unmapped(element.text or "", _font(properties)))
            elif tag == W + "sym":
                self._put(_symbol(element))
            elif tag in _SIGNS:
                self._put(_SIGNS[tag])
            elif tag == W + "ruby":
                self.read(element)

    def _put(self, text: str) -> None:
        if all(self._fields):
            self.text.append(text.replace(_SOFT_HYPHEN, ""))

    def _field(self, mark: Any, hidden: bool) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            if not hidden:
                self._put(_filled_in(child(mark, "ffData")))
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def _font(properties: Any) -> str:
    fonts = child(properties, "rFonts")
    return "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""


def _symbol(element: Any) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    return symbol(code, element.get(W + "font", ""))


def _filled_in(form_field: Any) -> str:
    """What a form field shows that has no result of its own: a box to tick, a choice from a list."""
    box, choices = child(form_field, "checkBox"), child(form_field, "ddList")
    if box is not None:
        ticked = switched(box, "checked")
        return "☑" if (switched(box, "default") if ticked is None else ticked) else "☐"
    if choices is not None:
        entries = [entry.get(W + "val", "") for entry in choices.findall(W + "listEntry")]
        chosen = number(choices, "result") or number(choices, "default") or 0
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    return ""
