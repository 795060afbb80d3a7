"""Speed of the review pages on a document of 200 forms: ``python -m evals.bench.review_pages``.

The command runs in a process of its own, on a file of SQLite; times are those of a client beside it, from the
request to the last byte. A page is one form with its source and the list of all forms; a decision is answered
when it is on disk, with the form as it is then.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from evals.bench.serving import Client, Reply, serving
from evals.bench.speed import text_of

FORMS = 200
PAGES = 20
DECISIONS = 400
_FORM = re.compile(r"^(?=## \d+\.)", re.MULTILINE)


def document(forms: int) -> str:
    """The example's forms, again and again."""
    head, *parts = _FORM.split(text_of(1_000 * forms))
    return "".join([head, *parts[:forms]])


def measure(forms: int = FORMS, pages: int = PAGES, decisions: int = DECISIONS) -> dict[str, list[float]]:
    """Seconds of each page opened and each decision answered."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "forms.txt"
        paper.write_text(document(forms), encoding="utf-8")
        with serving(Path(folder) / "review.db", paper) as served:
            client = Client(served.port)
            version = client.version(1)
            opened = [_timed(partial(client.get, f"/documents/1?form={n}")) for n in _spread(forms, pages)]
            queue = [_timed(partial(client.get, "/")) for _ in range(pages)]
            answered: dict[str, list[float]] = {"value": [], "name": []}
            for number, form in enumerate(_spread(forms, decisions)):
                # Rules that compare forms read a project's name, and no value of an indicator.
                name, field = ("value", "indicators/0/target") if number % 2 else ("name", "project_name")
                change: dict[str, Any] = {
                    "form": form,
                    "path": f"/forms/{form}/{field}",
                    "value": f"≥{number}",
                }
                seconds = _timed(partial(client.decide, 1, "edit", version + number, **change))
                answered[name].append(seconds)
    return {
        "queue": queue,
        "page": opened,
        **{f"decision on a {name}": each for name, each in answered.items()},
    }


def _spread(forms: int, count: int) -> Sequence[int]:
    """Numbers of forms from all over the document."""
    return [number * forms // count % forms for number in range(count)]


def _timed(ask: Callable[[], Reply]) -> float:
    started = time.perf_counter()
    reply = ask()
    taken = time.perf_counter() - started
    if reply.status != 200:
        raise RuntimeError(f"answered {reply.status}: {reply.text[:300]}")
    return taken


def main() -> None:
    """Print one line a kind of request."""
    print(f"{'request':<20}{'count':>8}{'median ms':>12}{'95th percentile ms':>22}")
    for name, seconds in measure().items():
        worst = quantiles(seconds, n=20)[-1]
        print(f"{name:<20}{len(seconds):>8}{1000 * median(seconds):>12.1f}{1000 * worst:>22.1f}")


if __name__ == "__main__":
    main()
