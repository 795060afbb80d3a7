"""The queue's filters as an address carries them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from pipeline.review.store import queue


def filters(
    q: Annotated[str, Query(max_length=200)] = "",
    status: str = "",
    department: str = "",
    year: str = "",
    errors: bool = False,
) -> queue.Wanted:
    """What is wanted; a value that makes no sense filters nothing."""
    return queue.Wanted(
        status=queue.status(status),
        department=department or None,
        year=int(year) if year.isascii() and year.isdecimal() and len(year) <= 4 else None,
        words=q,
        errors_only=errors,
    )
