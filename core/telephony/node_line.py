"""A line to who keeps the files of an Asterisk on another machine: sounds that it plays, and what it records.

A request is a line of JSON and, to put a sound, its bytes; the answer is a line and, of a recording that is taken,
its bytes. Names are below the folders that both ends have, and lead nowhere else.
"""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable
from typing import Literal, Self

import anyio
import msgspec

from core.errors import S724Error
from core.nodes import Place
from core.telephony.telephony import RECORDING_FORMAT

ANSWER_TIME = 2.0  # seconds
LONGEST_LINE = 4 * 1024 * 1024  # bytes: the names of all files
MOST_BYTES = 20 * 1024 * 1024  # of one sound
PIECE = 256 * 1024  # bytes of a recording that are on their way at once

_SOUND = re.compile(r"(sounds/(pl|moh)|prompt-recordings)/[A-Za-z0-9_-]{1,80}\.alaw")
_RECORDING = re.compile(rf"([A-Za-z0-9_-]{{1,80}}/){{0,4}}[A-Za-z0-9_-]{{1,80}}\.{RECORDING_FORMAT}")

TalkDo = Literal["begin", "end", "is_open", "is_written", "hold", "discard", "complete"]
"""What is done with the file of a conversation, each as in `recordings.vault.talk_file`. `hold` keeps it open for
as long as the line is, so that nobody takes it for a finished one; `complete` is for all whose end nobody saw."""

Fault = Literal["", "missing", "exists", "still_written", "failed"]


class NodeAway(S724Error):
    """Nobody answers there, or not in time. What was asked for may have been done."""

    code = "node_away"
    message_pl = "Komputer z centralą nie odpowiada."


class Request(msgspec.Struct, frozen=True):
    """`size`: bytes that follow."""

    secret: str
    do: Literal["list", "put", "take", "remove"] | TalkDo
    name: str = ""
    size: int = 0


class Answer(msgspec.Struct, frozen=True):
    """`seconds`: of sound; for what is asked 1 means yes. `size`: bytes that follow."""

    fault: Fault = ""
    names: list[str] = []
    seconds: float = 0.0
    size: int = 0


def is_name(text: str) -> bool:
    """May a sound have that name?"""
    return _SOUND.fullmatch(text) is not None


def is_recording(text: str) -> bool:
    """May a recording have that name?"""
    return _RECORDING.fullmatch(text) is not None


def proof(secret: str) -> str:
    """What the one end shows to the other, made of the secret of the installation for FastAGI."""
    return hmac.digest(secret.encode(), b"sounds of a node", "sha256").hex()


class NodeLine:
    """The end that asks; one request at a time. To be used as a context."""

    def __init__(self, place: Place, secret: str) -> None:
        self._place = place
        self._proof = proof(secret)
        self._lock = anyio.Lock()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        """Raises NodeAway."""
        try:
            with anyio.fail_after(ANSWER_TIME):
                self._reader, self._writer = await asyncio.open_connection(
                    self._place.address, self._place.port, limit=LONGEST_LINE
                )
        except (OSError, TimeoutError) as error:
            raise NodeAway from error
        return self

    async def __aexit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._reader = self._writer = None

    # -- sounds

    async def names(self) -> set[str]:
        """Of the sounds that are there. Raises NodeAway."""
        return set((await self._ask(Request(self._proof, "list"))).names)

    async def put(self, name: str, content: bytes) -> None:
        """Raises NodeAway."""
        answer = await self._ask(Request(self._proof, "put", name, len(content)), content)
        if answer.fault:
            raise NodeAway

    # -- recordings

    async def talk(self, do: TalkDo, name: str = "") -> Answer:
        """Raises NodeAway."""
        return await self._ask(Request(self._proof, do, name))

    async def take(self, name: str, keep: Callable[[bytes], Awaitable[None]]) -> Fault:
        """Hand the content of a finished recording to `keep`, piece by piece; a fault if it cannot be had: then
        nothing was handed on. Raises NodeAway, maybe in the middle, and what `keep` raises."""
        async with self._lock:
            try:
                answer = await self._exchanged(Request(self._proof, "take", name), b"")
                left = answer.size
                while left and self._reader is not None:
                    with anyio.fail_after(ANSWER_TIME):
                        piece = await self._reader.read(min(left, PIECE))
                    if not piece:
                        raise ConnectionResetError
                    await keep(piece)
                    left -= len(piece)
            except (OSError, TimeoutError, ValueError) as error:
                self._close()
                raise NodeAway from error
            return answer.fault

    async def remove(self, name: str) -> None:
        """A recording that was taken; harmless for one that is gone. Raises NodeAway, also if it cannot be."""
        if (await self._ask(Request(self._proof, "remove", name))).fault:
            raise NodeAway

    async def _ask(self, request: Request, content: bytes = b"") -> Answer:
        async with self._lock:
            try:
                return await self._exchanged(request, content)
            except (OSError, TimeoutError, ValueError) as error:  # msgspec's errors are ValueErrors
                self._close()
                raise NodeAway from error

    async def _exchanged(self, request: Request, content: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            raise NodeAway
        with anyio.fail_after(ANSWER_TIME):
            self._writer.write(msgspec.json.encode(request) + b"\n" + content)
            await self._writer.drain()
            line = await self._reader.readline()
        return msgspec.json.decode(line, type=Answer)
