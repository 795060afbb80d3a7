"""Replay a model's recorded comments: ``python -m evals.model_comments [--documents DIR] [SET…]``.

The forms of each document of the sets (the published ones by default), as the embedded engine reads them.
Says for each document how many comments the model proposed, how many were dropped and why, how many a rule
made already, and how many are shown; and how many of these two readers judged valid
(``evals/labels/model_comments``, as in :mod:`evals.comments`). ``--write FILE`` writes the requests that have
no recorded reply, as lines of the Batch API; their replies belong into ``evals/replies/comments.jsonl``.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from evals.comments import Judged, Judgements
from evals.label import HERE as EVALS
from evals.model import MODEL
from evals.replay import HERE, Recordings
from evals.score import SETS, documents, documents_option
from pipeline.comment import MODEL as RULE
from pipeline.comment import Dropped
from pipeline.comment.dropped import REASONS
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.settings import Settings
from pipeline.extract.local import LocalEngine
from pipeline.flow import comment_with_model, extract
from schemas.finding import Suggestion
from schemas.source import SourceText

JUDGED = EVALS / "labels" / "model_comments"


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


def judged(name: str, comments: list[Suggestion]) -> list[Judged]:
    """What the two readers say of a model's comments on a document; those that nobody looked at without
    verdicts."""
    path = JUDGED / f"{name}.json"
    known = (
        Judgements.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else Judgements()
    )
    by_id = {each.id: each for each in known.comments}
    return [
        by_id.get(each.id) or Judged(id=each.id, rule=each.rule, paths=each.paths, said=each.reason.zh)
        for each in comments
        if each.rule == RULE.id
    ]


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
        f"{'valid':>7}{'judged':>8}"
    )
    verdicts: Counter[str | None] = Counter()
    recordings = Recordings(replies)
    for name, _, source in (one for each in sets or ("labels",) for one in documents(SETS[each], texts)):
        if source is None:
            click.echo(f"{name:32}not commented on: its text is not in {texts}")
            continue
        replayed = replay(source, recordings)
        found = Counter(each.verdict for each in judged(name, replayed.comments))
        verdicts += found
        seen = found["valid"] + found["not"]
        click.echo(f"{name:32}{_figures(replayed)}{found['valid']:7}{seen:8}")
        if show:
            for comment in replayed.comments:
                click.echo(f"    {comment.rule:24} {comment.paths[0]}\n        {comment.reason.zh}")
                if comment.proposal:
                    click.echo(f"        建议写法：{comment.proposal}")
    looked_at = verdicts["valid"] + verdicts["not"]
    if looked_at:
        click.echo(
            f"valid to both readers: {verdicts['valid']} of {looked_at}, {verdicts['valid'] / looked_at:.1%}"
        )
    if write:
        write.write_text("".join(f"{line}\n" for line in recordings.lines), encoding="utf-8")
        click.echo(f"{len(recordings.lines)} requests written to {write}")


def _figures(replayed: Replayed) -> str:
    dropped = replayed.dropped
    reasons = "".join(f"{dropped.reasons[reason]:11}" for reason in REASONS)
    rules = len(replayed.comments) - dropped.shown
    return (
        f"{len(dropped.failed):11}{dropped.proposed:10}{reasons}{dropped.merged:8}{dropped.shown:7}{rules:7}"
    )


if __name__ == "__main__":
    main()
