"""Pairing of lists: exact where they are short, in bounded time where they are long."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from pipeline.agree.align import align
from pipeline.agree.likeness import pair_items

letters = st.text("abc", max_size=12)


def same(left: object, right: object) -> float:
    return float(left == right)


@settings(max_examples=100, deadline=None)
@given(letters, letters)
def test_every_item_has_one_place_and_the_order_stays(left: str, right: str) -> None:
    pairs = align(left, right, same)
    assert [i for i, _ in pairs if i is not None] == list(range(len(left)))
    assert [j for _, j in pairs if j is not None] == list(range(len(right)))


@settings(max_examples=20, deadline=None)
@given(letters, letters)
def test_short_differences_in_long_lists_are_paired_like_short_lists(left: str, right: str) -> None:
    ends = [f"{k}" for k in range(300)]
    pairs = align([*ends, *left, *ends], [*ends, *right, *ends], same)
    assert [i for i, _ in pairs if i is not None] == list(range(len(left) + 600))
    assert [j for _, j in pairs if j is not None] == list(range(len(right) + 600))
    assert pairs[:300] == [(k, k) for k in range(300)]


def test_rows_lost_in_a_long_table_with_changes_at_both_ends() -> None:
    rows: list[JsonValue] = [{"level3": f"指标{k}", "target": "1"} for k in range(1000)]
    changed: JsonValue = {"level3": "指标", "target": "7"}
    other = [changed, *rows[1:-1], changed]
    lost = range(400, 440)
    pairs = pair_items(rows, [*other[:400], *other[440:]])
    assert [i for i, j in pairs if j is None] == [*lost]
    assert all(i == (j if j < 400 else j + 40) for i, j in pairs if j is not None)


def test_long_lists_with_nothing_in_common_are_compared_in_a_band_only() -> None:
    compared = 0

    def count(left: int, right: int) -> float:
        nonlocal compared
        compared += 1
        return 0.01

    pairs = align(range(2_000), range(2_000, 3_900), count)
    assert len([pair for pair in pairs if None not in pair]) == 1_900
    assert compared < 450_000
