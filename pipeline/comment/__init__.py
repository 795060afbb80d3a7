"""Comments on substance: what a reviewer would say of the authors' own words, for a person to take or leave.

Damage is never held against the authors: a comment that relies on a doubtful value is left out. What a model
says beside the rules is verified against the document first.
"""

from __future__ import annotations

from pipeline.comment.doubts import Doubts, doubts
from pipeline.comment.dropped import Dropped
from pipeline.comment.material import Material, materials
from pipeline.comment.narrative import NARRATIVE, Page
from pipeline.comment.quoting import Quotations
from pipeline.comment.stage import comment
from pipeline.comment.substance import SUBSTANCE
from pipeline.comment.verify import MODEL, Verifier

__all__ = [
    "MODEL",
    "NARRATIVE",
    "SUBSTANCE",
    "Doubts",
    "Dropped",
    "Material",
    "Page",
    "Quotations",
    "Verifier",
    "comment",
    "doubts",
    "materials",
]
