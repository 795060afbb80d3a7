"""How the texts of a table begin and end: names of indicators, descriptions, standards. Data only.

Sources: names are made as in the ministry's frames of indicators (财预〔2013〕53号, 财预〔2020〕10号,
财预〔2021〕101号 with their annexes), which name an indicator by what is measured (…率, …数量, …时间) and
explain it by how (…占…的比例, 反映…情况, 考察…程度); the rest is how published forms say what a target
rests on and why one was missed. The figure is what an ending says: 1 leaves hardly a doubt, 0 nothing.
"""

from __future__ import annotations

# Endings of names of indicators.
NAME_ENDS: dict[str, float] = {
    **dict.fromkeys(("满意度", "满意率", "完成率", "合格率", "及时率", "覆盖率", "达标率", "知晓率"), 1.0),
    **dict.fromkeys(
        ("率", "人数", "人次", "数量", "次数", "个数", "户数", "天数", "面积", "里程", "场次", "数"), 0.9
    ),
    **dict.fromkeys(
        ("台数", "件数", "批次", "期数", "座数", "处数", "点位", "长度", "总量", "规模", "频次"), 0.9
    ),
    **dict.fromkeys(
        ("成本", "费用", "金额", "造价", "单价", "标准", "时间", "时限", "周期", "年限", "进度"), 0.8
    ),
    **dict.fromkeys(("水平", "程度", "能力", "机制", "作用", "影响", "性", "质量", "情况", "环境"), 0.6),
    **dict.fromkeys(("度", "量", "额", "支出", "经费", "损失", "收入", "增收", "效益", "工作", "任务"), 0.5),
}
# Beginnings and endings of descriptions: what is counted, in a clause.
TEXT_BEGINS: dict[str, float] = {
    **dict.fromkeys(
        ("反映", "考察", "考核", "衡量", "用于", "实际", "年度内", "年内", "全年", "本年", "指"), 1.0
    ),
    **dict.fromkeys(
        ("完成", "按照", "按", "通过", "已", "当年", "每", "每个", "全部", "纳入", "占", "经", "为"), 0.6
    ),
}
TEXT_ENDS: dict[str, float] = {
    **dict.fromkeys(("的比例", "的比率", "占比", "情况", "比例", "比重", "的数量", "的程度", "的时间"), 1.0),
    **dict.fromkeys(("比率", "程度", "数量", "总数", "人数", "次数", "时间", "面积", "支出", "成本"), 0.7),
}
# Beginnings and endings of what a target rests on, of standards and remarks.
BASIS_BEGINS: dict[str, float] = {
    **dict.fromkeys(
        (
            "根据",
            "依据",
            "按照",
            "参照",
            "按",
            "以",
            "每",
            "每个",
            "每月",
            "全部",
            "逾期",
            "详见",
            "达到",
            "未达到",
            "达成",
        ),
        1.0,
    ),
    **dict.fromkeys(("年度", "历史", "行业", "计划", "国家", "上年", "县级", "市级", "省级", "财政"), 0.6),
}
BASIS_ENDS: dict[str, float] = {
    **dict.fromkeys(("标准", "计划", "规定", "方案", "办法", "要求", "文件", "通知", "合同", "批复"), 1.0),
    **dict.fromkeys(("为准", "以上", "以内", "得满分", "赋分", "计分", "记分", "安排", "规程", "规范"), 1.0),
    **dict.fromkeys(("规划", "意见", "协议", "约定", "台账", "资料", "报告", "记录", "名单", "调查"), 0.8),
    **dict.fromkeys(("预算", "任务", "需求", "需要", "统计", "数据", "目标", "测算", "分", "抽查"), 0.5),
}
# Beginnings and endings of reasons why a target was missed.
REASON_BEGINS: dict[str, float] = {
    **dict.fromkeys(("受", "因", "由于", "个别", "尚未", "未能"), 1.0),
    **dict.fromkeys(("部分", "未", "疫情", "汛期", "雨季", "少数", "存在"), 0.6),
}
REASON_ENDS: dict[str, float] = {
    **dict.fromkeys(
        ("不足", "滞后", "延期", "推迟", "较低", "偏低", "不够", "取消", "补齐", "未完成", "流标"), 1.0
    ),
    **dict.fromkeys(
        ("影响", "受阻", "较晚", "较慢", "完工", "整改", "推进", "完善", "落实", "力度", "同上"), 0.6
    ),
}
# Judgements that stand inside no name.
JUDGEMENTS: tuple[str, ...] = ("健全", "良好", "较好", "显著", "明显", "定性", "定量")
# Comparisons that begin a value.
VALUE_BEGINS: tuple[str, ...] = ("较上年", "比上年", "同比", "不低于", "不少于", "不高于", "不超过", "控制在")
# Level-2 names without 指标 that hardly begin the name of an indicator.
LEVEL_STEMS: tuple[str, ...] = ("经济效益", "社会效益", "生态效益", "可持续影响")
# Characters that end words and begin none; characters and words that nothing ends with.
NO_BEGINNING = frozenset("的率度性者们等了得之所化费额者与和及或前后内、，。；：）)%％") | {
    "以上",
    "以下",
    "以内",
    "左右",
    "为准",
    "得满",
}
NO_ENDING = frozenset("的和与及或并对被把将以按在为占从向由其各每、，,（(：《") | {
    "按照",
    "根据",
    "依据",
    "通过",
}
# Words of indicators that general dictionaries do not hold.
FORM_WORDS: tuple[str, ...] = (
    *(
        "满意度",
        "满意率",
        "合格率",
        "及时率",
        "完成率",
        "覆盖率",
        "达标率",
        "知晓率",
        "完好率",
        "利用率",
        "准确率",
    ),
    *(
        "办结率",
        "执行率",
        "普及率",
        "支付率",
        "发放率",
        "参与率",
        "出勤率",
        "到位率",
        "增长率",
        "达标",
        "台账",
    ),
    *(
        "建档",
        "管护",
        "年检",
        "质保",
        "占比",
        "招投标",
        "运维",
        "足额",
        "按期",
        "满分",
        "赋分",
    ),
    *(
        "大于等于",
        "小于等于",
        "长度",
        "计分",
        "记分",
        "扣分",
        "得分",
        "指标值",
        "点位",
        "人均",
        "户均",
        "次均",
        "绩效",
        "新建",
        "改建",
        "增收",
    ),
)
