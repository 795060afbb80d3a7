"""What OCR is not sure of is said of the values that it is part of."""

from __future__ import annotations

from dataclasses import replace

from pipeline.flow import extract, make_engine
from pipeline.ingest.composer import Composer, GridCell, Piece
from schemas.result import Extraction
from schemas.source import Box, SourceText

ROWS = (
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "巡查河道次数", "≥24次", "26次", "50", "50"),
    ("效益指标", "社会效益指标", "水质达标率", "≥95%", "97%", "30", "30"),
    ("满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", "88%", "10", "8"),
)


def page(unclear: dict[str, float]) -> SourceText:
    """A page with a table, whose glyphs are sure but for those of the texts in ``unclear``."""
    composer = Composer()
    composer.page(1000, 1400, by="ocr")
    composer.line([Piece("2024年度项目支出绩效自评表", Box(300, 20, 700, 40), 0.99)])
    composer.table(
        GridCell(0, place, [[Piece(text, Box(140 * place, 60, 140 * place + 120, 80), 0.999)]])
        for place, text in enumerate(("项目名称", "河道保洁"))
    )
    composer.table(
        GridCell(
            row,
            column,
            [
                [
                    Piece(
                        text,
                        Box(140 * column, 100 + 40 * row, 140 * column + 120, 120 + 40 * row),
                        unclear.get(text, 0.999),
                    )
                ]
            ],
        )
        for row, texts in enumerate(ROWS)
        for column, text in enumerate(texts)
    )
    return composer.source("扫描.png", "0" * 64, "image/png")


def doubted(extraction: Extraction) -> set[str]:
    return {
        path
        for finding in extraction.findings
        if finding.rule == "text.doubtful"
        for path in finding.paths
        if "图像" in finding.message.zh
    }


def test_a_page_that_ocr_is_sure_of_has_no_such_doubt() -> None:
    found = extract(page({}), make_engine("local"))
    assert doubted(found) == set()
    assert found.record.forms[0].indicators[2].score == "8"


def test_a_figure_with_an_unclear_glyph_is_doubted_and_less_sure() -> None:
    sure, unsure = (extract(page(given), make_engine("local")) for given in ({}, {"8": 0.7}))
    path = "/forms/0/indicators/2/score"
    assert doubted(unsure) == {path}
    assert unsure.confidence[path] <= 0.7 < sure.confidence[path]
    assert unsure.record == sure.record


def test_a_word_may_be_less_clear_than_a_figure() -> None:
    path = "/forms/0/indicators/0/level3"
    assert path not in doubted(extract(page({"巡查河道次数": 0.87}), make_engine("local")))
    assert path in doubted(extract(page({"巡查河道次数": 0.5}), make_engine("local")))


def test_text_of_the_file_itself_is_not_judged() -> None:
    source = page({"8": 0.7})
    plain = replace(source, words=tuple(replace(word, confidence=None) for word in source.words))
    assert doubted(extract(plain, make_engine("local"))) == set()


def test_evidence_leads_to_the_place_on_the_page() -> None:
    found = extract(page({}), make_engine("local"))
    (place,) = found.evidence["/forms/0/indicators/1/target"]
    assert (place.page, place.boxes) == (1, [(420.0, 180.0, 540.0, 200.0)])
    plain = extract(SourceText.from_text("项目名称\t河道保洁\n"), make_engine("local"))
    assert all("page" not in each.model_dump() for places in plain.evidence.values() for each in places)
