"""Who may come in, from where, and whether a request was really meant.

On loopback nobody is asked. Another address needs a token, or a proxy that says who is there; both are set
on purpose. Either way the Host must be one that was named (DNS rebinding), a change must come from a page of
ours (forged requests), and a body is small.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fastapi import HTTPException, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION = "jixiao_session"
_SESSION_SECONDS = 14 * 24 * 3600
# A decision on the longest value, nine bytes for each of its characters; nothing is uploaded.
MOST_BYTES = 256 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}


@dataclass(frozen=True, slots=True)
class Doors:
    """``user`` is who decides where nobody is asked; ``token`` what one must know; ``header`` the name of the
    header in which a proxy at one of ``proxies`` says who is there; ``hosts`` the names of this server."""

    user: str
    token: str | None = None
    header: str | None = None
    proxies: frozenset[str] = _LOOPBACK
    hosts: frozenset[str] = _LOOPBACK
    secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    @property
    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="session")

    def session(self, request: Request) -> dict[str, str]:
        """The session of a request, empty when there is none or it is forged."""
        try:
            found = self._signer.loads(request.cookies.get(SESSION, ""), max_age=_SESSION_SECONDS)
        except BadSignature:
            return {}
        return found if isinstance(found, dict) else {}

    def remember(self, request: Request, response: Response, session: dict[str, str]) -> None:
        """Give the session to the browser, for this site's own pages only."""
        response.set_cookie(
            SESSION,
            str(self._signer.dumps(session)),
            max_age=_SESSION_SECONDS,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )

    def who(self, request: Request) -> str | None:
        """Who is there; None when that is not known yet."""
        if self.header:
            peer = request.client.host if request.client else ""
            # More than one is not what a proxy sets: part of it may come from who asks.
            names = request.headers.getlist(self.header) if peer in self.proxies else []
            return _name(names[0]) if len(names) == 1 else None
        if self.token:
            return _name(self.session(request).get("who", ""))
        return self.user

    def knows(self, token: str) -> bool:
        """Whether a token is the right one, without telling by the time it takes."""
        return self.token is not None and _same(token, self.token)

    def proof(self, session: dict[str, str]) -> str:
        """What a form of this session carries, and no other site can know."""
        key, said = self.secret.encode(), session.get("id", "").encode()
        return hmac.new(key, b"form " + said, hashlib.sha256).hexdigest()

    def is_meant(self, request: Request, proof: str) -> bool:
        """Whether a change was asked for by a page of this session."""
        session = self.session(request)
        if not session.get("id") or not _same(proof, self.proof(session)):
            return False
        site = request.headers.get("sec-fetch-site", "same-origin")
        origin = request.headers.get("origin")
        same = origin is None or origin.split("://", 1)[-1] == request.headers.get("host")
        return site in ("same-origin", "none") and same


def _same(given: str, wanted: str) -> bool:
    # A form may be in any encoding, and hold what UTF-8 does not.
    return hmac.compare_digest(given.encode(errors="replace"), wanted.encode(errors="replace"))


def new_session(who: str = "") -> dict[str, str]:
    """A session that nobody can guess."""
    return {"id": secrets.token_hex(16), "who": who}


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.5")]
    [True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _name(text: str) -> str | None:
    """A name as it may stand in the record of decisions: one line, not too long."""
    shown = " ".join("".join(char for char in text if char.isprintable()).split())[:80]
    return shown or None


class Guard:
    """Refuses what no page of ours asks for, finds the session, tells browsers what they may do."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app = app
        self.doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        refused = self._refusal(headers)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        found = self.doors.session(Request(scope))
        state = scope.setdefault("state", {})
        state["new_session"] = not found.get("id")
        state["session"] = found if found.get("id") else new_session()
        await self.app(scope, _limited(receive), _with_headers(send))

    def _refusal(self, headers: dict[bytes, bytes]) -> Response | None:
        host = headers.get(b"host", b"").decode("latin-1")
        if _host(host) not in self.doors.hosts:
            return PlainTextResponse("unknown host\n", 421)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return PlainTextResponse("the request is too large\n", 413)
        return None


def _host(value: str) -> str:
    """The name in a Host header, without its port."""
    if value.startswith("["):
        name, closed, _ = value[1:].partition("]")
        return name if closed else ""
    return value.partition(":")[0].lower()


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", [])}
            extra = [(name, value) for name, value in HEADERS.items() if name not in own]
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await send(message)

    return sending


def _limited(receive: Callable[[], Awaitable[Message]]) -> Callable[[], Awaitable[Message]]:
    """A body without a length is counted as it comes."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > MOST_BYTES:
                raise HTTPException(413, "the request is too large")
        return message

    return receiving
