"""The values of one form, or of the document outside its forms, sorted into rows, items and single values."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ground.choose import KEY_FIELDS, Chosen, Leaf, choose_in_order, choose_items, choose_rows

# Printed below the table of indicators.
_BELOW = frozenset({"total_weight", "total_score", "conclusion", "person", "phone"})


def choose(leaves: Sequence[Leaf], start: int, *, in_form: bool) -> Chosen:
    """One hit for each leaf, by the rule of :mod:`pipeline.ground.choose`, from folded offset ``start`` on.

    ``leaves`` come in the order of the fields and belong to one form, or to none.
    """
    chosen: Chosen = {}
    single: list[Leaf] = []
    lists: dict[str, dict[str, list[Leaf]]] = {}
    for leaf in leaves:
        name, _, rest = leaf.pointer.split("/", 3 if in_form else 1)[-1].partition("/")
        index = rest.partition("/")[0]
        if name != "extra" and index.isdecimal():
            lists.setdefault(name, {}).setdefault(index, []).append(leaf)
        else:
            single.append(leaf)
    for name, rows in lists.items():
        if name in KEY_FIELDS:
            chosen.update(choose_rows(list(rows.values()), name, start))
        else:
            chosen.update(choose_items([leaf for row in rows.values() for leaf in row], start))
    last_row = list(lists.get("indicators", {}).values())[-1:]
    below = max((chosen[leaf.pointer].end for row in last_row for leaf in row), default=start)
    # Values of a form stand in cells; those of the document are grounded on their first occurrence.
    chosen.update(
        choose_in_order([each for each in single if each.field not in _BELOW], start, by_fit=in_form)
    )
    chosen.update(choose_in_order([each for each in single if each.field in _BELOW], below, by_fit=in_form))
    return chosen
