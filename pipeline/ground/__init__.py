"""Value -> spans: where in the source each value of a record stands, and which value stands nowhere."""

from __future__ import annotations

from pipeline.ground.coverage import COVERED, cover
from pipeline.ground.headings import with_lost_head
from pipeline.ground.pages import on_pages
from pipeline.ground.stage import GROUNDED, Grounding, ground

__all__ = ["COVERED", "GROUNDED", "Grounding", "cover", "ground", "on_pages", "with_lost_head"]
