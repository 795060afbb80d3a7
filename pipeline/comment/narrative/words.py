"""What words say of which thing is meant: the rarer one is in a document, the more.

Words that all forms and narratives share (完成, 数量, 全年) say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from schemas.phrases import FORM_WORDS, NAME_ENDS, TEXT_BEGINS, TEXT_ENDS

if TYPE_CHECKING:
    import rjieba

_RUN = re.compile("[\u4e00-\u9fff]{1,400}")
_OFTEN = 20_000  # as often as a common word, so that it is not cut
_COUNT = 2
_MEASURE_WORDS = frozenset("个人名户家次场期处所座条项件份套台辆本册张块株棵头只口眼间栋批盏支根天组点")
# What is done with anything, where, when and for how much; these name nothing that could be counted.
_EVERYWHERE = (
    *("开展", "组织", "举办", "实施", "推进", "加强", "做好", "确保", "保障"),
    *("达到", "实现", "提升", "提高", "进行", "落实", "安排", "计划", "预计"),
    *("力争", "继续", "按照", "通过", "控制", "保持", "稳定", "不断", "有效"),
    *("及时", "全县", "全市", "全区", "全省", "全乡", "全镇", "我县", "我市"),
    *("我区", "县级", "市级", "区级", "年内", "年底", "当年", "今年", "本年度"),
    *("年度", "分别", "共计", "合计", "不低于", "不少于", "不超过", "不低", "不少"),
    *("低于", "少于", "超过", "以上", "以下", "以内", "左右", "项目", "经费"),
    *("资金", "专项", "预算", "投入", "绩效", "目标", "任务", "指标", "单位"),
    *("各项", "各类", "顺利", "圆满", "全部", "主要", "重点", "相关", "其他"),
    *("其中", "平均", "每人", "人均", "每户", "户均", "年度计划", "进一步", "全面", "认真"),
)
_SAY_NOTHING = frozenset({*NAME_ENDS, *TEXT_BEGINS, *TEXT_ENDS, *_EVERYWHERE}) - {"标准"}
# Single characters that join words or stand with numbers; another one is a word of its own (路, 桥).
_JOINTS = frozenset(
    "的和与及或并对为在将把被由向从按以于至到达等各每个名人次户家处所座条项年月日底内中上下前后"
    "共约已应均需须要还使其该本全每不无率数量度额费新进做好级类种"
)


@lru_cache(maxsize=1)
def _dictionary() -> rjieba.Jieba:
    # A tenth of a second to load: only for a document whose narrative has figures.
    import rjieba  # noqa: PLC0415

    dictionary = rjieba.Jieba()
    for word in FORM_WORDS:
        dictionary.add_word(word, _OFTEN, "n")
    return dictionary


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words that name something, each once.

    >>> words("完成食品安全抽检1200批次，组织开展食品安全宣传")
    ('食品安全', '抽检', '宣传')
    >>> words("聘用管水员36名，维修桥2座"), words("新购图书册数")
    (('聘用', '管水员', '维修', '桥'), ('新购', '图书'))
    """
    found = (word for run in _RUN.findall(text) for word in _joined(_dictionary().cut(run, hmm=False)))
    return tuple(dict.fromkeys(word for word in found if _says_something(word)))


def _joined(parts: Iterable[str]) -> Iterator[str]:
    """Words, with single characters in a row put together: not every word is in the dictionary (管水员)."""
    unknown = ""
    for part in parts:
        if len(part) == 1 and part not in _JOINTS:
            unknown += part
            continue
        if unknown:
            yield unknown
            unknown = ""
        yield part
    if unknown:
        yield unknown


def _says_something(word: str) -> bool:
    if word in _SAY_NOTHING or word in _JOINTS:
        return False
    # 册数 and 批量 only say that something is counted.
    return len(word) != _COUNT or word[1] not in "数量" or word[0] not in _MEASURE_WORDS


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many of a document's parts (forms, paragraphs) hold a word, and how many parts there are."""

    holding: Counter[str]
    parts: int

    def weight(self, word: str) -> float:
        return log((self.parts + 2) / (self.holding[word] or 1))

    def share(self, named: Sequence[str], text: str) -> float:
        """The share of the words that stands in a text, by weight: 0 to 1; 0 for no words."""
        total = sum(map(self.weight, named))
        return sum(self.weight(word) for word in named if word in text) / total if total else 0.0


def rarity(parts: Iterable[str]) -> Rarity:
    """Count the words of a document's parts.

    >>> found = rarity(["抽检食品", "抽检药品", "抽检药品并宣传"])
    >>> found.weight("抽检") < found.weight("药品") < found.weight("食品")
    True
    """
    holding: Counter[str] = Counter()
    count = 0
    for part in parts:
        holding.update(words(part))
        count += 1
    return Rarity(holding, count)
