"""Two runs beside each other: paired by document and by cell, so that only what changed counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from evals.intervals import of_mean
from evals.runs.record import CellResult, DocumentResult, RunRecord

_RESAMPLES = 9999
_SEED = 20260101


@dataclass(frozen=True, slots=True)
class Difference:
    """What one set shows. ``mean`` is the mean over documents of the difference in accuracy, in points, with
    its interval; ``p_documents`` of a permutation test on these differences, ``p_cells`` of McNemar's exact
    test on the cells that one run has right and the other wrong."""

    set: str
    documents: int
    before: float
    after: float
    mean: float
    low: float | None
    high: float | None
    p_documents: float | None
    mended: int
    broken: int
    p_cells: float | None
    silent_before: int
    silent_after: int


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is right in one run and wrong in the other, or wrong otherwise."""

    set: str
    document: str
    at: str
    before: CellResult | None
    after: CellResult | None

    @property
    def is_mended(self) -> bool:
        return _is_wrong(self.before) and not _is_wrong(self.after)

    @property
    def is_broken(self) -> bool:
        return _is_wrong(self.after) and not _is_wrong(self.before)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``unpaired`` says of each document that is not compared why."""

    differences: Sequence[Difference]
    changes: Sequence[Change]
    unpaired: Sequence[tuple[str, str]]


def compare_runs(before: RunRecord, after: RunRecord) -> Comparison:
    """Compare two runs on the documents that both scored, with the same text and the same label."""
    pairs, unpaired = _pairs(before.documents, after.documents)
    changes = [change for first, second in pairs for change in _changes(first, second)]
    names = dict.fromkeys(first.set for first, _ in pairs)
    differences = [
        _difference(
            name,
            [pair for pair in pairs if pair[0].set == name],
            [change for change in changes if change.set == name],
        )
        for name in names
    ]
    return Comparison(differences, changes, unpaired)


_Pair = tuple[DocumentResult, DocumentResult]


def _pairs(
    before: Sequence[DocumentResult], after: Sequence[DocumentResult]
) -> tuple[list[_Pair], list[tuple[str, str]]]:
    left, right = ({each.key: each for each in documents} for documents in (before, after))
    before_sets, after_sets = {each.set for each in before}, {each.set for each in after}
    pairs: list[_Pair] = []
    unpaired = [(name, "a set only in the first run") for name in sorted(before_sets - after_sets)]
    unpaired += [(name, "a set only in the second run") for name in sorted(after_sets - before_sets)]
    for key in dict.fromkeys([*left, *right]):
        first, second = left.get(key), right.get(key)
        name = "/".join(key)
        if key[0] not in before_sets & after_sets:
            continue
        if first is None or second is None:
            unpaired.append((name, "only in the first run" if first else "only in the second run"))
        elif first.reason is not None or second.reason is not None:
            unpaired.append((name, "not scored in one of the runs"))
        elif first.label_sha256 != second.label_sha256 or first.text_sha256 != second.text_sha256:
            unpaired.append((name, "its label or its text has changed"))
        else:
            pairs.append((first, second))
    return pairs, unpaired


def _changes(before: DocumentResult, after: DocumentResult) -> list[Change]:
    left, right = ({cell.at: cell for cell in document.cells} for document in (before, after))
    found = []
    for at in dict.fromkeys([*left, *right]):
        first, second = left.get(at), right.get(at)
        if _is_wrong(first) != _is_wrong(second) or (_is_wrong(first) and _said(first) != _said(second)):
            found.append(Change(before.set, before.name, at, first, second))
    return found


def _is_wrong(cell: CellResult | None) -> bool:
    """A cell that only the other run has is one that this run rightly does not give."""
    return cell is not None and not cell.is_right


def _said(cell: CellResult | None) -> object:
    return (cell.verdict, cell.got) if cell else None


def _difference(name: str, pairs: Sequence[_Pair], changes: Sequence[Change]) -> Difference:
    shares = [(_accuracy(first), _accuracy(second)) for first, second in pairs]
    points = [100 * (second - first) for first, second in shares]
    low, high = of_mean(points)
    mended, broken = sum(each.is_mended for each in changes), sum(each.is_broken for each in changes)
    return Difference(
        set=name,
        documents=len(pairs),
        before=float(np.mean([first for first, _ in shares])),
        after=float(np.mean([second for _, second in shares])),
        mean=float(np.mean(points)),
        low=low,
        high=high,
        p_documents=_permuted(points),
        mended=mended,
        broken=broken,
        p_cells=_mcnemar(mended, broken),
        silent_before=sum(len(first.silent) for first, _ in pairs),
        silent_after=sum(len(second.silent) for _, second in pairs),
    )


def _accuracy(document: DocumentResult) -> float:
    return 1 - len(document.errors) / len(document.cells) if document.cells else 1.0


def _permuted(points: Sequence[float]) -> float | None:
    """Two-sided permutation test: under the null hypothesis the sign of each difference is as likely one way
    as the other. None where there are too few documents to tell."""
    if len(points) < 2:
        return None
    if not any(points):
        return 1.0
    found = stats.permutation_test(
        (np.asarray(points),),
        lambda values, axis: np.mean(values, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)


def _mcnemar(mended: int, broken: int) -> float | None:
    """McNemar's exact test: of the cells that changed sides, as many one way as the other.

    Source: Q. McNemar, Psychometrika 12 (1947), 153-157. It takes cells as independent, which those of one
    document are not: read it beside the test on documents.

    >>> round(_mcnemar(9, 1), 4)
    0.0215
    """
    if not mended + broken:
        return None
    return float(stats.binomtest(mended, mended + broken).pvalue)
