"""One document with LangExtract: a task as JSON on standard input, the result on the output.

Runs in LangExtract's environment, with its defaults for OpenAI's models (chunks of 1,000 characters, ten at
a time, structured output) but for what the task says.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import Any

import langextract as lx

from evals.bench.peer.timing import timed

_EXAMPLE = "项目编码 | 13990124P002101100120\n资金总额 | 1,020.50 | 其中：财政拨款 | 1,000.00"
_VALUES = (
    ("code", "13990124P002101100120", "/forms/0/project_code"),
    ("amount", "1,020.50", "/forms/0/budget/total"),
    ("amount", "1,000.00", "/forms/0/budget/fiscal"),
)


def _example() -> Any:
    extractions = [
        lx.data.Extraction(extraction_class=kind, extraction_text=text, attributes={"field": field})
        for kind, text, field in _VALUES
    ]
    return lx.data.ExampleData(text=_EXAMPLE, extractions=extractions)


def main() -> None:
    """``found``: field, text, and how it was aligned or None, for each extraction of each reading."""
    task = json.load(sys.stdin)
    options = dict(task.get("options", {}))
    if task.get("unicode"):
        options["tokenizer"] = lx.tokenizer.UnicodeTokenizer()

    def read(url: str) -> list[tuple[str, str, str | None]]:
        document = lx.extract(
            text_or_documents=task["text"],
            prompt_description=task["instruction"],
            examples=[_example()],
            model_id="gpt-4o",
            api_key="none",
            model_url=url,
            show_progress=False,
            **options,
        )
        return [
            (
                each.attributes["field"],
                each.extraction_text,
                each.char_interval and each.alignment_status.value,
            )
            for each in document.extractions
        ]

    json.dump({"version": version("langextract"), **timed(read, task["urls"], task["runs"])}, sys.stdout)


if __name__ == "__main__":
    main()
