"""The plots of a run as SVG, with text as text: the page scales them, and a reader can search them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from evals.damage.recipe import parse
from evals.metrics.calibration import table
from evals.metrics.review import curve
from evals.report.tables import accuracy_after
from evals.runs.record import DamagePoint, DocumentResult

_SIZE = (5.2, 3.6)
_HEADER = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
# Told apart by eyes that see no red and green too (Okabe, Ito 2008).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#8c6d31")
_STYLES = ("-", "--", "-.", ":")


def risk_coverage(by_set: Mapping[str, Sequence[DocumentResult]]) -> str:
    """Share of wrong values among those accepted unlooked, over their share of all values."""

    def draw(axes: Axes) -> None:
        for number, (name, documents) in enumerate(by_set.items()):
            points = curve(documents)
            if points:
                axes.plot(*zip(*points, strict=True), label=name, **_line(number))
        axes.set_xlabel("share of values accepted without a look (coverage)")
        axes.set_ylabel("share of them that is wrong (risk)")
        axes.set_xlim(0, 1)
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False)

    return _svg(draw)


def reliability(by_set: Mapping[str, Sequence[tuple[float, bool]]]) -> str:
    """Share of values that are right over the confidence given to them; confidence and truth of values."""

    def draw(axes: Axes) -> None:
        axes.plot((0, 1), (0, 1), color="#999999", linewidth=1, linestyle=":")
        for number, (name, found) in enumerate(by_set.items()):
            bins = table(found)
            if bins:
                axes.plot(
                    [each[3] for each in bins],
                    [each[4] for each in bins],
                    label=name,
                    marker="o",
                    markersize=4,
                    **_line(number),
                )
        axes.set_xlabel("confidence")
        axes.set_ylabel("share right")
        axes.legend(frameon=False, loc="upper left")

    return _svg(draw)


def damage_curves(points: Sequence[DamagePoint]) -> str:
    """Cell accuracy over severity, a line for each model of damage; recipes of several models are left to
    the table."""
    untouched = [accuracy_after(point).value for point in points if not point.recipe]
    lines: dict[str, list[tuple[float, float]]] = {}
    for point in points:
        steps = parse(point.recipe) if point.recipe else []
        value = accuracy_after(point).value
        if len(steps) == 1 and value is not None:
            start = [(0.0, untouched[0])] if untouched and untouched[0] is not None else []
            lines.setdefault(steps[0].model.name, start).append((steps[0].severity, value))

    def draw(axes: Axes) -> None:
        for number, (name, line) in enumerate(lines.items()):
            axes.plot(*zip(*sorted(line), strict=True), label=name, marker="o", markersize=3, **_line(number))
        axes.set_xlabel("severity")
        axes.set_ylabel("cell accuracy")
        axes.set_ylim(top=1)
        axes.legend(frameon=False, ncols=2)

    return _svg(draw) if lines else ""


def _line(number: int) -> dict[str, Any]:
    return {
        "color": _COLOURS[number % len(_COLOURS)],
        "linestyle": _STYLES[number // 2 % len(_STYLES)],
        "linewidth": 1.6,
    }


def _svg(draw: Callable[[Axes], None]) -> str:
    """The drawing without what differs from run to run."""
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "jixiao", "font.size": 9}):
        drawing = Drawing(figsize=_SIZE, layout="constrained")
        axes = drawing.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#dddddd", linewidth=0.6)
        draw(axes)
        file = io.StringIO()
        drawing.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return _HEADER.sub("", file.getvalue(), count=1)
