"""Where a document stands in an archive: its year and its division."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from schemas.divisions import is_division
from schemas.document import Document
from schemas.values import CODE_LENGTH, fold_code

T = TypeVar("T")
UNKNOWN_YEAR, UNKNOWN_DIVISION = 0, "000000"
_YEARS = range(1949, 2101)
_OF_PROVINCE = "R"
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?=年)")
# 2023—2025年
_SPAN = re.compile(r"[0-9][-—–－至~～][0-9]{4}年")


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """All rows of a document stand in one, so that its tables can be joined there."""

    year: int = UNKNOWN_YEAR
    division: str = UNKNOWN_DIVISION

    @property
    def folder(self) -> str:
        """Its folder, as programs for such archives read it."""
        return f"year={self.year}/division={self.division}"


def partition_of(record: Document) -> Partition:
    """The document's year, else that of most of its forms, else the only one in a title; the division of most
    of its project codes, whose year may be that in which a project of several years began.

    A department's code is no division: budget codes such as 354001 only look like one.

    >>> from schemas.document import Form
    >>> forms = [Form(year=2024, project_code="13022524P00442P10057D"), Form(project_code="130225")]
    >>> partition_of(Document(forms=forms)).folder, partition_of(Document(year=24)).folder
    ('year=2024/division=130225', 'year=0/division=000000')
    """
    years = (
        [record.year or 0],
        [form.year or 0 for form in record.forms],
        _titled(record.title),
        [year for form in record.forms for year in _titled(form.title)],
    )
    known = next(filter(None, ([year for year in some if year in _YEARS] for some in years)), [])
    codes = [fold_code(form.project_code) or "" for form in record.forms]
    return Partition(
        _commonest(known, UNKNOWN_YEAR),
        division_of(codes),
    )


def division_of(codes: Iterable[str]) -> str:
    """The division of most whole project codes; those that a province gives out count where there are no
    others.

    >>> division_of(["51000021R000000019951", "13022524P00442P10057D"]), division_of(["130225"])
    ('130225', '000000')
    """
    whole = [code for code in codes if len(code) == CODE_LENGTH and is_division(code[:6])]
    own = [code for code in whole if code[8] != _OF_PROVINCE]
    return _commonest((code[:6] for code in own or whole), UNKNOWN_DIVISION)


def _titled(title: str | None) -> list[int]:
    """The year in a title, when it is one.

    >>> _titled("青禾县2024年项目绩效目标表"), _titled("2023—2025年规划"), _titled("2023年和2024年")
    ([2024], [], [])
    """
    found = {int(year) for year in _YEAR.findall(title or "")}
    return list(found) if len(found) == 1 and not _SPAN.search(title or "") else []


def _commonest(values: Iterable[T], otherwise: T) -> T:
    found = Counter(values).most_common(1)
    return found[0][0] if found else otherwise
