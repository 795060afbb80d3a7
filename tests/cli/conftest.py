"""Documents on disk and the command to run on them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.cli.samples import Run, document, run_here, run_process


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "稻田.txt"
    path.write_text(document(), encoding="utf-8")
    return path


@pytest.fixture
def wrong_sum(tmp_path: Path) -> Path:
    path = tmp_path / "wrong_sum.txt"
    path.write_text(document(total="9.00"), encoding="utf-8")
    return path


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """The installed command in a process of its own, in the test's folder."""
    return partial(run_process, tmp_path)


@pytest.fixture
def jixiao(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command in this process, in the test's folder."""
    monkeypatch.chdir(tmp_path)
    return run_here
