"""A user's own sums, read from a YAML file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pipeline.check import CHECKS
from pipeline.check.rule import Rule
from pipeline.check.sums import Sums, make_rule
from pipeline.errors import SetupError
from pipeline.export.json_result import first_mistake
from pipeline.flow import RULES


def rules_with(path: Path | None) -> tuple[Rule, ...]:
    """The checks, and after them the sums of a file. Raises :class:`SetupError` with file and place of the
    first mistake."""
    wanted = sums_of(path)
    return (*CHECKS, *map(make_rule, wanted.sums)) if wanted else CHECKS


def sums_of(path: Path | None) -> Sums | None:
    """The sums of a file. Raises in the same way."""
    if path is None:
        return None
    try:
        wanted = Sums.model_validate(_read(path))
    except ValidationError as error:
        first = first_mistake(error).message
        raise SetupError(f"{path}：{first.zh}", f"{path}: {first.en}") from None
    taken = {rule.id for rule in RULES}
    clash = next((each.id for each in wanted.sums if each.id in taken), None)
    if clash:
        raise SetupError(
            f"{path}：{clash} 是内置规则的名称，请另取一个",
            f"{path}: {clash} is a rule already; use another id",
        )
    return wanted


def _read(path: Path) -> object:
    # Here, because most runs have no sums of their own.
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SetupError(f"{path}：无法读取（{reason}）", f"{path}: cannot be read ({reason})") from None
    except UnicodeDecodeError:
        raise SetupError(f"{path}：不是 UTF-8 文本", f"{path}: is not UTF-8 text") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = (f"第 {mark.line + 1} 行", f"line {mark.line + 1}") if mark else ("整个文件", "whole file")
        what = getattr(error, "problem", None) or type(error).__name__
        raise SetupError(
            f"{path}：{where[0]}不是有效的 YAML（{what}）", f"{path}: {where[1]}: not valid YAML ({what})"
        ) from None
