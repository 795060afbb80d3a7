"""How well failed sums are mended: ``python -m evals.repairs [--plants N] [--seed N] [--workers N]``.

Into the hand-labelled records that may be looked at, one wrong digit at a time is planted in a figure that
takes part in a sum which holds: half of them confusions of OCR, half any digit. No source text is given. The
arithmetic decides a fault when the confidence of the first suggestion reaches
:data:`~pipeline.suggest.arithmetic.DECIDED`. The suggestions for the records' own faults are listed with
``--own``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import click

from evals.score import records
from pipeline.check import CHECKS, check, rechecking
from pipeline.suggest import Case, suggest
from pipeline.suggest.arithmetic import DECIDED, SUMS
from pipeline.suggest.cells import Cell, cells
from pipeline.suggest.trial import changed
from schemas.document import Document, Form
from schemas.finding import Finding, Suggestion
from schemas.pointers import iter_leaves
from schemas.vocabulary import DIGIT_CONFUSIONS

PLANTED_IN = ("labels", "cases", "seen")
_FIELDS = frozenset(
    {
        *("total", "fiscal", "other", "initial_budget", "annual_budget", "executed", "execution_rate"),
        *("percent", "weight", "score", "level1_weight", "total_weight", "total_score"),
    }
)
_BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Plant:
    """One wrong digit: ``text`` stands in ``cell`` of a form in place of what is printed."""

    document: str
    form: Form
    cell: Cell
    text: str
    ocr: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a plant. ``first`` is the confidence of the first suggestion, ``rank`` the place of the
    true value among the suggestions, counted from 1; 0 where it is not among them."""

    noticed: bool
    ocr: bool
    verdicts: tuple[str | None, ...] = ()
    first: float = 0.0
    rank: int = 0
    rules: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        return self.first >= DECIDED


_RULES = [rule for rule in CHECKS if rule.id in SUMS]


@cache
def forms() -> Sequence[tuple[str, Form, list[Cell]]]:
    """Every form with the figures in it that take part in sums which hold, and in none that fails."""
    found = (
        (name, form, [cell for cell in _figures(form) if _takes_part(form, cell)])
        for name, document in records(*PLANTED_IN)
        for form in document.forms
    )
    return [each for each in found if each[2]]


def plants(count: int, seed: int) -> list[Plant]:
    """``count`` wrong digits, every other one a confusion of OCR; forms in turn, so that none outweighs."""
    rng = random.Random(seed)
    places = list(forms())
    rng.shuffle(places)
    made: list[Plant] = []
    while len(made) < count:
        for name, form, found in places:
            cell = rng.choice(found)
            ocr = len(made) % 2 == 0
            text = _misread(cell.text, ocr, rng)
            if text:
                made.append(Plant(name, form, cell, text, ocr))
    return made[:count]


def result(plant: Plant) -> Result:
    """Plant one wrong digit and see what is suggested."""
    known = {finding.id for finding in _findings(plant.form)}
    record = Document(forms=[changed(plant.form, dict.fromkeys(plant.cell.places, plant.text))])
    found = check(record).findings
    new = [finding for finding in found if finding.id not in known and finding.rule in SUMS]
    if not new:
        return Result(noticed=False, ocr=plant.ocr)
    suggested = suggest(Case(record, new, rechecking()))
    rank = next((at for at, each in enumerate(suggested.suggestions, 1) if _is_true(each, plant)), 0)
    return Result(
        noticed=True,
        ocr=plant.ocr,
        verdicts=tuple(finding.mend for finding in suggested.findings),
        first=suggested.suggestions[0].confidence if suggested.suggestions else 0.0,
        rank=rank,
        rules=tuple(finding.rule for finding in new),
    )


def _figures(form: Form) -> Iterator[Cell]:
    """The cells of the kinds that sums are made of, each once."""
    seen: set[str] = set()
    for path, _ in iter_leaves(Document(forms=[form])):
        if path.rpartition("/")[2] in _FIELDS and path not in seen:
            for cell in cells(form, [path]):
                seen |= {f"/forms/0/{place}" for place in cell.places}
                yield cell


def _takes_part(form: Form, cell: Cell) -> bool:
    """Whether a sum fails with a figure beside the mark, and none that the cell stands in fails as it is."""
    places = {f"/forms/0/{place}" for place in cell.places}
    if any(places & set(finding.paths) for finding in _findings(form)):
        return False
    beside = changed(form, dict.fromkeys(cell.places, "777777"))
    return any(places & set(finding.paths) for finding in _findings(beside))


def _findings(form: Form) -> list[Finding]:
    return check(Document(forms=[form]), _RULES).findings


