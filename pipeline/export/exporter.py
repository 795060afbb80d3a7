"""What an export format offers, and how its reader wants to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from schemas.result import Extraction
from schemas.source import SourceText

Lang = Literal["zh", "en"]
# A pipe or file has no width of its own; 110 holds an indicator table and still fits a printed page.
PLAIN_WIDTH = 110


@dataclass(frozen=True, slots=True)
class View:
    """How text for people is laid out: ``width`` in terminal cells, ``colour`` only for a terminal."""

    lang: Lang = "zh"
    width: int = PLAIN_WIDTH
    colour: bool = False


# The extraction, the text that it was read from, the view -> the whole output, ending in a line feed.
Exporter = Callable[[Extraction, SourceText, View], str]
