"""The report: hostile text, places, languages, shapes of every kind."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from pipeline.export.exporter import Lang, View
from pipeline.export.report import render
from pipeline.export.words import SEVERITIES, word
from schemas.document import Cost, Document, Form, Fund, Indicator, SpendingStep
from schemas.finding import Finding, Message, Severity, Stretch, Suggestion
from schemas.result import Correction, EngineInfo, Evidence, Extraction, Match, SourceInfo
from schemas.source import SourceText

TEXT = "稻田示范点绩效目标表\n预算数\t9.00\t财政资金\t6.00\n示范点数\t量≥3↑\n"


def at(part: str, match: Match = "exact") -> Evidence:
    start = TEXT.index(part)
    return Evidence(start=start, end=start + len(part), match=match)


def finding(
    *paths: str,
    severity: Severity = Severity.ERROR,
    expected: str | None = None,
    actual: str | None = None,
) -> Finding:
    return Finding(
        rule="budget.parts",
        severity=severity,
        paths=list(paths),
        message=Message(zh="不符", en="differs"),
        expected=expected,
        actual=actual,
    )


def extraction(record: Document, **parts: object) -> Extraction:
    return Extraction.model_validate(
        {
            "source": SourceInfo(name="a.txt", sha256="0", media_type="text/plain", characters=len(TEXT)),
            "engine": EngineInfo(name="local", version="1"),
            "record": record,
            **parts,
        }
    )


def report(made: Extraction, lang: Lang = "zh", width: int = 110) -> str:
    return render(made, SourceText.from_text(TEXT), View(lang, width))


def test_a_finding_says_where_it_stands() -> None:
    record = Document(forms=[Form()])
    record.forms[0].budget.total = "9.00"
    made = extraction(
        record,
        evidence={"/forms/0/budget/total": [at("9.00")]},
        findings=[
            finding("/forms/0/budget/total", "/forms/0/budget/other", expected="6.00", actual="9.00"),
            finding("/forms/0/title", severity=Severity.INFO),
        ],
    )
    zh = report(made)
    assert "应为 6.00，表上为 9.00" in zh
    assert "2:5  预算数 | «9.00» | 财政资金 | 6.00" in zh
    assert "绩效表 1 · 预算规模 · 其他资金  /forms/0/budget/other  [记录中为空]" in zh
    assert zh.index("错误 1 ──") < zh.index("提示 1 ──")
    assert "expected 6.00, printed 9.00" in report(made, "en")


def test_a_joined_value_is_shown_as_read_and_a_correction_as_made() -> None:
    path = "/forms/0/indicators/0/level3"
    made = extraction(
        Document(forms=[Form(indicators=[Indicator(level3="示范点数量", target="≥3个")])]),
        evidence={path: [at("示范点数", "joined"), at("量", "joined")]},
        corrections=[
            Correction(path="/forms/0/indicators/0/target", raw="≥3↑", value="≥3个", rule="unit.glyph")
        ],
        findings=[finding(path)],
    )
    shown = report(made)
    assert "3:1  «示范点数» | «量»≥3↑" in shown
    assert "读作 示范点数量" in shown
    assert "«≥3↑» → «≥3个»  unit.glyph" in shown


def test_a_cell_alone_on_its_line_is_quoted_with_its_neighbours() -> None:
    text = "执行率\n\n  96.00%\n\n  9.60\n\n其他资金\n"
    start = text.index("9.60")
    made = extraction(
        Document(title="9.60"),
        evidence={"/title": [Evidence(start=start, end=start + 4, match="exact")]},
        findings=[finding("/title")],
    )
    assert "5:3  执行率 | 96.00% | «9.60» | 其他资金" in render(made, SourceText.from_text(text), View())


def test_the_same_said_twice_is_told_once() -> None:
    made = extraction(Document(forms=[Form(), Form()]), findings=[finding("/forms/0"), finding("/forms/1")])
    shown = report(made)
    assert shown.count("不符") == 1
    assert "不符 ×2" in shown
    assert "/forms/1" in shown


@pytest.mark.parametrize("width", [60, 110, 160])
def test_every_line_fits(width: int) -> None:
    long = "加强机关党的建设，组织开展培训266次；" * 12
    rows = [
        Indicator(
            level1="产出指标",
            level1_weight="50",
            level2=f"数量{i % 2}",
            level3=long,
            target="≥5个",
            extra={"备注": long},
        )
        for i in range(4)
    ]
    form = Form(
        title=long,
        goals=[long] * 5,
        indicators=rows,
        funds=[Fund(source="年度资金总额", executed="9")],
        costs=[Cost(item=long, amount="7")],
        spending_plan=[SpendingStep(deadline="3月底")],
        extra={"说明": long},
    )
    made = extraction(
        Document(forms=[form], title=long), findings=[finding(*[f"/forms/0/goals/{i}" for i in range(5)] * 3)]
    )
    for lang in ("zh", "en"):
        shown = report(made, lang, width)
        assert max(map(cell_len, shown.splitlines())) <= width
        assert "另有 10 处" in shown or "and 10 more places" in shown


def test_repeated_levels_are_blank_and_missing_ones_a_dash() -> None:
    rows = [Indicator(level1="产出", level2="数量", level3=name) for name in "甲乙"] + [
        Indicator(level1="效益", level3="丙")
    ]
    table = [
        line.split() for line in report(extraction(Document(forms=[Form(indicators=rows)]))).splitlines()
    ]
    assert ["1", "产出", "数量", "甲"] in table
    assert ["2", "乙"] in table
    assert ["3", "效益", "–", "丙"] in table


def test_hostile_text_everywhere() -> None:
    bad = "[bold red]x[/] \x1b[31m\x9b2J\u202e\r\n../../etc/passwd :smile:"
    form = Form(
        title=bad,
        project_name=bad,
        goals=[bad],
        purpose=bad,
        extra={bad: bad},
        indicators=[Indicator(level1=bad, target=bad, extra={bad: bad})],
        funds=[Fund(source=bad)],
    )
    made = extraction(
        Document(title=bad, forms=[form]),
        findings=[
            Finding(
                rule="x",
                severity=Severity.ERROR,
                paths=["/forms/0/extra/" + bad.replace("/", "~1"), bad, ""],
                message=Message(zh=bad, en=bad),
                expected=bad,
                actual=bad,
            )
        ],
        corrections=[Correction(path="/forms/0/title", raw=bad, value=bad, rule=bad)],
    )
    made.source.name = bad
    for lang in ("zh", "en"):
        shown = report(made, lang)
        assert not set(shown) & set("\x1b\x9b\u202e\r")
        assert "[bold red]x[/]" in shown
        assert ":smile:" in shown


def test_evidence_of_another_text_is_not_quoted() -> None:
    made = extraction(
        Document(title="稻田"),
        evidence={"/title": [Evidence(start=5000, end=5002, match="exact")]},
        findings=[finding("/title")],
        corrections=[Correction(path="/title", raw="x", value="稻田", rule="r")],
    )
    assert "[原文中未定位]" in report(made)


def test_colour_only_on_request() -> None:
    made = extraction(Document(title="稻田"), findings=[finding("/title")])
    assert "\x1b[" not in report(made)
    assert "\x1b[" in render(made, SourceText.from_text(TEXT), View(colour=True))


def test_every_kind_and_severity_has_words() -> None:
    kinds = [*Document.model_fields["document_type"].annotation.__args__]  # type: ignore[union-attr]
    kinds += [*Form.model_fields["form_type"].annotation.__args__]  # type: ignore[union-attr]
    assert all(word(kind, "zh") and word(kind, "en") for kind in kinds)
    assert set(SEVERITIES) == set(Severity)


def test_suggestions_are_listed_with_place_and_value() -> None:
    reason = Message(zh="6.00 读作 8.00", en="6.00 read as 8.00")
    path = "/forms/0/budget/fiscal"
    patch: list[dict[str, object]] = [
        {"op": "test", "path": path, "value": "6.00"},
        {"op": "replace", "path": path, "value": "8.00"},
    ]
    made = extraction(
        Document(forms=[Form()]),
        suggestions=[
            Suggestion(rule="budget.parts", patch=patch, reason=reason, confidence=0.9),
            Suggestion(rule="budget.parts", patch=patch[1:], reason=reason, confidence=0.001),
        ],
    )
    zh, en = report(made), report(made, "en")
    assert "建议 2" in zh and "1. 6.00 读作 8.00  budget.parts  90%" in zh
    assert f"{path} → 8.00" in zh
    assert "2. 6.00 read as 8.00  budget.parts  <1%" in en


def test_text_that_no_value_stands_for_is_quoted() -> None:
    start = TEXT.index("6.00")
    unclaimed = finding().model_copy(update={"spans": [Stretch(start=start, end=start + 4)]})
    shown = report(extraction(Document(forms=[Form()]), findings=[unclaimed]))
    assert "2:15  预算数 | 9.00 | 财政资金 | «6.00»" in shown


def test_a_sum_that_nothing_mends_is_said_to_be_the_authors() -> None:
    made = extraction(Document(), findings=[finding("/title").model_copy(update={"mend": "none"})])
    assert "可能是原件本身的错误" in report(made)
