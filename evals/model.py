"""Score a model's recorded replies: ``python -m evals.model [--documents DIR] [SET…]``.

Each document of the sets (the published ones by default) four times: the replies alone; with the embedded
engine as second reader; with doubtful values read again as well; and with only those forms asked for that the
embedded engine doubts. Reports strict accuracy, silent errors, requests and characters (a recording does not
say how many tokens it cost).
"""

from __future__ import annotations

from pathlib import Path

import click

from evals.replay import HERE, Recordings
from evals.score import SETS, Score, documents, documents_option, score
from pipeline.errors import DocumentError
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.settings import Settings
from pipeline.flow import Second, extract

MODEL = "claude"
# Name: what is done beside the model's reading, and whether sure forms are kept from it.
STAGES = {
    "alone": (Second(rereading=False, comparing=False), False),
    "second reader": (Second(rereading=False, comparing=True), False),
    "read again": (Second(rereading=True, comparing=True), False),
    "economy": (Second(rereading=True, comparing=True), True),
}


@click.command()
@click.argument("sets", nargs=-1, type=click.Choice(list(SETS)))
@documents_option
@click.option("--replies", type=click.Path(path_type=Path), default=HERE, help="Folder of recordings.")
@click.option("--errors", is_flag=True, help="List every wrong cell of the last stage.")
@click.option("--missing", type=click.Path(path_type=Path), help="Write unanswered requests to this file.")
def main(sets: tuple[str, ...], texts: Path, replies: Path, errors: bool, missing: Path | None) -> None:
    """Score recorded replies against the labels."""
    click.echo(
        f"{'document':32}{'stage':15}{'cells':>7}{'errors':>8}{'accuracy':>10}{'silent':>8}{'given':>7}"
        f"{'requests':>10}{'prompt':>9}{'reply':>8}"
    )
    unanswered: dict[str, None] = {}
    for stage, (second, economy) in STAGES.items():
        labelled = [found for each in sets or ("labels",) for found in documents(SETS[each], texts)]
        for name, label, source in labelled:
            if source is None:
                click.echo(f"{name:32}not scored: its text is not in {texts}")
                continue
            recordings = Recordings(replies)
            engine = LlmEngine(Settings(MODEL), server=recordings, economy=economy)
            try:
                extraction = extract(source, engine, second)
            except DocumentError as error:
                click.echo(f"{name:32}{stage:15}not scored: {error.message.en}")
                unanswered |= dict.fromkeys(recordings.lines)
                continue
            finally:
                engine.close()
            result = score(name, label, extraction)
            click.echo(
                f"{name:32}{stage:15}{_figures(result)}{extraction.usage.requests:10}"
                f"{recordings.prompt_characters:9}{recordings.reply_characters:8}"
            )
            if errors and stage == list(STAGES)[-1]:
                _print_errors(result)
    if missing:
        missing.write_text("".join(f"{line}\n" for line in unanswered), encoding="utf-8")


def _print_errors(result: Score) -> None:
    """List the wrong cells, and whether a finding points at each."""
    for cell, flagged in result.errors:
        mark = "flagged" if flagged else "silent" if cell.got is not None else "missing"
        click.echo(f"    {mark:8} {cell.label_path or cell.record_path}")
        click.echo(f"             expected {cell.expected!r}\n             got      {cell.got!r}")


def _figures(result: Score) -> str:
    return (
        f"{len(result.cells):7}{len(result.errors):8}{result.accuracy:10.2%}{result.silent:8}{result.given:7}"
    )


if __name__ == "__main__":
    main()
