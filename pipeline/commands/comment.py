"""``jixiao comment``: a draft review opinion (审核意见) for each document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.commands.documents import documents
from pipeline.commands.exit_codes import DONE, SOME_FAILED
from pipeline.commands.inputs import Read, extracted, is_results, loaded
from pipeline.commands.results import result_files
from pipeline.commands.streams import complain, emit, show, view_of_stdout
from pipeline.errors import SetupError
from pipeline.export.exporter import Lang
from pipeline.export.files import make_folder, result_names, write_result
from pipeline.export.json_result import dump
from pipeline.export.opinion import markdown, summary
from pipeline.export.opinion.content import comments_of, opinion
from pipeline.extract.engine import Engine, ModelEngine
from pipeline.extract.llm.settings import Wish
from pipeline.flow import COMMENT_RULES, check_again, comment_with_model, make_engine
from schemas.document import Shape
from schemas.finding import Message, Suggestion
from schemas.result import Extraction
from schemas.source import SourceText

Format = Literal["report", "json", "markdown"]
_SUMMARY = "summary"


class Comments(Shape):
    """What the JSON format prints for one document."""

    name: str
    comments: list[Suggestion]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for: ``with_model`` asks a model too, ``without`` are rules that are switched
    off, ``sources`` is a folder with the texts that results were read from."""

    format: Format
    lang: Lang
    engine: str = "auto"
    out: Path | None = None
    sources: Path | None = None
    with_model: bool = False
    without: frozenset[str] = frozenset()
    wish: Wish = field(default_factory=Wish)


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Comment on each document and return the exit code. One that cannot be read does not stop the others."""
    unknown = sorted(wanted.without - {rule.id for rule in COMMENT_RULES})
    if unknown:
        raise SetupError(
            f"没有规则 {unknown[0]}；全部规则见 jixiao rules", f"no rule {unknown[0]}; see jixiao rules"
        )
    files, results = _inputs(paths)
    if wanted.out:
        make_folder(wanted.out)
    names = result_names(files, reserved=[_SUMMARY])
    several = len(files) > 1
    done: list[tuple[str, Extraction]] = []
    reader = None if results else make_engine(wanted.engine, wanted.wish)
    with ExitStack() as open_engines:
        model = _commenter(reader, wanted)
        for each in {id(each): each for each in (reader, model) if isinstance(each, ModelEngine)}.values():
            open_engines.enter_context(closing(each))
        failed = False
        for path, read, source, _ in _read(files, reader, wanted):
            if read is None:
                continue
            extraction = read
            if model:
                extraction, dropped = comment_with_model(read, source, model)
                complain(_named(path, dropped.line(), several), wanted.lang)
                failed = failed or bool(dropped.failed)
            kept = _without(extraction, wanted.without)
            done.append((str(path), kept))
            _give(path, kept, source, wanted, several)
            if wanted.out:
                _write(wanted.out / Path(names[path]).stem, kept, source, wanted.lang)
        asked = reader if isinstance(reader, ModelEngine) else model
        if asked:
            complain(asked.bill(), wanted.lang)
    if several:
        _summary(done, wanted)
    return SOME_FAILED if failed or len(done) < len(files) else DONE


def _commenter(reader: Engine | ModelEngine | None, wanted: Wanted) -> ModelEngine | None:
    """The model that is asked for comments, if any: the one that reads, else the one that is configured."""
    if not wanted.with_model:
        return None
    asked = reader if isinstance(reader, ModelEngine) else make_engine("llm", wanted.wish)
    assert isinstance(asked, ModelEngine)
    return asked


def _named(path: Path, message: Message, several: bool) -> Message:
    """Of several documents, which one."""
    return Message(zh=f"{path}：{message.zh}", en=f"{path}: {message.en}") if several else message


def _inputs(paths: Sequence[Path]) -> tuple[list[Path], bool]:
    """The files, and whether they are results of extract. A folder with results is one of results."""
    as_results = [is_results(path) for path in paths]
    if all(as_results):
        return result_files(paths), True
    if any(as_results):
        raise SetupError(
            "请不要把文件和抽取结果（.json）放在一次调用里",
            "documents and results (.json) cannot be mixed in one call",
        )
    return documents(paths), False


def _read(files: Sequence[Path], engine: Engine | ModelEngine | None, wanted: Wanted) -> Iterator[Read]:
    """The documents read by an engine; without one, the results loaded and checked again."""
    if engine is not None:
        yield from extracted(files, engine, wanted.lang)
        return
    for read in loaded(files, wanted.sources, wanted.lang):
        checked = check_again(read.extraction, read.source) if read.extraction else None
        yield read._replace(extraction=checked)


def _without(extraction: Extraction, rules: frozenset[str]) -> Extraction:
    kept = [each for each in extraction.suggestions if each.rule not in rules]
    return extraction.model_copy(update={"suggestions": kept})


def _give(
    path: Path, extraction: Extraction, source: SourceText | None, wanted: Wanted, several: bool
) -> None:
    """One document on standard output: of several with --out only their summary is shown."""
    if wanted.format == "json":
        made = Comments(name=str(path), comments=comments_of(extraction))
        emit(dump(made, indent=None if several else 2))
    elif wanted.out and several:
        return
    elif wanted.format == "markdown":
        emit(markdown.render(opinion(extraction, source, wanted.lang)))
    else:
        from pipeline.export.terminal import comments

        show(comments.render(opinion(extraction, source, wanted.lang), view_of_stdout(wanted.lang)))


def _write(stem: Path, extraction: Extraction, source: SourceText | None, lang: Lang) -> None:
    # Here, because nobody else needs Word's format.
    from pipeline.export.opinion import docx

    made = opinion(extraction, source, lang)
    write_result(stem.with_name(f"{stem.name}.md"), markdown.render(made))
    write_result(stem.with_name(f"{stem.name}.docx"), docx.render(made))


def _summary(done: Sequence[tuple[str, Extraction]], wanted: Wanted) -> None:
    if wanted.out:
        write_result(wanted.out / f"{_SUMMARY}.md", summary.markdown(done, wanted.lang))
        # With a byte order mark, without which Excel takes UTF-8 for the system's own encoding.
        write_result(wanted.out / f"{_SUMMARY}.csv", f"\ufeff{summary.table(done)}")
    if wanted.format == "report":
        from pipeline.export.terminal import comments

        show(comments.render_summary(done, view_of_stdout(wanted.lang)))
