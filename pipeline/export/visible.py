"""Untrusted text as a terminal may safely show it."""

from __future__ import annotations

import unicodedata

# Invisible and harmless, and common in word-processor dumps: soft hyphen, zero-width spaces, byte order mark.
_DROPPED = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_KEPT = {ord("\n"): "\n", ord("\t"): "\t", ord("\r"): ""}
_TABLE: dict[int, int | str | None] = {**_CONTROL_PICTURES, **_DROPPED, **_KEPT}
# Controls, format characters (direction overrides), lone surrogates, line and paragraph separators.
_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """Control characters as pictures, other characters that a terminal would obey as U+FFFD; line feeds and
    tabs stay.

    >>> visible("\\x1b[31m红\\x9b"), visible("a\\u202etxt.exe")
    ('␛[31m红�', 'a�txt.exe')
    """
    shown = text.translate(_TABLE)
    if shown.isascii():
        return shown
    return "".join(
        "\ufffd" if unicodedata.category(char) in _NOT_SHOWN and char not in "\n\t" else char
        for char in shown
    )


def one_line(text: str, longest: int | None = None) -> str:
    """Visible, on one line, cut to ``longest`` characters.

    >>> one_line("  一、培训\\n\\t二、督导  "), one_line("加强机关党的建设", 5)
    ('一、培训 二、督导', '加强机关…')
    """
    line = " ".join(visible(text).split())
    return line if longest is None or len(line) <= longest else line[: longest - 1].rstrip() + "…"
