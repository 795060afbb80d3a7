"""Help, version, schema, and calls that are wrong."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.commands import exit_codes
from schemas.document import Document
from schemas.result import Extraction
from tests.cli.samples import Run


def test_every_command_and_option_has_help() -> None:
    for name, command in cli.commands.items():
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert command.help
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{name} {option.name}"
    assert set(cli.commands) == {
        "extract",
        "check",
        "comment",
        "review",
        "export",
        "ocr",
        "rules",
        "schema",
        "doctor",
        "batch",
        "run",
        "status",
        "retry",
        "summary",
    }


def test_help_documents_the_exit_codes() -> None:
    shown = CliRunner().invoke(cli, ["--help"])
    documented = {int(word) for word in shown.output.split() if word.isdecimal()}
    assert documented >= {value for name, value in vars(exit_codes).items() if name.isupper()}


def test_version() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output.startswith("jixiao")


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "x", "--no-such"],
        ["extract", "x", "--engine", "magic"],
        ["check"],
        ["nothing"],
    ],
)
def test_wrong_calls(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli, arguments).exit_code == exit_codes.WRONG_CALL


def test_wrong_language_in_the_environment(jixiao: Run) -> None:
    done = jixiao("extract", "x.txt", JIXIAO_LANG="fr")
    assert done.returncode == exit_codes.WRONG_CALL
    assert "Traceback" not in done.stderr


def test_schema() -> None:
    for arguments, shape in (([], Extraction), (["--record"], Document)):
        shown = CliRunner().invoke(cli, ["schema", *arguments])
        assert shown.exit_code == 0
        assert json.loads(shown.output) == shape.model_json_schema()
    assert "绩效指标" in shown.output


def test_help_does_not_wait_for_the_stages() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, pipeline.cli; print(*sys.modules)"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.split()
    assert not {"pydantic", "rich", "pipeline.flow"} & set(loaded)
