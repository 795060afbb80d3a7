"""Everything that this application raises on purpose.

    JixiaoError
    ├── SetupError            wrong call or set-up: one line, the remedy, exit 2
    └── DocumentError         one document cannot be read: recorded in its outcome, the others go on
        ├── SourceError       the file: missing, empty, binary, too large, unknown encoding
        └── EngineError       the engine gave no reading

Doubtful data is never an exception but a finding.
"""

from __future__ import annotations

from schemas.finding import Message


class JixiaoError(Exception):
    """Base class; carries one line for the reader in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Message(zh=zh, en=en)


class SetupError(JixiaoError):
    """The call or the set-up is wrong; nothing was read."""


class DocumentError(JixiaoError):
    """One document cannot be read."""


class SourceError(DocumentError):
    """The file itself cannot be read as text."""


class EngineError(DocumentError):
    """The engine gave no reading."""
