"""The tables of a run, as text cells; terminal, Markdown and HTML show the same ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.kinds import NAMES, Kind
from evals.metrics.cells import counts
from evals.metrics.metric import ALL, ratio
from evals.runs.record import DamagePoint, DocumentResult, Figure, Metrics, RunRecord
from schemas.finding import Message

NOT_SCORED = "–"
_Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` have a cell for each column; the first ``words`` columns are words, the others figures."""

    title: Message
    columns: Sequence[Message]
    rows: Sequence[Sequence[str]]
    words: int = 1


def percent(value: float) -> str:
    """One digit behind the point, and none for 100 %; never rounded up to 100 %.

    >>> percent(0.987), percent(1.0), percent(0.99996)
    ('98.7', '100', '99.9')
    """
    if value == 1:
        return "100"
    return f"{min(100 * value, 99.9):.1f}"


def plain(value: float) -> str:
    """A number as short as it is told.

    >>> plain(0.05483), plain(12.25), plain(187.4), plain(0.0)
    ('0.055', '12.2', '187', '0')
    """
    if value == 0:
        return "0"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}" if abs(value) < 100 else f"{value:,.0f}"


def shown(figure: Figure | None, form: _Format, *, interval: bool = True) -> str:
    """A figure with its interval; a dash where nothing was scored."""
    if figure is None or figure.value is None:
        return NOT_SCORED
    value = form(figure.value)
    if not interval or figure.low is None or figure.high is None:
        return value
    return f"{value} ({form(figure.low)}–{form(figure.high)})"


# Metric, key of its figures, heading, format, whether the interval is told.
_Column = tuple[str, str, Message, _Format, bool]
_ACCURACY: tuple[_Column, ...] = (
    ("accuracy", ALL, Message(zh="单元格准确率 %", en="cell accuracy %"), percent, True),
    ("f1", ALL, Message(zh="F1 %", en="F1 %"), percent, True),
    ("rows", ALL, Message(zh="整行全对 %", en="rows right %"), percent, True),
    ("perfect", ALL, Message(zh="全对的文档 %", en="perfect documents %"), percent, True),
    ("edits", ALL, Message(zh="每份需改处数", en="corrections a document"), plain, True),
    ("anls", ALL, Message(zh="ANLS* %", en="ANLS* %"), percent, False),
)
_TRUST: tuple[_Column, ...] = (
    ("silent", ALL, Message(zh="每万个值中未标出的错误", en="silent errors per 10,000"), plain, True),
    (
        "review",
        "90%",
        Message(zh="复核多少 % 的值可找出 90 % 的错误", en="% to review for 90 % of errors"),
        percent,
        False,
    ),
    ("review", "99%", Message(zh="99 % 的错误", en="for 99 %"), percent, False),
    ("brier", ALL, Message(zh="布里尔分数", en="Brier score"), plain, True),
    ("power", ALL, Message(zh="植入错误检出 %", en="planted faults found %"), percent, True),
)


_COST: tuple[_Column, ...] = (
    ("cost", "seconds", Message(zh="每份秒数", en="seconds a document"), plain, True),
    ("cost", "characters_per_second", Message(zh="每秒字数", en="characters a second"), plain, False),
    ("cost", "requests", Message(zh="每份请求数", en="requests a document"), plain, True),
    ("cost", "input_tokens", Message(zh="每份输入 token", en="input tokens a document"), plain, False),
    ("cost", "output_tokens", Message(zh="每份输出 token", en="output tokens a document"), plain, False),
)


def accuracy(metrics: Metrics, scored: Mapping[str, tuple[int, int]]) -> Table:
    """A line a set: documents scored of all, cells, and how right they are, with 95 % intervals."""
    rows = [
        [
            name,
            "{} / {}".format(*scored[name]),
            f"{figures['accuracy'][ALL].count:,}",
            *_shown(figures, _ACCURACY),
        ]
        for name, figures in metrics.items()
    ]
    columns = [
        Message(zh="数据集", en="set"),
        Message(zh="已评分 / 文档", en="scored / documents"),
        Message(zh="单元格", en="cells"),
        *(heading for _, _, heading, _, _ in _ACCURACY),
    ]
    return Table(Message(zh="准确率", en="Accuracy"), columns, rows)


def trust(metrics: Metrics) -> Table:
    """A line a set: what a reviewer may rely on; silent errors with the values that no finding points at."""
    rows = [
        [name, f"{figures['silent'][ALL].count:,}", *_shown(figures, _TRUST)]
        for name, figures in metrics.items()
    ]
    columns = [
        Message(zh="数据集", en="set"),
        Message(zh="未标出的值", en="values without a finding"),
        *(heading for _, _, heading, _, _ in _TRUST),
    ]
    return Table(Message(zh="可信度", en="Trust"), columns, rows)


def cost(metrics: Metrics) -> Table:
    """A line a set: time and requests. Documents are read side by side, a process a core."""
    rows = [[name, *_shown(figures, _COST)] for name, figures in metrics.items()]
    columns = [Message(zh="数据集", en="set"), *(heading for _, _, heading, _, _ in _COST)]
    return Table(Message(zh="用时与费用", en="Time and cost"), columns, rows)


def _shown(figures: Mapping[str, Mapping[str, Figure]], columns: Sequence[_Column]) -> list[str]:
    return [
        shown(figures.get(metric, {}).get(key), form, interval=interval)
        for metric, key, _, form, interval in columns
    ]


