"""The application is killed: nobody on the line notices, and it comes back by itself."""

import os
import signal

import pytest
from sqlalchemy import select

from core.db.tables.recording_tables import RecordingRow
from tests.asterisk.queues import rings_kolno, until_waiting
from tests.support.centres.running_centre import RunningCentre, command_line, listen, texts
from tests.support.plugins.more import few_of
from tests.support.recordings.packed_sound import assert_lasts, packed_sound
from tests.support.telephones.hearing import gaps, silences, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("jobs")]


def _pid(centre: RunningCentre, module: str = "ari_app") -> int:
    for process in centre.installation.processes():
        if command_line(process.pid)[1:3] == ["-m", module]:
            return process.pid
    raise AssertionError(f"{module} does not run")


async def _kill_application(centre: RunningCentre) -> None:
    os.kill(_pid(centre), signal.SIGKILL)
    await eventually(lambda: "s724" not in centre.installation.console("ari show apps").split())


async def _until_back(centre: RunningCentre) -> None:
    async def is_back() -> bool:
        return bool((await centre.health())["status"] == "ok")

    await eventually(is_back, timeout=30)


async def test_a_new_call_hears_ringing_until_somebody_answers(centre: RunningCentre, phones: Phones) -> None:
    await _kill_application(centre)
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)  # by the application, or after four seconds without it
    await until_prompt(caller, await centre.prompt("W01"), timeout=20)
    await caller.hang_up()
    await _until_back(centre)
    call = await centre.newest_call()
    assert (call["end_reason"], call["dialled_number"]) == ("caller_hung_up", "9510")
    kinds = [step["kind"] for step in call["timeline"]]
    assert kinds.count("call_started") == kinds.count("call_ended") == 1


async def _killed_and_back(centre: RunningCentre, how: signal.Signals = signal.SIGKILL) -> None:
    """The application dies and another one has taken over."""
    killed = _pid(centre)
    os.kill(killed, how)
    await eventually(lambda: _pid(centre) != killed, timeout=20)
    heartbeat = centre.installation.settings.heartbeat
    died = heartbeat.stat().st_mtime
    await eventually(lambda: heartbeat.stat().st_mtime > died + 0.5, timeout=30)
    await _until_back(centre)


