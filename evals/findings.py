"""Are the findings right? ``python -m evals.findings [show|list]``

Every finding on the real documents was looked at beside its source and is listed in ``evals/labels/findings``
as the document's own fault, as damage, or as a false alarm. A finding that is not in the list counts as not
looked at, never as right. ``list`` adds the findings that are new to the lists, without a verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Literal

import click
from pydantic import BaseModel, ConfigDict

from evals.label import HERE
from evals.score import SETS, documents, documents_option
from pipeline.flow import extract, make_engine
from schemas.finding import Finding, Severity

FOLDER = HERE / "labels" / "findings"
# own: the authors' own fault; damage: conversion or OCR damaged the place, so that a person has to look.
Verdict = Literal["own", "damage", "false"]
_VERDICTS: tuple[Verdict, ...] = ("own", "damage", "false")


class Judged(BaseModel):
    """A finding and what a person says of it. ``why`` may be empty where the verdict speaks for itself."""

    model_config = ConfigDict(extra="forbid")
    id: str
    rule: str
    severity: Severity
    paths: list[str]
    said: str
    verdict: Verdict | None = None
    why: str = ""


class Judgements(BaseModel):
    """The findings on one document."""

    model_config = ConfigDict(extra="forbid")
    findings: list[Judged]


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the findings looked at are right; ``unseen`` have no verdict and count nowhere."""

    right: int
    false: int
    unseen: int

    @property
    def share(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else float("nan")


def judged(name: str, findings: Iterable[Finding]) -> Iterator[tuple[Finding, Judged | None]]:
    """Each finding with its entry in the list of its document."""
    known = {each.id: each for each in load(name).findings}
    for finding in findings:
        yield finding, known.get(finding.id)


def load(name: str) -> Judgements:
    """The list of a document; empty where there is none."""
    path = FOLDER / f"{name}.json"
    return (
        Judgements.model_validate_json(path.read_text(encoding="utf-8"))
        if path.is_file()
        else Judgements(findings=[])
    )


def precision(pairs: Iterable[tuple[Finding, Judged | None]]) -> Precision:
    """Count the verdicts."""
    verdicts = Counter(entry.verdict if entry else None for _, entry in pairs)
    return Precision(verdicts["own"] + verdicts["damage"], verdicts["false"], verdicts[None])


def found(texts: Path) -> dict[str, list[Finding]]:
    """What the embedded engine's results of the real documents have, by document; those whose text is in
    ``texts``."""
    engine = make_engine("local")
    return {
        name: extract(source, engine).findings
        for name, _, source in documents(SETS["labels"], texts)
        if source is not None
    }


@click.group()
def main() -> None:
    """Are the findings right?"""


@main.command()
@documents_option
def show(texts: Path) -> None:
    """Print the share of right findings by severity and rule."""
    by_document = found(texts)
    missing = sorted({path.stem for path in SETS["labels"].glob("*.json")} - by_document.keys())
    if missing:
        click.echo(f"not scored, text not in {texts}: {', '.join(missing)}")
    pairs = [pair for name, findings in by_document.items() for pair in judged(name, findings)]
    heading = (
        f"{'':24}{'findings':>9}{'own fault':>11}{'damage':>8}{'false':>7}{'right':>8}{'not looked at':>15}"
    )
    click.echo(heading)
    for severity in Severity:
        of_level = [pair for pair in pairs if pair[0].severity is severity]
        _line(severity, of_level)
        for rule in sorted({finding.rule for finding, _ in of_level}):
            _line(f"  {rule}", [pair for pair in of_level if pair[0].rule == rule])


def _line(name: str, pairs: list[tuple[Finding, Judged | None]]) -> None:
    verdicts = Counter(entry.verdict if entry else None for _, entry in pairs)
    share = precision(pairs).share
    right = "–" if isnan(share) else f"{share:.1%}"
    counts = "".join(
        f"{verdicts[verdict]:>{width}}" for verdict, width in zip(_VERDICTS, (11, 8, 7), strict=True)
    )
    click.echo(f"{name:24}{len(pairs):>9}{counts}{right:>8}{verdicts[None]:>15}")


@main.command("list")
@documents_option
def write(texts: Path) -> None:
    """Renew the lists: what is gone goes, what is new comes without a verdict."""
    FOLDER.mkdir(exist_ok=True)
    for name, findings in found(texts).items():
        entries = [
            entry
            or Judged(
                id=finding.id,
                rule=finding.rule,
                severity=finding.severity,
                paths=finding.paths,
                said=finding.message.zh,
            )
            for finding, entry in judged(name, findings)
        ]
        content = Judgements(findings=entries).model_dump_json(indent=1)
        (FOLDER / f"{name}.json").write_text(f"{content}\n", encoding="utf-8")
        new = sum(entry.verdict is None for entry in entries)
        click.echo(f"{name}: {len(entries)} findings, {new} without a verdict")


if __name__ == "__main__":
    main()
