"""Texts of OCR that are kept, so that nobody needs the readers to score them, and what produced each.

``texts/NAME.json`` is the label of a document: the record that was rendered, so what a reader of the
undamaged page sees. A glyph that OCR misread and that nothing in the document decides stays in the label as
it is printed on the page: such a value counts as an error of the pipeline, and as a silent one unless a
finding points at it. That is on purpose: how often an archive gets a wrong figure without a warning is what
is measured here. ``texts/NAME.READER_QUALITY.txt`` are its readings; ``manifest.json`` has the digest of
each with reader, versions, font, size, resolution, skew, blur, noise and JPEG quality.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.label import HERE, Label, load_label
from evals.ocr.picture import Quality
from evals.paper.laid_out import lay_out
from evals.paper.manners import MANNERS
from evals.paper.sheet import Face
from evals.paper.web import html

TEXTS = HERE / "ocr" / "texts"
MANIFEST = HERE / "ocr" / "manifest.json"
# Written documents that are one form, a province each: the label that is rendered, the font, points.
RENDERED: tuple[tuple[str, str, float], ...] = (
    ("holdout/seen/anhui_road_tab_rows", "Noto Serif CJK SC", 10.5),
    ("holdout/seen/beijing_air_blank_lines", "WenQuanYi Zen Hei", 10.5),
    ("holdout/seen/chongqing_padded_pipes", "Noto Sans CJK SC", 10.5),
    ("cases/words_wrapped_hebei", "Noto Serif CJK SC", 10.5),
    ("cases/hunan_blank_line_cells_standards", "WenQuanYi Zen Hei", 9),
    ("holdout/seen/national_school_flat_line", "Noto Serif CJK SC", 9),
    ("cases/sichuan_2022_words", "Noto Sans CJK SC", 9),
    ("cases/yunnan_blank_lines_wrapped", "Noto Sans CJK SC", 12),
)
QUALITIES = {
    "good": Quality(dpi=200, skew=0.0, blur=0.0, noise=0.0, jpeg=90),
    "poor": Quality(dpi=150, skew=0.5, blur=0.6, noise=0.15, jpeg=40),
}


def rendered() -> list[tuple[str, Label, str, str]]:
    """Name, label, page and font of every document that is rendered."""
    found = []
    for path, font, size in RENDERED:
        document = load_label(HERE / f"{path}.json").document
        page = html(lay_out(document, MANNERS["apart"]), Face(font, size))
        found.append((Path(path).name, Label(document=document), page, f"{font} {size}pt"))
    return found


def keep(
    name: str, label: Label, texts: dict[str, str], font: str, versions: dict[str, str]
) -> dict[str, Any]:
    """Write a document's label and readings (by ``READER_QUALITY``); returns their manifest entries."""
    TEXTS.mkdir(exist_ok=True)
    shown = label.model_dump(mode="json", exclude_defaults=True)
    (TEXTS / f"{name}.json").write_text(
        json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    entries = {}
    for how, text in texts.items():
        path = TEXTS / f"{name}.{how}.txt"
        path.write_text(text + "\n", encoding="utf-8")
        reader, _, quality = how.partition("_")
        entries[path.name] = {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "reader": f"{reader} {versions[reader]}",
            "font": font,
            **asdict(QUALITIES[quality]),
        }
    return entries


def write_manifest(entries: dict[str, Any], versions: dict[str, str]) -> None:
    """Write the manifest: versions of all parts, and an entry a line for each text."""
    lines = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in sorted(entries.items())
    )
    MANIFEST.write_text(
        f'{{\n "versions": {json.dumps(versions)},\n "texts": {{\n{lines}\n }}\n}}\n', encoding="utf-8"
    )
