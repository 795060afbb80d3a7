"""Which of a model's comments are shown: nothing that it says is believed before the document bears it out.

A comment stands only when its path leads to a sure value, each of its quotations is printed, and no figure is
invented; what a rule said already stays with the rule. No model is asked here.

Source: the reviewer decides, with the printed text at hand (schemas/finding.py, Suggestion).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from pipeline.comment.doubts import Doubts
from pipeline.comment.dropped import Dropped, Reason
from pipeline.comment.figures import BLANK, Figures
from pipeline.comment.material import Material, form_of, is_narrative
from pipeline.comment.quoting import Quotations, bare
from schemas.comment import ProposedComment
from schemas.document import Document
from schemas.finding import Message, Severity, Stretch, Suggestion
from schemas.pointers import resolve
from schemas.rule import RuleInfo

MODEL = RuleInfo(
    id="substance.model",
    severity=Severity.INFO,
    title=Message(
        zh="模型提出的实质意见，引文已在原文中核对", en="A model's comments, their quotations verified"
    ),
    source="prompts/comment.md; each comment is verified in pipeline/comment/verify.py",
    example=Message(
        zh="“在岗出勤率”不能反映“工作日保障单位运转”的数量。",
        en="Relevance, at /forms/0/indicators/0/description, in a model's words: "
        "“在岗出勤率”不能反映“工作日保障单位运转”的数量。",
    ),
)
# The share of its comments that readers judged valid; until recorded replies have been judged, open.
CONFIDENCE = 0.5
MOST_A_FORM = 5

_LONGEST = 300
_ALIKE = 80.0  # of 100
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ONE_PLACE = re.compile(r"/forms/[0-9]+/(?:goals|[a-z_]+/[0-9]+)")
_LATIN = re.compile("[A-Za-z]")
_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
_FILL_IN = Message(
    zh="（建议写法中＿＿处的数字由审核人员填写）",
    en=" (the figures at ＿＿ in the proposal are the reviewer's to fill in)",
)


class Verifier:
    """Verifies the comments on one document; ``made`` are those that stand already."""

    def __init__(
        self, record: Document, doubtful: Doubts, quotations: Quotations, made: Iterable[Suggestion]
    ) -> None:
        self._record = record
        self._doubtful = doubtful
        self._quotations = quotations
        self._made: dict[int | None, list[Suggestion]] = {}
        for each in made:
            self._keep(each)
        self.dropped = Dropped()

    def verify(self, proposed: Sequence[ProposedComment], shown: Material) -> list[Suggestion]:
        """The comments on one form that stand; the others are counted in ``dropped``."""
        values = {pointer: bare(value) for pointer, value in shown.values.items()}
        figures = Figures(shown.values.values())
        found: list[Suggestion] = []
        self.dropped.proposed += len(proposed)
        for each in proposed:
            made = self._surplus(found) or self._verified(each, shown, values, figures)
            if not isinstance(made, Suggestion):
                self.dropped.reasons[made] += 1
            elif self._is_made(made):
                self.dropped.merged += 1
            else:
                self._keep(made)
                found.append(made)
        self.dropped.shown += len(found)
        return found

    def _surplus(self, found: Sequence[Suggestion]) -> Reason | None:
        return "surplus" if len(found) >= MOST_A_FORM else None

    def _verified(
        self, proposed: ProposedComment, shown: Material, values: Mapping[str, str], figures: Figures
    ) -> Suggestion | Reason:
        if not self._leads_somewhere(proposed.path, shown.form):
            return "path"
        if self._doubtful.cover(proposed.path):
            return "doubtful"
        comment = _plain(proposed.comment)
        proposal = _plain(proposed.proposal or "")
        if not _CHINESE.search(comment) or not _is_fit(comment) or not _is_fit(proposal):
            return "wording"
        places = self._places(proposed, values)
        if places is None:
            return "quotation"
        if figures.strange(bare(comment)):
            return "figure"
        proposal = figures.blanked(proposal)
        if bare(proposal) == values.get(proposed.path):
            proposal = ""
        return _suggestion(proposed, comment, proposal, places)

    def _leads_somewhere(self, path: str, form: int) -> bool:
        if form_of(path) != form and not is_narrative(path):
            return False
        try:
            resolve(self._record, path)
        except KeyError:
            return False
        return True

    def _places(self, proposed: ProposedComment, values: Mapping[str, str]) -> list[Stretch] | None:
        """The places of all quotations, None when there is none or one is printed nowhere."""
        found: list[Stretch] = []
        for quotation in proposed.quotations:
            places = self._quotations.find(quotation, values, proposed.path)
            if places is None:
                return None
            found += [place for place in places if place not in found]
        return found if proposed.quotations else None

    def _is_made(self, comment: Suggestion) -> bool:
        """Whether another comment says it: of the same dimension there, or almost in its words."""
        (path,) = comment.paths
        for each in self._made.get(form_of(path), ()):
            same_place = any(_same_place(path, other) for other in each.paths)
            if same_place and each.dimension == comment.dimension:
                return True
            if fuzz.ratio(each.reason.zh, comment.reason.zh) >= _ALIKE:
                return True
        return False

    def _keep(self, comment: Suggestion) -> None:
        for form in {form_of(path) for path in comment.paths}:
            self._made.setdefault(form, []).append(comment)


def _suggestion(
    proposed: ProposedComment, comment: str, proposal: str, places: Sequence[Stretch]
) -> Suggestion:
    note = _FILL_IN if BLANK in proposal else Message(zh="", en="")
    place = f"{proposed.dimension.capitalize()}, at {proposed.path}, in a model's words: "
    return Suggestion(
        rule=MODEL.id,
        patch=[],
        reason=Message(zh=f"{comment}{note.zh}", en=f"{place}{comment}{note.en}"),
        confidence=CONFIDENCE,
        kind="substance",
        paths=[proposed.path],
        dimension=proposed.dimension,
        proposal=proposal or None,
        quotes=list(places),
    )


def _same_place(one: str, other: str) -> bool:
    """A row and its cells are one place, and so are the goals and each of them; the list of rows is not.

    >>> row = "/forms/0/indicators/1"
    >>> [_same_place(row, other) for other in (f"{row}/target", f"{row}2", "/forms/0/indicators")]
    [True, False, False]
    >>> _same_place("/forms/0/goals/1", "/forms/0/goals"), _same_place("/forms/0/goals", "/forms/0")
    (True, False)
    """
    above, below = sorted((one, other), key=len)
    return above == below or bool(_ONE_PLACE.fullmatch(above) and below.startswith(f"{above}/"))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _is_fit(text: str) -> bool:
    """Whether a text is short, printable, without addresses, and Chinese as far as it has words.

    >>> [_is_fit(text) for text in ("≥＿＿%", "写明口径", "Looks fine.", "见 www.example.cn", "甲\u202e乙")]
    [True, True, False, False, False]
    """
    if len(text) > _LONGEST or not text.isprintable() or _ADDRESS.search(text):
        return False
    return bool(_CHINESE.search(text)) or not _LATIN.search(text)
