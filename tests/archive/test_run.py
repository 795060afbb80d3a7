"""What a run does: everything once, nothing again, the same document under several names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from pipeline.archive.configuration import Configuration
from pipeline.archive.discovery import walk
from pipeline.archive.status import duplicates, retry
from pipeline.archive.work import Task
from pipeline.errors import SetupError
from pipeline.flow import extract_file, make_engine
from pipeline.review.store.adding import add
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.deciding import decide
from pipeline.review.store.tables import DOCUMENTS
from schemas.review import Request
from tests.archive.archives import Archive, Here
from tests.cli.samples import document

OTHER = Configuration('{"engine": {"name": "local", "version": "2", "model": null}, "program": "0"}')


def test_every_file_ends_as_a_document(archive: Archive) -> None:
    done = archive.run()
    assert (done.found, done.done, done.failed, done.ended_here) == (6, 6, 0, 6)
    assert archive.counts() == {"done": 6}
    archive.ended()
    names = archive.rows("SELECT name FROM documents ORDER BY name")
    assert names == [(f"{number}.txt",) for number in range(6)]


def test_what_is_done_is_not_done_again(archive: Archive) -> None:
    archive.run()
    before = archive.rows("SELECT sha256, added_at FROM documents ORDER BY sha256")
    assert archive.worked() == 0
    assert archive.rows("SELECT sha256, added_at FROM documents ORDER BY sha256") == before


def test_an_unchanged_file_is_not_read_again(archive: Archive) -> None:
    """Nobody may read it now, and nobody has to."""
    archive.run()
    path = archive.folder / "0" / "0.txt"
    found = path.stat()
    # Other bytes of the same size and time: whoever reads them finds another document.
    path.write_bytes(b"x" * found.st_size)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert archive.worked() == 0
    assert archive.counts() == {"done": 6}


def test_files_with_the_same_bytes_are_one_document(archive: Archive) -> None:
    for name in ("again.txt", "1/深/again.md"):
        archive.write(name, document(name="稻田示范点建设0"))
    done = archive.run()
    assert (done.found, done.done) == (8, 6)
    engine = archive.engine
    with reading(engine) as connection:
        same = duplicates(connection)
    assert same.count == 2
    assert [[Path(name).name for name in names] for names in same.names] == [
        ["0.txt", "again.md", "again.txt"]
    ]


def test_a_changed_file_is_done_again_and_its_old_content_replaced(archive: Archive) -> None:
    archive.run()
    archive.write("0/0.txt", document(name="另一项目"))
    assert archive.worked() == 1
    assert archive.counts() == {"done": 6, "replaced": 1}
    # As it was before: that document is there already.
    archive.write("0/0.txt", document(name="稻田示范点建设0"))
    assert archive.worked() == 0
    assert archive.counts() == {"done": 6, "replaced": 1}


def test_content_that_another_file_still_holds_is_not_replaced(archive: Archive) -> None:
    archive.write("copy.txt", document(name="稻田示范点建设0"))
    archive.run()
    archive.write("0/0.txt", document(name="另一项目"))
    archive.run()
    assert archive.counts() == {"done": 7}


def test_a_file_that_changes_between_discovery_and_work(archive: Archive) -> None:
    class Meddler(Here):
        def give(self, tasks: Sequence[Task]) -> None:
            if tasks and not self.begun:
                archive.write("0/0.txt", document(name="另一项目"))
            super().give(tasks)

    archive.run(Meddler())
    assert archive.counts() == {"done": 6, "replaced": 1}
    assert archive.rows("SELECT count(*) FROM documents") == [(6,)]


def test_a_file_that_goes_away_has_another_name(archive: Archive) -> None:
    archive.write("9/copy.txt", document(name="稻田示范点建设0"))

    class Meddler(Here):
        def give(self, tasks: Sequence[Task]) -> None:
            if tasks:
                (archive.folder / "0" / "0.txt").unlink(missing_ok=True)
                (archive.folder / "0" / "2.txt").unlink(missing_ok=True)
            super().give(tasks)

    archive.run(Meddler())
    assert archive.counts() == {"done": 5, "failed": 1}
    [failure] = archive.status().failures
    assert failure.reason.zh == "文件不存在，请检查路径"
    assert [Path(name).name for name in failure.files] == ["2.txt"]


def test_what_cannot_be_read_fails_with_its_reason_and_is_tried_when_asked(archive: Archive) -> None:
    archive.write("empty.txt", "")
    archive.write("blank.txt", " \n")
    archive.write("binary.txt", bytes(range(256)) * 40)
    done = archive.run()
    assert (done.done, done.failed, done.failed_here) == (6, 3, 3)
    reasons = {each.reason.en: each.count for each in archive.status().failures}
    assert sorted(reasons.values()) == [1, 2] and not any(".txt" in reason for reason in reasons)
    assert archive.worked() == 0
    engine = archive.engine
    assert retry(engine, reason="empty") == 2
    assert archive.counts() == {"done": 6, "failed": 1, "waiting": 2}
    assert archive.worked() == 2
    assert retry(engine, paths=[archive.folder / "binary.txt", archive.folder / "0"]) == 1
    assert retry(engine, paths=[archive.folder]) == 2
    assert retry(engine) == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(archive: Archive) -> None:
    path = archive.write("secret.txt", document())
    path.chmod(0)
    assert archive.run().failed == 1
    path.chmod(0o600)
    assert archive.run().done == 7
    assert archive.counts() == {"done": 7, "replaced": 1}


def test_a_name_that_is_no_text(archive: Archive) -> None:
    """Names from old archives are in GBK."""
    archive.write(os.fsdecode("绩效.txt".encode("gbk")), document(name="旧档案").encode("gbk"))
    assert archive.run().done == 7
    archive.ended()


def test_another_configuration_reads_everything_again(archive: Archive) -> None:
    archive.run()
    engine = archive.engine
    with reading(engine) as connection:
        [number] = connection.execute(select(DOCUMENTS.c.id).limit(1)).scalars()
    request = Request(kind="confirm", version=0, token="token-0001", form=0, path="/forms/0/project_name")
    decide(engine, number, request, "reviewer")
    before = archive.rows("SELECT sha256, id, added_at, version FROM documents ORDER BY sha256")
    assert archive.worked(OTHER) == 6
    assert archive.counts() == {"done": 6}
    # What somebody has decided about stays as it is; nothing is there twice.
    assert archive.status().kept == 1
    assert archive.rows("SELECT sha256, id, added_at, version FROM documents ORDER BY sha256") == before
    assert archive.rows("SELECT count(*) FROM parts") == [(12,)]
    assert archive.worked(OTHER) == 0


def test_a_folder_that_is_not_there(archive: Archive) -> None:
    with pytest.raises(SetupError, match="no such file or folder"):
        walk([archive.folder, archive.folder / "nowhere"])


def test_a_document_that_was_added_by_hand_is_the_same(archive: Archive) -> None:
    engine = connect(archive.store)
    outcome, source = extract_file(archive.folder / "0" / "0.txt", make_engine("local"))
    assert outcome.extraction
    added = add(engine, outcome.extraction, source)
    archive.run()
    archive.ended()
    assert add(engine, outcome.extraction, source) == (added[0], False)
