"""The embedded engine: rules over the recovered layout."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from pipeline.extract.local.columns import Column
from pipeline.extract.local.confidence import rate
from pipeline.extract.local.draft import Draft, Value
from pipeline.extract.local.form import FormReader
from pipeline.extract.local.indicators import heading
from pipeline.extract.local.likeness import agree_on_department, doubt_labels_inside, doubt_near_duplicates
from pipeline.extract.local.narrative import NarrativeReader
from pipeline.extract.local.torn_text import doubt_names_below, doubt_torn_text
from schemas.document import Document
from schemas.layout import FormRegion, Layout
from schemas.reading import Reading
from schemas.result import EngineInfo, Usage
from schemas.script import simplified
from schemas.source import SourceText
from schemas.text import clean
from schemas.vocabulary import QUALITATIVE

VERSION = "1"
_FEW_LINES = 12
_LONG_NAME = 15
_MOST_STRAIN = 0.6
_MOST_CHOICE = 0.42
_CLOSE = 0.75
# In glued text cuts are told by words: doubted up to a greater distance, a name being told best.
_CLOSE_GLUED = {
    "level2": 1.5,
    "level3": 1.0,
    "target": 2.0,
    "actual": 2.0,
    "shortfall_reason": 1.5,
    "extra": 1.5,
}
_MOST_SENTENCES = 0.15
_SHORT_FIELDS = ("/level3", "/target", "/actual")
_FROM_FORM = ("/department/code", "/department/name")


class LocalEngine:
    """Reads forms by their labels and headings. Deterministic; says where each value stands, what it
    corrected and what it is not sure of."""

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(name="local", version=VERSION)

    def draft(self, source: SourceText, layout: Layout) -> Draft:
        """Everything that is read, with places, corrections and doubts, before it becomes a record."""
        printed, source = source, replace(source, text=simplified(source.text))
        draft = NarrativeReader(source.text).read(layout.narrative)
        forms = [FormReader(source, region).read() for region in _regions(draft, layout)]
        for index, form in enumerate(forms):
            draft.update(f"/forms/{index}", _without_document_values(form, draft))
        _lift(draft, forms)
        draft.put("/document_type", Value(_document_type(draft, forms), ()))
        if not forms:
            draft.doubt("/forms", "没有找到绩效表", "no form was found in this text")
        if source.text != printed.text:
            _list_simplified(draft, printed)
        doubt_near_duplicates(draft)
        doubt_labels_inside(draft)
        doubt_torn_text(draft, streamed=layout.dialect is not None)
        if layout.dialect == "flat":
            _doubt_glued(draft, layout)
        _doubt_torn(draft, layout)
        _doubt_choices(draft, glued=layout.dialect == "flat")
        _doubt_tables(draft, glued=layout.dialect == "flat")
        return draft

    def read(self, source: SourceText, layout: Layout) -> Reading:
        """Read one document; a text without any form gives a record without forms and a doubt."""
        started = perf_counter()
        draft = self.draft(source, layout)
        confidence = rate(draft, layout.dialect)
        if layout.dialect in ("words", "lines"):
            doubt_names_below(draft, listed=layout.dialect == "lines")
        return Reading(
            record=Document.model_validate(draft.record()),
            places=draft.places(),
            corrections=draft.corrections(),
            doubts=draft.findings(),
            confidence=confidence,
            usage=Usage(seconds=perf_counter() - started),
        )


def _doubt_glued(draft: Draft, layout: Layout) -> None:
    """In glued text a reason may run into the next indicator's name or a name into a judgement, and nothing
    marks where a column of prose ends; figures mark their own ends."""
    for pointer, value in draft.values.items():
        if not pointer.endswith("/level3") or value.doubt:
            continue
        if len(str(value.text)) >= _LONG_NAME or str(value.text).endswith(QUALITATIVE):
            draft.values[pointer] = value.doubted(
                "名称可能与相邻单元格粘连", "the name may have run together with the cell beside it"
            )
    for index, form in enumerate(layout.forms):
        prose = any(_is_prose(column) for row in form.rows for column in heading(row))
        if prose or _sentences(draft, index) > _MOST_SENTENCES:
            draft.doubt(
                f"/forms/{index}/indicators",
                "原文没有分隔，文字栏之间无法可靠切分，整表请核对",
                "no separators: columns of prose cannot be told apart; compare the whole table",
            )


def _doubt_torn(draft: Draft, layout: Layout) -> None:
    """Where the cells of a form are not in reading order, a value may stand behind any label."""
    torn = [f"/forms/{index}" for index, form in enumerate(layout.forms) if form.torn]
    for pointer in torn:
        draft.doubt(
            pointer,
            "原文各单元格的先后顺序已被打乱，无法可靠还原，整表请对照原文",
            "the cells of this form are out of order and could not be put right; compare all of it",
        )
    for pointer, value in draft.values.items():
        inside = any(pointer.startswith(form + "/") for form in torn)
        if value.doubt is None and (inside or (torn and pointer in ("/document_type", *_FROM_FORM))):
            draft.values[pointer] = value.doubted(
                "原文单元格顺序被打乱，请核对", "the cells of the source are out of order"
            )


def _doubt_choices(draft: Draft, glued: bool) -> None:
    """Where another reading costs hardly more, which one is right is as good as open: on documents that the
    costs were not chosen on, almost every second such value was wrong."""
    for pointer, value in draft.values.items():
        name = pointer.partition("/indicators/")[2].partition("/")[2].partition("/")[0]
        close = _CLOSE_GLUED.get(name, _CLOSE) if glued else _CLOSE
        if value.margin < close and value.doubt is None:
            draft.values[pointer] = value.doubted(
                "与相邻单元格的分界不确定，请核对",
                "another cut between this cell and its neighbours fits as well",
            )


def _doubt_tables(draft: Draft, glued: bool) -> None:
    """A table whose rows fit their columns badly throughout was most likely not cut into the right rows; one
    whose cells could mostly stand elsewhere at hardly any more cost may have been."""
    tables: dict[str, dict[str, list[Value]]] = {}
    for pointer, value in draft.values.items():
        table, found, rest = pointer.partition("/indicators/")
        if found:
            tables.setdefault(table, {}).setdefault(rest.partition("/")[0], []).append(value)
    for table, rows in tables.items():
        strain = sum(max(value.strain for value in row) for row in rows.values()) / len(rows)
        values = [value for row in rows.values() for value in row]
        choice = sum(value.nearness for value in values) / len(values)
        if choice >= _MOST_CHOICE or (strain >= _MOST_STRAIN and not glued):
            draft.doubt(
                f"{table}/indicators",
                "各行与各列对应不好，分行可能有误，整表请核对",
                "rows fit their columns badly and may be cut wrongly; compare the whole table",
            )


def _sentences(draft: Draft, form: int) -> float:
    """How many of a form's names and values are as long as sentences: beside each other sentences have no
    ends of their own."""
    texts = [
        str(value.text)
        for pointer, value in draft.values.items()
        if pointer.startswith(f"/forms/{form}/indicators/") and pointer.endswith(_SHORT_FIELDS)
    ]
    return sum(len(text) >= _LONG_NAME for text in texts) / max(1, len(texts))


def _is_prose(column: Column) -> bool:
    """Whether a column holds words, or an operator or unit that glued text joins to the figure."""
    if column.field is None:
        return not column.heading.endswith(("指标值", "得分计算方法"))
    return column.field in ("description", "basis", "unit", "comparator", "nature")


def _regions(draft: Draft, layout: Layout) -> list[FormRegion]:
    """The forms; on a page that is one form, what stands before its title belongs to it too."""
    if len(layout.forms) == 1 and not _has_narrative(draft) and len(layout.narrative) <= _FEW_LINES:
        (form,) = layout.forms
        return [replace(form, rows=(*layout.narrative, *form.rows))]
    return list(layout.forms)


def _list_simplified(draft: Draft, printed: SourceText) -> None:
    """List the values whose characters were taken back to simplified ones as corrections."""
    for pointer, value in draft.values.items():
        raw = "".join(clean(printed.excerpt(span)) for span in value.spans)
        if isinstance(value.text, str) and value.raw is None and value.spans and raw != value.text:
            draft.values[pointer] = replace(value, raw=raw, rule="script.simplified")


def _without_document_values(form: Draft, document: Draft) -> Draft:
    """Move the date and who audited, which belong to the document, out of a form's draft."""
    for pointer, place in (("/date", "/date"), ("/extra/审核人", "/audited_by")):
        document.put(place, form.values.pop(pointer, None))
    return form


