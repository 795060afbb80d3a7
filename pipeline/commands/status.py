"""``jixiao status`` and ``jixiao retry``: how far an archive is, and failed documents once more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from pipeline.archive.status import Duplicates, Status, duplicates, retry, statuses
from pipeline.commands.exit_codes import DONE
from pipeline.commands.streams import emit, show
from pipeline.errors import SetupError
from pipeline.export.exporter import Lang
from pipeline.export.json_result import to_json
from pipeline.review.store.connect import connect, reading

_WORDS = {
    "waiting": ("待处理", "waiting"),
    "running": ("处理中", "running"),
    "done": ("完成", "done"),
    "failed": ("失败", "failed"),
    "replaced": ("已被替换", "replaced"),
}
_ALL = 1_000_000
_FEW = 3


def status(store: str, as_json: bool, lang: Lang) -> int:
    """Print how far each configuration is. Raises SetupError when there is no such store."""
    engine = opened(store)
    with reading(engine) as connection:
        found = statuses(connection, _ALL) if as_json else statuses(connection)
        same = duplicates(connection, None) if as_json else duplicates(connection)
    if as_json:
        body = {"configurations": [_plain(each) for each in found]}
        emit(to_json({**body, "duplicates": {"count": same.count, "names": same.names}}) + "\n")
    else:
        show(_text(found, same, lang))
    return DONE


def again(store: str, reason: str | None, paths: Sequence[Path], lang: Lang) -> int:
    """Let failed documents wait again. Raises SetupError when there is no such store."""
    count = retry(opened(store), reason, paths)
    show(
        f"{count:,} 份重新待处理，请再次运行 jixiao run\n"
        if lang == "zh"
        else f"{count:,} wait again; start jixiao run\n"
    )
    return DONE


def opened(store: str) -> Engine:
    """A store that is there. Raises SetupError."""
    # Whoever asks does not mean to begin a new one.
    if "://" not in store and not Path(store).is_file():
        raise SetupError(
            f"{store}：没有这个库，请用 --store 指定", f"{store}: no such store; name one with --store"
        )
    return connect(store)


def _plain(found: Status) -> dict[str, Any]:
    return {
        "configuration": found.configuration,
        "counts": found.counts,
        "kept": found.kept,
        "rate": round(found.rate, 3),
        "active_runs": found.active,
        "requests": found.requests,
        "input_tokens": found.input_tokens,
        "output_tokens": found.output_tokens,
        "cost": None if found.cost is None else str(found.cost),
        "seconds": round(found.seconds, 3),
        "failures": [
            {"zh": each.reason.zh, "en": each.reason.en, "count": each.count, "files": list(each.files)}
            for each in found.failures
        ],
    }


def _text(found: Sequence[Status], same: Duplicates, lang: Lang) -> str:
    zh = lang == "zh"
    if not found:
        return "还没有运行过 jixiao run\n" if zh else "nothing was run yet\n"
    lines: list[str] = []
    for each in found:
        engine = each.configuration["engine"]
        model = f" {engine['model']}" if engine["model"] else ""
        lines.append(f"{engine['name']} {engine['version']}{model}，jixiao {each.configuration['program']}")
        counted = [f"{_WORDS[state][0 if zh else 1]} {count:,}" for state, count in each.counts.items()]
        lines.append("  " + ("，" if zh else ", ").join(counted))
        rate = f"每秒 {each.rate:.1f} 份" if zh else f"{each.rate:.1f} documents/s"
        active = f"进行中的运行 {each.active} 个" if zh else f"{each.active} active runs"
        lines.append(f"  {rate}{'，' if zh else ', '}{active}")
        tokens = each.input_tokens + each.output_tokens
        if tokens:
            cost = (
                "" if each.cost is None else (f"，费用 {each.cost:.4f}" if zh else f", cost {each.cost:.4f}")
            )
            lines.append(f"  {tokens:,} token{cost}")
        if each.kept:
            lines.append(
                f"  其中 {each.kept:,} 份已有人审核，保留审核的记录"
                if zh
                else f"  {each.kept:,} of these keep the reading about which people have decided"
            )
        for failure in each.failures:
            names = ("、" if zh else ", ").join(failure.files[:_FEW])
            more = " …" if failure.count > _FEW else ""
            lines.append(f"  {failure.count:,} × {failure.reason.in_language(lang)}: {names}{more}")
    if same.count:
        lines.append(f"内容重复的文件 {same.count:,} 个" if zh else f"{same.count:,} duplicate files")
        lines += [f"  {' = '.join(names[:_FEW])}{' …' if len(names) > _FEW else ''}" for names in same.names]
    return "".join(f"{line}\n" for line in lines)
