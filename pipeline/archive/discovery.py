"""Files in folders, a part at a time: what is the same as before is not read again.

A file is known by its path, size and time of change; what is new or differs is read once, for the digest of
its bytes. Files with the same bytes are one document with several names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine, case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.archive.ledger import clock, mark_replaced, new_entry
from pipeline.archive.tables import ENTRIES, FILES
from pipeline.errors import SetupError
from pipeline.ingest import suffixes
from pipeline.review.store.adding import in_parts, insert_new
from pipeline.review.store.connect import reading
from schemas.finding import Message

# Files that are looked at in one go, and bytes that are read for it: about a tenth of a second.
_FILES = 200
_BYTES = 64 * 1024 * 1024
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was found; ``reason`` says why it could not be read."""

    path: bytes
    size: int
    mtime_ns: int
    content: str
    reason: Message | None = None

    @property
    def digest(self) -> str:
        """What tells paths apart; a path may be too long for an index."""
        return hashlib.sha256(self.path).hexdigest()


class Discovery:
    """Goes through folders once and tells the ledger of what it finds; ``found`` counts files,
    ``exhausted`` says that there are no more."""

    def __init__(self, engine: Engine, configuration: int, paths: Sequence[Path]) -> None:
        self._engine = engine
        self._configuration = configuration
        self._files = walk(paths)
        self._some: list[Seen] = []
        self.found = 0
        self.exhausted = False

    def step(self) -> None:
        """The next files. When the ledger cannot be told of them, they are the next again."""
        if not self._some:
            self._some = self._look()
        self._tell(self._some)
        self.found += len(self._some)
        self._some = []

    def again(self, paths: Iterable[bytes]) -> None:
        """Files of which somebody says that they have changed."""
        self._tell([_read(Path(os.fsdecode(path))) for path in paths])

    def _look(self) -> list[Seen]:
        paths = list(islice(self._files, _FILES))
        self.exhausted = len(paths) < _FILES
        stats = [(path, _stat(path)) for path in paths]
        known = self._known([_digest_of(path) for path in paths])
        seen: list[Seen] = []
        read = 0
        for place, (path, (size, mtime_ns)) in enumerate(stats):
            before = known.get(_digest_of(path))
            if before and size != _UNKNOWN and before[1:] == (size, mtime_ns):
                seen.append(Seen(os.fsencode(path), size, mtime_ns, before[0]))
                continue
            if read > _BYTES:
                # The others are the next.
                self._files = _before(paths[place:], self._files)
                self.exhausted = False
                break
            seen.append(_read(path))
            read += max(size, 0)
        return seen

    def _known(self, digests: Sequence[str]) -> dict[str, tuple[str, int, int]]:
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(FILES.c.digest, FILES.c.content, FILES.c.size, FILES.c.mtime_ns).where(
                    FILES.c.digest.in_(digests)
                )
            )
            return {row.digest: (row.content, row.size, row.mtime_ns) for row in rows}

    def _tell(self, seen: Sequence[Seen]) -> None:
        by_digest = {each.digest: each for each in seen}
        if not by_digest:
            return
        with self._engine.begin() as connection:
            before = _contents(connection, list(by_digest))
            changed = {
                digest: each for digest, each in by_digest.items() if before.get(digest) != each.content
            }
            _write_files(connection, by_digest)
            readable = {each.content: each for each in by_digest.values()}
            rows = [self._entry(connection, each) for each in readable.values()]
            insert_new(connection, ENTRIES, ["content", "configuration"], rows)
            self._revive(connection, [each.content for each in changed.values()])
            mark_replaced(connection, [before[digest] for digest in changed if digest in before])

    def _entry(self, connection: Connection, seen: Seen) -> dict[str, object]:
        row = {**new_entry(self._configuration, seen.content), "ended": None}
        if seen.reason:
            row |= {"state": "failed", "ended": clock(connection)}
            row |= {"reason_zh": seen.reason.zh, "reason_en": seen.reason.en}
        return row

    def _revive(self, connection: Connection, contents: Sequence[str]) -> None:
        """What had been replaced and is there again."""
        for some in in_parts(sorted(set(contents))):
            connection.execute(
                update(ENTRIES)
                .where(ENTRIES.c.content.in_(some), ENTRIES.c.state == "replaced")
                .values(state=case((ENTRIES.c.document.is_not(None), "done"), else_="waiting"))
            )


def walk(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named and, below folders, those that some reader picks up, a folder's names at a time. Raises
    SetupError for a path that is not there, before anything else."""
    for path in paths:
        if not path.exists():
            raise SetupError(f"{path}：没有这个文件或文件夹", f"{path}: no such file or folder")
    return files_below(path.absolute() for path in paths)


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """As :func:`walk`; what is not there counts as a file, for whoever reads it to say so."""
    endings = suffixes()
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                found = Path(folder, name)
                if found.suffix.lower() in endings and found.is_file():
                    yield found


def _before(first: Iterable[Path], rest: Iterable[Path]) -> Iterator[Path]:
    yield from first
    yield from rest


def _digest_of(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return _UNKNOWN, _UNKNOWN
    return found.st_size, found.st_mtime_ns


def _read(path: Path) -> Seen:
    """A file with the digest of its bytes; one that cannot be read has one of its path, and is read again
    next time."""
    name = os.fsencode(path)
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        what = error.strerror or type(error).__name__
        reason = Message(zh=f"无法读取（{what}）", en=f"cannot be read ({what})")
        return Seen(name, _UNKNOWN, _UNKNOWN, hashlib.sha256(b"unreadable\0" + name).hexdigest(), reason)
    return Seen(name, found.st_size, found.st_mtime_ns, digest)


def _contents(connection: Connection, digests: Sequence[str]) -> dict[str, str]:
    rows = connection.execute(
        select(FILES.c.digest, FILES.c.content)
        .where(FILES.c.digest.in_(digests))
        .order_by(FILES.c.digest)
        .with_for_update()
    )
    return {row.digest: row.content for row in rows}


def _write_files(connection: Connection, by_digest: dict[str, Seen]) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(FILES)
    changed = {name: statement.excluded[name] for name in ("content", "size", "mtime_ns")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["digest"], set_=changed),
        [
            {
                "digest": digest,
                "path": each.path,
                "size": each.size,
                "mtime_ns": each.mtime_ns,
                "content": each.content,
            }
            for digest, each in by_digest.items()
        ],
    )
