"""A comment on substance as a model proposes it, before anything of it has been verified."""

from __future__ import annotations

from pydantic import Field

from schemas.document import Shape
from schemas.finding import Dimension


class ProposedComment(Shape):
    """One comment on what the authors wrote. ``path`` is a JSON Pointer (RFC 6901) into the record,
    ``proposal`` a better wording in Chinese, ``quotations`` what it relies on, word for word."""

    path: str = Field(title="路径", description="JSON Pointer of the value that the comment is about.")
    dimension: Dimension = Field(title="审核维度")
    comment: str = Field(title="意见", description="One or two sentences in Chinese.")
    proposal: str | None = Field(default=None, title="建议写法", description="In Chinese, or null.")
    quotations: list[str] = Field(
        default_factory=list, title="引文", description="At least one, word for word as printed."
    )
