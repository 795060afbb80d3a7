"""A sum spelt out with the figures of a form, for the reason of a suggestion."""

from __future__ import annotations

from decimal import Decimal

from pipeline.suggest.cells import figure_at
from pipeline.suggest.trial import place_of
from schemas.document import Form
from schemas.finding import Finding, Message
from schemas.values import plain

_SUMS = frozenset({"budget.parts", "funds.parts", "weights.total", "weights.level1", "scores.total"})
# More terms than a person adds up at a glance.
_MOST_TERMS = 6


def spelt(form: Form, finding: Finding) -> Message:
    """What ``finding`` was about, as it holds with the figures of ``form``: ``353.38 + 90.5 = 443.88``."""
    figures = [figure for path in finding.paths if (figure := figure_at(form, place_of(path))) is not None]
    text = None
    if finding.rule in _SUMS:
        text = _sum(figures)
    elif finding.rule == "funds.rate" and len(figures) == 3:
        rate, executed, budget = map(plain, figures)
        text = f"{executed} ÷ {budget} ≈ {rate}%"
    elif finding.rule == "funds.score" and len(figures) > 2:
        score, weight, *rates = map(plain, figures)
        text = f"{weight} × {' ÷ '.join(rates)}{'%' if len(rates) == 1 else ''} ≈ {score}"
    elif finding.rule == "scores.cap" and len(figures) == 2:
        text = f"{plain(figures[0])} ≤ {plain(figures[1])}"
    elif finding.rule.startswith("plan."):
        text = " → ".join(f"{plain(figure)}%" for figure in figures)
    if text:
        return Message(zh=text, en=text)
    return Message(zh=f"{finding.rule} 成立", en=f"{finding.rule} holds")


def _sum(figures: list[Decimal]) -> str | None:
    """The terms against the result, which stands first; None where some of them count otherwise."""
    if len(figures) < 2:
        return None
    result, *terms = figures
    added = sum(terms, Decimal(0))
    if abs(added - result) > len(terms) * Decimal(1).scaleb(min(_exponent(one) for one in figures)):
        return None
    shown = [plain(term) for term in terms]
    if len(shown) > _MOST_TERMS:
        shown = [*shown[: _MOST_TERMS - 2], "…", shown[-1]]
    return f"{' + '.join(shown)} {'=' if added == result else '≈'} {plain(result)}"


def _exponent(figure: Decimal) -> int:
    return -len(plain(figure).partition(".")[2])
