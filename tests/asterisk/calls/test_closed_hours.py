"""Opening hours by telephone: what callers of a closed office hear and can do."""

from datetime import datetime, timedelta

import anyio
import pytest
from sqlalchemy import select

from core.clock import WARSAW, SystemClock
from core.db.tables.centre.call_tables import CallbackRow
from ivr.speech.values import Promise
from tests.asterisk.queues import asks_for, rules
from tests.support.centres.direct_lines import HOURS_NUMBER, HOURS_OFFICE
from tests.support.centres.opening_hours import not_now, said, special_today
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre, listen
from tests.support.telephones.hearing import heard_share, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, two_way_sound

pytestmark = pytest.mark.asyncio

KOLNO, LOMZA, PROVINCE = "20060", "20620", "20000"
PROMISED = timedelta(hours=1)


async def test_callers_of_closed_offices_hear_when_they_open_and_who_orders_a_call_has_it_stored(
    centre: RunningCentre, phones: Phones
) -> None:
    now = SystemClock().now().astimezone(WARSAW)
    today = now.date()
    async with (
        rules(centre, LOMZA, neighbours_after=3.0, everyone_after=5.0),
        special_today(centre, PROVINCE, today, "evening", kind="closed"),  # the pool would be open in the evening
        special_today(centre, HOURS_OFFICE, today, **not_now(now)),
        special_today(centre, LOMZA, today, kind="closed"),
        special_today(centre, KOLNO, today, **not_now(now)),
        anyio.create_task_group() as callers,
    ):
        are_known = anyio.Event()  # in the calls: the last of the changes, and with it those before
        callers.start_soon(_orders_a_call_after_hours, centre, phones, now, are_known)
        callers.start_soon(_hears_of_an_exception_and_goes_on, centre, phones, now)
        await are_known.wait()
        await _hears_of_a_day_off(centre, phones, now)


async def _orders_a_call_after_hours(
    centre: RunningCentre, phones: Phones, now: datetime, are_known: anyio.Event
) -> None:
    values, opening = await said(centre, KOLNO, now)
    assert opening is not None
    caller = await asks_for(centre, phones, KOLNO, "857001460")
    await until_prompt_begins(caller, await centre.prompt("H01", **values), timeout=20)
    are_known.set()
    await until_prompt(caller, await centre.prompt("H01", **values))
    await until_prompt(caller, await centre.prompt("H08", **values))
    await centre.replies(caller, ("H10", "2"))
    await until_prompt_begins(caller, await centre.prompt("Q07"))
    await listen(caller, 1.5)  # a key of the first moment cannot be an answer to the question
    await caller.send_keys("1")
    begin, end = opening.begins.astimezone(WARSAW), opening.ends.astimezone(WARSAW)
    promise = Promise(begin, min(begin + PROMISED, end), now)
    await until_prompt(caller, await centre.prompt("Q08", termin=promise))
    await until_prompt_begins(caller, await centre.prompt("G02"))
    await caller.hang_up()
    orders = (await centre.get("/api/callbacks", office=KOLNO, state="waiting"))["callbacks"]
    assert [order["attempts"] for order in orders] == [0]
    [row] = await centre.rows(select(CallbackRow.callback_number).where(CallbackRow.id == orders[0]["id"]))
    assert row.callback_number == "857001460"
    assert datetime.fromisoformat(orders[0]["not_before"]) == opening.begins
    withdrawn = await centre.request(SUPERVISOR, "DELETE", f"/api/callbacks/{orders[0]['id']}")
    assert withdrawn.status_code == 204


async def _hears_of_an_exception_and_goes_on(centre: RunningCentre, phones: Phones, now: datetime) -> None:
    """Somebody of another office is there, and takes the call that was promised to be taken."""
    consultant = await centre.consultant(phones, "k20630-1")
    values, _ = await said(centre, LOMZA, now)
    caller = await asks_for(centre, phones, LOMZA, "857001461")
    await until_prompt(caller, await centre.prompt("H05", **values), timeout=20)
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await listen(caller, 2)
    await caller.send_keys("2")
    await consultant.wait_for_ring(60)  # of the whole province
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await caller.hang_up()


async def _hears_of_a_day_off(centre: RunningCentre, phones: Phones, now: datetime) -> None:
    values, _ = await said(centre, HOURS_OFFICE, now)
    caller = phones.caller("857001462")
    await caller.call(HOURS_NUMBER, centre.sip_port)
    await until_prompt(caller, await centre.prompt("H02", **values), timeout=20)
    await until_prompt_begins(caller, await centre.prompt("G02"))
    assert heard_share(caller.heard.samples, await centre.prompt("G01")) < 0.3
    await caller.hang_up()


@pytest.mark.more(
    "shown in virtual time; waits for 40 s",
    "tests/scenario/nodes/test_opening_hours.py::test_nobody_is_promised_a_consultant_of_another_office_who_is_not_there",
)
async def test_nobody_hears_of_another_office_while_nobody_of_any_is_there(
    centre: RunningCentre, phones: Phones
) -> None:
    now = SystemClock().now().astimezone(WARSAW)
    async with (
        special_today(centre, PROVINCE, now.date(), "evening", kind="closed"),
        special_today(centre, LOMZA, now.date(), kind="closed"),
    ):
        values, _ = await said(centre, LOMZA, now)
        caller = await asks_for(centre, phones, LOMZA, "857001463")
        await until_prompt(caller, await centre.prompt("H08", **values), timeout=40)
        assert heard_share(caller.heard.samples, await centre.prompt("H05", **values)) < 0.3
        await caller.hang_up()
    assert (await centre.call_from("857001463"))["queue"] is None
