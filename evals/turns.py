"""Every way in which a page turns inside a form: ``python -m evals.turns``.

What stands between the pages, what of the heading and of the merged names comes again, which cells of a row
were cut, where its figures stand and whether the empty cells of its rest are there: each is a choice of its
own, and a form is laid out under any of them. Prints errors, silent errors and needless doubts by choice and
by layout.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

import click

from evals.layouts import BY_ROWS, HEADINGS, Grid, Written, write
from evals.paging import above
from evals.reprint import label_of, reprints
from evals.score import Score, score
from pipeline.extract.engine import Engine
from pipeline.flow import extract, make_engine
from schemas.source import SourceText

_BETWEEN = {
    "nothing": ("",),
    "form feed": ("\f",),
    "number": ("- {} -", "— {} —", "第 {} 页 共 3 页", "第{}页", "{}/3", "第{}页/共3页", "{}"),
    "body": ("", "东河县民政局", "东河县民政局2023年度部门决算"),
    "table number": ("公开14表", "表11", "附件2", "附表3:"),
    "title": ("{title}", "{title}(续)", "续表", "(接上页)"),
}
_SHORTEST = 5
_MANY_ROWS, _TWICE = 4, 0.3  # a page of more rows turns once more, at this chance
Lay = Callable[[Written], str]


@dataclass(frozen=True, slots=True)
class Turn:
    """How one page turns. ``between``: what stands between the pages; ``place``: the block that it cuts;
    ``heading``: what of it comes again; ``names``: what of the merged names; ``cut``: which cells of the row
    go on overleaf; ``figures``: on which page its other cells stand; ``rest``: whether the rest has
    separators for its empty cells."""

    between: str = "nothing"
    place: str = "rows"
    heading: str = "none"
    names: str = "blank"
    cut: str = "none"
    figures: str = "above"
    rest: str = "separated"


CHOICES: dict[str, tuple[str, ...]] = {
    "between": tuple(_BETWEEN),
    "place": ("rows", "block", "head", "total"),
    "heading": ("none", "whole", "part", "two rows", "beside"),
    "names": ("blank", "level 1", "both", "continued"),
    "cut": ("none", "name", "prose", "value", "several"),
    "figures": ("above", "below"),
    "rest": ("separated", "bare"),
}


def turns(count: int, seed: int = 0) -> Iterator[Turn]:
    """Turns with every choice by chance."""
    chance = random.Random(f"turns {seed}")
    for _ in range(count):
        yield Turn(**{name: chance.choice(values) for name, values in CHOICES.items()})


def turned(lay: Lay, written: Written, turn: Turn, seed: int = 0) -> str | None:
    """The text of a form with one page end, or two; None where the form has no such place."""
    chance = random.Random(f"{written.heading} {written.body[0]} {turn} {seed}")
    pages = _split(written, turn, chance)
    if pages is None:
        return None
    last = pages[-1]
    if len(last.body) > _MANY_ROWS and chance.random() < _TWICE:
        more = _split(replace(last, heading=written.heading), replace(turn, place="rows"), chance)
        if more:
            pages = [*pages[:-1], replace(more[0], head=last.head, heading=last.heading), *more[1:]]
    gap = chance.choice(("\n", "\n\n"))
    title = written.head[0][0]
    shape = chance.choice(_BETWEEN[turn.between])
    below = turn.between == "number"
    parts: list[str] = []
    for number, page in enumerate(pages, start=1):
        line = shape.format(title=title) if not below else shape.format(number)
        if line and not below and number > 1:
            parts.append(line)
        parts.append(lay(page))
        if line and below:
            parts.append(line)
    return gap.join(parts)


def _split(written: Written, turn: Turn, chance: random.Random) -> list[Written] | None:
    if turn.place == "head":
        at = chance.randrange(3, len(written.head)) if len(written.head) > 3 else 0
        if not at:
            return None
        return [
            replace(written, head=written.head[:at], heading=[], body=[], foot=[]),
            replace(written, head=written.head[at:]),
        ]
    heading = [] if turn.heading == "none" else written.heading
    if turn.place == "total":
        if not written.foot:
            return None
        return [replace(written, foot=[]), replace(written, head=[], heading=_again(heading, turn), body=[])]
    inside = [
        i for i in range(2, len(written.body) - 1) if bool(written.body[i][1]) == (turn.place == "rows")
    ]
    if not inside:
        return None
    at = chance.choice(inside)
    first = [list(row) for row in written.body[:at]]
    rest = [list(row) for row in written.body[at:]]
    if turn.cut != "none":
        piece = _cut(first[-1], turn, written.heading, chance)
        if piece is None:
            return None
        rest.insert(0, piece)
    _name(rest, first, turn)
    if turn.rest == "bare" and turn.cut != "none":
        rest[0] = [cell for cell in rest[0] if cell]
    return [
        replace(written, body=first, foot=[]),
        replace(written, head=_upper(heading, turn), heading=_again(heading, turn), body=rest),
    ]


def _upper(heading: Sequence[str], turn: Turn) -> Grid:
    if not heading:
        return []
    if turn.heading == "two rows":
        return [[text[: (len(text) + 1) // 2] if len(text) > 4 else text for text in heading]]
    return [["绩效指标"]] if turn.heading == "beside" else []


def _again(heading: Sequence[str], turn: Turn) -> list[str]:
    """The heading, or the row of it, that stands directly over the rows."""
    if not heading or turn.heading == "none":
        return []
    if turn.heading == "part":
        return [text if place in (2, 3) or place % 2 else "" for place, text in enumerate(heading)]
    if turn.heading == "two rows":
        return [text[(len(text) + 1) // 2 :] if len(text) > 4 else "" for text in heading]
    return list(heading)


def _name(rest: Grid, first: Grid, turn: Turn) -> None:
    """Repeat merged names on the first row overleaf."""
    if turn.names == "blank" or len(rest[0]) < 2:
        return
    end = "(续)" if turn.names == "continued" else ""
    for level in (0, 1):
        if not rest[0][level] and (level == 0 or turn.names != "level 1"):
            rest[0][level] = above(first, level).removesuffix(end) + end


def _cut(row: list[str], turn: Turn, heading: Sequence[str], chance: random.Random) -> list[str] | None:
    """Cut a row and return what stands overleaf; None where it has no such cells."""
    long = [j for j, text in enumerate(row) if j > 1 and len(text) >= _SHORTEST and _places(text)]
    prose = [j for j in long if j > 2 and not text_has_figure(row[j])]
    values = [j for j, text in enumerate(row) if j > 2 and text_has_figure(text) and _places(text)]
    among = {"name": [2] if 2 in long else [], "prose": prose, "value": values, "several": [*long]}[turn.cut]
    if not among or (turn.cut == "several" and len(among) < 2):
        return None
    chosen = among if turn.cut == "several" else [chance.choice(among)]
    rest = [""] * len(row)
    if turn.figures == "below":
        for j in range(3, len(row)):
            if j not in chosen:
                row[j], rest[j] = "", row[j]
    for j in chosen:
        at = chance.choice(_places(row[j]))
        row[j], rest[j] = row[j][:at], row[j][at:]
    return rest


def _places(text: str) -> list[int]:
    """Where a line may break: not inside a number, behind an operator or before a stop."""
    return [
        at
        for at in range(1, len(text))
        if not (text[at - 1].isascii() and text[at].isascii())
        and text[at - 1] not in "≥≤=<>(（"
        and text[at] not in "%。,，;；)）、:："
    ]


def text_has_figure(text: str) -> bool:
    return any(char.isdigit() for char in text)


@cache
def forms() -> dict[str, Written]:
    """The forms that are turned: under the headings of every province, and the written documents again."""
    invented = {name: _with_total(write(name, seed=5)) for name in HEADINGS}
    return {**invented, **dict(reprints())}


def _with_total(written: Written) -> Written:
    fields_ = [row for row in written.document["forms"][0]["indicators"]]
    if "分值" in written.heading and "得分" in written.heading and fields_:
        written.document["forms"][0] |= {"total_weight": "100", "total_score": "93.5"}
        foot = {"分值": "100", "得分": "93.5"}
        written.foot = [["总分", "", "", *(foot.get(text, "") for text in written.heading[3:])]]
    return written


@dataclass(slots=True)
class Tally:
    """Values, wrong ones, silent ones, and right ones that are doubted."""

    cells: int = 0
    errors: int = 0
    silent: int = 0
    doubted: int = 0

    def add(self, result: Score) -> None:
        self.cells += len(result.cells)
        self.errors += len(result.errors)
        self.silent += result.silent
        right = sum(cell.got is not None for cell in result.cells) - sum(
            cell.got is not None for cell, _ in result.errors
        )
        self.doubted += right - (result.given - result.silent)


def score_turn(name: str, layout: str, turn: Turn, engine: Engine) -> tuple[Score, str] | None:
    """Turn, read and score one form; None where it has no such place."""
    written = forms()[name]
    text = turned(BY_ROWS[layout], written, turn)
    if text is None:
        return None
    return score(
        f"{name} {layout} {turn}", label_of(written), extract(SourceText.from_text(text), engine)
    ), text


@click.command()
@click.option("--turns", "count", default=300, show_default=True, help="Turned forms per layout.")
@click.option("--seed", default=0, show_default=True)
def main(count: int, seed: int) -> None:
    """Errors, silent errors and needless doubts where a page turns inside a form."""
    engine = make_engine("local")
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    chance = random.Random(f"forms {seed}")
    names = list(forms())
    for layout in BY_ROWS:
        for turn in turns(count, seed):
            found = score_turn(chance.choice(names), layout, turn, engine)
            if found is None:
                continue
            for choice in fields(turn):
                tallies[f"{choice.name}: {getattr(turn, choice.name)}"].add(found[0])
            tallies[layout].add(found[0])
            tallies["all"].add(found[0])
    for name, tally in sorted(tallies.items()):
        click.echo(
            f"{name:24}{tally.cells:9}{tally.errors / tally.cells:9.2%}{tally.silent:7}"
            f"{tally.silent / tally.cells:9.2%}{tally.doubted / tally.cells:9.2%}"
        )


if __name__ == "__main__":
    main()
