"""How good the suggestions are: ``python -m evals.suggestions [--documents DIR]``.

``found``: what is suggested about the embedded engine's own readings of labelled documents. A suggestion is
right when its values equal the label's; it does harm when it would make a right value wrong.

``planted``: one character of a labelled value is changed, the record is checked (and, where the text is
given, grounded) again, and the first suggestion for that place should restore the label. A character is
changed into one that it is misread for, or into any other of its kind.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from jsonpointer import set_pointer

from evals.compare import Verdict, compare
from evals.label import Label
from evals.score import SETS, documents, documents_option
from pipeline.check import check, rechecking
from pipeline.flow import extract, make_engine
from pipeline.ground import ground
from pipeline.layout import lay_out
from pipeline.suggest import MENDERS, Case, Mender, suggest
from schemas.document import Document
from schemas.finding import Finding, Suggestion
from schemas.pointers import iter_leaves, resolve
from schemas.reading import Reading
from schemas.source import SourceText, Span
from schemas.values import CODE_ALPHABET, is_p_code, look_alikes, normalise

_SETS = ("labels", "cases", "seen")
_PER_KIND = 2  # values of a kind that are changed in one document
_DIGITS = "0123456789"
_OPERATORS = "≥≤=><"
# Misreadings of operators and digits that published OCR texts show.
_MISREAD = {"≥": "2z", "≤": "S", "=": "二", "0": "68", "1": "7", "2": "7", "3": "8", "5": "6", "6": "8"}
_MISREAD |= {"7": "1", "8": "3", "9": "8"}


@dataclass(frozen=True, slots=True)
class Planted:
    """A changed value: what is to be restored, where, and the record with the change."""

    kind: str
    path: str
    printed: str
    record: Document


def name_of(mender: Mender) -> str:
    """The module that a mender is."""
    return mender.__module__.rpartition(".")[2]


def applied(record: Document, suggestion: Suggestion) -> Document:
    """The record with a suggestion that only replaces values."""
    data: Any = record.model_dump(mode="python")
    for step in suggestion.patch:
        if step["op"] == "replace":
            data = set_pointer(data, str(step["path"]), step["value"], inplace=False)
    return Document.model_validate(data)


def judge(label: Label, record: Document, suggestion: Suggestion) -> str:
    """``right``, ``harm`` or ``neither`` (a wrong value stays wrong)."""
    places = {str(step["path"]) for step in suggestion.patch if step["op"] == "replace"}
    before, after = (
        {cell.record_path: cell.verdict == Verdict.CORRECT for cell in compare(label, each)}
        for each in (record, applied(record, suggestion))
    )
    if all(after.get(place) for place in places):
        return "right"
    return "harm" if any(before.get(place) for place in places) else "neither"


def case_of(record: Document, source: SourceText | None, regions: Sequence[Span]) -> Case:
    """A record as it is examined when an engine gave it without places, or without any text. ``regions`` are
    the stretches of the text's forms."""
    found: list[Finding] = list(check(record).findings)
    if source is None:
        return Case(record, found, rechecking())
    grounding = ground(source, Reading(record), regions)
    found = [*grounding.findings, *found]
    return Case(record, found, rechecking(), source, grounding.evidence)


def plant(record: Document, letters: str, chance: random.Random, alike: bool) -> Iterator[Planted]:
    """Records with one changed character each, a few of each kind."""
    leaves = [(path, value) for path, value in iter_leaves(record) if isinstance(value, str)]
    chance.shuffle(leaves)
    done: Counter[str] = Counter()
    for path, value in leaves:
        kind = _kind(path, value)
        if kind is None or done[kind] >= _PER_KIND:
            continue
        changed = _changed(kind, value, letters, chance, alike)
        if changed is None or normalise(changed) == normalise(value):
            continue
        done[kind] += 1
        data = set_pointer(record.model_dump(mode="python"), path, changed, inplace=False)
        yield Planted(kind, path, value, Document.model_validate(data))


def _kind(path: str, value: str) -> str | None:
    field = path.rpartition("/")[2]
    if field == "project_code":
        return "code" if is_p_code(value) else None
    if field in ("level1", "level2"):
        return "level name"
    if field in ("comparator", "unit"):
        return field
    if field in ("target", "actual") and value[0] in _OPERATORS:
        return "target"
    if any(char.isdigit() for char in value) and field in (
        *("weight", "score", "total", "fiscal", "annual_budget", "executed", "percent"),
    ):
        return "figure"
    return "words" if field in ("level3", "description", "basis") else None


