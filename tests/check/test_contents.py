"""contents.forms."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.check import check, contents_forms
from schemas.document import ContentsEntry, Document, Form
from schemas.finding import Finding

BOYE = ["党建培训经费绩效目标表", "县直单位深化专项整治工作满意度测评工作经费绩效目标表"]
SECTIONS = ["一、总体绩效目标", "二、分项绩效目标", "三、工作保障措施"]


def _found(listed: list[str], titles: Sequence[str | None]) -> list[Finding]:
    contents = [ContentsEntry(title=title, page=2) for title in [*SECTIONS, *listed]]
    record = Document(contents=contents, forms=[Form(title=title) for title in titles])
    return check(record, [contents_forms.RULE]).findings


def test_boye_agrees() -> None:
    assert _found([f"{number}.{title}" for number, title in enumerate(BOYE, 1)], BOYE) == []


def test_punctuation_width_and_numbers_are_ignored() -> None:
    assert _found(["（一）“两新”党建(2023)绩效目标表....."], ["1. 两新党建（２０２３）绩效目标表"]) == []


def test_no_contents_no_findings() -> None:
    assert check(Document(forms=[Form(title=BOYE[0])]), [contents_forms.RULE]).findings == []
    assert _found([], BOYE) == []


def test_order() -> None:
    (found,) = _found(BOYE, BOYE[::-1])
    assert (found.expected, found.actual) == ("、".join(BOYE), "、".join(BOYE[::-1]))


def test_number_and_title() -> None:
    number, title = _found(BOYE, [BOYE[0]])
    assert (number.expected, number.actual) == ("2", "1")
    assert (title.expected, title.actual) == (BOYE[1], None)
    assert title.paths == ["/contents/4/title"]


def test_a_title_that_differs() -> None:
    (found,) = _found(BOYE, [BOYE[0], "满意度测评工作经费绩效目标表"])
    assert found.paths == ["/contents/4/title", "/forms/1/title"]
    assert (found.expected, found.actual) == (BOYE[1], "满意度测评工作经费绩效目标表")


def test_no_form_at_all() -> None:
    (found,) = _found(BOYE, [])
    assert (found.expected, found.actual) == ("2", "0")


def test_a_form_without_title_silences_the_titles() -> None:
    assert _found(BOYE, [BOYE[1], None]) == []


def test_one_entry_for_all_forms_is_not_compared() -> None:
    assert _found(["二、项目支出绩效目标表"], BOYE) == []
