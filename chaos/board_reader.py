"""Somebody who watches the board through all faults: every figure that was shown is kept, with when it was."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field

import anyio
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from api.accounts.credentials.tokens import new_token
from api.accounts.session_store import open_session
from api.accounts.sessions import Origin as Where
from chaos.centre import Centre
from chaos.judge_board import Look, looks_of
from chaos.judge_live import LiveLook, LiveSight
from core.clock import MachineClock
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account
from core.live.live import BOARD_TOPICS

_WHO = "tablica"
_AGAIN_TIME = 0.3  # seconds until another try after a connection was lost
_YOUNG = 1.5  # seconds: what is shown is older than that while the centre gives no sign of life
_SETTLED = 20.0  # seconds after it gave none, until calls that went on have been found again
_TOPICS = sorted(BOARD_TOPICS | {"waiting"})


@dataclass
class BoardReader:
    """`run` is its task. `connections`: how often it got in."""

    centre: Centre
    looks: list[Look] = field(default_factory=list)
    shown: dict[str, Look] = field(default_factory=dict)  # by office, as the page shows it now
    live: list[LiveLook] = field(default_factory=list)  # while what is shown is young, one a second
    connections: int = 0
    epoch: str | None = None
    seq: int | None = None
    _sight: LiveSight = field(default_factory=LiveSight)
    _unsettled_until: float = 0.0

    async def run(self) -> None:
        """Until cancelled; comes back whenever it is thrown out, and asks for what it has missed."""
        while True:
            with suppress(OSError, SQLAlchemyError, WebSocketException, TimeoutError):
                await self._watch(await self._cookie())
            self._unsettled_until = time.time() + _SETTLED
            await anyio.sleep(_AGAIN_TIME)

    async def _cookie(self) -> str:
        token = new_token()
        async with self.centre.engine() as engine:
            async with engine.begin() as connection:
                office = await connection.scalar(select(Office.code).where(Office.is_province))
                account = {"username": _WHO, "display_name": "Tablica", "role": "managing_team", "office": office}
                account["password_hash"] = "none"  # noqa: S105 - nobody logs in with it
                await connection.execute(insert(Account).values(**account).on_conflict_do_nothing())
            now, where = MachineClock().now(), Where("127.0.0.1")
            await open_session(engine, _WHO, "page", where, token=token, device=new_token(), now=now)
        return f"s724_session={token}"

    async def _watch(self, cookie: str) -> None:
        address = self.centre.address
        url = address.replace("http", "ws", 1) + "/api/live"
        headers = {"Cookie": cookie}
        async with connect(
            url, origin=Origin(address), additional_headers=headers, compression=None, proxy=None, open_timeout=5
        ) as socket:
            self.connections += 1
            asked = {"type": "watch", "topics": _TOPICS, "epoch": self.epoch, "seq": self.seq}
            await socket.send(json.dumps(asked))
            async for text in socket:
                self._take(json.loads(text))

    def _take(self, message: dict[str, object]) -> None:
        if "seq" in message:
            self.epoch, self.seq = str(message["epoch"]), int(str(message["seq"]))
        self._sight.take(message)
        if message["type"] == "beat":
            self._is_heard(time.time(), float(str(message["age"])))
        found = looks_of(message, time.time())
        if message["type"] == "snapshot":
            self.shown = {}
        for look in found:
            self.shown[look.office] = look
        self.looks += found

    def _is_heard(self, now: float, age: float) -> None:
        if age > _YOUNG:
            self._unsettled_until = now + _SETTLED
        elif now >= self._unsettled_until:
            self.live.append(self._sight.look(now))
