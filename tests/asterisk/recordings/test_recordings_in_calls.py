"""Recordings of conversations on a real Asterisk: both voices, silence where it belongs, and files that go.

What is heard in a file is heard in the file that Asterisk has written, not in what the application believes.
"""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from core.clock import WARSAW, SystemClock
from core.db.engine import make_engine
from core.db.tables.recording_tables import RecordingConsentRow, RecordingMarkRow
from core.facts.kinds.recordings import RecordingMode
from recordings.rule_store import list_rules, save_rule, version_of
from tests.asterisk.queues import is_asked_about_recording, rings_kolno
from tests.support.centres.running_centre import RunningCentre, command_line, listen, texts
from tests.support.plugins.more import few_of
from tests.support.recordings.packed_sound import assert_lasts, packed_sound
from tests.support.telephones.hearing import gaps, until_prompt, until_prompt_begins
from tests.support.telephones.phone import (
    CALLER_TONE,
    CONSULTANT_TONE,
    RATE,
    Phone,
    Phones,
    Samples,
    tone_share,
    two_way_sound,
)
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240), pytest.mark.usefixtures("jobs")]

KOLNO, ANNA, ZOFIA = "20060", "k20060-1", "k20620-1"
ZOFIAS_TONE = 1000.0
PIECE = 800  # samples: 0.1 s


# -- a recorded conversation


@asynccontextmanager
async def recorded_talk(
    centre: RunningCentre, phones: Phones, number: str, *, key: str = "1"
) -> AsyncIterator[tuple[Phone, Phone]]:
    """Both talk, each with a tone, after the caller has answered the question with this key."""
    consultant = await centre.consultant(phones, ANNA)
    caller = await is_asked_about_recording(centre, phones, number, key)
    await talk(caller, consultant)
    yield caller, consultant


async def talk(caller: Phone, consultant: Phone) -> None:
    await consultant.wait_for_ring(25)
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await caller.say(CALLER_TONE)
    await consultant.say(CONSULTANT_TONE)
    await listen(caller, 2)


async def asks(centre: RunningCentre, action: str, *, status: int = 204) -> None:
    """At the desk, about the conversation of Anna."""
    body = {"call_id": await call_of(centre), "action": action}
    answer = await centre.request(ANNA, "POST", "/api/desk/recording", json=body)
    assert answer.status_code == status, answer.text


async def call_of(centre: RunningCentre) -> str:
    return await centre.newest_id()


async def dials(centre: RunningCentre, phones: Phones, code: str, said: str) -> None:
    """On a second line of Anna's telephone."""
    password = centre.installation.secrets.sip_password(ANNA)
    line = Phone(phones.engine, ANNA, password)
    phones.all.append(line)
    await line.call(code, centre.sip_port)
    await until_prompt(line, await centre.prompt(said))
    assert (await line.gone()).by_far_end


def files(centre: RunningCentre) -> set[Path]:
    return set((centre.state / "recordings").rglob("*.wav"))


def stray(centre: RunningCentre) -> list[Path]:
    return list(centre.installation.settings.open_recordings.iterdir())


async def ends(centre: RunningCentre, caller: Phone) -> dict[str, Any]:
    await caller.hang_up()
    await centre.until_agent_is(ANNA, "available", "wrap_up")
    return await centre.newest_call()


def shares(side: Samples, frequency: float) -> "np.ndarray[Any, Any]":
    """The share of a tone in each tenth of a second."""
    starts = range(0, len(side) - PIECE + 1, PIECE)
    return np.array([tone_share(side[at : at + PIECE], frequency) for at in starts])


def check_both_voices(sound: Samples, *, since: float = 1.0) -> None:
    """Each on its own side, and nothing of the other."""
    caller, consultant = (side[round(since * RATE) :] for side in sound)
    assert np.median(shares(caller, CALLER_TONE)) > 0.5
    assert np.median(shares(consultant, CONSULTANT_TONE)) > 0.5
    assert np.median(shares(caller, CONSULTANT_TONE)) < 0.01
    assert np.median(shares(consultant, CALLER_TONE)) < 0.01


