"""How badly a text fits a label of the head, by what values of it look like."""

from __future__ import annotations

import re

from schemas import kinds

_BODY = re.compile(
    r"(?:局|院|中心|委员会|委|办公室|办|公司|部|厅|处|所|站|学校|小学|中学|大学|队|政府|协会|联合会|社|馆|镇|乡|街道)$"
)
_PURPOSE = re.compile(r"^(?:主要)?(?:用于|保障|用作)")
_DONE = re.compile(r"^(?:已|全年|实际|全部)")
_PHONE = re.compile(r"^[\d\-—]{7,}$")
_CODE = re.compile(r"^[0-9A-Z]{10,}$")
_DATE = re.compile(r"^(?:19|20)\d{2}[年.\-/]\d{1,2}")
_SENTENCE = re.compile(r"[。；]$")
# A project's code may be joined to its name.
_JOINED_CODE = re.compile(r"^[0-9A-Z]{15,}[-—–]")


def value_cost(field: str, text: str) -> float:
    """How badly a text fits a label."""
    sentence, length = bool(_SENTENCE.search(text)), len(text)
    if field in ("contact/phone", "date", "project_code", "conclusion", "contact/person"):
        pattern = {"contact/phone": _PHONE, "date": _DATE, "project_code": _CODE}.get(field)
        if pattern:
            return 0.0 if pattern.match(text) else 5.0
        return (
            (0.0 if 2 <= length <= 4 else 3.0) if field == "contact/person" else (0.0 if length <= 3 else 2.0)
        )
    if field in ("supervising_department", "implementing_unit", "department/name", "department/stamped"):
        return 4.0 if sentence or length > 24 else 0.0 if _BODY.search(text) else 1.2
    if field == "project_name":
        text = _JOINED_CODE.sub("", text)
        length = len(text)
        return 3.0 if sentence or length > 40 or kinds.is_value(text) else 1.0 if _BODY.search(text) else 0.1
    if field == "purpose":
        return 0.0 if _PURPOSE.match(text) else 0.6 if length >= 8 else 1.6
    if field in ("goals", "expected_goal", "actual_goal"):
        done = bool(_DONE.match(text)) and (field != "actual_goal")
        scrap = 1.5 if length < 8 else 0.0
        return (0.0 if sentence else 0.4 if length >= 12 else 1.8) + (0.6 if done else 0.0) + scrap
    return 0.7
