"""The words of a form: labels, headings and names of levels, by their spelling alone."""

from __future__ import annotations

from schemas import kinds
from schemas.vocabulary import (
    BLOCK_LABELS,
    COST_EXTRA_HEADINGS,
    COST_HEADINGS,
    EXTRA_HEADINGS,
    EXTRA_LABELS,
    FUND_EXTRA_HEADINGS,
    FUND_HEADINGS,
    HEAD_LABELS,
    INDICATOR_HEADINGS,
    fold_heading,
    fold_label,
)

LEVEL_WORDS = frozenset(
    label for field in ("level1", "level2", "level3") for label in INDICATOR_HEADINGS[field]
)
LEVELS_BEGUN = frozenset(
    word[:end] for word in LEVEL_WORDS if word[1:2] == "级" for end in range(2, len(word) + 1)
)
LABELS: dict[str, str] = {
    **{label: "extra" for label in EXTRA_LABELS},
    **{label: field for field, labels in HEAD_LABELS.items() for label in labels},
}
HEADINGS: dict[str, str | None] = {
    **{label: None for label in EXTRA_HEADINGS},
    **{label: field for field, labels in INDICATOR_HEADINGS.items() for label in labels},
}
FUND_WORDS: dict[str, str | None] = {
    **{label: None for label in FUND_EXTRA_HEADINGS},
    **{label: field for field, labels in FUND_HEADINGS.items() for label in labels},
}
COST_WORDS: dict[str, str | None] = {
    **{label: None for label in COST_EXTRA_HEADINGS},
    **{label: field for field, labels in COST_HEADINGS.items() for label in labels},
}
BLOCKS = frozenset(BLOCK_LABELS)
# Characters of the longest word.
LONGEST = 24
# Longer texts are not folded to find names of levels in them.
_MOST_FOLDED = 20_000


def is_word(text: str) -> bool:
    """Whether a text is a label, heading or level name as a whole."""
    if len(text) > LONGEST:
        return False
    label = fold_heading(text)
    return (
        label in LABELS
        or label in HEADINGS
        or label in FUND_WORDS
        or label in BLOCKS
        or (kinds.level1_family(text) is not None)
        or (kinds.level2_family(text) is not None)
    )


def glued_levels(text: str) -> int:
    """How many headings of levels stand anywhere in a text."""
    folded = fold_label(text) if len(text) < _MOST_FOLDED else text
    return sum(word in folded for word in LEVEL_WORDS)


def is_chinese(char: str) -> bool:
    """Whether a character is a Chinese one of the common block."""
    return "\u4e00" <= char <= "\u9fff"
