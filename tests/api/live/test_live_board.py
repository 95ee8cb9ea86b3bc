"""The topics of the board over real sockets: whatever happened in between, a page shows what is so."""

import json
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import text, update
from websockets.asyncio.client import connect
from websockets.typing import Origin

from acd.live.agent_state import AgentEvent
from api.live import watch
from core.clock import SystemClock
from core.db.tables.staff_tables import Account
from core.facts.events import AnyEvent
from core.live.live import BOARD_TOPICS
from tests.api.process import WebService, next_process, web_service
from tests.support.database.postgres import engine_for
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.timing.eventually import LONG, eventually
from tests.support.web.live_page import LivePage, live_page

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

BOARD = tuple(sorted(BOARD_TOPICS))
ALL = ("agent", "queue", "centre", *BOARD)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[WebService]:
    async with web_service(tmp_path) as made:
        yield made


def call(name: str, queue: str = "20060", office: str = "") -> list[AnyEvent]:
    """One that was answered, by somebody of its own, and is over since a moment ago."""
    at = SystemClock().now() - timedelta(seconds=90)
    stand = Stand(queue, wait=5.0, agent=f"of-{name}", agent_office=office or queue, talk=30.0, wrap_up=5.0)
    return all_facts([MadeUpCall(id=name, at=at, office=queue, stands=(stand,))])


def shown(page: LivePage, office: str, metric: str = "answered", window: str = "hour") -> Any:
    """Value and cases; raises KeyError for what is not seen."""
    return page.values["office_figures"][office][window]["figures"][metric]


async def answered(page: LivePage, office: str, count: int) -> None:
    def is_shown() -> bool:
        found = shown(page, office)[0]
        assert found == count, found
        return True

    await eventually(is_shown, not_yet=(KeyError, AssertionError), timeout=LONG)


async def fresh(service: WebService, cookie: str) -> dict[str, Any]:
    """What a page is told that opens now."""
    async with live_page(service.address, cookie) as page:
        await page.watch(*ALL)
        await eventually(lambda: page.of_type("snapshot"))
        found: dict[str, Any] = page.of_type("snapshot")[-1]["values"]
        return found


async def is_as_if_opened_now(service: WebService, page: LivePage, cookie: str) -> None:
    async def equal() -> bool:
        seen = {topic: values for topic, values in page.values.items() if values}
        return seen == await fresh(service, cookie)

    await eventually(equal, timeout=LONG)


async def test_the_board_shows_a_call_to_its_office_to_whoever_helped_and_to_the_province(
    service: WebService,
) -> None:
    async with (
        live_page(service.address, await service.cookie("kierownik-20060")) as own,
        live_page(service.address, await service.cookie("kierownik-20610")) as other,
        live_page(service.address, await service.cookie("kierownik-wup")) as province,
        live_page(service.address, await service.cookie("k20060-1")) as consultant,
    ):
        for page in (own, other, province, consultant):
            await page.watch(*ALL)
        await service.centre.write(call("call-1", "20060", "20610"))
        await answered(own, "20060", 1)
        await answered(province, "*", 1)
        await eventually(lambda: shown(other, "20610", "helped") == [1.0, 1], not_yet=(KeyError,))
        assert own.values["office_figures"].keys() == {"20060"}
        assert other.values["office_figures"].keys() == {"20610"}
        assert {"*", "20000", "20060", "20610"} <= province.values["office_figures"].keys()
        for page in (own, other, province):
            await eventually(lambda page=page: page.values["flow"]["20060>20610"]["day"] == 1)  # type: ignore[misc]
        assert sorted(one["message"] for one in consultant.of_type("error")) == [
            f"Nie ma dostępu do: {topic}." for topic in BOARD
        ]
        assert not consultant.values.keys() & BOARD_TOPICS
        everything = json.dumps(own.messages + province.messages)
        assert "call-1" not in everything  # no call and nobody is named


async def test_a_page_that_sleeps_has_what_is_so_when_it_wakes(service: WebService) -> None:
    cookie = await service.cookie("kierownik-wup")
    headers = {"Cookie": cookie}
    url = service.address.replace("http", "ws", 1) + "/api/live"
    async with (
        connect(
            url,
            origin=Origin(service.address),
            additional_headers=headers,
            compression=None,
            proxy=None,
            max_queue=1,
        ) as socket,
        live_page(service.address, cookie) as awake,
    ):
        sleeper = LivePage(socket)
        await sleeper.watch(*ALL)
        await awake.watch(*ALL)
        for n in range(6):
            await service.centre.write(call(f"call-{n}", ("20060", "20610")[n % 2]))
            await answered(awake, "*", n + 1)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sleeper.read)
            await answered(sleeper, "*", 6)
            await is_as_if_opened_now(service, sleeper, cookie)
            tasks.cancel_scope.cancel()


