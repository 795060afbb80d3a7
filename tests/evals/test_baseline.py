"""The committed figures: none falls unless the baseline is changed on purpose; the README tells them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evals.report.readme import README, renewed
from evals.runs.gate import fallen, load
from evals.runs.runner import run

TEXTS = Path(os.environ.get("JIXIAO_DOCUMENTS", Path(__file__).parents[3] / "shared" / "documents"))


@contextmanager
def _unwatched(total: int) -> Iterator[Callable[[Path, float | None], None]]:
    del total
    yield lambda path, seconds: None


@pytest.mark.parametrize("engine", ["local", "recorded"])
def test_no_figure_falls(engine: str) -> None:
    """Without the published texts the figures of their set are not compared; the others are."""
    baseline = load()[engine]
    found = run(baseline.options, TEXTS, _unwatched)
    assert not found.failures
    assert not list(fallen(found, baseline))


def test_the_readme_tells_the_baseline() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.count("<!-- eval: ") == 3
    assert renewed(text, load()) == text, "renew it: python -m evals.report.readme"
