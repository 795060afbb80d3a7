from __future__ import annotations

import pytest

from schemas.document import ContentsEntry, Document, Form, Indicator
from schemas.pointers import escape, iter_leaves, resolve, unescape
from tests.ground.samples import NAMES, sample


@pytest.mark.parametrize("name", NAMES)
def test_every_leaf_resolves_to_its_value(name: str) -> None:
    record = sample(name).record
    leaves = list(iter_leaves(record))
    assert len(dict(leaves)) == len(leaves) > 50
    assert all(resolve(record, pointer) == value for pointer, value in leaves)


def test_keys_of_extra_are_escaped() -> None:
    record = Document(forms=[Form(indicators=[Indicator(extra={"得分(A/B)~1": "9"})])])
    pointer = "/forms/0/indicators/0/extra/得分(A~1B)~01"
    assert (pointer, "9") in list(iter_leaves(record))
    assert resolve(record, pointer) == "9"
    assert unescape(escape("~1/~0")) == "~1/~0"


def test_integers_are_leaves_and_missing_values_are_not() -> None:
    record = Document(year=2024, contents=[ContentsEntry(title="一", page=3)], forms=[Form(number=2)])
    assert dict(iter_leaves(record)) == {
        "/document_type": "other",
        "/year": 2024,
        "/contents/0/title": "一",
        "/contents/0/page": 3,
        "/forms/0/form_type": "targets",
        "/forms/0/number": 2,
    }


@pytest.mark.parametrize(
    "pointer",
    ["/forms/1", "/forms/01", "/forms/-1", "/forms/x", "/none", "title", "/title/0", "/forms/" + "9" * 5000],
)
def test_a_pointer_that_leads_nowhere_is_a_key_error(pointer: str) -> None:
    with pytest.raises(KeyError):
        resolve(Document(title="表", forms=[Form()]), pointer)


def test_the_empty_pointer_is_the_document() -> None:
    record = Document()
    assert resolve(record, "") is record