async def marks(centre: RunningCentre, recording: str) -> list[tuple[str, float, float]]:
    query = select(RecordingMarkRow).where(RecordingMarkRow.recording_id == recording)
    rows = await centre.rows(query.order_by(RecordingMarkRow.number))
    return [(row.why, row.from_time, row.to_time) for row in rows]


# -- whoever has the call


async def test_everybody_who_gets_the_call_is_in_the_one_file(centre: RunningCentre, phones: Phones) -> None:
    """Three times: how a telephone counts its packets is its own affair, and of two in a row any may be ahead."""
    before = files(centre)
    async with recorded_talk(centre, phones, "600100616") as (caller, consultant):
        [file] = files(centre) - before
        telephones = {ANNA: consultant, ZOFIA: await centre.consultant(phones, ZOFIA)}
        tones = {ANNA: CONSULTANT_TONE, ZOFIA: ZOFIAS_TONE}
        for asks_for, other in ((ANNA, ZOFIA), (ZOFIA, ANNA), (ANNA, ZOFIA)):
            wanted = {"call": await call_of(centre), "colleague": other, "mode": "apart", "hands_over": True}
            answer = await centre.request(asks_for, "POST", "/api/desk/colleague", json=wanted)
            assert answer.status_code == 204, answer.text
            await telephones[other].wait_for_ring()
            await telephones[other].answer()
            await telephones[other].say(tones[other])
            assert (await telephones[asks_for].gone()).by_far_end
            await listen(caller, 3)
            await centre.until_agent_is(asks_for, "available")
        await caller.hang_up()
        assert (await telephones[ZOFIA].gone()).by_far_end
    consultants = (await packed_sound(centre, file.stem))[1]
    heard = np.maximum(shares(consultants, CONSULTANT_TONE), shares(consultants, ZOFIAS_TONE)) > 0.5
    assert np.count_nonzero(shares(consultants, ZOFIAS_TONE) > 0.5) * PIECE / RATE > 5
    # Whoever answers takes a moment to speak.
    assert longest_run(~heard[10:]) * PIECE / RATE < 1.0, "".join("-#"[int(piece)] for piece in heard)


def longest_run(pieces: "np.ndarray[Any, Any]") -> int:
    longest = run = 0
    for piece in pieces:
        run = run + 1 if piece else 0
        longest = max(longest, run)
    return longest


# -- voices and keys


@pytest.mark.more(
    "a part of the others: each voice on its own side, and one file as long as the conversation",
    "tests/asterisk/calls/test_a_call.py::test_anna_rings_9510_talks_to_her_own_office_and_the_record_is_complete",
    "tests/asterisk/recordings/test_recordings_in_calls.py::test_a_pause_is_silence_in_exactly_that_span",
)
async def test_both_voices_are_in_the_file_and_no_key_of_before(centre: RunningCentre, phones: Phones) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100611") as (caller, _):
        [file] = files(centre) - before
        call = await ends(centre, caller)
    sound = await packed_sound(centre, file.stem)
    check_both_voices(sound)
    # The card, the PIN and the answer were keyed before: the file is not longer than the conversation.
    assert sound.shape[1] / RATE <= call["talk_time"] + 0.3
    assert not stray(centre)
    rows = await centre.rows(select(RecordingConsentRow).where(RecordingConsentRow.call_id == call["id"]))
    [given] = rows
    assert (given.kind, given.is_given, given.key, given.prompt, given.language) == ("key", True, "1", "N02", "pl")
    assert len(given.text_sha256) == 64


