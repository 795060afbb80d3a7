"""``jixiao export``: many documents to one file, from a store or from results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.commands.exit_codes import DONE, SOME_FAILED
from pipeline.commands.results import load_export, result_files
from pipeline.commands.streams import complain, show
from pipeline.errors import SetupError
from pipeline.export.entry import Choice, Entry
from pipeline.export.exporter import Lang
from pipeline.export.files import whole_file
from pipeline.export.tables import FORMATS, partitioned
from schemas.review import ReviewStatus

# A folder of many files.
ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for: a ``format`` of FORMATS or ARCHIVE, the ``table`` for formats that hold one,
    and of which documents."""

    lang: Lang
    store: str
    format: str
    out: Path
    table: str
    status: ReviewStatus | None = None


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Write the file, whole or not at all, and return the exit code: without ``paths`` what is in the store,
    else the results there."""
    found = _Found(_results(paths, wanted) if paths else _stored(wanted))
    if wanted.format == ARCHIVE:
        partitioned.write(found.or_refused(), wanted.out)
    else:
        with whole_file(wanted.out) as file:
            choice = Choice(wanted.table, wanted.lang)
            FORMATS[wanted.format].write(found.or_refused(), file, choice)
    show(
        f"导出 {found.count} 份文件：{wanted.out}\n"
        if wanted.lang == "zh"
        else f"{found.count} documents exported: {wanted.out}\n"
    )
    return SOME_FAILED if found.failed else DONE


class _Found:
    """Counts the documents as they go by; None is one that could not be read."""

    def __init__(self, entries: Iterator[Entry | None]) -> None:
        self.count = self.failed = 0
        self._entries = entries

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.count += entry is not None
            self.failed += entry is None
            if entry is not None:
                yield entry

    def or_refused(self) -> Iterator[Entry]:
        """The documents. Raises SetupError at the end when none could be read."""
        yield from self
        if self.failed and not self.count:
            raise SetupError("没有可导出的结果", "there is no result that can be exported")


def _results(paths: Sequence[Path], wanted: Wanted) -> Iterator[Entry | None]:
    for path in result_files(paths):
        try:
            result = load_export(path)
        except SetupError as error:
            complain(error.message, wanted.lang)
            yield None
            continue
        if wanted.status in (None, result.review.status):
            yield Entry(result)


def _stored(wanted: Wanted) -> Iterator[Entry]:
    from pipeline.review.store import exports, queue
    from pipeline.review.store.connect import connect, reading

    # Whoever reads does not mean to begin a new one.
    if "://" not in wanted.store and not Path(wanted.store).is_file():
        raise SetupError(
            f"{wanted.store}：没有这个审核库，请用 --store 指定，或写明要导出的结果文件",
            f"{wanted.store}: no such store; name one with --store, or name results to export",
        )
    with reading(connect(wanted.store)) as connection:
        yield from exports.entries(connection, queue.Wanted(status=wanted.status))
