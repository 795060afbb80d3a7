"""What a reading depends on besides the file's bytes. Neither paths nor times: the same anywhere."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing, nullcontext
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from pipeline.archive.work import Setting
from pipeline.export.json_result import to_json
from pipeline.extract.engine import ModelEngine
from pipeline.flow import RULES


@dataclass(frozen=True, slots=True)
class Configuration:
    """As JSON, and its digest."""

    body: str

    @property
    def sha256(self) -> str:
        """What tells configurations apart."""
        return hashlib.sha256(self.body.encode()).hexdigest()


def configuration_of(setting: Setting) -> Configuration:
    """Engine, its version, model and prompts; the rules and a user's own sums; what reads pictures; the
    program's version. Raises SetupError when the engine cannot be made."""
    engine = setting.make_engine()
    with closing(engine) if isinstance(engine, ModelEngine) else nullcontext():
        info = engine.info
    rules = [[rule.id, rule.severity, sorted(rule.forms), rule.source] for rule in RULES]
    body = {
        "program": version("jixiao"),
        "engine": info.model_dump(),
        "rules": hashlib.sha256(to_json(rules).encode()).hexdigest(),
        "ocr": [setting.options.ocr, _installed("rapidocr")],
        "sums": setting.sums and hashlib.sha256(setting.sums.encode()).hexdigest(),
    }
    return Configuration(json.dumps(body, ensure_ascii=True, sort_keys=True))


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
