"""What can go wrong when a model is asked, and the one place where vendors' errors become ours.

    EngineError
    └── ModelError            the model gave no reading of this document, or no comments on a form
        ├── Unreachable       no connection, time-outs and server faults beyond our patience
        ├── Rejected          a wrong key, an unknown model, a request that the server does not accept
        ├── Refused           the model declined, or a content filter stopped it
        ├── Truncated         the reply was cut off at its length limit, and no smaller part can be asked for
        ├── Unusable          no reply of the right shape, after the model was told what was wrong
        ├── BudgetExhausted   our own limit, or the account's
        └── Unanswered        offline: nobody has answered this request yet

Only what can pass is sent again (:func:`can_pass`): rate limits, time-outs, connections, 5xx.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Self

from pipeline.errors import EngineError

_STATUS_REFUSED = frozenset({408, 409, 429})  # may pass; 409 is a lock conflict
_SHOWN = 160


class ModelError(EngineError):
    """``lasting`` tells that every further request of the run would meet the same."""

    lasting = False


class Unreachable(ModelError):
    """No answer within our patience."""


class Rejected(ModelError):
    """The server does not accept the request as it is."""

    lasting = True


class Refused(ModelError):
    """The model declined."""


class Truncated(ModelError):
    """The reply was cut off."""


class Unusable(ModelError):
    """No reply of the right shape."""


class Unanswered(ModelError):
    """Nobody has answered this request yet."""


class BudgetExhausted(ModelError):
    """A limit was reached."""

    lasting = True

    @classmethod
    def tokens(cls, limit: int, spent: int) -> Self:
        return cls(
            f"下一次请求会超过 token 上限 {limit:,}（已用 {spent:,}）；提高 --max-tokens 后重新运行即可继续",
            f"the next request would pass the limit of {limit:,} tokens ({spent:,} used); "
            "raise --max-tokens and run again to go on",
        )

    @classmethod
    def money(cls, limit: Decimal, spent: Decimal) -> Self:
        return cls(
            f"下一次请求会超过费用上限 {limit}（已用 {spent:.4f}）；提高 --max-cost 后重新运行即可继续",
            f"the next request would pass the limit of {limit} ({spent:.4f} spent); "
            "raise --max-cost and run again to go on",
        )


class EmptyReply(Exception):
    """A reply without any choice: a server's fault that can pass. Never leaves this package."""


def can_pass(error: BaseException) -> bool:
    """Whether sending the same request again can help."""
    import openai

    if isinstance(error, EmptyReply | openai.APIConnectionError | openai.APIResponseValidationError):
        return True
    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500 or (error.status_code in _STATUS_REFUSED and not _is_quota(error))
    return False


def retry_after(error: BaseException) -> float | None:
    """Seconds that the server asks us to wait, None when it does not say."""
    from email.utils import parsedate_to_datetime
    from time import time

    import openai

    if not isinstance(error, openai.APIStatusError):
        return None
    headers = error.response.headers
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * scale)
        except (KeyError, ValueError):
            continue
    try:
        return max(0.0, parsedate_to_datetime(headers["retry-after"]).timestamp() - time())
    except (KeyError, TypeError, ValueError):
        return None


def translate(error: BaseException) -> ModelError:
    """The vendor's error as ours: openai's, instructor's, and what httpx or pydantic let through."""
    import openai

    if isinstance(error, ModelError):
        return error
    shown = _shorten(error)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, shown)
    if isinstance(error, openai.APITimeoutError):
        return Unreachable(
            f"模型服务超时未答复（{shown}）", f"the model's server did not answer in time ({shown})"
        )
    if isinstance(error, openai.APIConnectionError):
        return Unreachable(
            f"连不上模型服务（{shown}）：请检查 OPENAI_BASE_URL 和网络，可用 jixiao doctor 诊断",
            f"the model's server cannot be reached ({shown}): check OPENAI_BASE_URL and the network; "
            "try jixiao doctor",
        )
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return Refused("模型拒绝答复（内容过滤）", "the model declined (content filter)")
    if isinstance(error, openai.LengthFinishReasonError):
        return Truncated("模型的答复过长被截断", "the model's reply was cut off")
    if isinstance(error, EmptyReply | openai.APIResponseValidationError):
        return Unreachable(
            f"模型服务的答复无法识别（{shown}）：请确认它兼容 OpenAI 接口",
            f"the server's answer is not one of the protocol ({shown}): is it OpenAI-compatible?",
        )
    return Unusable(
        f"模型未给出符合结构的答复（{shown}）", f"the model gave no reply of the right shape ({shown})"
    )


def _of_status(error: Any, shown: str) -> ModelError:
    status = error.status_code
    if _is_quota(error):
        return BudgetExhausted(
            f"模型账户额度已用尽（{shown}）", f"the model account's quota is exhausted ({shown})"
        )
    makers: dict[int, Callable[[], ModelError]] = {
        401: lambda: Rejected(
            f"密钥无效（{shown}）：请检查 OPENAI_API_KEY",
            f"the key is not accepted ({shown}): check OPENAI_API_KEY",
        ),
        403: lambda: Rejected(
            f"密钥没有权限（{shown}）：请检查账户", f"the key has no permission ({shown}): check the account"
        ),
        404: lambda: Rejected(
            f"没有这个模型或地址（{shown}）：请检查 JIXIAO_MODEL 和 OPENAI_BASE_URL",
            f"no such model or address ({shown}): check JIXIAO_MODEL and OPENAI_BASE_URL",
        ),
    }
    if status in makers:
        return makers[status]()
    if status in _STATUS_REFUSED or status >= 500:
        return Unreachable(
            f"模型服务一再失败（{status}：{shown}）：稍后重新运行即可继续",
            f"the model's server keeps failing ({status}: {shown}): run again later to go on",
        )
    # 400, 413, 422: this request; another document's may be accepted.
    rejected = Rejected(
        f"模型服务不接受请求（{status}：{shown}）：可用 jixiao doctor 检查它支持的约束方式",
        f"the server does not accept the request ({status}: {shown}): jixiao doctor tells what it supports",
    )
    rejected.lasting = False
    return rejected


def _is_quota(error: Any) -> bool:
    return error.status_code == 429 and getattr(error, "code", None) in (
        "insufficient_quota",
        "billing_hard_limit_reached",
    )


def _shorten(error: BaseException) -> str:
    body = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    text = " ".join(str(message or error or type(error).__name__).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
