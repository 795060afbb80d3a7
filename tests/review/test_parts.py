"""A result in parts is the same result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.check import CHECKS, DOCUMENT_RULES, FORM_RULES, check
from pipeline.flow import extract, make_engine
from pipeline.review.parts import head, join, moved_out, of_document, split
from schemas.document import Document
from schemas.result import Extraction
from schemas.source import SourceText
from tests.cli.samples import document


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    """Three forms with different faults."""
    forms = [
        document(total="9.00"),
        document(name="渠道整修", code="33091224P00120010002B"),
        document(total="7.00", name="农机补贴", code="44091224P001200100030"),
    ]
    return extract(SourceText.from_text("\n".join(forms)), make_engine("local"))


def test_parts_put_together_are_the_record(extraction: Extraction) -> None:
    parts = split(extraction)
    assert len(parts) == 1 + len(extraction.record.forms)
    forms = [parts[index].record for index in range(len(extraction.record.forms))]
    assert join(parts[None].record, forms) == extraction.record


def test_findings_are_in_parts_with_the_same_identity_outside(extraction: Extraction) -> None:
    parts = split(extraction)
    across = of_document(extraction.findings)
    found = [moved_out(each, form) for form, part in parts.items() for each in part.findings]
    assert sorted(each.id for each in [*found, *across]) == sorted(each.id for each in extraction.findings)
    assert any(each.severity == "error" for each in found)


def test_evidence_and_confidence_lead_into_the_part(extraction: Extraction) -> None:
    parts = split(extraction)
    assert sum(len(part.evidence) for part in parts.values()) == len(extraction.evidence)
    assert "/forms/0/project_name" in parts[2].evidence
    assert parts[2].evidence["/forms/0/project_name"] == extraction.evidence["/forms/2/project_name"]


def test_rules_of_a_form_need_no_other_form(extraction: Extraction) -> None:
    """What is checked form by form is what is checked in the whole document."""
    record = extraction.record
    whole = [each.id for each in check(record, FORM_RULES).findings]
    apart = [each.id for each in check(head(record), FORM_RULES).findings]
    for index, form in enumerate(record.forms):
        alone = check(Document(forms=[form]), FORM_RULES).findings
        apart += [moved_out(each, index).id for each in alone]
    assert sorted(apart) == sorted(whole)
    assert whole


def test_every_rule_is_of_a_form_or_of_a_document() -> None:

    assert {rule.id for rule in (*FORM_RULES, *DOCUMENT_RULES)} == {rule.id for rule in CHECKS}


@pytest.mark.parametrize("folder", ["evals/cases", "evals/labels"])
def test_no_rule_of_a_form_compares_forms_of_labelled_documents(folder: str) -> None:

    for path in sorted(Path(folder).glob("*.json")):
        record = Document.model_validate(json.loads(path.read_text("utf-8"))["document"])
        whole = sorted(each.id for each in check(record, FORM_RULES).findings)
        apart = [each.id for each in check(head(record), FORM_RULES).findings]
        for index, form in enumerate(record.forms):
            alone = check(Document(forms=[form]), FORM_RULES).findings
            apart += [moved_out(each, index).id for each in alone]
        assert sorted(apart) == whole, path.name
