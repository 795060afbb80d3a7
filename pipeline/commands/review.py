"""``jixiao review``: documents into a store, and the pages to review them on."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.documents import documents as documents_in
from pipeline.commands.exit_codes import DONE, SOME_FAILED
from pipeline.commands.inputs import Read, extracted, is_results, loaded
from pipeline.commands.results import result_files
from pipeline.commands.streams import show
from pipeline.errors import DocumentError, SetupError
from pipeline.export.exporter import Lang
from pipeline.extract.llm.settings import Wish
from pipeline.flow import make_engine
from pipeline.ingest import draw_pages

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from pipeline.ingest.pictures import Picture
    from pipeline.review.web.doors import Doors


@dataclass(frozen=True, slots=True)
class Doorway:
    """Where the pages are served and who may come in; ``hosts`` are names of this server beside its
    address."""

    host: str = "127.0.0.1"
    port: int = 8321
    token: str | None = None
    user_header: str | None = None
    proxies: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for. ``store`` is a path or a URL; ``plant`` is the share of sure figures beside
    which a wrong suggestion is shown."""

    lang: Lang
    store: str
    engine: str = "auto"
    wish: Wish = field(default_factory=Wish)
    sources: Path | None = None
    plant: float = 0.0
    door: Doorway = field(default_factory=Doorway)
    add_only: bool = False


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Add the documents and serve the pages until Ctrl-C. Raises SetupError before anything is added."""
    from pipeline.review.store.adding import add
    from pipeline.review.store.connect import connect

    doors = _doors(wanted.door)
    engine = connect(wanted.store)
    code = DONE
    added = known = 0
    for read in _read(paths, wanted):
        if read.extraction is None:
            code = SOME_FAILED
            continue
        new = add(engine, read.extraction, read.source, wanted.plant, _pictures(read))[1]
        added, known = added + new, known + (not new)
    if paths:
        show(_said(added, known, wanted.lang))
    if wanted.add_only:
        return code
    _serve(engine, doors, wanted)
    return code


def _doors(door: Doorway) -> Doors:
    # Here, because nobody else needs a web server.
    from pipeline.review.web.doors import Doors, is_loopback

    if not is_loopback(door.host) and not door.token and not door.user_header:
        raise SetupError(
            f"{door.host} 可从其他机器访问：请用 --token 设口令，或用 --user-header 指定代理给出的用户名",
            f"{door.host} can be reached from other machines: set --token, or a proxy's --user-header",
        )
    if door.token and door.user_header:
        raise SetupError("--token 和 --user-header 只能用一个", "use --token or --user-header, not both")
    if door.token is not None and len(door.token) < 12:
        raise SetupError("访问口令至少 12 个字符", "an access token has 12 characters or more")
    defaults = Doors(user="")
    own = {door.host} if door.host not in ("0.0.0.0", "::") else set()
    return Doors(
        user=door.user or getpass.getuser(),
        token=door.token,
        header=door.user_header,
        proxies=frozenset(door.proxies) or defaults.proxies,
        hosts=defaults.hosts | own | {each.lower() for each in door.hosts},
    )


def _read(paths: Sequence[Path], wanted: Wanted) -> Iterator[Read]:
    results = [path for path in paths if is_results(path)]
    others = [path for path in paths if path not in results]
    if results:
        yield from loaded(result_files(results), wanted.sources, wanted.lang)
    if others:
        engine = make_engine(wanted.engine, wanted.wish)
        yield from extracted(documents_in(others), engine, wanted.lang)


def _pictures(read: Read) -> Iterator[Picture]:
    """The pictures of the pages, drawn one at a time as they are asked for; as many as can be drawn of a file
    that is still the one that was read."""
    if read.original is None or read.source is None or not read.source.pages:
        return
    try:
        data = read.original.read_bytes()
        if hashlib.sha256(data).hexdigest() == read.source.sha256:
            yield from draw_pages(data, read.original.name, read.source.media_type)
    except (DocumentError, OSError):
        # Its text can be reviewed without them.
        return


def _serve(engine: Engine, doors: Doors, wanted: Wanted) -> None:
    import uvicorn

    from pipeline.review.web.app import create_app

    door = wanted.door
    host = f"[{door.host}]" if ":" in door.host else door.host
    show(
        f"审核页面：http://{host}:{door.port}/ （Ctrl-C 结束）\n"
        if wanted.lang == "zh"
        else f"review at http://{host}:{door.port}/ (Ctrl-C ends it)\n"
    )
    config = uvicorn.Config(
        create_app(engine, doors, wanted.lang),
        host=door.host,
        port=door.port,
        log_level="warning",
        server_header=False,
        # A name that a proxy gives is read from the header that was named, from that proxy alone.
        proxy_headers=False,
    )
    uvicorn.Server(config).run()


def _said(added: int, known: int, lang: Lang) -> str:
    if lang == "zh":
        return f"加入 {added} 份，已有 {known} 份\n"
    return f"{added} added, {known} there already\n"
