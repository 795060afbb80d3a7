"""Web pages: what a browser shows is read, and nothing that it hides."""

from __future__ import annotations

import codecs
from html import escape

import pytest

from pipeline.errors import SourceError
from pipeline.ingest import read_bytes
from schemas.source import SourceText
from tests.ingest.forms import SELF_EVALUATION, TARGETS, TITLE, Place, grids, prose, size


def markup(places: list[Place]) -> str:
    rows: list[str] = [""] * size(places)[0]
    for at in places:
        spans = f' rowspan="{at.rows}"' * (at.rows > 1) + f" colspan={at.columns}" * (at.columns > 1)
        lines = [escape(line) for line in at.text.split("\n")]
        inside = "<br>".join(lines) if at.column % 2 else "".join(f"<p>{line}</p>" for line in lines)
        rows[at.row] += f"\n  <td{spans}>{inside}</td>"
    return "<table>\n" + "".join(f"<tr>{row}\n</tr>\n" for row in rows) + "</table>"


def page(body: str, head: str = '<meta charset="utf-8">') -> str:
    return f"<!DOCTYPE html>\n<html><head>{head}<title>x</title></head><body>{body}</body></html>"


def read(body: str) -> SourceText:
    return read_bytes(page(body).encode(), "表.html")


def test_whole_forms() -> None:
    source = read(f"<h1>{TITLE}</h1>{markup(TARGETS)}<p>附：自评</p>{markup(SELF_EVALUATION)}")
    assert grids(source) == [TARGETS, SELF_EVALUATION]
    assert prose(source) == [TITLE, "附：自评"]
    assert source.media_type == "text/html"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲<span>乙</span></p><div>丙<div>丁</div>戊</div>", "甲乙\n丙\n丁\n戊\n"),
        ("<p>  项目\n   名称 A\n B  </p>", "项目名称 A B\n"),
        ("甲<br>乙<br/><br>丙", "甲\n乙\n丙\n"),
        ("<pre>甲\n 乙</pre>", "甲\n乙\n"),
        ("<p>甲&nbsp;乙&ge;8&#8805;9</p><p>&nbsp;</p>", "甲\xa0乙≥8≥9\n"),
        ("<script>密</script><style>密</style><noscript>密</noscript><p>甲</p>", "甲\n"),
        ("<p hidden>密</p><p style='DISPLAY: none'>密</p><p>甲<del>旧</del></p>", "甲\n"),
        ("<input type=hidden value=密><p>名称<input value='演出'><input type=checkbox checked>是</p>", None),
        ("<ol><li>甲<li>乙</ol><ol start=4 type=a><li>丙<li value=9>丁<li>戊</ol>", None),
        ("<p><span style='font-family:Wingdings'>þ</span>是<font face=Symbol>³</font>8</p>", "☑是≥8\n"),
        ("<p>绩\u00ad效\u200b目标</p>", "绩效目标\n"),
        (
            "<!--[if gte vml 1]><v:shape>密</v:shape><![endif]--><p><![if !supportLists]>一、<![endif]>甲"
            "<o:p></o:p></p>",
            "一、甲\n",
        ),
    ],
)
def test_what_is_shown(body: str, text: str | None) -> None:
    wanted = text or {"<i": "名称演出☑是\n", "<o": "1. 甲\n2. 乙\nd. 丙\ni. 丁\nj. 戊\n"}[body[:2]]
    assert read(body).text == wanted


def test_tables_that_browsers_mend() -> None:
    source = read(
        "<table><caption>表一</caption><form><tfoot><tr><td>末</tfoot>"
        "<tr><td rowspan=0>甲<td colspan=0>乙<tr><td>丙</tr>散<tr hidden><td>密</tr></form></table>"
    )
    assert prose(source) == ["表一", "散"]
    assert grids(source) == [
        [Place(0, 0, "甲", rows=3), Place(0, 1, "乙"), Place(1, 1, "丙"), Place(2, 1, "末")]
    ]


