"""How soon a page of the management has its data: 15 offices, 500 accounts, 10 calls a second beside it.

The pages of an administrator are opened one after the other by the product's own web service. A page is there when
all that it asks for has been answered; it asks as the pages in `web/src/pages` do, everything at once.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from httpx import AsyncClient
from sqlalchemy import insert

from api.accounts.credentials.tokens import new_token
from api.accounts.session_store import open_session
from api.accounts.sessions import Origin
from bench.centre import MeasuredCentre
from bench.figures import ms, table
from core.clock import MachineClock
from core.db.engine import Engine, make_engine
from core.db.tables.staff_tables import Account
from ops.console import Failed

RATE = 10.0  # calls a second
SECONDS = 40.0
ACCOUNTS = 500
OFFICE = "20060"
PAGES: Mapping[str, Sequence[str]] = {
    "accounts": ("/api/accounts?state=active&limit=50",),
    "consultants": ("/api/agents?include_dismissed=true", "/api/topics"),
    "offices": ("/api/offices", f"/api/offices/{OFFICE}", f"/api/offices/{OFFICE}/branches"),
    "numbers": ("/api/numbers", "/api/scenarios"),
    "pause reasons": ("/api/pause-reasons",),
    "hours": (
        f"/api/hours/{OFFICE}",
        f"/api/hours/{OFFICE}/plans",
        f"/api/hours/{OFFICE}/exceptions",
        "/api/holidays/2026",
    ),
    "rules of queues": (f"/api/queues/{OFFICE}/policies", "/api/agents"),
    "announcements": ("/api/prompts", "/api/prompts/N02"),
    "log of changes": ("/api/audit-log?limit=50",),
    "home": ("/api/first-steps", "/api/todo/counts"),
}
_EVERY = 0.4  # seconds from one page to the next
_WARM_UP = 8.0  # seconds until the first calls talk
_BAR = 200.0  # ms a page
_CLOCK = MachineClock()
_WHO = "bench-administrator"


@dataclass(slots=True)
class ManagementTimes:
    """Seconds from asking to the last answer, by page; `placed` and `failed` are the calls beside."""

    placed: int = 0
    failed: int = 0
    pages: dict[str, list[float]] = field(default_factory=dict)

    @property
    def all(self) -> list[float]:
        return [each for times in self.pages.values() for each in times]

    def figures(self) -> dict[str, float]:
        return {
            "settings_ms_p50": ms(self.all, 0.5),
            "settings_ms_p95": ms(self.all, 0.95),
            "settings_ms_p99": ms(self.all, 0.99),
            "settings_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [[name, f"{ms(times, 0.5):.0f}", f"{ms(times, 0.95):.0f}"] for name, times in self.pages.items()]
        rows.append(
            [f"all {len(self.all)} pages (bar {_BAR:g})", f"{ms(self.all, 0.5):.0f}", f"{ms(self.all, 0.95):.0f}"]
        )
        rows.append([f"calls beside, {RATE:g} a second", f"{self.placed}", f"failed {self.failed}"])
        return table([f"management, {ACCOUNTS} accounts", "median, ms", "95 %, ms"], rows)


def management_calls() -> int:
    """How many calls are placed."""
    return round(RATE * (SECONDS + _WARM_UP))


def measure_management(centre: MeasuredCentre, folder: Path) -> ManagementTimes:
    """Raises Failed if a page was refused."""
    return anyio.run(_measure, centre, folder)


async def _measure(centre: MeasuredCentre, folder: Path) -> ManagementTimes:
    found = ManagementTimes(placed=management_calls())
    engine = make_engine(centre.settings.dsn)
    try:
        headers = {"Cookie": await _administrator(engine)}
    finally:
        await engine.dispose()

    async def load() -> None:
        found.failed = (await centre.place_calls(folder, RATE, found.placed)).failed

    address = f"http://127.0.0.1:{centre.settings.http_port}"
    async with AsyncClient(base_url=address, headers=headers) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(load)
        await anyio.sleep(_WARM_UP)
        end = anyio.current_time() + SECONDS
        while (began := anyio.current_time()) < end:
            name = random.choice(list(PAGES))
            found.pages.setdefault(name, []).append(await _open(client, PAGES[name]))
            await anyio.sleep(max(0.0, began + _EVERY - anyio.current_time()))
    return found


async def _open(client: AsyncClient, paths: Sequence[str]) -> float:
    async def ask(path: str) -> None:
        answer = await client.get(path)
        if answer.status_code != 200:
            raise Failed(f"{path} was answered with {answer.status_code}")

    began = anyio.current_time()
    async with anyio.create_task_group() as asking:
        for path in paths:
            asking.start_soon(ask, path)
    return anyio.current_time() - began


async def _administrator(engine: Engine) -> str:
    """The cookie of an administrator; beside 499 other accounts."""
    people = {"password_hash": "x", "office": OFFICE, "created_at": _CLOCK.now()}
    rows = [
        {"username": f"bench-{n}", "display_name": f"Osoba {n}", "role": "pup_editor", **people}
        for n in range(ACCOUNTS - 1)
    ]
    rows.append(
        {"username": _WHO, "display_name": "Administrator", "role": "administrator", **people, "office": "20000"}
    )
    async with engine.begin() as connection:
        await connection.execute(insert(Account), rows)
    token = new_token()
    await open_session(
        engine, _WHO, "page", Origin("127.0.0.1"), token=token, device=new_token(), now=_CLOCK.now()
    )
    return f"s724_session={token}"
