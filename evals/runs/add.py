"""Reviewed records become cases: a record that a person has confirmed, with its text and where it came from.

The label was not made by reading alone: the person saw what an engine had read, and agrees with it more
easily than a blind reader would. It says so (``provenance``), so that nobody takes it for one that was read
twice.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evals.label import Label, Provenance
from pipeline.errors import SetupError
from pipeline.export.json_result import load_extraction
from pipeline.ingest import read_file
from schemas.result import Extraction

_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is added: the result with the record as the person left it, the file that it was read from, who
    confirmed it and when, and the name of the case."""

    result: Path
    source: Path
    by: str
    on: date
    name: str | None = None


def add(reviewed: Reviewed, folder: Path) -> Path:
    """Write ``NAME.json`` and ``NAME.txt`` into a folder; returns the label's path. Raises SetupError when
    the result has no source, the text is another one, or the case is there already."""
    extraction = _load(reviewed.result)
    name = reviewed.name or reviewed.result.stem
    if not _NAME.fullmatch(name):
        raise SetupError(
            f"{name}：名称只能用文字、数字、“_”、“-”、“.”，请用 --name 另取",
            f"{name}: a name has letters, digits, '_', '-' and '.'; choose one with --name",
        )
    source = read_file(reviewed.source)
    if source.sha256 != extraction.source.sha256:
        raise SetupError(
            f"{reviewed.source}：不是 {reviewed.result} 的原文（摘要不同），请用 --source 指明",
            f"{reviewed.source}: not the text that {reviewed.result} was read from; name it with --source",
        )
    target = folder / f"{name}.json"
    if target.exists() or target.with_suffix(".txt").exists():
        raise SetupError(
            f"{target}：已有此用例，请用 --name 另取名称",
            f"{target}: there already; choose another name with --name",
        )
    label = Label(
        document=extraction.record,
        provenance=Provenance(
            by=reviewed.by,
            on=reviewed.on,
            engine=extraction.engine,
            source_sha256=source.sha256,
        ),
    )
    folder.mkdir(parents=True, exist_ok=True)
    # The text first: a label without its text would be counted as not scored.
    target.with_suffix(".txt").write_bytes(reviewed.source.read_bytes())
    shown = label.model_dump(mode="json", exclude_defaults=True)
    target.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def _load(path: Path) -> Extraction:
    """A result with its source: a record alone does not say what it was read from."""
    try:
        extraction = load_extraction(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SetupError(f"{path}：无法读取（{reason}）", f"{path}: cannot be read ({reason})") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{path}：不是 UTF-8 文本", f"{path}: is not UTF-8 text") from error
    except SetupError as error:
        raise SetupError(f"{path}：{error.message.zh}", f"{path}: {error.message.en}") from error
    if not extraction.source.sha256:
        raise SetupError(
            f"{path}：只有记录，没有原文信息；请用 extract 的结果文件",
            f"{path}: a record alone does not say what it was read from; give a result of extract",
        )
    return extraction
