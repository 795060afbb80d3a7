"""The embedded engine: needs no model, key or network."""

from __future__ import annotations

from pipeline.extract.local.engine import LocalEngine

__all__ = ["LocalEngine"]