def by_kind(run: RunRecord) -> Table:
    """Accuracy and silent errors of each kind of field, a line a kind, a column a set."""
    sets = list(run.metrics)
    rows = []
    for kind in Kind:
        cells = [
            f"{shown(run.metrics[name]['accuracy'].get(kind.value), percent)}"
            f" · {shown(run.metrics[name]['silent'].get(kind.value), plain, interval=False)}"
            for name in sets
        ]
        rows.append([f"{NAMES[kind]} {kind.value}", *cells])
    return Table(
        Message(
            zh="各类栏目：准确率 % · 每万个值中未标出的错误",
            en="Kinds of fields: accuracy % · silent errors per 10,000",
        ),
        [Message(zh="栏目", en="field"), *(Message(zh=name, en=name) for name in sets)],
        rows,
    )


def by_document(run: RunRecord, most: int | None = None) -> Table:
    """The documents with the most errors first: errors, silent ones, accuracy, errors by kind of field."""
    documents = sorted(
        (each for each in run.documents if each.reason is None and each.errors),
        key=lambda each: (-len(each.errors), each.key),
    )
    rows = []
    for document in documents[:most]:
        right, _, _, cells = counts(document.cells)
        kinds = Counter(cell.kind for cell in document.errors)
        rows.append(
            [
                document.name,
                document.set,
                f"{cells:,}",
                str(len(document.errors)),
                str(len(document.silent)),
                percent(right / cells),
                *(str(kinds[kind] or "") for kind in Kind),
            ]
        )
    columns = [
        Message(zh="文档", en="document"),
        Message(zh="数据集", en="set"),
        Message(zh="单元格", en="cells"),
        Message(zh="错误", en="errors"),
        Message(zh="未标出", en="silent"),
        Message(zh="准确率 %", en="accuracy %"),
        *(Message(zh=NAMES[kind], en=kind.value) for kind in Kind),
    ]
    return Table(Message(zh="错误最多的文档", en="Documents with errors"), columns, rows, words=2)


def by_damage(run: RunRecord) -> Table:
    """A line a recipe: accuracy, silent errors per 10,000 values, share of values that are flagged."""
    rows = []
    for point in run.damage:
        rows.append(
            [
                point.recipe or "–",
                str(len(point.documents)),
                shown(accuracy_after(point), percent),
                shown(silent_after(point), plain),
            ]
        )
    columns = [
        Message(zh="损伤", en="damage"),
        Message(zh="文档", en="documents"),
        Message(zh="准确率 %", en="accuracy %"),
        Message(zh="每万个值中未标出的错误", en="silent errors per 10,000"),
    ]
    return Table(Message(zh="损伤", en="Damage"), columns, rows)


def accuracy_after(point: DamagePoint) -> Figure:
    """Cell accuracy after a damage."""
    return ratio([(each.cells - each.errors, each.cells) for each in point.documents])


def silent_after(point: DamagePoint) -> Figure:
    """Silent errors per 10,000 values without a finding, after a damage."""
    return ratio([(each.silent, each.unflagged) for each in point.documents if each.unflagged], 10_000)


def by_fault(run: RunRecord) -> Table:
    """A line a kind of planted fault, over all sets."""
    rows = []
    for kind in dict.fromkeys(each.kind for each in run.faults):
        of_kind = [each for each in run.faults if each.kind == kind]
        figure = ratio([(each.found, each.planted) for each in of_kind])
        found, planted = sum(each.found for each in of_kind), sum(each.planted for each in of_kind)
        rows.append([kind, f"{found} / {planted}", shown(figure, percent)])
    columns = [
        Message(zh="植入的错误", en="planted fault"),
        Message(zh="检出 / 植入", en="found / planted"),
        Message(zh="检出 %", en="found %"),
    ]
    return Table(Message(zh="核对规则的检出力", en="Power of the checks"), columns, rows)


def readings(documents: Sequence[DocumentResult]) -> Table:
    """How the labels were made: a line a set, with the values that two readers compared and in how many of
    them they differed."""
    rows = []
    for name in dict.fromkeys(each.set for each in documents):
        of_set = [each for each in documents if each.set == name]
        twice = [each.readings for each in of_set if each.readings and each.readings.count > 1]
        values, differences = sum(each.values for each in twice), sum(each.differences for each in twice)
        agreed = percent(1 - differences / values) if values else NOT_SCORED
        rows.append([name, f"{len(twice)} / {len(of_set)}", f"{values:,}", str(differences), agreed])
    columns = [
        Message(zh="数据集", en="set"),
        Message(zh="两人各读一遍 / 文档", en="read twice / documents"),
        Message(zh="比较的值", en="values compared"),
        Message(zh="不同", en="differences"),
        Message(zh="一致 %", en="agreement %"),
    ]
    return Table(Message(zh="标注的两次阅读", en="Two readings of the labels"), columns, rows)


def not_scored(documents: Sequence[DocumentResult]) -> Table:
    """The documents that were not scored, and why."""
    rows = [[each.name, each.set, each.reason] for each in documents if each.reason is not None]
    columns = [
        Message(zh="文档", en="document"),
        Message(zh="数据集", en="set"),
        Message(zh="原因", en="reason"),
    ]
    return Table(Message(zh="未评分", en="Not scored"), columns, rows, words=3)


def tables(run: RunRecord, most: int | None = None) -> list[Table]:
    """All tables that have rows; of the documents the ``most`` worst."""
    made = [
        not_scored(run.documents),
        accuracy(run.metrics, run.scored),
        trust(run.metrics),
        by_kind(run),
        by_document(run, most),
        by_damage(run),
        by_fault(run),
        readings(run.documents),
        cost(run.metrics),
    ]
    return [table for table in made if table.rows]
