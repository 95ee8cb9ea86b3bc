"""Recordings of conversations: what is said to the manager interface, and what becomes of the file."""

from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from ari_app.telephony import talk_recordings
from ari_app.telephony.talk_recordings import OPTIONS, TalkRecordings
from core.errors import ChannelGone, TelephonyFailed
from core.telephony.ami import Ami, AmiAway, AmiRefused
from core.telephony.telephony import RecordedFile
from tests.support.eventually import eventually
from tests.support.fake_channel import FakeChannel
from tests.support.fake_telephony import FakeExchange

pytestmark = pytest.mark.anyio

NAME = "2026/11/24/rec-1"
SECOND = bytes(32_000)


class FakeAmi(Ami):
    """Asterisk, as far as `MixMonitor` goes: it writes by the link, and closes the file at the end."""

    def __init__(self, links: Path) -> None:
        self.is_up = True
        self.said: list[str] = []
        self.refuses: dict[str, type[Exception]] = {}
        self.on_act: Callable[[str], None] = lambda action: None
        self._links = links
        self._back = anyio.Event()

    async def act(self, action: str, **fields: str) -> dict[str, str]:
        self.said.append(f"{action} {' '.join(fields.values())}")
        refused = self.refuses.get(action)
        self.on_act(action)
        await anyio.lowlevel.checkpoint()
        if refused is not None:
            raise refused
        if action == "MixMonitor":
            with (self._links / fields["File"]).open("ab") as file:
                file.write(SECOND)
        return {}

    async def up(self) -> None:
        await self._back.wait()

    def comes_back(self) -> None:
        self.refuses = {}
        self._back.set()


class House:
    def __init__(self, folder: Path) -> None:
        (folder / "open").mkdir()
        self.folder, self.links = folder, folder / "open"
        self.ami = FakeAmi(self.links)
        self.talks = TalkRecordings(self.ami, folder, self.links)
        self.caller: FakeChannel = FakeExchange().caller()

    def left(self) -> list[str]:
        return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*.*")]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_conversation_is_recorded_until_it_is_stopped(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    assert await recording.stop() == RecordedFile(f"{NAME}.wav", 1.0)
    assert house.ami.said == [
        f"MixMonitor {house.caller.id} rec-1.raw {OPTIONS}",
        f"StopMixMonitor {house.caller.id}",
    ]
    assert house.left() == [f"{NAME}.wav"]


