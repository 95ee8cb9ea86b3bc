"""How soon after the offer a desk has the context of its call, at ten calls a second.

Real calls through the whole centre, and the product's own web service. Whoever is told of an offer by the live
feed asks at once, as that consultant's page does: the time runs from the moment of the offer itself until the
answer is there, so what the feed takes and what is not written yet counts with it. Each client has contacts of
before, and the knowledge base has some articles on the topic.
"""

import random
import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import msgspec
from anyio.abc import TaskGroup
from httpx import AsyncClient, HTTPError
from sqlalchemy import func, insert, literal, select

from api.accounts.credentials.tokens import new_token
from api.accounts.session_store import open_session
from api.accounts.sessions import Origin
from bench.centre import MeasuredCentre
from bench.figures import ms, table
from core.clock import MachineClock
from core.db.engine import Engine, make_engine
from core.db.tables.contact_tables import ContactRow
from core.db.tables.knowledge_tables import ArticleVersionRow
from core.db.tables.person_tables import Client
from core.db.tables.staff_tables import Agent
from core.errors import CentreUnavailable
from core.live.live import AgentLive, LiveNews
from core.live.live_feed import WANTED_TIME, receive
from core.relay.commands import SendLive
from core.relay.relay import relay_client
from ops.console import Failed
from tests.support.knowledge.articles import article_content, put_article

RATE = 10.0  # calls a second
SECONDS = 30.0
ARTICLES = 50
CONTACTS = 8  # of each client
_BAR = 200.0  # ms after the offer
_TOGETHER = 20  # requests at the same time at most: more than ever happen
_TRIES = 20  # of one desk: the web service may hear of the offer a moment later than this process
_CLOCK = MachineClock()
_agent = msgspec.json.Decoder(AgentLive)


@dataclass(slots=True)
class ContextTimes:
    """Seconds: from the offer to the answer, and of the request alone. `late`: desks that were told nothing, or
    not everything; `placed` and `failed` are the calls."""

    placed: int = 0
    failed: int = 0
    late: int = 0
    partial: int = 0
    delays: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        return {
            "context_ms_p50": ms(self.delays, 0.5),
            "context_ms_p95": ms(self.delays, 0.95),
            "context_ms_p99": ms(self.delays, 0.99),
            "context_request_ms_p95": ms(self.requests, 0.95),
            "context_not_told": self.late,
            "context_not_whole": self.partial,
            "context_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [
            ["offers whose desk asked", f"{len(self.delays)}"],
            ["offer to answer, median", f"{ms(self.delays, 0.5):.0f} ms"],
            ["offer to answer, 95 %", f"{ms(self.delays, 0.95):.0f} ms (bar {_BAR:g})"],
            ["offer to answer, 99 %", f"{ms(self.delays, 0.99):.0f} ms"],
            ["the request alone, 95 %", f"{ms(self.requests, 0.95):.0f} ms"],
            ["the request alone, mean", f"{1000 * statistics.mean(self.requests):.0f} ms"],
            ["told nothing, not everything", f"{self.late}, {self.partial}"],
            [f"calls beside, {RATE:g} a second", f"{self.placed}, failed {self.failed}"],
        ]
        return table([f"context of a call, {RATE:g} calls a second", ""], rows)


def context_calls(seconds: float) -> int:
    """How many calls are placed."""
    return round(RATE * seconds)


def measure_context(centre: MeasuredCentre, seconds: float, folder: Path) -> ContextTimes:
    """Raises Failed if no desk was offered a call."""
    return anyio.run(_measure, centre, seconds, folder)


async def _measure(centre: MeasuredCentre, seconds: float, folder: Path) -> ContextTimes:
    engine = make_engine(centre.settings.dsn)
    found = ContextTimes(placed=context_calls(seconds))
    try:
        await _put_things_there(engine)
        cookies = await log_in(engine)
        address = f"http://127.0.0.1:{centre.settings.http_port}"
        async with AsyncClient(base_url=address) as client, anyio.create_task_group() as tasks:
            desks = _Desks(client, cookies, found, tasks)
            tasks.start_soon(receive, centre.settings.dsn, desks.heard)
            tasks.start_soon(_want, centre.settings.dsn)
            placed = await centre.place_calls(folder, RATE, found.placed)
            tasks.cancel_scope.cancel()
        found.failed = placed.failed
    finally:
        await engine.dispose()
    if not found.delays:
        raise Failed("no desk was told of any call")
    return found


class _Desks:
    """Each consultant's page: asks for the context of a call that it has not been offered before."""

    def __init__(
        self, client: AsyncClient, cookies: dict[str, str], found: ContextTimes, tasks: TaskGroup
    ) -> None:
        self._client, self._cookies, self._found, self._tasks = client, cookies, found, tasks
        self._asked: set[tuple[str, datetime]] = set()
        self._turn = anyio.CapacityLimiter(_TOGETHER)

    def heard(self, news: LiveNews) -> None:
        for one in news.objects:
            if one.topic != "agent" or one.json is None or one.key not in self._cookies:
                continue
            call = _agent.decode(one.json).call
            if call is None or call.phase != "offered" or call.offered is None:
                continue
            if (call.id, call.offered) not in self._asked:
                self._asked.add((call.id, call.offered))
                self._tasks.start_soon(self._ask, one.key, call.id, call.offered)

    async def _ask(self, agent: str, call_id: str, offered: datetime) -> None:
        async with self._turn:
            for _ in range(_TRIES):
                began = anyio.current_time()
                try:
                    answer = await self._client.get("/api/desk/context", headers={"Cookie": self._cookies[agent]})
                except HTTPError:
                    break
                if answer.status_code == 200 and answer.json()["call_id"] == call_id:
                    self._found.requests.append(anyio.current_time() - began)
                    self._found.delays.append((_CLOCK.now() - offered).total_seconds())
                    self._found.partial += answer.json()["caller"] is None
                    return
            self._found.late += 1


async def _want(dsn: str) -> None:
    """Let the centre tell what changes, until cancelled, as it does while a page is open."""
    async with relay_client(dsn) as relay:
        while True:
            with suppress(CentreUnavailable):
                await relay.ask(SendLive())
            await anyio.sleep(WANTED_TIME / 3)


async def log_in(engine: Engine) -> dict[str, str]:
    """The cookie of a page of each consultant."""
    async with engine.connect() as connection:
        agents: Sequence[str] = (await connection.scalars(select(Agent.id))).all()
    cookies = {}
    for agent in agents:
        token, where = new_token(), Origin("127.0.0.1")
        await open_session(engine, agent, "page", where, token=token, device=new_token(), now=_CLOCK.now())
        cookies[agent] = f"s724_session={token}"
    return cookies


async def _put_things_there(engine: Engine) -> None:
    now = _CLOCK.now()
    async with engine.begin() as connection:
        for number in range(CONTACTS):
            row = select(
                literal(f"bench-{number}-").concat(Client.id),
                Client.id,
                literal(now - timedelta(days=1 + 11 * number + random.random())),
                literal("office"),
                literal("Rozmowa w urzędzie."),
            )
            await connection.execute(
                insert(ContactRow).from_select(["id", "client_id", "at", "channel", "summary"], row)
            )
        known = await connection.scalar(select(func.count()).where(ArticleVersionRow.state == "published"))
    for number in range(known or 0, ARTICLES):
        long = article_content(f"Artykuł {number}", full_answer="Zdanie o zasiłku. " * 120)
        await put_article(engine, f"bench-{number}", long, topic=f"bench_{number % 12}", place=1 + number % 5)
