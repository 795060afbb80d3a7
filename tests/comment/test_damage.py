"""Nothing is said against the authors where the text is damaged: on OCR texts and texts with cut cells no
comment relies on a value that is not what is printed."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from evals.label import HERE, Label
from evals.score import SETS, documents
from pipeline.comment import comment
from pipeline.comment.doubts import of_pointers
from pipeline.flow import extract, make_engine
from schemas.pointers import iter_leaves
from schemas.result import Extraction
from schemas.source import SourceText
from schemas.values import normalise

TEXTS = Path(os.environ.get("JIXIAO_DOCUMENTS", HERE.parents[1] / "shared" / "documents"))
PUBLISHED = "chengde_2023_ocr"
DAMAGED = sorted(
    path.stem for path in (HERE / "cases").glob("*.json") if "ocr" in path.stem or "cut" in path.stem
)


@cache
def found(folder: str, name: str) -> tuple[Label, SourceText]:
    (label, source) = next(each[1:] for each in documents(SETS[folder], TEXTS) if each[0] == name)
    assert source is not None
    return label, source


def wrong_values(result: Extraction, label: Label) -> list[tuple[str, str]]:
    """The values that comments rely on and that are not what is printed, with the rule."""
    printed = {path: normalise(str(value)) for path, value in iter_leaves(label.document)}
    open_ = {each.path for each in label.uncertain}
    values = [(path, normalise(str(value))) for path, value in iter_leaves(result.record)]
    return [
        (path, each.rule)
        for each in result.suggestions
        if each.kind == "substance"
        for path, value in values
        if any(path == about or path.startswith(f"{about}/") for about in each.paths)
        and path not in open_
        and printed.get(path) != value
    ]


@pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the real documents are not in {TEXTS}")
def test_no_comment_on_the_published_ocr_text_relies_on_damage() -> None:
    label, source = found("labels", PUBLISHED)
    result = extract(source, make_engine("local"))
    assert len([each for each in result.suggestions if each.kind == "substance"]) > 20
    assert wrong_values(result, label) == []


@pytest.mark.parametrize("name", DAMAGED)
def test_no_comment_on_a_damaged_text_relies_on_damage(name: str) -> None:
    label, source = found("cases", name)
    assert wrong_values(extract(source, make_engine("local")), label) == []


def test_a_value_misread_without_a_sign_would_be_noticed() -> None:
    """The test can fail: with a record that differs from what is printed it does."""
    label, source = found("cases", DAMAGED[0])
    changed = label.document.model_copy(deep=True)
    form = changed.forms[0]
    form.purpose = "另一种用途"
    form.goals = ["1.另一种用途"]
    made = comment(changed, of_pointers([]))
    result = extract(source, make_engine("local")).model_copy(update={"record": changed, "suggestions": made})
    assert ("/forms/0/purpose", "substance.goals") in wrong_values(result, label)
