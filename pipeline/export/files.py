"""Result files: names that cannot collide or escape their folder, and writes that are whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import SetupError

# Separators, what Windows forbids, and anything that is no printable character.
_UNSAFE = re.compile(r'[/\\:*?"<>|]')
# A name may hold 255 bytes: room for the distinguishing digest, the ending and the temporary name.
_LONGEST_NAME = 150


def result_names(files: Sequence[Path], reserved: Collection[str] = ()) -> dict[Path, str]:
    """A result's file name for each input: ``NAME.json``, and ``NAME-digest.json`` where inputs share a name
    or have a ``reserved`` one.

    The digest is of the absolute path, so the names depend on which files are extracted together but not on
    their order. Names that differ only in case count as the same: some file systems do not tell them apart.

    >>> list(result_names([Path("a/x.txt"), Path("b/y.txt")]).values())
    ['x.json', 'y.json']
    """
    stems = {path: _safe_stem(path) for path in files}
    shared = Counter(map(_fold, (*stems.values(), *reserved, *reserved)))
    names = {path: stem for path, stem in stems.items() if shared[_fold(stem)] == 1}
    taken = {_fold(name) for name in (*names.values(), *reserved)}
    for path in sorted(set(stems) - set(names)):
        digest = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()
        candidates = (f"{stems[path]}-{digest[:length]}" for length in range(8, 65, 8))
        # Longer digests are for the file that is named like another one's result.
        names[path] = next(name for name in candidates if _fold(name) not in taken)
        taken.add(_fold(names[path]))
    return {path: f"{names[path]}.json" for path in files}


def make_folder(folder: Path) -> None:
    """Create the folder for results; raises :class:`SetupError` when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of ``path`` at the end, and leaves nothing after an error: a
    reader of ``path`` finds the old content or the new one, never half of it. Raises :class:`SetupError`."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        try:
            with temporary.open("xb") as file:
                yield file
            temporary.replace(path)
        finally:  # Ctrl-C and a full disk leave nothing behind
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot_write(path, error) from error


def write_result(path: Path, content: str | bytes) -> None:
    """Write a result, whole or not at all. Text is written as UTF-8."""
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def _cannot_write(path: Path, error: OSError) -> SetupError:
    reason = error.strerror or type(error).__name__
    return SetupError(
        f"{path}：无法写入结果（{reason}），请用 --out 指定可写的文件夹",
        f"{path}: cannot write results ({reason}); name a writable folder with --out",
    )


def _safe_stem(path: Path) -> str:
    printable = "".join(
        "_" if unicodedata.category(char)[0] in "CZ" and char != " " else char for char in path.stem
    )
    stem = _UNSAFE.sub("_", printable).strip(" .")
    return stem.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(" .") or "document"


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
