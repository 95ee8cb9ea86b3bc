"""Calls on both Asterisks of a centre, with consultants behind both edges."""

from functools import partial

import anyio
import pytest
from sqlalchemy import select

from core.db.tables.centre_tables import RecordingRow, SurveyAnswer
from tests.support.centres.running_centre import listen, texts
from tests.support.centres.running_nodes import RunningNodes
from tests.support.telephones.hearing import until_prompt_begins
from tests.support.telephones.phone import Phone, Phones, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(300)]

NOT_DROPPED = 3.0  # seconds: whoever hangs up sooner has dropped the caller, who waits again
CONSULTANTS = ("k20060-1", "k20060-2")


async def test_calls_on_both_asterisks_are_served_behind_the_edges_recorded_and_rated(
    centre: RunningNodes, phones: Phones
) -> None:
    consultants = [await centre.ready(phones, agent, edge) for edge, agent in enumerate(CONSULTANTS)]
    callers = [phones.caller(number, source=centre.several.operator) for number in ("600100200", "600100201")]
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
    for caller in callers:
        await listen(caller, NOT_DROPPED)
    for consultant in consultants:
        await consultant.hang_up()
    async with anyio.create_task_group() as tasks:
        for caller in callers:
            tasks.start_soon(_rates, centre, caller)
    await centre.until_nothing_is_left()

    calls = [await centre.call_from(caller.user) for caller in callers]
    assert {call["id"].split("-")[1] for call in calls} == {"a", "b"}  # each on the one where it began
    assert {call["agent"] for call in calls} == set(CONSULTANTS)
    for call in calls:
        assert (call["end_reason"], call["queue_left_reason"]) == ("completed", "connected")
        assert any("Nagranie zamknięte" in text for text in texts(call)), texts(call)
        await eventually(partial(_is_packed_and_rated, centre, call["id"]), timeout=30)


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
