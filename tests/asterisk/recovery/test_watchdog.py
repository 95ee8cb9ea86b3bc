"""The application stands still: the watchdog looks after its callers, and keeps the fallback path up to date."""

import pytest

from tests.asterisk.away import frozen, in_queue, until_in_queue, until_member, until_well, without
from tests.asterisk.queues import rings_kolno, rules, until_waiting
from tests.support.centres.running_centre import RunningCentre, texts
from tests.support.telephones.hearing import silences, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

KOLNO, TALKS, PAUSES = "20060", "k20060-1", "k20060-2"


async def test_callers_go_to_the_fallback_path_and_conversations_go_on(
    centre: RunningCentre, phones: Phones
) -> None:
    agent = await centre.consultant(phones, TALKS)
    await centre.consultant(phones, PAUSES, is_ready=False)
    await until_member(centre, KOLNO, PAUSES, is_paused=True)
    talks = await rings_kolno(centre, phones, "600100321")
    await agent.wait_for_ring(30)
    await agent.answer()
    await two_way_sound(talks, agent)
    waits = await rings_kolno(centre, phones, "600100322")
    await until_waiting(centre, KOLNO, 1)
    await until_prompt_begins(waits, await centre.prompt("Q01"))
    spoken_to = len(waits.heard)
    with frozen(centre):
        await until_in_queue(centre, KOLNO, 1)
        # Nobody could order music behind what was being said.
        assert silences(waits.heard.since(spoken_to), threshold_ms=1500) == []
        await until_prompt(waits, await centre.prompt("E05"), timeout=30)
        await two_way_sound(talks, agent)
        await agent.hang_up()
        await until_prompt(talks, await centre.prompt("G01"), timeout=20)
        await talks.gone()
        await agent.wait_for_ring(30)  # free since the conversation was over: for Asterisk's own queue
    await eventually(lambda: not in_queue(centre, KOLNO), timeout=30)
    # What rang for Asterisk's queue may ring for a moment yet; the application says when it rings the telephone.
    await centre.until_agent_is(TALKS, "ringing", timeout=30)
    await agent.wait_for_ring(30)
    await agent.answer()
    await two_way_sound(waits, agent)
    await until_well(centre)
    await waits.hang_up()
    call = await centre.call_from("600100322")
    told = texts(call)
    assert any("połączenie przeszło w tryb awaryjny" in text for text in told)
    assert "Nadzór: aplikacja znów działa, połączenie wraca do zwykłej kolejki" in told
    assert call["agent"] == TALKS
    kinds = [step["kind"] for step in call["timeline"]]
    assert kinds.count("queue_entered") == kinds.count("queue_left") == 2
    assert call["wait_time"] > 10
    ended = await centre.call_from("600100321")
    assert any("pożegnano osobę dzwoniącą" in text for text in texts(ended))
    assert ended["talk_time"] > 5


async def test_other_rules_of_a_queue_hold_on_the_fallback_path_too(centre: RunningCentre) -> None:
    def capacity() -> str:
        return centre.installation.console(f"queue show {KOLNO}").split("(max ")[1].split(")")[0]

    before = capacity()
    async with rules(centre, KOLNO, capacity=7):
        await eventually(lambda: capacity() == "7", timeout=15)
    await eventually(lambda: capacity() == before, timeout=15)


async def test_a_published_line_has_its_fallback_path(centre: RunningCentre) -> None:
    def is_there() -> bool:
        return "S724_NUMBER" in centre.installation.console("dialplan show 9598@emergency")

    await eventually(is_there, timeout=15)


@pytest.mark.more(
    "shown without Asterisk; codes are dialled for real in the last",
    "tests/scenario/recovery/test_fallback_path.py::test_a_consultants_dial_code_does_the_same_as_with_the_application",
    "tests/asterisk/calls/test_a_call.py::test_a_consultant_works_by_dialling_codes",
)
async def test_codes_of_consultants_work_without_the_application(centre: RunningCentre, phones: Phones) -> None:
    password = centre.installation.secrets.sip_password(TALKS)
    phone = await phones.consultant(TALKS, password, centre.sip_port)
    async with without(centre, "ari_app"):
        for code, prompt, is_paused in (("*60", "F01", True), ("*61", "F02", False), ("*71", "F03", True)):
            await phone.call(code, centre.sip_port)
            await until_prompt(phone, await centre.prompt(prompt), timeout=20)
            await phone.gone()
            await until_member(centre, KOLNO, TALKS, is_paused=is_paused)
    assert await centre.agent_state(TALKS) == "paused"


async def test_a_restart_of_asterisk_leaves_the_queues_as_they_were(centre: RunningCentre, phones: Phones) -> None:
    await centre.consultant(phones, TALKS, is_ready=False)
    await until_member(centre, KOLNO, TALKS, is_paused=True)
    async with without(centre, "asterisk"):
        pass
    await until_member(centre, KOLNO, TALKS, is_paused=True)
    async with rules(centre, KOLNO, capacity=9):  # and it is still told of news
        await eventually(lambda: "(max 9)" in centre.installation.console(f"queue show {KOLNO}"), timeout=15)
