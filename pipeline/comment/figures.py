"""Figures that a model may use: those that it was shown. Any other one is for the reviewer to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.comment.numerals import DIGITS, STEPS, in_digits
from schemas.values import fold_width
from schemas.vocabulary import UNITS

BLANK = "＿＿"

_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_WORDS = f"{DIGITS}{''.join(STEPS)}"
_NUMERAL = f"[{_WORDS}]"
# 三十场, 百分之九十; not 第三季度, and not 一次, where 一 counts nothing.
_IN_WORDS = re.compile(
    f"百分之(?P<percent>{_NUMERAL}{{1,9}})"
    f"|(?<![第{_WORDS}])(?P<count>(?!一(?!{_NUMERAL})){_NUMERAL}{{1,9}})"
    f"(?:{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))}|多|余|个|季度)"
)
# What a model leaves open by itself, as people do.
_LEFT_OPEN = re.compile(r"[_＿]+|[×xXＸ]{2,}")
# A small number without a unit of money or share may count rows or words of the form.
_COUNTS = 100
_MEASURES = tuple("%％‰元万亿")


class Figures:
    """The numbers of some texts, by value: 4 and 4.00 are one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [fold_width(text) for text in texts]
        self._known = {_plain(each) for text in self._texts for each in _NUMBER.findall(text)}

    def blanked(self, wording: str) -> str:
        """The wording with ＿＿ for each figure that stands nowhere, in digits or in words.

        >>> Figures(["组织演出42场", "三会一课"]).blanked("演出≥42场，覆盖30个村，满意度≥95.5%，落实三会一课")
        '演出≥42场，覆盖＿＿个村，满意度≥＿＿%，落实三会一课'
        >>> Figures(["12月底前"]).blanked("十二月底前完成三十场，第三季度末完成一次，百分之九十以上")
        '十二月底前完成＿＿场，第三季度末完成一次，百分之＿＿以上'
        """
        wording = _LEFT_OPEN.sub(BLANK, _fold_digits(wording))
        wording = _IN_WORDS.sub(self._blank_words, wording)
        return _NUMBER.sub(lambda found: found[0] if self._knows(found[0]) else BLANK, wording)

    def strange(self, text: str) -> bool:
        """Whether a text tells a figure that stands nowhere; counts of rows and words are not meant.

        >>> known = Figures(["预算4.00万元"])
        >>> known.strange("4万元的3个指标"), known.strange("40万元"), known.strange("上年为95%")
        (False, True, True)
        """
        text = fold_width(text)
        for found in _NUMBER.finditer(text):
            counts = found[0].isdecimal() and len(found[0]) < 3 and int(found[0]) < _COUNTS
            if counts and not text.startswith(_MEASURES, found.end()):
                continue
            if not self._knows(found[0]):
                return True
        return any(not self._stands(found) for found in _IN_WORDS.finditer(text) if found["percent"])

    def _knows(self, number: str) -> bool:
        return _plain(number) in self._known

    def _stands(self, found: re.Match[str]) -> bool:
        value = in_digits(found["percent"] or found["count"])
        return value in self._known or any(found[0] in text for text in self._texts)

    def _blank_words(self, found: re.Match[str]) -> str:
        if self._stands(found):
            return found[0]
        return found[0].replace(found["percent"] or found["count"], BLANK)


def _plain(number: str) -> str:
    """
    >>> _plain("1,020.50"), _plain("007"), _plain("0.0"), _plain("100")
    ('1020.5', '7', '0', '100')
    """
    whole, _, fraction = number.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


def _fold_digits(text: str) -> str:
    """Full-width digits as ASCII, punctuation as it is."""
    return "".join(fold_width(char) if char.isdecimal() else char for char in text)
