"""Where an evaluation ran."""

from __future__ import annotations

import platform
import re
from importlib.metadata import PackageNotFoundError, requires, version

from evals.runs.record import Environment

_DISTRIBUTION = "jixiao"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def environment(cores: int) -> Environment:
    """Versions of Python, of the system, and of every package that we name as a dependency."""
    return Environment(
        version=version(_DISTRIBUTION),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        cores=cores,
        packages=dict(sorted(_packages())),
    )


def _packages() -> list[tuple[str, str]]:
    found = []
    for requirement in requires(_DISTRIBUTION) or ():
        name = _NAME.match(requirement)
        try:
            if name:
                found.append((name.group(), version(name.group())))
        except PackageNotFoundError:
            continue  # of an extra that is not installed
    return found
