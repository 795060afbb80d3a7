"""A document from the queue to its sign-off and export, by mouse and by keyboard alone, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page
from sqlalchemy import select

from evals.bench.serving import Served, serving
from pipeline.review.store import documents
from pipeline.review.store.connect import connect
from pipeline.review.store.tables import HEAD, PLANTED
from schemas.document import Document
from schemas.review import Decision
from tests.cli.samples import document
from tests.review.browser.conftest import Visit
from tests.review.papers import own, published

QIANNAN = published("qiannan_2023_self_evaluation")
WHY = "原件如此 the authors' own"


@dataclass(frozen=True)
class Hand:
    """How a person does things: with the mouse, or with the keyboard alone."""

    page: Page
    keys: bool

    def click(self, selector: str, key: str = "") -> None:
        """Press something on the page: by its key where it has one, else after going there with Tab."""
        if not self.keys:
            self.page.locator(selector).first.click()
        elif key:
            self.page.keyboard.press(key)
        else:
            tab_to(self.page, selector)
            self.page.keyboard.press("Enter")

    def fill(self, selector: str, text: str) -> None:
        """Write into a field, which the keyboard is in already."""
        if self.keys:
            self.page.wait_for_function("s => document.activeElement.matches(s)", arg=selector)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            self.page.locator(selector).first.fill(text)

    def decide(self, do: Callable[[], None]) -> None:
        """Do something that is a decision, and wait until the page shows it."""
        count = self.page.evaluate("document.body.dataset.decided || '0'")
        do()
        self.page.wait_for_function("n => (document.body.dataset.decided || '0') !== n", arg=count)

    def leave(self, do: Callable[[], None]) -> None:
        """Do something that leads to another page."""
        with self.page.expect_navigation():
            do()

    def accept(self) -> None:
        self.decide(lambda: self.click(".item.current [data-accept]", "a"))

    def explain(self) -> None:
        self.click(".item.current [data-explain]", "x")
        self.fill(".item.current [name=why]", WHY)
        self.decide(lambda: self.click(".item.current .explain button", "Enter"))

    def edit(self, text: str) -> None:
        self.click(".item.current [data-edit]", "e")
        self.fill("#panel-value", text)
        self.decide(lambda: self.click("#panel-form button.primary", "Control+Enter"))

    def confirm(self) -> None:
        self.decide(lambda: self.click(".item.current [data-confirm]", "c"))

    def next_form(self) -> None:
        self.leave(lambda: self.click("#form-after", "n"))

    def sign(self) -> None:
        self.decide(lambda: self.click("#sign", "s"))

    def export(self, selector: str) -> Download:
        with self.page.expect_download() as coming:
            self.click(selector)
        return coming.value


def tab_to(page: Page, selector: str) -> None:
    """Go to something as people without a mouse do."""
    for _ in range(400):
        if page.evaluate("s => document.activeElement === document.querySelector(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached with the keyboard")


@pytest.fixture(params=["mouse", "keys"])
def by(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path


def begin(visit: Visit, served: Served, by: str, lang: str) -> Hand:
    """Open the queue, choose the language, go to the riskiest document."""
    hand = Hand(visit(f"{served.address}/", expected=(422,)), by == "keys")
    if lang == "en":
        hand.leave(lambda: hand.click(".who a"))
    assert hand.page.locator("html").get_attribute("lang") == ("en" if lang == "en" else "zh-CN")
    hand.leave(lambda: hand.click("#start", "n"))
    return hand


def kept(folder: Path) -> tuple[documents.Head, Document, list[Decision]]:
    """What the store has of the only document."""
    with connect(str(folder / "review.db")).connect() as connection:
        return (
            documents.head(connection, 1),
            documents.whole(connection, 1),
            documents.decisions(connection, 1),
        )


def finish(hand: Hand) -> list[Decision]:
    """Sign, and export the trail."""
    assert hand.page.locator(".bar .bad").count() == 0
    hand.sign()
    assert hand.page.locator(".status.signed").is_visible()
    hand.leave(lambda: hand.click(".title a[href$='/trail']"))
    file = hand.export("a[href$='trail.jsonl']")
    lines = Path(file.path()).read_text("utf-8").splitlines()
    return [Decision.model_validate_json(line) for line in lines]


def test_own_document(folder: Path, visit: Visit, by: str, lang: str) -> None:
    own(folder / "in")
    with serving(folder / "review.db", folder / "in", "--user", "王芳") as served:
        hand = begin(visit, served, by, lang)
        said = "fiscal 6.00 + other 2.00 = 8.00" if lang == "en" else "财政资金 6.00 + 其他资金 2.00 = 8.00"
        assert said in hand.page.locator(".item.current").inner_text()
        assert hand.page.locator(".source mark.here").all_inner_texts() == ["9.00", "6.00", "2.00"]
        hand.decide(lambda: hand.page.locator("#sign").press("s"))
        assert "failed" in (hand.page.locator("#message").get_attribute("class") or "")
        hand.accept()
        hand.next_form()
        hand.explain()
        hand.next_form()
        hand.edit("8.00")
        hand.explain()
        trail = finish(hand)
    head, record, decisions = kept(folder)
    assert trail == decisions
    assert [each.kind for each in decisions] == ["accept", "explain", "edit", "explain", "sign"]
    assert {each.who for each in decisions} == {"王芳"}
    assert (head.status, head.errors) == ("signed", 0)
    assert [form.budget.total for form in record.forms] == ["8.00", "8.00", "8.00"]
    assert decisions[0].before == {"/forms/0/budget/total": "9.00"}
    assert decisions[0].shown and decisions[0].suggestion in decisions[0].shown
    assert [each.why for each in decisions] == ["", WHY, "", WHY, ""]


if QIANNAN:

    def test_published_document(folder: Path, visit: Visit, by: str, lang: str) -> None:
        assert QIANNAN
        (folder / "in" / QIANNAN.name).symlink_to(QIANNAN)
        with serving(folder / "review.db", folder / "in", "--user", "王芳") as served:
            before = kept(folder)[1]
            hand = begin(visit, served, by, lang)
            current = hand.page.locator(".item.current")
            assert "353.88 + 90.5 = 444.38" in current.inner_text()
            assert hand.page.locator(".source mark.here").count() >= 3
            hand.explain()
            assert hand.page.locator(".source mark.here").count() >= 1
            hand.confirm()
            trail = finish(hand)
        head, record, decisions = kept(folder)
        assert trail == decisions
        assert [each.kind for each in decisions] == ["explain", "confirm", "sign"]
        assert decisions[0].rule == "funds.parts"
        assert head.status == "signed"
        assert record == before


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    own(folder / "in")
    with serving(folder / "review.db", folder / "in", "--user", "王芳") as found:
        yield found


def test_of_two_people_the_second_sees_what_changed(folder: Path, visit: Visit, served: Served) -> None:
    address = f"{served.address}/documents/1?form=0&lang=en"
    first, second = (Hand(visit(address, expected=(409,)), keys) for keys in (False, True))
    first.accept()
    second.accept()
    assert "Decisions were made since" in second.page.locator("#message").inner_text()
    since = second.page.locator("#since")
    assert since.is_visible()
    assert "9.00 → 8.00" in since.inner_text()
    assert len(kept(folder)[2]) == 1
    second.accept()
    assert second.page.locator("#since").count() == 0
    assert len(kept(folder)[2]) == 2


def test_undo_by_key(folder: Path, visit: Visit, served: Served) -> None:
    hand = Hand(visit(f"{served.address}/documents/1?form=0"), True)
    before = kept(folder)[1]
    hand.accept()
    assert kept(folder)[1] != before
    hand.decide(lambda: hand.page.keyboard.press("u"))
    _, record, decisions = kept(folder)
    assert record == before
    assert [(each.kind, each.undoes) for each in decisions] == [("accept", None), ("undo", 1)]
    assert hand.page.locator(".item.error").count() == 1


def test_without_scripts(folder: Path, visit: Visit, served: Served) -> None:
    page = visit(f"{served.address}/documents/1?form=0&lang=en", expected=(422,), java_script_enabled=False)
    page.locator("[data-accept]").first.click()
    page.locator(".cell a[href*='project_name']").click()
    page.locator("#panel-value").fill("示范点")
    page.locator("#panel-save").click()
    _, record, decisions = kept(folder)
    assert [each.kind for each in decisions] == ["accept", "edit"]
    assert (record.forms[0].budget.total, record.forms[0].project_name) == ("8.00", "示范点")
    page.locator("#sign").click(force=True)
    assert "3 errors are neither settled nor explained" in page.locator("[role=alert]").inner_text()


def test_a_planted_suggestion_is_withdrawn_and_counted(folder: Path, visit: Visit) -> None:
    (folder / "in" / "qinghe.txt").write_text(document(), encoding="utf-8")
    with serving(folder / "review.db", folder / "in", "--plant", "0.2") as served:
        before = kept(folder)[1]
        with connect(str(folder / "review.db")).connect() as connection:
            planted = connection.execute(select(PLANTED)).mappings().all()
        wrong = planted[0]["suggestion"]
        form = "head" if planted[0]["form"] == HEAD else planted[0]["form"]
        hand = Hand(visit(f"{served.address}/documents/1?form={form}&lang=en"), False)
        offers = hand.page.locator(f"input[value='{wrong}']")
        hand.page.locator(".item", has=offers).click()
        assert "text.doubtful" in hand.page.locator(".item.current").inner_text()
        hand.accept()
        assert "wrong on purpose" in hand.page.locator("#message").inner_text()
        assert offers.count() == 0
        _, record, decisions = kept(folder)
        assert record == before
        assert [(each.kind, each.planted, each.patch) for each in decisions] == [("accept", True, [])]
        hand.leave(lambda: hand.click("a[href='/statistics']"))
        shown = hand.page.locator("section[aria-labelledby=planted-title] td").all_inner_texts()
    assert shown[:3] == [str(len(planted)), "1", "1"]
    assert shown[3].startswith("100.0% (")
