"""The report: one HTML file that needs nothing else, and runs nothing.

Documents are untrusted: all text goes in through the template's escaping, and the page forbids itself scripts
and everything that would have to be fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.kinds import NAMES, Kind
from evals.metrics.calibration import rated
from evals.metrics.metric import ALL
from evals.report import plots
from evals.report.tables import accuracy_after, tables
from evals.runs.record import DocumentResult, RunRecord
from schemas.finding import Message

_WORST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: ``width`` in percent of the longest, ``dark`` the part of it that is silent."""

    name: str
    value: str
    width: float
    dark: float = 0.0
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """What hurts most, the worst first."""

    title: Message
    note: Message
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with what it shows."""

    title: Message
    note: Message
    svg: Markup


def render(run: RunRecord) -> str:
    """The page of a run."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    scored = [each for each in run.documents if each.reason is None]
    # A link's target goes by number: names are what somebody called a file.
    anchors = {each.key: f"d{number}" for number, each in enumerate(run.documents)}
    return environment.get_template("page.html.j2").render(
        run=run,
        charts=[chart for chart in (_documents(scored, anchors), _kinds(scored), _damage(run)) if chart.bars],
        plots=_plots(run, scored),
        tables=tables(run),
        wrong=sorted((each for each in scored if each.errors), key=lambda each: -len(each.errors)),
        anchors=anchors,
    )


def _bars(counted: Sequence[tuple[str, int, int, str | None]]) -> list[Bar]:
    """Bars of errors with the silent ones, the longest first."""
    ordered = sorted((each for each in counted if each[1]), key=lambda each: -each[1])[:_WORST]
    return [
        Bar(name, f"{errors} / {silent}", 100 * errors / ordered[0][1], 100 * silent / errors, link)
        for name, errors, silent, link in ordered
    ]


def _documents(scored: Sequence[DocumentResult], anchors: Mapping[tuple[str, str], str]) -> Chart:
    counted = [
        (
            f"{each.name} ({each.set})",
            len(each.errors),
            len(each.silent),
            anchors[each.key],
        )
        for each in scored
    ]
    return Chart(
        Message(zh="哪份文档错得最多", en="Which document hurts most"),
        Message(zh="错误 / 其中未标出（深色）", en="errors / silent ones (dark)"),
        _bars(counted),
    )


def _kinds(scored: Sequence[DocumentResult]) -> Chart:
    errors: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    for document in scored:
        errors.update(cell.kind for cell in document.errors)
        silent.update(cell.kind for cell in document.silent)
    counted = [(f"{NAMES[kind]} {kind.value}", errors[kind], silent[kind], None) for kind in Kind]
    return Chart(
        Message(zh="哪类栏目错得最多", en="Which kind of field hurts most"),
        Message(zh="错误 / 其中未标出（深色）", en="errors / silent ones (dark)"),
        _bars(counted),
    )


def _damage(run: RunRecord) -> Chart:
    """How much accuracy each recipe costs, in points."""
    untouched = next((accuracy_after(point).value for point in run.damage if not point.recipe), None)
    lost = []
    for point in run.damage:
        value = accuracy_after(point).value
        if point.recipe and value is not None and untouched is not None:
            lost.append((point.recipe, 100 * (untouched - value)))
    lost.sort(key=lambda each: -each[1])
    worst = [each for each in lost[:_WORST] if each[1] > 0]
    return Chart(
        Message(zh="哪种损伤最伤", en="Which damage hurts most"),
        Message(zh="准确率下降的百分点", en="points of accuracy lost"),
        [Bar(name, f"−{points:.1f}", 100 * points / worst[0][1]) for name, points in worst],
    )


def _plots(run: RunRecord, scored: Sequence[DocumentResult]) -> list[Plot]:
    by_set = {
        name: [each for each in scored if each.set == name]
        for name in run.metrics
        if run.metrics[name]["accuracy"][ALL].value is not None
    }
    made = [
        Plot(
            Message(zh="损伤程度与准确率", en="Accuracy over severity of damage"),
            Message(zh="每条线是一种损伤", en="a line for each model of damage"),
            Markup(plots.damage_curves(run.damage)),
        ),
        Plot(
            Message(zh="风险与覆盖", en="Risk and coverage"),
            Message(
                zh="先接受把握最大的值；越往右不看的越多",
                en="the surest values are accepted first; further right, fewer are looked at",
            ),
            Markup(plots.risk_coverage(by_set)),
        ),
        Plot(
            Message(zh="置信度是否可信", en="Reliability of the confidence"),
            Message(zh="在虚线上最好", en="best on the dotted line"),
            Markup(plots.reliability({name: rated(each) for name, each in by_set.items()})),
        ),
    ]
    return [plot for plot in made if plot.svg]
