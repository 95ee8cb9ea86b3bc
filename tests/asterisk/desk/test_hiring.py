"""Consultants with their telephones come and go on the running centre, and nobody's call notices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from sqlalchemy import select

from core.db.tables.centre.call_tables import EventRow
from tests.asterisk.queues import rings_kolno, until_waiting
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre, json_lines, listen
from tests.support.telephones.hearing import gaps, until_prompt
from tests.support.telephones.phone import (
    CALLER_TONE,
    CONSULTANT_TONE,
    NotRegistered,
    Phone,
    Phones,
    State,
    two_way_sound,
)
from tests.support.timing.eventually import NOT_YET, eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

KOLNO = "20060"
FIRST_PASSWORD = "zielona herbata o siódmej"


class Newcomer:
    """A consultant whom these tests hire."""

    def __init__(self, centre: RunningCentre, phones: Phones, name: str, office: str = KOLNO) -> None:
        self.centre, self.phones, self.name, self.office = centre, phones, name, office
        self.password = ""

    async def asked(self, method: str, path: str = "", **details: Any) -> Any:
        """Something of the web service that the supervisor of the province does with this consultant."""
        answer = await self.centre.request(SUPERVISOR, method, f"/api/agents/{self.name}{path}", **details)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def is_hired(self) -> None:
        new = {"id": self.name, "display_name": "Żaneta Łoś", "office": self.office}
        answer = await self.centre.request(SUPERVISOR, "POST", "/api/agents", json=new)
        assert answer.status_code == 201, answer.text
        await self.centre.activate(self.name, FIRST_PASSWORD)
        await self.makes_password()

    async def makes_password(self) -> None:
        """For the SIP telephone, in the own session."""
        self.password = await self.centre.new_telephone_password(self.name)

    async def registers(self) -> Phone:
        """A telephone with the password that its owner was shown, as soon as Asterisk knows of it."""
        phone = Phone(self.phones.engine, self.name, self.password)
        self.phones.all.append(phone)

        async def is_registered() -> bool:
            await phone.register(self.centre.sip_port)
            return True

        await eventually(is_registered, not_yet=(*NOT_YET, NotRegistered))
        return phone

    async def is_ready(self) -> None:
        await self.asked("POST", "/state", json={"wish": "log_in"})

        async def becomes_ready() -> bool:
            wish = {"json": {"wish": "ready"}}
            path = f"/api/agents/{self.name}/state"
            return (await self.centre.request(SUPERVISOR, "POST", path, **wish)).status_code == 200

        await eventually(becomes_ready)

    async def is_refused(self, password: str) -> None:
        """Nobody registers with this password any more."""
        phone = Phone(self.phones.engine, self.name, password)
        self.phones.all.append(phone)

        async def is_so() -> bool:
            try:
                await phone.register(self.centre.sip_port)
            except NotRegistered as refused:
                return refused.code in {401, 403}
            return False

        await eventually(is_so)


@asynccontextmanager
async def newcomer(
    centre: RunningCentre, phones: Phones, name: str, office: str = KOLNO
) -> AsyncIterator[Newcomer]:
    """Hired for the test, and dismissed after it."""
    found = Newcomer(centre, phones, name, office)
    await found.is_hired()
    try:
        yield found
    finally:
        # Also of a test whose time is up: whoever stays would be in the way of all others.
        with anyio.CancelScope(shield=True):
            await centre.request(SUPERVISOR, "DELETE", f"/api/agents/{name}")


async def takes_a_call(centre: RunningCentre, phones: Phones, agent: Phone, number: str) -> Phone:
    """A caller of Kolno who talks with that consultant; both speak a tone from then on."""
    caller = await rings_kolno(centre, phones, number)
    await agent.wait_for_ring()
    await agent.answer()
    await two_way_sound(caller, agent)
    await caller.say(CALLER_TONE)
    await agent.say(CONSULTANT_TONE)
    await listen(caller, 0.5)
    return caller


def times_read(centre: RunningCentre) -> int:
    """How often the watchdog has let Asterisk read the telephones."""
    lines = json_lines(centre.state / "log" / "watchdog.log")
    return sum(line["event"] == "the telephones were brought up to date" for line in lines)


async def until_read(centre: RunningCentre, times: int) -> None:
    await eventually(lambda: times_read(centre) >= times)


async def test_a_consultant_made_by_the_web_service_takes_a_call_within_ten_seconds(
    centre: RunningCentre, phones: Phones
) -> None:
    async with newcomer(centre, phones, "k20060-31") as new:  # who has made the telephone's password just now
        with anyio.fail_after(10):
            phone = await new.registers()
            await new.is_ready()
            caller = await rings_kolno(centre, phones, "857001301")
            await phone.wait_for_ring()
            await phone.answer()
            await two_way_sound(caller, phone)
            await caller.hang_up()
    call = await centre.call_from("857001301")
    assert (call["agent"], call["queue_left_reason"]) == ("k20060-31", "connected")
    assert new.password not in "".join(
        path.read_text("utf-8", "replace") for path in (centre.state / "log").iterdir()
    )


async def test_whoever_is_dismissed_in_mid_call_keeps_it_and_gets_no_other_until_taken_back(
    centre: RunningCentre, phones: Phones
) -> None:
    async with newcomer(centre, phones, "k20060-32") as new:
        phone = await new.registers()
        await new.is_ready()
        caller = await takes_a_call(centre, phones, phone, "857001302")
        begun, read = (len(caller.heard), len(phone.heard)), times_read(centre)
        await new.asked("DELETE")
        another = Newcomer(centre, phones, "k20060-33")  # the file is written meanwhile
        await another.is_hired()
        await until_read(centre, read + 1)
        await another.asked("DELETE")
        second = await rings_kolno(centre, phones, "857001303")
        await until_waiting(centre, KOLNO, 1)
        await listen(caller, 2.5)  # who hangs up sooner has dropped the caller
        assert (phone.state, phone.second_calls, len(phone.rings)) == (State.TALKING, 0, 1)
        assert gaps(caller.heard.since(begun[0]), CONSULTANT_TONE) == []
        assert gaps(phone.heard.since(begun[1]), CALLER_TONE) == []
        await phone.hang_up()
        await until_prompt(caller, await centre.prompt("G01"))
        assert (await caller.gone()).by_far_end
        await until_prompt(second, await centre.prompt("H06"), timeout=20)  # nobody is there any more
        call = await centre.call_from("857001302")
        assert (call["agent"], call["end_reason"]) == ("k20060-32", "completed")

        def is_forgotten() -> bool:
            known = centre.installation.console("pjsip show endpoints")
            in_queue = centre.installation.console(f"queue show {KOLNO}")
            return "k20060-32" not in known and "k20060-32" not in in_queue

        await eventually(is_forgotten)
        await new.is_refused(new.password)
        third = await rings_kolno(centre, phones, "857001304")
        await until_prompt(third, await centre.prompt("H06"), timeout=20)
        assert len(phone.rings) == 1

        await new.asked("POST", "/restore")
        again = await new.registers()
        await new.is_ready()
        caller = await takes_a_call(centre, phones, again, "857001305")
        await caller.hang_up()
        await again.gone()
    assert (await centre.call_from("857001305"))["agent"] == "k20060-32"


async def test_calls_and_telephones_of_others_notice_nothing_of_it(centre: RunningCentre, phones: Phones) -> None:
    agent = await centre.consultant(phones, "k20060-1")
    caller = await takes_a_call(centre, phones, agent, "857001306")
    idle = await centre.consultant(phones, "k20060-2")
    begun, read = (len(caller.heard), len(agent.heard)), times_read(centre)
    async with newcomer(centre, phones, "k20060-34") as new:
        await new.registers()
        await new.asked("POST", "/telephone")
        await new.is_refused(new.password)
        await new.makes_password()
        await new.registers()
        await new.asked("DELETE")
        await new.is_refused(new.password)
        await new.asked("POST", "/restore")
        await new.registers()
    await until_read(centre, read + 5)
    await listen(caller, 1)
    assert gaps(caller.heard.since(begun[0]), CONSULTANT_TONE) == []
    assert gaps(agent.heard.since(begun[1]), CALLER_TONE) == []
    assert await centre.agent_state("k20060-2") == "available"
    events = select(EventRow.data["event"].astext).where(
        EventRow.agent == "k20060-2", EventRow.type == "AgentStateChanged", EventRow.at > centre.began
    )
    assert {row[0] for row in await centre.rows(events)} <= {"log_in", "ready"}
    await agent.hang_up()
    await caller.gone(20)
    assert (await centre.call_from("857001306"))["end_reason"] == "completed"
    assert idle.rings == []


@pytest.mark.more(
    "who is taken back registers and takes a call in the other, too",
    "tests/asterisk/desk/test_hiring.py::test_whoever_is_dismissed_in_mid_call_keeps_it_and_gets_no_other_until_taken_back",
)
async def test_a_telephone_registers_again_after_the_return_and_is_rung(
    centre: RunningCentre, phones: Phones
) -> None:
    """With the dismissal its registration has ended, and nobody tells it."""
    async with newcomer(centre, phones, "k20060-36") as new:
        phone = await new.registers()
        await new.is_ready()
        await new.asked("DELETE")
        await eventually(lambda: "k20060-36" not in centre.installation.console("pjsip show endpoints"))
        await new.asked("POST", "/restore")
        await eventually(lambda: "k20060-36" in centre.installation.console("pjsip show endpoints"))
        phone = await new.registers()
        await new.is_ready()
        caller = await takes_a_call(centre, phones, phone, "857001309")
        await caller.hang_up()
        await phone.gone()
