"""The labels themselves, and the accuracy of the embedded engine on them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evals.label import load_label
from evals.score import SETS, documents, score
from pipeline.flow import extract, make_engine
from schemas.values import has_valid_check, is_p_code

ROOT = Path(__file__).parents[2]
TEXTS = Path(os.environ.get("JIXIAO_DOCUMENTS", ROOT.parent / "shared" / "documents"))
LABELS = sorted(path for directory in SETS.values() for path in directory.glob("*.json"))
# What the real documents hold: forms and indicator rows.
COUNTS = {
    "boye_2023": (2, 18),
    "chengde_2023_ocr": (15, 135),
    "laoting_2024": (13, 78),
    "qiannan_2023_self_evaluation": (1, 18),
    "shanhaiguan_2021": (1, 10),
}
# Cells that may be wrong on each real document, and how many of them without a finding. Only ever lowered.
ALLOWED = {"chengde_2023_ocr": (25, 0)}


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_labels_have_the_shape_of_the_record(path: Path) -> None:
    label = load_label(path)
    assert label.document.forms
    assert label.source or list(path.parent.glob(f"{path.stem}.*txt"))
    for form in label.document.forms:
        code = form.project_code or ""
        # A label that restores a code has restored one that exists.
        assert not is_p_code(code) or has_valid_check(code)


@pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the real documents are not in {TEXTS}")
@pytest.mark.parametrize("name", COUNTS)
def test_real_documents(name: str) -> None:
    (found,) = [entry for entry in documents(SETS["labels"], TEXTS) if entry[0] == name]
    _, label, source = found
    assert source is not None, f"no text with the digest of {name} in {TEXTS}"
    extraction = extract(source, make_engine("local"))
    forms = extraction.record.forms
    assert (len(forms), sum(len(form.indicators) for form in forms)) == COUNTS[name]
    result = score(name, label, extraction)
    errors, silent = ALLOWED.get(name, (0, 0))
    assert len(result.errors) <= errors, [str(cell.label_path) for cell, _ in result.errors]
    assert result.silent <= silent


@pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the real documents are not in {TEXTS}")
def test_the_real_faults_are_named() -> None:
    engine = make_engine("local")
    findings = {
        name: {(f.rule, f.paths[0]): f.message.zh for f in extract(source, engine).findings if f.paths}
        for name, _, source in documents(SETS["labels"], TEXTS)
        if source
    }
    sums = findings["qiannan_2023_self_evaluation"][("funds.parts", "/forms/0/funds/0/initial_budget")]
    assert "353.88 + 90.5 = 444.38" in sums
    assert "443.88" in sums
    assert "12月底" in findings["boye_2023"][("plan.complete", "/forms/1/spending_plan")]
