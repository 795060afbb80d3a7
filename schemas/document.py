"""The record: what is read off a document (绩效目标表, 绩效自评表 and the text around them).

Every leaf is a string as printed, or None where nothing is printed; only ``year``, ``number`` and
``page`` are integers. Numbers, dates and operators are parsed from these strings by
:mod:`schemas.values`, never by an engine. Field titles are the Chinese terms; descriptions are what a
model reads in the JSON schema.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DocumentType = Literal[
    "budget_performance_text",
    "department_self_evaluation",
    "project_self_evaluation",
    "project_targets",
    "department_targets",
    "other",
]
FormType = Literal["targets", "self_evaluation"]
MoneyUnit = Literal["元", "万元"]
Text = str | None
Extra = dict[str, str]


class Shape(BaseModel):
    """Base of all shapes: unknown keys and silent type conversions are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _text(title: str, description: str) -> Text:
    """An optional printed string with its Chinese term and an English description."""
    field: Text = Field(default=None, title=title, description=description)
    return field


def _extra() -> Extra:
    field: Extra = Field(
        default_factory=dict,
        title="其他栏目",
        description="Columns or labels without a field here, by printed heading; empty cells are left out.",
    )
    return field


class Department(Shape):
    """单位: the body that a document or form belongs to."""

    code: Text = _text("单位代码", "Budget code of the body, digits as printed, e.g. 286001.")
    name: Text = _text("单位名称", "Name of the body as printed.")


class Budget(Shape):
    """预算规模: a single total with its fiscal and other part."""

    total: Text = _text("预算数", "Total budget, without thousands separators or unit.")
    fiscal: Text = _text("其中：财政资金", "Part paid from fiscal funds.")
    other: Text = _text("其他资金", "Part paid from other funds.")


class SpendingStep(Shape):
    """One column of 资金支出计划."""

    deadline: str = Field(title="时点", description="Deadline as printed, e.g. 3月底.")
    percent: Text = _text("支出进度", "Cumulative share to be spent by then, without the percent sign.")


class Fund(Shape):
    """One row of the funds block: money by source."""

    source: Text = _text("资金来源", "Row label as printed, 其中 kept, e.g. 年度资金总额, 其中:财政拨款.")
    initial_budget: Text = _text("年初预算数", "Initial budget.")
    annual_budget: Text = _text("全年预算数(A)", "Budget of the whole year after adjustment.")
    executed: Text = _text("全年执行数(B)", "Amount executed in the year.")
    weight: Text = _text("分值", "Points for execution.")
    execution_rate: Text = _text("执行率", "Execution rate as printed, without the percent sign.")
    score: Text = _text("得分", "Score for execution.")
    extra: Extra = _extra()


class Cost(Shape):
    """One row of a table of cost estimates by item (成本测算, 支出明细)."""

    item: Text = _text("支出项目", "Item of expenditure.")
    amount: Text = _text("金额", "Amount, without thousands separators or unit.")
    basis: Text = _text("测算依据", "Basis of the estimate.")
    extra: Extra = _extra()


class Indicator(Shape):
    """绩效指标: one row of the table of indicators."""

    level1: Text = _text("一级指标", "Level-1 name without its points, e.g. 产出指标.")
    level1_weight: Text = _text(
        "一级指标分值", "Points printed with the level-1 name: 产出指标 (50分) gives 50."
    )
    level2: Text = _text("二级指标", "Level-2 name, e.g. 数量指标.")
    level3: Text = _text("三级指标", "Level-3 name: what is measured.")
    description: Text = _text(
        "绩效指标描述", "Description or explanation of the indicator (描述, 说明, 解释)."
    )
    target: Text = _text(
        "指标值", "Target value with operator and unit where they share its cell, e.g. ≥95%."
    )
    comparator: Text = _text("计算符号", "Operator, only where it has a column of its own.")
    unit: Text = _text("度量单位", "Unit, only where it has a column of its own.")
    actual: Text = _text("实际完成值", "Value achieved.")
    basis: Text = _text("指标值确定依据", "Basis on which the target was set.")
    weight: Text = _text("分值", "Points of the indicator.")
    score: Text = _text("得分", "Score of the indicator.")
    shortfall_reason: Text = _text("未完成原因分析", "Reason for a shortfall and measures planned.")
    extra: Extra = _extra()


