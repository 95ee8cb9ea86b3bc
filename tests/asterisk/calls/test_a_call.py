"""Whole calls on a real Asterisk, with real SIP telephones and sound."""

import anyio
import numpy as np
import pytest
from sqlalchemy import select

from core.db.tables.centre.call_tables import SurveyAnswer
from core.db.tables.recording_tables import RecordingConsentRow, RecordingRow
from ivr import defaults
from tests.support.centres.running_centre import RunningCentre, listen, texts
from tests.support.recordings.packed_sound import packed_sound
from tests.support.telephones.hearing import heard_share, last_heard, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, Samples, tone_share, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


@pytest.mark.usefixtures("jobs")
async def test_anna_rings_9510_talks_to_her_own_office_and_the_record_is_complete(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    anna = phones.caller("600100200")
    await anna.call("9510", centre.sip_port)
    await until_prompt_begins(anna, await centre.prompt("W01"))
    await centre.identify(anna)
    await until_prompt(anna, await centre.prompt("A08"))
    await centre.ask_for_consultant(anna)
    await until_prompt_begins(anna, await centre.prompt("N02"))
    await listen(anna, 2)
    await anna.send_keys("1")
    await until_prompt(anna, await centre.prompt("N03"), timeout=20)
    ring = await consultant.wait_for_ring()
    assert '"Kolno, zweryfikowany" <sip:600100200@' in dict(ring.headers)["From"]
    await consultant.answer()
    await two_way_sound(anna, consultant)
    await anna.say(440.0)
    await consultant.say(620.0)
    await listen(anna, 2)
    await consultant.hang_up()
    await centre.rate(anna)
    await until_prompt(anna, await centre.prompt("S04"))
    await until_prompt(anna, await centre.prompt("G01"))
    ending = await anna.gone()
    assert ending.by_far_end

    call = await centre.newest_call()
    assert call["dialled_number"] == "9510"
    assert call["office"] == call["queue"] == "20060"
    assert call["agent"] == "k20060-1"
    assert call["verification_level"] == 2
    assert call["end_reason"] == "completed"
    assert call["queue_left_reason"] == "connected"
    assert call["is_recording_allowed"] is True
    assert 0 <= call["wait_time"] < call["duration_time"]
    assert 2 <= call["talk_time"] < call["duration_time"]
    [taken] = [text for text in texts(call) if "odebrał" in text]
    assert "k20060-1" not in taken, "people have names"

    [given] = await centre.rows(select(RecordingConsentRow).where(RecordingConsentRow.call_id == call["id"]))
    assert (given.kind, given.is_given, given.key, given.prompt, given.language) == ("key", True, "1", "N02", "pl")
    assert len(given.text_sha256) == 64
    rated = select(SurveyAnswer.__table__).where(SurveyAnswer.call_id == call["id"])
    await eventually(lambda: centre.rows(rated))
    [answer] = await centre.rows(rated)
    assert (answer.rating, answer.is_solved, answer.about) == (5, True, "conversation")
    assert (answer.agent, answer.office) == ("k20060-1", "20060")
    assert not any("ocen" in text.lower() and "5" in text for text in texts(call)), texts(call)

    [recording] = await centre.rows(select(RecordingRow.id).where(RecordingRow.call_id == call["id"]))
    caller, consultant_side = (side[side.size // 2 :] for side in await packed_sound(centre, recording.id))
    assert _usual_share(caller, 440.0) > 0.5
    assert _usual_share(consultant_side, 620.0) > 0.5
    # Each on its own side, and nothing of the other.
    assert _usual_share(caller, 620.0) < 0.01
    assert _usual_share(consultant_side, 440.0) < 0.01
    assert not list(centre.installation.settings.open_recordings.iterdir())


def _usual_share(sound: Samples, frequency: float) -> float:
    """The median share of a tone in pieces of 0.1 s: over a longer one, a single frame that came late on a busy
    machine turns the phase, and the tone seems to be missing though it is heard all the time."""
    return float(
        np.median([tone_share(sound[at : at + 800], frequency) for at in range(0, len(sound) - 800, 800)])
    )


@pytest.mark.more(
    "shown in virtual time, and for real in the other",
    "tests/scenario/test_a_call.py::test_without_the_key_of_consent_nothing_is_recorded",
    "tests/asterisk/calls/test_a_call.py::test_9524_by_postal_code_reaches_that_office",
)
async def test_without_the_key_nothing_is_recorded(centre: RunningCentre, phones: Phones) -> None:
    before = set((centre.state / "recordings").rglob("*.wav"))
    consultant = await centre.consultant(phones, "k20060-1")
    anna = phones.caller()
    await anna.call("9510", centre.sip_port)
    await centre.identify(anna)
    await centre.ask_for_consultant(anna)
    await until_prompt_begins(anna, await centre.prompt("N02"))
    await listen(anna, 2)
    await anna.send_keys("2")
    await until_prompt(anna, await centre.prompt("N04"))
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(anna, consultant)
    await anna.hang_up()
    assert (await consultant.gone()).by_far_end
    call = await centre.newest_call()
    assert call["end_reason"] == "caller_hung_up"
    assert call["is_recording_allowed"] is False
    assert set((centre.state / "recordings").rglob("*.wav")) <= before


@pytest.mark.more(
    "another announcement that a key stops",
    "tests/asterisk/calls/test_a_call.py::test_a_key_stops_a_long_announcement_for_good",
)
async def test_keys_cut_announcements_short(centre: RunningCentre, phones: Phones) -> None:
    anna = phones.caller()
    await anna.call("9510", centre.sip_port)
    await centre.replies(anna, ("W01", "#"))
    await until_prompt_begins(anna, await centre.prompt("N01"))
    assert heard_share(anna.heard.samples, await centre.prompt("W01")) < 0.7
    await anna.send_keys("0")
    await until_prompt_begins(anna, await centre.prompt("N05", liczba_dni="trzydzieści dni"))
    await anna.hang_up()


async def test_a_key_stops_a_long_announcement_for_good(centre: RunningCentre, phones: Phones) -> None:
    long = await centre.prompt("N05", liczba_dni="trzydzieści dni")
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)
    await listen(caller, 0.5)
    await caller.send_keys("##")
    await centre.replies(caller, ("N01", "0"))
    await until_prompt_begins(caller, long)
    await listen(caller, 2)
    pressed = caller.heard.seconds
    await caller.send_keys("#")
    await until_prompt(caller, await centre.prompt("A01"), since=pressed)
    assert pressed - 1 < last_heard(caller.heard.samples, long) < pressed + 1
    await caller.hang_up()


async def test_9524_by_postal_code_reaches_that_office(centre: RunningCentre, phones: Phones) -> None:
    before = set((centre.state / "recordings").rglob("*.wav"))
    consultant = await centre.consultant(phones, "k20050-1")
    caller = phones.caller("857001122")
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", "###"), ("W03", "2"), ("M03", "0"), ("C01", "17200"))
    await until_prompt_begins(caller, await centre.prompt("C02", w_miejscowosci="w Hajnówce"))
    await caller.send_keys("1")
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await listen(caller, 2)
    await caller.send_keys("2")
    ring = await consultant.wait_for_ring(20)
    assert '"Hajnówka"' in dict(ring.headers)["From"]
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await caller.hang_up()
    call = await centre.newest_call()
    assert (call["office"], call["is_free"], call["verification_level"]) == ("20050", False, 0)
    assert call["is_recording_allowed"] is False
    assert set((centre.state / "recordings").rglob("*.wav")) <= before
    assert not list(centre.installation.settings.open_recordings.iterdir())


@pytest.mark.more(
    "shown in virtual time, and for real in the other",
    "tests/scenario/test_a_call.py::test_nobody_anywhere_is_told_at_once_and_politely",
    "tests/asterisk/recovery/test_faults.py::test_a_telephone_that_vanishes_is_not_rung_for_longer_than_the_ring_time",
)
async def test_nobody_there_is_told_politely(centre: RunningCentre, phones: Phones) -> None:
    anna = phones.caller()
    await anna.call("9510", centre.sip_port)
    await centre.identify(anna)
    await centre.ask_for_consultant(anna)
    await until_prompt(anna, await centre.prompt("H06"), timeout=25)
    await until_prompt_begins(anna, await centre.prompt("H14"), timeout=25)  # after the hours of the office
    await until_prompt(anna, await centre.prompt("G02"), timeout=60)  # to whoever wants nothing of what is offered
    assert (await anna.gone()).by_far_end
    assert (await centre.newest_call())["queue_left_reason"] == "nobody_there"


@pytest.mark.more(
    "shown in virtual time; menus and the postal code are keyed for real in the last",
    "tests/scenario/test_bad_input.py::test_star_first_means_no_card_and_no_consultant_on_the_free_line",
    "tests/asterisk/calls/test_a_call.py::test_9524_by_postal_code_reaches_that_office",
)
async def test_without_a_card_there_is_information_and_no_consultant(
    centre: RunningCentre, phones: Phones
) -> None:
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)
    await listen(caller, 1)
    await caller.send_keys("###")
    await centre.replies(caller, ("A01", "*"), ("A10", "#"), ("M10", "4"), ("C01", "18500"))
    address = defaults.office_directory().get("20060").values
    await until_prompt_begins(caller, await centre.prompt("I04", **address))
    await caller.send_keys("##")  # past the address, and past the hours
    await until_prompt_begins(caller, await centre.prompt("M10"), since=caller.heard.seconds)
    await caller.send_keys("9")
    await until_prompt(caller, await centre.prompt("G02"))
    assert (await caller.gone()).by_far_end


async def test_a_consultant_works_by_dialling_codes(centre: RunningCentre, phones: Phones) -> None:
    # Ready at first: then the registration, an event of its own, has surely arrived.
    consultant = await centre.consultant(phones, "k20060-2")
    for code, said, state in (
        ("*72", "F03", "paused"),
        ("*61", "F02", "available"),
        ("*62", "F06", "available"),  # no wrap-up to end
        ("*69", "F05", "offline"),
        ("*60", "F01", "paused"),
    ):
        await consultant.call(code)
        await until_prompt(consultant, await centre.prompt(said))
        assert (await consultant.gone()).by_far_end
        await centre.until_agent_is("k20060-2", state)
    reason = (await centre.get("/api/agents/k20060-2"))["pause_reason"]
    assert reason == "login"


@pytest.mark.more(
    "shown in virtual time; three are served in order for real in the other",
    "tests/scenario/test_bad_input.py::test_two_callers_and_one_consultant_are_served_in_the_order_of_joining",
    "tests/asterisk/recovery/test_fallback_path.py::test_waiting_callers_come_over_in_order_when_the_application_is_back",
)
async def test_two_callers_and_one_consultant_are_served_in_order(centre: RunningCentre, phones: Phones) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    first, second = phones.caller("600100201"), phones.caller("600100202")
    for caller in (first, second):
        await caller.call("9510", centre.sip_port)
        await centre.identify(caller)
    for caller in (first, second):
        await centre.ask_for_consultant(caller)
    for caller in (first, second):
        await until_prompt_begins(caller, await centre.prompt("N02"), timeout=25)
    for caller in (first, second):
        await listen(caller, 2)
        await caller.send_keys("2")
    ring = await consultant.wait_for_ring(20)
    assert ring.caller == "600100201"
    await consultant.answer()
    await two_way_sound(first, consultant)
    await until_prompt_begins(second, await centre.prompt("Q01"), timeout=20)
    await first.hang_up()
    ring = await consultant.wait_for_ring()  # at once: no wrap-up here
    assert ring.caller == "600100202"
    await consultant.answer()
    await two_way_sound(second, consultant)
    await second.hang_up()
    await consultant.gone()
    await centre.until_nothing_is_left()


@pytest.mark.more(
    "two at once hear their own in the first, and each of twenty in the last",
    "tests/asterisk/calls/test_languages.py::test_two_callers_at_once_are_spoken_to_in_english_and_in_ukrainian",
    "tests/asterisk/lines/test_encrypted_lines.py::test_certificates_are_renewed_under_twenty_calls_and_none_is_lost",
)
async def test_ten_calls_at_once_each_hear_their_own(centre: RunningCentre, phones: Phones) -> None:
    async def one(number: str) -> None:
        caller = phones.caller(number)
        await caller.call("9510", centre.sip_port)
        await centre.replies(caller, ("W01", "#"))
        await until_prompt_begins(caller, await centre.prompt("N01"), timeout=20)
        await caller.hang_up()

    async with anyio.create_task_group() as callers:
        for number in range(600100300, 600100310):
            callers.start_soon(one, str(number))
    await centre.until_nothing_is_left()
