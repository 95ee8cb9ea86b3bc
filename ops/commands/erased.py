"""The list of erasures beside the backups: written with each of them, and applied to one that is restored."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from clients.erasure import list_store, spooled_facts
from clients.erasure.carrying_out_store import vacuum
from clients.erasure.erasing_store import Destroyers
from clients.erasure.hashes import ErasedHashes
from clients.erasure.list_store import Erased
from clients.erasure.run import destroy
from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.migrate import upgrade
from core.fact_log.personal_key_store import forget
from core.secrets import InstallationSecrets, read_secrets
from core.settings import Settings
from ivr.identity.pin import subject_of
from ops.console import Failed
from recordings.vault import destroying_store
from recordings.vault.destroying import destroy_erased

_STATEMENT_TIME = 900.0  # seconds


async def read_list(settings: Settings) -> Erased:
    """Who was erased, who was let in again, and which recordings were destroyed, by the database."""
    engine = make_engine(settings.dsn, pool_size=1)
    hashes = ErasedHashes(read_secrets(settings.home).pin_pepper, subject_of)
    try:
        return await list_store.read_entries(engine, hashes)
    finally:
        await engine.dispose()


def write_list(file: Path, erased: Erased) -> None:
    """See `list_store.write_file`. Raises Failed."""
    try:
        list_store.write_file(file, erased)
    except ValueError as error:
        raise Failed(f"{error}: repair or remove it; the database knows its own erasures") from error


def erased_since(backup: Path, given: Path | None) -> Erased:
    """The list beside the backup and the one that is given, as one.

    Raises Failed for a damaged list, and for one that is named and is not there."""
    if given is not None and not given.is_file():
        raise Failed(f"{given} is not there: name the list of erasures, or leave the option out")
    try:
        beside = list_store.read_file(backup.parent / list_store.FILE)
        return beside if given is None else beside.with_all_of(list_store.read_file(given))
    except ValueError as error:
        raise Failed(f"{error}: nothing is restored without knowing who was erased since") from error


def is_destroyed(settings: Settings, erased: Erased) -> Callable[[str], bool]:
    """Says of a file below the folder of recordings whether its recording is on the list."""
    hashes = ErasedHashes(read_secrets(settings.home).pin_pepper, subject_of)
    gone = {one.hash for one in erased.recordings}
    return lambda name: bool(gone) and hashes.recording(Path(name).stem) in gone


def erase_again(settings: Settings, erased: Erased) -> None:
    """Erase whoever is on the list from a database, a spool and files that were just restored, while nothing else
    runs, and destroy the recordings that are on it. Brings the database to the present schema first. Blocks."""
    entries = erased.erasures
    if erased.is_empty:
        return
    secrets = read_secrets(settings.home)
    hashes = ErasedHashes(secrets.pin_pepper, subject_of)
    known = {one for entry in entries for one in entry.hashes}
    kept = {call for entry in entries for call in entry.kept.get("calls", ())}
    gone = known - kept
    spooled_facts.blank(settings.spool, lambda named: hashes.call(named) in gone or hashes.client(named) in gone)
    upgrade(settings.dsn)
    asyncio.run(_apply(settings, secrets, hashes, erased))


async def _apply(settings: Settings, secrets: InstallationSecrets, hashes: ErasedHashes, erased: Erased) -> None:
    engine = make_engine(settings.dsn, pool_size=1, statement_time=_STATEMENT_TIME, fact_key=secrets.fact_key)
    folders = {"recordings": settings.recordings, "imports": settings.imports, "exports": settings.exports}
    try:
        destroyers = Destroyers(forget, destroy_erased)
        remains = await list_store.apply_entries(engine, erased, hashes, destroyers, SystemClock().now())
        destroy(folders, remains)
        gone = {one.hash: one for one in erased.recordings}
        await destroying_store.destroy_again(engine, {one: gone[one].at for one in gone}, hashes.recording)
        # Also the file of a recording whose facts are not in the database yet.
        is_gone = is_destroyed(settings, erased)
        for file in [file for file in settings.recordings.rglob("*") if file.is_file() and is_gone(file.name)]:
            file.unlink()
        await vacuum(engine)
        await destroying_store.vacuum(engine)
    finally:
        await engine.dispose()
