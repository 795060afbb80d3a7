"""What every export of many documents is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.export.exporter import Lang
from schemas.review import Decision, Reviewed


@dataclass(frozen=True, slots=True)
class Entry:
    """One document: its result with the state of its review, and all decisions about it in their order."""

    result: Reviewed
    decisions: Sequence[Decision] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a format leaves open: ``table`` for formats that hold one, ``lang`` for headings and comments that
    people read."""

    table: str = "indicators"
    lang: Lang = "zh"


# Writes the documents one after the other to a file that is open for bytes. Raises SetupError when it cannot.
Writer = Callable[[Iterable[Entry], BinaryIO, Choice], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format for many documents."""

    media_type: str
    write: Writer
