"""Recorded replies of a model, played back in place of its server.

A recording is a line as the Batch API returns it: ``custom_id`` is the digest of the request,
``response.body`` the completion, and ``recorded`` says when. The body's ``model`` says what answered. A
request that changes (the instruction, the schema, the text shown) has another digest and is not answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.extract.llm.batch import Recorder, completion_of
from pipeline.extract.llm.cache import request_key
from pipeline.extract.llm.purse import Spent

HERE = Path(__file__).parent / "replies"


class Recordings(Recorder):
    """Answers from recordings. What they do not answer is kept in ``lines`` and raises
    :class:`~pipeline.extract.llm.faults.Unanswered`."""

    def __init__(self, directory: Path = HERE) -> None:
        self.lines: list[str] = []
        super().__init__(write=self.lines.append)
        self.replies: dict[str, Any] = {}
        for path in sorted(directory.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                reply = json.loads(line)
                self.replies[reply["custom_id"]] = completion_of(reply)
        self.prompt_characters = 0
        self.reply_characters = 0

    async def complete(self, request: Mapping[str, Any]) -> tuple[Any, Spent]:
        """The recorded completion; the cost of a recording is not known, only its characters are."""
        reply = self.replies.get(request_key(request))
        if reply is None:
            return await super().complete(request)
        self.prompt_characters += sum(len(message["content"]) for message in request["messages"])
        self.reply_characters += len(reply.choices[0].message.content or "")
        return reply, Spent(requests=1)
