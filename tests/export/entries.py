"""Entries to export: an invented document with findings, and one that means harm."""

from __future__ import annotations

from pipeline.export.entry import Entry
from schemas.document import Budget, Department, Document, Form, Fund, Indicator, SpendingStep
from schemas.finding import Finding, Message, Severity
from schemas.result import EngineInfo, SourceInfo
from schemas.review import Decision, Review, Reviewed

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    "#N/A",
    "=",
    "一\x00二\x0b三\x1f",
    "半\ud800个",
    "\ufeff\u202e<script>alert(1)</script>",
    'a,"b"\n;c',
    " 前后有空格 ",
    "\x00=1+1",
)


def finding(rule: str, severity: Severity, *paths: str) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        paths=list(paths),
        message=Message(zh=f"{rule} 不对", en=f"{rule} fails"),
    )


def entry(name: str = "稻田.txt", digest: str = "ab" * 32) -> Entry:
    """A signed document of two forms, of which the first has indicators."""
    record = Document(
        title="青禾县绩效目标表",
        year=2024,
        department=Department(code="330912", name="青禾县农技推广站"),
        overall_goals=["一、推广", "二、培训"],
        forms=[
            Form(
                title="稻田示范点建设",
                project_code="33091224P001200100013",
                money_unit="万元",
                budget=Budget(total="8.00", fiscal="6.00", other="2.00"),
                spending_plan=[SpendingStep(deadline="3月底", percent="25")],
                indicators=[
                    Indicator(level1="产出指标", target="≥3个", weight="10", score="9.50"),
                    Indicator(level1="效益指标", target="≥80%", weight="二十", extra={"指标方向": "正向"}),
                ],
                funds=[Fund(source="年度资金总额", annual_budget="1,030.50", executed="-3.5", score="优")],
            ),
            Form(form_type="self_evaluation", title="农机补贴"),
        ],
    )
    result = Reviewed(
        source=SourceInfo(name=name, sha256=digest, media_type="text/plain", characters=9),
        engine=EngineInfo(name="local", version="1"),
        record=record,
        findings=[
            finding("text.doubtful", Severity.WARNING, "/forms/0/indicators/0/target"),
            finding("scores.cap", Severity.ERROR, "/forms/0/indicators/0/target"),
            finding("text.covered", Severity.INFO, "/forms/0/indicators/1"),
            finding("text.doubtful", Severity.WARNING, "/forms/0/indicators/1/extra/指标方向"),
            finding("funds.rate", Severity.ERROR, "/forms/0/funds/0/executed"),
            finding("plan.end", Severity.ERROR, "/forms/0/spending_plan/0/percent"),
            finding("text.covered", Severity.WARNING),
        ],
        review=Review(
            status="signed",
            reviewer="王审核",
            signed_at="2024-05-06T07:08:09.000+00:00",
            decided_at="2024-05-06T07:08:09.000+00:00",
            decisions=2,
            edited=["/forms/0/indicators/0/score"],
            confirmed=["/forms/0/indicators/0/weight", "/forms/0/project_code"],
        ),
    )
    decisions = [
        Decision(
            number=1,
            kind="edit",
            who="王审核",
            at="2024-05-06T07:00:00.000+00:00",
            form=0,
            paths=["/forms/0/indicators/0/score"],
            before={"/forms/0/indicators/0/score": "9"},
            after={"/forms/0/indicators/0/score": "9.50"},
            why="=原件如此",
        ),
        Decision(number=2, kind="sign", who="王审核", at="2024-05-06T07:08:09.000+00:00"),
    ]
    return Entry(result, decisions)


def hostile() -> Entry:
    """Every text that means harm as an indicator's target, and one of 40,000 characters."""
    texts = [*HOSTILE, "长" * 40_000]
    record = Document(forms=[Form(indicators=[Indicator(target=text, weight="=1") for text in texts])])
    result = Reviewed(
        source=SourceInfo(name="=\udcb5.txt", sha256="cd" * 32, media_type="text/plain", characters=1),
        engine=EngineInfo(name="local", version="1"),
        record=record,
        findings=[finding("text.doubtful", Severity.WARNING, "/forms/0/indicators/0/target")],
    )
    result.findings[0].message.zh = "=不是公式\x00"
    return Entry(result)
