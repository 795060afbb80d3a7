"""The automatic numbers of list paragraphs, counted as Word does (ECMA-376 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.ingest.word.counting import counted
from pipeline.ingest.word.names import W, child, number, switched, value
from pipeline.ingest.word.styles import Styles
from pipeline.ingest.word.symbols import UNKNOWN, unmapped

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str
    gap: str
    legal: bool
    restart: int | None

    @classmethod
    def read(cls, level: Any) -> _Level:
        fonts = child(level, "rPr/rFonts")
        font = "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
        restart = number(level, "lvlRestart")
        first = number(level, "start")
        return cls(
            start=0 if first is None else first,
            style=value(level, "numFmt") or "decimal",
            text=unmapped(value(level, "lvlText") or "", font).replace(UNKNOWN, _BULLET),
            gap="" if value(level, "suff") == "nothing" else " ",
            legal=bool(switched(level, "isLgl")),
            restart=restart,
        )


class Numbers:
    """Counts through a document; ``root`` is that of numbering.xml, None where the file has none."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        empty: tuple[Any, ...] = ()
        abstract = empty if root is None else root.findall(W + "abstractNum")
        self._abstract = {each.get(W + "abstractNumId"): each for each in abstract}
        lists = empty if root is None else root.findall(W + "num")
        self._lists = {each.get(W + "numId"): each for each in lists}
        self._levels: dict[str, tuple[str, dict[int, _Level]] | None] = {}
        self._by_style: dict[tuple[str, str | None], int] = {}
        # Lists of the same abstract one go on counting; each overriding start holds once.
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()

    def next(self, properties: Any) -> str:
        """The number of the next paragraph, which has these ``w:pPr``, with the blank that follows it; empty
        for a paragraph that is in no list."""
        listed = self._place(properties)
        if listed is None:
            return ""
        key, depth = listed
        found = self._list(key)
        if found is None or depth not in found[1]:
            return ""
        abstract, levels = found
        counts = self._counts[abstract]
        self._restart(key, depth, counts)
        counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        for deeper in [each for each in counts if each > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or depth < restart:
                del counts[deeper]
        level = levels[depth]
        if level.style == "bullet":
            return level.text + level.gap if level.text.strip() else ""

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, level)
            return counted(counts.get(at, other.start), "decimal" if level.legal else other.style)

        text = _PLACE.sub(written, level.text)
        return text + level.gap if text.strip() else ""

    def _place(self, properties: Any) -> tuple[str, int] | None:
        """List and level of a paragraph, its own or its style's."""
        own = child(properties, "numPr")
        key, depth = value(own, "numId"), number(own, "ilvl")
        by_style = self._styles.numbering(self._styles.paragraph_style(properties))
        if by_style and key is None:
            key = value(by_style[0], "numId")
            depth = number(by_style[0], "ilvl") if depth is None else depth
            if depth is None and key is not None:
                self._list(key)
                depth = self._by_style.get((key, by_style[1]))
        if key is None or key == "0":
            return None
        return key, min(max(depth or 0, 0), _LEVELS - 1)

    def _list(self, key: str) -> tuple[str, dict[int, _Level]] | None:
        """The abstract list that a list is one of, and its levels."""
        if key in self._levels:
            return self._levels[key]
        self._levels[key] = None
        made = self._lists.get(key)
        abstract = self._abstract.get(value(made, "abstractNumId"))
        linked = value(abstract, "numStyleLink")
        by_style = self._styles.numbering(linked) if linked else None
        if by_style:
            # The levels are those of another list, which the style names.
            other = self._lists.get(value(by_style[0], "numId"))
            abstract = self._abstract.get(value(other, "abstractNumId"))
        if made is None or abstract is None:
            return None
        levels: dict[int, _Level] = {}
        overriding = [child(each, "lvl") for each in made.findall(W + "lvlOverride")]
        for level in (*abstract.findall(W + "lvl"), *(each for each in overriding if each is not None)):
            depth = level.get(W + "ilvl", "")
            if depth in set("012345678"):
                levels[int(depth)] = _Level.read(level)
                self._by_style[key, value(level, "pStyle")] = int(depth)
        self._levels[key] = abstract.get(W + "abstractNumId"), levels
        return self._levels[key]

    def _restart(self, key: str, depth: int, counts: dict[int, int]) -> None:
        if (key, depth) in self._started:
            return
        self._started.add((key, depth))
        for override in self._lists[key].findall(W + "lvlOverride"):
            start = number(override, "startOverride")
            if start is not None and override.get(W + "ilvl") == str(depth):
                counts[depth] = start - 1
