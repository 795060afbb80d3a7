"""JSON Pointers (RFC 6901) into a record: where every check, evidence and correction points to."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from schemas.document import Document, Shape


def escape(key: str) -> str:
    """One reference token of a pointer: ``~`` and ``/`` in keys of ``extra`` are escaped.

    >>> escape("得分(A/B)~")
    '得分(A~1B)~0'
    """
    return key.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The key that a reference token stands for.

    >>> unescape("得分(A~1B)~0"), unescape("~01")
    ('得分(A/B)~', '~1')
    """
    return token.replace("~1", "/").replace("~0", "~")


def iter_leaves(document: Document) -> Iterator[tuple[str, str | int]]:
    """Every leaf that has a value, as ``(pointer, value)`` in the order of the fields.

    >>> list(iter_leaves(Document(title="目标表", year=2024)))
    [('/document_type', 'other'), ('/title', '目标表'), ('/year', 2024)]
    """
    found: list[tuple[str, str | int]] = []
    _collect("", document, found)
    return iter(found)


def resolve(document: Shape, pointer: str) -> object:
    """What a pointer into a record, or into a part of one, leads to: a leaf, a list, an ``extra`` mapping or
    a part.

    Raises :class:`KeyError` when it leads nowhere.

    >>> resolve(Document(overall_goals=["一", "二"]), "/overall_goals/1")
    '二'
    """
    node: object = document
    if pointer and not pointer.startswith("/"):
        raise KeyError(pointer)
    for token in pointer.split("/")[1:]:
        node = _child(node, unescape(token), pointer)
    return node


def _collect(pointer: str, node: object, found: list[tuple[str, str | int]]) -> None:
    """Add the leaves below a node: one list for all, because a leaf lies several levels deep."""
    if isinstance(node, str | int):
        found.append((pointer, node))
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            value = getattr(node, name)
            if value is not None:
                _collect(f"{pointer}/{name}", value, found)
    elif isinstance(node, dict):
        for key, value in node.items():
            _collect(f"{pointer}/{escape(key)}", value, found)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            _collect(f"{pointer}/{index}", item, found)


def _child(node: object, key: str, pointer: str) -> object:
    if isinstance(node, BaseModel) and key in type(node).model_fields:
        child: object = getattr(node, key)
        return child
    if isinstance(node, dict) and key in node:
        return node[key]
    # RFC 6901 section 4: an index is ASCII digits without leading zeros.
    if isinstance(node, list) and key.isascii() and key.isdigit() and (key == "0" or key[0] != "0"):
        index = int(key) if len(key) < 10 else len(node)
        if index < len(node):
            return node[index]
    raise KeyError(pointer)