class Contact(Shape):
    """联系人 or 项目负责人."""

    person: Text = _text("联系人", "Person named as contact or as responsible.")
    phone: Text = _text("联系电话", "Telephone number as printed.")


class Form(Shape):
    """One table of indicators with its head."""

    form_type: FormType = Field(
        default="targets", title="表类型", description="targets (绩效目标表) or self_evaluation (绩效自评表)."
    )
    number: int | None = Field(
        default=None, title="序号", description="Number printed before the form's title."
    )
    title: Text = _text("表名", "Title of the form without its number.")
    year: int | None = Field(default=None, title="年度", description="Year printed as the year of this form.")
    department: Department = Field(
        default_factory=Department,
        title="单位",
        description="The code-and-name line over the form, or 单位名称.",
    )
    supervising_department: Text = _text("主管部门", "Supervising department.")
    implementing_unit: Text = _text("实施单位", "Implementing unit (实施单位, 项目单位, 申报单位).")
    money_unit: MoneyUnit | None = Field(default=None, title="金额单位", description="Unit of the amounts.")
    project_code: Text = _text("项目编码", "Project code.")
    project_name: Text = _text("项目名称", "Project name.")
    budget: Budget = Field(
        default_factory=Budget, title="预算规模", description="Total with fiscal and other part."
    )
    purpose: Text = _text("资金用途", "What the money is for.")
    spending_plan: list[SpendingStep] = Field(
        default_factory=list,
        title="资金支出计划",
        description="Deadlines and cumulative percentages, in page order.",
    )
    goals: list[str] = Field(
        default_factory=list, title="绩效目标", description="The year's goals, one string per printed item."
    )
    funds: list[Fund] = Field(
        default_factory=list, title="预算执行情况", description="Money by source, in page order."
    )
    costs: list[Cost] = Field(default_factory=list, title="成本测算", description="Cost estimates by item.")
    expected_goal: Text = _text("预期目标", "Goal expected, in self-evaluations.")
    actual_goal: Text = _text("实际完成情况", "What was achieved, in self-evaluations.")
    indicators: list[Indicator] = Field(
        default_factory=list, title="绩效指标", description="Rows of the table of indicators, in page order."
    )
    total_weight: Text = _text("总分（分值）", "Points of the total row.")
    total_score: Text = _text("总分（得分）", "Score of the total row.")
    conclusion: Text = _text("自评结论", "Conclusion or grade.")
    contact: Contact = Field(
        default_factory=Contact, title="联系人", description="Contact or responsible person."
    )
    extra: Extra = _extra()


class ContentsEntry(Shape):
    """One entry of the printed table of contents."""

    title: str = Field(title="标题", description="Title as printed, with its number.")
    page: int = Field(title="页码", description="Page number as printed.")


class Document(Shape):
    """A document: narrative and any number of forms."""

    document_type: DocumentType = Field(default="other", title="文件类型", description="Kind of document.")
    title: Text = _text("标题", "Title; one over several cover lines is one string.")
    year: int | None = Field(
        default=None, title="年度", description="Year printed as the year of the document."
    )
    department: Department = Field(
        default_factory=Department, title="单位", description="The body it is about."
    )
    prepared_by: Text = _text("编制单位", "Body that prepared the document.")
    audited_by: Text = _text("审核单位", "Body that audited the document.")
    date: str | None = Field(
        default=None,
        title="填报日期",
        description="Date of the document as YYYY-MM-DD.",
        pattern=r"^\d{4}-\d{2}-\d{2}$",
    )
    overall_goals: list[str] = Field(
        default_factory=list, title="总体绩效目标", description="One string per printed paragraph or item."
    )
    category_goals: list[str] = Field(
        default_factory=list, title="分项绩效目标", description="One string per printed paragraph or item."
    )
    safeguards: list[str] = Field(
        default_factory=list, title="工作保障措施", description="One string per printed paragraph or item."
    )
    contents: list[ContentsEntry] = Field(
        default_factory=list, title="目录", description="Entries of the printed contents that carry a page."
    )
    forms: list[Form] = Field(default_factory=list, title="绩效表", description="The forms, in page order.")
