"""Reading in a process that can be stopped: a hostile file costs that process, never this one."""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any

from pipeline.errors import SourceError
from pipeline.ingest import pace
from pipeline.ingest.frames import Frame, read_frame, write_frame
from pipeline.ingest.limits import MAX_MEMORY_BYTES, PAGE_SECONDS
from pipeline.ingest.pictures import Picture
from pipeline.ingest.reader import ReadOptions
from schemas.places import with_places
from schemas.source import SourceText


class ApartReader:
    """Reads files one after the other in a process of its own, which is begun when it is needed, and anew
    after it was stopped. Of several threads one reads at a time. ``page_seconds`` is how long it may be
    silent, ``memory`` how many bytes it may have."""

    def __init__(self, page_seconds: float = PAGE_SECONDS, memory: int = MAX_MEMORY_BYTES) -> None:
        self._page_seconds = page_seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, data: bytes, name: str, options: ReadOptions) -> SourceText:
        """Read a file. Raises SourceError, also when the process took too long over a page, needed too much
        memory, or died."""
        with self._alone():
            header, text, places = self._asked(data, name, options)
        if header["frame"] == "refused":
            raise SourceError(header["zh"], header["en"])
        source = SourceText(
            name, text.decode("utf-8"), header["sha256"], header["media_type"], header["encoding"]
        )
        return with_places(source, places.decode())

    def pictures(self, data: bytes, name: str, media_type: str) -> Iterator[Picture]:
        """The pictures of a file's pages, drawn one at a time as they are asked for; nothing else can be
        read until the last. Raises SourceError as reading does."""
        with self._alone():
            child = self._sent({"name": name, "draw": media_type}, data, name)
            header, picture = self._frame(child, name)
            while header["frame"] == "picture":
                yield Picture(
                    header["number"], header["width"], header["height"], header["media_type"], picture
                )
                header, picture = self._frame(child, name)
        if header["frame"] == "refused":
            raise SourceError(header["zh"], header["en"])

    def close(self) -> None:
        """Stop the process."""
        with self._lock:
            self._stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One request at a time; after one that did not come to its end, nobody knows what the process is
        about, and it is stopped."""
        with self._lock:
            done = False
            try:
                yield
                done = True
            finally:
                if not done:
                    self._stop()

    def _asked(self, data: bytes, name: str, options: ReadOptions) -> tuple[dict[str, Any], bytes, bytes]:
        """The answer to a request: its header, and of a text that and its places."""
        child = self._sent({"name": name, "options": asdict(options)}, data, name)
        header, text = self._frame(child, name)
        places = self._frame(child, name)[1] if header["frame"] == "text" else b""
        return header, text, places

    def _sent(self, request: dict[str, Any], data: bytes, name: str) -> subprocess.Popen[bytes]:
        """The process that a request was sent to."""
        child = self._running()
        assert child.stdin
        try:
            write_frame(child.stdin, request, data)
        except OSError as error:
            raise _ended(name) from error
        return child

    def _frame(self, child: subprocess.Popen[bytes], name: str) -> Frame:
        """The next frame that is more than a sign of life. Raises SourceError when the process is gone, or
        silent for too long."""
        assert child.stdout
        while True:
            # The pipe is not buffered, so that what select sees is all that there is.
            if not select.select([child.stdout], [], [], self._page_seconds)[0]:
                seconds = f"{self._page_seconds:g}"
                raise SourceError(
                    f"{name}：一页读了 {seconds} 秒仍未读完，已停止；请拆分文件或降低分辨率",
                    f"{name}: a page took longer than {seconds} s and was given up; "
                    "split the file or lower its resolution",
                )
            try:
                frame = read_frame(child.stdout)
            except OSError as error:
                raise _ended(name) from error
            if frame is None:
                raise _ended(name)
            if frame[0]["frame"] != "tick":
                return frame
            pace.tick()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            # A session of its own: Ctrl-C is for the parent, which then stops it, and with it what it began.
            self._child = subprocess.Popen(
                [sys.executable, "-m", "pipeline.ingest.child", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def _ended(name: str) -> SourceError:
    return SourceError(
        f"{name}：读取时进程意外结束，文件可能已损坏或占用内存过多，请重新导出或拆分",
        f"{name}: the process that read it ended; the file may be broken or need too much memory: "
        "export it again or split it",
    )


READER = ApartReader()
atexit.register(READER.close)
