"""Pictures of pages over HTTP: what they are sent as, to whom, and nothing else in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from evals.bench.serving import Client, Served, serving
from pipeline.review.store.connect import connect
from pipeline.review.store.tables import PAGES
from tests.review.drawn import paper, shelve

TOKEN = "correct horse battery"
_ADDRESS = re.compile(r'<img src="([^"]+)"')


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(shelve(tmp_path_factory.mktemp("open") / "review.db")) as found:
        yield found


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    found = Client(served.port)
    yield found
    found.close()


def addresses(client: Client) -> list[str]:
    """Where the pictures of both forms are."""
    return [
        address
        for form in (0, 1)
        for address in _ADDRESS.findall(client.get(f"/documents/1?form={form}").text)
    ]


def test_a_form_shows_its_own_pages(client: Client) -> None:
    assert [address.rsplit("/", 1)[0] for address in addresses(client)] == [
        "/documents/1/pages/1",
        "/documents/1/pages/2",
    ]


def test_pictures_are_sent_as_what_they_are(client: Client) -> None:
    for address, picture in zip(addresses(client), paper().pictures, strict=True):
        reply = client.get(address)
        assert (reply.status, reply.body) == (200, picture.data)
        assert reply.headers["content-type"] == picture.media_type
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert reply.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert "set-cookie" not in reply.headers


def test_a_picture_that_the_browser_has_is_not_sent_again(client: Client) -> None:
    address = addresses(client)[0]
    tag = client.get(address).headers["etag"]
    again = client.ask("GET", address, headers={"If-None-Match": tag})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert client.ask("GET", address, headers={"If-None-Match": '"x"'}).status == 200


def test_what_is_no_picture_is_not_there(client: Client) -> None:
    first, second = addresses(client)
    digest = first.rsplit("/", 1)[1]
    for wrong in (
        second.replace("/pages/2/", "/pages/1/"),
        first.replace("/documents/1/", "/documents/2/"),
        f"/documents/1/pages/99/{digest}",
    ):
        assert client.get(wrong).status == 404
    for wrong in (
        f"/documents/1/pages/0/{digest}",
        f"/documents/1/pages/-1/{digest}",
        f"/documents/1/pages/{2**31}/{digest}",
        f"/documents/1/pages/x/{digest}",
        f"/documents/1/pages/1/{digest.upper()}",
        f"/documents/1/pages/1/{digest[:-1]}",
        f"/documents/1/pages/1/..%2f{digest}",
    ):
        assert client.get(wrong).status in (404, 422)
    for method in ("POST", "PUT", "DELETE"):
        assert client.ask(method, first).status == 405


def test_nothing_else_is_ever_sent_as_a_picture(served: Served, client: Client) -> None:
    address = addresses(client)[1]
    engine = connect(str(served.output.with_suffix(".db")))
    for kind in ("image/svg+xml", "text/html"):
        with engine.begin() as connection:
            connection.execute(update(PAGES).where(PAGES.c.number == 2).values(media_type=kind))
        assert client.get(address).status == 404
    with engine.begin() as connection:
        connection.execute(update(PAGES).where(PAGES.c.number == 2).values(media_type="image/jpeg"))
    engine.dispose()
    assert client.get(address).status == 200


def test_pictures_are_behind_the_same_door(served: Served, client: Client) -> None:
    address = addresses(client)[0]
    tag = client.get(address).headers["etag"]
    store = served.output.with_suffix(".db")
    with serving(store, "--token", TOKEN) as locked:
        stranger = Client(locked.port)
        for headers in (
            {},
            {"If-None-Match": tag},
            {"Cookie": "jixiao_session=eyJpZCI6ICJ4In0.aaaaaa.bbbbbb"},
        ):
            reply = stranger.ask("GET", address, headers=headers)
            assert (reply.status, reply.headers["location"], reply.body) == (303, "/login", b"")
            assert reply.headers["cache-control"] == "no-store" and "etag" not in reply.headers
        stranger.get("/login")
        body = urlencode({"name": "李明", "token": TOKEN, "proof": stranger.proof}).encode()
        stranger.ask("POST", "/login", body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert stranger.get(address).status == 200
    with serving(store, "--user-header", "X-Remote-User") as proxied:
        assert Client(proxied.port).get(address).status == 401


def test_a_choice_between_pages_and_text_is_remembered(client: Client) -> None:
    for shown, hidden in (("pages", "source"), ("text", "paper")):
        client.get(f"/documents/1?form=0&show={shown}")
        assert client.cookies["jixiao_show"] == shown
        for form in (0, 1):
            page = client.get(f"/documents/1?form={form}").text
            assert re.findall(r'<div id="(paper|source)"[^>]* hidden>', page) == [hidden]
    client.get("/documents/1?form=0&show=%0d%0aset-cookie:%20x=y")
    assert client.cookies["jixiao_show"] == "pages" and "x" not in client.cookies
