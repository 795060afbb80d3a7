"""Fixtures that any test may ask for."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from tests.servers.tiny_llama import TinyLlama, serving


def need(*packages: str) -> None:
    """Skip the test when one of the packages is not installed; in continuous integration fail, never skip."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)} (they come with the extra `dev`)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def tiny_llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyLlama]:
    """A language-model server with a real grammar; one for the whole run."""
    need("gguf", "xllamacpp")
    with serving(tmp_path_factory.mktemp("tiny_llama")) as llama:
        yield llama
