"""Requests in files that a batch service takes: so many requests and bytes in each at most.

Source: OpenAI's Batch API takes 50,000 requests and 200 MB in a file.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from pipeline.errors import SetupError

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000


class BatchFiles:
    """Files ``requests-0001.jsonl`` and so on in a folder. Each has its name only once it is whole; what an
    error leaves unfinished is removed. Raises SetupError when the folder cannot be written, or holds such
    files already: nobody could tell them apart."""

    def __init__(
        self, folder: Path, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self._file: BinaryIO | None = None
        self._requests = self._bytes = 0
        self.count = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            before = next(folder.glob("requests-*.jsonl"), None)
        except OSError as error:
            raise self._refused(error) from None
        if before:
            raise SetupError(
                f"{before}：已存在，请用 --out 指定新的文件夹",
                f"{before}: is there already; name a new folder with --out",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        elif self._file:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def write(self, line: str) -> None:
        """Write a request."""
        content = f"{line}\n".encode(errors="replace")
        if self._requests == self._most_requests or self._bytes + len(content) > self._most_bytes:
            self._finish()
        try:
            if self._file is None:
                self._file = self._part.open("wb")
            self._file.write(content)
        except OSError as error:
            raise self._refused(error) from None
        self._requests += 1
        self._bytes += len(content)

    @property
    def _part(self) -> Path:
        return self._folder / ".requests.part"

    def _finish(self) -> None:
        if self._file is None:
            return
        try:
            self._file.close()
            self._part.replace(self._folder / f"requests-{self.count + 1:04}.jsonl")
        except OSError as error:
            raise self._refused(error) from None
        self.count += 1
        self._file, self._requests, self._bytes = None, 0, 0

    def _refused(self, error: OSError) -> SetupError:
        what = error.strerror or type(error).__name__
        return SetupError(
            f"{self._folder}：无法写入请求（{what}），请用 --out 指定可写的文件夹",
            f"{self._folder}: cannot write requests ({what}); name a writable folder with --out",
        )
