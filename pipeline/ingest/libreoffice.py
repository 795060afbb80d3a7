"""Files of older and other office programs -> .docx or .xlsx, by LibreOffice without a window."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pipeline.errors import SourceError
from pipeline.ingest.limits import CONVERSION_SECONDS
from pipeline.ingest.pace import tick

Kind = Literal["docx", "xlsx"]

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_FILTERS: dict[Kind, str] = {"docx": "MS Word 2007 XML", "xlsx": "Calc MS Excel 2007 XML"}
_COMPONENTS: dict[Kind, str] = {"docx": "libreoffice-writer", "xlsx": "libreoffice-calc"}
_GLANCE_SECONDS = 1.0
# No macros, no scripts, nothing fetched that the document names, no results computed anew.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>1</value></prop>
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


def program() -> str | None:
    """Where LibreOffice is, or None where it is not installed."""
    return next((found for each in _PROGRAMS if (found := shutil.which(each))), None)


def convert(data: bytes, name: str, suffix: str, kind: Kind) -> bytes:
    """The bytes of a file called ``name`` in the format ``kind``; ``suffix`` is what its own format usually
    has, without the dot. Raises SourceError when LibreOffice is not there, gives up, or takes too long."""
    found = program()
    if found is None:
        raise SourceError(
            f"{name}：读取 .{suffix} 需要 LibreOffice；请安装（apt-get install {_COMPONENTS[kind]}），"
            f"或另存为 .{kind}",
            f"{name}: reading .{suffix} needs LibreOffice: install it (apt-get install {_COMPONENTS[kind]}), "
            f"or save the file as .{kind}",
        )
    with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        settings = place / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        source = place / f"source.{suffix}"
        source.write_bytes(data)
        _run(
            [
                found,
                f"-env:UserInstallation={(place / 'profile').as_uri()}",
                *("--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"),
                *("--convert-to", f"{kind}:{_FILTERS[kind]}", "--outdir", str(place / "made"), str(source)),
            ],
            name,
        )
        made = place / "made" / f"source.{kind}"
        if not made.is_file():
            raise SourceError(
                f"{name}：LibreOffice 无法打开，文件可能已损坏或缺少 {_COMPONENTS[kind]}，"
                f"请用 Word 或 WPS 另存为 .{kind}",
                f"{name}: LibreOffice cannot open it: the file is broken or {_COMPONENTS[kind]} is missing; "
                f"save it as .{kind} with Word or WPS",
            )
        return made.read_bytes()


def _run(command: list[str], name: str) -> None:
    """Run LibreOffice in the group of this process, so that it is stopped with it."""
    end = time.monotonic() + CONVERSION_SECONDS
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while time.monotonic() < end:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_GLANCE_SECONDS)
                    return
                tick()
        finally:
            # It ends what it has begun when it is asked to, not when it is killed.
            if process.poll() is None:
                process.terminate()
    raise SourceError(
        f"{name}：LibreOffice 转换超过 {CONVERSION_SECONDS:g} 秒，已停止，请另存为新版格式",
        f"{name}: LibreOffice took longer than {CONVERSION_SECONDS:g} s and was stopped; "
        "save the file in the newer format",
    )
