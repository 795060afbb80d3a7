"""An archive as Parquet: all rows in their partitions, types from the code, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SetupError
from pipeline.export.entry import Entry
from pipeline.export.tables import partitioned
from pipeline.export.tables.partitioned import ARCHIVE_TABLES, columns_of, write
from pipeline.flow import extract_file, make_engine
from schemas.review import Reviewed
from tests.cli.samples import document
from tests.servers.fixtures import need


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """Four documents of two years and two divisions; one has neither, one contradicts itself."""
    folder = tmp_path_factory.mktemp("documents")
    texts = [
        document(),
        document(code="13022523P00442P10057D").replace("2024年", "2023年"),
        document(code="35400124P00").replace("2024年", "").replace("330912 ", "354001 "),
        document(total="9.00"),
    ]
    found = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        result = extract_file(path, make_engine("local"))[0].extraction
        assert result
        found.append(Entry(Reviewed(**dict(result))))
    return found


def table(folder: Path, name: str) -> Any:
    from pyarrow import dataset  # noqa: PLC0415

    return dataset.dataset(folder / name, format="parquet", partitioning="hive").to_table()


def test_each_row_is_in_its_partition(read: list[Entry], tmp_path: Path) -> None:
    need("pyarrow")
    write(read, tmp_path / "out")
    folders = sorted(
        path.parent.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("*.parquet")
    )
    assert [each for each in folders if each.startswith("documents")] == [
        "documents/year=0/division=000000",
        "documents/year=2023/division=130225",
        "documents/year=2024/division=330912",
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    documents = table(tmp_path / "out", "documents").to_pylist()
    assert len(documents) == 4 and {each["year"] for each in documents} == {0, 2023, 2024}
    assert table(tmp_path / "out", "indicators").num_rows == 12
    [form] = [each for each in table(tmp_path / "out", "forms").to_pylist() if each["budget_total"] == "9.00"]
    assert form["budget_total_value"] == Decimal("9.00")
    found = table(tmp_path / "out", "findings").to_pylist()
    wanted = [each.rule for entry in read for each in entry.result.findings]
    assert sorted(each["rule"] for each in found) == sorted(wanted) and "budget.parts" in wanted
    assert all(each["form"] == 1 for each in found if each["rule"] == "budget.parts")


def test_types_do_not_depend_on_what_is_there(read: list[Entry], tmp_path: Path) -> None:
    need("pyarrow")
    from pyarrow import parquet  # noqa: PLC0415

    write(read, tmp_path / "out")
    dictionary = json.loads((tmp_path / "out" / "dictionary.json").read_text("utf-8"))
    described = {
        each["name"]: {column["name"]: column["type"] for column in each["columns"]}
        for each in dictionary["tables"]
    }
    for path in (tmp_path / "out").rglob("*.parquet"):
        schema = parquet.read_schema(path)
        name = path.relative_to(tmp_path / "out").parts[0]
        assert {field.name: str(field.type) for field in schema} == described[name]
    columns = [column for table in ARCHIVE_TABLES for column in columns_of(table)]
    page = (tmp_path / "out" / "dictionary.md").read_text("utf-8")
    assert all(f"| `{column.name}` | {column.zh} | {column.en} |" in page for column in columns)
    assert "Part paid from fiscal funds." in page and "Points of the indicator." in page


def test_rows_that_wait_are_written_in_parts(
    read: list[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("pyarrow")
    monkeypatch.setattr(partitioned, "_ROWS", 100)
    write((entry for _ in range(50) for entry in read), tmp_path / "out")
    assert table(tmp_path / "out", "indicators").num_rows == 600
    assert table(tmp_path / "out", "documents").num_rows == 200
    assert len(list((tmp_path / "out").rglob("*.parquet"))) > 20


def test_whole_or_not_at_all(read: list[Entry], tmp_path: Path) -> None:
    need("pyarrow")

    def interrupted() -> Iterator[Entry]:
        yield from read
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(interrupted(), tmp_path / "out")
    assert not list(tmp_path.iterdir())
    (tmp_path / "out").mkdir()
    write(read, tmp_path / "out")
    with pytest.raises(SetupError, match="already and not empty"):
        write(read, tmp_path / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError):
        write(read, tmp_path / "file" / "out")
