"""The project codes of a document's forms, for the rules that compare them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.check.rule import pointer
from schemas.document import Document
from schemas.values import CODE_LENGTH, fold_code


def codes_of(record: Document) -> dict[int, str]:
    """The folded code by index of the form, forms without one left out."""
    folded = {index: fold_code(form.project_code) for index, form in enumerate(record.forms)}
    return {index: code for index, code in folded.items() if code}


def is_whole(code: str) -> bool:
    """Whether a code has the length and the leading digits of one, so that its digits have their meaning.

    >>> is_whole("13030321WLCRBVUADKPT8"), is_whole("13081123P0")
    (True, False)
    """
    return len(code) == CODE_LENGTH and code.isascii() and code[:8].isdigit()


def not_whole(codes: Mapping[int, str]) -> dict[int, str]:
    """The codes whose digits cannot be given their meaning."""
    return {index: code for index, code in codes.items() if not is_whole(code)}


def kind_of(code: str) -> str:
    """The kind of a whole code: its ninth character where that is one of the known kinds, else ``other``.

    Codes of kind R are given out by the province for all its bodies, so that kinds are not comparable.
    """
    return code[8] if code[8] in "PRTZ" else "other"


def majority(values: Iterable[str]) -> str | None:
    """The value that more than half share.

    >>> majority(["24", "24", "23"]), majority(["24", "23"])
    ('24', None)
    """
    counts = Counter(values)
    return next((value for value, count in counts.items() if 2 * count > counts.total()), None)


def places_of(codes: Mapping[int, str]) -> list[str]:
    """Pointers to the codes."""
    return [pointer("forms", index, "project_code") for index in codes]
