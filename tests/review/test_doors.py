"""Who may come in and what is refused, tried over HTTP against the command; docs/review.md lists it."""

from __future__ import annotations

import hmac
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from evals.bench.serving import JIXIAO, Client, Reply, Served, serving
from pipeline.review.store import documents
from pipeline.review.store.connect import connect
from pipeline.review.web.doors import MOST_BYTES, Doors
from tests.review.papers import own

TOKEN = "correct horse battery"
NAME = "/forms/0/project_name"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("open")
    with serving(folder / "review.db", own(folder), "--user", "王芳") as found:
        yield found


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("locked")
    with serving(folder / "review.db", own(folder), "--token", TOKEN) as found:
        yield found


def made(served: Served) -> list[str]:
    """Who has decided, in order."""
    with connect(str(served.output.with_suffix(".db"))).connect() as connection:
        return [each.who for each in documents.decisions(connection, 1)]


def raw(port: int, request: bytes) -> bytes:
    """What comes back for bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil.example"]
)
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    reply = client.ask("GET", "/", headers={"Host": host})
    assert (reply.status, reply.text) == (421, "unknown host\n")


def test_own_hosts_are_known(client: Client) -> None:
    for host in ("localhost", "127.0.0.1:1", "[::1]:8321", "LOCALHOST"):
        assert client.ask("GET", "/", headers={"Host": host}).status == 200


def test_two_hosts_are_refused(served: Served) -> None:
    reply = raw(
        served.port, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nHost: evil.example\r\n\r\n"
    )
    assert reply.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Cookie": ""},
        {"Cookie": "jixiao_session=eyJpZCI6ICJ4In0.aaaaaa.bbbbbb"},
    ],
    ids=str,
)
def test_a_request_from_another_page_decides_nothing(
    served: Served, client: Client, headers: dict[str, str]
) -> None:
    before = made(served)
    version = client.version(1)
    assert client.decide(1, "confirm", version, path=NAME, headers=headers).status == 403
    assert made(served) == before


def test_no_proof_or_a_wrong_one_decides_nothing(served: Served, client: Client) -> None:
    before = made(served)
    version = client.version(1)
    other = Client(served.port)
    other.get("/documents/1")
    for proof in ("", "0" * 64, other.proof, client.proof[:-1], "é" * 64):
        assert client.decide(1, "confirm", version, path=NAME, proof=proof).status == (403 if proof else 422)
    missing = client.ask("POST", "/documents/1/decisions", b"kind=confirm", {"Content-Type": FORM})
    assert missing.status == 422
    odd = b'--b\r\nContent-Disposition: form-data; name="proof"\r\n\r\n+2AA-\r\n--b--\r\n'
    fields = {"kind": "confirm", "version": version, "token": "x" * 12}
    body = b"".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    encoding = "multipart/form-data; boundary=b; charset=utf-7"
    assert client.ask("POST", "/documents/1/decisions", body + odd, {"Content-Type": encoding}).status == 403
    assert made(served) == before


def test_a_decision_of_a_page_of_ours_is_made(served: Served, client: Client) -> None:
    before = made(served)
    origin = {"Origin": served.address, "Sec-Fetch-Site": "same-origin"}
    assert client.decide(1, "confirm", client.version(1), path=NAME, headers=origin).status == 200
    assert made(served) == [*before, "王芳"]


def test_large_bodies_are_refused(served: Served, client: Client) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(MOST_BYTES // 1024 + 1):
            yield b"a" * 1024

    headers = {"Content-Type": FORM}
    with_length = client.ask("POST", "/documents/1/decisions", b"a" * (MOST_BYTES + 1), headers)
    client.close()
    assert with_length.status == 413
    assert client.ask("POST", "/documents/1/decisions", pieces(), headers).status == 413
    client.close()
    wrong = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: -1\r\n\r\n"
    assert raw(served.port, wrong).startswith(b"HTTP/1.1 400")
    both = (
        b"POST /documents/1/decisions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    assert not raw(served.port, both).startswith(b"HTTP/1.1 2")
    fields = b"&".join(b"a%d=1" % number for number in range(2000))
    assert client.ask("POST", "/documents/1/decisions", fields, headers).status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB"])
@pytest.mark.parametrize("path", ["/", "/documents/1", "/documents/1/decisions", "/static/review.js"])
def test_other_methods_are_refused(client: Client, method: str, path: str) -> None:
    assert client.ask(method, path).status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../doors.py",
        "/static/..%2fdoors.py",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/..%5cdoors.py",
        "/static/%2fetc%2fpasswd",
        "/static//etc/passwd",
        "/static/....//doors.py",
        "/static/review.css%00.js",
        "/static/",
        "/../../../../etc/passwd",
        "/documents/1/trail.jsonl/../../../x",
        "/documents/1/trail.%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "//evil.example/",
        "/documents/%2e%2e/review.db",
    ],
)
def test_no_path_leads_out(client: Client, path: str) -> None:
    reply = client.get(path)
    assert reply.status == 404
    assert "root:" not in reply.text and "import" not in reply.text
    assert "evil.example" not in reply.text


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "1e3", "１", "1;drop"])
def test_odd_numbers_are_no_documents(client: Client, number: str) -> None:
    for path in (f"/documents/{number}", f"/documents/{number}/trail", f"/documents/{number}/trail.csv"):
        assert client.get(quote(path)).status in {404, 422}
    assert client.get(f"/?page={quote(number)}&year={quote(number)}").status in {200, 422}


def test_a_header_cannot_be_put_into_a_reply(client: Client) -> None:
    for path in ("/?lang=en%0d%0aX-Evil:1", "/%0d%0aX-Evil:1", "/documents/1?form=%0d%0aX-Evil:1"):
        assert "x-evil" not in client.get(path).headers
    # A browser that runs no script is sent back to the form that it names.
    version = client.version(1)
    reply = client.decide(
        1, "confirm", version, path=NAME, form="0\r\nX-Evil: 1", headers={"X-Requested-With": ""}
    )
    assert reply.status == 422
    assert "x-evil" not in reply.headers


def pages(client: Client) -> list[Reply]:
    paths = (
        "/",
        "/documents/1",
        "/documents/1/trail",
        "/statistics",
        "/documents/9",
        "/nothing",
        "/documents/x",
    )
    return [
        client.get(path)
        for path in (*paths, "/static/review.js", "/static/review.css", "/documents/1/trail.csv")
    ]


def test_every_reply_says_what_a_page_may_do(client: Client, served: Served, locked: Served) -> None:
    refused = client.ask("GET", "/", headers={"Host": "evil.example"})
    login = Client(locked.port).get("/login")
    for reply in (*pages(client), refused, login, client.ask("PUT", "/")):
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["cache-control"] == "no-store"
        assert "server" not in reply.headers


def test_no_page_has_a_script_or_style_of_its_own(client: Client, locked: Served) -> None:
    for reply in (*pages(client)[:7], Client(locked.port).get("/login")):
        page = reply.text.lower()
        assert re.findall(r"<script[^>]*>[^<]", page) == []
        assert "<style" not in page
        assert re.findall(r"<[^>]*\s(?:on\w+|style)\s*=", page) == []
        assert re.findall(r"(?:src|href|action)=\"(?!/|\?|#)", page) == []
        assert "javascript:" not in page


def test_a_session_cannot_be_read_by_scripts_or_sent_from_elsewhere(client: Client) -> None:
    cookie = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie


def log_in(client: Client, token: str, name: str = "李明") -> Reply:
    client.get("/login")
    body = urlencode({"name": name, "token": token, "proof": client.proof}).encode()
    return client.ask("POST", "/login", body, {"Content-Type": FORM})


def test_nothing_is_shown_without_the_token(locked: Served) -> None:
    client = Client(locked.port)
    for path in ("/", "/documents/1", "/documents/1/trail", "/documents/1/trail.jsonl", "/statistics"):
        reply = client.get(path)
        assert (reply.status, reply.headers["location"], reply.body) == (303, "/login", b"")
    client.get("/login")
    assert client.decide(1, "confirm", 0, path=NAME).status == 303
    assert made(locked) == []
    for path in ("/docs", "/openapi.json", "/redoc"):
        assert client.get(path).status == 404


def test_the_token_lets_in_under_a_name(locked: Served) -> None:
    for token, name in (
        ("", "李明"),
        (TOKEN[:-1], "李明"),
        (f"{TOKEN} ", "李明"),
        ("é\ud800"[:1], "李明"),
        (TOKEN, " \t"),
    ):
        client = Client(locked.port)
        assert log_in(client, token, name).status == 403
        assert client.get("/").status == 303
    client = Client(locked.port)
    client.get("/login")
    before = client.cookies["jixiao_session"]
    assert log_in(client, TOKEN, "李\r\n明\u202e").status == 303
    assert client.cookies["jixiao_session"] != before
    assert client.decide(1, "confirm", client.version(1), path=NAME).status == 200
    assert made(locked) == ["李明"]


def test_a_login_must_be_meant(locked: Served) -> None:
    client = Client(locked.port)
    body = urlencode({"name": "李明", "token": TOKEN, "proof": "0" * 64}).encode()
    assert client.ask("POST", "/login", body, {"Content-Type": FORM}).status == 403


def test_a_token_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[object, object]] = []
    original = hmac.compare_digest

    def comparing(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return original(one, other)

    monkeypatch.setattr(hmac, "compare_digest", comparing)
    doors = Doors(user="", token=TOKEN)
    assert doors.knows(TOKEN) and not doors.knows("x")
    assert len(compared) == 2


def test_a_name_in_a_header_counts_from_the_proxy_alone(tmp_path: Path) -> None:
    paper = own(tmp_path)
    header = ("--user-header", "X-Remote-User")
    with serving(tmp_path / "trusted.db", paper, *header) as served:
        client = Client(served.port)
        assert client.get("/").status == 401
        assert client.get("/", X_Remote_User="").status == 401
        assert client.get("/", X_Remote_User="zhang").status == 200
        two = (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"X-Remote-User: a\r\nX-Remote-User: b\r\n\r\n"
        )
        assert raw(served.port, two).startswith(b"HTTP/1.1 401")
        page = client.get("/documents/1?form=0", X_Remote_User="zhang").text
        version = int(re.findall(r'name="version" value="(\d+)"', page)[0])
        named = {"X-Remote-User": "zhang"}
        assert client.decide(1, "confirm", version, path=NAME, headers=named).status == 200
        assert made(served) == ["zhang"]
    with serving(tmp_path / "other.db", paper, *header, "--proxy", "192.0.2.7") as served:
        client = Client(served.port)
        forwarded = {"X_Remote_User": "zhang", "X_Forwarded_For": "192.0.2.7"}
        assert client.get("/", **forwarded).status == 401


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", "0.0.0.0"),
        ("--host", "::"),
        ("--host", "192.0.2.1"),
        ("--host", "example.org"),
        ("--host", "0.0.0.0", "--token", "short"),
        ("--token", TOKEN, "--user-header", "X-Remote-User"),
    ],
    ids=" ".join,
)
def test_a_door_that_is_not_shut_is_not_opened(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [JIXIAO, "review", "--store", tmp_path / "review.db", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "review.db").exists()
