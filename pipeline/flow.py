"""The order of the stages; the only file that knows it.

file -> ingest -> layout -> extract -> ground -> check -> suggest -> comment -> Extraction

With a model the embedded engine reads too, blindly; what is doubtful is read again, and both are compared:

... -> extract -> ground -> check -> read again -> ground, check -> agree -> suggest -> comment -> Extraction

A model's comments are asked for on a result, and verified:

Extraction -> comment with model -> Extraction
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from pipeline.agree import AGREED, Agreement, agree
from pipeline.check import CHECKS, check, rechecking
from pipeline.check.rule import Rule
from pipeline.comment import (
    MODEL,
    NARRATIVE,
    SUBSTANCE,
    Dropped,
    Page,
    Quotations,
    Verifier,
    comment,
    doubts,
    materials,
)
from pipeline.errors import DocumentError, EngineError
from pipeline.extract.adopt import adopt
from pipeline.extract.doubtful import DOUBTFUL
from pipeline.extract.engine import Engine, ModelEngine
from pipeline.extract.legible import legible
from pipeline.extract.llm.settings import Wish, is_configured, make_settings
from pipeline.extract.local import LocalEngine
from pipeline.extract.questions import questions
from pipeline.extract.rereading import Settled, settle
from pipeline.extract.trust import trust
from pipeline.ground import COVERED, GROUNDED, Grounding, cover, ground, on_pages, with_lost_head
from pipeline.ingest import ReadOptions, read_file, suffixes
from pipeline.layout import lay_out
from pipeline.suggest import Case, Suggested, suggest
from schemas.finding import Finding, Message, NotEvaluated, Suggestion
from schemas.layout import Layout
from schemas.reading import Reading
from schemas.result import Evidence, Extraction, Outcome, SourceInfo, Status, Usage
from schemas.rule import RuleInfo
from schemas.source import SourceText, Span

# Every rule that a comment on substance can be of.
COMMENT_RULES: tuple[RuleInfo, ...] = (*SUBSTANCE, *NARRATIVE, MODEL)
# Every rule that a finding or comment can be of, in the order of the stages.
RULES: tuple[RuleInfo, ...] = (*CHECKS, DOUBTFUL, GROUNDED, COVERED, AGREED, *COMMENT_RULES)


def make_engine(name: str, wish: Wish = Wish()) -> Engine | ModelEngine:  # noqa: B008
    """The engine called ``name``: ``local``; ``llm`` or ``economy`` with the model that is wished for or
    configured; ``auto`` for ``llm`` when a model is configured, else ``local``. Raises SetupError."""
    if name == "local" or (name == "auto" and not is_configured(wish)):
        return LocalEngine()
    # Only here: whoever uses no model need not wait for what asks one.
    from pipeline.extract.llm.batch import Recorder  # noqa: PLC0415
    from pipeline.extract.llm.engine import LlmEngine  # noqa: PLC0415

    settings = make_settings(wish, need_key=not wish.offline)
    return LlmEngine(settings, server=Recorder() if wish.offline else None, economy=name == "economy")


@dataclass(frozen=True, slots=True)
class Second:
    """What is done beside a model's reading: values read again, the embedded engine as second reader."""

    rereading: bool = True
    comparing: bool = True


@dataclass(frozen=True, slots=True)
class _Work:
    """A reading, grounded and checked. ``prose`` are the lines of the source outside forms and tables."""

    reading: Reading
    grounding: Grounding
    findings: Sequence[Finding]
    not_evaluated: Sequence[NotEvaluated] = ()
    suggestions: Sequence[Suggestion] = ()
    usage: Usage = field(default_factory=Usage)
    prose: Sequence[Span] = ()


