"""rich, set up so that nothing but what we lay out reaches the reader."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.export.exporter import View
from pipeline.export.terminal.wrap import Prose
from pipeline.export.visible import visible


def to_text(blocks: Iterable[RenderableType], view: View) -> str:
    """The blocks as text of the view's width, with escape sequences only where it wants colour."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=view.width,
        height=25,  # with a width alone rich asks the environment
        color_system="standard" if view.colour else None,
        force_terminal=view.colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    for block in blocks:
        console.print(block)
    # rich pads tables with blanks to the right, which shows in diffs and in copied text
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def text(content: str, style: str = "") -> Text:
    """Untrusted content: visible, without markup."""
    return Prose(visible(content), style=style)


def heading(content: str) -> Text:
    """A heading with an empty line before it."""
    return text(f"\n{content}", "bold")


def item(line: Text, indent: int = 0) -> Padding:
    """One line of a list, its continuation indented with it."""
    prose = Prose(no_wrap=line.no_wrap, overflow=line.overflow).append_text(line)
    return Padding(prose, (0, 0, 0, 1 + indent))


def grid(pairs: Sequence[tuple[str, str]], indent: int = 2) -> Table:
    """Labels and values in two columns."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in pairs:
        table.add_row(Text(" " * indent + visible(label)), text(value))
    return table


def data_table() -> Table:
    """An empty table with rules under its heading only, so that wide characters never break a frame."""
    return Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1),
        collapse_padding=True,
        header_style="bold",
        show_edge=False,
    )