@pytest.mark.more(
    "a caller of 9524 says no for real in the last",
    "tests/scenario/desk/test_recordings_in_calls.py::test_without_consent_nothing_is_recorded",
    "tests/scenario/desk/test_recordings_in_calls.py::test_what_is_not_recorded_cannot_be_withdrawn",
    "tests/asterisk/calls/test_a_call.py::test_9524_by_postal_code_reaches_that_office",
)
async def test_who_says_no_is_in_no_file(centre: RunningCentre, phones: Phones) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100612", key="2") as (caller, _):
        await asks(centre, "withdraw", status=409)
        await ends(centre, caller)
    assert files(centre) <= before
    assert not stray(centre)


# -- withdrawal


@pytest.mark.more(
    "by a page for real in the last; by a code it does the same in virtual time, and a pause is dialled for real",
    "tests/scenario/desk/test_recordings_in_calls.py::test_a_withdrawal_destroys_the_file_at_once_and_nothing_is_recorded_again",
    "tests/asterisk/recordings/test_recordings_in_calls.py::test_a_pause_is_silence_in_exactly_that_span",
    "tests/browser/test_recording_at_the_desk.py::test_a_recording_is_paused_goes_on_and_is_withdrawn_with_a_second_word",
)
@pytest.mark.parametrize("way", ["page", "telephone"])
async def test_a_withdrawal_in_the_middle_leaves_no_file(centre: RunningCentre, phones: Phones, way: str) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100613") as (caller, consultant):
        [file] = files(centre) - before
        if way == "page":
            await asks(centre, "withdraw")
        else:
            await dials(centre, phones, "*77", "F07")
        assert not file.exists(), "when it is answered it is done"
        assert not stray(centre)
        await asks(centre, "pause", status=409)
        heard = len(caller.heard)
        await listen(caller, 3)
        assert gaps(caller.heard.since(heard), CONSULTANT_TONE) == [], "the conversation goes on"
        assert consultant.state.value == "talking"
        assert not _open_files(centre), "Asterisk writes nothing any more"
        call = await ends(centre, caller)
    assert files(centre) <= before
    assert not stray(centre)
    assert any("Wycofano zgodę" in text for text in texts(call))
    kinds = [step["kind"] for step in call["timeline"]]
    assert "recording_ended" not in kinds


def _open_files(centre: RunningCentre) -> list[str]:
    """Files of sound that a process of the installation has open, deleted ones too."""
    found = []
    for process in centre.installation.processes():
        for descriptor in Path(f"/proc/{process.pid}/fd").glob("*"):
            try:
                target = str(descriptor.readlink())
            except OSError:
                continue
            if "/recordings/" in target or "/monitor/" in target:
                found.append(target)
    return found


# -- silence


@pytest.mark.parametrize(
    "way",
    few_of(
        ["page", "telephone", "hold"],
        {"telephone"},
        "the same silence, asked for in another way; each way is shown in virtual time",
        "tests/scenario/desk/test_recordings_in_calls.py::test_a_pause_is_silence_in_the_file_and_a_span_on_record",
        "tests/scenario/desk/test_recordings_in_calls.py::test_music_is_no_part_of_the_recording",
    ),
)
async def test_a_pause_is_silence_in_exactly_that_span(centre: RunningCentre, phones: Phones, way: str) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100614") as (caller, consultant):
        [file] = files(centre) - before
        await _pauses(centre, phones, consultant, way, is_silent=True)
        await listen(caller, 3)
        await _pauses(centre, phones, consultant, way, is_silent=False)
        await listen(caller, 2)
        call = await ends(centre, caller)
    sound = await packed_sound(centre, file.stem)
    [(why, since, until)] = await marks(centre, file.stem)
    assert why == ("hold" if way == "hold" else "asked")
    assert 2.5 < until - since < 10
    quiet = sound[:, round((since + 0.3) * RATE) : round((until - 0.3) * RATE)]
    assert not np.any(np.abs(quiet.astype(int)) > 8), "silence on both sides"
    for side, tone in zip(sound, (CALLER_TONE, CONSULTANT_TONE), strict=True):
        assert np.median(shares(side[round(0.5 * RATE) : round((since - 0.2) * RATE)], tone)) > 0.5
        assert np.median(shares(side[round((until + 0.5) * RATE) :], tone)) > 0.5
    assert abs(sound.shape[1] / RATE - call["talk_time"]) < 0.5, "one file as long as the conversation"


