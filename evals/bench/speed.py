"""Speed and memory of the whole local path over four decades of size: ``python -m evals.bench.speed``.

Each size is a document of as many forms as fit, layouts mixed as in archives, measured in a process of its
own. Figures are characters per second and peak memory above that of the bare process; the last column is
the time per character relative to the smallest size, 1.0 for a linear path.
"""

from __future__ import annotations

import multiprocessing
import resource
from pathlib import Path
from time import perf_counter

from pipeline.flow import extract, make_engine
from schemas.source import SourceText

EXAMPLE = Path(__file__).parents[2] / "examples" / "qinghe_2024.txt"
SIZES = (2_000, 20_000, 200_000, 2_000_000)


def text_of(size: int) -> str:
    """The example's two forms, again and again under numbers of their own, up to ``size`` characters."""
    text = EXAMPLE.read_text(encoding="utf-8")
    start = text.index("## 1.公益演出")
    head, forms = text[:start], text[start:]
    parts, length, number = [head], len(head), 1
    while length < size:
        part = forms.replace("## 1.", f"## {number % 999 + 1}.").replace("## 2.", f"## {number % 999 + 2}.")
        parts.append(part)
        length += len(part)
        number += 2
    return "".join(parts)[:size]


def measure(size: int) -> tuple[int, float, float]:
    """Characters, seconds and peak memory in MiB of one extraction."""
    engine = make_engine("local")
    extract(SourceText.from_text(text_of(2_000)), engine)
    source = SourceText.from_text(text_of(size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = perf_counter()
    extract(source, engine)
    seconds = perf_counter() - started
    return len(source.text), seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def main() -> None:
    """Print one line a size."""
    print(f"{'characters':>12}{'seconds':>10}{'characters/s':>14}{'peak MiB':>10}{'time per character':>20}")
    first = None
    context = multiprocessing.get_context("spawn")
    for size in SIZES:
        with context.Pool(1) as pool:
            characters, seconds, memory = pool.apply(measure, (size,))
        first = first or seconds / characters
        ratio = seconds / characters / first
        print(f"{characters:12,}{seconds:10.3f}{characters / seconds:14,.0f}{memory:10.1f}{ratio:20.2f}")


if __name__ == "__main__":
    main()
