"""Value -> spans: where in the source each value of a record stands, and which value stands nowhere."""

from __future__ import annotations

from pipeline.ground.stage import Grounding, ground

__all__ = ["Grounding", "ground"]
