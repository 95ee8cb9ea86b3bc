"""Consultants who are hired, dismissed and taken back through the web service while everything breaks.

A dismissed one keeps the conversation that goes on and gets no other call: a telephone that rings longer than it
takes to be told is a fault.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
import httpx
from sqlalchemy import update

from chaos.centre import Centre
from chaos.consultants import Consultants, Desk
from chaos.detectors import Window
from chaos.judge_calls import Fault
from chaos.sounds import CONSULTANT_TONES
from core.db.errors import DATABASE_AWAY
from core.db.tables.staff_tables import Agent
from core.errors import CentreUnavailable
from core.relay.relay import relay_client
from ivr import defaults

_AT_WORK = (15.0, 40.0)  # seconds
_AT_HOME = (6.0, 12.0)
_SENT_HOME = 8.0
_TOLD_WITHIN = 5.0  # seconds after the answer of the web service until nothing may ring any more
_RETRY = 1.0
_READY_PATIENCE = 60.0


@dataclass(eq=False)
class Newcomer:
    """Somebody who comes and goes. `homes`: from when to when no call may come."""

    desk: Desk
    office: str
    homes: list[tuple[float, float]] = field(default_factory=list)
    hired: int = 0


@dataclass(eq=False)
class Staff:
    """`run` it until cancelled; `faults` judges."""

    centre: Centre
    consultants: Consultants
    seed: int
    count: int = 4
    newcomers: list[Newcomer] = field(default_factory=list)
    sent_home: list[tuple[str, float, float]] = field(default_factory=list)
    """Who else was dismissed, from when to when no call may come."""

    async def run(self) -> None:
        choice = random.Random(f"{self.seed}:staff")
        offices = [office["code"] for office in defaults.offices()]
        async with anyio.create_task_group() as tasks:
            for number, office in enumerate(choice.sample(offices, self.count)):
                tone = CONSULTANT_TONES[number % len(CONSULTANT_TONES)]
                desk = Desk(f"k{office}-9{number}", tone, self.consultants.line, is_employed=False)
                newcomer = Newcomer(desk, office)
                self.newcomers.append(newcomer)
                self.consultants.desks[desk.user] = desk
                tasks.start_soon(self._comes_and_goes, newcomer, random.Random(f"{self.seed}:{desk.user}"))

    async def _comes_and_goes(self, newcomer: Newcomer, choice: random.Random) -> None:
        desk, since = newcomer.desk, time.time()
        hired = {"id": desk.user, "display_name": "Osoba nowa", "office": newcomer.office}
        await self.order("POST", "/api/agents", {201, 409}, hired)
        await self.give_telephone(desk.user)
        while True:
            newcomer.homes.append((since, time.time()))
            newcomer.hired += 1
            with anyio.move_on_after(_READY_PATIENCE):
                await self.centre.log_in(desk.user)
                await self.centre.make_ready([desk.user], _READY_PATIENCE)
            desk.missed = 0
            desk.is_employed = True
            await anyio.sleep(choice.uniform(*_AT_WORK))
            desk.is_employed = False
            await self.order("DELETE", f"/api/agents/{desk.user}", {204, 404})
            since = time.time() + _TOLD_WITHIN
            await anyio.sleep(_TOLD_WITHIN + choice.uniform(*_AT_HOME))
            await self.order("POST", f"/api/agents/{desk.user}/restore", {200, 204, 404, 409})

    async def send_home(self, desk: Desk) -> str:
        """Dismiss somebody in the middle of whatever goes on, and take them back; what did not go as it should."""
        desk.is_employed = False
        await self.order("DELETE", f"/api/agents/{desk.user}", {204})
        since = time.time() + _TOLD_WITHIN
        await anyio.sleep(_TOLD_WITHIN + _SENT_HOME)
        self.sent_home.append((desk.user, since, time.time()))
        await self.order("POST", f"/api/agents/{desk.user}/restore", {200})
        with anyio.move_on_after(_READY_PATIENCE):
            await self.centre.log_in(desk.user)
            if not await self.centre.make_ready([desk.user], _READY_PATIENCE):
                desk.missed = 0
                desk.is_employed = True
                return ""
        return f"{desk.user} is not at work again"

    async def order(self, method: str, path: str, good: set[int], body: object = None) -> None:
        """Again and again until it is done: the web service or the database may be away."""
        while True:
            try:
                async with httpx.AsyncClient(base_url=self.centre.address, timeout=10) as client:
                    token = await self.centre.token(client)
                    headers = {"Authorization": f"Bearer {token}"}
                    answer = await client.request(method, path, json=body, headers=headers)
                    if answer.status_code in good:
                        return
            except httpx.HTTPError:
                pass
            await anyio.sleep(_RETRY)

    async def give_telephone(self, user: str) -> None:
        """Telephones of this proof have a fixed address and register nowhere."""
        contact = f"sip:{user}@{self.consultants.line.address}"
        while True:
            try:
                async with self.centre.engine() as engine, engine.begin() as connection:
                    await connection.execute(update(Agent).where(Agent.id == user).values(contact=contact))
                async with relay_client(self.centre.settings.dsn) as relay:
                    await relay.tell("agents")
                return
            except (*DATABASE_AWAY, CentreUnavailable, OSError):
                await anyio.sleep(_RETRY)

    def faults(self, away: Sequence[Window]) -> list[Fault]:
        """Telephones that rang although their consultants were dismissed, and newcomers who never worked.

        `away`: windows in which nobody could know of a dismissal.
        """
        never = [newcomer.desk.user for newcomer in self.newcomers if not newcomer.hired]
        found = [Fault(user, 0.0, "was never hired") for user in never]
        homes = [(each.desk.user, *home) for each in self.newcomers for home in each.homes] + self.sent_home
        for ring in self.consultants.rings:
            is_home = any(ring.user == user and begin <= ring.rang_at <= end for user, begin, end in homes)
            is_known = not any(window.begin <= ring.rang_at <= window.end for window in away)
            if is_home and is_known:
                found.append(Fault(ring.user, ring.rang_at, "rang although dismissed"))
        return found

    def told(self) -> str:
        """How often somebody was hired or taken back, and how many calls they got."""
        users = {newcomer.desk.user for newcomer in self.newcomers}
        calls = sum(ring.user in users and ring.answered_at is not None for ring in self.consultants.rings)
        return f"{sum(newcomer.hired for newcomer in self.newcomers)} times hired or restored, {calls} calls taken"
