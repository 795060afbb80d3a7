"""Would a reviewer write the comments on substance? ``python -m evals.comments [show|list|sheet DIR]``

Two readers who do not know of each other say of every comment on the published documents whether a finance
bureau would put it into its review: ``valid`` or ``not``. A comment counts as valid only when both say so,
and one that either has not looked at counts nowhere. Comments are those on the hand-made records, which hold
what is printed, and those that the embedded engine's results have besides. ``missed`` are valid comments that
no rule made, with who named them; the list is null where nobody has looked for any. ``list`` renews the lists
in ``evals/labels/comments``; ``sheet`` writes for each document what a reader needs, without verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
from pydantic import BaseModel, ConfigDict

from evals.intervals import Interval, of_ratio
from evals.label import HERE, Label
from evals.score import SETS, documents, documents_option
from evals.sheets import Remark, sheet
from pipeline.comment import comment
from pipeline.comment.doubts import of_pointers
from pipeline.flow import extract, make_engine

FOLDER = HERE / "labels" / "comments"
Verdict = Literal["valid", "not"]


class Judged(BaseModel):
    """A comment and what the two readers say of it; ``why`` where one says not."""

    model_config = ConfigDict(extra="forbid")
    id: str
    rule: str
    paths: list[str]
    said: str
    first: Verdict | None = None
    second: Verdict | None = None
    why: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """Valid only when both say so; None while one of them has not looked."""
        if self.first is None or self.second is None:
            return None
        return "valid" if self.first == self.second == "valid" else "not"


class Missed(BaseModel):
    """A valid comment that no rule made: where, what it says, and who named it."""

    model_config = ConfigDict(extra="forbid")
    place: str
    comment: str
    by: str


class Judgements(BaseModel):
    """The comments on one document; ``missed`` is None where nobody looked for any."""

    model_config = ConfigDict(extra="forbid")
    comments: list[Judged] = []
    missed: list[Missed] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of comments: ``differ`` are those among ``rejected`` of which the readers say different things,
    ``unseen`` those that count nowhere. ``interval`` is by document."""

    valid: int
    rejected: int
    differ: int
    unseen: int
    interval: Interval

    @property
    def precision(self) -> float | None:
        """Valid ones among those that both readers looked at; None where there are none."""
        judged = self.valid + self.rejected
        return self.valid / judged if judged else None


def load(name: str) -> Judgements:
    """The list of a document; empty where there is none."""
    path = FOLDER / f"{name}.json"
    return (
        Judgements.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else Judgements()
    )


def made(texts: Path) -> dict[str, tuple[Label, list[Remark]]]:
    """The comments on each published document with its label: those on the hand-made record, but for what
    its label is not sure of; then what the embedded engine's result has besides, where the text is in
    ``texts``."""
    engine = make_engine("local")
    found = {}
    for name, label, source in documents(SETS["labels"], texts):
        unsure = of_pointers(each.path for each in label.uncertain)
        remarks = [Remark(each, label.document) for each in comment(label.document, unsure)]
        known = {each.comment.id for each in remarks}
        result = extract(source, engine) if source else None
        for each in result.suggestions if result else ():
            if each.kind == "substance" and each.id not in known and result:
                remarks.append(Remark(each, result.record, by_engine=True))
        found[name] = (label, remarks)
    return found


def judged(name: str, remarks: Iterable[Remark]) -> list[Judged]:
    """The comments on a document with what its list says of them; without verdicts where it says nothing."""
    known = {each.id: each for each in load(name).comments}
    return [
        known.get(made.id) or Judged(id=made.id, rule=made.rule, paths=made.paths, said=made.reason.zh)
        for made in (remark.comment for remark in remarks)
    ]


