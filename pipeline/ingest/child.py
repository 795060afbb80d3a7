"""The process that takes files apart: reads requests from standard input, answers on standard output.

It has a limit of memory, ends with its parent, and is stopped by it when nothing comes for too long. Run as
``python -m pipeline.ingest.child BYTES``.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from typing import IO, Any

from pipeline.errors import SourceError
from pipeline.ingest import pace
from pipeline.ingest.dispatch import reader_of
from pipeline.ingest.frames import read_frame, write_frame
from pipeline.ingest.pictures import page_pictures
from pipeline.ingest.reader import ReadOptions
from schemas.places import dump_places

_GLANCE_SECONDS = 1.0


def main(memory: int) -> None:
    """Answer one request after the other until there is none."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not come between the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    pace.listen(lambda: write_frame(answers, {"frame": "tick"}))
    while request := read_frame(sys.stdin.buffer):
        header, data = request
        _answer(answers, data, header)


def _answer(answers: IO[bytes], data: bytes, request: dict[str, Any]) -> None:
    name = request["name"]
    try:
        if "draw" in request:
            for each in page_pictures(data, request["draw"]):
                size = {"number": each.number, "width": each.width, "height": each.height}
                write_frame(answers, {"frame": "picture", "media_type": each.media_type, **size}, each.data)
            write_frame(answers, {"frame": "drawn"})
            return
        source = reader_of(data, name).read(data, name, ReadOptions(**request["options"]))
        text, places = source.text.encode(), dump_places(source).encode()
    except SourceError as error:
        write_frame(answers, {"frame": "refused", "zh": error.message.zh, "en": error.message.en})
    except MemoryError:
        # What is left of the memory is nobody's: the next file gets a new process.
        os._exit(1)
    except Exception as error:
        # A library gave up on the file in a way of its own.
        what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        zh = f"{name}：文件内容有误，无法读取（{what}），请重新导出"
        en = f"{name}: the file is broken and cannot be read ({what}); export it again"
        write_frame(answers, {"frame": "refused", "zh": zh, "en": en})
    else:
        kept = {"media_type": source.media_type, "encoding": source.encoding, "sha256": source.sha256}
        write_frame(answers, {"frame": "text", **kept}, text)
        write_frame(answers, {"frame": "places"}, places)


def _end_with(parent: int) -> None:
    """Whoever asked may be gone while a page is worked on. What reads it may be a program that this process
    has begun, in a group with it."""
    while os.getppid() == parent:
        time.sleep(_GLANCE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
