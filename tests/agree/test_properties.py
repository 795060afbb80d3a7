"""What holds for any two records."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.agree import agree
from schemas.document import Cost, Document, Fund, Indicator
from schemas.pointers import iter_leaves, resolve, unescape
from schemas.values import normalise
from tests.agree.records import apply, document


def changed(record: Document, pointer: str, value: object) -> Document | None:
    """The record with one leaf changed; None where the shape does not allow that value."""
    data: dict[str, Any] = record.model_dump(mode="python")
    node: Any = data
    *above, last = map(unescape, pointer.split("/")[1:])
    for token in above:
        node = node[int(token) if isinstance(node, list) else token]
    node[int(last) if isinstance(node, list) else last] = value
    try:
        return Document.model_validate(data)
    except ValidationError:
        return None


@settings(max_examples=100, deadline=None)
@given(document)
def test_a_record_agrees_with_itself(record: Document) -> None:
    found = agree(record, record)
    assert not found.findings and not found.suggestions and not found.disputed
    assert found.agreed.keys() == {pointer for pointer, _ in iter_leaves(record)}


@settings(max_examples=100, deadline=None)
@given(document, document)
def test_any_two_records(record: Document, second: Document) -> None:
    found = agree(record, second)
    leaves = {pointer for pointer, _ in iter_leaves(record)}
    assert not found.agreed.keys() & found.disputed
    assert found.agreed.keys() | found.disputed <= leaves
    assert all("/extra/" in pointer for pointer in leaves - found.agreed.keys() - found.disputed)
    assert bool(found.disputed) <= bool(found.findings)
    assert len({each.id for each in found.suggestions}) == len(found.suggestions)
    for finding in found.findings:
        assert finding.message.zh and finding.message.en
        resolve(record, finding.paths[0])
    for suggestion in found.suggestions:
        apply(record, suggestion)
    apply(record, *found.suggestions)


@settings(max_examples=100, deadline=None)
@given(document, st.data(), st.booleans())
def test_taking_the_suggestion_of_one_difference_gives_the_second(
    record: Document, data: st.DataObject, turned: bool
) -> None:
    pointer, value = data.draw(st.sampled_from(list(iter_leaves(record))))
    new = None if data.draw(st.booleans()) else value + 1 if isinstance(value, int) else f"{value}8"
    second = changed(record, pointer, new)
    assume(second is not None and ("/extra/" not in pointer or normalise(str(value))))
    assume(new is not None or normalise(str(value)))  # blank says as little as null
    assert second is not None
    if turned:
        record, second = second, record
    found = agree(record, second)
    assert [finding.paths for finding in found.findings] == [[pointer]]
    assert apply(record, *found.suggestions) == second


@settings(max_examples=100, deadline=None)
@given(document, document)
def test_taking_all_suggestions_leaves_only_what_the_record_has_more(
    record: Document, second: Document
) -> None:
    for form in (*record.forms, *second.forms):
        form.extra.clear()
        rows: list[Indicator | Fund | Cost] = [*form.indicators, *form.funds, *form.costs]
        for row in rows:
            row.extra.clear()
    taken = agree(apply(record, *agree(record, second).suggestions), second)
    assert all(finding.expected is None for finding in taken.findings)
