"""Looking ahead in a stream of tokens: where headings run, where a block ends, where something new begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.layout import marks
from pipeline.layout.heading_block import GROUPS
from pipeline.layout.lexicon import BLOCKS, FUND_WORDS, HEADINGS, LABELS, LEVEL_WORDS
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Row
from schemas.vocabulary import EXECUTION_ROWS, fold_heading, known_heading

# Labels that stand below a table.
FOOT = frozenset({"total", "conclusion", "contact", "contact/person", "contact/phone", "date"})
_LABELLED = re.compile(r"^(?P<label>[^:：]{1,24})[:：]\s*(?P<value>.+)$", re.DOTALL)
_NOTE = re.compile(r"^(?:备?注|说明|填[表报]说明|填报注意事项)[:：]")
# The head of one column of a payment plan: 6月底.
DEADLINE = re.compile(r"^(?:1[0-2]|[1-9])月(?:份?底|末)$")
_FIRST_GOAL = re.compile(r"^(?:年度)?目标[1１一①][:：.．、]")
_AMOUNT = re.compile(r"^(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,12}\.\d{1,6})$")
_BESIDE = frozenset({"绩效指标", "年度绩效指标"})
_LONGEST_GOAL = 12  # words of a goal that wraps
_SHORT_GOAL = 10  # characters of what rather is the name of an indicator
MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_LEAST_BEGUN = 3
_LABELS_BEGUN = frozenset(label[:end] for label in LABELS for end in range(_LEAST_BEGUN, len(label))) - set(
    LABELS
)


def is_label(text: str) -> bool:
    """Whether a whole token is a label of the head or foot."""
    return fold_heading(text) in LABELS


def begins_label(text: str) -> bool:
    """Whether what stands behind a label is the beginning of another one rather than its value.

    >>> begins_label("项目类"), begins_label("项目类别"), begins_label("水利局")
    (True, False, False)
    """
    return fold_heading(text) in _LABELS_BEGUN


@dataclass(frozen=True, slots=True)
class Lookout:
    """Answers questions about the tokens of a text by their index."""

    tokens: Sequence[Token]

    def word(self, index: int) -> str:
        return fold_heading(self.tokens[index].text) if index < len(self.tokens) else ""

    def next_filled(self, index: int) -> int:
        while index < len(self.tokens) and not self.tokens[index].text:
            index += 1
        return index

    def heading_run(self, start: int, words: Mapping[str, object]) -> tuple[list[Token], int]:
        """Tokens of a run of headings from ``start``, and the index behind it. One unknown short token
        between known ones is a heading too."""
        run: list[Token] = []
        i = start
        while i < len(self.tokens):
            token = self.tokens[i]
            word = fold_heading(token.text)
            if not word:
                i += 1
                continue
            following = self.word(self.next_filled(i + 1))
            known = known_heading(token.text, words) is not None
            bridge = (
                run
                and following in words
                and following not in LABELS
                and len(word) <= 12
                and not is_label(token.text)
                and not kinds.level1_family(token.text)
                and not kinds.is_number(token.text)
            )
            if not known and not bridge:
                break
            run.append(token)
            i += 1
        return run, i

    def ends_indicators(self, index: int) -> bool:
        """Whether a token stands below the table: a foot label, a note, the next form or heading."""
        token = self.tokens[index]
        word = fold_heading(token.text)
        label = LABELS.get(word)
        if label is not None and label not in ("extra", "department/stamped"):
            # 成本, 质量 and the like are never labels; a goal label begins another block.
            if label in FOOT or label.startswith(("project", "purpose", "supervising")):
                return True
            return label.startswith(("budget", "goals")) and self._owns(label, index)
        if word in EXECUTION_ROWS:
            return True
        if label == "extra" and len(word) >= 4:
            # 立项依据 beside 立项依据充分性 is a name of level 2.
            behind = self.word(self.next_filled(index + 1))
            return behind == word or not behind.startswith(word)
        if _NOTE.match(token.text) or (_LABELLED.match(token.text) and self.labelled(token.text)):
            return True
        behind = self.word(self.next_filled(index + 1))
        if word in LEVEL_WORDS or ((word in BLOCKS or word in HEADINGS) and behind in HEADINGS):
            return True
        row = Row((token.cell,))
        return bool(marks.title_of(row) or marks.department_line(token.text) or marks.money_unit(token.text))

    def is_label_beside(self, index: int) -> bool:
        """Whether a token is the label beside the whole table, printed again on a new page."""
        return self.word(index) in _BESIDE

    def _owns(self, label: str, index: int) -> bool:
        """Whether what stands behind a label is a value of it: 财政拨款 may be a basis, 绩效目标 a name."""
        place = self.next_filled(index + 1)
        behind = self.tokens[place].text if place < len(self.tokens) else ""
        if not behind or is_label(behind):
            return True
        if label.startswith("budget"):
            return kinds.is_number(behind.rstrip("元万")) and "%" not in behind
        return len(behind) > _SHORT_GOAL or behind.endswith("。")

    @staticmethod
    def labelled(text: str) -> bool:
        match = _LABELLED.match(text)
        return bool(match and fold_heading(match["label"]) in LABELS)

    def is_note(self, text: str) -> bool:
        """Whether a token is a note with its label: its text may go on in the next lines."""
        return bool(_NOTE.match(text)) and self.labelled(text)

    def ends_funds(self, index: int) -> bool:
        token = self.tokens[index]
        word = fold_heading(token.text)
        label = LABELS.get(word)
        if label in ("budget/other", "budget/fiscal", "budget/total", "total", None):
            return word in BLOCKS or word in LEVEL_WORDS or self.labelled(token.text)
        return True

    def ends_costs(self, index: int) -> bool:
        token = self.tokens[index]
        word = fold_heading(token.text)
        return LABELS.get(word) not in (None, "total") or word in BLOCKS or word in LEVEL_WORDS

    def value_end(self, start: int) -> int:
        end = start
        while end < len(self.tokens) and not (self.tokens[end].text and self.begins(end)):
            end += 1
        return end

    def begins(self, index: int) -> bool:
        """Whether something new begins at a token: a label, a block, a heading, a title."""
        token = self.tokens[index]
        word = fold_heading(token.text)
        if word in LABELS or word in BLOCKS or word in LEVEL_WORDS or self.labelled(token.text):
            return True
        if FUND_WORDS.get(word) == "source" or self._begins_funds(index):
            return True
        if DEADLINE.match(token.text) or self.begins_goals(index):
            return True
        row = Row((token.cell,))
        return bool(marks.title_of(row) or marks.department_line(token.text))

    def begins_goals(self, index: int) -> bool:
        """Whether numbered goals begin at a token, behind an amount and not behind their label."""
        before = self.tokens[index - 1].text if index else ""
        return bool(_FIRST_GOAL.match(self.tokens[index].text)) and kinds.is_number(before)

    def _begins_funds(self, index: int) -> bool:
        """Whether the headings of a table of funds begin at a token."""
        if FUND_WORDS.get(self.word(index)) not in MONEY:
            return False
        second = self.next_filled(index + 1)
        third = self.next_filled(second + 1)
        return self.word(second) in FUND_WORDS and self.word(third) in FUND_WORDS

    def begins_row(self, index: int) -> bool:
        """Whether a row of indicators begins at a token: with a level name, or a name before its operator."""
        text = self.tokens[index].text
        behind = self.tokens[index + 1].text if index + 1 < len(self.tokens) else ""
        return (
            bool(kinds.level1_family(text) or kinds.level2_family(text))
            or kinds.cost("nature", behind) == 0.0
        )

    def begins_project(self, index: int, labels: Sequence[Token], text: str) -> bool:
        """Whether a line begins with a value for each of these labels of the head, an amount among them, and
        a name of level 1 follows: another project in a table with one heading."""
        fields = [LABELS.get(fold_heading(label.text), "") for label in labels]
        values = self.tokens[index : index + len(fields)]
        if "budget/total" not in fields or len(values) < len(fields):
            return False
        start, end = values[0].cell.span.start, values[-1].cell.span.start
        begins_line = index == 0 or "\n" in text[self.tokens[index - 1].cell.span.end : start]
        if not begins_line or "\n" in text[start:end]:
            return False
        for field, value in zip(fields, values, strict=True):
            if bool(_AMOUNT.match(value.text)) != (field == "budget/total"):
                return False
            if kinds.level2_family(value.text) or kinds.cost("nature", value.text) == 0.0:
                return False
        behind = self.tokens[index + len(fields) : index + len(fields) + _LONGEST_GOAL]
        return any(kinds.level1_family(token.text) for token in behind)

    def starts_form(self, index: int) -> bool:
        token = self.tokens[index]
        word = fold_heading(token.text)
        return (
            LABELS.get(word, "extra") != "extra"
            or word in LEVEL_WORDS
            or bool(marks.title_of(Row((token.cell,))))
        )

    def later_columns(self, start: int) -> list[tuple[str | None, Token]]:
        """The columns of the first heading of indicators behind ``start``."""
        for i in range(start, len(self.tokens)):
            if self.word(i) in LEVEL_WORDS:
                run, _ = self.heading_run(i, HEADINGS)
                return columns_of(run) if len(run) >= 4 else []
        return []


def columns_of(run: Sequence[Token]) -> list[tuple[str | None, Token]]:
    """The columns of a run of headings. A heading over a group (年度指标值 over 性质, 值, 单位) is replaced
    by the headings below it, which a stream prints after all headings of the upper row."""
    words = [fold_heading(token.text) for token in run]
    first = next(i for i, word in enumerate(words) if word in LEVEL_WORDS)
    upper, lower = list(run[:first]), list(run[first:])
    below = {HEADINGS.get(fold_heading(token.text)) for token in lower} - {None}
    kept = [
        token
        for token in upper
        if fold_heading(token.text) not in BLOCKS
        and not (fold_heading(token.text) in GROUPS and HEADINGS.get(fold_heading(token.text)) in below)
    ]
    return [(HEADINGS.get(known_heading(token.text, HEADINGS) or ""), token) for token in [*lower, *kept]]
