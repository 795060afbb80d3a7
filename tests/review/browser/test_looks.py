"""What the pages look like: nothing is cut off or covered, and assistive technology understands it.

axe-core comes with axe-playwright-python; it is injected past the pages' own policy, which forbids it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from evals.bench.serving import Client, Served, serving
from tests.review.browser.conftest import Visit
from tests.review.drawn import shelve
from tests.review.papers import own

TOKEN = "a-token-of-the-tests"
# An evaluation of nine columns, cells of many lines, and many open items.
_WIDE = Path(__file__).parents[3] / "evals" / "cases" / "national_self_eval_padded.txt"
# At 200 % a window of 1280 pixels shows what one of 640 does.
WINDOWS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "1920": {"viewport": {"width": 1920, "height": 1080}},
    "zoom": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}
PAGES = (
    *("/", "/documents/1?form=0", "/documents/1?form=2", "/documents/2"),
    *("/documents/3?form=0", "/documents/3?form=1&at=/forms/1/purpose&show=pages"),
    *("/documents/1/trail", "/statistics", "/documents/99"),
)
_LONG = "一个" * 400 + "LONG" * 200


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Three documents: about the first something was decided, with long words; the third has its pages."""
    folder = tmp_path_factory.mktemp("looks")
    with serving(folder / "review.db", own(folder), _WIDE, "--user", "王芳") as found:
        client = Client(found.port)
        version = client.version(1)
        for path in ("project_name", "purpose"):
            done = client.decide(1, "edit", version, path=f"/forms/0/{path}", value=_LONG)
            version = done.content["version"]
        done = client.decide(1, "edit", version, path="/forms/0/indicators/0/target", value=_LONG, why=_LONG)
        assert done.status == 200
        client.close()
        shelve(folder / "review.db")
        yield found


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Pages behind a token."""
    with serving(tmp_path_factory.mktemp("locked") / "review.db", "--token", TOKEN) as found:
        yield found


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url} {each['id']}: {node['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_serious_fault_for_assistive_technology(
    visit: Visit, served: Served, locked: Served, lang: str
) -> None:
    page = visit(f"{served.address}/?lang={lang}", expected=(404,), bypass_csp=True)
    faults = []
    for path in PAGES:
        page.goto(served.address + path)
        faults += serious(page)
    page.goto(f"{served.address}/documents/1?form=2")
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    page.locator(".cell a").first.click()
    faults += serious(page)
    entrance = visit(f"{locked.address}/login?lang={lang}", expected=(403,), bypass_csp=True)
    faults += serious(entrance)
    entrance.fill("[name=name]", "王芳")
    entrance.fill("[name=token]", "a-wrong-token-indeed")
    entrance.click("button")
    assert entrance.locator("[role=alert]").is_visible()
    faults += serious(entrance)
    assert faults == []


# Text is cut off where its box hides what does not fit; what scrolls or is for readers aloud is none.
_CUT_OFF = """() => Array.from(document.querySelectorAll('body *')).filter((each) => {
  const style = getComputedStyle(each);
  if (each.closest('.visually-hidden, select, option')) return false;
  return ['hidden', 'clip'].includes(style.overflowX) && each.scrollWidth > each.clientWidth + 1;
}).map((each) => each.outerHTML.slice(0, 120))"""
# Whatever can be pressed is what a click in its middle meets, once it is scrolled to; but values may stand on
# each other on a page.
_COVERED = """() => Array.from(document.querySelectorAll('main a, main button, main summary, main select'))
.filter((each) => !each.closest('svg'))
.filter((each) => each.checkVisibility() && each.getClientRects().length).filter((each) => {
  each.scrollIntoView({ block: 'center', inline: 'center' });
  const box = each.getClientRects()[0];
  const met = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !met || !(each.contains(met) || met.contains(each));
}).map((each) => each.outerHTML.slice(0, 120))"""
_OUTSIDE = """() => Array.from(document.querySelectorAll('body *')).filter((each) => {
  if (each.closest('.visually-hidden, .scroll, .skip') || !each.checkVisibility()) return false;
  const box = each.getBoundingClientRect();
  return box.right > window.innerWidth + 1 || box.left < -1;
}).map((each) => each.outerHTML.slice(0, 120))"""
_NARROW = """() => Array.from(document.querySelectorAll('.rows th'))
.filter((each) => each.clientWidth < 55).map((each) => each.textContent)"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_is_cut_off_or_covered(
    visit: Visit, served: Served, locked: Served, window: str, lang: str
) -> None:
    page = visit(f"{served.address}/?lang={lang}", expected=(404,), **WINDOWS[window])
    for path in PAGES:
        page.goto(served.address + path)
        assert (path, *measured(page)) == (path, 0, [], [], [], [])
    entrance = visit(f"{locked.address}/login?lang={lang}", **WINDOWS[window])
    assert measured(entrance) == [0, [], [], [], []]


def measured(page: Page) -> list[object]:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [wide, *(page.evaluate(each) for each in (_CUT_OFF, _OUTSIDE, _COVERED, _NARROW))]


@pytest.mark.parametrize("window", WINDOWS)
def test_the_current_item_is_shown_whole(visit: Visit, served: Served, window: str) -> None:
    page = visit(f"{served.address}/documents/1?form=2", **WINDOWS[window])
    count = page.locator("#work .item").count()
    assert count > 1
    for _ in range(min(count, 12)):
        hidden = page.evaluate("""() => {
          const item = document.querySelector('.item.current').getBoundingClientRect();
          const list = document.querySelector('.item.current').parentElement.getBoundingClientRect();
          return [list.top - item.top, item.bottom - list.bottom].filter((each) => each > 1);
        }""")
        assert hidden == []
        page.keyboard.press("j")


def test_rows_are_inserted_and_removed_where_there_are_rows(visit: Visit, served: Served) -> None:
    page = visit(f"{served.address}/documents/1?form=2")
    for value, count in (("/forms/2/budget/total", 0), ("/forms/2/indicators/1/target", 2)):
        page.locator(f".cell a[data-path='{json.dumps(value)}']").click()
        assert page.locator("#panel .of-row:visible").count() == count
