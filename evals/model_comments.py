"""Replay a model's recorded comments: ``python -m evals.model_comments [--documents DIR] [SET…]``.

The forms of each document of the sets (the published ones by default), as the embedded engine reads them.
Says for each document how many comments the model proposed, how many were dropped and why, how many a rule
made already, and how many are shown. ``--write FILE`` writes the requests that have no recorded reply, as
lines of the Batch API; their replies belong into ``evals/replies/comments.jsonl``.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from evals.model import MODEL
from evals.replay import HERE, Recordings
from evals.score import SETS, documents, documents_option
from pipeline.comment import Dropped
from pipeline.comment.dropped import REASONS
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.settings import Settings
from pipeline.extract.local import LocalEngine
from pipeline.flow import comment_with_model, extract
from schemas.finding import Suggestion
from schemas.source import SourceText


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the comments on one document; ``comments`` are those shown, the rules' among them."""

    dropped: Dropped
    comments: list[Suggestion]


def replay(source: SourceText, recordings: Recordings) -> Replayed:
    """Comment on a document with recorded replies; what they do not answer is kept in ``recordings``."""
    with closing(LlmEngine(Settings(MODEL), server=recordings)) as engine:
        extraction, dropped = comment_with_model(extract(source, LocalEngine()), source, engine)
    return Replayed(dropped, [each for each in extraction.suggestions if each.kind == "substance"])


@click.command()
@click.argument("sets", nargs=-1, type=click.Choice(list(SETS)))
@documents_option
@click.option("--replies", type=click.Path(path_type=Path), default=HERE, help="Folder of recordings.")
@click.option("--show", is_flag=True, help="Print the comments shown.")
@click.option("--write", type=click.Path(path_type=Path), help="Write unanswered requests to this file.")
def main(sets: tuple[str, ...], texts: Path, replies: Path, show: bool, write: Path | None) -> None:
    """Count what becomes of a model's recorded comments."""
    click.echo(
        f"{'document':32}{'unanswered':>11}{'proposed':>10}"
        f"{''.join(f'{reason:>11}' for reason in REASONS)}{'merged':>8}{'shown':>7}{'rules':>7}"
    )
    recordings = Recordings(replies)
    for name, _, source in (found for each in sets or ("labels",) for found in documents(SETS[each], texts)):
        if source is None:
            click.echo(f"{name:32}not commented on: its text is not in {texts}")
            continue
        replayed = replay(source, recordings)
        click.echo(f"{name:32}{_figures(replayed)}")
        if show:
            for comment in replayed.comments:
                click.echo(f"    {comment.rule:24} {comment.paths[0]}\n        {comment.reason.zh}")
                if comment.proposal:
                    click.echo(f"        建议写法：{comment.proposal}")
    if write:
        write.write_text("".join(f"{line}\n" for line in recordings.lines()), encoding="utf-8")
        click.echo(f"{len(recordings.requests)} requests written to {write}")


def _figures(replayed: Replayed) -> str:
    dropped = replayed.dropped
    reasons = "".join(f"{dropped.reasons[reason]:11}" for reason in REASONS)
    rules = len(replayed.comments) - dropped.shown
    return (
        f"{len(dropped.failed):11}{dropped.proposed:10}{reasons}{dropped.merged:8}{dropped.shown:7}{rules:7}"
    )


if __name__ == "__main__":
    main()
