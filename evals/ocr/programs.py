"""The programs and packages that render pages and read them."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version

from evals.ocr.kept import RENDERED

_DISTRIBUTIONS = ("rapidocr", "onnxruntime", "pypdfium2", "pillow")
_APT = "chromium tesseract-ocr tesseract-ocr-chi-sim fontconfig fonts-noto-cjk fonts-wqy-zenhei"


def missing() -> str | None:
    """What to install before pages can be rendered and read, or None."""
    try:
        for name in _DISTRIBUTIONS:
            version(name)
    except PackageNotFoundError as error:
        return f"{error.name} is not installed: python -m pip install -e '.[ocr]'"
    if not all(map(shutil.which, ("chromium", "tesseract", "fc-list"))):
        return f"chromium, tesseract or fontconfig is not installed: apt-get install {_APT}"
    fonts = output("fc-list", ":", "family")
    if "chi_sim" not in output("tesseract", "--list-langs") or not all(f in fonts for _, f, _ in RENDERED):
        return f"simplified Chinese for tesseract, or a font, is not installed: apt-get install {_APT}"
    return None


def versions() -> dict[str, str]:
    """The version of everything that has a part in a text."""
    found = {name: version(name) for name in _DISTRIBUTIONS}
    return found | {name: version_of(name) for name in ("tesseract", "chromium")}


def version_of(program: str) -> str:
    """The version that a program gives as the second word of its first line."""
    return output(program, "--version").split()[1]


def output(*command: str) -> str:
    """What a program prints."""
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
