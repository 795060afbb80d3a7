"""How many single faults in a record are found beside its source: ``python -m evals.faults [SET…]``.

Faults are planted, from a seed, in hand-made records of labelled documents, one at a time. Each faulty form
is shown with its source text to the stages that judge a record (ground with coverage, check), which know no
places and no engine. A fault counts as found when there is a finding that the untouched form does not have
and that points at the changed place, its row, or its place in the source. Faults are planted only where the
source shows the value: what is found nowhere has its finding already.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from evals.label import Label
from evals.planting import PLANTERS, Fault, Site
from evals.score import SETS, documents, documents_option
from pipeline.flow import judge
from pipeline.layout import lay_out
from pipeline.review.shares import share_interval
from schemas.document import Document, Form
from schemas.finding import Finding
from schemas.layout import Layout
from schemas.reading import Reading
from schemas.result import Evidence
from schemas.source import SourceText

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Case:
    """A document with one of its forms, the part of the layout that is the form's, and what is said of the
    record untouched."""

    name: str
    source: SourceText
    layout: Layout
    record: Document
    evidence: dict[str, list[Evidence]]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault and whether it was found."""

    case: Case
    fault: Fault
    found: bool


def cases(directory: Path, texts: Path) -> Iterator[Case]:
    """The forms of the labelled documents of a folder whose regions the layout tells apart."""
    for name, label, source in documents(directory, texts):
        if source:
            yield from cases_of(name, label, source)


def cases_of(name: str, label: Label, source: SourceText) -> Iterator[Case]:
    """The forms of one labelled document, if the layout tells their regions apart."""
    layout = lay_out(source)
    forms = label.document.forms
    if len(layout.forms) != len(forms):
        return
    for number, form in enumerate(forms):
        part = replace(layout, forms=(layout.forms[number],))
        around = label.document.model_copy(update={"contents": [], "forms": [form]})
        yield Case(f"{name}/{number}", source, part, around, *judge(source, part, Reading(around)))


def plant(case: Case, each: int, seed: int) -> Iterator[Planted]:
    """``each`` faults of every kind that the form has a place for."""
    flagged = {path for finding in case.findings for path in finding.paths}
    shown = {path.removeprefix("/forms/0") for path in case.evidence if path not in flagged}
    site = Site(case.record.forms[0].model_dump(mode="json"), shown)
    chance = random.Random(zlib.crc32(f"{case.name} {seed}".encode()))
    for planter in PLANTERS:
        seen: list[Form] = []
        for _ in range(each * _TRIES):
            fault = planter(site, chance) if len(seen) < each else None
            if fault and fault.form not in seen:
                seen.append(fault.form)
                yield Planted(case, fault, _is_found(case, fault))


def _is_found(case: Case, fault: Fault) -> bool:
    record = case.record.model_copy(update={"forms": [fault.form]})
    _, findings = judge(case.source, case.layout, Reading(record))
    old = {_key(finding, fault) for finding in case.findings}
    return any(_points_at(case, fault, each) for each in findings if _key(each, None) not in old)


def _key(finding: Finding, fault: Fault | None) -> tuple[object, ...]:
    """What makes two findings the same, for one of the untouched form as the fault moves its rows."""
    paths = tuple(sorted(_shifted(path, fault) if fault else path for path in finding.paths))
    return (
        finding.rule,
        paths,
        tuple((each.start, each.end) for each in finding.spans),
        finding.expected,
        finding.actual,
    )


def _shifted(path: str, fault: Fault) -> str:
    if fault.shift is None:
        return path
    name, first, by = fault.shift
    tokens = path.split("/")
    if tokens[3:4] == [name] and len(tokens) > 4 and tokens[4].isdigit() and int(tokens[4]) >= first:
        tokens[4] = str(int(tokens[4]) + by)
    return "/".join(tokens)


def _points_at(case: Case, fault: Fault, finding: Finding) -> bool:
    rows = {_row(f"/forms/0{pointer}") for pointer in fault.after}
    if any(_row(path) in rows for path in finding.paths):
        return True
    places = [
        place
        for pointer in fault.before
        for path, found in case.evidence.items()
        if path == f"/forms/0{pointer}" or path.startswith(f"/forms/0{pointer}/")
        for place in found
    ]
    return any(
        span.start < place.end and place.start < span.end for span in finding.spans for place in places
    )


def _row(path: str) -> str:
    """The row of a list that a path leads into; any other path as it is."""
    tokens = path.split("/")
    return "/".join(tokens[:5]) if len(tokens) > 4 and tokens[4].isdigit() else path


def tally(planted: Iterable[Planted]) -> dict[str, tuple[int, int]]:
    """Found and planted faults by kind, in the order of the kinds."""
    table: dict[str, tuple[int, int]] = {}
    for each in planted:
        found, total = table.get(each.fault.kind, (0, 0))
        table[each.fault.kind] = found + each.found, total + 1
    return table


@click.command()
@click.argument("sets", nargs=-1, type=click.Choice([name for name in SETS if name != "unseen"]))
@documents_option
@click.option(
    "--folder", type=click.Path(path_type=Path, exists=True), help="A further folder of labels with texts."
)
@click.option("--each", default=2, show_default=True, help="Faults of each kind per form.")
@click.option("--seed", default=1, show_default=True, help="Seed of the faults.")
@click.option("--missed", is_flag=True, help="List what was missed, and what was found untouched.")
def main(sets: tuple[str, ...], texts: Path, folder: Path | None, each: int, seed: int, missed: bool) -> None:
    """Plant faults in hand-made records and count those that are found."""
    names = sets or ("labels", "cases", "seen")
    folders = [*(SETS[name] for name in names), *([folder] if folder else [])]
    untouched = [case for directory in folders for case in cases(directory, texts)]
    planted = [one for case in untouched for one in plant(case, each, seed)]
    click.echo(f"{'fault':26}{'found':>7}{'planted':>9}{'share':>9}   95 % interval")
    for kind, (found, total) in tally(planted).items():
        low, high = share_interval(found, total)
        click.echo(f"{kind:26}{found:7}{total:9}{found / total:9.2%}   {low:.2%} to {high:.2%}")
    click.echo(f"{'all':26}{sum(one.found for one in planted):7}{len(planted):9}")
    _print_alarms(untouched, missed)
    for one in planted if missed else ():
        if not one.found:
            click.echo(
                f"missed: {one.fault.kind}, {one.case.name} {' '.join(one.fault.after or one.fault.before)}"
            )


def _print_alarms(untouched: list[Case], listed: bool) -> None:
    said = [(case, [each for each in case.findings if each.rule.startswith("text.")]) for case in untouched]
    click.echo(
        f"untouched forms: {len(said)}, of which {sum(bool(found) for _, found in said)} have findings"
    )
    for case, found in said if listed else ():
        for each in found:
            click.echo(f"alarm: {case.name} {each.rule} {' '.join(each.paths)} {each.message.zh}")


if __name__ == "__main__":
    main()