async def test_a_page_whose_connection_was_cut_gets_what_it_has_missed(service: WebService) -> None:
    cookie = await service.cookie("kierownik-20060")
    async with live_page(service.address, cookie) as page:
        await page.watch(*ALL)
        await service.centre.write(call("call-1"))
        await answered(page, "20060", 1)
        page.socket.transport.abort()
    await service.centre.write(call("call-2"))
    async with live_page(service.address, cookie) as again:
        again.values = page.values
        await again.watch(*ALL, epoch=page.epoch, seq=page.seq)
        await answered(again, "20060", 2)
        assert not again.of_type("snapshot")
        await is_as_if_opened_now(service, again, cookie)


async def test_another_web_service_reckons_the_same_figures(service: WebService) -> None:
    cookie = await service.cookie("kierownik-wup")
    async with live_page(service.address, cookie) as page:
        await page.watch(*ALL)
        await service.centre.write([*call("call-1"), *call("call-2", "20610", "20060")])
        await answered(page, "*", 2)
        await answered(page, "20060", 1)  # comes after the province
        before = page.values["office_figures"]["20060"]
        service.process.send_signal(signal.SIGKILL)
        await page.closed()
    async with next_process(service), live_page(service.address, cookie) as again:
        await again.watch(*ALL, epoch=page.epoch, seq=page.seq)
        await answered(again, "*", 2)
        await answered(again, "20060", 1)
        after = again.values["office_figures"]["20060"]
        if [after[name]["since"] for name in ("now", "day")] == [before[name]["since"] for name in ("now", "day")]:
            assert [after[name] for name in ("now", "hour", "day")] == [
                before[name] for name in ("now", "hour", "day")
            ]
        await is_as_if_opened_now(service, again, cookie)


async def test_every_line_to_the_database_is_cut_and_the_page_is_right_again(service: WebService) -> None:
    """What was told meanwhile is lost: the feed asks for everything, the board looks by itself."""
    cookie = await service.cookie("kierownik-wup")
    async with (
        live_page(service.address, cookie) as page,
        engine_for(service.environment["S724_DATABASE_URL"]) as engine,
    ):
        await page.watch(*ALL)
        await service.centre.write(call("call-1"))
        await answered(page, "*", 1)
        for n in range(2, 5):
            async with engine.connect() as connection:
                await connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            service.centre.matchmaker.wish("k20060-1", AgentEvent.LOG_OUT if n % 2 else AgentEvent.LOG_IN)
            await service.centre.write(call(f"call-{n}"))
            await answered(page, "*", n)
        await eventually(lambda: page.agent("k20060-1")["state"] == "paused", timeout=LONG)
        await is_as_if_opened_now(service, page, cookie)
        await eventually(lambda: page.of_type("beat")[-1]["age"] < 2)


async def test_whose_rights_are_changed_sees_the_other_office_and_not_the_old_one(service: WebService) -> None:
    """Within the half minute in which rights are looked at."""
    cookie = await service.cookie("kierownik-20060")
    async with (
        live_page(service.address, cookie) as page,
        engine_for(service.environment["S724_DATABASE_URL"]) as engine,
    ):
        await page.watch(*ALL)
        await service.centre.write([*call("call-1"), *call("call-2", "20610")])
        await answered(page, "20060", 1)
        async with engine.begin() as connection:
            await connection.execute(
                update(Account).where(Account.username == "kierownik-20060").values(office="20610")
            )
        await eventually(
            lambda: page.values["office_figures"].keys() == {"20610"},
            timeout=watch.CHECK_TIME + 5,
            not_yet=(KeyError,),
        )
        await is_as_if_opened_now(service, page, cookie)
        await service.centre.write(call("call-3", "20060"))
        await service.centre.write(call("call-4", "20610"))
        await answered(page, "20610", 2)
        assert page.values["office_figures"].keys() == {"20610"}


async def test_callers_whom_nobody_can_take_call_for_an_alarm_that_goes_again(service: WebService) -> None:
    cookie = await service.cookie("kierownik-20060")
    matchmaker = service.centre.matchmaker
    async with live_page(service.address, cookie) as page:
        await page.watch(*ALL)
        place = matchmaker.enter("call-1", "20060", topic=None)
        alarm = await eventually(lambda: page.values["alarm"]["nobody_there:20060"], not_yet=(KeyError,))
        assert (alarm["kind"], alarm["office"], alarm["value"], alarm["limit"]) == (
            *("nobody_there", "20060"),
            *(1.0, 0.0),
        )
        service.centre.health["asterisk"] = "away"
        await eventually(lambda: "asterisk_away:" in page.values["alarm"])
        matchmaker.leave(place)
        await eventually(lambda: "nobody_there:20060" not in page.values["alarm"])
        await is_as_if_opened_now(service, page, cookie)
