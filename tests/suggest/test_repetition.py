"""A doubtful text beside another of its row that has the same words."""

from __future__ import annotations

from pipeline.suggest import Case, repetition
from schemas.document import Document, Form, Indicator
from schemas.finding import Finding, Message, Severity
from tests.suggest.cases import changes

# As an OCR text of 2023 prints it: 任 for 伍, in a cell that a column line cut.
ROW = Indicator(level3="提高干部队伍素质", description="提高干部队任素质", target="提高干部队伍素质")
RECORD = Document(forms=[Form(goals=["1.组织干部培训,提高干部队伍素质"], indicators=[ROW])])
DESCRIPTION = "/forms/0/indicators/0/description"


def _doubted(record: Document, *paths: str) -> Case:
    said = Message(zh="请核对", en="check")
    found = [
        Finding(rule="text.doubtful", severity=Severity.WARNING, paths=[path], message=said) for path in paths
    ]
    return Case(record, found, lambda changed, only: [])


def test_the_row_shows_what_a_doubtful_text_was() -> None:
    assert changes(_doubted(RECORD, DESCRIPTION), repetition.propose) == [(DESCRIPTION, "提高干部队伍素质")]


def test_the_sound_text_is_left_alone_though_it_is_doubted_too() -> None:
    names = [f"/forms/0/indicators/0/{field}" for field in ("level3", "target")]
    assert changes(_doubted(RECORD, *names), repetition.propose) == []


def test_nothing_is_said_without_a_finding() -> None:
    assert changes(_doubted(RECORD), repetition.propose) == []


def test_words_that_the_authors_vary_are_theirs() -> None:
    row = Indicator(level3="考核断面水质达标率", description="达到水质目标的断面占比", basis="水质目标责任书")
    paths = [f"/forms/0/indicators/0/{field}" for field in ("level3", "description", "basis")]
    assert changes(_doubted(Document(forms=[Form(indicators=[row])]), *paths), repetition.propose) == []
