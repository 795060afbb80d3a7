"""The model engine: one request a form, one for what stands outside the forms; nothing is trusted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from time import perf_counter
from typing import Any

from pipeline.extract.llm.cache import ReplyCache
from pipeline.extract.llm.economy import Kept, keep
from pipeline.extract.llm.excerpt import Excerpt, plan
from pipeline.extract.llm.faults import ModelError, Truncated
from pipeline.extract.llm.loop import Loop
from pipeline.extract.llm.prompt import (
    COMMENTING,
    Messages,
    comment_messages,
    form_messages,
    narrative_messages,
    page_messages,
    prompt_version,
    reread_messages,
)
from pipeline.extract.llm.purse import Purse, Spent
from pipeline.extract.llm.record import document_record, form_record, join, narrative_record, written
from pipeline.extract.llm.reply import Answers, Comments, FormReply, NarrativeReply, PageReply, Reply
from pipeline.extract.llm.server import Server
from pipeline.extract.llm.session import Completing, Session
from pipeline.extract.llm.settings import Settings
from pipeline.extract.llm.tally import Tally
from pipeline.extract.questions import Question
from schemas.comment import ProposedComment
from schemas.finding import Message
from schemas.layout import Layout
from schemas.reading import Reading
from schemas.result import EngineInfo, Usage
from schemas.source import SourceText

VERSION = "1"
_QUESTIONS = 12  # a request: more would make the reply long and the questions hard to tell apart
# A handful of comments; a model that thinks first needs more (JIXIAO_REPLY_TOKENS).
_COMMENT_TOKENS = 6_000
_FIRST_PART = "本表分两次转录，这里是表头和前一部分指标行；没有出现的内容填 null。"
_SECOND_PART = "本表分两次转录，这里只有后一部分指标行；没有出现的内容填 null。"


class LlmEngine:
    """Reads with a model. ``server`` is what answers; another one than the network's records what would be
    asked. With ``economy``, forms that the embedded engine is sure of are not sent."""

    def __init__(
        self,
        settings: Settings,
        *,
        server: Completing | None = None,
        cache: ReplyCache | None = None,
        economy: bool = False,
    ) -> None:
        self.settings = settings
        self.economy = economy
        self.purse = Purse(settings.limits)
        self._tally = Tally()
        self._cache = cache or (ReplyCache(settings.cache) if settings.cache else None)
        self._loop = Loop()
        self._network = Server(settings, self.purse)
        self._server = server or self._network

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(
            name="economy" if self.economy else "llm",
            version=VERSION,
            model=self.settings.model,
            prompt_version=prompt_version(),
        )

    def read(self, source: SourceText, layout: Layout, embedded: Reading | None = None) -> Reading:
        """Read one document. Raises :class:`ModelError` when a part of it could not be read."""
        started = perf_counter()
        kept = keep(embedded) if self.economy and embedded else Kept.nothing()
        session = self._session()
        try:
            record = self._loop.run(self._read(session, source, layout, kept))
        finally:
            self._tally.spend(session.spent)
        usage = _usage(session.spent, perf_counter() - started)
        return Reading(
            record=record,
            places=kept.places,
            corrections=kept.corrections,
            confidence=kept.confidence,
            usage=usage,
        )

    def reread(
        self, source: SourceText, asked: Sequence[Question]
    ) -> tuple[Mapping[str, str | int | None], Usage]:
        """Blind second readings by pointer; a question that got no answer is absent."""
        session = self._session()
        try:
            answers = self._loop.run(self._reread(session, source, asked))
        finally:
            self._tally.spend(session.spent)
        return answers, _usage(session.spent, 0.0)

    @property
    def commenter(self) -> EngineInfo:
        return self.info.model_copy(update={"prompt_version": prompt_version(COMMENTING)})

    def comment(self, texts: Sequence[str]) -> tuple[Sequence[Sequence[ProposedComment] | ModelError], Usage]:
        """What the model says of each form; of one that got no reply, why."""
        started = perf_counter()
        session = self._session()
        try:
            said = self._loop.run(_comments(session, texts))
        finally:
            self._tally.comment(session.spent)
        return said, _usage(session.spent, perf_counter() - started)

    @property
    def concurrency(self) -> int:
        return self.settings.concurrency

    def bill(self) -> Message:
        return self._tally.bill(self.purse.cost, economy=self.economy)

    def close(self) -> None:
        self._loop.close(self._network.close)

    def _session(self) -> Session:
        return Session(self.settings, self._server, self._cache)

    async def _read(self, session: Session, source: SourceText, layout: Layout, kept: Kept) -> Any:
        wanted = plan(source, layout)
        work: list[Any] = []
        for index, excerpt in enumerate(wanted.forms):
            before = wanted.titles[index - 1] if index else None
            after = wanted.titles[index + 1] if index + 1 < len(wanted.titles) else None
            if index in kept.forms:
                self._tally.keep(len(excerpt.text))
                work.append(_ready(kept.forms[index]))
            else:
                self._tally.send(len(excerpt.text))
                ask = page_messages if wanted.page else partial(form_messages, before=before, after=after)
                work.append(_form(session, excerpt, ask, PageReply if wanted.page else FormReply))
        if wanted.narrative and kept.narrative is None:
            work.append(_narrative(session, wanted.narrative))
        else:
            work.append(_ready(kept.narrative or {}))
        # All are waited for, whatever one of them meets: what is paid for is kept for the next run.
        done = await asyncio.gather(*work, return_exceptions=True)
        _raise_first(done, len(wanted.forms))
        *forms, narrative = (each for each in done if isinstance(each, dict))
        return document_record(narrative, forms)

    async def _reread(
        self, session: Session, source: SourceText, asked: Sequence[Question]
    ) -> dict[str, str | int | None]:
        groups = [
            list(group) for _, group in groupby(sorted(asked, key=lambda q: q.place), key=lambda q: q.place)
        ]
        parts = [group[at : at + _QUESTIONS] for group in groups for at in range(0, len(group), _QUESTIONS)]
        done = await asyncio.gather(
            *(
                session.ask(
                    reread_messages(source.excerpt(part[0].place), [each.wording for each in part]), Answers
                )
                for part in parts
            ),
            return_exceptions=True,
        )
        _raise_first(done, 0)
        read: dict[str, str | int | None] = {}
        for part, answers in zip(parts, done, strict=True):
            assert isinstance(answers, Answers)
            for answer in answers.answers:
                if 1 <= answer.number <= len(part):
                    pointer = part[answer.number - 1].pointer
                    read.setdefault(pointer, written(_field(pointer), answer.value))
        return read


async def _ready(part: dict[str, Any]) -> dict[str, Any]:
    return part


async def _narrative(session: Session, text: str) -> dict[str, Any]:
    return narrative_record(await session.ask(narrative_messages(text), NarrativeReply))


async def _form(
    session: Session, excerpt: Excerpt, ask: Callable[..., Messages], reply: type[Reply], part: str = ""
) -> dict[str, Any]:
    """One form; a reply that was cut off is asked for in two parts."""
    try:
        return form_record(await session.ask(ask(excerpt.text, part=part), reply))
    except Truncated:
        halves = excerpt.halves()
        if halves is None:
            raise
    first, second = await asyncio.gather(
        _form(session, halves[0], ask, reply, _FIRST_PART),
        _form(session, halves[1], ask, reply, _SECOND_PART),
    )
    return join(first, second)


async def _comments(session: Session, texts: Sequence[str]) -> list[Sequence[ProposedComment] | ModelError]:
    asked = [session.ask(comment_messages(text), Comments, _COMMENT_TOKENS) for text in texts]
    said: list[Sequence[ProposedComment] | ModelError] = []
    for each in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(each, BaseException) and not isinstance(each, ModelError):
            raise each
        said.append(each.comments if isinstance(each, Comments) else each)
    return said


def _raise_first(done: Sequence[object], forms: int) -> None:
    for index, each in enumerate(done):
        if isinstance(each, ModelError) and index < forms and forms > 1:
            zh, en = each.message.zh, each.message.en
            raise type(each)(f"绩效表 {index + 1}：{zh}", f"form {index + 1}: {en}") from each
        if isinstance(each, BaseException):
            raise each


def _field(pointer: str) -> str:
    parts = pointer.split("/")
    return "extra" if "extra" in parts else next(part for part in reversed(parts) if not part.isdecimal())


def _usage(spent: Spent, seconds: float) -> Usage:
    return Usage(
        requests=spent.requests,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        cached_requests=spent.cached_requests,
        seconds=seconds,
    )
