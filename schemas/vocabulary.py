"""Words of the forms: labels, column headings, level names, operators. Data only, with its sources.

Sources: the ministry's forms (财预〔2015〕88号 annexes; the national self-evaluation form 项目支出绩效自评表,
部门整体支出绩效自评表) and the headings that published forms of the provinces print in their place. Labels
are compared after :func:`fold_label`, so white space, width, colons and footnote letters do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_SPACE = re.compile(r"\s+")
_ITEM_NUMBER = re.compile(r"^\d{1,2}[.、](?=\D)")
_POINTS = re.compile(r"\(\d{1,3}(?:\.\d{1,2})?分\)$")
_BRACKET = re.compile(r"\([^()]{1,24}\)$")
_LETTER = re.compile(r"\((?:[A-Z]|[A-Z]/[A-Z])\)")
_FOOTNOTE = re.compile(r"\((?:[A-Z]|[A-Z]/[A-Z]|%|盖章|万?元|签章|公章)\)")


@lru_cache(maxsize=4096)
def fold_label(text: str) -> str:
    """Reduce a printed label to what its words say.

    >>> fold_label("全年预算数（A）"), fold_label("其中：财政    资金"), fold_label("总 分")
    ('全年预算数', '其中:财政资金', '总分')
    """
    folded = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return _FOOTNOTE.sub("", folded).strip(":;,.*★☆△▲")


def known_heading(text: str, words: Mapping[str, object]) -> str | None:
    """The word of ``words`` that a heading is: as printed, or without the bracket behind it.

    >>> known_heading("得分(20分*执行率)", {"得分": None}), known_heading("半年(程)指标值", {"指标值": None})
    ('得分', None)
    """
    label = fold_heading(text)
    if label in words:
        return label
    base = _BRACKET.sub("", label)
    return base if base != label and base in words else None


@lru_cache(maxsize=4096)
def extra_key(heading: str) -> str:
    """The key of ``extra`` for a printed heading: without colon and footnote letters, its unit kept.

    >>> extra_key("单价（元）"), extra_key("上年完成值(A)："), extra_key("得分 计算方法")
    ('单价(元)', '上年完成值', '得分计算方法')
    """
    folded = _SPACE.sub("", unicodedata.normalize("NFKC", heading))
    return _LETTER.sub("", folded).strip(":;,.*")


@lru_cache(maxsize=4096)
def fold_heading(text: str) -> str:
    """A label without the number before it and the points behind it.

    >>> fold_heading("2.项目实施内容及过程概述"), fold_heading("绩效指标 (90分)")
    ('项目实施内容及过程概述', '绩效指标')
    """
    return _POINTS.sub("", _ITEM_NUMBER.sub("", fold_label(text)))


# Labels of the head and foot of a form: field of the record -> printed labels, folded.
HEAD_LABELS: dict[str, tuple[str, ...]] = {
    "project_name": (
        "项目名称",
        "项目支出名称",
        "支出项目名称",
        "二级项目名称",
        "政策和项目名称",
        "项目(政策)名称",
    ),
    "project_code": ("项目编码", "项目编号", "项目代码"),
    "supervising_department": (
        "主管部门",
        "项目主管部门",
        "主管部门及代码",
        "主管单位",
        "主管预算部门",
        "业务主管部门",
        "项目主管单位",
    ),
    "implementing_unit": ("实施单位", "项目单位", "申报单位", "项目实施单位", "资金使用单位", "预算执行单位"),
    "department/name": (
        "单位名称",
        "部门名称",
        "部门(单位)名称",
        "预算部门名称",
        "预算单位",
        "填报单位",
        "编报单位",
    ),
    "department/code": ("项目单位代码", "预算单位代码", "预算单位编码", "单位代码", "单位编码", "部门代码"),
    "budget/total": (
        "预算数",
        "预算总额",
        "项目预算",
        "预算金额",
        "年度预算",
        "当年预算",
        "资金总额",
        "年度资金总额",
        "项目资金总额",
    ),
    "budget/fiscal": ("其中:财政资金", "财政资金", "其中:财政拨款", "财政拨款"),
    "budget/other": ("其他资金", "其中:其他资金"),
    "purpose": ("资金用途", "预算规模及资金用途", "项目用途"),
    "spending_plan": ("资金支出计划", "资金支出计划%"),
    "goals": (
        "绩效目标",
        "当年绩效目标",
        "年度绩效总目标",
        "年度绩效目标",
        "总体目标",
        "年度总体目标",
        "年度目标",
        "总体绩效目标",
        "项目绩效目标",
        "年度总体绩效目标",
        "本年度绩效目标",
        "本年度目标",
        "本年度总体目标",
        "本年绩效目标",
        "项目当年绩效目标",
        "项目年度绩效目标",
        "项目总体绩效目标",
    ),
    "expected_goal": (
        "预期目标",
        "年初设定目标",
        "年初设定年度总体目标",
        "项目年度目标",
        "年初预期目标",
        "年初目标",
        "年初绩效目标",
        "全年预期目标",
        "年度预期目标",
    ),
    "actual_goal": (
        "实际完成情况",
        "年度总体目标完成情况综述",
        "年度目标完成情况",
        "目标实际完成情况",
        "全年实际完成情况",
        "具体完成情况",
        "年度实际完成情况",
    ),
    "total": ("总分", "合计", "总计", "得分合计"),
    "conclusion": ("自评结论", "评价结论", "自评等级", "评价等级", "绩效等级"),
    "contact/person": ("联系人", "项目负责人", "负责人", "填表人", "填报人", "经办人"),
    "contact/phone": ("联系电话", "电话", "负责人电话"),
    "contact": (
        "项目负责人及电话",
        "项目负责人及联系电话",
        "联系人及电话",
        "联系人及联系电话",
        "负责人及电话",
        "负责人及联系电话",
    ),
    "date": ("填报日期", "填表日期", "填报时间", "填表时间"),
    "department/stamped": ("单位", "部门", "部门(单位)"),
}

# Labels that name a block and stand beside it; they hold no value of their own.
BLOCK_LABELS: tuple[str, ...] = (
    "绩效指标",
    "年度绩效指标",
    "项目资金",
    "部门预算资金",
    "资金情况",
    "预算执行情况",
    "年度预算执行情况",
    "部门预算执行情况",
    "部门(单位)总体资金",
    "项目基本情况",
    "预算规模及",
    "年度预算数",
    "项目预算执行情况",
    "成本测算",
    "支出测算",
    "目标完成情况",
    "年度绩效指标完成情况",
    "绩效指标完成情况",
    "资金使用情况",
    "项目资金情况",
    "年度预算申请",
    "预算申请",
    "资金申请",
    "项目资金申请",
    "资金投入情况",
    "年度主要任务",
)

# Blocks whose table lists items with prose and amounts; 年度主要任务 stands in the form of whole departments.
ITEM_BLOCKS = frozenset({"年度主要任务", "成本测算", "支出测算"})

# Headings of the table of indicators: field -> printed headings, folded.
INDICATOR_HEADINGS: dict[str, tuple[str, ...]] = {
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "level3": ("三级指标", "指标名称", "具体指标", "绩效指标名称"),
    "description": (
        "绩效指标描述",
        "指标描述",
        "指标说明",
        "指标解释",
        "指标值说明",
        "指标内容",
        "评(扣)分标准说明",
    ),
    "target": (
        "指标值",
        "年度指标值",
        "目标值",
        "预期指标值",
        "年初目标值",
        "年初指标值",
        "全年指标值",
        "年度目标值",
        "预期值",
        "绩效指标值",
        "全年(程)指标值",
        "计划指标值",
    ),
    "comparator": ("计算符号", "符号", "指标方向", "运算符号", "比较符号"),
    # Holds operators in some provinces, 正向 or 定性 in others: the value decides.
    "nature": ("指标性质", "指标类型", "绩效指标性质"),
    "unit": ("度量单位", "计量单位", "单位", "绩效度量单位"),
    "actual": (
        "实际完成值",
        "全年实际值",
        "完成值",
        "全年完成值",
        "实际值",
        "指标实际完成值",
        "实际完成指标值",
        "实际完成情况",
        "年度实际完成值",
    ),
    "basis": ("指标值确定依据", "指标值设置依据", "指标值设定依据", "设定依据", "指标确定依据", "确定依据"),
    "weight": ("分值", "权重", "指标分值", "指标分值权重", "分值权重", "指标权重"),
    "score": ("得分", "指标得分", "自评得分", "评分"),
    "shortfall_reason": (
        "未完成原因分析",
        "偏差原因分析及改进措施",
        "未完成原因及拟采取的改进措施",
        "偏差原因分析",
        "未完成原因",
        "未完成原因和改进措施",
        "未完成原因分析及拟采取的措施",
        "原因分析及改进措施",
    ),
}
# Headings without a field: they keep their place in the table and go to ``extra``.
EXTRA_HEADINGS: tuple[str, ...] = (
    "绩效标准",
    "备注",
    "得分计算方法",
    "评分标准",
    "指标赋分规则",
    "佐证资料",
    "完成率",
    "上年完成值",
    "半年(程)指标值",
    "指标方向性",
)

# Headings of the funds block: field -> printed headings, folded.
FUND_HEADINGS: dict[str, tuple[str, ...]] = {
    "source": ("资金来源", "资金类别"),
    "initial_budget": ("年初预算数", "年初预算", "年初批复预算数", "年初部门预算"),
    "annual_budget": (
        *(
            "全年预算数",
            "调整后预算数",
            "调整预算数",
            "预算数",
            "全年预算",
            "年度预算数",
            "预算安排数",
            "预算安排数(调整后)",
        ),
        *("调整后预算", "调整后全年预算数", "年度预算", "预算金额"),
    ),
    "executed": (
        "全年执行数",
        "预算执行数",
        "执行数",
        "全年执行",
        "实际执行数",
        "实际支出数",
        "资金执行数",
        "全年支出数",
        "实际支出",
    ),
    "weight": ("分值", "权重"),
    "execution_rate": ("执行率", "预算执行率", "完成率"),
    "score": ("得分",),
}
# Orders of columns of money as forms print them.
FUND_ORDERS: tuple[tuple[str, ...], ...] = (
    ("source", "initial_budget", "annual_budget", "executed", "weight", "execution_rate", "score"),
    ("source", "initial_budget", "annual_budget", "executed", "execution_rate", "weight", "score"),
)
FUND_EXTRA_HEADINGS: tuple[str, ...] = (
    *(
        "原因",
        "偏差原因",
        "未完成原因",
        "备注",
        "说明",
        "原因分析",
        "资金到位数",
        "到位数",
        "结余数",
        "资金到位率",
    ),
)
# Headings of a table of cost estimates: field -> printed headings, folded.
COST_HEADINGS: dict[str, tuple[str, ...]] = {
    "item": (
        *("支出明细", "支出项目", "成本项目", "明细项目", "支出内容", "费用名称", "测算项目", "费用项目"),
        *("项目", "项目内容", "明细", "子项目", "支出事项", "成本明细"),
    ),
    "amount": ("金额", "测算金额", "合计金额", "小计", "支出金额", "预算金额"),
    "basis": ("测算依据", "测算标准", "标准依据", "依据", "测算依据及说明", "测算过程"),
}
COST_EXTRA_HEADINGS: tuple[str, ...] = ("数量", "单价", "标准", "备注", "单位", "计量单位")
# Words that name a source of money; the labels of a total over sources.
MONEY_SOURCE = re.compile(
    r"资金|拨款|补助|配套|结转|结余|总额|收入|转移支付|政府性基金|贷款|自筹|债券|其中|^其他$|^小计$|^合计$"
)
MONEY_TOTALS = frozenset({"资金总额", "年度资金总额", "项目资金总额", "总额", "年度资金总额(万元)"})
# The points for execution, printed beside the total.
EXECUTION_POINTS = re.compile(r"^(?:预算)?(?:执行率?)?分值[(（](?P<points>\d{1,3})分?[)）]$")
# The row of points for execution below the indicators.
EXECUTION_ROWS = frozenset({"预算执行率得分", "执行率得分", "预算执行得分", "资金执行率得分"})
# The goals of half a year and of the year side by side (Jiangsu).
HALF_YEAR_GOALS: dict[str, tuple[str, ...]] = {
    "extra/半年(程)目标": ("半年(程)目标", "半年目标"),
    "goals/0": ("全年(程)目标", "全年目标"),
}
# Two goals side by side, in self-evaluations.
GOAL_HEADINGS: dict[str, tuple[str, ...]] = {
    "expected_goal": HEAD_LABELS["expected_goal"],
    "actual_goal": HEAD_LABELS["actual_goal"],
}

# Level-1 names and, under each, the stems of the level-2 names that belong to it (some forms drop 指标).
LEVEL_FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "output": (("产出指标", "项目完成指标", "产出"), ("数量", "质量", "时效", "成本")),
    "cost": (("成本指标",), ("经济成本", "社会成本", "生态环境成本")),
    "benefit": (
        ("效益指标", "效果指标", "项目效益指标", "效益"),
        ("经济效益", "社会效益", "生态效益", "环境效益", "可持续影响", "可持续发展", "可持续"),
    ),
    "satisfaction": (
        ("满意度指标", "满意度", "服务对象满意度"),
        (
            "服务对象满意度",
            "满意度",
            "受益对象满意度",
            "社会公众满意度",
            "公众满意度",
            "社会公众或服务对象满意度",
            "服务对象或公众满意度",
        ),
    ),
}

NOT_APPLICABLE = frozenset({"-", "--", "—", "——", "–", "/", "\\", "一一", "－"})
OPERATORS = frozenset("≥≤=><＝≧≦═﹦>=<=") | {
    ">=",
    "<=",
    "大于等于",
    "小于等于",
    "等于",
    "大于",
    "小于",
}

# What published OCR texts print in columns of operators and of units: misread text -> what it stands for.
MISREAD_OPERATORS: dict[str, str] = {"2": "≥", "％=": "≥", "%=": "≥", "S": "≤", "z": "≥", "Z": "≥"}
MISREAD_UNITS: dict[str, str] = {"↑": "个", "囗": "口", "1": "个", "％": "%"}
# Characters that are taken for each other in names of units.
LOOK_ALIKES: tuple[str, ...] = (
    "人入八",
    "元兀无",
    "天夭大",
    "日曰",
    "户尸",
    "口囗",
    "件仵",
    "项顶",
    "米朱",
    "本木",
    "千干",
)

# What the right half of a glyph looks like when a column line cut it: glyph -> readings of its right half.
CUT_GLYPHS: dict[str, str] = {
    "部": "3阝β",
    "数": "文攵汝女",
    "员": "是贝",
    "件": "‡牛",
    "成": "三",
    "训": "川",
    "查": "查",
    "度": "Ę",
    "费": "弗",
    "组": "且",
    "织": "只",
    "活": "舌",
    "性": "生",
    "制": "刂",
    "改": "攵",
    "话": "舌",
    "抢": "仓",
    "险": "佥",
    "检": "佥",
    "验": "佥",
    "值": "直",
    "维": "隹",
    "设": "殳",
    "路": "各",
    "线": "戋",
    "服": "艮",
    "报": "艮",
    "作": "乍",
    "保": "呆",
    "优": "尤",
    "财": "才",
    "程": "呈",
    "到": "刂",
}
# Components of glyphs that are no characters of their own: at a cut they are halves of one.
COMPONENTS = "刂攵阝亻氵扌忄讠纟钅饣宀匚勹卩隹佥殳戋"

# Labels of a goal for several years, beside that of the year.
LONG_TERM_GOALS: tuple[str, ...] = (
    "中长期目标",
    "中期目标",
    "长期目标",
    "实施期目标",
    "实施期绩效目标",
    "中长期绩效目标",
    "实施期绩效总目标",
    "实施期总目标",
    "项目总目标",
)

# Labels whose values have no field: they go to ``extra`` under the label.
EXTRA_LABELS: tuple[str, ...] = (
    "项目类别",
    "项目类型",
    "项目属性",
    "项目性质",
    "项目分类",
    "项目起止时间",
    "项目日期范围",
    "项目期",
    "项目期限",
    "项目周期",
    "财政归口科室",
    "归口科室",
    "财政归口处室",
    "归口处室",
    "实施期限",
    "开始时间",
    "结束时间",
    "项目概况",
    "项目概述",
    "项目实施内容及过程概述",
    "项目实施进度计划",
    "项目立项依据",
    "立项依据",
    "立项必要性",
    "政策依据",
    *LONG_TERM_GOALS,
    "存在问题",
    "改进措施",
    "存在问题及改进措施",
    "存在问题、原因及下一步整改措施",
    "偏差大或目标未完成原因分析",
    "改进措施及结果应用方案",
    "业务主管部门意见",
    "项目实施单位意见",
    "财政部门审核意见",
    *(
        f"{other}{need}说明{what}"
        for other in ("其他", "其它", "")
        for need in ("需要", "需")
        for what in ("的问题", "的事项", "的情况", "问题", "事项", "情况")
    ),
    "报表编号",
    "财务负责人",
    "单位负责人",
    "部门负责人",
    "科室负责人",
    "审核人",
    "复核人",
    "备注",
    "注",
    "说明",
    "填表说明",
    "填报说明",
    "填报注意事项",
)

# Units that stand behind a target's number.
UNITS: tuple[str, ...] = (
    *(
        "个",
        "人",
        "人次",
        "户次",
        "人天",
        "户",
        "家",
        "次",
        "场",
        "场次",
        "期",
        "批",
        "批次",
        "件",
        "份",
        "套",
        "台",
        "台/套",
        "台套",
    ),
    *(
        "辆",
        "座",
        "所",
        "处",
        "栋",
        "幢",
        "间",
        "口",
        "眼",
        "条",
        "项",
        "篇",
        "本",
        "册",
        "张",
        "块",
        "片",
        "株",
        "棵",
        "头",
        "只",
    ),
    *(
        "公里",
        "千米",
        "米",
        "厘米",
        "毫米",
        "平方米",
        "万平方米",
        "平方公里",
        "立方米",
        "万立方米",
        "亩",
        "万亩",
        "公顷",
    ),
    *(
        "吨",
        "万吨",
        "公斤",
        "千克",
        "克",
        "升",
        "元",
        "万元",
        "亿元",
        "元/人",
        "元/亩",
        "元/人次",
        "万元/公里",
        "万元/口",
    ),
    *(
        "元/月",
        "元/年",
        "元/平方米",
        "元/天",
        "天",
        "日",
        "个月",
        "月",
        "年",
        "小时",
        "分钟",
        "个工作日",
        "工作日",
        "学时",
    ),
    *(
        "万人",
        "万人次",
        "万户次",
        "万户",
        "万张",
        "万次",
        "名",
        "位",
        "对",
        "组",
        "队",
        "村",
        "镇",
        "桶",
        "箱",
        "盏",
        "根",
        "度",
        "分",
        "级",
    ),
    *(
        "百分比",
        "个百分点",
        "例",
        "宗",
        "起",
        "床",
        "间次",
        "车次",
        "班次",
        "节",
        "课时",
        "门",
        "幅",
        "副",
        "枚",
        "支",
        "袋",
        "倍",
    ),
)

# Judgements in place of a number, as targets and actual values print them.
QUALITATIVE: tuple[str, ...] = (
    *(
        "显著提升",
        "显著提高",
        "显著改善",
        "显著增强",
        "明显提升",
        "明显提高",
        "明显改善",
        "明显增强",
        "有效提升",
    ),
    *(
        "有效提高",
        "有效改善",
        "有效保障",
        "有效",
        "效果显著",
        "效果较好",
        "效果明显",
        "持续提升",
        "持续改善",
        "持续完善",
    ),
    *(
        "逐步提升",
        "逐步提高",
        "逐步完善",
        "不断提升",
        "不断完善",
        "有所提高",
        "有所提升",
        "有所改善",
        "基本健全",
        "健全",
    ),
    *(
        "建立健全",
        "已建立",
        "长期",
        "长效",
        "持续",
        "良好",
        "较好",
        "优",
        "达到预期目标",
        "达到预期",
        "达标",
        "合格",
        "完成",
    ),
    *(
        *(
            f"{how}达成{what}"
            for how in ("", "全部", "基本", "部分", "未")
            for what in ("预期指标", "年度指标", "预期目标", "年度目标", "目标", "预期")
        ),
        "有效降低",
        "明显降低",
        "显著降低",
        "稳步提升",
        "稳步提高",
    ),
    *(
        "应保尽保",
        "长期有效",
        "显著",
        "明显",
        "满意",
        "按期完成",
        "按期",
        "按时",
        "达到",
        "规范",
        "充分",
        "合理",
        "合规",
    ),
    *("按时完成", "及时", "稳定", "提升", "提高", "改善", "完善", "增强", "是", "否", "无"),
)

# Words that begin like a unit: 家 in 家长满意度 and 人 in 人均费用 are none.
NO_UNITS: tuple[str, ...] = (
    *(
        "家长",
        "家庭",
        "人均",
        "人员",
        "人口",
        "人才",
        "人民",
        "年度",
        "年均",
        "月度",
        "日常",
        "项目",
        "所有",
        "本级",
    ),
    *(
        "个人",
        "场地",
        "场馆",
        "条件",
        "名称",
        "口径",
        "处理",
        "处置",
        "间接",
        "位置",
        "对象",
        "队伍",
        "村民",
        "村级",
    ),
    *(
        "分析",
        "级别",
        "台账",
        "座谈",
        "期限",
        "批复",
        "份额",
        "村庄",
        "镇级",
        "组织",
        "节约",
        "节能",
        "度汛",
        "户均",
    ),
    *("户籍", "天然", "本地", "张贴"),
)

# Headings below a group of columns (预期指标值 over 符号, 值, 单位): field -> printed headings, folded.
SUB_HEADINGS: dict[str, tuple[str, ...]] = {
    "comparator": ("符号", "计算符号", "运算符号"),
    "nature": ("指标性质",),
    "target": ("值", "指标值", "目标值", "数值"),
    "unit": ("单位", "度量单位", "计量单位", "单位(文字描述)"),
}

# Columns of tables of indicators as published forms order them, for a text that begins below the heading.
COLUMN_ORDERS: tuple[tuple[str, ...], ...] = (
    ("level1", "level2", "level3", "description", "target", "basis"),
    ("level1", "level2", "level3", "description", "target"),
    ("level1", "level2", "level3", "target", "actual", "weight", "score", "shortfall_reason"),
    ("level1", "level2", "level3", "weight", "target", "actual", "score", "shortfall_reason"),
    (
        "level1",
        "level2",
        "level3",
        "comparator",
        "target",
        "unit",
        "actual",
        "weight",
        "score",
        "shortfall_reason",
    ),
    ("level1", "level2", "level3", "comparator", "target", "unit", "description"),
    ("level1", "level2", "level3", "nature", "comparator", "target", "unit", "weight"),
    ("level1", "level2", "level3", "unit", "nature", "target", "weight"),
    ("level1", "level2", "level3", "target", "actual", "score"),
    ("level1", "level2", "level3", "target", "weight"),
    ("level1", "level2", "level3", "target"),
)
# Orders with columns that have no field of their own, which stand as they are printed: the forms of Beijing,
# Xinjiang, Hunan and Jiangsu, and plain ones.
PRINTED_ORDERS: tuple[tuple[str, ...], ...] = (
    ("level3", "weight", "target", "actual", "得分计算方法", "score", "shortfall_reason"),
    (
        *("level3", "target", "basis", "上年完成值", "weight", "指标赋分规则", "佐证资料", "actual"),
        *("完成率", "score", "shortfall_reason"),
    ),
    ("level3", "target", "绩效标准"),
    ("level3", "半年(程)指标值", "全年(程)指标值"),
    ("level3", "target", "备注"),
)

# How likely a digit was read for another, as a share of the likeliest confusion; both directions. 8/3, 0/6,
# 1/7, 5/6 are the pairs that damaged forms of this kind show, 2/7 and 4/9 their like in every OCR's table of
# confusions; the others differ by one stroke or one loop in the type of printed forms. The figures are an
# estimate in steps, not a count: what matters is only which of two readings is by far the likelier.
DIGIT_CONFUSIONS: dict[tuple[str, str], float] = {
    **dict.fromkeys([("3", "8"), ("0", "6"), ("1", "7"), ("5", "6")], 1.0),
    **dict.fromkeys([("2", "7"), ("4", "9")], 0.7),
    # One stroke or one loop more or less.
    **dict.fromkeys([("0", "8"), ("3", "5"), ("6", "8"), ("8", "9"), ("7", "9"), ("1", "4")], 0.25),
    **dict.fromkeys([("0", "9"), ("3", "9"), ("5", "8"), ("2", "3"), ("1", "2"), ("5", "9")], 0.15),
}
# What else happens to a printed figure, on the same scale. Any digit may stand for any other, because not all
# faults are OCR's; one wrong, missing, extra or swapped character is four in five faults of typing (Damerau,
# A technique for computer detection and correction of spelling errors, 1964); a point goes and comes with
# specks; 万元 and 元 are taken for each other in filling in.
OTHER_DIGIT = 0.06
DIGITS_SWAPPED = 0.05
DIGIT_DOUBLED = 0.05
DIGIT_LOST_BESIDE_ITS_LIKE = 0.05
DIGIT_LOST = 0.01
POINT_MISPLACED = 0.05
UNIT_MISTAKEN = 0.05
# A result that is not what its terms come to, in whatever digits: a slip of the authors in adding up or in
# filling in, seen on published forms (Guizhou: 443.88 for 444.38); less likely with each digit
# beyond two that differs.
RESULT_MISTAKEN = 0.1
FURTHER_DIGIT = 0.3
