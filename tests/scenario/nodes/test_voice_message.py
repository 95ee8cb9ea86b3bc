"""A caller leaves a message for an office, in whole calls."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from anyio.abc import TaskGroup

from core.errors import TelephonyFailed
from core.facts.kinds.calls import CallAdopted, CallEnded
from core.facts.kinds.messages import VoiceMessageDiscarded, VoiceMessageLeft, VoiceMessageStarted
from ivr.nodes.voice_message import SHORTEST
from tests.support.calls.application_killed import call_ends, taken_over
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.scenario_lines import GOODBYE, add_line, nodes_of, rings
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

WAYS = {"sent": "wyslana", "discarded": "usunieta", "failed": "koniec"}
LINE = add_line(
    "wiadomosc",
    {
        "urzad": {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "wiadomosc"}},
        "wiadomosc": {"kind": "voice_message", "settings": {"retries": 1}, "next": WAYS},
        "wyslana": GOODBYE,
        "usunieta": GOODBYE,
    },
)


def left(centre: Centre) -> list[VoiceMessageLeft]:
    return centre.of_type(VoiceMessageLeft)


def check_files(centre: Centre) -> None:
    """Each message that was begun is either kept, with its file, or discarded, and then there is no file."""
    begun = sorted(e.message for e in centre.of_type(VoiceMessageStarted))
    discarded = [e.message for e in centre.of_type(VoiceMessageDiscarded)]
    assert sorted([*(e.message for e in left(centre)), *discarded]) == begun
    assert {e.file for e in left(centre)} == {f"{name}.wav" for name in centre.exchange.files}
    assert all(length >= SHORTEST for length in centre.exchange.files.values())


@in_virtual_time
async def test_a_message_is_recorded_and_sent() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (15, "#"), (2, "1"))
        [message] = left(centre)
        assert caller.heard[:3] == ["V01", "beep", "V02"]
        assert "V03" in caller.heard
        assert (message.office, message.caller_number, message.client_id) == ("20060", "600100200", None)
        assert message.duration_time == pytest.approx(5.0)
        assert message.file.startswith("wiadomosci/2026/11/24/msg-")
        assert nodes_of(centre)[-1] == "wyslana"
        check_files(centre)
        centre.check_nothing_left()


@in_virtual_time
async def test_silence_ends_it_and_no_answer_sends_it() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE)
        [message] = left(centre)
        assert message.duration_time == pytest.approx(15.0)  # ten seconds of words, five of silence
        assert nodes_of(centre)[-1] == "wyslana"
        check_files(centre)


@in_virtual_time
async def test_the_longest_time_ends_it() -> None:
    async with a_centre() as centre:
        centre.exchange.speech_time = 1000
        await rings(centre, LINE)
        assert left(centre)[0].duration_time == pytest.approx(120)


@in_virtual_time
async def test_keys_while_speaking_mean_nothing() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (12, "33"), (2, "#"), (2, "1"))
        assert len(left(centre)) == 1
        check_files(centre)


@in_virtual_time
async def test_it_can_be_recorded_anew() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (15, "#"), (2, "2"), (15, "#"), (2, "1"))
        assert caller.heard.count("beep") == 2
        assert [e.why for e in centre.of_type(VoiceMessageDiscarded)] == ["caller"]
        assert len(left(centre)) == 1
        check_files(centre)


@in_virtual_time
async def test_it_can_be_taken_back() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (15, "#"), (2, "3"))
        assert "V04" in caller.heard
        assert (left(centre), centre.exchange.files) == ([], {})
        assert nodes_of(centre)[-1] == "usunieta"
        check_files(centre)


@in_virtual_time
async def test_who_says_nothing_twice_has_left_nothing() -> None:
    async with a_centre() as centre:
        centre.exchange.speech_time = 0.5
        caller = await rings(centre, LINE)
        assert caller.heard.count("V06") == 1
        assert [e.why for e in centre.of_type(VoiceMessageDiscarded)] == ["too_short"] * 2
        assert (left(centre), nodes_of(centre)[-1]) == ([], "koniec")
        check_files(centre)


@pytest.mark.parametrize(("patience", "is_kept"), [(11.5, False), (14, True), (120, True)])
@in_virtual_time
async def test_who_hangs_up_has_left_what_was_said_if_it_is_longer_than_a_cough(
    patience: float, is_kept: bool
) -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, patience=patience)
        assert bool(left(centre)) == is_kept
        check_files(centre)
        centre.check_nothing_left()


@in_virtual_time
async def test_without_room_on_the_disk_nobody_is_asked_to_speak() -> None:
    async with a_centre() as centre:
        centre.room.is_full = True
        caller = await rings(centre, LINE)
        assert caller.heard[0] == "V05"
        assert not centre.of_type(VoiceMessageStarted)
        assert nodes_of(centre)[-1] == "koniec"


@in_virtual_time
async def test_a_file_that_cannot_be_written_is_said_politely() -> None:
    async with a_centre() as centre:
        centre.exchange.fail_at, centre.exchange.fail_with = 4, TelephonyFailed  # answer, play, play, record
        caller = await rings(centre, LINE)
        assert [e.why for e in centre.of_type(VoiceMessageDiscarded)] == ["failed"]
        assert "V05" in caller.heard
        assert nodes_of(centre)[-1] == "koniec"
        check_files(centre)


@in_virtual_time
async def test_without_an_office_it_is_the_provincial_one_s() -> None:
    line = add_line(
        "wiadomosc-bez-urzedu", {"wiadomosc": {"kind": "voice_message", "next": dict.fromkeys(WAYS, "koniec")}}
    )
    async with a_centre() as centre:
        await rings(centre, line)
        assert left(centre)[0].office == "20000"


# -- the application dies


async def _undisturbed() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE)


@asynccontextmanager
async def killed(moment: float, *, hangs_up: bool) -> AsyncIterator[Centre]:
    """The application is killed and taken over 3 s later; `hangs_up`: the caller does after the first of them."""
    callers: list[FakeChannel] = []

    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        callers.append(centre.exchange.caller(dialled_number=LINE))
        tasks.start_soon(centre.take, callers[0])
        if hangs_up:
            world.start_soon(hangs_up_after, moment + 1.0)

    async def hangs_up_after(seconds: float) -> None:
        await anyio.sleep(seconds)
        callers[0].far_end_hangs_up()

    async with taken_over(moment, begin) as heir:
        yield heir


@pytest.mark.parametrize("hangs_up", [False, True], ids=["stays", "hangs up meanwhile"])
@in_virtual_time
async def test_killed_at_every_moment_no_file_is_nobodys(*, hangs_up: bool) -> None:
    is_over = False
    for moment in await moments_of(_undisturbed()):
        async with killed(moment, hangs_up=hangs_up) as heir:
            await call_ends(heir, 300)
            await anyio.sleep(1)
            heir.check_nothing_left()
            check_files(heir)
            is_over = not heir.of_type(CallAdopted) and heir.of_type(CallEnded)[0].reason == "completed"
            if is_over:
                break
    assert is_over


@in_virtual_time
async def test_who_is_still_there_is_asked_anew_and_the_piece_is_deleted() -> None:
    async with killed(14.0, hangs_up=False) as heir:
        await heir.happens(CallEnded)
        assert [e.why for e in heir.of_type(VoiceMessageDiscarded)] == ["interrupted"]
        assert len(left(heir)) == 1
        check_files(heir)


@in_virtual_time
async def test_who_has_hung_up_meanwhile_has_left_the_piece() -> None:
    async with killed(14.0, hangs_up=True) as heir:
        [message] = left(heir)
        assert (message.duration_time, message.caller_number) == (None, "600100200")
        check_files(heir)
