"""The words of the report in both languages, and a record's places in words."""

from __future__ import annotations

from typing import get_args, get_origin

from pydantic import BaseModel

from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line
from schemas.document import Document
from schemas.finding import Severity
from schemas.pointers import unescape

_WORDS: dict[str, tuple[str, str]] = {
    "file": ("文件", "file"),
    "status": ("状态", "status"),
    "done": ("完成", "done"),
    "failed": ("失败", "failed"),
    "forms": ("绩效表", "forms"),
    "indicators": ("指标", "indicators"),
    "seconds": ("秒", "seconds"),
    "result": ("结果", "result"),
    "kind": ("类型", "type"),
    "year": ("年度", "year"),
    "department": ("单位", "department"),
    "prepared_by": ("编制", "prepared by"),
    "audited_by": ("审核", "audited by"),
    "date": ("填报日期", "date"),
    "engine": ("引擎", "engine"),
    "text": ("正文", "narrative"),
    "form": ("表", "Form"),
    "no_title": ("（无表名）", "(no title)"),
    "project": ("项目", "project"),
    "money": ("金额单位", "money unit"),
    "budget": ("预算", "budget"),
    "plan": ("支出计划", "spending plan"),
    "goals": ("绩效目标", "goals"),
    "total": ("总分", "total"),
    "points": ("分值", "points"),
    "score": ("得分", "score"),
    "empty": ("未填", "empty"),
    "row": ("行", "#"),
    "findings": ("发现", "findings"),
    "suggestions": ("建议", "suggestions"),
    "no_mend": (
        "没有一种读法能使其成立，可能是原件本身的错误",
        "no reading mends it; the fault may be the authors'",
    ),
    "rule": ("规则", "rule"),
    "records": ("记录", "records"),
    "skipped": ("未核对", "not evaluated"),
    "severity": ("级别", "severity"),
    "applies": ("适用", "applies to"),
    "basis": ("依据", "source"),
    "example": ("示例", "example"),
    "no_findings": ("没有发现问题", "No findings"),
    "expected": ("应为", "expected"),
    "printed": ("表上为", "printed"),
    "computed_between": ("按表上数字计算", "computed from printed figures"),
    "printed_between": ("表上数字的取值范围", "what the printed figure stands for"),
    "mend": ("能否解释为误读", "can a misreading explain it"),
    "mend_only": ("只有一种读法能使其成立", "only one reading mends it"),
    "mend_several": ("有几种读法能使其成立", "several readings mend it"),
    "mend_none": ("没有；可能是原件本身的错误", "no; the fault may be the authors'"),
    "not_located": ("原文中未定位", "not located in the source"),
    "nothing_read": ("记录中为空", "empty in the record"),
    "read_as": ("读作", "read as"),
    "corrections": ("更正", "corrections"),
    "no_forms": ("没有找到绩效表", "No form was found"),
    # review opinions
    "comments": ("意见", "comments"),
    "documents": ("文件数", "documents"),
    "no_department": ("（未标明单位）", "(no department)"),
    "comment_summary": ("审核意见汇总", "Comments in all"),
    "see_comments": (
        "另有 {count} 条内容方面的意见：jixiao comment",
        "{count} comments on substance: see jixiao comment",
    ),
    "opinion": ("审核意见", "review opinion"),
    "proposal": ("建议", "proposal"),
    "place": ("位置", "place"),
    "quotation": ("原文", "source"),
    "more_places": ("另有 {count} 处", "and {count} more"),
    "decision": (
        "审核人意见：□采纳　□修改后采纳　□不采纳",
        "Reviewer: □ accepted  □ accepted with changes  □ rejected",
    ),
    "signature": (
        "审核人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
        "Reviewer: ____________    Date: ____________",
    ),
    "no_comments": ("没有意见。", "No comments."),
    "opinion_draft": (
        "以上意见由程序按规则提出，逐条供审核人取舍；没有意见不等于没有问题。",
        "Drafted by rules for a reviewer, who decides on every one; no comment does not mean no weakness.",
    ),
    "opinion_doubtful": (
        "原文有损坏或读取没有把握的地方（{count} 处）没有评论，请先核对原件。",
        "Nothing is said of what is damaged or was not read with confidence ({count} places): look at the "
        "original first.",
    ),
    "opinion_errors": (
        "另有 {count} 处数字核对的错误，见 jixiao check 的结果。",
        "{count} figures contradict each other; see jixiao check.",
    ),
    "completeness": ("完整性", "Completeness"),
    "completeness_question": (
        "绩效目标和指标是否填写完整、内容明确？",
        "Are goals and indicators there, and clear?",
    ),
    "relevance": ("相关性", "Relevance"),
    "relevance_question": (
        "指标与目标、与所属级次是否相关，是否细化、可衡量？",
        "Do indicators belong to the goals and to their level, and can they be measured?",
    ),
    "suitability": ("适当性", "Suitability"),
    "suitability_question": (
        "指标值是否过高或过低，与资金是否匹配？",
        "Are target values too high or too low, and do they fit the money?",
    ),
    "feasibility": ("可行性", "Feasibility"),
    "feasibility_question": (
        "计划、依据和措施能否保证目标实现？",
        "Do plan, basis and measures let the goals be reached?",
    ),
    # kinds of documents and forms
    "budget_performance_text": ("部门预算绩效文本", "budget performance text"),
    "department_self_evaluation": ("部门整体支出绩效自评", "department self-evaluation"),
    "project_self_evaluation": ("项目支出绩效自评", "project self-evaluation"),
    "project_targets": ("项目支出绩效目标", "project targets"),
    "department_targets": ("部门整体绩效目标", "department targets"),
    "targets": ("绩效目标表", "targets"),
    "self_evaluation": ("绩效自评表", "self-evaluation"),
    "other": ("其他", "other"),
}
SEVERITIES: dict[Severity, tuple[str, str]] = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("警告", "warning"),
    Severity.INFO: ("提示", "info"),
}


