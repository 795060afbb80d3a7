"""The same form under every heading and in every layout: ``python -m evals.layouts``.

Forms are written from a seed with invented words, under the headings of the provinces, and laid out in the
ways in which converters write tables down. What a form says does not depend on its layout, so the accuracy
by heading and layout shows where the reading of layouts fails. It is a test of layouts only: the words are
few and clean, and a figure here says nothing about documents that were not written by this module.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from evals import columnwise, orders
from evals.label import Label
from evals.paging import over_pages
from evals.score import Score, score
from evals.wrapping import BARE, NARROW, WIDE, wrapped
from pipeline.extract.engine import Engine
from pipeline.flow import extract, make_engine
from schemas.source import SourceText

# Columns after 三级指标: printed heading and field (``extra`` for one without).
HEADINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "Hebei": (("绩效指标描述", "description"), ("指标值", "target"), ("指标值确定依据", "basis")),
    "Tianjin": (("绩效指标描述", "description"), ("指标值", "target")),
    "national": (
        *(("年度指标值", "target"), ("实际完成值", "actual"), ("分值", "weight"), ("得分", "score")),
        ("偏差原因分析及改进措施", "shortfall_reason"),
    ),
    "Anhui": (
        *(("分值", "weight"), ("年度指标值", "target"), ("全年实际值", "actual"), ("得分", "score")),
        ("未完成原因及拟采取的改进措施", "shortfall_reason"),
    ),
    "Sichuan": (
        *(("指标性质", "comparator"), ("指标值", "figure"), ("度量单位", "unit"), ("完成值", "actual")),
        *(("权重", "weight"), ("得分", "score"), ("未完成原因分析", "shortfall_reason")),
    ),
    "Yunnan A/B": (("年初目标值(A)", "target"), ("实际完成值(B)", "actual"), ("得分", "score")),
    "Beijing": (
        *(
            ("分值", "weight"),
            ("年度指标值(A)", "target"),
            ("全年实际值(B)", "actual"),
            ("得分计算方法", "extra"),
        ),
        *(("得分", "score"), ("未完成原因分析", "shortfall_reason")),
    ),
    "Inner Mongolia": (
        *(("指标性质", "extra"), ("指标方向", "comparator"), ("目标值", "figure"), ("计量单位", "unit")),
        ("分值", "weight"),
    ),
    "Chongqing": (("计量单位", "unit"), ("指标性质", "comparator"), ("指标值", "figure")),
    "Jiangxi": (
        *(("计算符号", "comparator"), ("目标值", "figure"), ("度量单位", "unit")),
        ("指标值说明", "description"),
    ),
    "Xinjiang": (
        *(
            ("指标值", "target"),
            ("指标值设置依据", "basis"),
            ("上年完成值", "extra"),
            ("指标分值权重", "weight"),
        ),
        *(
            ("指标赋分规则", "extra"),
            ("佐证资料", "extra"),
            ("指标实际完成值", "actual"),
            ("完成率", "extra"),
        ),
        *(("指标得分", "score"), ("偏差原因分析及改进措施", "shortfall_reason")),
    ),
    "Hunan": (("指标值", "target"), ("绩效标准", "extra")),
    "Jiangsu": (("半年(程)指标值", "extra"), ("全年(程)指标值", "target")),
    "plain": (("指标值", "target"), ("备注", "extra")),
}
_LEVELS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "产出指标": (
        "50",
        {
            "数量指标": (
                "改造老旧管网长度",
                "培训基层农技人员",
                "举办文化惠民演出",
                "维护路灯数量",
                "巡查河道次数",
            ),
            "质量指标": ("工程验收合格率", "培训合格率", "设备完好率"),
            "时效指标": ("项目按期完成率", "资金拨付及时率"),
            "成本指标": ("单位工程造价", "人均培训费用"),
        },
    ),
    "效益指标": (
        "30",
        {
            "经济效益指标": ("带动农户增收", "节约运行费用"),
            "社会效益指标": ("受益人口数量", "群众知晓率"),
            "可持续影响指标": ("设施使用年限", "长效管护机制"),
        },
    ),
    "满意度指标": ("10", {"服务对象满意度指标": ("受益群众满意度", "参训人员满意度")}),
}
_EXTRA = {
    "指标性质": "正向",
    "得分计算方法": "按完成比例计分",
    "指标赋分规则": "按完成比例赋分",
    "佐证资料": "工作资料",
    "完成率": "100%",
    "绩效标准": "计划标准",
}
Grid = list[list[str]]


@dataclass(slots=True)
class Written:
    """A written form: its label, the rows of its head, the heading and the rows of its table, and the rows
    below. Merged cells are empty on all rows but their first."""

    document: dict[str, Any]
    head: Grid
    heading: list[str]
    body: Grid = field(default_factory=list)
    foot: Grid = field(default_factory=list)


def write(name: str, seed: int) -> Written:
    """One form under the headings called ``name``."""
    chance = random.Random(f"{name} {seed}")
    columns = HEADINGS[name]
    evaluated = any(column == "actual" for _, column in columns)
    title = "项目支出绩效自评表" if evaluated else "项目支出绩效目标表"
    form: dict[str, Any] = {
        "form_type": "self_evaluation" if evaluated else "targets",
        "title": title,
        "year": 2023,
        "project_name": "乡镇综合服务能力提升",
        "supervising_department": "东河县民政局",
        "implementing_unit": "东河县社会服务中心",
        "money_unit": "万元",
        "indicators": [],
    }
    head: Grid = [
        [title],
        ["(2023年度)"],
        ["项目名称", form["project_name"]],
        ["主管部门", form["supervising_department"], "实施单位", form["implementing_unit"]],
    ]
    head += _funds(form, chance) if evaluated else _budget(form)
    kind = "project_self_evaluation" if evaluated else "project_targets"
    document = {"document_type": kind, "title": title, "year": 2023, "forms": [form]}
    written = Written(document, head, ["一级指标", "二级指标", "三级指标", *(text for text, _ in columns)])
    for level1, (points, level2s) in _LEVELS.items():
        label1 = f"{level1}({points}分)"
        for level2, names in level2s.items():
            label2 = level2
            for level3 in chance.sample(names, chance.choice([1, 1, 2])):
                row, values = _row(level2, level3, columns, chance)
                form["indicators"].append(
                    {"level1": level1, "level1_weight": points, "level2": level2, "level3": level3, **values}
                )
                written.body.append([label1, label2, level3, *row])
                label1 = label2 = ""
    return written


def _row(
    level2: str, level3: str, columns: Sequence[tuple[str, str]], chance: random.Random
) -> tuple[list[str], dict[str, Any]]:
    """The cells behind the level-3 name, and the fields that they fill."""
    sign, figure, unit = (
        "≥",
        chance.choice(["3", "12", "46", "350", "1800"]),
        chance.choice(["公里", "人", "次", "台"]),
    )
    if level3.endswith(("率", "满意度")):
        figure, unit = chance.choice(["85", "90", "95"]), "%"
    elif level2 == "成本指标":
        sign, figure, unit = "≤", chance.choice(["3.5", "860"]), "万元"
    elif level3.endswith("机制"):
        sign, figure, unit = "", "健全", ""
    weight = chance.choice(["5", "10", "15", "7.5"])
    score_ = chance.choice([weight, weight, "4"])
    cells = {
        "description": f"反映{level3}情况",
        "target": sign + figure + unit,
        "figure": figure,
        "comparator": sign,
        "unit": unit,
        "actual": figure + unit,
        "basis": chance.choice(["年度工作计划", "财政预算批复", "行业标准"]),
        "weight": weight,
        "score": score_,
        "shortfall_reason": "" if score_ == weight else "受雨季影响进度滞后",
    }
    row: list[str] = []
    values: dict[str, Any] = {}
    for heading, column in columns:
        if column != "extra":
            text = cells[column]
            values["target" if column == "figure" else column] = text or None
        else:
            text = _EXTRA.get(
                heading, sign + figure + unit if heading != "备注" else chance.choice(["", "按月统计"])
            )
            text = "定性" if heading == "指标性质" and not sign else text
            if text:
                values.setdefault("extra", {})[heading] = text
        row.append(text)
    return row, values


def _funds(form: dict[str, Any], chance: random.Random) -> Grid:
    amounts = chance.choice(
        [("120.00", "150.00", "148.50", "99.00", "9.90"), ("80.5", "96.2", "90.43", "94.00", "9.40")]
    )
    money = dict(zip(("initial_budget", "annual_budget", "executed"), amounts[:3], strict=True))
    form["funds"] = [
        {
            "source": "年度资金总额",
            **money,
            "weight": "10",
            "execution_rate": amounts[3],
            "score": amounts[4],
        },
        {"source": "其中:财政拨款", **money},
        {"source": "其他资金", **dict.fromkeys(money, "0")},
    ]
    form["expected_goal"], form["actual_goal"] = (
        "完善乡镇服务设施,提升服务能力。",
        "已完成全部改造,服务能力明显提升。",
    )
    return [
        ["项目资金(万元)", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", *amounts[:3], "10", f"{amounts[3]}%", amounts[4]],
        ["", "其中:财政拨款", *amounts[:3], "—", "—", "—"],
        ["", "其他资金", "0", "0", "0", "—", "—", "—"],
        ["年度总体目标", "预期目标", "实际完成情况"],
        ["", form["expected_goal"], form["actual_goal"]],
    ]


def _budget(form: dict[str, Any]) -> Grid:
    form["budget"], form["goals"] = (
        {"total": "150.00", "fiscal": "150.00"},
        ["完善乡镇服务设施,提升服务能力。"],
    )
    return [
        ["资金情况(万元)"],
        ["资金总额", "150.00", "财政拨款", "150.00", "其他资金", ""],
        ["年度目标", form["goals"][0]],
    ]


def _filled(rows: Grid) -> Grid:
    return [[cell for cell in row if cell] for row in rows]


def _printed(written: Written) -> Grid:
    """Rows as streams print them: merged level cells are not repeated, other empty cells are there."""
    body = [[cell for place, cell in enumerate(row) if cell or place > 1] for row in written.body]
    heading = [["绩效指标", *written.heading]] if written.heading else []
    return [*_filled(written.head), *heading, *body, *_filled(written.foot)]


def _grid(written: Written) -> Grid:
    return [*written.head, *([written.heading] if written.heading else []), *written.body, *written.foot]


def _dump(written: Written) -> str:
    titles = [row[0] for row in written.head[:2] if len(row) == 1]
    rows = ["".join(f"\t{cell}\n" for cell in row) for row in _grid(written)[len(titles) :]]
    return "".join(f"{line}\n" for line in titles) + "\n" + "\n".join(rows)


def _wrapped(
    merged: bool, inside: bool, step: int = 1, separator: str | None = None
) -> Callable[[Written], str]:
    def lay(written: Written) -> str:
        return wrapped(written.head, written.heading, written.body, (merged, inside), step, separator)

    return lay


def _in_one_line(merged: bool, inside: bool, step: int = 1) -> Callable[[Written], str]:
    """The lines of wrapped cells put one after the other."""
    lay = _wrapped(merged, inside, step)
    return lambda written: " ".join(lay(written).split())


def _shifted(written: Written) -> str:
    shifted = [["", *row] if place % 3 == 1 else row for place, row in enumerate(written.body)]
    return "\n".join("\t".join(row) for row in [*written.head, written.heading, *shifted])


TWO_FORMS = "columns, 2 forms"
# The headings of the table are not printed again on its second page.
OVERLEAF = "columns, overleaf"
# Some rows in order, others by columns.
MIXED = "columns, mixed"
# Rows from the last to the first: said to be torn, not read.
UPWARDS = "order, upwards"
# Lines that lost the tabs before their first cell, in tables that hardly have an empty one else.
BARE_TABS = "half, bare tabs"
BY_ROWS: dict[str, Callable[[Written], str]] = {
    "tab rows": lambda w: "\n".join("\t".join(row) for row in _grid(w)),
    "word dump": _dump,
    "pipe rows": lambda w: "\n".join(
        f"| {' | '.join(row)} |" if len(row) > 1 else row[0] for row in _grid(w)
    ),
    "pipe a line": lambda w: "\n".join(f"{cell} |".strip() for row in _printed(w) for cell in row),
    "blank lines": lambda w: "\n\n".join(cell for row in _printed(w) for cell in row if cell),
    "words": lambda w: "\n".join(" ".join(row) for row in _filled(_grid(w))),
}
LAYOUTS: dict[str, Callable[[Written], str]] = {
    **BY_ROWS,
    "shifted tabs": _shifted,
    "running pipes": lambda w: " |\n| ".join(
        [w.head[0][0], " | ".join(cell for row in _printed(w)[1:] for cell in row)]
    ),
    "wrapped": _wrapped(merged=False, inside=False),
    "wrapped, names": _wrapped(merged=True, inside=False),
    "wrapped, middle": _wrapped(merged=True, inside=True),
    "wrapped, half": _wrapped(merged=True, inside=True, step=2),
    "wrapped, half, pipes": _wrapped(merged=True, inside=True, step=2, separator=" | "),
    "wrapped, half, tabs": _wrapped(merged=True, inside=True, step=2, separator="\t"),
    BARE_TABS: _wrapped(merged=True, inside=True, step=2, separator=BARE),
    "wrapped, half, blanks": _wrapped(merged=True, inside=True, step=2, separator=WIDE),
    "wrapped, half, narrow": _wrapped(merged=True, inside=True, step=2, separator=NARROW),
    "wrapped, top, blanks": _wrapped(merged=False, inside=False, separator=WIDE),
    "columns": columnwise.on_top,
    "columns apart": columnwise.apart,
    "columns, pages": columnwise.overleaf(repeated=True, on_top=False),
    OVERLEAF: columnwise.overleaf(repeated=False, on_top=True),
    MIXED: columnwise.mixed,
    "one line, wrapped": orders.one_line,
    "one line, top": _in_one_line(merged=False, inside=False),
    "one line, middle": _in_one_line(merged=True, inside=True),
    "one line, half": _in_one_line(merged=True, inside=True, step=2),
    "order, head below": orders.head_below,
    "order, names first": orders.names_first,
    "order, names below": orders.names_below,
    "order, names last": orders.names_last,
    "order, halves": orders.right_half_first,
    "order, page 2 first": orders.second_page_first,
    "order, labels apart": orders.labels_apart,
    UPWARDS: orders.upwards,
    TWO_FORMS: lambda w: columnwise.in_turn([w, w]),
    "glued": lambda w: "".join(cell for row in _printed(w) for cell in row),
    **{f"pages, {name}": over_pages(lay) for name, lay in BY_ROWS.items()},
    **{f"swapped, {name}": over_pages(lay, swapped=True) for name, lay in BY_ROWS.items()},
}


def score_layout(name: str, layout: str, seed: int, engine: Engine) -> Score:
    """Write, lay out, read and score one form."""
    written = write(name, seed)
    if layout == TWO_FORMS:
        written.document |= {"title": None, "year": None, "forms": written.document["forms"] * 2}
    label = Label.model_validate({"document": written.document})
    text = LAYOUTS[layout](written)
    return score(f"{name} {layout}", label, extract(SourceText.from_text(text), engine))


@click.command()
@click.option("--seeds", default=3, show_default=True, help="Forms per heading and layout.")
def main(seeds: int) -> None:
    """Accuracy by heading and layout, and silent errors behind the slash."""
    engine = make_engine("local")
    click.echo(f"{'':16}" + "".join(f"{layout:>19}" for layout in LAYOUTS))
    for name in HEADINGS:
        cells = []
        for layout in LAYOUTS:
            scores = [score_layout(name, layout, seed, engine) for seed in range(seeds)]
            wrong, total = sum(len(s.errors) for s in scores), sum(len(s.cells) for s in scores)
            cells.append(f"{1 - wrong / total:14.1%} /{sum(s.silent for s in scores):3}")
        click.echo(f"{name:16}" + "".join(cells))


if __name__ == "__main__":
    main()
