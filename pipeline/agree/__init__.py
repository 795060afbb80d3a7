"""Two records of the same text -> where they agree, and what to ask a person where they do not."""

from __future__ import annotations

from pipeline.agree.messages import AGREED
from pipeline.agree.stage import Agreement, agree

__all__ = ["AGREED", "Agreement", "agree"]