async def test_a_caller_who_has_hung_up_has_ended_the_recording(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    house.caller.far_end_hangs_up()
    assert await recording.stop() == RecordedFile(f"{NAME}.wav", 1.0)
    assert len(house.ami.said) == 1


async def test_a_file_that_is_still_being_written_is_waited_for(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    with (house.links / "rec-1.raw").open("ab") as asterisk:
        with anyio.move_on_after(0.05) as waited:
            await recording.stop()
        assert waited.cancelled_caught
        asterisk.write(SECOND)
    assert (await recording.stop()).duration_time == 2.0


@pytest.mark.parametrize("error", [AmiRefused, AmiAway])
async def test_a_recording_that_does_not_begin_leaves_no_file(house: House, error: type[Exception]) -> None:
    house.ami.refuses["MixMonitor"] = error
    with pytest.raises(TelephonyFailed):
        await house.talks.begin(house.caller, NAME)
    assert house.left() == []


async def test_a_caller_who_is_gone_is_told_from_an_asterisk_that_refuses(house: House) -> None:
    house.ami.refuses["MixMonitor"] = AmiRefused
    house.ami.on_act = lambda action: house.caller.far_end_hangs_up()
    with pytest.raises(ChannelGone):
        await house.talks.begin(house.caller, NAME)
    assert house.left() == []


async def test_a_recording_whose_begin_nobody_waits_for_is_stopped_and_thrown_away(house: House) -> None:
    with anyio.CancelScope() as gone:
        house.ami.on_act = lambda action: gone.cancel()
        await house.talks.begin(house.caller, NAME)
    assert house.ami.said[-1] == f"StopMixMonitor {house.caller.id}"
    assert house.left() == []


async def test_a_folder_that_cannot_be_written_to_is_no_recording(house: House) -> None:
    (house.folder / "2026").write_text("not a folder")
    with pytest.raises(TelephonyFailed):
        await house.talks.begin(house.caller, NAME)
    assert house.left() == []


async def test_a_recording_that_is_there_already_is_neither_written_over_nor_removed(house: House) -> None:
    await (await house.talks.begin(house.caller, NAME)).stop()
    with pytest.raises(TelephonyFailed):
        await house.talks.begin(house.caller, NAME)
    assert await house.talks.going_on(house.caller, NAME).stop() == RecordedFile(f"{NAME}.wav", 1.0)


async def test_a_manager_interface_that_is_away_is_waited_for_at_the_end(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    house.ami.refuses["StopMixMonitor"] = AmiAway
    async with anyio.create_task_group() as tasks:

        def comes_back(action: str) -> None:
            tasks.start_soon(_comes_back, house.ami)

        house.ami.on_act = comes_back
        assert (await recording.stop()).duration_time == 1.0
    assert len([line for line in house.ami.said if line.startswith("Stop")]) == 2


async def _comes_back(ami: FakeAmi) -> None:
    ami.comes_back()


async def test_a_file_that_stays_empty_is_a_fault_unless_the_conversation_was_short(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.ami.refuses["MixMonitor"] = AmiRefused
    recording = house.talks.going_on(house.caller, NAME)
    with pytest.raises(AmiRefused):
        await recording.begin()
    assert (await recording.stop()).duration_time == 0.0
    monkeypatch.setattr(talk_recordings, "SHORT", -1.0)
    with pytest.raises(TelephonyFailed):
        await recording.stop()


async def test_a_file_that_somebody_took_away_is_a_fault(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    (house.folder / f"{NAME}.wav").unlink()
    with pytest.raises(TelephonyFailed):
        await recording.stop()


async def test_the_next_process_goes_on_with_a_recording(house: House) -> None:
    await house.talks.begin(house.caller, NAME)
    again = TalkRecordings(house.ami, house.folder, house.links).going_on(house.caller, NAME)
    assert (await again.stop()).duration_time == 1.0


async def test_files_left_open_are_completed_by_the_next_process_but_those_still_written_are_not(
    house: House,
) -> None:
    for name in ("2026/11/24/rec-1", "2026/11/24/rec-2", "2026/11/24/rec-3"):
        await house.talks.begin(house.caller, name)
    (house.folder / "2026/11/24/rec-3.wav").unlink()
    with (house.links / "rec-2.raw").open("ab"):
        await house.talks.complete()
    assert {link.name for link in house.links.iterdir()} == {"rec-2.raw", "rec-3.raw"}


async def test_silence_is_asked_for_in_both_directions(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    await recording.mute(is_silent=True)
    await recording.mute(is_silent=False)
    assert house.ami.said[-2:] == [
        f"MixMonitorMute {house.caller.id} both 1",
        f"MixMonitorMute {house.caller.id} both 0",
    ]


async def test_who_cannot_be_told_to_be_silent_is_told_apart(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    house.ami.refuses["MixMonitorMute"] = AmiRefused
    await recording.mute(is_silent=True)  # no recorder is there: nothing is recorded
    with (house.links / "rec-1.raw").open("ab"), pytest.raises(TelephonyFailed):
        await recording.mute(is_silent=True)  # it goes on, and nobody may be told that it is silent
    house.ami.refuses["MixMonitorMute"] = AmiAway
    with pytest.raises(TelephonyFailed):
        await recording.mute(is_silent=True)
    house.ami.refuses["MixMonitorMute"] = AmiRefused
    house.caller.far_end_hangs_up()
    with pytest.raises(ChannelGone):
        await recording.mute(is_silent=True)


async def test_a_recording_that_is_destroyed_is_stopped_and_leaves_nothing(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    await recording.destroy()
    assert house.ami.said[-1] == f"StopMixMonitor {house.caller.id}"
    assert house.left() == []
    await recording.destroy()
    assert len(house.ami.said) == 2, "what is stopped is not stopped again"


async def test_the_file_goes_also_while_the_manager_interface_is_away(house: House) -> None:
    recording = await house.talks.begin(house.caller, NAME)
    house.ami.refuses["StopMixMonitor"] = AmiAway
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(recording.destroy)
        await eventually(lambda: house.left() == [], timeout=5)
        assert house.ami.said[-1].startswith("StopMixMonitor")
        tried = len(house.ami.said)
        house.ami.comes_back()
    assert len(house.ami.said) > tried, "it is stopped as soon as that can be"


async def test_destroying_an_earlier_file_of_the_call_stops_no_other_one(house: House) -> None:
    earlier = await house.talks.begin(house.caller, "2026/11/24/rec-0")
    await earlier.stop()
    await house.talks.begin(house.caller, NAME)
    said = len(house.ami.said)
    await house.talks.going_on(house.caller, "2026/11/24/rec-0").destroy()
    assert house.ami.said[said:] == []
    assert sorted(house.left()) == [f"{NAME}.wav", "open/rec-1.raw"]


async def test_a_file_of_somebody_who_has_gone_is_removed(house: House) -> None:
    await house.talks.begin(house.caller, NAME)
    await house.talks.remove(NAME)
    await house.talks.remove(NAME)
    assert house.left() == []


async def test_what_asterisk_opened_after_the_file_was_gone_is_nobodys(house: House) -> None:
    (house.links / "rec-9.raw").write_bytes(SECOND)
    await house.talks.complete()
    assert house.left() == []
