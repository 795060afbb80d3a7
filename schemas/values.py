"""Parsed views of printed values: text comparison, numbers, targets, project codes.

Pure functions on strings. The parse functions raise on no text and return None rather than a guess. They
live in ``values_text``, ``values_number``, ``values_deadline``, ``values_target`` and ``values_code``.
"""

from schemas.values_code import (
    CODE_ALPHABET,
    CODE_LENGTH,
    check_character,
    fold_code,
    has_valid_check,
    is_p_code,
    look_alikes,
    respell,
)
from schemas.values_deadline import parse_deadline
from schemas.values_number import Printed, parse_amount, parse_percent, parse_points, plain
from schemas.values_target import Target, parse_target
from schemas.values_text import fold_width, normalise

__all__ = [
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "Printed",
    "Target",
    "check_character",
    "fold_code",
    "fold_width",
    "has_valid_check",
    "is_p_code",
    "look_alikes",
    "normalise",
    "parse_amount",
    "parse_deadline",
    "parse_percent",
    "parse_points",
    "parse_target",
    "plain",
    "respell",
]
