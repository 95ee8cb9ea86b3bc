"""Recordings as calls leave them, sealed by the real vault."""

import wave
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from anyio import to_thread
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import Clock
from core.db.tables.recording_tables import RecordingConsentRow, RecordingRow
from core.settings import Settings
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.stores import stores_of
from recordings.vault.packing import Packing
from tests.support.calls.call_facts import NINE

RATE = 8000
_MODES = {"key": "opt_in", "spoken": "on_demand", "statutory": "statutory"}


def voices(seconds: float, seed: int = 1) -> np.ndarray[Any, np.dtype[np.int16]]:
    """The caller speaks in the first half, the consultant in the second; samples by side."""
    count = int(seconds * RATE)
    sides = np.random.default_rng(seed).normal(scale=3000, size=(count, 2))
    sides[count // 2 :, 0] = 0
    sides[: count // 2, 1] = 0
    return sides.clip(-32768, 32767).astype(np.int16)


async def put_recording(
    engine: AsyncEngine,
    settings: Settings,
    recording_id: str,
    *,
    office: str | None = "20060",
    agent: str = "k20060-1",
    call_id: str = "",
    seconds: float = 3.0,
    after: float = 0.0,
    kind: str = "key",
    **more: Any,
) -> None:
    """A recording that is closed: its clear file, its row, and the evidence of consent. `after`: seconds after
    nine o'clock."""
    began: datetime = NINE + timedelta(seconds=after)
    file = f"{began:%Y/%m/%d}/{recording_id}.wav"
    await to_thread.run_sync(_write, settings.recordings / file, voices(seconds))
    call = call_id or f"call-of-{recording_id}"
    row = {
        "id": recording_id,
        "call_id": call,
        "file": file,
        "state": "closed",
        "started_at": began,
        "duration_time": seconds,
        "agent": agent,
        "office": office,
        "mode": _MODES[kind],
        **more,
    }
    consent = {
        "id": f"consent-{recording_id}",
        "call_id": call,
        "recording_id": recording_id,
        "at": began,
        "kind": kind,
        "is_given": True,
        "key": "1" if kind == "key" else None,
        "prompt": "R01",
        "text_sha256": "0" * 64,
        "language": "pl",
        "by": agent if kind == "spoken" else None,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(RecordingRow).values(**row))
        await connection.execute(insert(RecordingConsentRow).values(**consent))


async def seal_all(engine: AsyncEngine, settings: Settings, clock: Clock) -> None:
    """What the process `jobs` does with recordings that are closed."""
    stores = await to_thread.run_sync(stores_of, settings)
    keys = KeyRing(settings.state)
    await Packing(engine, clock, settings.recordings, [settings.open_recordings], stores, keys).sweep()


def _write(path: Path, samples: np.ndarray[Any, np.dtype[np.int16]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
