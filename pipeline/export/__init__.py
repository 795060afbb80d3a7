"""Export formats: one a file, listed in EXPORTERS.

A new format is one module with ``render``, one line here, and one test.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.export import json_result, report
from pipeline.export.exporter import Exporter

EXPORTERS: Mapping[str, Exporter] = {
    "json": json_result.render,
    "report": report.render,
}
