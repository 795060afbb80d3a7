"""A database that is away for a while is waited for; one that stays away or is full ends the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from pipeline.errors import StoreError
from pipeline.export.visible import one_line
from schemas.finding import Message

T = TypeVar("T")
# How long a database may be away, and the longest pause between two attempts, in seconds.
PATIENCE_SECONDS = 120.0
_LONGEST_PAUSE = 5.0
# SQLSTATE: connection exception, shut down or starting, too many connections, deadlock, serialization.
_PASSING = ("08", "57P", "53300", "40P01", "40001")
_FULL_STATE = "53100"
_FULL = ("disk is full", "disk I/O error", "No space left", "File too large")
_BUSY = ("is locked", "is busy")
_LONGEST = 300


class Steady:
    """Calls what needs the database until it succeeds. ``told`` hears of each failed attempt but the
    last."""

    def __init__(self, told: Callable[[Message], None], patience: float = PATIENCE_SECONDS) -> None:
        self._told = told
        self._patience = patience

    def __call__(self, call: Callable[[], T]) -> T:
        """What ``call`` returns; all of it is done once more when the database was away, so it must bear
        that. Raises StoreError when the database stays away, or is full."""
        retrying = Retrying(
            retry=retry_if_exception(is_passing),
            wait=wait_random_exponential(multiplier=0.1, max=_LONGEST_PAUSE),
            stop=stop_after_delay(self._patience),
            before_sleep=lambda state: self._tell(state.attempt_number),
            reraise=True,
        )
        try:
            return retrying(call)
        except DBAPIError as error:
            if is_full(error):
                raise StoreError(
                    f"数据库所在磁盘已满或不可写（{_said(error)}），已停止；未写入的文件仍是待处理，腾出空间后重新运行即可",
                    f"the disk of the database is full or cannot be written ({_said(error)}); what was not "
                    "written still waits: make room and run again",
                ) from None
            if is_passing(error):
                raise StoreError(
                    f"数据库连接中断超过 {self._patience:.0f} 秒（{_said(error)}），已停止；请恢复后重新运行",
                    f"the database was away for {self._patience:.0f} s ({_said(error)}); "
                    "run again when it is back",
                ) from None
            raise

    def _tell(self, attempt: int) -> None:
        if attempt == 1:
            self._told(
                Message(zh="数据库连接中断，正在重试", en="the connection to the database is lost; retrying")
            )


def is_full(error: BaseException) -> bool:
    """Whether the database could not write for want of room."""
    if not isinstance(error, DBAPIError):
        return False
    return _state(error) == _FULL_STATE or any(sign in str(error.orig) for sign in _FULL)


def is_passing(error: BaseException) -> bool:
    """Whether the same may succeed later: a lost connection, a lock, a server that starts."""
    if not isinstance(error, DBAPIError) or is_full(error):
        return False
    state, said = _state(error), str(error.orig)
    if error.connection_invalidated or (state and state.startswith(_PASSING)):
        return True
    # A connection that was refused or broke has no state.
    broke = type(error.orig).__module__.startswith("psycopg") and not state
    kinds = ("OperationalError", "InterfaceError")
    return (broke and type(error.orig).__name__ in kinds) or any(sign in said for sign in _BUSY)


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _said(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return one_line(lines[0] if lines else type(error).__name__, _LONGEST)
