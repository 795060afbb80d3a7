"""Findings -> suggestions: what would mend a fault, for a person to accept or reject. None is applied."""

from __future__ import annotations

from pipeline.suggest.mender import Case, Mender
from pipeline.suggest.stage import MENDERS, Suggested, suggest

__all__ = ["MENDERS", "Case", "Mender", "Suggested", "suggest"]
