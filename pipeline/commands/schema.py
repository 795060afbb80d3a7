"""``jixiao schema``: the JSON schema of what ``extract --json`` prints."""

from __future__ import annotations

import json

from pipeline.commands.exit_codes import DONE
from pipeline.commands.streams import emit
from schemas.document import Document
from schemas.result import Extraction


def run(record: bool) -> int:
    """Print the schema of the whole result, or of the record only."""
    shape = Document if record else Extraction
    emit(json.dumps(shape.model_json_schema(), ensure_ascii=False, indent=2) + "\n")
    return DONE
