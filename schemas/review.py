"""Decisions of people about a record: before, after, who, when, why, and what was on the screen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.document import Shape
from schemas.result import Extraction

# waiting: nobody has decided anything; open: not signed yet, or again; signed: reviewed.
ReviewStatus = Literal["waiting", "open", "signed"]
# accept, reject: a suggestion; edit: another value; confirm: the value is as printed; explain: why a finding
# stands; insert, remove: a row; undo: an earlier decision; sign: the document is reviewed; reopen: it is not
# after all.
DecisionKind = Literal[
    "accept", "reject", "edit", "confirm", "explain", "insert", "remove", "undo", "sign", "reopen"
]
Patch = list[dict[str, Any]]
# What a column of either database holds.
MOST = 2**31 - 1


class Request(Shape):
    """What a person asks for. ``version`` is how many decisions the document had when its page was made, so
    that a decision on an old page is noticed; ``token`` is the same when a request is sent again, so that it
    is not done twice. ``shown`` are the ids of the suggestions that stood beside the place. Texts have a
    greatest length, and so no lone surrogates."""

    kind: DecisionKind
    version: int = Field(ge=0, le=MOST)
    token: str = Field(pattern=r"^[0-9A-Za-z_-]{8,64}$")
    form: int | None = Field(default=None, ge=0, le=MOST)
    path: str | None = Field(default=None, max_length=2000)
    value: str | None = Field(default=None, max_length=100_000)
    finding: str | None = Field(default=None, max_length=200)
    suggestion: str | None = Field(default=None, max_length=200)
    undoes: int | None = Field(default=None, ge=1, le=MOST)
    why: str = Field(default="", max_length=2000)
    shown: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=1000)


class Decision(Shape):
    """One decision, never changed afterwards: undoing one is a decision of its own.

    ``number`` counts from 1 in each document; ``form`` is the index of the form that it is about, None for
    what stands outside the forms and for the document; ``before`` and ``after`` are the values at ``paths``
    (JSON Pointers into the record, null where there is none). ``patch`` did it and ``inverse`` takes it
    back (RFC 6902). ``planted`` tells that the suggestion, or one beside the place, was wrong on purpose: it
    is withdrawn and changed nothing.
    ``at`` is UTC, ISO 8601.
    """

    number: int
    kind: DecisionKind
    who: str
    at: str
    form: int | None = None
    paths: list[str] = Field(default_factory=list)
    before: dict[str, Any] = Field(default_factory=dict)
    after: dict[str, Any] = Field(default_factory=dict)
    patch: Patch = Field(default_factory=list)
    inverse: Patch = Field(default_factory=list)
    finding: str | None = None
    rule: str | None = None
    suggestion: str | None = None
    undoes: int | None = None
    why: str = ""
    shown: list[str] = Field(default_factory=list)
    planted: bool = False


class Review(Shape):
    """How far the review of a document is. ``reviewer`` signed it or, while it is not signed, decided last;
    ``signed_at`` and ``decided_at`` (the last decision) are UTC, ISO 8601; ``decisions`` counts them.
    ``edited`` and ``confirmed`` are the values that a person changed or found to be as printed (JSON Pointers
    into the record)."""

    status: ReviewStatus = "waiting"
    reviewer: str | None = None
    signed_at: str | None = None
    decided_at: str | None = None
    decisions: int = 0
    edited: list[str] = Field(default_factory=list)
    confirmed: list[str] = Field(default_factory=list)


class Reviewed(Extraction):
    """A result as the review has left it: the record as it is now, findings and suggestions that are open."""

    review: Review = Field(default_factory=Review)
