"""Comments on substance: what a reviewer would say of the authors' own words, for a person to take or leave.

Damage is never held against the authors: a comment that relies on a doubtful value is left out.
"""

from __future__ import annotations

from pipeline.comment.doubts import Doubts, doubts
from pipeline.comment.stage import comment
from pipeline.comment.substance import SUBSTANCE

__all__ = ["SUBSTANCE", "Doubts", "comment", "doubts"]
