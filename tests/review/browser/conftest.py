"""A real browser, and what every visit must leave behind: no error, and no request to anywhere else."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--disable-component-update", "--no-first-run"),
)
# What the browser says of replies that were cut, or never began.
_CUT = ("ERR_CONNECTION_", "ERR_CONTENT_LENGTH_MISMATCH", "ERR_INCOMPLETE_CHUNKED", "ERR_EMPTY_RESPONSE")
Visit = Callable[..., Page]


def has_ended(host: str) -> bool:
    """Whether nothing listens at HOST:PORT any more."""
    name, _, port = host.partition(":")
    try:
        socket.create_connection((name, int(port)), timeout=5).close()
    except OSError:
        return True
    return False


# For one module: as long as playwright runs, other tests of this process cannot start an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of the system."""
    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), ".ci/run installs chromium"
        pytest.skip(f"{CHROMIUM} is not installed (.ci/run installs it)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Open an address in a window of its own: ``visit(address, expected=(409,), **context)``, where
    ``expected`` are replies that the browser reports as errors and the test is about."""
    contexts = []
    wrong: list[str] = []

    def opened(address: str, expected: tuple[int, ...] = (), **options: object) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        host = urlsplit(address).netloc
        refusals = [f"status of {status}" for status in expected]

        def heard(said: ConsoleMessage) -> None:
            if said.type not in ("error", "warning") or any(each in said.text for each in refusals):
                return
            # The server of a test may end while a page still loads; requests to others are told below.
            if not (any(each in said.text for each in _CUT) and has_ended(host)):
                wrong.append(said.text)

        page.on("console", heard)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: wrong.append(asked.url) if urlsplit(asked.url).netloc not in (host, "") else None,
        )
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong
