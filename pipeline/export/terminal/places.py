"""A place of the record for the reader: in words, as JSON Pointer, and quoted from the source."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from pipeline.export.excerpt import Place, find_place, quote
from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line
from pipeline.export.words import place_in_words, word
from schemas.finding import Stretch
from schemas.pointers import resolve
from schemas.result import Extraction
from schemas.source import SourceText

_LONGEST_VALUE = 40


def named_place(extraction: Extraction, pointer: str, lang: Lang) -> Text:
    """Words and pointer."""
    return Text.assemble(place_in_words(pointer, lang), (f"  {one_line(pointer)}", "dim"))


def quoted_place(extraction: Extraction, pointer: str, source: SourceText, lang: Lang) -> list[Text]:
    """Words and pointer; line, column and excerpt below, or why there is none; and what was made of the raw
    text where the quote alone does not show it."""
    named = named_place(extraction, pointer, lang)
    value = _value(extraction, pointer)
    place = find_place(pointer, extraction.evidence, source)
    if place is None:
        named.append(f"  [{word('not_located' if value else 'nothing_read', lang)}]")
        return [named]
    quoted = _quoted(place)
    evidence = extraction.evidence.get(pointer, [])
    if value and any(each.match in ("joined", "corrected") for each in evidence):
        return [named, quoted, Text(f"  {word('read_as', lang)} {value}")]
    return [named, quoted]


def text_place(spans: Sequence[Stretch], source: SourceText) -> list[Text]:
    """A place of the source that no value stands for: line, column and excerpt."""
    place = quote(spans, source)
    return [_quoted(place)] if place else []


def _quoted(place: Place) -> Text:
    line = Text(f"  {place.mark}  ")
    for piece, marked in place.pieces:
        line.append(f"«{piece}»" if marked else piece, "bold" if marked else "")
    line.no_wrap, line.overflow = True, "ellipsis"
    return line


def _value(extraction: Extraction, pointer: str) -> str:
    """The leaf that a pointer leads to, shortened; for a part of the record a sign that it is not empty."""
    try:
        value = resolve(extraction.record, pointer)
    except KeyError:
        return ""
    if isinstance(value, str | int):
        return one_line(str(value), _LONGEST_VALUE)
    return "…" if value else ""