def extract(
    source: SourceText,
    engine: Engine | ModelEngine,
    second: Second = Second(),
    rules: Sequence[Rule] = CHECKS,
) -> Extraction:
    """Take one source text through all stages. Raises DocumentError when there is no reading at all."""
    started = perf_counter()
    layout = lay_out(source)
    if isinstance(engine, ModelEngine):
        work = _with_model(source, layout, engine, second, rules)
    else:
        work = _examined(source, layout, engine.read(source, layout), rules)
    work = replace(work, reading=legible(work.reading, work.grounding.evidence, source))
    suggested = _mended(work, source, rules)
    return Extraction(
        source=SourceInfo(
            name=source.name,
            sha256=source.sha256,
            media_type=source.media_type,
            characters=len(source.text),
        ),
        engine=engine.info,
        record=work.reading.record,
        evidence=on_pages(work.grounding.evidence, source),
        corrections=list(work.reading.corrections),
        confidence=dict(work.reading.confidence),
        findings=suggested.findings,
        not_evaluated=list(work.not_evaluated),
        suggestions=suggested.suggestions,
        usage=work.usage.model_copy(update={"seconds": perf_counter() - started}),
    )


def _examined(source: SourceText, layout: Layout, reading: Reading, rules: Sequence[Rule]) -> _Work:
    layout = with_lost_head(layout, source.text)
    grounding = ground(source, reading, layout.forms)
    covered = cover(source, reading.record, grounding.evidence, layout)
    checked = check(reading.record, rules)
    found = [*covered, *checked.findings]
    prose = [row.span for row in layout.narrative if len(row.filled) == 1 and not row.tabular]
    return _Work(reading, grounding, found, checked.not_evaluated, usage=reading.usage, prose=prose)


def judge(
    source: SourceText, layout: Layout, reading: Reading, rules: Sequence[Rule] = CHECKS
) -> tuple[dict[str, list[Evidence]], list[Finding]]:
    """What the source and the rules say of a record that no stage here has to have made: the places of its
    values, and the findings."""
    work = _examined(source, layout, reading, rules)
    return work.grounding.evidence, [*work.grounding.findings, *work.findings]


def _with_model(
    source: SourceText, layout: Layout, engine: ModelEngine, second: Second, rules: Sequence[Rule]
) -> _Work:
    """A model's reading, with second readings of what is doubtful, by itself and by the embedded engine."""
    embedded = LocalEngine().read(source, layout)
    reading = engine.read(source, layout, embedded)
    if second.comparing:
        reading = adopt(reading, embedded, agree(reading.record, embedded.record).agreed)
    work = _examined(source, layout, reading, rules)
    settled = Settled(work.reading.record)
    if second.rereading:
        work, settled = _read_again(source, layout, engine, work, rules)
    agreement = agree(work.reading.record, embedded.record) if second.comparing else Agreement.none()
    confidence = trust(
        work.reading,
        ungrounded=_paths(work.grounding.findings),
        agreed=agreement.agreed.keys(),
        disputed=agreement.disputed | settled.open,
    )
    return replace(
        work,
        reading=replace(work.reading, confidence=confidence),
        findings=[*settled.findings, *agreement.findings, *work.findings],
        suggestions=[*settled.suggestions, *agreement.suggestions],
    )


def _read_again(
    source: SourceText, layout: Layout, engine: ModelEngine, work: _Work, rules: Sequence[Rule]
) -> tuple[_Work, Settled]:
    """Ask for the doubtful values once more, without saying what was read or what a sum should be."""
    reading, grounding = work.reading, work.grounding
    regions = [form.span for form in layout.forms]
    doubtful = [*grounding.findings, *work.findings]
    asked = questions(source, reading.record, grounding.evidence, doubtful, regions)
    if not asked:
        return work, Settled(reading.record)
    answers, usage = engine.reread(source, asked)
    settled = settle(
        reading.record,
        answers,
        _paths(grounding.findings),
        lambda record: ground(source, replace(reading, record=record), layout.forms).evidence.keys(),
    )
    again = _examined(source, layout, replace(reading, record=settled.record), rules)
    return replace(again, usage=_sum(reading.usage, usage)), settled


def _paths(findings: Sequence[Finding]) -> set[str]:
    return {path for finding in findings for path in finding.paths}


def _sum(first: Usage, second: Usage) -> Usage:
    return Usage(
        requests=first.requests + second.requests,
        input_tokens=first.input_tokens + second.input_tokens,
        output_tokens=first.output_tokens + second.output_tokens,
        cached_requests=first.cached_requests + second.cached_requests,
        seconds=first.seconds + second.seconds,
    )


