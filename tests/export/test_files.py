"""Result files: their names and how they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.export.files import make_folder, result_names, write_result


def test_names_are_distinct_and_independent_of_order() -> None:
    files = [Path(name) for name in ("a/x.txt", "b/x.txt", "a/x.md", "a/X.txt", "y.txt")]
    names = result_names(files)
    assert len({name.casefold() for name in names.values()}) == len(files)
    assert names[Path("y.txt")] == "y.json"
    assert result_names(files[::-1]) == names


def test_a_file_named_like_another_ones_result() -> None:
    files = [Path("a/x.txt"), Path("b/x.txt")]
    taken = Path(result_names(files)[files[0]].removesuffix(".json") + ".txt")
    names = result_names([*files, taken])
    assert len(set(names.values())) == 3


@pytest.mark.parametrize(
    "name",
    [
        "..\\..\\etc\\passwd.txt",
        "C:evil.txt",
        "...txt",
        ".txt",
        " .txt",
        "\x1b[2J.txt",
        "\udcff.txt",
        "好" * 80 + ".txt",
        "a\n.txt",
    ],
)
def test_names_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    result = result_names([Path(name)])[Path(name)]
    target = tmp_path / result
    write_result(target, "{}")
    assert target.parent.resolve() == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == [result]
    assert result.isprintable()
    assert not result.startswith(".")


def test_a_write_that_fails_leaves_the_old_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.json"
    write_result(target, "old")

    def fail(self: Path, other: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(SetupError, match="No space left"):
        write_result(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert target.read_text() == "old"


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="--out"):
        make_folder(tmp_path / "file" / "below")


def test_reserved_names_are_not_given_to_documents() -> None:
    names = result_names([Path("Summary.txt"), Path("a.txt")], reserved=["summary"])
    assert names[Path("a.txt")] == "a.json"
    assert names[Path("Summary.txt")].startswith("Summary-")
