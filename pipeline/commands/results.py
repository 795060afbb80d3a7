"""Result files that a call names, with the texts that they were read from where these are at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import DocumentError, SetupError
from pipeline.export.json_result import load_extraction, load_reviewed
from pipeline.flow import find_files
from pipeline.ingest import read_file
from schemas.result import Extraction
from schemas.review import Reviewed
from schemas.source import SourceText


def result_files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the JSON files below a folder, each once. Raises :class:`SetupError` when there
    are none."""
    files = list(_results(paths))
    if not files:
        folders = "、".join(map(str, paths))
        raise SetupError(
            f"{folders}：没有结果文件（.json）", f"{folders.replace('、', ', ')}: no result file (.json)"
        )
    return files


def _results(paths: Sequence[Path]) -> Iterator[Path]:
    found: dict[Path, Path] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*.json") if p.is_file()) if path.is_dir() else [path]
        for each in inside:
            found.setdefault(each.absolute(), each)
    yield from found.values()


def texts_by_digest(folder: Path | None) -> Mapping[str, Path]:
    """The files of a folder by the digest of their bytes. Raises :class:`SetupError` when it is no folder."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise SetupError(f"{folder}：没有这个文件夹", f"{folder}: no such folder")
    return {_digest(path): path for path in find_files([folder])}


def _digest(path: Path) -> str:
    # A scan may have hundreds of megabytes.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_result(path: Path, texts: Mapping[str, Path]) -> tuple[Extraction, SourceText | None]:
    """The record in a file, and its text where that is at hand. Raises :class:`SetupError`, which tells every
    mistake with the file's name before it."""
    with _named(path):
        extraction = load_extraction(path.read_text(encoding="utf-8"))
        text = texts.get(extraction.source.sha256)
        return extraction, read_file(text) if text else None


def load_export(path: Path) -> Reviewed:
    """The record in a file with the state of its review; a bare record is called by the name of its file.
    Raises :class:`SetupError` in the same way."""
    with _named(path):
        found = load_reviewed(path.read_text(encoding="utf-8"))
        if not found.source.name:
            found.source = found.source.model_copy(update={"name": path.name})
        return found


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
        return
    except (SetupError, DocumentError) as error:
        mistake = (error.message.zh, error.message.en)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        mistake = (f"无法读取（{reason}）", f"cannot be read ({reason})")
    except UnicodeDecodeError:
        mistake = ("不是 UTF-8 文本，请另存为 UTF-8", "is not UTF-8 text; save it as UTF-8")
    raise SetupError(f"{path}：{mistake[0]}", f"{path}: {mistake[1]}")
