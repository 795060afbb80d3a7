"""Documents that try to run, to hide or to choke: nothing of them runs, and the pages stay usable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evals.bench.serving import Served, serving
from pipeline.flow import extract, make_engine
from pipeline.review.store.adding import add
from pipeline.review.store.connect import connect
from pipeline.review.store.documents import decisions, whole
from schemas.document import Document, Form, Indicator
from schemas.result import Extraction
from schemas.source import SourceText
from tests.cli.samples import document
from tests.review.browser.conftest import Visit
from tests.review.browser.test_whole_review import Hand

ATTACKS = (
    "<script>window.ran=1</script>",
    "</textarea><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><svg onload=window.ran=1>',
    "' onfocus=window.ran=1 autofocus tabindex=0 x='",
    "javascript:window.ran=1",
    '<a href="javascript:window.ran=1">x</a>',
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "{{ 7*7 }}{% if x %}${7*7}",
    "</pre></main></body><base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<style>*{display:none}</style>",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "红\u202etxt.exe\u2066\u200f",
    "a\x00b\x1b[31mc\x7f",
    '=HYPERLINK("http://evil.example")',
)
KEYS = ('a"b', "a'b", "a/b", "a~b", "a b", "<b>", "a\nb", "a\x00b", "", "__proto__", "#", "\u202e")


def hostile() -> Document:
    """Attacks as values of every kind, and as headings that no field is for."""
    rows = [
        Indicator(level1=text, level2=text, level3=text, target=text, extra={key: text for key in KEYS})
        for text in ATTACKS
    ]
    form = Form(title=ATTACKS[0], project_name=ATTACKS[1], purpose="".join(ATTACKS), indicators=rows)
    form = form.model_copy(update={"extra": dict(zip(KEYS, ATTACKS, strict=False)), "goals": list(ATTACKS)})
    return Document(title=ATTACKS[2], forms=[form, form])


def result(record: Document, text: str, name: str) -> tuple[Extraction, SourceText]:
    """The record as if it had been read from a text."""
    source = SourceText.from_text(text, name)
    read = extract(source, make_engine("local"))
    return Extraction.model_validate({**read.model_dump(), "record": record.model_dump()}), source


def many_rows(count: int) -> Document:
    rows = [
        Indicator(level1="产出指标", level2="数量指标", level3=f"指标{n}", target="≥3个")
        for n in range(count)
    ]
    return Document(forms=[Form(project_name="很多指标", indicators=rows)])


def long_paper() -> tuple[Extraction, SourceText]:
    """10 MB in one value, as if somebody had read them."""
    text = document()
    read = extract(SourceText.from_text(text), make_engine("local")).model_dump()
    start = text.index("用于稻田")
    long = "".join(["用于", "稻田示范点建设\n" * (10 * 2**20 // 22)])
    source = SourceText.from_text(text[:start] + long + text[start:], "long.txt")
    read["record"]["forms"][0]["purpose"] = long
    read["source"] |= {"name": source.name, "sha256": source.sha256, "characters": len(source.text)}
    place = {"start": start, "end": start + len(long)}
    read["evidence"] = {"/forms/0/purpose": [{**read["evidence"]["/forms/0/purpose"][0], **place}]}
    return Extraction.model_validate(read), source


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    text = "\n".join(ATTACKS) + "\n" + document(total="9.00")
    engine = connect(str(folder / "review.db"))
    papers: Sequence[tuple[Extraction, SourceText]] = (
        result(hostile(), text, ATTACKS[2]),
        result(many_rows(5_000), document(code="x"), "rows.txt"),
        long_paper(),
    )
    for paper in papers:
        add(engine, *paper)
    named = document(total="9.00", name=ATTACKS[0] + ATTACKS[13] + ATTACKS[14])
    attacking = SourceText.from_text(named, "a\x00<b>")
    add(engine, extract(attacking, make_engine("local")), attacking)
    with serving(folder / "review.db") as found:
        yield found


PAGES = (
    "/",
    "/documents/1?form=0",
    "/documents/1?form=head",
    "/documents/1/trail",
    "/documents/3",
    "/?q=%3Cscript%3E",
)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_document_runs(visit: Visit, served: Served, path: str) -> None:
    page = visit(served.address + path)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.url == served.address + path
    foreign = "main :is(script, svg, iframe, img, style, meta, base, object, [onload], [onerror], [onfocus])"
    assert page.locator(foreign).count() == 0
    assert page.locator("a[href^='javascript'], [autofocus]").count() == 0
    assert "\u202e" not in page.content() and "\x00" not in page.content()


def test_every_value_can_be_chosen_and_edited(visit: Visit, served: Served, tmp_path: Path) -> None:
    page = visit(f"{served.address}/documents/1?form=0&lang=en")
    hand = Hand(page, False)
    before = kept(served, 1)
    for key in KEYS:
        pointer = "/forms/0/indicators/3/extra/" + key.replace("~", "~0").replace("/", "~1")
        # The browser's own parser would change some of these in an attribute: they are kept as JSON.
        found = page.locator(".cell a").evaluate_all(
            "(links, path) => links.findIndex((each) => JSON.parse(each.dataset.path) === path)", pointer
        )
        assert found >= 0, key
        page.locator(".cell a").nth(found).click()
        hand.fill("#panel-value", f"seen {ATTACKS[0]}")
        hand.decide(lambda: hand.click("#panel-form button.primary"))
        assert (page.locator("#message").get_attribute("class") or "") == "", key
    after = kept(served, 1)
    assert set(after.forms[0].indicators[3].extra.values()) == {f"seen {ATTACKS[0]}"}
    assert after.forms[1] == before.forms[1]
    assert page.evaluate("window.ran") is None
    page.goto(f"{served.address}/documents/1/trail")
    assert page.locator("tbody tr").count() == len(KEYS)
    assert page.evaluate("window.ran") is None


def test_an_explanation_with_markup_is_text(visit: Visit, served: Served) -> None:
    page = visit(f"{served.address}/documents/4?form=0")
    hand = Hand(page, True)
    page.keyboard.press("x")
    hand.fill(".item.current [name=why]", ATTACKS[1])
    hand.decide(lambda: page.keyboard.press("Enter"))
    page.locator(".items details summary").last.click()
    assert ATTACKS[1] in page.locator(".items details").last.inner_text()
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("number", [2, 3])
def test_large_documents_can_be_reviewed(visit: Visit, served: Served, number: int) -> None:
    page = visit(f"{served.address}/documents/{number}?form=0")
    page.locator(".cell a").first.click()
    hand = Hand(page, False)
    hand.decide(lambda: page.locator("#panel-form button[value=confirm]").click())
    with connect(str(served.output.with_suffix(".db"))).connect() as connection:
        assert [each.kind for each in decisions(connection, number)] == ["confirm"]
    assert len(page.content()) < 30_000_000


def test_a_value_that_is_not_shown_whole_is_not_edited(visit: Visit, served: Served) -> None:
    page = visit(f"{served.address}/documents/3?form=0")
    page.locator(".cell a[data-cut]").click()
    assert not page.locator("#panel-value").is_editable()
    assert not page.locator("#panel-save").is_visible()
    page.locator(".cell a:not([data-cut])").first.click()
    assert page.locator("#panel-value").is_editable()


def kept(served: Served, number: int) -> Document:
    with connect(str(served.output.with_suffix(".db"))).connect() as connection:
        return whole(connection, number)
