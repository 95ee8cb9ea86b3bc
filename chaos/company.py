"""Consultants who call colleagues into their conversations, and supervisors who listen and whisper, meanwhile.

What is ordered, when, and what the centre has said to it stands with the caller's story: the judges know from it
who is to hear whom. The colleagues are of the provincial office, which keeps them free for that: with as many
callers as there are here nobody else ever is.
"""

import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import anyio
import httpx
from anyio.abc import TaskGroup
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from chaos.callers import Callers
from chaos.centre import Centre
from chaos.consultants import Consultants, Desk
from chaos.sounds import CONSULTANT_TONES, SUPERVISOR_TONE
from chaos.staff import Staff
from chaos.stories import Act, CallStory, Company, Order, Ring
from core.db.errors import DATABASE_AWAY
from core.db.tables.centre.office_tables import QueuePolicyRow
from core.db.tables.staff_tables import AgentStateRow
from core.errors import CentreUnavailable
from core.facts.kinds.colleagues import ColleagueMode
from core.relay.commands import (
    CallColleague,
    Command,
    DismissColleague,
    HandOver,
    MoveColleague,
    Refused,
)
from core.relay.relay import relay_client
from ivr import defaults
from ops.demonstration.seed import PROVINCE

_PACE = (0.4, 1.2)  # seconds between two looks whether somebody may ask
_TALKS_SINCE = 1.5  # seconds that a conversation lasts before anybody comes
_RINGS_WITHIN = 15.0  # seconds until a telephone that is rung is answered
_STAYS = (1.5, 3.5)  # seconds between two acts
_RETRY = 1.0
_MODES: Final[tuple[ColleagueMode, ...]] = ("apart", "together", "aside")
_PROMISED = 0.2  # of all callings: whoever answers has the call at once


