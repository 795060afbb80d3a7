"""Offline batches in the format of OpenAI's Batch API: requests to a file, replies from one.

The same engine makes the requests: what the cache does not answer is written down instead of sent. Replies
are put into the cache, and the next run finds them. What only a reply can bring about (a second reading, the
halves of a form whose reply was cut off) is in the next batch.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from pipeline.extract.llm.cache import ReplyCache, request_key
from pipeline.extract.llm.faults import Unanswered
from schemas.finding import Message

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

    from pipeline.extract.llm.purse import Spent

_URL = "/v1/chat/completions"


def _nowhere(_: str) -> None:
    return


class Recorder:
    """Answers nothing and hands each request on once, as a line of the Batch API, to ``write``; of what was
    asked it remembers the digests only. ``count`` counts the requests."""

    def __init__(self, cache: ReplyCache | None = None, write: Callable[[str], None] = _nowhere) -> None:
        self.count = 0
        self._cache = cache
        self._write = write
        self._seen: set[bytes] = set()
        self._lock = threading.Lock()

    async def complete(self, request: Mapping[str, Any]) -> tuple[ChatCompletion, Spent]:
        """Raises :class:`Unanswered`."""
        self._record(request)

    def _record(self, request: Mapping[str, Any]) -> NoReturn:
        key = request_key(request)
        with self._lock:
            if (seen := bytes.fromhex(key)) not in self._seen:
                self._seen.add(seen)
                self.count += 1
                if self._cache:
                    self._cache.expect(request)
                line = {"custom_id": key, "method": "POST", "url": _URL, "body": dict(request)}
                self._write(json.dumps(line, ensure_ascii=False))
        raise Unanswered(
            "还有请求没有答复：用 jixiao batch write 写出，答复后用 jixiao batch read 读入",
            "a request has no reply yet: jixiao batch write writes it down, batch read takes the reply",
        )


@dataclass(slots=True)
class Taken:
    """What became of a file of replies. ``problems`` are the lines that gave nothing, with the reason."""

    kept: int = 0
    known: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    problems: list[tuple[int, Message]] = field(default_factory=list)


def take(lines: Iterable[str], cache: ReplyCache) -> Taken:
    """Put replies into the cache. A reply that is there already is not put there again; a line that cannot be
    used is listed and the others are taken."""
    taken = Taken()
    for number, line in enumerate(lines, 1):
        if line.strip():
            problem = _take(line, cache, taken)
            if problem:
                taken.problems.append((number, problem))
    return taken


def completion_of(reply: Mapping[str, Any]) -> ChatCompletion:
    """The completion of a parsed reply line. Raises ValidationError, KeyError or IndexError."""
    from openai.types.chat import ChatCompletion

    completion = ChatCompletion.model_validate(reply["response"]["body"])
    completion.choices[0]
    return completion


def _take(line: str, cache: ReplyCache, taken: Taken) -> Message | None:
    from pydantic import ValidationError

    try:
        reply = json.loads(line)
        key, response = reply["custom_id"], reply.get("response") or {}
        request = cache.expected(key)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Message(zh="不是 Batch API 的答复行", en="not a reply line of the Batch API")
    if request is None:
        return Message(zh=f"没有写出过请求 {key[:12]}…", en=f"no request {key[:12]}… was written")
    error = reply.get("error") or (response.get("body") or {}).get("error")
    if error or response.get("status_code") != 200:
        shown = str((error or {}).get("message") or response.get("status_code"))[:160]
        return Message(zh=f"请求失败（{shown}）", en=f"the request failed ({shown})")
    try:
        completion = completion_of(reply)
    except (ValidationError, KeyError, IndexError):
        return Message(zh="答复内容不完整", en="the reply is incomplete")
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Message(zh="模型拒绝答复", en="the model declined")
    if not cache.put(request, completion.model_dump(mode="json", exclude_unset=True)):
        taken.known += 1
        return None
    taken.kept += 1
    if completion.usage:
        taken.input_tokens += completion.usage.prompt_tokens
        taken.output_tokens += completion.usage.completion_tokens
    return None
