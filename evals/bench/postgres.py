"""A PostgreSQL of one's own, for benchmarks and tests: a new cluster in a folder, behind a socket.

    with serving() as server:
        engine = connect(server.database("reviews"))

The server ends with the process that asked for it, killed or not, and leaves nothing behind. PostgreSQL does
not run as root: there it runs as ``postgres`` or ``nobody``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, text

ROOT = Path(__file__).parents[2]
_PACKAGED = Path("/usr/lib/postgresql")
_PATIENCE = 60.0
_NEW = ("--username", "jixiao", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``socket`` is the folder of its socket."""

    socket: str

    def url(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://jixiao@/{name}?host={quote(self.socket)}"

    def database(self, name: str, encoding: str = "UTF8") -> str:
        """Make a new database; its address."""
        self._run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'")
        return self.url(name)

    def schema(self, name: str) -> str:
        """Make an empty part of a database, which is much quicker; its address."""
        self._run(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"

    def restart(self) -> None:
        """Stop it as if it had been killed, and start it again; it mends itself."""
        found, folder = programs(), Path(self.socket)
        assert found
        how = ("restart", "--wait", "--mode", "immediate")
        where = ("--pgdata", folder / "data", "--log", folder / "log")
        subprocess.run(
            [found / "pg_ctl", *how, *where], check=True, user=_user(), cwd=folder, stdout=subprocess.DEVNULL
        )

    def _run(self, statement: str) -> None:
        admin = create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        with admin.connect() as connection:
            connection.execute(text(statement))
        admin.dispose()


def programs() -> Path | None:
    """Where PostgreSQL's programs are: on the path, or where Debian puts them, the newest; None where it is
    not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(_PACKAGED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def serving(*, synced: bool = True) -> Iterator[Server]:
    """Run a server until the block ends. One that is not ``synced`` is quicker, and loses what was confirmed
    when the machine (not the server) stops. Raises RuntimeError when it does not start."""
    command = [sys.executable, "-m", "evals.bench.postgres", "on" if synced else "off"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    try:
        socket = process.stdout.readline().strip()
        if not socket:
            raise RuntimeError("PostgreSQL did not start")
        yield Server(socket)
    finally:
        process.stdin.close()
        process.wait(_PATIENCE)
        process.stdout.close()


def _user() -> str | None:
    """Who runs the server: root may not."""
    if os.geteuid():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def main() -> None:
    """Serve until standard input ends; prints the folder of the socket. The argument is that of ``fsync``."""
    found, user = programs(), _user()
    if found is None:
        raise SystemExit("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="jixiao-pg-"))
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [found / program, "--pgdata", folder / "data", *arguments],
            check=True,
            user=user,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", *_NEW)
        options = f"-k {folder} -c listen_addresses= -c fsync={sys.argv[1]}"
        run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "--options", options)
        sys.stdout.write(f"{folder}\n")
        sys.stdout.flush()
        sys.stdin.read()
        run("pg_ctl", "stop", "--mode", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
