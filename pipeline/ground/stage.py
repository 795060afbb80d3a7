"""The stage: a source text and its reading -> evidence for every value, a finding where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.ground.arrange import choose
from pipeline.ground.choose import Leaf, last_before
from pipeline.ground.fold import fold_source
from pipeline.ground.folded import Folded, Stretch
from pipeline.ground.kinds import CLASSIFICATIONS, field_of, form_of, has_digits, may_stand_outside, spellings
from pipeline.ground.labels import beside_own_label
from pipeline.ground.places import verify, without_pipes
from pipeline.ground.regions import region_of
from pipeline.ground.search import CELL, Hit, Region
from pipeline.ground.units import find_unit
from schemas.finding import Finding, Message, Severity
from schemas.layout import FormRegion
from schemas.pointers import iter_leaves
from schemas.reading import Reading
from schemas.result import Correction, Evidence, Match
from schemas.rule import RuleInfo
from schemas.script import simplified
from schemas.source import SourceText, Span

GROUNDED = RuleInfo(
    id="text.grounded",
    severity=Severity.ERROR,
    title=Message(zh="每个值都能在原文中找到", en="Each value is found in the source"),
    source="the source text itself; digits are compared exactly, as whole numbers",
    example=Message(zh="原文中未找到“353.38”", en="“353.38” is not found in the source"),
)
_NUMBER_TO_TITLE = 4  # folded characters between a form's number and its title: "1.", "(一)"


@dataclass(frozen=True, slots=True)
class Grounding:
    """``evidence``: JSON Pointer of a leaf -> its places in reading order; ``findings``: one of rule
    ``text.grounded`` for each value that is found nowhere."""

    evidence: dict[str, list[Evidence]]
    findings: list[Finding]


def ground(source: SourceText, reading: Reading, regions: Sequence[Span | FormRegion]) -> Grounding:
    """Ground every printed value of a reading.

    ``regions[i]`` is the stretch of text of form ``i``, or the form as it is laid out, whose cells are known
    then; when their number is not that of the forms, values are searched in the whole text, forms in page
    order. Never raises on doubtful data.
    """
    work = _Work(source.text, reading, regions)
    leaves = [leaf for leaf in iter_leaves(reading.record) if field_of(leaf[0]) not in CLASSIFICATIONS]
    start = 0
    for form, group in groupby(leaves, key=lambda leaf: form_of(leaf[0])):
        start = work.ground_part(form, list(group), start)
    return Grounding(
        {pointer: work.evidence[pointer] for pointer, _ in leaves if pointer in work.evidence},
        [_finding(pointer, value) for pointer, value in leaves if pointer not in work.evidence],
    )


class _Work:
    """Evidence of one document as it grows, part by part."""

    def __init__(self, text: str, reading: Reading, regions: Sequence[Span | FormRegion]) -> None:
        self.source: Folded = fold_source(text)
        self.places = reading.places
        self.corrections: dict[str, Correction] = {each.path: each for each in reading.corrections}
        self.evidence: dict[str, list[Evidence]] = {}
        self.whole = Region(self.source, Stretch(0, len(self.source.text)))
        simple = simplified(text)
        self.simple = fold_source(simple) if simple != text else None
        self.regions = [region_of(self.source, region) for region in regions]
        self.has_regions = len(regions) == len(reading.record.forms)

    def ground_part(self, form: int | None, values: list[tuple[str, str | int]], start: int) -> int:
        """Ground one form, or what stands outside forms; returns where in the text the next one is sought."""
        region = self.regions[form] if form is not None and self.has_regions else self.whole
        start = region.bounds.start if form is None or self.has_regions else start
        leaves: list[Leaf] = []
        for pointer, value in values:
            leaf = self._leaf(region, pointer, value)
            if leaf:
                leaves.append(leaf)
        chosen = choose(leaves, start, in_form=form is not None)
        for leaf in leaves:
            if leaf.pointer not in self.evidence and leaf.pointer in chosen:
                self.evidence[leaf.pointer] = self._evidence(leaf, chosen[leaf.pointer])
        if form is not None:
            self._place_number(region, form, values)
        return max((chosen[leaf.pointer].end for leaf in leaves if leaf.field == "level3"), default=start)

    def _leaf(self, region: Region, pointer: str, value: str | int) -> Leaf | None:
        """The value with its hits; a verified place is its only one."""
        field = field_of(pointer)
        spans = [Span(*span) for span in self.places.get(pointer, ())]
        correction = self.corrections.get(pointer)
        verified = verify(self.source, pointer, value, spans, correction)
        if verified:
            self.evidence[pointer] = verified
            parts = tuple(self.source.stretch(span) for span in spans)
            return Leaf(pointer, field, value, [Hit(parts, CELL)])
        if field == "number":
            return None  # placed by its title, once that is placed
        hits = self._hits(region, pointer, value, correction)
        return Leaf(pointer, field, value, hits) if hits else None

    def _hits(
        self, region: Region, pointer: str, value: str | int, correction: Correction | None
    ) -> Sequence[Hit]:
        if field_of(pointer) == "money_unit":
            found = (find_unit(self.source, each.bounds, str(value)) for each in (region, self.whole))
            return [Hit(unit, CELL) for unit in found if unit][:1]
        if correction and correction.value == str(value):
            raw = region.find(correction.raw.replace("|", ""))
            if raw:
                return raw
        hits = beside_own_label(self.source, pointer, region.find(*spellings(pointer, value)))
        if not hits and self.simple and region.bounds.start < region.bounds.end:
            hits = self._in_simple(self.simple, region, spellings(pointer, value))
        if hits or region is self.whole or not may_stand_outside(pointer, value):
            return hits
        outside = self.whole.find(*spellings(pointer, value))
        nearest = min(outside, key=lambda hit: abs(hit.start - region.bounds.start), default=None)
        return [nearest] if nearest else ()

    def _in_simple(self, simple: Folded, region: Region, texts: Sequence[str]) -> Sequence[Hit]:
        """The places of a value in simplified characters, of which a text in traditional ones has the same
        number, with what it repeats in brackets left out."""
        found = Region(simple, simple.stretch(self.source.span(region.bounds))).find(*texts)
        spans = ([simple.span(part) for part in hit.parts] for hit in found)
        return [
            Hit(tuple(map(self.source.stretch, places)), hit.fit)
            for hit, places in zip(found, spans, strict=True)
        ]

    def _evidence(self, leaf: Leaf, hit: Hit) -> list[Evidence]:
        spans = [self.source.span(part) for part in hit.parts]
        raw = self.source.raw[spans[0].start : spans[0].end]
        correction = self.corrections.get(leaf.pointer)
        match: Match = "joined" if len(spans) > 1 else "exact" if raw == str(leaf.value) else "normalised"
        folded = "".join(self.source.text[part.start : part.end] for part in hit.parts)
        if correction and correction.value == str(leaf.value) and folded == without_pipes(correction.raw):
            match = "corrected"
        return [Evidence(start=span.start, end=span.end, match=match) for span in spans]

    def _place_number(self, region: Region, form: int, values: list[tuple[str, str | int]]) -> None:
        """A form's number stands right before its title: in the form, else elsewhere, as in the contents."""
        known = dict(values)
        pointer, title = f"/forms/{form}/number", known.get(f"/forms/{form}/title")
        if pointer not in known or pointer in self.evidence or title is None:
            return
        for each in (region, self.whole):
            numbers = each.find(*spellings(pointer, known[pointer]))
            for name in each.find(str(title)):
                hit = last_before(numbers, name.start - 1)
                if hit and 0 <= name.start - hit.end <= _NUMBER_TO_TITLE:
                    self.evidence[pointer] = self._evidence(
                        Leaf(pointer, "number", known[pointer], numbers), hit
                    )
                    return


def _finding(pointer: str, value: str | int) -> Finding:
    shown = str(value) if len(str(value)) <= 40 else f"{str(value)[:40]}…"
    return Finding(
        rule=GROUNDED.id,
        severity=GROUNDED.severity if has_digits(value) else Severity.WARNING,
        paths=[pointer],
        message=Message(
            zh=f"原文中未找到“{shown}”",
            en=f"“{shown}” is not found in the source",
        ),
        actual=shown,
    )
