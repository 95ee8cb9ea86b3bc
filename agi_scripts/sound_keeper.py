"""Keeps the sounds of one of several Asterisks: the application brings them before it plays them.

What the fallback path says, this machine speaks by itself, into the same folder.
"""

import asyncio
import hmac
import os
import secrets
from pathlib import Path

import msgspec
import structlog
from anyio import to_thread

from core.nodes import own_node
from core.secrets import read_secrets
from core.settings import Settings
from core.telephony.sound_line import LONGEST_LINE, MOST_BYTES, Answer, Request, is_name, proof

log = structlog.get_logger()

_FOLDERS = ("sounds/pl", "sounds/moh", "prompt-recordings")


class SoundKeeper:
    """`folder`: the state of this Asterisk. `handler` serves one connection."""

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder = folder
        self._proof = proof(secret)

    async def handler(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until the other end leaves, or says what nobody of ours does."""
        try:
            while line := await reader.readline():
                request = msgspec.json.decode(line, type=Request)
                if not hmac.compare_digest(request.secret, self._proof):
                    log.warning("somebody without the secret asked for sounds")
                    return
                writer.write(msgspec.json.encode(await self._answer(request, reader)) + b"\n")
                await writer.drain()
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            log.info("a line for sounds has ended", error=type(error).__name__)
        finally:
            writer.close()

    async def _answer(self, request: Request, reader: asyncio.StreamReader) -> Answer:
        """Raises ValueError for what cannot be read to its end."""
        if request.do == "list":
            return Answer(True, await to_thread.run_sync(self._names))
        if not is_name(request.name) or not 0 <= request.size <= MOST_BYTES:
            raise ValueError("no file of sounds")
        content = await reader.readexactly(request.size)
        try:
            await to_thread.run_sync(_write, self._folder / request.name, content)
        except OSError as error:
            log.error("a sound cannot be kept", error=type(error).__name__)
            return Answer(False)
        return Answer(True)

    def _names(self) -> list[str]:
        found = (file for folder in _FOLDERS for file in (self._folder / folder).glob("*.alaw"))
        return [name for file in found if is_name(name := str(file.relative_to(self._folder)))]


async def keep_sounds(settings: Settings) -> None:
    """Until cancelled, for an Asterisk of several; one alone has the application beside it."""
    if not settings.node:
        return
    place = own_node(settings).sounds
    keeper = SoundKeeper(settings.state, read_secrets(settings.home).agi_secret)
    server = await asyncio.start_server(keeper.handler, place.address, place.port, limit=LONGEST_LINE)
    async with server:
        await server.serve_forever()


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    part.replace(file)
