"""The engines that can be evaluated, by name."""

from __future__ import annotations

from pipeline.extract.engine import Engine, ModelEngine
from pipeline.flow import Second, make_engine

# ``recorded``: a model's recorded replies with the embedded engine as second reader. What is doubtful is not
# read again there: which places that are changes with every check, and no recording would answer.
_SECOND = {"recorded": Second(rereading=False)}


def second_of(name: str) -> Second:
    """What is done beside a model's reading."""
    return _SECOND.get(name, Second())


def engine_called(name: str) -> Engine | ModelEngine:
    """An engine; :class:`~pipeline.errors.SetupError` says what is missing for it."""
    if name != "recorded":
        return make_engine(name)
    # Only here: whoever evaluates the embedded engine need not wait for what asks a model.
    from evals.model import MODEL  # noqa: PLC0415
    from evals.replay import Recordings  # noqa: PLC0415
    from pipeline.extract.llm.engine import LlmEngine  # noqa: PLC0415
    from pipeline.extract.llm.settings import Settings  # noqa: PLC0415

    return LlmEngine(Settings(MODEL), server=Recordings())
