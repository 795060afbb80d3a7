"""Everything that this application raises on purpose.

    JixiaoError
    ├── SetupError            wrong call or set-up: one line, the remedy, exit 2
    ├── StoreError            the database is gone or full: the run stops, what was confirmed is kept
    ├── ReviewError           a decision cannot be made as asked: told to the person who asked
    │   └── StaleError        somebody else has decided since the page was made
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


class StoreError(JixiaoError):
    """The database cannot be reached or written any more; what was confirmed is kept."""


class ReviewError(JixiaoError):
    """A decision cannot be made as it was asked for; nothing was changed."""


class StaleError(ReviewError):
    """The form has changed since the page was made; ``since`` are the numbers of the decisions made since."""

    def __init__(self, since: list[int]) -> None:
        super().__init__(
            "有人在您打开后作了决定，请看过再定", "somebody has decided since you opened this: look again"
        )
        self.since = since


class DocumentError(JixiaoError):
    """One document cannot be read."""


class SourceError(DocumentError):
    """The file itself cannot be read as text."""


class EngineError(DocumentError):
    """The engine gave no reading."""
