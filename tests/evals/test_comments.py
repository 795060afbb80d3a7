"""Comments count as valid only when two readers say so; a sheet shows everything but their verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evals import comments
from evals.comments import FOLDER, Judged, Judgements, Missed, Verdict, judged, load, made, tally
from evals.label import Label, Uncertain
from evals.score import SETS
from evals.sheets import Remark, sheet
from pipeline.comment import comment
from pipeline.comment.doubts import of_pointers
from schemas.document import Document, Form, Indicator
from tests.evals.test_labels import TEXTS

NAMES = sorted(path.stem for path in SETS["labels"].glob("*.json"))
NOWHERE = Path("none")


def entry(first: Verdict | None, second: Verdict | None, rule: str = "substance.bound") -> Judged:
    return Judged(id="1", rule=rule, paths=["/forms/0"], said="偏低。", first=first, second=second)


def test_both_readers_must_say_valid() -> None:
    counted = tally([[entry("valid", "valid"), entry("valid", "not")], [entry("not", "not")]])
    assert (counted.valid, counted.rejected, counted.differ, counted.unseen) == (1, 2, 1, 0)
    assert counted.precision == pytest.approx(1 / 3)


def test_what_one_of_them_has_not_looked_at_counts_nowhere() -> None:
    counted = tally([[entry("valid", "valid"), entry("valid", None), entry(None, "not"), entry(None, None)]])
    assert (counted.valid, counted.rejected, counted.unseen, counted.precision) == (1, 0, 3, 1.0)
    assert tally([[entry(None, None)]]).precision is None


def test_the_interval_is_by_document() -> None:
    both, neither = entry("valid", "valid"), entry("not", "not")
    low, high = tally([[both] * 9 + [neither], [both] * 4, [both, neither], []]).interval
    assert low is not None and high is not None
    assert 0.5 <= low < 15 / 17 < high <= 1
    assert tally([[both], [neither]]).interval == (None, None), "two documents say nothing of others"


def test_the_lists_know_every_comment_on_the_hand_made_records() -> None:
    found = {name: judged(name, remarks) for name, (_, remarks) in made(NOWHERE).items()}
    assert sorted(found) == NAMES
    listed = {name: {each.id for each in load(name).comments} for name in NAMES}
    unknown = [
        each.said for name, entries in found.items() for each in entries if each.id not in listed[name]
    ]
    assert unknown == [], "python -m evals.comments list"


@pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the real documents are not in {TEXTS}")
def test_the_lists_hold_what_the_rules_say_and_nothing_else() -> None:
    for name, (_, remarks) in made(TEXTS).items():
        assert [each.comment.id for each in remarks] == [each.id for each in load(name).comments]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lists of their own: all of Shanhaiguan's comments judged, one of them twice over."""
    monkeypatch.setattr(comments, "FOLDER", tmp_path)
    entries = Judgements.model_validate_json((FOLDER / "shanhaiguan_2021.json").read_text(encoding="utf-8"))
    for each in entries.comments:
        each.first = each.second = "valid"
    entries.comments[0].second = "not"
    entries.missed = [Missed(place="/forms/0/goals", comment="绩效目标笼统。", by="second")]
    path = tmp_path / "shanhaiguan_2021.json"
    path.write_text(entries.model_dump_json(), encoding="utf-8")
    return tmp_path


def run(*args: str) -> str:
    result = CliRunner().invoke(comments.main, [*args, "--documents", str(NOWHERE)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_differences_and_what_was_missed_are_shown(folder: Path) -> None:
    shown = run("show")
    assert "first valid, second not: shanhaiguan_2021 " in shown
    assert "missed: shanhaiguan_2021 /forms/0/goals 绩效目标笼统。 (second)" in shown
    assert "recall: " in shown and "(1 of 5 documents)" in shown
    (folder / "shanhaiguan_2021.json").unlink()
    assert "recall: not known" in run("show")


def test_renewing_the_lists_keeps_verdicts_and_drops_what_is_gone(folder: Path) -> None:
    path = folder / "shanhaiguan_2021.json"
    before = Judgements.model_validate_json(path.read_text(encoding="utf-8"))
    gone = entry("valid", "valid")
    changed = before.model_copy(update={"comments": [*before.comments, gone]})
    path.write_text(changed.model_dump_json(), encoding="utf-8")
    run("list")
    after = Judgements.model_validate_json(path.read_text(encoding="utf-8"))
    assert {each.id for each in after.comments} == {each.id for each in before.comments}
    assert [each.first for each in after.comments] == ["valid"] * len(after.comments)
    assert after.missed == before.missed
    assert sorted(each.stem for each in folder.glob("*.json")) == NAMES


def test_a_sheet_holds_every_comment_and_row_and_no_verdict(folder: Path, tmp_path: Path) -> None:
    run("sheet", str(tmp_path / "sheets"))
    for name, (label, remarks) in made(NOWHERE).items():
        text = (tmp_path / "sheets" / f"{name}.md").read_text(encoding="utf-8")
        assert all(f"`{each.comment.id}`" in text for each in remarks)
        assert all((row.level3 or "") in text.replace("\\", "") for row in label.document.forms[0].indicators)
    shanhaiguan = (tmp_path / "sheets" / "shanhaiguan_2021.md").read_text(encoding="utf-8")
    assert "绩效目标笼统" not in shanhaiguan
    assert shanhaiguan.count("valid") == 2, "only in what the reader is asked"


def test_a_document_cannot_write_into_the_sheet() -> None:
    name = "满意度</td>|\n## 表9"
    record = Document(forms=[Form(indicators=[Indicator(level3=name, target="≤95%")])])
    remarks = [Remark(each, record) for each in comment(record, of_pointers([]))]
    assert remarks
    text = sheet("甲", Label(document=record), remarks)
    assert "\n## 表9" not in text and "<" not in text
    assert r"满意度&lt;/td&gt;\| \#\# 表9" in text


def test_the_engines_own_reading_is_shown_with_its_rows() -> None:
    read = Document(forms=[Form(title="乙表", indicators=[Indicator(level3="满意度", target="≤95%")])])
    remarks = [Remark(each, read, by_engine=True) for each in comment(read, of_pointers([]))]
    text = sheet("甲", Label(document=Document(forms=[Form(title="甲表")])), remarks)
    assert (
        text.index("甲表") < text.index("自动识别") < text.index(remarks[0].comment.id) < text.index("乙表")
    )
    assert "| 1 | 满意度 | ≤95% |" in text


def test_what_the_source_leaves_open_is_marked() -> None:
    record = Document(forms=[Form(goals=["1.规范公务员"], indicators=[Indicator(level3="完成率")])])
    unsure = [
        Uncertain(path=path, why="cut off", alternatives=[])
        for path in ("/forms/0/goals/0", "/forms/0/indicators/0/target", "/forms/0/money_unit")
    ]
    text = sheet("甲", Label(document=record, uncertain=unsure), [])
    assert "1.规范公务员〔原文此处不清〕" in text
    assert "| 1 | 完成率 | 〔原文此处不清〕 |" in text
    assert text.count("不清") == 2
