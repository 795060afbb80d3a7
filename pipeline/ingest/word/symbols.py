"""Characters of symbol fonts -> Unicode, for those that forms have.

Codes are those of the fonts' own tables, as Microsoft and Adobe publish them; Word writes them with 0xF000
added (ECMA-376 17.3.3.30).
"""

from __future__ import annotations

_PRIVATE = 0xF000
# There is a symbol, and it is not known which.
UNKNOWN = "\ufffd"


def _row(start: int, symbols: str) -> dict[int, str]:
    return dict(enumerate(symbols, start))


_WINGDINGS = {
    **_row(0x6C, "●❍■□"),
    **_row(0x70, "□❑❒"),
    **_row(0x74, "◆◆❖"),
    **_row(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    **_row(0x9E, "·•▪○"),
    **_row(0xA7, "▪□"),
    **_row(0xAB, "★"),
    **_row(0xD8, "➢"),
    **_row(0xDF, "←→↑↓"),
    **_row(0xFB, "✗✓☒☑"),
}
_WINGDINGS_2 = {
    **_row(0x4F, "✗✓☒☑☒☒✗✗"),
    **_row(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    **_row(0x97, "●"),
    **_row(0xA2, "■□"),
}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x72: "✗"}
_SYMBOL = {
    **{code: chr(code) for code in range(0x20, 0x40)},
    0x22: "∀",
    0x24: "∃",
    0x2A: "*",
    0x2D: "-",
    **{code: chr(code) for code in (0x5B, 0x5D, 0x5F, 0x7B, 0x7C, 0x7D)},
    **_row(0x44, "Δ"),
    **_row(0x57, "Ω"),
    **_row(0x61, "αβ"),
    **_row(0x6C, "λμ"),
    **_row(0x70, "π"),
    **_row(0x73, "σ"),
    **_row(0xA2, "′≤"),
    **_row(0xA5, "∞"),
    **_row(0xAC, "←↑→↓°±″≥×"),
    **_row(0xB7, "•÷≠≡≈…"),
    **_row(0xD6, "√"),
    **_row(0xE5, "∑"),
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS, "symbol": _SYMBOL}


def symbol(code: int, font: str) -> str:
    """The character with that code in that font; :data:`UNKNOWN` for one of a symbol font that is not
    listed.

    >>> symbol(0xF0B3, "Symbol"), symbol(0xF0FE, "Wingdings"), symbol(0x2611, "MS Gothic")
    ('≥', '☑', '☑')
    """
    table = _FONTS.get(font.strip().lower())
    if table is None and not _PRIVATE <= code < _PRIVATE + 0x100:
        return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""
    return (table or {}).get(code & 0xFF, UNKNOWN)


def unmapped(text: str, font: str) -> str:
    """Text with its private characters, where the font is one of symbols, as Unicode."""
    if not any(_PRIVATE <= ord(char) < _PRIVATE + 0x100 for char in text):
        return text
    known = font.strip().lower() in _FONTS
    private = range(_PRIVATE, _PRIVATE + 0x100)
    return "".join(symbol(ord(char), font) if known and ord(char) in private else char for char in text)
