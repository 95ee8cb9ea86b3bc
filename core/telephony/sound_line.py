"""A line to who keeps the sounds of an Asterisk on another machine: names of files, and files.

A request is a line of JSON and, to put a file, its bytes; the answer is a line. Names are below the folder that
both ends have for sounds, and lead nowhere else.
"""

import asyncio
import hmac
import re
from typing import Literal, Self

import anyio
import msgspec

from core.errors import S724Error
from core.nodes import Place

ANSWER_TIME = 2.0  # seconds
LONGEST_LINE = 4 * 1024 * 1024  # bytes: the names of all files
MOST_BYTES = 20 * 1024 * 1024  # of one file

_NAME = re.compile(r"(sounds/(pl|moh)|prompt-recordings)/[A-Za-z0-9_-]{1,80}\.alaw")


class SoundsAway(S724Error):
    """Nobody answers there, or not in time."""

    code = "sounds_away"
    message_pl = "Komputer z centralą nie przyjmuje zapowiedzi."


class Request(msgspec.Struct, frozen=True):
    """`size`: bytes that follow."""

    secret: str
    do: Literal["list", "put"]
    name: str = ""
    size: int = 0


class Answer(msgspec.Struct, frozen=True):
    is_done: bool
    names: list[str] = []


def is_name(text: str) -> bool:
    """May a file have that name?"""
    return _NAME.fullmatch(text) is not None


def proof(secret: str) -> str:
    """What the one end shows to the other, made of the secret of the installation for FastAGI."""
    return hmac.digest(secret.encode(), b"sounds of a node", "sha256").hex()


class SoundLine:
    """The application's end; one request at a time. To be used as a context."""

    def __init__(self, place: Place, secret: str) -> None:
        self._place = place
        self._proof = proof(secret)
        self._lock = anyio.Lock()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        """Raises SoundsAway."""
        try:
            with anyio.fail_after(ANSWER_TIME):
                self._reader, self._writer = await asyncio.open_connection(
                    self._place.address, self._place.port, limit=LONGEST_LINE
                )
        except (OSError, TimeoutError) as error:
            raise SoundsAway from error
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()
            self._reader = self._writer = None

    async def names(self) -> set[str]:
        """Of the files that are there. Raises SoundsAway."""
        return set((await self._ask(Request(self._proof, "list"))).names)

    async def put(self, name: str, content: bytes) -> None:
        """Raises SoundsAway."""
        answer = await self._ask(Request(self._proof, "put", name, len(content)), content)
        if not answer.is_done:
            raise SoundsAway

    async def _ask(self, request: Request, content: bytes = b"") -> Answer:
        async with self._lock:
            if self._reader is None or self._writer is None:
                raise SoundsAway
            try:
                with anyio.fail_after(ANSWER_TIME):
                    self._writer.write(msgspec.json.encode(request) + b"\n" + content)
                    await self._writer.drain()
                    line = await self._reader.readline()
                return msgspec.json.decode(line, type=Answer)
            except (OSError, TimeoutError, ValueError) as error:  # msgspec's errors are ValueErrors
                self._writer.close()
                self._reader = self._writer = None
                raise SoundsAway from error
