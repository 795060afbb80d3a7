"""What OCR read of a scan, kept beside it: a change of later stages needs no second reading, which takes
seconds a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.ingest import ReadOptions, read_file
from schemas.places import dump_places, with_places
from schemas.source import SourceText


@dataclass(frozen=True, slots=True)
class Readings:
    """Reads files; of scans it keeps what was read, and with ``reuse`` takes what was kept before."""

    options: ReadOptions
    reuse: bool = False

    def read(self, path: Path) -> SourceText:
        """Raises SourceError for a file that cannot be read."""
        if path.suffix != ".tif":
            return read_file(path, self.options)
        kept = path.with_suffix(f".{self.options.ocr}.json")
        if self.reuse and kept.exists():
            found = json.loads(kept.read_text(encoding="utf-8"))
            return with_places(SourceText(**found["source"]), found["places"])
        source = read_file(path, self.options)
        fields = ("name", "text", "sha256", "media_type", "encoding")
        found = {"source": {field: getattr(source, field) for field in fields}, "places": dump_places(source)}
        kept.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        return source
