"""The results that are kept, and the table of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import which
from typing import Any

from evals.ocr.programs import version_of
from evals.paper.files import BROWSER, CLEAN, WRITER
from evals.paper.measure import Measured

RESULTS = Path(__file__).parent / "results.json"
# Kinds whose accuracy is not to be below that of clean text; kinds of whose figures so many are to be right
# or flagged.
AS_CLEAN = ("docx", WRITER, BROWSER)
LEAST_SAFE = {"scan 300": 0.98, "scan 300 poor": 0.98}
_DISTRIBUTIONS = (
    *("jixiao", "lxml", "numpy", "onnxruntime", "opencv-python-headless", "openpyxl", "pdfplumber"),
    *("pdfminer.six", "pillow", "pypdfium2", "python-docx", "rapidocr"),
)
_COLUMNS = {
    "accuracy": "accuracy",
    "silent": "silent",
    "figures right": "right",
    "figures right or flagged": "flagged",
    "figures right, flagged or doubted": "doubted",
}


def versions() -> dict[str, str]:
    """The version of everything that writes, draws or reads a file and is installed."""
    found = {}
    for name in _DISTRIBUTIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    programs = {"soffice": "LibreOffice", "chromium": "Chromium", "tesseract": "Tesseract"}
    return found | {name: version_of(program) for program, name in programs.items() if which(program)}


def as_kept(measured: Measured) -> dict[str, Any]:
    """What is kept of a kind: counts, figures with their intervals, and what could not be read, with why."""
    return {
        "documents": len(measured.scored),
        "pages": measured.pages,
        "cells": sum(len(each.cells) for each in measured.scored),
        "errors": {each.name: len(each.errors) for each in measured.scored if each.errors},
        "unread": {each.name: each.reason for each in measured.results if each.reason},
        "figures": {
            name: {
                key: round(value, 4) if isinstance(value, float) else value
                for key, value in figure.model_dump().items()
            }
            for name, figure in measured.figures().items()
        },
    }


def load() -> dict[str, Any]:
    """The kept results, by kind of file."""
    if not RESULTS.exists():
        return {}
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))["kinds"]
    return kept


def save(found: dict[str, Any]) -> None:
    """Keep results; those of kinds that were not measured again stay."""
    kinds = load() | found
    text = json.dumps({"versions": versions(), "kinds": kinds}, ensure_ascii=False, indent=1)
    RESULTS.write_text(f"{text}\n", encoding="utf-8")


def table(found: dict[str, Any]) -> Iterator[str]:
    """A line a kind. Shares in per cent; silent errors of 10,000 values."""
    yield f"{'':28}{'documents':>10}{'pages':>7}{'cells':>7}{'errors':>8}" + "".join(
        f"{heading:>10}" for heading in _COLUMNS.values()
    )
    for kind, kept in found.items():
        values = [kept["figures"][name]["value"] for name in _COLUMNS]
        shown = [
            f"{'-':>10}" if value is None else f"{value:10.1f}" if name == "silent" else f"{value:10.2%}"
            for name, value in zip(_COLUMNS, values, strict=True)
        ]
        errors = sum(kept["errors"].values())
        counts = f"{kept['documents']:10}{kept['pages']:7}{kept['cells']:7}{errors:8}"
        yield f"{kind:28}{counts}{''.join(shown)}"
        yield from (f"    {name}: {why}" for name, why in kept["unread"].items())


def unmet(found: dict[str, Any]) -> Iterator[str]:
    """What is not as it is to be, among the kinds that were measured."""
    clean = found[CLEAN]["figures"]["accuracy"]["value"] if CLEAN in found else None
    for name, kept in found.items():
        kind = name.partition(", ")[0]
        accuracy = kept["figures"]["accuracy"]["value"]
        safe = kept["figures"]["figures right or flagged"]["value"]
        if kept["unread"]:
            yield f"{name}: {len(kept['unread'])} files were not read"
        if kind in AS_CLEAN and clean is not None and (accuracy is None or accuracy < clean):
            yield f"{name}: accuracy {accuracy} is below that of clean text, {clean}"
        if kind in LEAST_SAFE and (safe is None or safe < LEAST_SAFE[kind]):
            yield f"{name}: {safe} of the figures are right or flagged, not {LEAST_SAFE[kind]}"
