"""Web pages (.html), saved from a browser or by Word and WPS: told by their first tags."""

from __future__ import annotations

import codecs
import hashlib
import re

from pipeline.errors import SourceError
from pipeline.ingest.limits import MAX_TEXT_BYTES
from pipeline.ingest.reader import Reader, ReadOptions
from pipeline.ingest.text import decode
from schemas.source import SourceText

_HEAD = 65_536
_SURE = ("!doctype html", "html", "head", "meta", "title", "body")
# Text with tables as markup begins like this too: a page also ends with a tag.
_PERHAPS = ("table", "style", "script", "link")
_TAG = re.compile(r"<([!a-z][a-z0-9]*(?: html)?)(?=[\s>/])")
_CHARSET = re.compile(
    rb"""<meta[^<>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE
)
_PROLOG = re.compile(rb"""\s{0,99}<\?xml[^<>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""")
# Names that pages use for more than they say: as browsers take them.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
# Every byte decodes as one of these, so that the name is no evidence.
_LATIN = frozenset(("iso8859-1", "cp1252", "ascii", "utf-16", "utf-16-le", "utf-16-be"))


def _first_tag(head: str) -> str:
    """The name of the first tag behind comments and prolog, in lower case."""
    at = 0
    while True:
        at += len(head[at:]) - len(head[at:].lstrip("\ufeff \t\r\n\f"))
        for begin, end in (("<!--", "-->"), ("<?", ">")):
            if head.startswith(begin, at):
                at = head.find(end, at)
                if at < 0:
                    return ""
                at += len(end)
                break
        else:
            match = _TAG.match(" ".join(head[at : at + 100].lower().split()) + " ")
            return match[1] if match else ""


def _recognises(data: bytes) -> bool:
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    head = data[:_HEAD].decode("utf-16" if utf16 else "latin-1", errors="ignore").removeprefix("ï»¿")
    tag = _first_tag(head)
    return tag in _SURE or (tag in _PERHAPS and data[-200:].rstrip(b"\0\r\n\t ").endswith((b">", b">\0")))


def _declared(data: bytes) -> str | None:
    """The codec that a page names, where the name says something."""
    match = _CHARSET.search(data[:_HEAD]) or _PROLOG.match(data)
    if not match:
        return None
    name = match[1].decode("ascii", errors="ignore").lower()
    try:
        found = codecs.lookup(_WIDER.get(name, name)).name
        "".encode(found)
    except LookupError:
        return None
    return None if found in _LATIN else found


def _read(data: bytes, name: str, _: ReadOptions) -> SourceText:
    from pipeline.ingest.markup import compose

    if len(data) > MAX_TEXT_BYTES:
        raise SourceError(
            f"{name}：网页 {len(data) / 1e6:.0f} MB，超过上限 {MAX_TEXT_BYTES / 1e6:.0f} MB，请拆分后再处理",
            f"{name}: a page of {len(data) / 1e6:.0f} MB is over the limit of {MAX_TEXT_BYTES / 1e6:.0f} MB; "
            "split it",
        )
    text, codec = decode(data, name, _declared(data))
    composer = compose(text, name)
    source = composer.source(name, hashlib.sha256(data).hexdigest(), "text/html", codec)
    if not source.text.strip():
        raise SourceError(
            f"{name}：网页里没有文字；内容若由脚本生成，请在浏览器中打印为 PDF 后再处理",
            f"{name}: there is no text in the page; if a script makes it, print it to PDF in a browser",
        )
    return source


READER = Reader(suffixes=(".html", ".htm"), recognises=_recognises, read=_read)
