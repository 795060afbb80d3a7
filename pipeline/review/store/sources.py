"""What a source has beside its text: pages, words and tables, kept so that it can be read as it was."""

from __future__ import annotations

import json
import zlib
from typing import Any

from schemas.source import Box, Page, SourceText, Table, TableCell, Word


def packed(source: SourceText) -> bytes:
    """A source but for its text: JSON, compressed. Numbers are read back as they are."""
    plain = {
        "name": source.name,
        "sha256": source.sha256,
        "media_type": source.media_type,
        "encoding": source.encoding,
        "pages": [
            [page.number, page.width, page.height, page.start, page.end, page.by] for page in source.pages
        ],
        "words": [[word.start, word.end, word.page, *word.box, word.confidence] for word in source.words],
        "tables": [
            [
                table.start,
                table.end,
                table.page,
                [
                    [each.row, each.column, each.start, each.end, each.rows, each.columns]
                    for each in table.cells
                ],
            ]
            for table in source.tables
        ],
    }
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())


def unpacked(structure: bytes, text: str) -> SourceText:
    """The way back, with the text."""
    plain: dict[str, Any] = json.loads(zlib.decompress(structure))
    return SourceText(
        name=plain["name"],
        text=text,
        sha256=plain["sha256"],
        media_type=plain["media_type"],
        encoding=plain["encoding"],
        pages=tuple(Page(*page) for page in plain["pages"]),
        words=tuple(
            Word(start, end, page, Box(*box), confidence)
            for start, end, page, *box, confidence in plain["words"]
        ),
        tables=tuple(
            Table(start, end, tuple(TableCell(*cell) for cell in cells), page)
            for start, end, page, cells in plain["tables"]
        ),
    )
