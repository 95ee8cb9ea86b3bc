"""`python -m tests.support.recordings.kill_while_packing STATE DSN STAGE`: packs as the process `jobs` does, and
is killed with SIGKILL at a stage of it. A real kill of a real process: nothing is closed, flushed or put right."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio

from core.clock import SystemClock
from core.db.engine import make_engine
from core.settings import Settings
from recordings.vault import packing as packing_module
from recordings.vault import packing_store, talk_file
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.object_store import LocalStore
from recordings.vault.objects.stores import Stores
from recordings.vault.packing import Packing

packing: Any = packing_module

STAGES = (
    "before end",
    "after end",
    "after packed_sound",
    "in _seal",
    "after _seal",
    "before put",
    "in put",
    "after put",
    "before note_packed",
    "after note_packed",
    "before wipe",
    "in wipe",
    "after wipe",
    "after note_no_clear_file",
)


def killed(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, name: str, stage: str) -> None:
    """Kill before or after a function of the product, or in the middle of its work on the disk."""
    when, at = stage.split(" ")
    if at != name.lstrip("."):
        return
    work: Callable[..., Any] = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:
        if when == "before":
            killed()
        done = work(*given, **named)
        if hasattr(done, "__await__"):
            return _awaited(done, when)
        if when == "after":
            killed()
        return done

    setattr(owner, name, wrapped)


async def _awaited(done: Any, when: str) -> Any:
    found = await done
    if when == "after":
        killed()
    return found


def prepare(stage: str) -> None:
    match stage:
        case "in _seal":
            setattr(packing, "sealed_parts", _cut_short(packing.sealed_parts))  # noqa: B010
        case "in put":
            setattr(os, "fsync", killed)  # noqa: B010 - it is renamed after this
            setattr(packing, "_seal", _without_sync(packing._seal))  # noqa: B010
        case "in wipe":
            setattr(Path, "unlink", _killed_for_clear(Path.unlink))  # noqa: B010 - overwritten, not removed
        case _:
            around(talk_file, "end", stage)
            around(packing, "packed_sound", stage)
            around(packing, "_seal", stage)
            around(packing, "wipe", stage)
            around(LocalStore, "put", stage)
            around(packing_store, "note_packed", stage)
            around(packing_store, "note_no_clear_file", stage)


def _cut_short(work: Callable[..., Any]) -> Callable[..., Any]:
    def parts(*given: Any) -> Any:
        for number, part in enumerate(work(*given)):
            if number == 1:
                yield part[: len(part) // 2]
                killed()
            yield part

    return parts


def _without_sync(work: Callable[..., Any]) -> Callable[..., Any]:
    def seal(*given: Any) -> Any:
        kill = os.fsync
        setattr(os, "fsync", lambda _: None)  # noqa: B010
        try:
            return work(*given)
        finally:
            setattr(os, "fsync", kill)  # noqa: B010

    return seal


def _killed_for_clear(work: Callable[..., Any]) -> Callable[..., Any]:
    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".wav":
            killed()
        work(path, missing_ok=missing_ok)

    return unlink


async def pack(state: Path, dsn: str) -> None:
    settings = Settings(state_dir=state, database_url=dsn)
    engine = make_engine(dsn, pool_size=2)
    stores = Stores(LocalStore(settings.recordings))
    ring = KeyRing(settings.state)
    setup = Packing(engine, SystemClock(), settings.recordings, [settings.open_recordings], stores, ring)
    await setup.sweep()


def main() -> None:
    state, dsn, stage = sys.argv[1:]
    prepare(stage)
    anyio.run(pack, Path(state), dsn)


if __name__ == "__main__":
    main()
