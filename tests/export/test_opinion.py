"""Review opinions: what documents hold is text in them, never markup."""

from __future__ import annotations

import io

import docx
import pytest

from pipeline.export.opinion import docx as word_document
from pipeline.export.opinion import markdown, summary
from pipeline.export.opinion.content import Opinion, opinion
from schemas.document import Department, Document, Form, Indicator
from schemas.finding import Message, Suggestion
from schemas.result import EngineInfo, Extraction, SourceInfo

HOSTILE = "<script>alert(1)</script> [x](http://evil) `rm` | =1+1 \x00\x0b\u202e **粗**"


def comment(path: str, said: str = "说明", proposal: str | None = None) -> Suggestion:
    return Suggestion(
        rule="substance.goals",
        patch=[],
        reason=Message(zh=said, en=said),
        confidence=0.9,
        kind="substance",
        paths=[path],
        dimension="completeness",
        proposal=proposal,
    )


def extraction(record: Document, *comments: Suggestion, name: str = "a.txt") -> Extraction:
    return Extraction(
        source=SourceInfo(name=name, sha256="0" * 64, media_type="text/plain", characters=1),
        engine=EngineInfo(name="local", version="1"),
        record=record,
        suggestions=list(comments),
    )


@pytest.fixture
def hostile() -> Opinion:
    row = Indicator(level3=HOSTILE, target=HOSTILE)
    record = Document(title=HOSTILE, department=Department(name=HOSTILE), forms=[Form(indicators=[row])])
    return opinion(
        extraction(record, comment("/forms/0/indicators/0/target", HOSTILE, HOSTILE), name=HOSTILE),
        None,
        "zh",
    )


def test_markdown_shows_hostile_text_literally(hostile: Opinion) -> None:
    made = markdown.render(hostile)
    assert "<script>" not in made
    assert "[x](" not in made
    assert "**粗**" not in made
    assert "\x00" not in made
    assert "\u202e" not in made
    assert r"\<script\>" in made


def test_word_takes_hostile_text(hostile: Opinion) -> None:
    made = docx.Document(io.BytesIO(word_document.render(hostile)))
    text = "\n".join(each.text for each in made.paragraphs)
    assert "<script>alert(1)</script>" in text, "text, as XML escapes it"
    assert "\u202e" not in text


def test_a_spreadsheet_does_not_compute_what_a_document_says() -> None:
    record = Document(department=Department(name="=cmd|' /C calc'!A0"))
    made = summary.table([("=1+1.txt", extraction(record, comment("/forms/0/goals", "+1+1")))])
    cells = made.splitlines()[1]
    assert cells.startswith("'=1+1.txt,'=cmd|")
    assert ",'+1+1," in cells


def test_the_same_comment_on_several_forms_is_one_to_decide() -> None:
    record = Document(forms=[Form(project_name=name, goals=["1.目标"]) for name in "甲乙丙"])
    comments = [comment(f"/forms/{form}/goals") for form in (0, 2)]
    other = comment("/forms/1/goals", "另一条")
    made = opinion(extraction(record, *comments, other), None, "zh")
    remarks = made.sections[0].remarks
    assert [(each.number, each.said, len(each.places)) for each in remarks] == [
        (1, "说明", 2),
        (2, "另一条", 1),
    ]
    assert "（丙）" in remarks[0].places[1]


def test_summary_counts_documents_and_forms() -> None:
    two = Document(department=Department(name="甲局"), forms=[Form(), Form()])
    named = [
        ("a", extraction(two, comment("/forms/0/goals"), comment("/forms/1/goals"))),
        ("b", extraction(Document(department=Department(name="乙局"), forms=[Form()]))),
        ("c", extraction(Document(), comment("/forms/0/goals"))),
    ]
    assert summary.by_rule(named) == [summary.Line("substance.goals", 3, 2, 3)]
    assert summary.by_department(named, "zh") == [
        summary.Line("甲局", 2, 1, 2),
        summary.Line("（未标明单位）", 1, 1, 0),
        summary.Line("乙局", 0, 1, 1),
    ]