def _misread(text: str, ocr: bool, rng: random.Random) -> str | None:
    """A text with one digit read as another; None where no digit can be."""
    figure_start = next(at for at, char in enumerate(text) if char.isdigit())
    choices: list[tuple[float, str]] = []
    for at, char in enumerate(text):
        for other in "0123456789" if char.isdigit() else "":
            if other == char or (other == "0" and at == figure_start and text[at + 1 : at + 2].isdigit()):
                continue
            weight = DIGIT_CONFUSIONS.get((min(char, other), max(char, other)), 0.0) if ocr else 1.0
            choices.append((weight, text[:at] + other + text[at + 1 :]))
    if not any(weight for weight, _ in choices):
        return None
    weights = [weight for weight, _ in choices]
    return rng.choices([choice for _, choice in choices], weights)[0]


def _is_true(suggestion: Suggestion, plant: Plant) -> bool:
    replaced = {str(step["path"]): step["value"] for step in suggestion.patch if step["op"] == "replace"}
    return replaced == {f"/forms/0/{place}": plant.cell.text for place in plant.cell.places}


def results(made: Sequence[Plant], workers: int) -> list[Result]:
    """The results in the order of the plants."""
    if workers < 2:
        return [result(plant) for plant in made]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(result, made, chunksize=20))


def _share(hits: int, of: int) -> str:
    return f"{hits / of:8.1%} of {of:<5}" if of else f"{'–':>8} of 0    "


def rows(found: Sequence[Result]) -> list[tuple[str, int, int]]:
    """What is reported of some plants: a line, how many, of how many."""
    noticed = [one for one in found if one.noticed]
    decided = [one for one in noticed if one.decided]
    open_ = [one for one in noticed if not one.decided]
    said = [one for one in open_ if "only" not in one.verdicts]
    only = [one for one in noticed if set(one.verdicts) == {"only"}]
    return [
        ("noticed by a rule", len(noticed), len(found)),
        ("decided", len(decided), len(noticed)),
        ("decided: the true value comes first", sum(one.rank == 1 for one in decided), len(decided)),
        ("verdict only: it is the true value", sum(one.rank == 1 for one in only), len(only)),
        ("not decided: the verdict says several or none", len(said), len(open_)),
        ("not decided: the true value is listed", sum(one.rank > 0 for one in open_), len(open_)),
        ("not decided: the true value comes first", sum(one.rank == 1 for one in open_), len(open_)),
        ("noticed: nothing is suggested", sum(one.first == 0 for one in noticed), len(noticed)),
    ]


def reliability(found: Sequence[Result]) -> Iterator[tuple[float, float, int, float, float]]:
    """Per bin of the first suggestion's confidence: bounds, plants, mean confidence, share that is right."""
    for low, high in pairwise(_BINS):
        inside = [one for one in found if one.first and (low <= one.first < high or one.first == high == 1)]
        if inside:
            right = sum(one.rank == 1 for one in inside)
            mean = sum(one.first for one in inside) / len(inside)
            yield low, high, len(inside), mean, right / len(inside)


def _report(found: Sequence[Result]) -> None:
    kinds = (("OCR confusions", True), ("any digit", False))
    tables = [rows([one for one in found if one.ocr == ocr]) for _, ocr in kinds]
    click.echo(f"{'':48}" + "".join(f"{title:>18}" for title, _ in kinds))
    for lines in zip(*tables, strict=True):
        click.echo(f"{lines[0][0]:48}" + "".join(_share(hits, of).rjust(18) for _, hits, of in lines))
    click.echo(f"\n{'confidence':>14}{'plants':>9}{'mean':>8}{'right':>8}")
    for low, high, count, mean, right in reliability(found):
        click.echo(f"{low:8.2f}-{high:<5.2f}{count:9}{mean:8.3f}{right:8.3f}")
    click.echo("\nby the rules that noticed: plants, decided, right of these, true value first of all")
    groups = Counter(one.rules for one in found if one.noticed)
    for rules, count in groups.most_common(14):
        its = [one for one in found if one.noticed and one.rules == rules]
        decided = [one for one in its if one.decided]
        right = sum(one.rank == 1 for one in decided)
        first = sum(one.rank == 1 for one in its)
        click.echo(f"{count:6}{len(decided):6}{right:6}{first:6}  {', '.join(rules)}")


def _show_own() -> None:
    """Print what is suggested for the faults that the records themselves have."""
    for name, document in records(*PLANTED_IN):
        found = check(document).findings
        suggested = suggest(Case(document, found, rechecking()))
        for finding in suggested.findings:
            if finding.mend:
                click.echo(f"{name}\n  {finding.rule} {finding.mend}: {finding.message.zh}")
        for each in suggested.suggestions:
            click.echo(f"    {each.confidence:.2f} {each.patch[0]['path']}: {each.reason.zh}")


@click.command()
@click.option("--plants", "count", default=2400, help="How many wrong digits.")
@click.option("--seed", default=1)
@click.option("--workers", default=2)
@click.option("--own", is_flag=True, help="Show the suggestions for the records' own faults instead.")
def main(count: int, seed: int, workers: int, own: bool) -> None:
    """Plant wrong digits in labelled records, and count how often the true value is suggested."""
    if own:
        _show_own()
    else:
        _report(results(plants(count, seed), workers))


if __name__ == "__main__":
    main()
