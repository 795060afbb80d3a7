"""Which hand-made records are flagged without reason: ``python -m evals.untouched [list]``.

What the checks that compare a record with its source (``text.grounded``, ``text.covered``) say of untouched
records of labelled documents was looked at form by form and is kept in ``evals/untouched.json``: as
damage, where the source does not show the value as the record has it or shows what is no value, so that a
person has to look; or as false, where it shows what the record says. A finding that is in neither list counts
as not looked at. ``list`` prints those and the false ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, TypeAdapter

from evals.faults import Case, cases
from evals.label import HERE
from evals.score import SETS, documents_option
from pipeline.ground import COVERED, GROUNDED
from pipeline.review.shares import share_interval
from schemas.finding import Finding

FILE = HERE / "untouched.json"
_RULES = frozenset({GROUNDED.id, COVERED.id})
_SETS = ("labels", "cases", "seen")


class Verdicts(BaseModel):
    """The findings of one form by their ids, and what the damage or the needless ones come from."""

    model_config = ConfigDict(extra="forbid")
    damage: list[str] = []
    false: list[str] = []
    why: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """An untouched form with its findings as they were judged."""

    case: Case
    false: list[Finding]
    unseen: list[Finding]


def load() -> dict[str, Verdicts]:
    """What was said of each form that has findings."""
    return TypeAdapter(dict[str, Verdicts]).validate_json(FILE.read_text(encoding="utf-8"))


def judged(case: Case, verdicts: Verdicts) -> Judged:
    """The findings of an untouched form that are needless, and those that nobody has looked at."""
    said = [finding for finding in case.findings if finding.rule in _RULES]
    return Judged(
        case,
        [finding for finding in said if finding.id in verdicts.false],
        [finding for finding in said if finding.id not in (*verdicts.false, *verdicts.damage)],
    )


def forms(texts: Path) -> Iterator[Judged]:
    """All forms of the labelled documents whose text is at hand."""
    known = load()
    for name in _SETS:
        for case in cases(SETS[name], texts):
            yield judged(case, known.get(case.name, Verdicts()))


@click.command()
@click.argument("what", default="show", type=click.Choice(["show", "list"]))
@documents_option
def main(what: str, texts: Path) -> None:
    """Count the untouched forms that are flagged without reason."""
    found = list(forms(texts))
    false = sum(bool(each.false) for each in found)
    low, high = share_interval(false, len(found))
    click.echo(f"untouched forms: {len(found)}")
    click.echo(f"flagged without reason: {false}, {false / len(found):.2%} ({low:.2%} to {high:.2%})")
    click.echo(f"findings that nobody has looked at: {sum(len(each.unseen) for each in found)}")
    for each in found if what == "list" else ():
        for verdict, findings in (("false", each.false), ("not looked at", each.unseen)):
            for finding in findings:
                click.echo(f"{verdict}: {each.case.name} {finding.id} {finding.message.zh}")


if __name__ == "__main__":
    main()
