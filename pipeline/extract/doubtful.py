"""The rule by which an engine says that it is not sure."""

from __future__ import annotations

from schemas.finding import Message, Severity
from schemas.rule import RuleInfo

DOUBTFUL = RuleInfo(
    id="text.doubtful",
    severity=Severity.WARNING,
    title=Message(zh="引擎对所读的值有把握", en="The engine is sure of the value it read"),
    source="the engine's own confidence, calibrated on labelled documents",
    example=Message(
        zh="两次读法不同：“353.88”和“353.38”",
        en="two readings differ: “353.88” and “353.38”",
    ),
)