async def _pauses(centre: RunningCentre, phones: Phones, consultant: Phone, way: str, *, is_silent: bool) -> None:
    if way == "page":
        await asks(centre, "pause" if is_silent else "resume")
    elif way == "telephone":
        await dials(centre, phones, "*78", "F08" if is_silent else "F09")
    else:
        body = {"call": await call_of(centre), "is_held": is_silent}
        answer = await centre.request(ANNA, "POST", "/api/desk/hold", json=body)
        assert answer.status_code == 204, answer.text


@pytest.mark.more(
    "shown in virtual time; codes are dialled for real in the other",
    "tests/scenario/desk/test_recordings_in_calls.py::test_a_code_without_a_conversation_is_answered_with_a_sentence",
    "tests/asterisk/recordings/test_recordings_in_calls.py::test_a_pause_is_silence_in_exactly_that_span",
)
async def test_a_code_outside_of_a_conversation_is_answered(centre: RunningCentre, phones: Phones) -> None:
    await centre.consultant(phones, ANNA)
    await dials(centre, phones, "*77", "F10")


# -- the application dies


@pytest.mark.more(
    "one file over a kill is real in the last; what was asked for is known after one at every moment",
    "tests/scenario/desk/test_recordings_in_calls.py::test_the_application_is_killed_at_every_moment_and_the_next_one_knows_what_was_asked_for",
    "tests/asterisk/recordings/test_recordings_in_calls.py::test_a_pause_is_silence_in_exactly_that_span",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_conversation_goes_on_and_its_recording_stays_one_file",
)
@pytest.mark.parametrize("is_paused", [False, True], ids=["recording", "paused"])
async def test_the_application_is_killed_and_there_is_one_file_without_a_gap(
    centre: RunningCentre, phones: Phones, is_paused: bool
) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100615") as (caller, consultant):
        [file] = files(centre) - before
        if is_paused:
            await asks(centre, "pause")
            await listen(caller, 1)
        await killed_and_back(centre)
        await listen(caller, 2)
        if is_paused:
            await asks(centre, "resume")
            await listen(caller, 2)
        call = await ends(centre, caller)
    sound = await packed_sound(centre, file.stem)
    assert_lasts(sound, call["talk_time"], consultant)
    found = await marks(centre, file.stem)
    if not is_paused:
        assert found == []
        caller_side = shares(sound[0], CALLER_TONE)
        talking = np.flatnonzero(caller_side > 0.5)
        assert np.diff(talking).max() <= 3, "no gap"
        return
    [(why, since, until)] = found
    assert why == "asked"
    quiet = sound[:, round((since + 0.3) * RATE) : round((until - 0.3) * RATE)]
    assert quiet.shape[1] > 2 * RATE
    assert not np.any(np.abs(quiet.astype(int)) > 8), "silent while nobody was there, too"


@pytest.mark.more(
    "killed at every moment in virtual time; withdrawal is real in the other",
    "tests/scenario/desk/test_recordings_in_calls.py::test_the_application_is_killed_at_every_moment_and_the_next_one_knows_what_was_asked_for",
    "tests/browser/test_recording_at_the_desk.py::test_a_recording_is_paused_goes_on_and_is_withdrawn_with_a_second_word",
)
async def test_a_withdrawal_outlives_the_application(centre: RunningCentre, phones: Phones) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100616") as (caller, _):
        await asks(centre, "withdraw")
        await killed_and_back(centre)
        await listen(caller, 1)
        await asks(centre, "pause", status=409)
        await ends(centre, caller)
    assert files(centre) <= before
    assert not stray(centre)