@dataclass(eq=False)
class Gatherings:
    """`run` it until cancelled; nobody of these colleagues is at work before or after."""

    centre: Centre
    callers: Callers
    consultants: Consultants
    staff: Staff
    seed: int
    colleagues: int
    supervisors: int
    said: dict[str, int] = field(default_factory=dict)  # how often what was carried out

    def __post_init__(self) -> None:
        self._choice = random.Random(f"{self.seed}:company")
        self._free: list[Desk] = []  # colleagues
        self._listeners: dict[str, Desk] = {}  # by office

    async def run(self) -> None:
        try:
            await self._hire()
            async with anyio.create_task_group() as tasks:
                while True:
                    await anyio.sleep(self._choice.uniform(*_PACE))
                    self._begin(tasks)
        finally:
            with anyio.move_on_after(10, shield=True):
                await self._send_home()

    # -- who there is

    async def _hire(self) -> None:
        desks = []
        for number in range(self.colleagues):
            tone = CONSULTANT_TONES[(7 + 5 * number) % len(CONSULTANT_TONES)]
            desk = Desk(f"k{PROVINCE}-8{number}", tone, self.consultants.line, is_employed=False)
            self.consultants.desks[desk.user] = desk
            hired = {"id": desk.user, "display_name": "Osoba pomocna", "office": PROVINCE}
            await self.staff.order("POST", "/api/agents", {201, 409}, hired)
            await self.staff.give_telephone(desk.user)
            desks.append(desk)
        await self._keep_them_free()
        for desk in desks:
            await self.centre.log_in(desk.user)
        await self.centre.make_ready([desk.user for desk in desks], 60.0)
        for desk in desks:
            desk.is_employed = True
        self._free = desks
        offices = [office["code"] for office in defaults.offices() if office["code"] != PROVINCE]
        for office in self._choice.sample(offices, self.supervisors):
            user = f"kierownik-{office}"
            desk = Desk(user, SUPERVISOR_TONE, self.consultants.line, is_employed=False)
            self.consultants.desks[user] = desk
            await self.staff.order("POST", f"/api/accounts/{user}/telephone", {200})
            await self.staff.give_telephone(user)
            self._listeners[office] = desk

    async def _keep_them_free(self) -> None:
        """So many of the provincial office wait for its own callers, of whom there are next to none."""
        rules = QueuePolicyRow.settings
        of_province = QueuePolicyRow.office == PROVINCE
        async with self.centre.engine() as engine, engine.begin() as connection:
            known = (await connection.execute(select(QueuePolicyRow.id, rules).where(of_province))).all()
            for row in known:
                own = QueuePolicyRow.id == row.id
                settings = {**row.settings, "reserve": self.colleagues}
                await connection.execute(update(QueuePolicyRow).where(own).values(settings=settings))
        async with relay_client(self.centre.settings.dsn) as relay:
            await relay.tell("policies")

    async def _send_home(self) -> None:
        for desk in self._free:
            desk.is_employed = False
            await self.staff.order("DELETE", f"/api/agents/{desk.user}", {204, 404})

    # -- who comes together

    def _begin(self, tasks: TaskGroup) -> None:
        """One of those who talk gets company, if anybody is free to come."""
        talking = [found for desk in self.consultants.desks.values() if (found := self._talks(desk)) is not None]
        if not talking:
            return
        desk, ring, story = self._choice.choice(talking)
        office = desk.user.removeprefix("k").partition("-")[0]
        listener = self._listeners.get(office)
        if listener is not None and listener.ring is None and story.office == office:
            company = Company(listener.user, ring)
            story.supervisors.append(company)
            tasks.start_soon(self._listens, desk, listener, company)
            return
        free = [
            other for other in self._free if other.ring is None and other.tone != desk.tone and other is not desk
        ]
        if free:
            company = Company(self._choice.choice(free).user, ring)
            story.colleagues.append(company)
            tasks.start_soon(self._asks, desk, story, company)

    def _talks(self, desk: Desk) -> tuple[Desk, Ring, CallStory] | None:
        """A consultant in a conversation that has really begun, and that nobody has come into yet."""
        ring = desk.ring
        if ring is None or ring.role != "consultant" or ring.is_fallback or desk.talking_since is None:
            return None
        story = self.callers.find(ring.caller)
        if story is None or story.leaves_in not in ("talk", "served") or story.colleagues or story.supervisors:
            return None
        return (desk, ring, story) if time.time() - desk.talking_since > _TALKS_SINCE else None

    async def _asks(self, desk: Desk, story: CallStory, company: Company) -> None:
        """A colleague is called, may hear the caller or not, and goes, or has the call then or at the answer."""
        mode, other = self._choice.sample(_MODES, 2)
        will_move, is_promised = self._choice.random() < 0.5, self._choice.random() < _PROMISED
        end = self._choice.choice(("dismiss", "hand over", "hang up", "leave"))
        desk.talk_time += _RINGS_WITHIN + 3 * _STAYS[1]  # nobody hangs up in the middle of it by chance
        call = await self._call_of(desk.user)
        colleague = self.consultants.desks[company.user]
        who = desk.user
        calling = CallColleague(who, call, company.user, mode, hands_over=is_promised)
        if not call or not await self._ordered(company, "promise" if is_promised else mode, calling):
            return
        company.ring = await self._rung(colleague, "colleague", story.number, company.orders[0].at)
        if is_promised and company.ring is not None:
            company.ring.has_call_since = company.ring.answered_at
            self._count("promise")
            return
        if company.ring is None or not await self._stays(company):
            return
        if will_move and not await self._ordered(company, other, MoveColleague(who, call, other)):
            return
        if will_move and not await self._stays(company):
            return
        match end:
            case "dismiss":
                await self._ordered(company, "dismiss", DismissColleague(who, call))
            case "hand over":
                if await self._ordered(company, "hand over", HandOver(who, call)):
                    company.ring.has_call_since = company.ring.has_call_since or company.orders[-1].done_at
            case "hang up":
                self.consultants.hang_up(desk)
            case "leave":
                self.consultants.hang_up(colleague)
        self._count(end)

    async def _listens(self, desk: Desk, listener: Desk, company: Company) -> None:
        """A supervisor listens, may whisper, and goes."""
        will_whisper, will_hang_up = self._choice.random() < 0.5, self._choice.random() < 0.5
        desk.talk_time += _RINGS_WITHIN + 2 * _STAYS[1]
        path = f"/api/agents/{desk.user}/listen-in"
        async with self._supervisor(listener.user) as client:
            if not await self._asked(
                company, "listen", client, "POST", path, {"reason": "Próba", "mode": "listen"}
            ):
                return
            company.ring = await self._rung(listener, "supervisor", desk.user, company.orders[0].at)
            if company.ring is None or not await self._stays(company):
                return
            self._count("listen")
            if will_whisper:
                if not await self._asked(company, "whisper", client, "PUT", path, {"mode": "whisper"}):
                    return
                self._count("whisper")
                if not await self._stays(company):
                    return
            if will_hang_up:
                self.consultants.hang_up(listener)
            else:
                await self._asked(company, "enough", client, "DELETE", path)

    def _count(self, what: str) -> None:
        self.said[what] = self.said.get(what, 0) + 1

    async def _rung(self, desk: Desk, role: str, shows: str, since: float) -> Ring | None:
        """The ring of that telephone when it is answered; None if it is not, or was rung for somebody else, who
        may have asked for the same one at the same moment. `shows`: the number that it is to show."""
        with anyio.move_on_after(_RINGS_WITHIN):
            while True:
                ring = desk.ring
                if ring is not None and ring.rang_at >= since and ring.answered_at is not None:
                    return ring if (ring.role, ring.caller) == (role, shows) else None
                await anyio.sleep(0.05)
        return None

    async def _stays(self, company: Company) -> bool:
        """A while later: is everybody still there?"""
        await anyio.sleep(self._choice.uniform(*_STAYS))
        return company.ring is not None and company.ring.ended_at is None and company.of.ended_at is None

    # -- orders

    async def _call_of(self, agent: str) -> str:
        """Its id; empty where nobody knows."""
        try:
            async with self.centre.engine() as engine, engine.connect() as connection:
                query = select(AgentStateRow.call_id).where(AgentStateRow.agent == agent)
                return await connection.scalar(query) or ""
        except (SQLAlchemyError, OSError):
            return ""

    async def _ordered(self, company: Company, act: Act, command: Command) -> bool:
        order = _order(company, act)
        try:
            async with relay_client(self.centre.settings.dsn) as relay:
                order.is_refused = isinstance(await relay.ask(command), Refused)
        except (CentreUnavailable, *DATABASE_AWAY, OSError):
            return False
        order.done_at = time.time()
        return not order.is_refused

    async def _asked(
        self, company: Company, act: Act, client: httpx.AsyncClient, method: str, path: str, body: object = None
    ) -> bool:
        order = _order(company, act)
        try:
            answer = await client.request(method, path, json=body)
        except httpx.HTTPError:
            return False
        order.is_refused = 400 <= answer.status_code < 500
        if answer.status_code < 500:
            order.done_at = time.time()
        return answer.is_success

    @asynccontextmanager
    async def _supervisor(self, user: str) -> AsyncIterator[httpx.AsyncClient]:
        """Who is logged in as that one; without a log-in while the web service is away."""
        async with httpx.AsyncClient(base_url=self.centre.address, timeout=10) as client:
            with suppress(httpx.HTTPError):
                client.headers["Authorization"] = f"Bearer {await self.centre.token(client, user)}"
            yield client


def _order(company: Company, act: Act) -> Order:
    order = Order(act, time.time())
    company.orders.append(order)
    return order
