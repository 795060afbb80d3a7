"""Whether a model server can be worked with: reachable, key, model, and which constraint it honours.

Whether a constraint is honoured shows when the model is told to break it: a server that constrains its
replies gives JSON of the right shape all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field

from pipeline.extract.llm.faults import ModelError, Rejected, translate
from pipeline.extract.llm.prompt import Messages
from pipeline.extract.llm.purse import Purse
from pipeline.extract.llm.reply import Reply
from pipeline.extract.llm.server import Server
from pipeline.extract.llm.session import Session
from pipeline.extract.llm.settings import CONSTRAINTS, Constraint, Settings
from schemas.finding import Message

_REPLY_TOKENS = 300
_DEFY = "只回答一个词：好。不要写 JSON，不要调用任何函数。"
_ASK = "项目名称：河堤巡护；表类型：绩效目标表（targets）。请按要求的结构作答。"

Verdict = Literal["enforced", "followed", "unsupported", "ignored"]
_VERDICTS: dict[Verdict, Message] = {
    "enforced": Message(
        zh="强制：要求模型违反也不违反", en="enforced: holds even when the model is told to break it"
    ),
    "followed": Message(
        zh="遵从：模型自愿按结构答复", en="followed: the model keeps to it of its own accord"
    ),
    "unsupported": Message(zh="服务不接受", en="not accepted by the server"),
    "ignored": Message(zh="不起作用", en="has no effect"),
}


class ProbeReply(Reply):
    """What is asked for: a string, an enumeration, a null."""

    project_name: str | None = Field(default=None, title="项目名称")
    form_type: Literal["targets", "self_evaluation"] | None = Field(default=None, title="表类型")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the report: ``good`` None for a remark."""

    good: bool | None
    message: Message


def diagnose(settings: Settings) -> Iterator[Diagnosis]:
    """Ask the server, line by line; ends at the first thing without which nothing works."""
    yield Diagnosis(None, Message(zh=f"服务 {settings.base_url}", en=f"server {settings.base_url}"))
    listed = asyncio.run(_models(settings))
    if isinstance(listed, ModelError):
        yield Diagnosis(False, listed.message)
        return
    yield Diagnosis(True, Message(zh="可以连接，密钥被接受", en="reachable, and the key is accepted"))
    if listed is None:
        yield Diagnosis(None, Message(zh="服务不列出模型", en="the server does not list its models"))
    elif settings.model in listed:
        yield Diagnosis(
            True, Message(zh=f"模型 {settings.model} 存在", en=f"the model {settings.model} exists")
        )
    else:
        known = ", ".join(sorted(listed)[:8]) or "-"
        yield Diagnosis(
            None,
            Message(
                zh=f"列出的模型中没有 {settings.model}（有：{known}）",
                en=f"{settings.model} is not among the models listed ({known})",
            ),
        )
    yield from _constraints(settings)


def _constraints(settings: Settings) -> Iterator[Diagnosis]:
    found: dict[Constraint, Verdict] = {}
    for constraint in CONSTRAINTS:
        verdict = asyncio.run(_probe(replace(settings, constraint=constraint)))
        if isinstance(verdict, ModelError):
            yield Diagnosis(False, verdict.message)
            return
        found[constraint] = verdict
        said = _VERDICTS[verdict]
        yield Diagnosis(
            verdict in ("enforced", "followed"),
            Message(zh=f"约束 {constraint}：{said.zh}", en=f"constraint {constraint}: {said.en}"),
        )
    best = next(
        (name for wanted in ("enforced", "followed") for name in CONSTRAINTS if found[name] == wanted), None
    )
    if best is None:
        yield Diagnosis(
            False,
            Message(
                zh="没有一种约束可用：这个模型不适合", en="no constraint works: this model is not suitable"
            ),
        )
        return
    advice = "" if best == settings.constraint else f" JIXIAO_CONSTRAINT={best}"
    yield Diagnosis(
        True,
        Message(
            zh=f"结论：可以使用，约束用 {best}" + (f"；请设置{advice}" if advice else ""),
            en=f"verdict: it works, with the constraint {best}" + (f"; set{advice}" if advice else ""),
        ),
    )


async def _models(settings: Settings) -> set[str] | ModelError | None:
    import openai

    client = openai.AsyncOpenAI(
        base_url=settings.base_url, api_key=settings.api_key or "none", timeout=20.0, max_retries=0
    )
    try:
        return {model.id async for model in client.models.list()}
    except openai.NotFoundError:
        return None
    except Exception as error:
        return translate(error)
    finally:
        await client.close()


async def _probe(settings: Settings) -> Verdict | ModelError:
    """What becomes of one constraint: told to break it, then asked to keep it."""
    settings = replace(
        settings, reply_tokens=settings.reply_tokens or _REPLY_TOKENS, timeout=60.0, patience=60.0, cache=None
    )
    server = Server(settings, Purse(settings.limits))
    try:
        for words in (_DEFY, _ASK):
            session = Session(settings, server, None)
            messages: Messages = [
                {"role": "system", "content": "你是转录员。"},
                {"role": "user", "content": words},
            ]
            try:
                await session.ask(messages, ProbeReply)
            except Rejected as error:
                return error if error.lasting else "unsupported"
            except ModelError as error:
                if session.spent.requests == 0:
                    return error
                continue
            return "enforced" if words == _DEFY and session.spent.requests == 1 else "followed"
        return "ignored"
    finally:
        await server.close()