def test_a_frame_gives_way() -> None:
    inner = markup([Place(0, 0, "指标"), Place(0, 1, "≥8场")])
    source = read(f"<table><tr><td><table><tr><td><p>表名</p>{inner}</td></tr></table></td></tr></table>")
    assert prose(source) == ["表名"]
    assert grids(source) == [[Place(0, 0, "指标"), Place(0, 1, "≥8场")]]


def test_rows_of_unequal_length_are_filled() -> None:
    source = read("<table><tr><td>甲<td>乙<td>丙<tr><td>丁</table>")
    assert grids(source)[0][3:] == [Place(1, 0, "丁"), Place(1, 1, ""), Place(1, 2, "")]


@pytest.mark.parametrize(
    ("codec", "said", "encoding"),
    [
        ("utf-8", '<meta charset="utf-8">', "utf-8"),
        ("gb18030", '<meta http-equiv=Content-Type content="text/html; charset=gb2312">', "gb18030"),
        ("gb18030", "", "gb18030"),
        ("gb18030", "<meta charset=utf-8>", "gb18030"),
        ("utf-8", "<meta charset=iso-8859-1>", "utf-8"),
        ("utf-8", "<meta charset=nonsense>", "utf-8"),
        ("utf-8", "<meta charset=rot13>", "utf-8"),
        ("big5", "<meta charset=big5>", "big5hkscs"),
        ("utf-8-sig", "<meta charset=gbk>", "utf-8-sig"),
        ("utf-16", "<meta charset=utf-16>", "utf-16"),
    ],
)
def test_encodings(codec: str, said: str, encoding: str) -> None:
    source = read_bytes(page("<p>績效目標表之項目</p>" * 9, said).encode(codec), "表.html")
    assert source.text == "績效目標表之項目\n" * 9
    assert source.encoding == encoding


@pytest.mark.parametrize(
    "head",
    [
        "<html>",
        "\n\n  <HTML xmlns:v='urn:schemas-microsoft-com:vml'>",
        "<!-- saved from url=(0014)about:internet -->\n<html>",
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">\n<html>',
        "<meta charset=utf-8>",
        "<table>",
    ],
)
def test_pages_are_told_by_their_first_tags(head: str) -> None:
    data = f"{head}<table><tr><td>甲</td></tr></table>\n".encode()
    for mark in (b"", codecs.BOM_UTF8):
        # Exports call pages .docx or .xls too.
        assert read_bytes(mark + data, "表.docx").media_type == "text/html"


def test_text_with_tables_as_markup_stays_text() -> None:
    text = "<table><tr><td>甲</td></tr></table>\n\n# 说明\n正文"
    assert read_bytes(text.encode(), "表.md").text == text


def refusal(body: str) -> str:
    with pytest.raises(SourceError) as caught:
        read(body)
    assert "\n" not in caught.value.message.zh
    return caught.value.message.en


def test_hostile_spans() -> None:
    source = read(f"<table><tr><td colspan=1000000 rowspan={'9' * 5000}>甲<td>乙<tr><td>丙</table>")
    assert [each.text for each in grids(source)[0]] == ["甲", "乙", "丙"]
    wide = "<tr><td colspan=1000>" * 1000
    assert "cells" in refusal(f"<table>{wide}</table>")


def test_deep_tags_and_tables() -> None:
    assert "250 deep" in refusal("<div>" * 5000 + "甲")
    assert "tables stand in tables" in refusal("<table><tr><td>" * 30 + "甲")


def test_entities_and_links_are_not_followed() -> None:
    head = '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b SYSTEM "file:///etc/hostname">]><html>'
    text = read_bytes(f"{head}<p>甲&a;&b;</p><iframe src=x>密</iframe></html>".encode(), "表.html").text
    assert "lol" not in text.replace("ENTITY a", "")
    assert "甲&a;&b;" in text


def test_a_page_without_text() -> None:
    assert "no text" in refusal("<script>x()</script>")


def test_a_table_of_a_hundred_thousand_cells() -> None:
    source = read("<table>" + ("<tr>" + "<td>1" * 10) * 10_000 + "</table>")
    assert len(source.tables[0].cells) == 100_000


def test_a_long_list_is_counted_in_linear_time() -> None:
    assert read("<ol>" + "<li>甲" * 50_000 + "</ol>").text.endswith("50000. 甲\n")
