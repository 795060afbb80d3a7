"""Findings as SARIF 2.1.0 (OASIS), which code review tools, editors and dashboards show.

Offsets count Unicode code points of the decoded source text, as everywhere in a result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from urllib.parse import quote

from pipeline.export.json_result import to_json
from schemas.finding import Finding, Severity
from schemas.result import Extraction
from schemas.rule import RuleInfo

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_Json = dict[str, object]


def render(checked: Sequence[tuple[str, Extraction]], rules: Sequence[RuleInfo]) -> str:
    """One run over all records, each a name and its result; ``rules`` are those that may be found."""
    place = {rule.id: index for index, rule in enumerate(rules)}
    run: _Json = {
        "tool": {
            "driver": {
                "name": "jixiao",
                "version": version("jixiao"),
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(name, extraction, finding, place)
            for name, extraction in checked
            for finding in extraction.findings
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return to_json(log, indent=2)


def _rule(rule: RuleInfo) -> _Json:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title.zh},
        "fullDescription": {"text": f"{rule.title.zh} / {rule.title.en}"},
        "help": {"text": f"{rule.source}\n{rule.example.zh}\n{rule.example.en}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(name: str, extraction: Extraction, finding: Finding, place: dict[str, int]) -> _Json:
    result: _Json = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message.zh} / {finding.message.en}"},
        "locations": list(_locations(name, extraction, finding)),
        "partialFingerprints": {"jixiaoFinding/v1": finding.id},
    }
    if finding.rule in place:
        result["ruleIndex"] = place[finding.rule]
    return result


def _locations(name: str, extraction: Extraction, finding: Finding) -> Iterator[_Json]:
    """A location for each place: in the source text where it is known, else in the record's own file."""
    for path in finding.paths:
        logical = [{"fullyQualifiedName": path, "kind": "value"}]
        spans = [(found.start, found.end) for found in extraction.evidence.get(path, ())[:1]]
        yield {**_physical(name, extraction, spans), "logicalLocations": logical}
    for span in finding.spans:
        yield _physical(name, extraction, [(span.start, span.end)])


def _physical(name: str, extraction: Extraction, spans: Sequence[tuple[int, int]]) -> _Json:
    if not spans or not extraction.source.name:
        return {"physicalLocation": {"artifactLocation": {"uri": _uri(name)}}}
    start, end = spans[0]
    region = {"charOffset": start, "charLength": end - start}
    location = {"uri": _uri(extraction.source.name)}
    if extraction.source.media_type not in ("text/plain", "text/markdown"):
        # Offsets count what was read from the file, not its own bytes.
        return {"physicalLocation": {"artifactLocation": location}}
    return {"physicalLocation": {"artifactLocation": location, "region": region}}


def _uri(name: str) -> str:
    return quote(name.encode(errors="replace"))
