"""Damage changes what it says it changes, and the labels of damaged texts say what it left open."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import Verdict, compare
from evals.damage.curve import Clean, clean_documents, is_in_rows, score_damaged
from evals.damage.damaged import Damaged, Edit, Model, edited
from evals.damage.glyphs import GLYPHS
from evals.damage.labels import places, relabel
from evals.damage.recipe import MODELS, Step, damaged, parse
from evals.label import Label
from evals.score import SETS, documents, score
from pipeline.flow import extract, make_engine
from schemas.document import Document
from schemas.source import SourceText

ROWS = (
    "一级指标\t二级指标\t三级指标\t指标值\t分值\n"
    "产出指标\t数量指标\t培训村级卫生员次数\t≥80人次\t10\n"
    "\t质量指标\t参加培训人员合格率\t≥95%\t15\n"
    "\t时效指标\t全部培训工作完成时间\t10月底前\t5\n"
)
DOCUMENT = {
    "document_type": "project_targets",
    "forms": [
        {
            "form_type": "targets",
            "indicators": [
                {
                    **{"level1": "产出指标", "level2": "数量指标", "level3": "培训村级卫生员次数"},
                    **{"target": "≥80人次", "weight": "10"},
                },
                {
                    **{"level1": "产出指标", "level2": "质量指标", "level3": "参加培训人员合格率"},
                    **{"target": "≥95%", "weight": "15"},
                },
                {
                    **{"level1": "产出指标", "level2": "时效指标", "level3": "全部培训工作完成时间"},
                    **{"target": "10月底前", "weight": "5"},
                },
            ],
        }
    ],
}
LABEL = Label.model_validate({"document": DOCUMENT})
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@pytest.fixture(scope="module")
def known() -> list[Clean]:
    return list(
        clean_documents(found for name in ("cases", "seen") for found in documents(SETS[name], Path("none")))
    )


def _changes(damage: Damaged, text: str) -> int:
    """Glyphs that are lost, misread, added or followed by another than before."""
    kept = {at for at in damage.origins if at is not None}
    misread = sum(
        at is not None and text[at] != shown for at, shown in zip(damage.origins, damage.text, strict=True)
    )
    return len(text) - len(kept) + misread + damage.origins.count(None)


@each_model
def test_the_same_seed_gives_the_same_text(model: Model) -> None:
    steps = [Step(model, 0.5)]
    assert damaged(ROWS, steps, seed=3) == damaged(ROWS, steps, seed=3)
    assert len({damaged(ROWS, steps, seed).text for seed in range(12)}) > 1


@each_model
def test_no_severity_changes_nothing(model: Model) -> None:
    assert damaged(ROWS, [Step(model, 0.0)], seed=3) == Damaged.none(ROWS)


@each_model
def test_severity_grows_the_number_of_changes(model: Model, known: list[Clean]) -> None:
    for document in known[:4]:
        text = document.source.text
        counts = [_changes(damaged(text, [Step(model, each)], 5), text) for each in (0.1, 0.25, 0.5, 1.0)]
        assert 0 < counts[0] < counts[-1]
        assert counts == sorted(counts)


@each_model
@settings(max_examples=25)
@given(text=st.text(alphabet="甲乙≥80月底\t|\n ,", max_size=80), severity=st.floats(0, 1), seed=st.integers())
def test_any_text_can_be_damaged(model: Model, text: str, severity: float, seed: int) -> None:
    damage = model.damage(text, severity, random.Random(seed))
    assert len(damage.text) == len(damage.origins)
    kept = [at for at in damage.origins if at is not None]
    assert len(kept) == len(set(kept))
    # Only misreading glyphs changes what is shown of what was there.
    same = all(
        text[at] == shown for at, shown in zip(damage.origins, damage.text, strict=True) if at is not None
    )
    assert same or model is GLYPHS


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("glyphs", "培训村级卫生员次数\t280人次"),
        ("lost", "质量指标\t\t≥95%"),
        ("split", "参加培训人\t员合格率"),
        ("interleaved", "参加培训人\t≥95%\t15\n\t\t员合格率\t\t"),
        ("page breaks", "- 1 -\n部门绩效信息公开材料\n一级指标\t二级指标\t三级指标"),
        ("debris", "\n■\n"),
        ("markup", "**参加培训人员合格率**"),
        ("glued", "质量指标参加培训人员合格率≥95%15"),
    ],
)
def test_examples(name: str, shown: str) -> None:
    """Each model does what it is called after, from one seed or another."""
    texts = [damaged(ROWS, parse(f"{name}:1"), seed).text for seed in range(300)]
    assert any(shown in text for text in texts)


def test_steps_are_done_in_order_and_origins_lead_back() -> None:
    damage = damaged(ROWS, parse("glyphs:1+split:1+interleaved:1+markup:0.5"), seed=2)
    assert "<" in damage.text or "**" in damage.text or "&nbsp;" in damage.text
    kept = [
        (ROWS[at], shown) for at, shown in zip(damage.origins, damage.text, strict=True) if at is not None
    ]
    misread = [(was, now) for was, now in kept if was != now]
    assert 1 <= len(misread) <= 6


@pytest.mark.parametrize("name", ["glyph:0.3", "glyphs", "glyphs:", "glyphs:1.5", "glyphs:nan", ""])
def test_a_name_that_says_nothing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"there are|write a severity"):
        parse(name)


def _alternatives(*edits: Edit) -> dict[str, list[object]]:
    source = SourceText.from_text(ROWS)
    label = relabel(LABEL, places(LABEL, source), ROWS, edited(ROWS, edits))
    return {
        entry.path.removeprefix("/forms/0/indicators/"): list(entry.alternatives) for entry in label.uncertain
    }


def _edit(was: str, now: str, place: int = 0) -> Edit:
    at = ROWS.index(was) + place
    return Edit(at, at + max(1, len(now)), now)


def test_a_misread_digit_may_be_read_as_it_is() -> None:
    assert _alternatives(_edit("80人", "3")) == {"0/target": ["≥30人次"]}
    assert _alternatives(_edit("≥95", "")) == {"1/target": ["95%"]}
    assert _alternatives(_edit("≥95", "2")) == {"1/target": ["295%"]}


def test_what_the_document_decides_is_expected() -> None:
    assert _alternatives(_edit("月底", "]")) == {}
    assert _alternatives(_edit("质量指标", "盾")) == {}


def test_a_lost_cell_may_be_empty_wherever_its_value_is_repeated() -> None:
    at = ROWS.index("产出指标")
    assert _alternatives(Edit(at, at + 4, "")) == {f"{row}/level1": [None] for row in range(3)}


def test_what_was_moved_or_added_leaves_nothing_open() -> None:
    source = SourceText.from_text(ROWS)
    for name in ("split", "interleaved", "page breaks", "debris", "markup", "glued"):
        damage = damaged(ROWS, parse(f"{name}:1"), seed=1)
        assert relabel(LABEL, places(LABEL, source), ROWS, damage).uncertain == []


def test_a_damaged_label_accepts_what_is_printed_and_what_is_legible() -> None:
    source = SourceText.from_text(ROWS)
    label = relabel(LABEL, places(LABEL, source), ROWS, edited(ROWS, [_edit("80人", "3")]))
    for target, right in (("≥80人次", True), ("≥30人次", True), ("≥60人次", False)):
        record = LABEL.document.model_copy(deep=True)
        record.forms[0].indicators[0].target = target
        assert all(cell.verdict == Verdict.CORRECT for cell in compare(label, record)) == right


def test_values_of_the_clean_documents_are_found(known: list[Clean]) -> None:
    assert len(known) >= 20
    for document in known:
        values = len(list(document.label.document.forms[0].indicators))
        assert len(document.places) > 4 * values
        for value, offsets in document.places.values():
            there = [document.source.text[at] for at in offsets if at is not None]
            assert len(there) <= len(value)


def test_only_rows_are_chosen() -> None:
    assert is_in_rows(ROWS)
    assert not is_in_rows(ROWS.replace("\t", "\n"))
    assert not is_in_rows("")


def test_undamaged_documents_score_as_before(known: list[Clean]) -> None:
    engine = make_engine("local")
    name, source, label, _ = known[0]
    result = score_damaged(known[0], parse("markup:0"), 1, engine)
    assert result.errors == score(name, label, extract(source, engine)).errors


def test_labels_keep_their_own_open_places() -> None:
    label = Label.model_validate(
        {
            "document": DOCUMENT,
            "uncertain": [
                {"path": "/forms/0/indicators/0/target", "why": "dim", "alternatives": ["≥60人次"]}
            ],
        }
    )
    source = SourceText.from_text(ROWS)
    (entry,) = relabel(label, places(label, source), ROWS, edited(ROWS, [_edit("80人", "3")])).uncertain
    assert entry.alternatives == ["≥60人次", "≥30人次"]
    assert label.document == Document.model_validate(DOCUMENT)
