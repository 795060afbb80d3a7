"""Values of a form's head stand beside their labels: of equal amounts the label tells which is whose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ground.folded import Folded
from pipeline.ground.search import Hit
from schemas.vocabulary import HEAD_LABELS

_FIELDS = (
    *("supervising_department", "implementing_unit", "department/name"),
    *("budget/total", "budget/fiscal", "budget/other"),
)
_LABELS: dict[str, set[str]] = {}
for _field in _FIELDS:
    for _label in HEAD_LABELS[_field]:
        _LABELS.setdefault(_label, set()).add(_field)
_LONGEST = max(map(len, _LABELS))
_BETWEEN = re.compile(r"(?:\((?:万?元|盖章|签章|公章)\))?[:|]*$")
_LOOKED_AT = _LONGEST + 16  # folded characters before a value that hold its label


def beside_own_label(source: Folded, pointer: str, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits that stand right behind a label of the value's field; where there are none, those that stand
    behind no other field's; else all.

    ``pointer`` is the value's, ``/forms/0/budget/total``.
    """
    field = pointer.split("/", 3)[-1]
    if field not in _FIELDS or len(hits) < 2:
        return hits
    labelled = [(hit, _label_before(source, hit.start)) for hit in hits]
    own = [hit for hit, fields in labelled if field in fields]
    return own or [hit for hit, fields in labelled if not fields] or hits


def _label_before(source: Folded, at: int) -> set[str]:
    """The fields of the longest label that ends right before a folded character."""
    before = _BETWEEN.sub("", source.text[max(0, at - _LOOKED_AT) : at])
    for length in range(min(_LONGEST, len(before)), 1, -1):
        if before[-length:] in _LABELS:
            return _LABELS[before[-length:]]
    return set()
