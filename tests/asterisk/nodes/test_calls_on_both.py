"""Calls on both Asterisks of a centre, with consultants behind both edges."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import anyio
import pytest
from sqlalchemy import select

from core.db.tables.centre.call_tables import CallRow, SurveyAnswer
from core.db.tables.recording_tables import RecordingRow
from core.nodes import node_of
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import SUPERVISOR, listen, texts
from tests.support.centres.running_nodes import RunningNodes
from tests.support.telephones.hearing import gaps, silences, until_prompt_begins
from tests.support.telephones.phone import CALLER_TONE, Phone, Phones, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(300)]

NOT_DROPPED = 3.0  # seconds: whoever hangs up sooner has dropped the caller, who waits again
CONSULTANTS = ("k20060-1", "k20060-2")
TALKERS = ("600100200", "600100201")
WAITERS = ("600100203", "600100204")
LATER = "600100205"
TOLD_WITHIN = 2.0  # seconds from an Asterisk's death; the goal is one, beside telephones on two processors


async def test_one_of_two_asterisks_dies_and_only_who_was_on_it_is_cut_off_and_rung_back(
    centre: RunningNodes, phones: Phones
) -> None:
    consultants = [await centre.ready(phones, agent, edge) for edge, agent in enumerate(CONSULTANTS)]
    callers = [phones.caller(number, source=centre.several.operator) for number in TALKERS]
    for caller in callers:  # an edge gives them to one Asterisk after the other
        await caller.call("9510", *centre.edge())
    talking: dict[int, Phone] = {}
    async with anyio.create_task_group() as tasks:
        for consultant in consultants:  # whoever rings is answered at once: a telephone rings for seconds only
            tasks.start_soon(_answers, callers, consultant, talking)
        for caller in callers:
            tasks.start_soon(_asks_for_a_consultant, centre, caller)
    assert set(talking) == {0, 1}
    assert [await centre.channels_of(node) >= 2 for node in centre.several.nodes] == [True, True]
    for number, consultant in talking.items():
        await two_way_sound(callers[number], consultant)
    waiting = [await _waits(centre, phones, number) for number in WAITERS]
    by_node = await _calls_by_node(centre, [*TALKERS, *WAITERS])
    [dead, lives] = [by_node[number] for number in TALKERS]
    assert {dead, lives} == set(centre.several.nodes)
    assert [by_node[number] for number in WAITERS] == [dead, lives]

    home = await centre.subscriber(phones, TALKERS[0])
    await callers[1].say(CALLER_TONE)
    heard, music = len(talking[1].heard), len(waiting[1].heard)
    began = anyio.current_time()
    centre.several.kill(f"asterisk-{dead}")
    told: dict[str, float] = {}
    async with anyio.create_task_group() as tasks:
        for name, phone in (("caller", callers[0]), ("consultant", talking[0]), ("waiting", waiting[0])):
            tasks.start_soon(_is_cut_off, phone, name, told, began)
        later = await _waits(centre, phones, LATER)
        told["new call"] = anyio.current_time() - began
    print("told after", told)
    assert max(told.values()) < TOLD_WITHIN

    await home.wait_for_ring(30)
    await home.answer()
    await until_prompt_begins(home, await centre.prompt("E11", w_miejscowosci="w Kolnie"))
    await listen(home, 1.5)  # a key of the first moment cannot be an answer to the question
    await home.send_keys("1")
    assert f"sip:{TALKERS[0]}@" in dict((await talking[0].wait_for_ring(30)).headers)["From"]
    await talking[0].answer()
    await two_way_sound(home, talking[0])
    assert gaps(talking[1].heard.since(heard), CALLER_TONE) == []
    assert silences(waiting[1].heard.since(music), threshold_ms=1500) == []
    await later.hang_up()
    await waiting[1].hang_up()
    await home.hang_up()
    ring = await home.wait_for_ring(30)  # who waited, as soon as somebody is free again
    assert f"sip:{WAITERS[0]}@" in dict(ring.headers)["To"]
    await home.decline(603)
    order = await eventually(partial(_the_only_order, centre), not_yet=(ValueError,))
    await centre.request(SUPERVISOR, "DELETE", f"/api/callbacks/{order['id']}")
    await talking[1].hang_up()
    await _rates(centre, callers[1])
    await eventually(lambda: centre.several.supervisord.pid(f"asterisk-{dead}"), timeout=30)
    await eventually(partial(_is_registered_on_both, centre), timeout=30)
    await centre.until_nothing_is_left(30)

    served = await centre.call_from(TALKERS[1])
    assert (served["end_reason"], served["queue_left_reason"]) == ("completed", "connected")
    assert any("Nagranie zamknięte" in text for text in texts(served)), texts(served)
    await eventually(partial(_is_packed_and_rated, centre, served["id"]), timeout=30)
    made = await centre.call_from(TALKERS[0])
    assert (made["direction"], made["queue_left_reason"]) == ("callback", "connected")
    broken_off = await centre.get(f"/api/calls/{made['origin_call_id']}")
    assert (broken_off["end_reason"], broken_off["queue_left_reason"]) == ("interrupted", "connected")
    assert {served["agent"], broken_off["agent"], made["agent"]} == set(CONSULTANTS)
    assert made["agent"] == broken_off["agent"]


async def _waits(centre: RunningNodes, phones: Phones, number: str) -> Phone:
    """A caller in the queue of Kolno."""
    caller = phones.caller(number, source=centre.several.operator)
    await caller.call(direct_lines.NUMBER, *centre.edge())
    return caller


async def _the_only_order(centre: RunningNodes) -> dict[str, Any]:
    """The one call-back that still waits."""
    [order] = (await centre.get("/api/callbacks", state="waiting"))["callbacks"]
    found: dict[str, Any] = order
    return found


async def _is_cut_off(phone: Phone, name: str, told: dict[str, float], began: float) -> None:
    assert (await phone.gone(30)).by_far_end
    told[name] = anyio.current_time() - began


async def _calls_by_node(centre: RunningNodes, numbers: Sequence[str]) -> dict[str, str | None]:
    """On which Asterisk each of them has an open call."""
    query = select(CallRow.caller_number, CallRow.id).where(
        CallRow.caller_number.in_(numbers), CallRow.ended_at.is_(None)
    )

    async def all_known() -> dict[str, str | None]:
        rows = await centre.rows(query)
        found = {row.caller_number: node_of(row.id.removeprefix("call-"), centre.several.nodes) for row in rows}
        return found if len(found) == len(numbers) else {}

    return await eventually(all_known)


async def _is_registered_on_both(centre: RunningNodes) -> bool:
    return [await centre.registered_at(agent) for agent in CONSULTANTS] == [{"a", "b"}, {"a", "b"}]


async def _asks_for_a_consultant(centre: RunningNodes, caller: Phone) -> None:
    await centre.identify(caller)
    await centre.ask_for_consultant(caller)
    await until_prompt_begins(caller, await centre.prompt("N02"), timeout=30)
    await listen(caller, 2)
    await caller.send_keys("1")


async def _answers(callers: list[Phone], consultant: Phone, talking: dict[int, Phone]) -> None:
    """Notes under the number of the caller who was shown."""
    ring = await consultant.wait_for_ring(120)
    shown = dict(ring.headers)["From"]
    await consultant.answer()
    [number] = [number for number, caller in enumerate(callers) if f"sip:{caller.user}@" in shown]
    talking[number] = consultant


async def _rates(centre: RunningNodes, caller: Phone) -> None:
    await centre.rate(caller)
    await caller.gone(30)


async def _is_packed_and_rated(centre: RunningNodes, call_id: str) -> bool:
    recordings = await centre.rows(select(RecordingRow.state).where(RecordingRow.call_id == call_id))
    ratings = await centre.rows(select(SurveyAnswer.rating).where(SurveyAnswer.call_id == call_id))
    return [row.state for row in recordings] == ["packed"] and [row.rating for row in ratings] == [5]


async def test_a_telephone_is_on_both_asterisks_and_off_both(centre: RunningNodes, phones: Phones) -> None:
    agent = "k20060-1"
    phone = await phones.consultant(agent, centre.installation.secrets.sip_password(agent), *centre.edge(1))
    assert await eventually(lambda: centre.registered_at(agent)) == {"a", "b"}
    await phone.close()

    async def is_gone() -> bool:
        return not await centre.registered_at(agent)

    await eventually(is_gone)


async def test_an_edge_that_was_killed_knows_all_telephones_again(centre: RunningNodes, phones: Phones) -> None:
    agent = "k20060-2"
    before = centre.several.supervisord.pid("edge-e1")
    centre.several.kill("edge-e1")
    await eventually(lambda: centre.several.supervisord.pid("edge-e1") not in (0, before), timeout=20)

    async def is_registered() -> bool:
        password = centre.installation.secrets.sip_password(agent)
        await phones.consultant(agent, password, *centre.edge())
        return True

    await eventually(is_registered, timeout=20, not_yet=(Exception,))
