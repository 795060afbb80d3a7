"""ANLS*, for comparison with others only: one wrong digit in ten still scores 0.90.

Source: D. Peer et al., ANLS* - a universal document processing metric for generative large language models,
arXiv 2402.03848.
"""

from __future__ import annotations

from pydantic import JsonValue

from evals.label import Label
from evals.metrics.metric import ALL, Metric, Sample, mean
from evals.runs.record import Figure
from schemas.document import Document
from schemas.finding import Message
from schemas.values import normalise


def anls(label: Label, record: Document) -> float:
    """ANLS* of a record against its label, 0 to 1, of values folded as the strict comparison folds them."""
    # Half a second to import, and only where it is wanted.
    from anls_star import anls_score  # noqa: PLC0415
    from anls_star.anls_star import ANLSLeaf  # noqa: PLC0415
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415

    # The same distance as the package's own, which is written in Python and takes minutes.
    setattr(ANLSLeaf, "_levenshtein_distance", staticmethod(Levenshtein.distance))  # noqa: B010
    found = anls_score(_folded(label.document), _folded(record))
    return float(found) if not isinstance(found, tuple) else float(found[0])


def _folded(document: Document) -> JsonValue:
    return _fold(document.model_dump(mode="json"))


def _fold(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        folded = {normalise(key): _fold(item) for key, item in value.items()}
        return {key: item for key, item in folded.items() if item not in (None, [], {})}
    if isinstance(value, list):
        return [_fold(item) for item in value]
    return None if value is None else normalise(str(value))


def measure(sample: Sample) -> dict[str, Figure]:
    """The mean over documents."""
    found = [document.anls for document in sample.documents if document.anls is not None]
    return {ALL: mean(found, len(found), most=1.0)}


METRIC = Metric("anls", Message(zh="ANLS*", en="ANLS*"), True, measure)
