"""What holds after any sequence of decisions, on either database.

The record is what its trail makes of what was read; undoing brings back what was; what is counted is what
there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonpatch
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import TypeAdapter
from sqlalchemy import select

from pipeline.check import FORM_RULES, check
from pipeline.errors import ReviewError, StaleError
from pipeline.review.parts import join, moved_out
from pipeline.review.state import Settled, offered, open_findings, replayed, settled
from pipeline.review.store import documents
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.tables import DOCUMENTS, PARTS
from schemas.document import Document
from schemas.finding import Finding
from schemas.pointers import iter_leaves
from schemas.result import Extraction
from schemas.review import Decision, DecisionKind
from tests.review.samples import COUNTERS, Shelf, extraction

_CHECKED = {each.id for each in FORM_RULES}
_PARTS = (None, 0, 1, 2)
_VALUES = ("8.00", "9.00", "33091224P001200100013", "≥5个", "x", "2031", "", "长" * 50, "\x00'\"\\")
_ROWS = ("indicators", "spending_plan", "funds", "costs")
part_index = st.sampled_from(_PARTS)
form_index = st.sampled_from((0, 0, 1, 2))  # the first form has the suggestions
pick = st.integers(0, 10_000)


def plain(part: Extraction) -> dict[str, Any]:
    """A part without what a check found out at some other time: see ``mend``."""
    findings = sorted(
        each.model_copy(update={"mend": None, "id": ""}).model_dump_json() for each in part.findings
    )
    return {**part.model_dump(exclude={"findings"}), "findings": findings}


def said(finding: Finding) -> tuple[str, tuple[str, ...], str]:
    return finding.rule, tuple(finding.paths), finding.message.zh


@dataclass(frozen=True)
class Moment:
    """Everything that is kept of a document, read at once."""

    row: dict[str, Any]
    rows: dict[int, dict[str, Any]]
    made: list[Decision]
    gone: dict[int | None, set[str]]

    @classmethod
    def of(cls, shelf: Shelf) -> Moment:
        with reading(shelf.engine) as connection:
            document = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == shelf.document))
            parts = connection.execute(select(PARTS).where(PARTS.c.document == shelf.document))
            return cls(
                dict(document.mappings().one()),
                {row["form"]: dict(row) for row in parts.mappings()},
                documents.decisions(connection, shelf.document),
                {form: documents.withdrawn(connection, shelf.document, form) for form in _PARTS},
            )

    @cached_property
    def parts(self) -> dict[int | None, Extraction]:
        return {
            form: Extraction.model_validate_json(self.rows[documents.key(form)]["content"]) for form in _PARTS
        }

    @cached_property
    def record(self) -> Document:
        return join(self.parts[None].record, [self.parts[form].record for form in range(3)])

    @cached_property
    def decided(self) -> dict[int | None, Settled]:
        return {form: settled(self.of_form(form)) for form in _PARTS}

    @cached_property
    def across(self) -> list[Finding]:
        return TypeAdapter(list[Finding]).validate_json(self.row["across"])

    @cached_property
    def known(self) -> tuple[dict[int | None, dict[str, Any]], dict[str, float]]:
        """The parts and what is open, without the trail."""
        return {form: plain(part) for form, part in self.parts.items()}, self.counters

    @property
    def counters(self) -> dict[str, float]:
        return {key: self.row[key] for key in COUNTERS}

    def of_form(self, form: int | None) -> list[Decision]:
        return [each for each in self.made if each.form == form]

    def open(self, form: int | None) -> list[Finding]:
        return open_findings(self.parts[form], self.decided[form])


class Reviewing(RuleBasedStateMachine):
    """People decide about one document, now and then about an old page or something that is gone."""

    new_url: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.engine = connect(type(self).new_url())
        confidence = {path: 0.99 for path, _ in iter_leaves(extraction().record)}
        read = extraction().model_copy(update={"confidence": confidence})
        self.shelf = Shelf.holding(self.engine, read, planting=0.3)
        self.originals = {form: self.shelf.original(form) for form in _PARTS}
        self.moments = [Moment.of(self.shelf)]

    def teardown(self) -> None:
        self.engine.dispose()

    @property
    def now(self) -> Moment:
        return self.moments[-1]

    def decide(self, kind: DecisionKind, form: int | None, **fields: Any) -> Decision | None:
        """Make a decision; one that is refused leaves everything as it was."""
        version = fields.pop("version", len(self.now.made))
        try:
            made = self.shelf.decide(kind, form, version=version, **fields)
        except ReviewError as refused:
            assert refused.message.zh and refused.message.en
            assert Moment.of(self.shelf) == self.now
            if isinstance(refused, StaleError):
                raise
            return None
        self.moments.append(Moment.of(self.shelf))
        assert made == self.now.made[-1] and made.number == len(self.moments) - 1
        return made

    @rule(form=part_index, at=pick, value=st.sampled_from(_VALUES))
    def edit(self, form: int | None, at: int, value: str) -> None:
        leaves = [path for path, _ in iter_leaves(self.now.record)]
        inside = [path for path in leaves if path.startswith("/forms/") == (form is not None)]
        inside = [path for path in inside if form is None or path.startswith(f"/forms/{form}/")]
        inside += ["/title", "/year"] if form is None else [f"/forms/{form}/conclusion"]
        self.decide("edit", form, path=inside[at % len(inside)], value=value)

    @rule(form=form_index, at=pick)
    def confirm(self, form: int, at: int) -> None:
        leaves = [path for path, _ in iter_leaves(self.now.record) if path.startswith(f"/forms/{form}/")]
        made = self.decide("confirm", form, path=leaves[at % len(leaves)])
        assert made is None or made.patch == []

    @rule(kind=st.sampled_from(["accept", "accept", "reject"]), form=form_index, at=pick)
    def suggestion(self, kind: DecisionKind, form: int, at: int) -> None:
        before = self.now
        there = [each.id for each in offered(before.parts[form], before.decided[form])]
        made = self.decide(kind, form, suggestion=there[at % len(there)] if there else "gone")
        if made and made.planted:
            assert self.now.record == before.record

    @rule(form=part_index, at=pick)
    def explain(self, form: int | None, at: int) -> None:
        found = [*self.now.open(form), *self.now.across]
        self.decide("explain", form, finding=found[at % len(found)].id if found else "gone", why="原件如此")

    @rule(kind=st.sampled_from(["insert", "remove"]), form=form_index, block=st.sampled_from(_ROWS), at=pick)
    def row(self, kind: DecisionKind, form: int, block: str, at: int) -> None:
        rows = len(getattr(self.now.record.forms[form], block)) + (kind == "insert")
        self.decide(kind, form, path=f"/forms/{form}/{block}/{at % max(rows, 1)}")

    @rule(at=pick)
    def undo(self, at: int) -> None:
        made = self.now.made
        self.decide("undo", None, undoes=made[at % len(made)].number if made else 1)

    @precondition(lambda self: self.now.made)
    @rule()
    def undo_the_last(self) -> None:
        last, before = self.now.made[-1], self.moments[-2]
        if self.decide("undo", last.form, undoes=last.number) is None:
            assert (
                last.kind in ("undo", "sign", "reopen") or last.planted or self.now.row["status"] == "signed"
            )
        elif last.planted:  # what was wrong on purpose is gone for good
            assert self.now.record == before.record
        else:
            assert self.now.known[0] == before.known[0]
            assert self.now.known[1] == pytest.approx(before.known[1])

    @rule(form=form_index)
    def sign(self, form: int) -> None:
        made = self.decide("sign", form)
        assert made is None or self.now.row["errors"] == 0

    @rule()
    def reopen(self) -> None:
        self.decide("reopen", None)

    @rule(form=form_index, back=st.integers(1, 3))
    def on_an_old_page(self, form: int, back: int) -> None:
        """Refused with what has changed, or of a form in which nothing has."""
        version = max(len(self.now.made) - back, 0)
        later = [
            each.number
            for each in self.now.made[version:]
            if each.form == form or each.kind in ("sign", "reopen")
        ]
        try:
            made = self.decide("confirm", form, path=f"/forms/{form}/title", version=version)
        except StaleError as stale:
            assert stale.since == later != []
        else:
            assert later == [] if made else self.now.row["status"] == "signed"

    @invariant()
    def the_trail_makes_the_record(self) -> None:
        """By another program than the one that made it, forwards and backwards."""
        read, now = extraction().record.model_dump(), self.now.record.model_dump()
        record: Any = read
        for each in self.now.made:
            record = jsonpatch.JsonPatch(each.patch).apply(record)
        assert record == now
        for each in reversed(self.now.made):
            record = jsonpatch.JsonPatch(each.inverse).apply(record)
        assert record == read

    @invariant()
    def parts_are_what_the_standing_decisions_make_of_them(self) -> None:
        for form, part in self.now.parts.items():
            gone = self.now.gone[form]
            again = replayed(self.originals[form], self.now.of_form(form), gone)
            assert plain(again) == plain(part)
            assert gone.isdisjoint(each.id for each in part.findings)
            assert gone.isdisjoint(each.id for each in part.suggestions)

    @invariant()
    def findings_are_those_of_the_whole_record(self) -> None:
        whole = {said(each) for each in check(self.now.record).findings}
        parts = {
            said(moved_out(each, form))
            for form, part in self.now.parts.items()
            for each in part.findings
            if each.rule in _CHECKED
        }
        assert parts | {said(each) for each in self.now.across} == whole

    @invariant()
    def counters_are_what_there_is(self) -> None:
        now = self.now
        across = [each for each in now.across if each.id not in now.decided[None].explained]
        found: list[Finding] = list(across)
        sums = dict.fromkeys(COUNTERS, 0.0)
        for form, part in now.parts.items():
            decided, here = now.decided[form], now.open(form)
            flagged = {path for each in here for path in each.paths}
            doubt = {
                path: 1 - part.confidence.get(path, 1.0)
                for path, _ in iter_leaves(part.record)
                if path not in decided.values
            }
            errors = sum(each.severity == "error" for each in here)
            mine = {
                "fields": len(list(iter_leaves(part.record))),
                "errors": errors,
                "doubtful": len(flagged),
                "findings": len(here),
                "silent": sum(value for path, value in doubt.items() if path not in flagged),
                "risk": sum(doubt.values()) + errors,
            }
            stored = now.rows[documents.key(form)]
            assert {key: stored[key] for key in COUNTERS} == pytest.approx(mine)
            sums = {key: sums[key] + mine[key] for key in COUNTERS}
            found += here
        more = sum(each.severity == "error" for each in across)
        sums |= {"errors": sums["errors"] + more, "risk": sums["risk"] + more}
        sums["findings"] += len(across)
        assert now.counters == pytest.approx(sums)
        assert now.row["errors"] == sum(each.severity == "error" for each in found)
        assert now.row["version"] == len(now.made)

    @invariant()
    def a_document_is_found_by_what_it_says_now(self) -> None:
        record, row = self.now.record, self.now.row
        assert row["year"] == record.year
        described = documents.described(record)
        assert {key: row[key] for key in described} == described


def test_any_sequence_of_decisions(new_url: Callable[[], str]) -> None:
    machine = type("Here", (Reviewing,), {"new_url": staticmethod(new_url)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