async def killed_and_back(centre: RunningCentre) -> None:
    killed = pid_of_application(centre)
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: pid_of_application(centre) != killed, timeout=20)
    heartbeat = centre.installation.settings.heartbeat
    died = heartbeat.stat().st_mtime
    await eventually(lambda: heartbeat.stat().st_mtime > died + 0.5, timeout=30)

    async def is_back() -> bool:
        return bool((await centre.health())["status"] == "ok")

    await eventually(is_back, timeout=30)


def pid_of_application(centre: RunningCentre) -> int:
    for process in centre.installation.processes():
        if command_line(process.pid)[1:3] == ["-m", "ari_app"]:
            return process.pid
    raise AssertionError("ari_app does not run")


# -- by other rules


@asynccontextmanager
async def rule(centre: RunningCentre, mode: RecordingMode) -> AsyncIterator[None]:
    """Kolno's rule inside the block; afterwards the province's holds again."""
    await _save(centre, mode)
    try:
        yield
    finally:
        await _save(centre, None)


async def _save(centre: RunningCentre, mode: RecordingMode | None) -> None:
    log = centre.state / "log" / "ari_app.log"
    loaded = log.read_text().count("rules of recording were loaded anew")
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    now = SystemClock().now()
    try:
        version = version_of(await list_rules(engine))
        basis = "art. 1 ustawy" if mode == "statutory" else ""
        await save_rule(
            engine, KOLNO, None, mode, basis, now.astimezone(WARSAW).date(), version, "kierownik-wup", now
        )
    finally:
        await engine.dispose()
    await eventually(lambda: log.read_text().count("rules of recording were loaded anew") > loaded, timeout=20)


@pytest.mark.more(
    "a rule by which the same file is written",
    "tests/scenario/desk/test_recordings_in_calls.py::test_what_a_provision_wants_is_told_and_recorded_and_cannot_be_withdrawn",
    "tests/asterisk/calls/test_a_call.py::test_anna_rings_9510_talks_to_her_own_office_and_the_record_is_complete",
)
async def test_what_a_provision_wants_is_told_and_recorded(centre: RunningCentre, phones: Phones) -> None:
    before = files(centre)
    async with rule(centre, "statutory"):
        consultant = await centre.consultant(phones, ANNA)
        caller = phones.caller("600100617")
        await caller.call("9510", centre.sip_port)
        await until_prompt_begins(caller, await centre.prompt("W01"))
        await centre.identify(caller)
        await centre.ask_for_consultant(caller)
        await until_prompt(caller, await centre.prompt("N06"), timeout=20)
        await talk(caller, consultant)
        [file] = files(centre) - before
        await asks(centre, "withdraw", status=409)
        await ends(centre, caller)
    check_both_voices(await packed_sound(centre, file.stem))


@pytest.mark.more(
    "shown in virtual time, and with a browser",
    "tests/scenario/desk/test_recordings_in_calls.py::test_on_demand_the_consultant_begins_it_after_asking",
    "tests/browser/test_recording_at_the_desk.py::test_on_demand_the_consultant_is_reminded_to_ask_first",
)
async def test_on_demand_the_file_begins_when_the_consultant_has_asked(
    centre: RunningCentre, phones: Phones
) -> None:
    before = files(centre)
    async with rule(centre, "on_demand"):
        consultant = await centre.consultant(phones, ANNA)
        caller = await rings_kolno(centre, phones, "857001618")
        await talk(caller, consultant)
        assert files(centre) <= before
        await asks(centre, "start")
        [file] = files(centre) - before
        await listen(caller, 3)
        call = await ends(centre, caller)
    sound = await packed_sound(centre, file.stem)
    check_both_voices(sound)
    assert 2.5 < sound.shape[1] / RATE < call["talk_time"] - 1.5
