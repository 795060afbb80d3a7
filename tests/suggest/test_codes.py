"""Codes of Boye 2023 and Laoting 2024, damaged as OCR damages them."""

from __future__ import annotations

import pytest

from pipeline.suggest import codes, suggest
from schemas.document import Document, Form
from tests.suggest.cases import changes, without_text

LAOTING = ["13022524P00442P10057D", "13022524P00442P10063T"]


def _document(*printed: str) -> Document:
    return Document(forms=[Form(project_code=code) for code in printed])


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("13063723P00485110050X", "13063723P00435110050X"),  # 3 as 8
        ("13063723P0O4351I0050X", "13063723P00435110050X"),  # letters outside the alphabet
        ("13063723P000435110050X", "13063723P00435110050X"),  # a character doubled at a cut
        ("13063723P0043511005OX", "13063723P00435110050X"),
    ],
)
def test_a_damaged_code_is_among_few_readings(printed: str, meant: str) -> None:
    suggested = [value for _, value in changes(without_text(_document(printed)), codes.propose)]
    assert meant in suggested
    assert len(suggested) <= 3


def test_sister_codes_leave_fewer_readings() -> None:
    damaged = "13022624P00442P10056R"
    assert len(list(codes.readings(damaged))) == 2
    case = without_text(_document(*LAOTING, damaged))
    assert changes(case, codes.propose) == [("/forms/2/project_code", "13022524P00442P10056R")]
    (said,) = {each.mend for each in suggest(case).findings if each.rule == "code.check"}
    assert said == "only"


def test_nothing_is_said_of_whole_codes_nor_of_codes_without_check() -> None:
    whole = _document(*LAOTING, "51000021R000000019951", "13030321WLCRBVUADKPT8")
    assert changes(without_text(whole), codes.propose) == []


def test_half_a_code_leaves_no_reading() -> None:
    assert changes(without_text(_document("13081123P0")), codes.propose) == []
