"""The list of erasures: written beside every backup, and applied to an old one that is restored.

It holds keyed hashes alone, and may lie where everybody reads it.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.erasure.erasing_store import Destroyers, Remains, erase, lock_out_others
from clients.erasure.hashes import ErasedHashes
from clients.erasure.plan import CATEGORIES, Kept
from clients.erasure.subject_store import Subject, subject_of
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.person_tables import Client
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.request_tables import ErasureReadmissionRow, ErasureRow, PersonRequestRow

FILE = "erasures.json"

_AGAIN_PL = "Dane usunięto ponownie po odtworzeniu kopii zapasowej."


class ListedErasure(msgspec.Struct, frozen=True):
    """That somebody was erased, see `core.db.tables.request_tables.ErasureRow`."""

    id: str
    request_id: str | None
    office: str | None
    at: datetime
    hashes: list[str]
    kept: dict[str, list[str]] = {}


class Readmission(msgspec.Struct, frozen=True):
    """That a key may come back, see `core.db.tables.request_tables.ErasureReadmissionRow`; not by whom, nor
    why."""

    id: str
    office: str
    key_hash: str
    at: datetime


class DestroyedRecording(msgspec.Struct, frozen=True):
    """That a recording was destroyed, by the keyed hash of its id. Not those that a rule let go: that rule does
    it again."""

    hash: str
    at: datetime
    why: str


class Erased(msgspec.Struct, frozen=True):
    """The whole list."""

    erasures: list[ListedErasure] = []
    readmissions: list[Readmission] = []
    recordings: list[DestroyedRecording] = []

    @property
    def is_empty(self) -> bool:
        return not self.erasures and not self.recordings

    def with_all_of(self, other: "Erased") -> "Erased":
        """Both as one, oldest first; of what stands in both, the other's."""
        erasures = {one.id: one for one in (*self.erasures, *other.erasures)}
        readmissions = {one.id: one for one in (*self.readmissions, *other.readmissions)}
        recordings = {one.hash: one for one in (*self.recordings, *other.recordings)}
        return Erased(
            sorted(erasures.values(), key=lambda one: (one.at, one.id)),
            sorted(readmissions.values(), key=lambda one: (one.at, one.id)),
            sorted(recordings.values(), key=lambda one: (one.at, one.hash)),
        )


async def read_entries(engine: AsyncEngine, hashes: ErasedHashes) -> Erased:
    """All that stand, oldest first; none if the database is older than erasures are."""
    row, let_in = ErasureRow, ErasureReadmissionRow
    async with engine.connect() as connection:
        if await connection.scalar(select(func.to_regclass("erasure"))) is None:
            return Erased()
        query = select(row.id, row.request_id, row.office, row.at, row.hashes, row.kept).order_by(row.at, row.id)
        erasures = [ListedErasure(*found) for found in await connection.execute(query)]
        since = select(let_in.id, let_in.office, let_in.key_hash, let_in.at).order_by(let_in.at, let_in.id)
        readmissions = [Readmission(*found) for found in await connection.execute(since)]
        if await connection.scalar(select(func.to_regclass("recording_key"))) is None:
            return Erased(erasures, readmissions)
        gone = RecordingRow
        destroyed = select(gone.id, gone.gone_at, gone.gone_why).where(gone.state == "destroyed")
        recordings = [
            DestroyedRecording(hashes.recording(one.id), one.gone_at, one.gone_why)
            for one in await connection.execute(destroyed.order_by(gone.gone_at, gone.id))
        ]
        return Erased(erasures, readmissions, recordings)


