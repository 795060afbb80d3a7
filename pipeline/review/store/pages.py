"""Pictures of a document's pages, each with the boxes of the words on it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import Connection, select

from pipeline.ingest.pictures import Picture
from pipeline.review.store.tables import PAGES
from schemas.source import Box, Page, SourceText, Word

# What a page may be shown as, by how its bytes begin; nothing that can hold a script.
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def spool(source: SourceText, pictures: Iterable[Picture], file: BinaryIO) -> list[dict[str, Any]]:
    """Rows of the table of pages without their pictures, which are written into ``file``, one behind the
    other: pictures are drawn slowly, and a database that is written to keeps others waiting. Those of pages
    that the source has not, and of other types than PNG and JPEG, are left out."""
    words: dict[int, list[Word]] = defaultdict(list)
    for word in source.words:
        words[word.page].append(word)
    shaped = {
        page.number: (index, page) for index, page in enumerate(source.pages) if page.width * page.height
    }
    made = []
    for each in pictures:
        index, page = shaped.pop(each.number, (0, None))
        magic = _MAGIC.get(each.media_type)
        if page is None or magic is None or not each.data.startswith(magic):
            continue
        file.write(each.data)
        made.append(
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "begins": page.start,
                "ends": page.end,
                "media_type": each.media_type,
                "digest": hashlib.sha256(each.data).hexdigest(),
                "boxes": _boxes(words[index]),
                "size": len(each.data),
            }
        )
    return made


def read_back(spooled: Iterable[Mapping[str, Any]], file: BinaryIO) -> Iterator[dict[str, Any]]:
    """The rows with their pictures, of which one is in memory at a time."""
    file.seek(0)
    for each in spooled:
        row = dict(each)
        size = row.pop("size")
        yield {**row, "picture": file.read(size)}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that there is a picture of: its size in its own units, half-open ``[begins, ends)`` of the
    source, the digest of its picture."""

    number: int
    width: float
    height: float
    begins: int
    ends: int
    digest: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it is sent; ``media_type`` is one of two."""

    media_type: str
    data: bytes


def leaves(connection: Connection, document: int) -> list[Leaf]:
    """The pages of a document that there are pictures of, in order."""
    columns = [PAGES.c[name] for name in Leaf.__dataclass_fields__]
    found = connection.execute(select(*columns).where(PAGES.c.document == document).order_by(PAGES.c.number))
    return [Leaf(*row) for row in found]


def words_on(connection: Connection, document: int, wanted: Sequence[Leaf]) -> SourceText:
    """The words of some pages as a source without text: its pages are ``wanted``, in that order."""
    where = (PAGES.c.document == document, PAGES.c.number.in_([each.number for each in wanted]))
    found = {
        row.number: row.boxes
        for row in connection.execute(select(PAGES.c.number, PAGES.c.boxes).where(*where))
    }
    words = [
        Word(start, end, index, Box(*box))
        for index, page in enumerate(wanted)
        for start, end, *box in json.loads(found[page.number])
    ]
    pages = tuple(Page(each.number, each.width, each.height, each.begins, each.ends) for each in wanted)
    return SourceText(name="", text="", sha256="", pages=pages, words=tuple(words))


def picture(connection: Connection, document: int, number: int, digest: str) -> Shown | None:
    """A page's picture; None where there is no such one."""
    found = connection.execute(
        select(PAGES.c.media_type, PAGES.c.picture).where(
            PAGES.c.document == document, PAGES.c.number == number, PAGES.c.digest == digest
        )
    ).first()
    if found is None or found.media_type not in _MAGIC:
        return None
    return Shown(found.media_type, bytes(found.picture))


def _boxes(words: Iterable[Word]) -> str:
    # A hundredth of a point or a pixel is less than anybody sees.
    plain = [[word.start, word.end, *(round(edge, 2) for edge in word.box)] for word in words]
    return json.dumps(plain, separators=(",", ":"))
