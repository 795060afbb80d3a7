"""The documents that a call names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import SetupError
from pipeline.flow import find_files
from pipeline.ingest import options_of, suffixes


def documents(paths: Sequence[Path]) -> list[Path]:
    """The files and the folders' files, each once. Raises :class:`SetupError` when there are none, or
    for a set-up by which none can be read."""
    options_of()  # a mistake in the set-up is told before any file is read
    # The same file named twice (a.txt and /data/a.txt) is one document.
    files = list({path.absolute(): path for path in find_files(paths)}.values())
    if not files:
        raise no_file(paths)
    return files


def no_file(paths: Sequence[Path]) -> SetupError:
    """What is said when there is nothing to read."""
    folders = "、".join(map(str, paths))
    endings = "、".join(sorted(suffixes()))
    return SetupError(
        f"{folders}：没有可读取的文件（{endings}），请检查路径",
        f"{folders.replace('、', ', ')}: no file to read ({endings.replace('、', ', ')}); check the path",
    )
