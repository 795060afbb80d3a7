"""Prose -> words, so that a cut between cells does not go through a word.

The words are those of jieba's dictionary, as compiled into rjieba; the words of indicators that it lacks are
added. No words are guessed from characters: a name that is not known falls into single characters, which may
be cut anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from schemas.phrases import FORM_WORDS
from schemas.vocabulary import QUALITATIVE

if TYPE_CHECKING:
    import rjieba

_LONG = 4
_OFTEN = 20_000  # as often as a common word, so that it is not cut
_NEAR = 6
_RUN = re.compile(r"[\u4e00-\u9fff]+")


class Word(NamedTuple):
    """A word of a text: where it stands, and its kind by the first letter of its tag (n noun, v verb, p
    preposition, u particle, c conjunction …; "" for what is not Chinese)."""

    start: int
    end: int
    kind: str


@lru_cache(maxsize=1)
def _dictionary() -> rjieba.Jieba:
    # A tenth of a second to load: only for glued text.
    import rjieba  # noqa: PLC0415

    dictionary = rjieba.Jieba()
    for word in (*FORM_WORDS, *(word for word in QUALITATIVE if len(word) >= _LONG)):
        dictionary.add_word(word, _OFTEN, "n")
    return dictionary


def words(text: str) -> list[Word]:
    """The words of a text; what is not Chinese is a word of its own.

    >>> [text[w.start : w.end] for text in ["维护路灯数量反映情况"] for w in words(text)]
    ['维护', '路灯', '数量', '反映', '情况']
    """
    found: list[Word] = []
    at = 0
    for run in _RUN.finditer(text):
        if run.start() > at:
            found.append(Word(at, run.start(), ""))
        found.extend(Word(run.start() + a, run.start() + b, kind) for a, b, kind in _best(run[0]))
        at = run.end()
    if at < len(text):
        found.append(Word(at, len(text), ""))
    return found


@lru_cache(maxsize=16384)
def _best(run: str) -> tuple[Word, ...]:
    """The most probable words of Chinese characters without anything between them."""
    found: list[Word] = []
    for word, tag in _dictionary().tag(run, hmm=False):
        start = found[-1].end if found else 0
        found.append(Word(start, start + len(word), tag[:1]))
    return tuple(found)


def edges(text: str) -> tuple[Word, Word]:
    """The first and the last word of a text that is not empty, as far as the characters near them say."""
    return _words_near(text[:_NEAR])[0], _words_near(text[-_NEAR:])[-1]


# Of the cells that may begin or end at one place, all have the same characters there.
@lru_cache(maxsize=16384)
def _words_near(text: str) -> tuple[Word, ...]:
    return tuple(words(text))
