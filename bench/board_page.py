"""How soon is a change on the board of a supervisor who sees everything, at the changes of ten calls a second?

A real PostgreSQL, a real `python -m api` with the pages, the real feed of `bench.live`, and Chromium. The page's
own clock: from the message of the live state to the frame that has drawn it.
"""

from dataclasses import dataclass
from pathlib import Path

import anyio
from playwright.async_api import Page, expect

from acd.store import AgentStates
from bench.board import Facts, project
from bench.figures import ms, table
from bench.live import CALLS, PROVINCE, READERS, SUPERVISORS, Generator, everybody, hire, web_service
from core.clock import MachineClock
from core.fact_log.event_log import EventLog
from core.facts.bus import Bus
from core.live.live_feed import LiveSender
from core.relay.commands import Command, Done, Reply, SendLive
from core.relay.relay import RelayServer
from core.settings import Settings
from ops.install.web_build import build, install
from reports.calls.store import CallRecords
from tests.support.browser.browsers import Browsers, Chromiums
from tests.support.database.postgres import engine_for, fresh_database

SECONDS = 30.0
_WARM_UP = 8.0
_MOST_NAMED = 5
_ACCOUNT = "province-0"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class BoardPageTimes:
    """`delays`: seconds from a message to the frame that has drawn it. `shift`: how far things moved up or down
    on the screen, as Chromium sums it up; 0: not at all. `moved`: some of what moved."""

    delays: list[float]
    shift: float
    moved: list[str]

    def figures(self) -> dict[str, float]:
        """How late, and how calm."""
        return {
            "board_ms_p50": ms(self.delays, 0.5),
            "board_ms_p95": ms(self.delays, 0.95),
            "board_layout_shift": self.shift,
        }

    def table(self) -> str:
        """A row for each."""
        rows = [
            [f"message to drawn, ms, {name}", f"{ms(self.delays, share):.0f}"]
            for name, share in (("half", 0.5), ("95 %", 0.95), ("all", 1.0))
        ]
        rows += [["changes that were drawn", str(len(self.delays))], ["layout shift", f"{self.shift:.4f}"]]
        rows += [["moved", text] for text in self.moved]
        rows.append(["consultants on the page", str(READERS - SUPERVISORS - PROVINCE)])
        return table([f"the board at {CALLS:g} calls a second", ""], rows)


def measure_board_page(folder: Path, seconds: float = SECONDS) -> BoardPageTimes:
    """Blocks. Raises Failed when the pages cannot be built or the web service does not start."""
    folder.mkdir(mode=0o700, parents=True)
    install()
    build(Settings())
    return anyio.run(_measure, folder, seconds)


async def _measure(folder: Path, seconds: float) -> BoardPageTimes:
    clock = MachineClock()
    async with fresh_database() as dsn, engine_for(dsn) as engine:
        cookies = await hire(engine, everybody())
        generator = Generator([name for name in cookies if name.startswith("k")])
        sender = LiveSender(dsn, generator, clock)
        (spool := folder / "spool").mkdir()
        log = EventLog(engine, [CallRecords(engine), AgentStates()], spool)
        bus = Bus(clock)
        bus.listen(log.take)
        generator.on_step = Facts(bus).step  # so that the figures of the day change, too

        async def carry_out(command: Command) -> Reply:
            if isinstance(command, SendLive):
                sender.send_everything() if command.whole else sender.go_on()
            return Done()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sender.run)
            tasks.start_soon(log.run)
            tasks.start_soon(project, engine)
            tasks.start_soon(RelayServer(dsn, carry_out).run)
            async with web_service(folder, dsn) as (_, port), Chromiums(folder) as chromiums:
                tasks.start_soon(generator.run, sender)
                browsers = Browsers(chromiums)
                try:
                    page = await _open(browsers, f"http://127.0.0.1:{port}", cookies[_ACCOUNT])
                    await anyio.sleep(_WARM_UP)
                    await page.evaluate("__board.forget()")
                    await anyio.sleep(seconds)
                    delays: list[float] = await page.evaluate("__board.delays")
                    shift: float = await page.evaluate("__board.shift()")
                    moved: list[str] = await page.evaluate("__board.what")
                finally:
                    await browsers.close(None)
            tasks.cancel_scope.cancel()
    return BoardPageTimes([delay / 1000 for delay in delays], shift, sorted(set(moved))[:_MOST_NAMED])


async def _open(browsers: Browsers, address: str, cookie: str) -> Page:
    own = await browsers.open(address, context={"viewport": {"width": 1440, "height": 900}})
    name, _, value = cookie.partition("=")
    await own.context.add_cookies([{"name": name, "value": value, "url": address}])
    await own.context.add_init_script(path=_HERE / "board_page.js")
    page = await own.new_page()
    await page.goto("/board")
    await expect(page.locator("#board-queues tbody tr")).not_to_have_count(0, timeout=30_000)
    return page
