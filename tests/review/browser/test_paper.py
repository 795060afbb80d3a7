"""The pages beside the form: what is marked is where the ink is, by mouse and by keys, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request

from evals.bench.serving import Served, serving
from tests.review.browser.conftest import Visit
from tests.review.browser.test_whole_review import tab_to
from tests.review.drawn import LEFT_OVER, WIDTH, paper, shelve

# Values of both forms with what is drawn for them; the second text is of the first page alone.
VALUES = {
    "/forms/0/project_code": "33091224P001200100013",
    "/forms/0/budget/total": "9.00",
    "/forms/0/indicators/2/target": "≥95%",
    "/forms/0/indicators/2/level2": "服务对象满意度指标",
    "/forms/1/project_code": "33091224P00120010002B",
    "/forms/1/project_name": "渠道整修",
}
CODE, TOTAL = "/forms/0/project_code", "/forms/0/budget/total"
LAST = "/forms/0/indicators/2/basis"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(shelve(tmp_path / "review.db"), "--user", "王芳") as found:
        yield found


def opened(visit: Visit, served: Served, form: int = 0, query: str = "", **context: object) -> Page:
    page = visit(f"{served.address}/documents/1?form={form}{query}", **context)
    page.wait_for_function("() => Array.from(document.images).some((each) => each.complete)")
    return page


def cell(page: Page, path: str) -> Locator:
    return page.locator(f".cell a[data-path='{json.dumps(path)}']")


# Of what is marked its edges together, and those of its page and of the pane, in pixels of the browser.
_EDGES = """(marked) => {
  const found = Array.from(document.querySelectorAll(`#paper ${marked}`));
  const around = (each) => {
    const box = each.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom];
  };
  const boxes = found.map(around);
  const least = (at) => Math.min(...boxes.map((box) => box[at]));
  const most = (at) => Math.max(...boxes.map((box) => box[at]));
  return [
    [least(0), least(1), most(2), most(3)],
    around(found[0].closest('.leaf').querySelector('img')),
    around(document.getElementById('paper')),
  ];
}"""


def off(page: Page, text: str, marked: str = "rect.here") -> list[float]:
    """How many pixels of the picture the marked boxes together lie outside the ink of a text: at the left,
    the top, the right and the bottom."""
    edges, leaf, _ = page.evaluate(_EDGES, marked)
    scale = WIDTH / (leaf[2] - leaf[0])
    left, top, right, bottom = ((edge - leaf[at % 2]) * scale for at, edge in enumerate(edges))
    ink = paper().ink[text][1]
    return [ink.left - left, ink.top - top, right - ink.right, bottom - ink.bottom]


def in_view(page: Page, marked: str = "rect.here") -> bool:
    """Whether what is marked can be seen in the pane."""
    (left, top, right, bottom), _, pane = page.evaluate(_EDGES, marked)
    return bool(left > pane[0] - 1 and top > pane[1] - 1 and right < pane[2] + 1 and bottom < pane[3] + 1)


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("zoom", ["fit", "1", "2"])
def test_a_value_is_marked_where_its_ink_is(visit: Visit, served: Served, zoom: str, scale: int) -> None:
    page = opened(visit, served, device_scale_factor=scale)
    for form in (0, 1):
        page.goto(f"{served.address}/documents/1?form={form}")
        page.locator(f"[data-zoom='{zoom}']").click()
        for path, text in VALUES.items():
            if path.startswith(f"/forms/{form}/"):
                cell(page, path).click()
                assert all(-1.5 <= each < 14 for each in off(page, text)), (path, off(page, text))
                assert in_view(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_by_mouse(visit: Visit, served: Served, lang: str) -> None:
    page = opened(visit, served, query=f"&lang={lang}")
    names = ["Pages", "Text"] if lang == "en" else ["页面", "文字"]
    assert page.locator(".ways a").all_inner_texts() == names
    assert page.locator("#paper figcaption").all_inner_texts() == ["Page 1" if lang == "en" else "第 1 页"]
    # The item that is being decided is marked at once, with every value that it is about.
    assert page.locator("rect.here").count() == 3
    cell(page, CODE).hover()
    assert page.locator("rect.hint").count() == 1 and off(page, VALUES[CODE], "rect.hint")[0] >= -1.5
    page.locator("h1").hover()
    assert page.locator(".hint").count() == 0
    box = page.locator(f"rect[data-paths*='{LAST}']")
    box.hover()
    assert page.locator(".cell.hint").inner_text() == "问卷调查"
    box.click()
    assert page.locator("#panel-value").input_value() == "问卷调查"
    assert page.locator(".cell.here").inner_text() == "问卷调查"
    assert page.locator("#panel-value").is_visible()
    page.locator("#as-text").click()
    assert not page.locator("#paper").is_visible() and not page.locator("#zoom").is_visible()
    assert page.locator("#source mark.here").all_inner_texts() == ["问卷调查"]
    page.goto(f"{served.address}/documents/1?form=1")
    assert page.locator("#source").is_visible() and not page.locator("#paper").is_visible()
    page.locator("#as-pages").click()
    assert page.locator("#paper").is_visible() and not page.locator("#source").is_visible()
    page.reload()
    assert page.locator("#paper").is_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_by_keys(visit: Visit, served: Served, lang: str) -> None:
    page = opened(visit, served, query=f"&lang={lang}")
    tab_to(page, f".cell a[data-path='{json.dumps(LAST)}']")
    assert page.locator("rect.hint").count() == 1 and in_view(page, "rect.hint")
    page.keyboard.press("Enter")
    assert page.locator("#panel-value").input_value() == "问卷调查"
    assert all(-1.5 <= each < 14 for each in off(page, "问卷调查"))
    page.keyboard.press("Escape")
    widths = []
    for _ in range(4):
        widths.append(page.locator("figure").bounding_box()["width"])  # type: ignore[index]
        assert page.locator("[aria-pressed=true]").count() == 1
        page.keyboard.press("z")
    # A4 is 794 pixels of a browser wide.
    assert widths[1:3] == pytest.approx([794, 1588], abs=1) and widths[3] == widths[0] < 794
    page.keyboard.press("v")
    assert page.locator("#source").is_visible() and not page.locator("#paper").is_visible()
    for key in "vkkk":
        page.keyboard.press(key)
    assert page.locator("#paper").is_visible() and page.locator("rect.here").count() == 3
    assert in_view(page, f"rect.here[data-paths*='{TOTAL}']")
    page.locator("#paper").focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.getElementById('paper').scrollTop > 0")


def test_text_that_was_left_over_is_marked_and_leads_to_its_item(visit: Visit, served: Served) -> None:
    page = opened(visit, served)
    left = page.locator("rect.left-over")
    assert left.count() == 1
    assert all(-1.5 <= each < 14 for each in off(page, LEFT_OVER, "rect.left-over"))
    left.click()
    assert "text.covered" in page.locator(".item.current").inner_text()
    assert page.locator("rect.left-over.here").count() == 1


def test_marks_go_with_rows_that_move(visit: Visit, served: Served) -> None:
    page = opened(visit, served)
    page.keyboard.press("z")
    row = "/forms/0/indicators/{}/basis"
    assert page.locator(f"rect[data-paths*='{row.format(2)}']").count() == 1
    cell(page, row.format(0)).click()
    page.locator("#panel-form [value=remove]").click()
    page.wait_for_function("() => document.body.dataset.decided === '1'")
    assert page.locator(f"rect[data-paths*='{row.format(2)}']").count() == 0
    assert page.locator("figure").bounding_box()["width"] == pytest.approx(794, abs=1)  # type: ignore[index]
    cell(page, row.format(1)).click()
    assert all(-1.5 <= each < 14 for each in off(page, "问卷调查"))


def test_only_the_pages_of_the_form_are_asked_for_and_once(visit: Visit, served: Served) -> None:
    page = visit(f"{served.address}/")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/pages/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    page.goto(f"{served.address}/documents/1?form=0&show=text")
    page.wait_for_load_state("networkidle")
    assert asked == []
    with page.expect_response(lambda reply: "/pages/1/" in reply.url):
        page.keyboard.press("v")
    assert [url.rsplit("/", 2)[1] for url in asked] == ["1"]
    with page.expect_response(lambda reply: "/pages/2/" in reply.url):
        page.goto(f"{served.address}/documents/1?form=1")
    page.goto(f"{served.address}/documents/1?form=0")
    page.wait_for_function("() => document.images[0].naturalWidth > 0")
    timings = page.evaluate("() => performance.getEntriesByType('resource').map((each) => each.toJSON())")
    assert [each["transferSize"] for each in timings if "/pages/" in each["name"]] == [0]


def test_pages_without_scripts(visit: Visit, served: Served) -> None:
    query = "&lang=en&at=/forms/1/project_name"
    page = opened(visit, served, 1, query, java_script_enabled=True)
    scripted = page.locator("rect.here").bounding_box()
    page = visit(f"{served.address}/documents/1?form=1{query}", java_script_enabled=False)
    box = page.locator("rect.here")
    assert box.count() == 1 and box.is_visible() and scripted
    assert not page.locator("#zoom").is_visible()
    page.locator("rect[data-paths*='project_code']").click()
    assert page.locator("#panel-value").input_value() == VALUES["/forms/1/project_code"]
    assert page.locator("rect.here").count() == 1
    page.locator("#as-text").click()
    assert page.locator("#source").is_visible() and not page.locator("#paper").is_visible()
    assert page.locator("#panel-value").input_value() == VALUES["/forms/1/project_code"]