def read_file(file: Path) -> Erased:
    """Blocks. None if there is no file. Raises ValueError for a damaged one: nothing may be restored without."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Erased)
    except FileNotFoundError:
        return Erased()
    except msgspec.DecodeError as error:
        raise ValueError(f"{file} is damaged") from error


def write_file(file: Path, listed: Erased) -> None:
    """In one step. What stands there already stays, though the database may know it no more; a file that would
    stay the same is not written.

    Blocks; raises OSError and ValueError."""
    before = read_file(file)
    known = before.with_all_of(listed)
    if known == before and file.exists():
        return
    content = msgspec.json.format(msgspec.json.encode(known), indent=1)
    fresh = file.with_name(f".{file.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(descriptor)
    fresh.replace(file)


async def apply_entries(
    engine: AsyncEngine, erased: Erased, hashes: ErasedHashes, destroyers: Destroyers, now: datetime
) -> list[Remains]:
    """Erase whoever is on the list and stands in the database all the same, in one transaction; returns the files
    that have to go yet. A key that was let in again after its erasure says nothing of who has it."""
    whole = Erased().with_all_of(erased)
    listed = {erasure.id: erasure for erasure in whole.erasures}
    let_in = {one.key_hash: one.at for one in whole.readmissions}  # the latest of each
    remains: list[Remains] = []
    async with engine.begin() as connection:
        await lock_out_others(connection)
        calls, clients = await _found(connection, hashes, listed, let_in)
        for erasure in listed.values():
            for subject in await _subjects(connection, clients.get(erasure.id, []), calls.get(erasure.id, [])):
                kept = _kept(erasure, subject, hashes)
                remains += await erase(connection, subject, kept, hashes, destroyers, now)
            await _note(connection, erasure, now)
        for one in whole.readmissions:
            values = {"id": one.id, "office": one.office, "key_hash": one.key_hash, "at": one.at}
            added = insert(ErasureReadmissionRow).values(values)
            await connection.execute(added.on_conflict_do_nothing(index_elements=["id"]))
    return remains


async def _found(
    connection: AsyncConnection,
    hashes: ErasedHashes,
    listed: Mapping[str, ListedErasure],
    let_in: Mapping[str, datetime],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Calls and clients by the entry that names them."""
    of_hash = {one: erasure.id for erasure in listed.values() for one in erasure.hashes}
    calls: dict[str, list[str]] = {}
    clients: dict[str, list[str]] = {}
    async for call in await connection.stream_scalars(select(CallRow.id)):
        if (erasure := of_hash.get(hashes.call(call))) is not None:
            calls.setdefault(erasure, []).append(call)
    async for row in await connection.stream(select(Client.id, Client.office, Client.ext_id)):
        erasure = of_hash.get(hashes.client(row.id))
        if erasure is None and row.ext_id is not None:
            key = hashes.key(row.office, row.ext_id)
            erasure = of_hash.get(key)
            if erasure is not None and key in let_in and let_in[key] >= listed[erasure].at:
                erasure = None
        if erasure is not None:
            clients.setdefault(erasure, []).append(row.id)
    return calls, clients


async def _subjects(connection: AsyncConnection, clients: list[str], calls: list[str]) -> list[Subject]:
    found = [subject for client in clients if (subject := await subject_of(connection, client)) is not None]
    left = set(calls).difference(*(subject.calls for subject in found)) if found else set(calls)
    if left:
        # Calls of somebody whom the backup does not know as a client.
        found.append(Subject("", "", None, frozenset(), (), tuple(sorted(left))))
    return found


def _kept(erasure: ListedErasure, subject: Subject, hashes: ErasedHashes) -> Kept:
    calls = frozenset(erasure.kept.get("calls", ()))
    return Kept(
        frozenset(one for one in CATEGORIES if one in erasure.kept.get("categories", ())),
        frozenset(call for call in subject.calls if calls and hashes.call(call) in calls),
    )


async def _note(connection: AsyncConnection, erasure: ListedErasure, now: datetime) -> None:
    """The entry stands in this database, too; and the request, if it had come so far, is carried out."""
    values: dict[str, Any] = {
        "id": erasure.id,
        "request_id": erasure.request_id,
        "office": erasure.office,
        "at": erasure.at,
        "hashes": erasure.hashes,
        "kept": erasure.kept,
        "finished_at": now,
    }
    await connection.execute(insert(ErasureRow).values(values).on_conflict_do_nothing(index_elements=["id"]))
    request = update(PersonRequestRow).where(
        PersonRequestRow.id == erasure.request_id, PersonRequestRow.state != "carried_out"
    )
    done = {"state": "carried_out", "waits_for": None, "closed_at": now, "outcome_pl": _AGAIN_PL}
    await connection.execute(request.values(**done, version=PersonRequestRow.version + 1))
