"""Line breaks of the report."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.cells import cell_len

from pipeline.export.terminal.wrap import break_offsets


def lines(text: str, width: int) -> list[str]:
    offsets = [0, *break_offsets(text, width), len(text)]
    return [text[start:end] for start, end in pairwise(offsets)]


@pytest.mark.parametrize("width", range(8, 40))
def test_no_stop_begins_a_line_and_no_number_is_cut(width: int) -> None:
    text = "对76家基层党组织266个党支部全覆盖，宣传次数≥1204次；（见附件）“三会一课”。"
    found = lines(text, width)
    assert "".join(found) == text
    assert all(cell_len(line.rstrip()) <= width for line in found)
    assert not any(line[0] in "，；）”。" for line in found)
    assert all(any(number in line for line in found) for number in ("76", "266", "≥1204"))


@pytest.mark.parametrize("text", ["", " ", "a", "9" * 50, "，" * 50, "（" * 50, "a b " * 30, "\n\n"])
def test_any_text_is_broken_to_fit(text: str) -> None:
    found = lines(text, 10)
    assert "".join(found) == text
    assert all(cell_len(line.rstrip()) <= 10 for line in found)
