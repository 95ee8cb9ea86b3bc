"""Brings a backup of `ops.commands.backup` back, into a fresh installation that does not run."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pyrage
from sqlalchemy.engine import make_url

from core.settings import Settings
from ops import ports
from ops.commands.erased import erase_again, erased_since, is_destroyed
from ops.console import Failed
from ops.install.postgres_tools import restoring
from ops.paths import PROJECT, make_private
from ops.running.centre import database_trouble
from ops.running.patience import LONGEST, LOOK_TIME, Patience, activity_of
from ops.running.run import only_one
from ops.running.supervisord import LEASH

SEALED = ".age"
STATE = "state.tar.age"
DATABASE = "database.age"
LIST = "recordings.json"
RECORDINGS = "recordings"


def restore(settings: Settings, backup: Path, key: Path, erasures: Path | None = None) -> str:
    """Restore secrets, facts, database and recordings, and say what there was. Blocks.

    Whoever was erased since the backup was made is erased again before anything starts, by the list beside the
    backups and the one that is given (`erasures`).

    Raises Failed with what to do; what stands already in the installation is never written over.
    """
    identity = _identity(key)
    listed = _list(backup)
    erased = erased_since(backup, erasures)
    with only_one(settings.state):
        _refuse_what_stands(settings)
        ports.check(settings)
        _restore_state(settings, backup, identity)
        with database(settings):
            if asyncio.run(_count_tables(settings.dsn)):
                raise Failed("the database is not empty: a backup is restored into an empty one only")
            _restore_database(settings, backup, identity)
            tables = asyncio.run(_count_tables(settings.dsn))
            is_gone = is_destroyed(settings, erased)
            for name in [name for name in listed if not is_gone(name)]:
                _restore_recording(settings, backup, name, identity)
            erase_again(settings, erased)
    again = f", {len(erased.erasures)} erasures applied" if erased.erasures else ""
    return f"{tables} tables, {len(listed)} recordings{again}"


def _identity(key: Path) -> pyrage.x25519.Identity:
    lines = [line.strip() for line in key.read_text().splitlines()]
    try:
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (StopIteration, pyrage.IdentityError):
        raise Failed(f"{key} holds no private age key") from None


def _list(backup: Path) -> list[str]:
    try:
        names: list[str] = json.loads((backup / LIST).read_text())["recordings"]
    except (OSError, ValueError, KeyError):
        raise Failed(f"{backup} is no backup: name a folder 's724-...' that 'save' has made") from None
    for name in names:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise Failed(f"{backup / LIST} names a file outside the recordings: the backup was tampered with")
    return names


def _refuse_what_stands(settings: Settings) -> None:
    state = settings.state
    for place in (state / "secrets.json", state / "postgres" / "data"):
        if place.exists():
            raise Failed(f"{place} exists: restore into a fresh state folder (S724_STATE_DIR)")
    if settings.recordings.exists() and any(settings.recordings.iterdir()):
        raise Failed(f"{settings.recordings} is not empty: restore into a fresh state folder")


def _restore_state(settings: Settings, backup: Path, identity: pyrage.x25519.Identity) -> None:
    plain = io.BytesIO()
    _open(backup / STATE, plain, identity)
    plain.seek(0)
    with tarfile.open(fileobj=plain) as tar:
        tar.extractall(make_private(settings.state), filter="data")
    (settings.state / "secrets.json").chmod(0o600)


@contextmanager
def database(settings: Settings) -> Iterator[None]:
    """A database that answers, inside the block; the embedded one runs only that long."""
    if settings.database_url:
        if told := database_trouble(settings):
            raise Failed(f"the database of S724_DATABASE_URL does not answer: {told}")
        yield
        return
    process = subprocess.Popen(
        [*LEASH, "INT", sys.executable, "-m", "ops.install.postgres"],
        cwd=PROJECT,
        env={**os.environ, "S724_STATE_DIR": str(settings.state)},
    )
    try:
        patience = Patience("the database", lambda: activity_of([process.pid]))
        while told := database_trouble(settings):
            if process.poll() is not None:
                raise Failed(f"the database server does not start: {told}")
            patience.look(told)
            time.sleep(LOOK_TIME)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _restore_database(settings: Settings, backup: Path, identity: pyrage.x25519.Identity) -> None:
    name = make_url(settings.dsn).database or ""
    with restoring(settings.dsn, name).input() as reader:
        _open(backup / DATABASE, reader, identity)


async def _count_tables(dsn: str) -> int:
    connection = await asyncpg.connect(dsn.replace("+asyncpg", "", 1), timeout=10)
    try:
        query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
        return int(await connection.fetchval(query, timeout=10))
    finally:
        await connection.close()


def _restore_recording(settings: Settings, backup: Path, name: str, identity: pyrage.x25519.Identity) -> None:
    sealed = backup.parent / RECORDINGS / (name + SEALED)
    file = settings.recordings / name
    make_private(settings.recordings)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        _open(sealed, out, identity)
    moment = sealed.stat().st_mtime_ns
    os.utime(file, ns=(moment, moment))


def _open(sealed: Path, out: object, identity: pyrage.x25519.Identity) -> None:
    """Decrypt a file into a stream. Raises Failed for another key, and for a file that is damaged or cut short."""
    try:
        with sealed.open("rb") as content:
            pyrage.decrypt_io(content, out, [identity])
    except pyrage.DecryptError as error:
        raise Failed(f"{sealed} cannot be opened with this key: {error}") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise Failed(f"{sealed} is damaged: {error}") from error
