"""What two processes say to each other: frames of a JSON line and, where it names a size, that many bytes."""

from __future__ import annotations

import json
from typing import IO, Any

_LONGEST_HEADER = 1024 * 1024

Frame = tuple[dict[str, Any], bytes]


def write_frame(to: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame and send it off."""
    left = memoryview(json.dumps({**header, "size": len(body)}).encode() + b"\n" + body)
    # A pipe without a buffer takes what it has room for.
    while left:
        left = left[to.write(left) :]
    to.flush()


def read_frame(source: IO[bytes]) -> Frame | None:
    """The next frame, or None when the other side has gone. Raises ValueError for anything that is no
    frame."""
    line = source.readline(_LONGEST_HEADER)
    if not line.endswith(b"\n"):
        return None
    header = json.loads(line)
    body = bytearray()
    while len(body) < header["size"]:
        more = source.read(header["size"] - len(body))
        if not more:
            return None
        body += more
    return header, bytes(body)