def _changed(kind: str, value: str, letters: str, chance: random.Random, alike: bool) -> str | None:
    places = list(range(len(value)))
    chance.shuffle(places)
    for place in places:
        others = _others(kind, value[place], letters, alike).replace(value[place], "")
        if others:
            return value[:place] + chance.choice(others) + value[place + 1 :]
    return None


def _others(kind: str, char: str, letters: str, alike: bool) -> str:
    if kind == "code":
        return look_alikes(char) if alike else CODE_ALPHABET
    if alike and char in _MISREAD:
        return _MISREAD[char]
    if alike and not "\u4e00" <= char <= "\u9fff":
        return ""
    return next((each for each in (_DIGITS, _OPERATORS) if char in each), letters)


def report_found(texts: Path) -> None:
    """Print what is suggested about the embedded engine's readings."""
    engine = make_engine("local")
    counts: Counter[tuple[str, str, str]] = Counter()
    for name in _SETS:
        for _, label, source in documents(SETS[name], texts):
            if source is None:
                continue
            result = extract(source, engine)
            case = Case(
                result.record,
                result.findings,
                rechecking(),
                source,
                result.evidence,
            )
            for mender in MENDERS:
                for each in suggest(case, menders=[mender]).suggestions:
                    counts[name, name_of(mender), judge(label, result.record, each)] += 1
    click.echo(f"{'set':10}{'mender':14}{'suggestions':>12}{'right':>7}{'harm':>6}{'neither':>9}")
    for name, module in dict.fromkeys((name, module) for name, module, _ in counts):
        right, harm, neither = (counts[name, module, each] for each in ("right", "harm", "neither"))
        click.echo(f"{name:10}{module:14}{right + harm + neither:12}{right:7}{harm:6}{neither:9}")


def report_planted(texts: Path, errors: bool) -> None:
    """Print how often the first suggestion for a changed value restores it."""
    click.echo(
        f"{'text':6}{'change':8}{'kind':12}{'planted':>8}{'suggested':>10}{'first':>7}{'among':>7}{'wrong':>7}"
        f"{'stated':>8}"
    )
    for given, alike in ((True, True), (True, False), (False, True), (False, False)):
        counts: Counter[tuple[str, str]] = Counter()
        stated: dict[str, list[float]] = {}
        for planted, source, regions in _all_planted(texts, alike):
            case = case_of(planted.record, source if given else None, regions)
            made = [each for each in suggest(case).suggestions if _concerns(each, planted.path)]
            restored = [_restores(each, planted) for each in made]
            tally = {
                "planted": 1,
                "suggested": bool(made),
                "first": any(restored[:1]),
                "among": any(restored),
                "wrong": bool(made) and not any(restored),
            }
            for what, count in tally.items():
                counts[planted.kind, what] += count
            stated.setdefault(planted.kind, []).extend(each.confidence for each in made[:1])
            if errors and made and not restored[0]:
                shown = [step["value"] for each in made for step in each.patch if step["op"] == "replace"]
                changed = resolve(planted.record, planted.path)
                click.echo(f"    {planted.path} {planted.printed!r} as {changed!r}: {shown}")
        for kind, found in sorted(stated.items()):
            figures = [counts[kind, what] for what in ("planted", "suggested", "first", "among", "wrong")]
            mean = f"{sum(found) / len(found):8.2f}" if found else f"{'-':>8}"
            click.echo(
                f"{'yes' if given else 'no':6}{'alike' if alike else 'any':8}{kind:12}"
                f"{figures[0]:8}{figures[1]:10}{figures[2]:7}{figures[3]:7}{figures[4]:7}{mean}"
            )


def _all_planted(texts: Path, alike: bool) -> Iterator[tuple[Planted, SourceText, Sequence[Span]]]:
    chance = random.Random(7)
    for name in _SETS:
        for _, label, source in documents(SETS[name], texts):
            if source is not None:
                letters = "".join(sorted({char for char in source.text if "\u4e00" <= char <= "\u9fff"}))
                regions = [form.span for form in lay_out(source).forms]
                for planted in plant(label.document, letters, chance, alike):
                    yield planted, source, regions


def _concerns(suggestion: Suggestion, path: str) -> bool:
    return any(step["path"] == path for step in suggestion.patch)


def _restores(suggestion: Suggestion, planted: Planted) -> bool:
    restored = resolve(applied(planted.record, suggestion), planted.path)
    return normalise(str(restored)) == normalise(planted.printed)


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(["found", "planted"]))
@documents_option
@click.option("--errors", is_flag=True, help="List the first suggestions that do not restore a value.")
def main(parts: Iterable[str], texts: Path, errors: bool) -> None:
    """Judge the suggestions."""
    for part in parts or ("found", "planted"):
        if part == "found":
            report_found(texts)
        else:
            report_planted(texts, errors)


if __name__ == "__main__":
    main()
