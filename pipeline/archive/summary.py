"""The summary page of an archive: one HTML file that needs nothing else, and runs nothing.

Documents are untrusted: all text goes in through the template's escaping, and the page forbids itself scripts
and everything that would have to be fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, case, func, select

from pipeline.archive.status import Status, statuses
from pipeline.archive.tables import ENTRIES, RUNS
from pipeline.archive.tally import SURE, Tally
from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line
from pipeline.flow import RULES
from pipeline.review.store import exports
from pipeline.review.store.documents import now
from schemas.divisions import PROVINCES
from schemas.finding import Message

_MOST_BARS = 40
_LONGEST = 60
# Upper bounds of what documents took, in seconds and in tokens.
_SECONDS = (0.1, 0.3, 1, 3, 10, 30, 100)
_TOKENS = (1_000, 3_000, 10_000, 30_000, 100_000)
_STATES = {
    "done": Message(zh="完成", en="done"),
    "failed": Message(zh="失败", en="failed"),
    "waiting": Message(zh="待处理", en="waiting"),
    "running": Message(zh="处理中", en="running"),
    "replaced": Message(zh="已被替换", en="replaced"),
}
_UNKNOWN = Message(zh="未知", en="unknown")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``width`` in percent of the longest, ``note`` says more about it."""

    name: str
    value: str
    width: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with what they show; ``left_out`` of them are not shown."""

    title: str
    bars: Sequence[Bar]
    note: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with what it is."""

    name: str
    value: str


def render(connection: Connection, lang: Lang) -> str:
    """The page of a store."""
    found = statuses(connection, reasons=_MOST_BARS)
    tally = Tally()
    for entry in exports.entries(connection):
        tally.add(entry)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = _Page(lang)
    latest = found[0] if found else None
    charts = [page.years(tally), page.provinces(tally), page.rules(tally)]
    if latest:
        charts = [page.states(latest), *charts, page.failures(latest), *page.spent(connection, latest)]
    return environment.get_template("summary.html.j2").render(
        lang=lang,
        title=page.say("档案汇总", "Archive summary"),
        made=f"{now()[:16].replace('T', ' ')} UTC",
        made_by=f"jixiao {version('jixiao')}",
        engine=_engine(latest),
        facts=page.facts(tally, latest),
        charts=[chart for chart in charts if chart.bars],
    )


class _Page:
    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def say(self, zh: str, en: str) -> str:
        return zh if self._lang == "zh" else en

    def facts(self, tally: Tally, status: Status | None) -> list[Fact]:
        share = "–" if tally.share is None else f"{100 * tally.share:.2f}%"
        found = [
            Fact(self.say("文件", "documents"), f"{tally.documents:,}"),
            Fact(self.say("绩效表", "forms"), f"{tally.forms:,}"),
            Fact(self.say("栏目值", "values"), f"{tally.values:,}"),
            Fact(self.say("存疑的值", "doubtful values"), share),
            Fact(self.say("毫无存疑的文件", "documents without any doubt"), f"{tally.without_doubt:,}"),
        ]
        if status and (ended := status.counts["done"] + status.counts["failed"]):
            tokens = status.input_tokens + status.output_tokens
            found.append(Fact(self.say("每份秒数", "seconds a document"), f"{status.seconds / ended:.2f}"))
            if tokens:
                found.append(Fact(self.say("每份 token", "tokens a document"), f"{tokens / ended:,.0f}"))
            if status.cost is not None:
                found.append(Fact(self.say("总费用", "cost"), f"{status.cost:,.4f}"))
                found.append(Fact(self.say("每份费用", "cost a document"), f"{status.cost / ended:.6f}"))
        return found

    def states(self, status: Status) -> Chart:
        counted = [(_STATES[state].in_language(self._lang), n, "") for state, n in status.counts.items()]
        return self._chart(("文件状态", "Documents by state"), counted)

    def years(self, tally: Tally) -> Chart:
        unknown = _UNKNOWN.in_language(self._lang)
        counted = [(str(year or unknown), n, "") for year, n in sorted(tally.years.items())]
        return self._chart(("各年度的绩效表", "Forms by year"), counted)

    def provinces(self, tally: Tally) -> Chart:
        def name(code: str) -> str:
            return f"{code} {PROVINCES[code].in_language(self._lang)}" if code else unknown

        unknown = _UNKNOWN.in_language(self._lang)
        counted = [(name(code), n, "") for code, n in tally.provinces.most_common()]
        return self._chart(("各省的绩效表", "Forms by province"), counted)

    def rules(self, tally: Tally) -> Chart:
        titles = {rule.id: rule.title.in_language(self._lang) for rule in RULES}
        counted = [
            (f"{rule} {titles.get(rule, '')}".strip(), n, f"{tally.with_rule[rule]:,}")
            for rule, n in tally.rules.most_common()
        ]
        sure = f"{SURE:.0%}"
        return self._chart(
            ("各规则的存疑", "Findings by rule"),
            counted,
            self.say(
                f"未决存疑数（括号内为涉及的文件数）。存疑的值：有未决存疑，或把握低于 {sure}。",
                f"open findings (documents that have one). A value is doubtful that has an open finding or "
                f"a confidence below {sure}.",
            ),
        )

    def failures(self, status: Status) -> Chart:
        counted = [(each.reason.in_language(self._lang), each.count, "") for each in status.failures]
        return self._chart(("失败的原因", "Failures by reason"), counted)

    def spent(self, connection: Connection, status: Status) -> Iterable[Chart]:
        # That of the latest run, as the status is.
        its = select(RUNS.c.configuration).order_by(RUNS.c.id.desc()).limit(1).scalar_subquery()
        ended = ENTRIES.c.state.in_(("done", "failed")) & (ENTRIES.c.configuration == its)
        tokens = ENTRIES.c.input_tokens + ENTRIES.c.output_tokens
        for column, bounds, titles, unit in (
            (ENTRIES.c.seconds, _SECONDS, ("每份文件用时", "Time a document took"), " s"),
            (tokens, _TOKENS, ("每份文件的 token", "Tokens a document took"), ""),
        ):
            if unit or status.input_tokens:
                step = case(
                    *((column < bound, place) for place, bound in enumerate(bounds)), else_=len(bounds)
                )
                rows = connection.execute(select(step, func.count()).where(ended).group_by(step)).all()
                between = [f"{low:,}–{high:,}{unit}" for low, high in pairwise(bounds)]
                named = [f"< {bounds[0]:,}{unit}", *between, f"≥ {bounds[-1]:,}{unit}"]
                yield self._chart(titles, [(named[place], n, "") for place, n in sorted(map(tuple, rows))])

    def _chart(
        self, titles: tuple[str, str], counted: Sequence[tuple[str, int, str]], note: str = ""
    ) -> Chart:
        shown = [each for each in counted if each[1]][:_MOST_BARS]
        most = max((each[1] for each in shown), default=1)
        bars = [
            Bar(one_line(name, _LONGEST), f"{n:,}" + (f" ({more})" if more else ""), 100 * n / most, name)
            for name, n, more in shown
        ]
        left_out = sum(1 for each in counted if each[1]) - len(shown)
        return Chart(self.say(*titles), bars, note, left_out)


def _engine(status: Status | None) -> str:
    if status is None:
        return ""
    engine = status.configuration["engine"]
    return " ".join(filter(None, (engine["name"], engine["version"], engine["model"])))