def word(key: str, lang: Lang) -> str:
    """The word for ``key``."""
    return _WORDS[key][lang == "en"]


def severity(level: Severity, lang: Lang) -> str:
    """The name of a severity."""
    return SEVERITIES[level][lang == "en"]


def field_title(shape: type[BaseModel], field: str, lang: Lang) -> str:
    """A field's heading: the Chinese term of the schema, or the field's name in words.

    >>> from schemas.document import Indicator
    >>> field_title(Indicator, "shortfall_reason", "zh"), field_title(Indicator, "shortfall_reason", "en")
    ('未完成原因分析', 'shortfall reason')
    """
    return (lang == "zh" and shape.model_fields[field].title) or field.replace("_", " ")


def place_in_words(pointer: str, lang: Lang) -> str:
    """Where a JSON Pointer leads in any record, for readers who count from one.

    >>> place_in_words("/forms/0/indicators/1/target", "zh")
    '绩效表 1 · 绩效指标 2 · 指标值'
    >>> place_in_words("/forms/0/indicators/1/target", "en")
    'form 1 · indicator 2 · target'
    >>> place_in_words("/forms/0/extra/备注", "zh")
    '绩效表 1 · 其他栏目 · 备注'
    """
    parts: list[str] = []
    shape: type[BaseModel] | None = Document
    in_list = False
    for token in pointer.split("/")[1:]:
        key = unescape(token)
        if in_list and key.isdecimal():
            parts[-1] = f"{parts[-1].removesuffix('s')} {int(key) + 1}"
            in_list = False
        elif shape is not None and key in shape.model_fields:
            parts.append(field_title(shape, key, lang))
            annotation = shape.model_fields[key].annotation
            in_list = get_origin(annotation) is list
            inner = get_args(annotation)[0] if in_list else annotation
            shape = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
        else:
            parts.append(one_line(key, 30))
            shape, in_list = None, False
    return " · ".join(parts)
