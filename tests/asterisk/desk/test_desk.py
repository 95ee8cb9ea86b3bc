"""Hold, hanging up and handing on at the desk, with real telephones; also while the application dies."""

from typing import Any

import pytest
from sqlalchemy import select

from core.db.tables.centre.call_tables import EventRow
from core.facts.kinds.conversations import ConversationStarted
from tests.asterisk.queues import rings_kolno, rules
from tests.asterisk.recovery.test_the_application_dies import _killed_and_back
from tests.support.centres.running_centre import RunningCentre, listen, texts
from tests.support.telephones.hearing import rms
from tests.support.telephones.phone import RATE, Phone, Phones, hears_tone, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio

ANNA, ZOFIA, KOLNO, LOMZA = "k20060-1", "k20620-1", "20060", "20620"


async def _talks(centre: RunningCentre, phones: Phones, number: str) -> tuple[Phone, Phone, str]:
    """A caller and Anna talk: both telephones and the call."""
    anna = await centre.consultant(phones, ANNA)
    caller = await rings_kolno(centre, phones, number)
    await anna.wait_for_ring()
    await anna.answer()
    await two_way_sound(caller, anna)
    return caller, anna, await _newest_conversation(centre)


async def _newest_conversation(centre: RunningCentre) -> str:
    async def found() -> str:
        query = select(EventRow.call_id, EventRow.at).where(EventRow.type == ConversationStarted.__name__)
        rows = await centre.rows(query.order_by(EventRow.number.desc()).limit(1))
        return str(rows[0].call_id) if rows and rows[0].at >= centre.began else ""

    return await eventually(found)


async def _asks(centre: RunningCentre, agent: str, what: str, **body: Any) -> None:
    answer = await centre.request(agent, "POST", f"/api/desk/{what}", json=body)
    assert answer.status_code == 204, answer.text


async def _hears_music_alone(caller: Phone, consultant: Phone) -> None:
    """The consultant speaks, and neither hears the other: the caller hears music."""
    await listen(caller, 0.5)
    await consultant.say(620.0)
    await caller.say(440.0)
    heard, heard_by_consultant = len(caller.heard), len(consultant.heard)
    await listen(caller, 1.5)
    assert rms(caller.heard.since(heard)) > 0.003, "the caller hears no music"
    assert not hears_tone(caller.heard.since(heard), 620.0), "the caller hears the consultant"
    assert not hears_tone(consultant.heard.since(heard_by_consultant), 440.0), "the consultant hears the caller"
    await consultant.be_silent()
    await caller.be_silent()


@pytest.mark.more(
    "killed at every moment of it in virtual time; a browser holds a real caller in the last",
    "tests/scenario/recovery/test_application_dies_at_the_desk.py::test_killed_at_every_moment_the_call_comes_to_its_end",
    "tests/browser/test_a_call.py::test_a_conversation_with_keys_while_muted_and_on_hold",
)
@pytest.mark.parametrize("dies", [False, True], ids=["in peace", "the application dies"])
async def test_a_caller_on_hold_hears_music_and_then_both_hear_each_other(
    centre: RunningCentre, phones: Phones, dies: bool
) -> None:
    caller, anna, call = await _talks(centre, phones, "857001501")
    await _asks(centre, ANNA, "hold", call=call, is_held=True)
    await centre.until_agent_is(ANNA, "hold")
    await _hears_music_alone(caller, anna)
    if dies:
        await _killed_and_back(centre)
        assert await centre.agent_state(ANNA) == "hold"
        await _hears_music_alone(caller, anna)
    await _asks(centre, ANNA, "hold", call=call, is_held=False)
    await two_way_sound(caller, anna)
    await anna.hang_up()
    await caller.gone(20)
    record = await centre.call_from("857001501")
    assert record["hold_time"] > 2
    assert record["agent"] == ANNA
    assert any("zawiesił rozmowę" in text for text in texts(record))


@pytest.mark.more(
    "shown in virtual time, also killed at every moment; a browser ends a real call in the last",
    "tests/scenario/desk/test_desk.py::test_a_consultant_hangs_up_at_the_desk",
    "tests/scenario/recovery/test_application_dies_at_the_desk.py::test_killed_at_every_moment_the_call_comes_to_its_end",
    "tests/browser/test_a_call.py::test_a_whole_call_is_done_by_the_keyboard_alone_and_both_hear_each_other",
)
@pytest.mark.parametrize("dies", [False, True], ids=["in peace", "the application dies"])
async def test_a_consultant_hangs_up_at_the_desk(centre: RunningCentre, phones: Phones, dies: bool) -> None:
    caller, anna, call = await _talks(centre, phones, "857001502")
    await listen(caller, 2.5)  # longer than a drop
    if dies:
        await _killed_and_back(centre)
    await _asks(centre, ANNA, "hang-up", call=call)
    assert (await anna.gone()).by_far_end
    assert (await caller.gone(20)).by_far_end
    record = await centre.call_from("857001502")
    assert (record["agent"], record["end_reason"]) == (ANNA, "completed")
    await centre.until_agent_is(ANNA, "available")


@pytest.mark.more(
    "killed at every moment of it in virtual time; a browser hands a real caller on in the last",
    "tests/scenario/recovery/test_application_dies_at_the_desk.py::test_killed_at_every_moment_the_call_comes_to_its_end",
    "tests/browser/test_call_on_every_page.py::test_a_call_is_answered_held_handed_on_and_ended_beside_other_work_and_in_an_open_form",
)
@pytest.mark.parametrize("dies", [False, True], ids=["in peace", "the application dies"])
async def test_a_caller_is_handed_on_to_another_office(centre: RunningCentre, phones: Phones, dies: bool) -> None:
    async with rules(centre, LOMZA, ring_time=30.0):
        zofia = await centre.consultant(phones, ZOFIA)
        caller, anna, call = await _talks(centre, phones, "857001503")
        refused = await centre.request(ANNA, "POST", "/api/desk/transfer", json={"call": call, "office": KOLNO})
        assert refused.status_code == 409, refused.text
        await _asks(centre, ANNA, "transfer", call=call, office=LOMZA)
        if dies:
            await _killed_and_back(centre)
        assert (await anna.gone()).by_far_end
        await zofia.wait_for_ring()
        await listen(caller, 1)
        assert rms(caller.heard.samples[-RATE // 2 :]) > 0.003, "the caller waits in silence"
        await zofia.answer()
        await two_way_sound(caller, zofia)
        await listen(caller, 2.5)  # longer than a drop
        await zofia.hang_up()
        await caller.gone(20)
        record = await centre.call_from("857001503")
        assert (record["agent"], record["queue"]) == (ZOFIA, KOLNO)
        assert any("przekazał rozmowę" in text for text in texts(record)), texts(record)
