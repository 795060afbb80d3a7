"""What holds after any sequence of decisions, on either database.

The record is what its trail makes of what was read; undoing brings back what was; what is counted is what
there is.
"""

from __future__ import annotations

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
from sqlalchemy import Engine

from pipeline.check import FORM_RULES, check
from pipeline.errors import ReviewError, StaleError
from pipeline.review.parts import moved_out
from pipeline.review.state import open_findings, replayed
from pipeline.review.store import documents
from pipeline.review.store.connect import reading
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


class Reviewing(RuleBasedStateMachine):
    """People decide about one document, now and then about an old page or something that is gone."""

    engine: Engine
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        digest = f"{type(self).examples:064}"
        source = extraction().source.model_copy(update={"sha256": digest})
        confidence = {path: 0.99 for path, _ in iter_leaves(extraction().record)}
        self.shelf = Shelf.holding(
            self.engine,
            extraction().model_copy(update={"source": source, "confidence": confidence}),
            planting=0.3,
        )
        self.before: list[tuple[dict[int | None, dict[str, Any]], dict[str, float]]] = []

    def state(self) -> tuple[dict[int | None, dict[str, Any]], dict[str, float]]:
        parts = {form: plain(self.shelf.part(form)) for form in _PARTS}
        return parts, {key: self.shelf.row()[key] for key in COUNTERS}

    def decide(self, kind: DecisionKind, form: int | None, **fields: Any) -> Decision | None:
        """Make a decision; one that is refused leaves everything as it was."""
        before, kept = self.shelf.state(), self.state()
        try:
            made = self.shelf.decide(kind, form, **fields)
        except ReviewError as refused:
            assert refused.message.zh and refused.message.en
            assert self.shelf.state() == before
            return None
        assert made.number == len(before[2]) + 1  # type: ignore[arg-type]
        self.before.append(kept)
        return made

    @rule(form=part_index, at=pick, value=st.sampled_from(_VALUES))
    def edit(self, form: int | None, at: int, value: str) -> None:
        record = self.shelf.record
        inside = [path for path, _ in iter_leaves(record) if path.startswith("/forms/") == (form is not None)]
        inside = [path for path in inside if form is None or path.startswith(f"/forms/{form}/")]
        inside += ["/title", "/year"] if form is None else [f"/forms/{form}/conclusion"]
        self.decide("edit", form, path=inside[at % len(inside)], value=value)

    @rule(form=form_index, at=pick)
    def confirm(self, form: int, at: int) -> None:
        leaves = [path for path, _ in iter_leaves(self.shelf.record) if path.startswith(f"/forms/{form}/")]
        made = self.decide("confirm", form, path=leaves[at % len(leaves)])
        assert made is None or made.patch == []

    @rule(kind=st.sampled_from(["accept", "accept", "reject"]), form=form_index, at=pick)
    def suggestion(self, kind: DecisionKind, form: int, at: int) -> None:
        offered = self.shelf.offered(form)
        made = self.decide(kind, form, suggestion=offered[at % len(offered)] if offered else "gone")
        if made and made.planted:
            assert self.shelf.record.model_dump() == self.joined(self.before[-1][0])

    @rule(form=part_index, at=pick)
    def explain(self, form: int | None, at: int) -> None:
        found = [*self.shelf.open(form), *self.shelf.head.across]
        self.decide("explain", form, finding=found[at % len(found)].id if found else "gone", why="原件如此")

    @rule(kind=st.sampled_from(["insert", "remove"]), form=form_index, block=st.sampled_from(_ROWS), at=pick)
    def row(self, kind: DecisionKind, form: int, block: str, at: int) -> None:
        rows = len(getattr(self.shelf.record.forms[form], block)) + (kind == "insert")
        self.decide(kind, form, path=f"/forms/{form}/{block}/{at % max(rows, 1)}")

    @rule(at=pick)
    def undo(self, at: int) -> None:
        made = self.shelf.decisions()
        self.decide("undo", None, undoes=made[at % len(made)].number if made else 1)

    @precondition(lambda self: self.before)
    @rule()
    def undo_the_last(self) -> None:
        last, before = self.shelf.decisions()[-1], self.before[-1]
        if self.decide("undo", last.form, undoes=last.number) is None:
            assert (
                last.kind in ("undo", "sign", "reopen") or last.planted or self.shelf.head.status == "signed"
            )
            return
        parts, counters = self.state()
        if last.planted:  # what was wrong on purpose is gone for good
            assert self.joined(parts) == self.joined(before[0])
        else:
            assert parts == before[0]
            assert counters == pytest.approx(before[1])

    @rule(form=form_index)
    def sign(self, form: int) -> None:
        made = self.decide("sign", form)
        assert made is None or self.shelf.head.errors == 0

    @rule()
    def reopen(self) -> None:
        self.decide("reopen", None)

    @precondition(lambda self: self.before)
    @rule(form=form_index, back=st.integers(1, 3))
    def on_an_old_page(self, form: int, back: int) -> None:
        """Refused with what has changed, or of a form in which nothing has."""
        version = max(len(self.before) - back, 0)
        since = [each.number for each in self.shelf.decisions()[version:]]
        request = self.shelf.request("confirm", form, path=f"/forms/{form}/title", version=version)
        kept = self.state()
        try:
            self.shelf.send(request)
        except StaleError as stale:
            assert stale.since and set(stale.since) <= set(since)
        except ReviewError:
            assert self.shelf.head.status == "signed"
        else:
            assert not any(
                each.form == form or each.kind in ("sign", "reopen")
                for each in self.shelf.decisions()[version:-1]
            )
            self.before.append(kept)

    def joined(self, parts: dict[int | None, dict[str, Any]]) -> dict[str, Any]:
        forms = [parts[form]["record"]["forms"][0] for form in _PARTS if form is not None]
        return {**parts[None]["record"], "forms": forms}

    @invariant()
    def the_trail_makes_the_record(self) -> None:
        """By another program than the one that made it, forwards and backwards."""
        read, now = extraction().record.model_dump(), self.shelf.record.model_dump()
        made = self.shelf.decisions()
        record: Any = read
        for each in made:
            record = jsonpatch.JsonPatch(each.patch).apply(record)
        assert record == now
        for each in reversed(made):
            record = jsonpatch.JsonPatch(each.inverse).apply(record)
        assert record == read

    @invariant()
    def parts_are_what_the_standing_decisions_make_of_them(self) -> None:
        for form in _PARTS:
            made = self.shelf.decisions(form)
            with reading(self.engine) as connection:
                gone = documents.withdrawn(connection, self.shelf.document, form)
            part = self.shelf.part(form)
            assert plain(replayed(self.shelf.original(form), made, gone)) == plain(part)
            assert gone.isdisjoint(each.id for each in part.findings)
            assert gone.isdisjoint(each.id for each in part.suggestions)

    @invariant()
    def findings_are_those_of_the_whole_record(self) -> None:
        whole = {said(each) for each in check(self.shelf.record).findings}
        parts = {
            said(moved_out(each, form))
            for form in _PARTS
            for each in self.shelf.part(form).findings
            if each.rule in _CHECKED
        }
        assert parts | {said(each) for each in self.shelf.head.across} == whole

    @invariant()
    def counters_are_what_there_is(self) -> None:
        shelf, row, rows = self.shelf, self.shelf.row(), self.shelf.part_rows()
        why = shelf.settled(None).explained
        across = [each for each in shelf.head.across if each.id not in why]
        found: list[Finding] = list(across)
        sums = dict.fromkeys(COUNTERS, 0.0)
        for form in _PARTS:
            part, decided = shelf.part(form), shelf.settled(form)
            here = open_findings(part, decided)
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
            stored = rows[documents.key(form)]
            assert {key: stored[key] for key in COUNTERS} == pytest.approx(mine)
            sums = {key: sums[key] + mine[key] for key in COUNTERS}
            found += here
        more = sum(each.severity == "error" for each in across)
        sums |= {"errors": sums["errors"] + more, "risk": sums["risk"] + more}
        sums["findings"] += len(across)
        assert {key: row[key] for key in COUNTERS} == pytest.approx(sums)
        assert row["errors"] == sum(each.severity == "error" for each in found)
        assert row["version"] == len(shelf.decisions()) == len(self.before)

    @invariant()
    def a_document_is_found_by_what_it_says_now(self) -> None:
        record, row = self.shelf.record, self.shelf.row()
        assert row["year"] == record.year
        described = documents.described(record)
        assert {key: row[key] for key in described} == described


def test_any_sequence_of_decisions(engine: Engine) -> None:
    machine = type("Here", (Reviewing,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
