"""What the styles of a document say that decides what is printed: hidden text, and list numbers."""

from __future__ import annotations

from typing import Any

from pipeline.ingest.word.names import W, child, switched, value

_LONGEST_CHAIN = 30


class Styles:
    """Styles by their ids; ``root`` is that of styles.xml, None where the file has none."""

    def __init__(self, root: Any) -> None:
        found = () if root is None else root.iter(W + "style")
        self._styles = {style.get(W + "styleId"): style for style in found}
        kinds = {style.get(W + "type"): key for key, style in self._styles.items() if _is_default(style)}
        self._default = kinds.get("paragraph")
        self._hidden: dict[str | None, bool | None] = {}
        self._lists: dict[str | None, tuple[Any, str | None] | None] = {}

    def paragraph_style(self, properties: Any) -> str | None:
        """The id of the style that a paragraph with these ``w:pPr`` has."""
        return value(properties, "pStyle") or self._default

    def is_hidden(self, run: Any, paragraph_style: str | None) -> bool:
        """Whether ``w:rPr``, in a paragraph with that style, hides the text."""
        direct = switched(run, "vanish")
        if direct is not None:
            return direct
        by_run = self._style_hides(value(run, "rStyle"))
        return bool(by_run if by_run is not None else self._style_hides(paragraph_style))

    def numbering(self, style: str | None) -> tuple[Any, str | None] | None:
        """``w:numPr`` that a style brings with it, and the style that it stands in."""
        if style not in self._lists:
            chain = self._chain(style)
            found = ((child(each, "pPr/numPr"), each.get(W + "styleId")) for each in chain)
            self._lists[style] = next((pair for pair in found if pair[0] is not None), None)
        return self._lists[style]

    def _style_hides(self, style: str | None) -> bool | None:
        if style not in self._hidden:
            said = (switched(each, "rPr/vanish") for each in self._chain(style))
            self._hidden[style] = next((each for each in said if each is not None), None)
        return self._hidden[style]

    def _chain(self, style: str | None) -> list[Any]:
        """A style and those that it is based on, as far as they go without a circle."""
        chain: list[Any] = []
        while style in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[style])
            style = value(chain[-1], "basedOn")
        return chain


def _is_default(style: Any) -> bool:
    return style.get(W + "default") in ("1", "true", "on")
