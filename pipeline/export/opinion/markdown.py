"""A review opinion in Markdown (CommonMark). What comes from documents is escaped: text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.export.opinion.content import Opinion, Remark
from pipeline.export.words import word

# Only these have a meaning inside a line; digits with a full stop have one at its beginning.
_INLINE = re.compile(r"([\\`*_\[\]<>|~&$])")


def plain(text: str) -> str:
    """Text of a document as Markdown shows it literally.

    >>> plain("<b>*90%*</b> | [x](y)")
    '\\\\<b\\\\>\\\\*90%\\\\*\\\\</b\\\\> \\\\| \\\\[x\\\\](y)'
    """
    return _INLINE.sub(r"\\\1", text)


def render(made: Opinion) -> str:
    """The whole opinion, ending in a line feed."""
    return "\n".join(_lines(made)) + "\n"


def _lines(made: Opinion) -> Iterator[str]:
    yield f"# {plain(made.title)}"
    yield ""
    yield from (
        f"- {label}：{plain(value)}" if made.lang == "zh" else f"- {label}: {plain(value)}"
        for label, value in made.facts
    )
    for section in made.sections:
        yield ""
        yield f"## {section.title} ({len(section.remarks)})"
        yield ""
        yield f"*{section.question}*"
        yield ""
        if not section.remarks:
            yield word("no_comments", made.lang)
        for remark in section.remarks:
            yield from _remark(remark, made)
    yield ""
    yield "---"
    yield ""
    yield from (f"- {note}" for note in made.notes)
    yield ""
    yield word("signature", made.lang)


def _remark(remark: Remark, made: Opinion) -> Iterator[str]:
    lang = made.lang
    colon = "：" if lang == "zh" else ": "
    yield f"{remark.number}. {plain(remark.said)} `{remark.rule}`"
    places = [f"{word('place', lang)}{colon}{plain(place)}" for place in remark.places]
    if remark.more:
        places.append(word("more_places", lang).format(count=remark.more))
    quotes = [f"{word('quotation', lang)}{colon}“{plain(quote)}”" for quote in remark.quotes]
    proposal = [f"{word('proposal', lang)}{colon}{plain(remark.proposal)}"] if remark.proposal else []
    yield from (f"   - {line}" for line in (*places, *quotes, *proposal, word("decision", lang)))