def _lift(draft: Draft, forms: list[Draft]) -> None:
    """What a document takes over from its forms: the body, and on a page that is one form title and year."""
    agree_on_department(draft, forms)
    for pointer in _FROM_FORM:
        found = {form.text(pointer): form.values[pointer] for form in forms if pointer in form.values}
        if len(found) == 1 and not _begins_below_head(forms):
            draft.put(pointer, next(iter(found.values())))
    if len(forms) == 1 and not _has_narrative(draft):
        for pointer in ("/title", "/year"):
            draft.put(pointer, forms[0].values.get(pointer))


def _begins_below_head(forms: list[Draft]) -> bool:
    """Whether the text begins with the rest of a form, whose body may be another than that of the next."""
    head = ("/title", "/project_name", "/project_code")
    return len(forms) > 1 and not any(pointer in forms[0].values for pointer in head)


def _has_narrative(draft: Draft) -> bool:
    parts = ("/overall_goals", "/category_goals", "/safeguards", "/contents", "/prepared_by")
    return any(pointer.startswith(parts) for pointer in draft.values)


def _document_type(draft: Draft, forms: list[Draft]) -> str:
    if _has_narrative(draft):
        return "budget_performance_text"
    if not forms:
        return "other"
    title = f"{draft.text('/title') or ''}{forms[0].text('/title') or ''}"
    whose = "department" if "部门整体" in title or "整体支出" in title else "project"
    what = "targets" if forms[0].text("/form_type") == "targets" else "self_evaluation"
    return f"{whose}_{what}"
