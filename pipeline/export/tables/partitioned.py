"""An archive as Parquet: a folder for each table, year and division, and a data dictionary beside them.

    forms/year=2024/division=130225/000000.parquet

Each column has its type from the code, never from what happens to be in it; money and points are decimals
beside the printed text. Rows wait in memory until there are many, then the partition with the most is
written: as much memory for a hundred documents as for a million.
"""

from __future__ import annotations

import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.errors import SetupError
from pipeline.export.entry import Entry
from pipeline.export.tables import documents, findings, form_rows, forms
from pipeline.export.tables.column import Column, Value
from pipeline.export.tables.described import as_json, as_markdown
from pipeline.export.tables.parquet import COMPRESSION, batch_of, need_pyarrow, schema_of, values_of
from pipeline.export.tables.partition import Partition, partition_of
from pipeline.export.tables.rows import standings
from pipeline.export.tables.table import Table

ARCHIVE_TABLES = (documents.TABLE, forms.TABLE, form_rows.INDICATORS, form_rows.FUNDS, findings.TABLE)
# Rows in memory: some hundred megabytes with long texts.
_ROWS = 40_000
_PRINTED = "printed_year"


def columns_of(table: Table) -> list[Column]:
    """The columns of a table in an archive. ``year`` is the partition's, so that the printed one has another
    name."""
    return [replace(each, name=_PRINTED) if each.name == "year" else each for each in table.columns]


def write(entries: Iterable[Entry], folder: Path) -> None:
    """Write the folder, whole or not at all. Raises SetupError when it is there already, cannot be written,
    or pyarrow is not installed (extra ``parquet``)."""
    need_pyarrow()
    with _whole_folder(folder) as new:
        writer = _Writer(new)
        for entry in entries:
            writer.add(entry)
        writer.finish()
        (new / "dictionary.md").write_text(as_markdown(_described()), encoding="utf-8")
        (new / "dictionary.json").write_text(as_json(_described()), encoding="utf-8")


def _described() -> list[tuple[Table, Sequence[Column]]]:
    return [(table, columns_of(table)) for table in ARCHIVE_TABLES]


class _Writer:
    def __init__(self, folder: Path) -> None:
        from pyarrow import parquet

        self._pyarrow = need_pyarrow()
        self._parquet = parquet
        self._folder = folder
        self._schemas = {table.name: schema_of(columns_of(table), table) for table in ARCHIVE_TABLES}
        self._waiting: dict[tuple[str, Partition], list[list[Value]]] = defaultdict(list)
        self._rows = 0
        self._files: dict[tuple[str, Partition], int] = defaultdict(int)
        for table in ARCHIVE_TABLES:
            (folder / table.name).mkdir()

    def add(self, entry: Entry) -> None:
        """Take a document's rows."""
        where = partition_of(entry.result.record)
        how = standings(entry.result)
        for table in ARCHIVE_TABLES:
            found = [values_of(row, table) for row in table.rows(entry, how)]
            if found:
                self._waiting[table.name, where] += found
                self._rows += len(found)
        if self._rows > _ROWS:
            self._make_room()

    def finish(self) -> None:
        """Write what still waits."""
        for key in sorted(self._waiting):
            self._write(key)

    def _make_room(self) -> None:
        """Write what is largest, until half is left: files that are too small are slow to read."""
        for key in sorted(self._waiting, key=lambda key: (-len(self._waiting[key]), key)):
            if self._rows <= _ROWS // 2:
                return
            self._write(key)

    def _write(self, key: tuple[str, Partition]) -> None:
        name, where = key
        found, schema = self._waiting.pop(key), self._schemas[name]
        self._rows -= len(found)
        folder = self._folder / name / where.folder
        folder.mkdir(parents=True, exist_ok=True)
        table = self._pyarrow.Table.from_batches([batch_of(self._pyarrow, found, schema)])
        path = folder / f"{self._files[key]:06}.parquet"
        self._parquet.write_table(table, path, compression=COMPRESSION)
        self._files[key] += 1


@contextmanager
def _whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write to that becomes ``folder`` at the end, and leaves nothing after an error."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SetupError(
            f"{folder}：已存在且不为空，请用 --out 指定新的文件夹",
            f"{folder}: is there already and not empty; name a new folder with --out",
        )
    temporary = folder.absolute().with_name(f".{secrets.token_hex(8)}.part")
    try:
        try:
            temporary.mkdir(parents=True)
            yield temporary
            temporary.replace(folder)
        finally:  # Ctrl-C and a full disk leave nothing behind
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SetupError(
            f"{folder}：无法写入（{reason}），请用 --out 指定可写的文件夹",
            f"{folder}: cannot be written ({reason}); name a writable folder with --out",
        ) from error