def tally(by_document: Sequence[Sequence[Judged]]) -> Tally:
    """Count the verdicts on each document's comments."""
    verdicts = [Counter(each.verdict for each in entries) for entries in by_document]
    parts = [(each["valid"], each["valid"] + each["not"]) for each in verdicts]
    total = sum(verdicts, Counter[Verdict | None]())
    differ = sum(
        each.verdict is not None and each.first != each.second for entries in by_document for each in entries
    )
    interval = of_ratio([part for part in parts if part[1]])
    return Tally(total["valid"], total["not"], differ, total[None], interval)


def recall(valid: int, missed: Iterable[Sequence[Missed] | None]) -> float | None:
    """The share of all valid comments that the rules made; None where nobody looked for others.

    >>> recall(3, [[Missed(place="/forms/0", comment="…", by="first")], None])
    0.75
    >>> recall(3, [None]) is recall(0, [[]]) is None
    True
    """
    looked = [each for each in missed if each is not None]
    total = valid + sum(map(len, looked))
    return valid / total if looked and total else None


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Would a reviewer write the comments?"""
    if context.invoked_subcommand is None:
        context.invoke(show)


@main.command()
@documents_option
def show(texts: Path) -> None:
    """Print the share of valid comments by rule and in all, and what was missed."""
    by_document = {name: judged(name, remarks) for name, (_, remarks) in made(texts).items()}
    click.echo(
        f"{'':24}{'comments':>9}{'valid':>7}{'not':>5}{'differ':>8}{'not looked at':>15}{'precision':>11}"
    )
    rules = sorted({each.rule for entries in by_document.values() for each in entries})
    for rule in rules:
        _line(rule, [[each for each in entries if each.rule == rule] for entries in by_document.values()])
    _line("all", list(by_document.values()))
    for name, entries in by_document.items():
        for each in entries:
            if each.verdict and each.first != each.second:
                click.echo(f"first {each.first}, second {each.second}: {name} {each.id} {each.said}")
    # A document whose comments or omissions nobody has looked at says nothing of how many are found.
    missed = {name: load(name).missed for name in by_document}
    asked = [entries for name, entries in by_document.items() if missed[name] is not None]
    share = recall(tally(asked).valid, missed.values())
    shown = "not known, nobody looked for missed comments" if share is None else f"{share:.1%}"
    click.echo(f"recall: {shown} ({len(asked)} of {len(missed)} documents)")
    for name, each_missed in missed.items():
        for miss in each_missed or ():
            click.echo(f"missed: {name} {miss.place} {miss.comment} ({miss.by})")


def _line(name: str, by_document: Sequence[Sequence[Judged]]) -> None:
    counts = tally(by_document)
    low, high = counts.interval
    bounds = "" if low is None or high is None else f"  ({low:.1%} to {high:.1%})"
    share = "–" if counts.precision is None else f"{counts.precision:.1%}"
    click.echo(
        f"{name:24}{sum(map(len, by_document)):>9}{counts.valid:>7}{counts.rejected:>5}{counts.differ:>8}"
        f"{counts.unseen:>15}{share:>11}{bounds}"
    )


@main.command("list")
@documents_option
def write(texts: Path) -> None:
    """Renew the lists: what is gone goes, what is new comes without verdicts."""
    FOLDER.mkdir(exist_ok=True)
    for name, (_, remarks) in made(texts).items():
        entries = judged(name, remarks)
        content = Judgements(comments=entries, missed=load(name).missed).model_dump_json(indent=1)
        (FOLDER / f"{name}.json").write_text(f"{content}\n", encoding="utf-8")
        new = sum(each.verdict is None for each in entries)
        click.echo(f"{name}: {len(entries)} comments, {new} without both verdicts")


@main.command("sheet")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@documents_option
def write_sheets(directory: Path, texts: Path) -> None:
    """Write a sheet for a reader of each document: its forms as printed, and the comments on them."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, (label, remarks) in made(texts).items():
        (directory / f"{name}.md").write_text(sheet(name, label, remarks), encoding="utf-8")
        click.echo(f"{directory / name}.md: {len(remarks)} comments")


if __name__ == "__main__":
    main()
