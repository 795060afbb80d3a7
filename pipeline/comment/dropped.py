"""What became of a model's comments, for whoever asked for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from schemas.finding import Message

Reason = Literal["path", "doubtful", "quotation", "figure", "wording", "surplus"]
REASONS: tuple[Reason, ...] = get_args(Reason)
_WORDS: Mapping[Reason, Message] = {
    "path": Message(zh="位置不存在", en="the path leads nowhere"),
    "doubtful": Message(zh="位置存疑", en="the value is doubtful"),
    "quotation": Message(zh="引文不在原文", en="the quotation is printed nowhere"),
    "figure": Message(zh="数字不在原文", en="a figure is printed nowhere"),
    "wording": Message(zh="文字不合要求", en="not a short comment in Chinese"),
    "surplus": Message(zh="超出条数", en="too many of a form"),
}


@dataclass(slots=True)
class Dropped:
    """Counts over the forms of a document. ``proposed`` is the sum of ``shown``, ``merged`` (a rule, or
    another comment, says it already) and ``reasons``; ``failed`` says by index why a form got no reply."""

    proposed: int = 0
    shown: int = 0
    merged: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)
    failed: dict[int, Message] = field(default_factory=dict)

    def line(self) -> Message:
        """All of it in one line.

        >>> print(Dropped(3, 1, 1, Counter(path=1), {2: Message(zh="超时", en="time-out")}).line().zh)
        模型意见 3 条：采用 1 条，与已有意见合并 1 条，剔除 1 条（位置不存在 1）；1 张表没有得到答复：超时
        """
        gone = [(_WORDS[each], self.reasons[each]) for each in REASONS if self.reasons[each]]
        zh = f"模型意见 {self.proposed} 条：采用 {self.shown} 条，与已有意见合并 {self.merged} 条，"
        zh += f"剔除 {self.reasons.total()} 条"
        en = f"{self.proposed} comments by the model: {self.shown} shown, {self.merged} merged with others, "
        en += f"{self.reasons.total()} dropped"
        if gone:
            zh += f"（{'，'.join(f'{word.zh} {count}' for word, count in gone)}）"
            en += f" ({', '.join(f'{word.en}: {count}' for word, count in gone)})"
        if self.failed:
            first = next(iter(self.failed.values()))
            zh += f"；{len(self.failed)} 张表没有得到答复：{first.zh}"
            en += f"; no reply for {len(self.failed)} of the forms: {first.en}"
        return Message(zh=zh, en=en)
