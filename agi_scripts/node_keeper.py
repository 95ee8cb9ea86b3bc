"""Keeps the files of one of several Asterisks: sounds, which the application brings before it plays them, and what
is recorded until it was taken.

What the fallback path says, this machine speaks by itself, into the same folder as the sounds.
"""

import asyncio
import hmac
import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self

import msgspec
import structlog
from anyio import to_thread

from agi_scripts.talk_keeper import TalkKeeper
from core.nodes import own_node
from core.secrets import read_secrets
from core.settings import Settings
from core.telephony.node_line import LONGEST_LINE, MOST_BYTES, PIECE, Answer, Request, is_name, proof

log = structlog.get_logger()

_FOLDERS = ("sounds/pl", "sounds/moh", "prompt-recordings")


class NodeKeeper:
    """`folder`: the state of this Asterisk; `new_talks()`: what keeps its recordings, for one line. `handler`
    serves one connection."""

    def __init__(self, folder: Path, new_talks: Callable[[], TalkKeeper], secret: str) -> None:
        self._folder = folder
        self._new_talks = new_talks
        self._proof = proof(secret)

    @classmethod
    def of(cls, settings: Settings, secret: str) -> Self:
        """`settings` of this Asterisk."""
        reserve = settings.recording_reserve * 1_000_000
        talks = partial(TalkKeeper, settings.recordings_here, settings.open_recordings, reserve)
        return cls(settings.state, talks, secret)

    async def handler(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until the other end leaves, or says what nobody of ours does."""
        talks = self._new_talks()
        try:
            while line := await reader.readline():
                request = msgspec.json.decode(line, type=Request)
                if not hmac.compare_digest(request.secret, self._proof):
                    log.warning("somebody without the secret asked for files")
                    return
                if request.do == "take":
                    await _send(writer, *await to_thread.run_sync(talks.opened, request.name))
                else:
                    _write_line(writer, await self._answer(request, reader, talks))
                await writer.drain()
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            log.info("a line for files has ended", error=type(error).__name__)
        finally:
            talks.close()
            writer.close()

    async def _answer(self, request: Request, reader: asyncio.StreamReader, talks: TalkKeeper) -> Answer:
        """Raises ValueError for what cannot be read to its end, or names nothing of ours."""
        match request.do:
            case "list":
                return Answer(names=await to_thread.run_sync(self._names))
            case "put":
                return await self._put(request, reader)
            case "take":
                raise ValueError("is answered with bytes")
            case "remove":
                return await to_thread.run_sync(talks.remove, request.name)
            case do:
                return await to_thread.run_sync(talks.carry_out, do, request.name)

    async def _put(self, request: Request, reader: asyncio.StreamReader) -> Answer:
        if not is_name(request.name) or not 0 <= request.size <= MOST_BYTES:
            raise ValueError("no file of sounds")
        content = await reader.readexactly(request.size)
        try:
            await to_thread.run_sync(_write, self._folder / request.name, content)
        except OSError as error:
            log.error("a sound cannot be kept", error=type(error).__name__)
            return Answer("failed")
        return Answer()

    def _names(self) -> list[str]:
        found = (file for folder in _FOLDERS for file in (self._folder / folder).glob("*.alaw"))
        return [name for file in found if is_name(name := str(file.relative_to(self._folder)))]


async def keep_files(settings: Settings) -> None:
    """Until cancelled, for an Asterisk of several; one alone has the application beside it."""
    if not settings.node:
        return
    place = own_node(settings).sounds
    keeper = NodeKeeper.of(settings, read_secrets(settings.home).agi_secret)
    server = await asyncio.start_server(keeper.handler, place.address, place.port, limit=LONGEST_LINE)
    async with server:
        await server.serve_forever()


async def _send(writer: asyncio.StreamWriter, answer: Answer, opened: BinaryIO | None) -> None:
    _write_line(writer, answer)
    if opened is None:
        return
    with opened:
        left = answer.size
        while left:
            piece = await to_thread.run_sync(opened.read, min(left, PIECE))
            if not piece:
                raise ValueError("a recording became shorter")
            writer.write(piece)
            await writer.drain()
            left -= len(piece)


def _write_line(writer: asyncio.StreamWriter, answer: Answer) -> None:
    writer.write(msgspec.json.encode(answer) + b"\n")


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    part.replace(file)