@pytest.mark.parametrize(
    "how",
    few_of(
        [signal.SIGKILL, signal.SIGTERM],
        {signal.SIGKILL},
        "an orderly end, which leaves the next application no more to do than a kill",
        "tests/asterisk/recovery/test_the_application_dies.py::"
        "test_a_conversation_goes_on_and_its_recording_stays_one_file",
    ),
    ids=lambda how: how.name,
)
async def test_a_conversation_goes_on_and_its_recording_stays_one_file(
    centre: RunningCentre, phones: Phones, how: signal.Signals
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    anna = phones.caller("600100201")
    await anna.call("9510", centre.sip_port)
    await until_prompt_begins(anna, await centre.prompt("W01"))
    await centre.identify(anna)
    await centre.ask_for_consultant(anna)
    await until_prompt_begins(anna, await centre.prompt("N02"))
    await listen(anna, 2)
    await anna.send_keys("1")
    await consultant.wait_for_ring(20)
    await consultant.answer()
    await two_way_sound(anna, consultant)
    await anna.say(440.0)
    await consultant.say(620.0)
    await listen(anna, 1)
    heard = (len(anna.heard), len(consultant.heard))
    await _killed_and_back(centre, how)
    assert await centre.agent_state("k20060-1") == "talking"
    await listen(anna, 1)
    assert gaps(anna.heard.since(heard[0]), 620.0) == []
    assert gaps(consultant.heard.since(heard[1]), 440.0) == []
    await consultant.hang_up()
    await centre.rate(anna)
    await until_prompt(anna, await centre.prompt("G01"))
    assert (await anna.gone()).by_far_end
    await centre.until_agent_is("k20060-1", "available")

    call = await centre.call_from("600100201")
    assert (call["agent"], call["end_reason"], call["queue_left_reason"]) == ("k20060-1", "completed", "connected")
    assert any(text.startswith("Program był nieobecny") for text in texts(call))
    [recording] = await centre.rows(select(RecordingRow.id).where(RecordingRow.call_id == call["id"]))
    sound = await packed_sound(centre, recording.id)
    assert_lasts(sound, call["talk_time"], consultant)


async def test_a_waiting_caller_keeps_music_place_and_wait_time(centre: RunningCentre, phones: Phones) -> None:
    consultant = await centre.consultant(phones, "k20060-1", is_ready=False)
    first = await rings_kolno(centre, phones, "857001201")
    await until_waiting(centre, "20060", 1)
    second = await rings_kolno(centre, phones, "857001202")
    await until_waiting(centre, "20060", 2)
    await until_prompt(second, await centre.prompt("Q01"))
    heard = len(second.heard)
    await _killed_and_back(centre)
    await until_waiting(centre, "20060", 2)
    await listen(second, 1)
    assert silences(second.heard.since(heard), threshold_ms=1500) == []
    await centre.wish("k20060-1", "ready")
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(first, consultant)
    await first.hang_up()
    await second.hang_up()
    waited = (await centre.call_from("857001201"))["wait_time"]
    assert waited > 3, "the wait began before the application died"


@pytest.mark.more(
    "killed at every moment in virtual time; a real kill with a caller who waits is in the last",
    "tests/scenario/recovery/test_application_dies.py::test_killed_at_every_moment_the_call_comes_to_its_end",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_waiting_caller_keeps_music_place_and_wait_time",
)
async def test_a_caller_inside_the_scenario_is_asked_again(centre: RunningCentre, phones: Phones) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    anna = phones.caller("600100203")
    await anna.call("9510", centre.sip_port)
    await centre.replies(anna, ("W01", "###"))
    await until_prompt_begins(anna, await centre.prompt("A01"))
    await anna.send_keys(centre.anna.card_number[:4])  # half of it
    await _killed_and_back(centre)
    await until_prompt_begins(anna, await centre.prompt("A01"), timeout=20)
    await centre.identify(anna)
    await centre.ask_for_consultant(anna)
    await until_prompt_begins(anna, await centre.prompt("N02"))
    await listen(anna, 2)
    await anna.send_keys("2")
    await consultant.wait_for_ring(20)
    await consultant.answer()
    await two_way_sound(anna, consultant)
    await anna.hang_up()
    call = await centre.call_from("600100203")
    assert (call["agent"], call["verification_level"]) == ("k20060-1", 2)


async def test_a_telephone_that_rang_is_rung_anew_for_the_same_caller(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, "857001204")
    await consultant.wait_for_ring()
    os.kill(_pid(centre), signal.SIGKILL)
    assert (await consultant.ignore()).by_far_end
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await _until_back(centre)
    await caller.hang_up()
    call = await centre.call_from("857001204")
    assert any("przestał dzwonić" in text for text in texts(call))
    await centre.until_agent_is("k20060-1", "available")


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/recovery/test_application_dies.py::test_callers_who_hang_up_have_true_records",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_telephone_that_rang_is_rung_anew_for_the_same_caller",
)
async def test_nobody_is_rung_for_a_caller_who_left_meanwhile(centre: RunningCentre, phones: Phones) -> None:
    await centre.consultant(phones, "k20060-1", is_ready=False)
    caller = await rings_kolno(centre, phones, "857001205")
    await until_waiting(centre, "20060", 1)
    os.kill(_pid(centre), signal.SIGKILL)
    await caller.hang_up()
    await _until_back(centre)
    await until_waiting(centre, "20060", 0)
    await centre.wish("k20060-1", "ready")
    call = await centre.call_from("857001205")
    assert (call["end_reason"], call["queue_left_reason"]) == ("caller_hung_up", "abandoned")
    await centre.until_agent_is("k20060-1", "available")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may go before others")
async def test_sound_goes_before_everything_and_who_leads_the_calls_before_the_rest(centre: RunningCentre) -> None:
    def niceness(pid: int) -> int:
        return os.getpriority(os.PRIO_PROCESS, pid)

    [asterisk] = [p.pid for p in centre.installation.processes() if "-f" in command_line(p.pid)]
    assert niceness(asterisk) == -10
    await eventually(lambda: niceness(_pid(centre)) == -10)  # its event loop, once it serves callers
    rest = ("api", "agi_scripts", "agi_scripts.watchdog")
    assert {niceness(_pid(centre, module)) for module in rest} == {niceness(os.getpid())}
