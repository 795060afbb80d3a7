"""What a rule of substance is: a rule with a function that comments on what the authors wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from schemas.document import Document
from schemas.finding import Dimension, Message, Stretch, Suggestion
from schemas.rule import RuleInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRule(RuleInfo):
    """A rule whose findings are comments. ``confidence`` is the share of its comments that readers judged
    valid."""

    dimension: Dimension
    confidence: float

    def comment(
        self,
        paths: Sequence[str],
        reason: Message,
        proposal: str | None = None,
        quotes: Sequence[Stretch] = (),
    ) -> Suggestion:
        """A comment of this rule on the values at ``paths``; ``proposal`` is a better wording, with ＿＿
        where only the authors know the figure."""
        return Suggestion(
            rule=self.id,
            patch=[],
            reason=reason,
            confidence=self.confidence,
            kind="substance",
            paths=list(paths),
            dimension=self.dimension,
            proposal=proposal,
            quotes=list(quotes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstanceRule(CommentRule):
    """One rule of substance.

    ``run`` never raises, and never comments where it cannot read what it needs: a needless comment costs
    more trust than a missed one. It sees the record alone. What is doubtful because of damage is left out
    afterwards, by the paths of the comments (:mod:`pipeline.comment.doubts`); so a comment names every value
    that it relies on, a row where a missing value matters, and the list of rows where a missing row does.
    """

    run: Callable[[Document], Iterator[Suggestion]]
