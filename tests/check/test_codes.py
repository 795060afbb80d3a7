"""code.format, code.check, code.division, code.year, code.duplicate."""

from __future__ import annotations

import pytest

from pipeline.check import check, code_check, code_division, code_duplicate, code_format, code_year
from schemas.document import Document, Form
from schemas.finding import Severity

BOYE = ("13063723P00435110050X", "13063723P004351100429")
LAOTING = (
    "13022524P00442P10057D",
    "13022524P00442P10063T",
    "13022524P00442P10056R",
    "13022524P00442P10059L",
    "13022524P00442P100600",
    "13022524P00N62U10002L",
)
OTHER_KINDS = ("13030321WLCRBVUADKPT8", "51000021R000000019951")


def _document(*codes: str | None, year: int | None = None) -> Document:
    return Document(year=year, forms=[Form(project_code=code) for code in codes])


@pytest.mark.parametrize(
    "record", [_document(*BOYE, year=2023), _document(*LAOTING, year=2024), _document(*OTHER_KINDS, None)]
)
def test_published_codes_are_silent(record: Document) -> None:
    assert check(record).findings == []


@pytest.mark.parametrize(
    ("code", "expected", "actual"),
    [
        ("13081123P0", "21", "10"),
        ("13063723P00435110050XX", "21", "22"),
        ("13063723P0O435110050X", None, "O"),
        ("13030321wLCRBVUADKPT8", None, "w"),
        ("13030321-LCRBVUADKPT8", None, "-"),
    ],
)
def test_format(code: str, expected: str | None, actual: str) -> None:
    (found,) = check(_document(code), [code_format.RULE]).findings
    assert (found.expected, found.actual, found.paths) == (expected, actual, ["/forms/0/project_code"])


def test_every_single_digit_error_breaks_the_check_character() -> None:
    code = BOYE[0]
    for place in range(9, 20):
        wrong = code[:place] + ("1" if code[place] != "1" else "7") + code[place + 1 :]
        assert len(check(_document(wrong), [code_check.RULE]).findings) == 1


@pytest.mark.parametrize("code", [*OTHER_KINDS, "13081123P0", "13063723P0O435110050X"])
def test_only_whole_p_codes_are_verified(code: str) -> None:
    assert check(_document(code), [code_check.RULE]).findings == []


def test_division_that_differs_from_the_majority() -> None:
    (found,) = check(_document(*LAOTING[:2], "13022624P00442P10056R"), [code_division.RULE]).findings
    assert (found.paths, found.expected, found.actual) == (["/forms/2/project_code"], "130225", "130226")


def test_divisions_without_a_majority() -> None:
    (found,) = check(_document(BOYE[0], LAOTING[0]), [code_division.RULE]).findings
    assert found.paths == ["/forms/0/project_code", "/forms/1/project_code"]


def test_divisions_of_different_kinds_are_not_compared() -> None:
    assert check(_document(BOYE[0], OTHER_KINDS[1]), [code_division.RULE]).findings == []


def test_year_later_than_the_document() -> None:
    (found,) = check(_document(LAOTING[0], year=2023), [code_year.RULE]).findings
    assert (found.severity, found.expected, found.actual) == (Severity.WARNING, "≤2023", "2024")


def test_older_year_among_newer_ones_is_notable() -> None:
    (found,) = check(_document(*LAOTING[:2], "13022522P00442P10056R", year=2024), [code_year.RULE]).findings
    assert (found.severity, found.paths) == (Severity.INFO, ["/forms/2/project_code"])


def test_year_of_the_form_goes_before_the_year_of_the_document() -> None:
    record = _document(LAOTING[0], year=2023)
    record.forms[0].year = 2024
    assert check(record, [code_year.RULE]).findings == []


def test_only_p_codes_carry_a_year() -> None:
    assert check(_document("51000029R000000019951", year=2024), [code_year.RULE]).findings == []


def test_duplicate() -> None:
    (found,) = check(_document(BOYE[0], BOYE[1], BOYE[0].replace("P", "P ")), [code_duplicate.RULE]).findings
    assert found.paths == ["/forms/0/project_code", "/forms/2/project_code"]