def check_again(
    extraction: Extraction, source: SourceText | None, rules: Sequence[Rule] = CHECKS
) -> Extraction:
    """The result with what is found about its record as it is now, edits included; with the source text also
    whether its values stand there. What an engine said of its own reading is not repeated: a person has
    looked at it since."""
    record = extraction.record
    if source:
        places = {
            pointer: [Span(place.start, place.end) for place in found]
            for pointer, found in extraction.evidence.items()
        }
        reading = Reading(record, places, extraction.corrections)
        work = _examined(source, lay_out(source), reading, rules)
    else:
        checked = check(record, rules)
        unseen = NotEvaluated(
            rule=GROUNDED.id,
            paths=[""],
            reason=Message(zh="没有原文可以对照", en="the source text is not at hand"),
        )
        grounding = Grounding(extraction.evidence, [])
        work = _Work(Reading(record), grounding, checked.findings, [unseen, *checked.not_evaluated])
    suggested = _mended(work, source, rules)
    return extraction.model_copy(
        update={
            "evidence": on_pages(work.grounding.evidence, source) if source else work.grounding.evidence,
            "findings": suggested.findings,
            "not_evaluated": list(work.not_evaluated),
            "suggestions": suggested.suggestions,
            "commented_by": None,
        }
    )


def comment_with_model(
    extraction: Extraction, source: SourceText | None, engine: ModelEngine
) -> tuple[Extraction, Dropped]:
    """The result with a model's comments (rule ``substance.model``) behind those of the rules, and what
    became of all that it proposed (:meth:`Dropped.line` says it in one line).

    One request a form. A comment that the document does not bear out is dropped and counted; one that a rule
    made already is merged with it. A form that got no reply keeps its rules' comments, and ``failed`` says
    why; nothing is raised for it, so that offline all requests are written down at once. Without the source
    text, quotations are looked for in the record's values. An earlier model's comments are replaced."""
    record = extraction.record
    doubtful = doubts(extraction.findings, extraction.corrections, extraction.evidence)
    kept = [each for each in extraction.suggestions if each.rule != MODEL.id]
    made = [each for each in kept if each.kind == "substance"]
    shown = materials(record, doubtful, made, SUBSTANCE)
    said, usage = engine.comment([each.text for each in shown])
    verifier = Verifier(record, doubtful, Quotations(source, extraction.evidence), made)
    comments: list[Suggestion] = []
    for form, proposed in zip(shown, said, strict=True):
        if isinstance(proposed, EngineError):
            verifier.dropped.failed[form.form] = proposed.message
        else:
            comments += verifier.verify(proposed, form)
    commented = extraction.model_copy(
        update={
            "suggestions": [*kept, *comments],
            "commented_by": engine.commenter,
            "usage": _sum(extraction.usage, usage),
        }
    )
    return commented, verifier.dropped


def _mended(work: _Work, source: SourceText | None, rules: Sequence[Rule]) -> Suggested:
    """All findings, with what would mend them, and comments on what is sure."""
    found = [*work.reading.doubts, *work.grounding.findings, *work.findings]
    record, evidence = work.reading.record, work.grounding.evidence
    case = Case(record, found, rechecking(rules), source, evidence)
    mended = suggest(case, work.suggestions)
    page = Page(source, evidence, work.prose) if source else None
    comments = comment(record, doubts(found, work.reading.corrections, evidence), page=page)
    return replace(mended, suggestions=[*mended.suggestions, *comments])


def extract_file(
    path: Path,
    engine: Engine | ModelEngine,
    rules: Sequence[Rule] = CHECKS,
    options: ReadOptions | None = None,
) -> tuple[Outcome, SourceText | None]:
    """Extract one file; whatever goes wrong with it is in the outcome, never raised. The source text comes
    with it, for reports that quote it."""
    try:
        source = read_file(path, options)
        return Outcome(
            name=str(path), status=Status.DONE, extraction=extract(source, engine, rules=rules)
        ), source
    except DocumentError as error:
        return Outcome(name=str(path), status=Status.FAILED, reason=error.message), None
    except Exception as error:
        # One bad document must not stop the others; the type and text are what a bug report needs.
        what = f"{type(error).__name__}: {error}"
        reason = Message(zh=f"{path}：内部错误（{what}）", en=f"{path}: internal error ({what})")
        return Outcome(name=str(path), status=Status.FAILED, reason=reason), None


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and for a folder every file below it that some reader picks up, sorted; each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in suffixes())
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return list(found)
