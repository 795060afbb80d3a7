"""Project codes: put together from cut cells, decided by the check character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations

from pipeline.extract.local.draft import Value
from schemas.layout import Cell
from schemas.source import SourceText
from schemas.values import CODE_LENGTH, has_valid_check, respell

_CODE_WITH_NAME = re.compile(r"^(?P<code>\d{6}[0-9A-Z]{9,18})[-—](?P<name>.+)$", re.DOTALL)
_CODE_CHARACTERS = re.compile(r"^[0-9A-Za-z]+$")
_FRAGMENT = re.compile(r"^[0-9A-Z]{6,20}$")
_BEGINNING = re.compile(r"^\d{8}[A-Z]")
_MOST_PARTS = 4
_FEW = 3
_DOUBT_MANY = (
    "项目编码由多个片段拼成，请对照原文",
    "the code was put together from several pieces; compare with the source",
)


def split_name(text: str) -> tuple[str, str] | None:
    """Code and name when a project's name is printed with its code in front.

    >>> split_name("51000021R000000019951-人员工资支出")
    ('51000021R000000019951', '人员工资支出')
    """
    match = _CODE_WITH_NAME.match(text)
    return (match["code"], match["name"]) if match else None


def is_fragment(text: str) -> bool:
    """Whether a cell can be a piece of a code that stands outside its row."""
    return bool(_FRAGMENT.match(text))


def begins(text: str) -> bool:
    """Whether a text begins like a code: division, year, and the letter of its kind."""
    return bool(_BEGINNING.match(text))


def respelled(value: Value) -> Value:
    """A code with letters that its alphabet leaves out, read as the digits that they are misread from, when
    the check character then holds."""
    plain = str(value.text)
    text = respell(plain)
    return value.corrected(text, "code.check") if text != plain and has_valid_check(text) else value


def read(cells: Sequence[Cell], source: SourceText) -> Value | None:
    """The code in ``cells``. A cell that was cut holds its lines one after the other; all orders of the parts
    are tried, with one character written once that stands on both sides of a cut, and the check character
    chooses. Without a unique reading the parts stay as they are, with a doubt; so does a reading that was
    chosen from so many that one of them could be valid by chance (1 in 31 each)."""
    parts = [(part, cell) for cell in cells for part in source.excerpt(cell.span).split()]
    parts = [(part, cell) for part, cell in parts if _CODE_CHARACTERS.match(part)]
    if not parts:
        return Value("".join(cell.text for cell in cells), tuple(c.span for c in cells)) if cells else None
    spans = tuple(dict.fromkeys(cell.span for _, cell in parts))
    texts = [part for part, _ in parts]
    plain = "".join(texts)
    value = Value(plain, spans)
    if has_valid_check(plain):
        return value
    if len(texts) == 1 or respelled(value) is not value:
        return respelled(value)
    readings = {code for code in _readings(texts) if len(code) == CODE_LENGTH}
    valid = {code for code in readings if has_valid_check(code)}
    as_printed = bool(valid)
    if not as_printed:
        readings |= {code for code in _respelled_readings(texts) if len(code) == CODE_LENGTH}
        valid = {code for code in readings if has_valid_check(code)}
    if len(valid) == 1:
        mended = value.corrected(valid.pop(), "code.check")
        return mended if as_printed and len(readings) <= _FEW else mended.doubted(*_DOUBT_MANY)
    if readings == {plain}:
        return value
    return value.doubted(
        "项目编码被切开，校验位不能确定唯一读法",
        "the code was cut and its check character leaves no unique reading",
    )


def _respelled_readings(parts: Sequence[str]) -> Iterator[str]:
    """The readings with letters outside the alphabet as digits, and with 8 in place of B."""
    for code in _readings([respell(part) for part in parts]):
        yield from (code, code.replace("B", "8"))


def _readings(parts: Sequence[str]) -> Iterator[str]:
    """Every order of the parts that begins with the longest early one, with at most one doubled character
    dropped; of more parts than a code needs, each may be left out."""
    if len(parts) > _MOST_PARTS:
        return
    for count in range(2, len(parts) + 1):
        for chosen in combinations(parts, count):
            for order in permutations(chosen[1:]):
                yield from _joined((chosen[0], *order))


def _joined(sequence: Sequence[str]) -> Iterator[str]:
    whole = "".join(sequence)
    yield whole
    seam = 0
    for left, right in pairwise(sequence):
        seam += len(left)
        if left[-1] == right[0]:
            yield whole[:seam] + whole[seam + 1 :]
