"""jixiao and LangExtract on the same document with the same server: ``make langextract``.

One server on this machine answers both over HTTP with a model that copies (:mod:`evals.bench.peer.model`), so
that all differences are the clients'. Two tables:

- What a document costs. Prompt characters are those of all messages; the size sent is that of the whole
  bodies, schemas included. Seconds are the client process's own, medians: CPU from its start to the end of a
  first run, imports included; CPU and wall time of a further run. The model takes no time.
  jixiao reads the whole record and lays out, grounds and checks it; LangExtract is only asked for amounts and
  codes: once with a short instruction, once with the one that jixiao sends, as for the same work.
- What is grounded. The model errs in one digit of an amount or project code, so that what it says stands
  nowhere in the document; counted is how often a place in the document is given for it all the same, and for
  control how often when the model does not err. A document holds fewer amounts and codes than are wanted, so
  it is read several times: in each round every value errs once, never twice in the same way. jixiao's second
  reader is off: only grounding counts.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import median

import click

from evals.bench.peer.clients import Bench, Client
from evals.bench.peer.document import WRITTEN, budget_text
from evals.bench.peer.grounded import Grounded
from evals.bench.peer.values import draw, find_values
from pipeline.extract.llm.prompt import instruction
from pipeline.flow import extract, make_engine
from pipeline.ingest import read_file
from schemas.source import SourceText

OTHER = Path(sys.prefix) / "langextract" / "bin" / "python"
_SHORT = "逐项抄录文中的金额（amount）和项目编码（code），照原文抄写，不改写，不重叠，按出现的先后排列。"
_EXACT = {"resolver_params": {"enable_fuzzy_alignment": False, "accept_match_lesser": False}}


COSTS = (
    Client("jixiao, one reading", True, {"second": False}),
    Client("jixiao, doubtful values read again", True, {"second": True}),
    Client("LangExtract, short instruction", False, {"instruction": _SHORT}),
    Client("LangExtract, jixiao's instruction", False, {"instruction": instruction("form")}),
)
GROUNDING = (
    Client("jixiao", True, {"second": False}),
    Client("LangExtract", False, {"instruction": _SHORT}),
    Client("LangExtract, Unicode tokenizer", False, {"instruction": _SHORT, "unicode": True}),
    Client("LangExtract, exact matches only", False, {"instruction": _SHORT, "options": _EXACT}),
)


def print_costs(bench: Bench, repeat: int) -> str:
    """The first table; returns the version of LangExtract."""
    print(
        f"{'':36}{'requests':>9}{'prompt':>9}{'× document':>11}{'KiB sent':>9}"
        f"{'CPU, imports':>14}{'CPU':>8}{'wall':>8}"
    )
    runs = 1 + repeat
    version = ""
    for client in COSTS:
        done = [bench.run(client, runs=runs) for _ in range(repeat)]
        sent = done[0][1][: len(done[0][1]) // runs]  # all runs send the same
        characters, size = (sum(each) for each in zip(*((s.characters, s.bytes) for s in sent), strict=True))
        loaded = median(result["cpu_from_start"] for result, _ in done)
        further = [each for result, _ in done for each in result["runs"][1:]]
        cpu, wall = (median(each) for each in zip(*further, strict=True))
        print(
            f"{client.name:36}{len(sent):9}{characters:9,}{characters / len(bench.source.text):11.2f}"
            f"{size / 1024:9.0f}{loaded:14.2f}{cpu:8.3f}{wall:8.3f}"
        )
        version = version if client.jixiao else done[0][0]["version"]
    return version


def print_grounding(bench: Bench, rounds: Sequence[Mapping[str, str]]) -> None:
    """The second table."""
    print(
        f"{'':36}{'wrong digit: attached':>22}{'amounts':>10}{'codes':>10}{'absent':>8}{'as printed':>12}"
        "  how"
    )
    printed = {value.pointer: value.text for value in bench.values}
    for client in GROUNDING:
        wrong, right = Grounded(), Grounded()
        *each_round, control = bench.run(client, [*rounds, printed])[0]["found"]
        for altered, found in zip(rounds, each_round, strict=True):
            wrong.add(bench.values, altered, found)
        right.add(bench.values, printed, control)
        amounts, codes = (f"{wrong.attached[kind]}/{wrong.asked[kind]}" for kind in ("amount", "code"))
        total, shown = (f"{each.attached.total()}/{each.asked.total()}" for each in (wrong, right))
        how = ", ".join(f"{name} {count}" for name, count in wrong.statuses.most_common())
        print(f"{client.name:36}{total:>22}{amounts:>10}{codes:>10}{wrong.absent:8}{shown:>12}  {how}")


@click.command()
@click.option("--document", type=click.Path(path_type=Path), help="A document instead of the written one.")
@click.option("--size", default=10_000, show_default=True, help="Characters of the written document.")
@click.option("--count", default=200, show_default=True, help="Values with a wrong digit.")
@click.option("--repeat", default=3, show_default=True, help="Processes, and further runs in each.")
@click.option("--seed", default=2024, show_default=True, help="Which digits are altered.")
@click.option("--python", "other", default=OTHER, type=click.Path(path_type=Path), help="Its interpreter.")
def main(document: Path | None, size: int, count: int, repeat: int, seed: int, other: Path) -> None:
    """Compare with LangExtract."""
    if not other.is_file():
        raise click.ClickException(f"LangExtract has no environment at {other}: run make langextract")
    source = read_file(document) if document else SourceText.from_text(budget_text(size), WRITTEN.stem)
    extraction = extract(source, make_engine("local"))
    values = find_values(source, extraction)
    rounds = draw(source.text, values, count, Random(seed))
    bench = Bench(source, extraction, values, other)
    forms = len(extraction.record.forms)
    print(f"{source.name}: {len(source.text):,} characters, {forms} forms, {len(values)} amounts and codes\n")
    version = print_costs(bench, repeat)
    print()
    print_grounding(bench, rounds)
    print(f"\nLangExtract {version}, Python {platform.python_version()}, seed {seed}, {len(rounds)} rounds")


if __name__ == "__main__":
    main()
