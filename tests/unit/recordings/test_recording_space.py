"""A full disk stops recordings, and only these."""

import os
import threading
from pathlib import Path

import anyio
import pytest
import structlog

from core.facts.kinds.conversations import ConversationEnded
from core.facts.kinds.recordings import RecordingEnded, RecordingFailed, RecordingStarted
from recordings import space as space_module
from recordings.recording_desk import RecordingDesk
from recordings.space import MARGIN, RecordingSpace
from tests.support.calls.fake_centre import Centre, a_centre, presses
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.timing.eventually import eventually
from tests.support.timing.virtual_time import in_virtual_time

RESERVE = 1_000_000


class Disk:
    """A file system on which so many bytes are free."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
        self.free: int | None = free
        monkeypatch.setattr(space_module, "statvfs", self._statvfs)

    def _statvfs(self, folder: Path) -> os.statvfs_result:
        if self.free is None:
            raise OSError(5, "Input/output error")
        return os.statvfs_result((1, 1, self.free, self.free, self.free, 0, 0, 0, 0, 255))


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch, 10 * RESERVE)


async def looks(space: RecordingSpace) -> tuple[int, bool]:
    """How many alarms were written, and whether there is no room now."""
    with structlog.testing.capture_logs() as said:
        await space.look()
    return sum(line["log_level"] == "error" for line in said), space.is_full


@pytest.mark.anyio
async def test_recording_stops_below_the_reserve_and_begins_again_well_above_it(disk: Disk) -> None:
    space = RecordingSpace(Path("/recordings"), RESERVE)
    assert not space.is_full
    disk.free = RESERVE
    assert await looks(space) == (0, False)
    disk.free = RESERVE - 1
    assert await looks(space) == (1, True)
    assert await looks(space) == (0, True)
    disk.free = round(RESERVE * MARGIN) - 1
    assert await looks(space) == (0, True)
    disk.free = round(RESERVE * MARGIN)
    assert await looks(space) == (0, False)


@pytest.mark.anyio
async def test_a_file_system_that_gives_no_answer_counts_as_full(disk: Disk) -> None:
    space = RecordingSpace(Path("/recordings"), RESERVE)
    disk.free = None
    assert (await looks(space))[1]
    assert space.free is None


async def _anna_talks(centre: Centre, recorder: RecordingDesk) -> list[object]:
    """Her call with consent to recording; what was stated of recordings and the conversation."""
    centre.consultant("k20060-1")
    caller = centre.exchange.caller()
    async with anyio.create_task_group() as anna:
        anna.start_soon(presses, caller, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0"), (5, "1"))
        call = await centre.take(caller, recorder)
    kinds = (RecordingStarted, RecordingEnded, RecordingFailed, ConversationEnded)
    centre.check_nothing_left()
    return [event for event in centre.events if isinstance(event, kinds) and event.call_id == call.id]


@in_virtual_time
async def test_with_a_full_disk_the_call_goes_on_without_a_recording() -> None:
    space = RecordingSpace(Path("/recordings"), RESERVE)
    space.is_full = True
    async with a_centre() as centre:
        match await _anna_talks(centre, centre.recorder(space)):
            case [RecordingFailed(fault="disk_full"), ConversationEnded(talk_time=30.0)]:
                pass
            case other:
                pytest.fail(f"{other}")


@in_virtual_time
async def test_a_recording_that_runs_when_the_disk_fills_is_closed_once_and_the_conversation_goes_on() -> None:
    async with a_centre() as centre:
        recorder = centre.recorder()

        async def disk_fills() -> None:
            await centre.happens(RecordingStarted)
            await anyio.sleep(10)
            await recorder.stop_all()
            await recorder.stop_all()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(disk_fills)
            found = await _anna_talks(centre, recorder)
        match found:
            case [
                RecordingStarted(),
                RecordingEnded(duration_time=10.0, fault="disk_full"),
                ConversationEnded(talk_time=30.0),
            ]:
                pass
            case other:
                pytest.fail(f"{other}")


@in_virtual_time
async def test_a_recording_that_is_being_closed_because_of_the_disk_is_waited_for_at_the_end_of_the_call() -> None:
    async with a_centre() as centre:
        recorder = centre.recorder()

        async def disk_fills() -> None:
            await centre.happens(ConversationEnded)
            await recorder.stop_all()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(disk_fills)
            found = await _anna_talks(centre, recorder)
        assert len([event for event in found if isinstance(event, RecordingEnded)]) == 1


@pytest.mark.anyio
async def test_a_file_system_that_hangs_is_asked_once_and_again_when_it_has_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers, asked = threading.Event(), 0

    def hangs(folder: Path) -> os.statvfs_result:
        nonlocal asked
        asked += 1
        answers.wait(20)
        return os.statvfs_result((1, 1, RESERVE, RESERVE, 10 * RESERVE, 0, 0, 0, 0, 255))

    monkeypatch.setattr(space_module, "statvfs", hangs)
    monkeypatch.setattr(space_module, "ANSWER_TIME", 0.05)
    space = RecordingSpace(Path("/recordings"), RESERVE)
    assert (await looks(space))[1]
    assert (await looks(space))[1]
    assert asked == 1
    answers.set()

    async def is_possible() -> bool:
        return not (await looks(space))[1]

    await eventually(is_possible)
