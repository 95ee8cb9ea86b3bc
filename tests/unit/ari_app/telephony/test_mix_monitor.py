"""Recordings of conversations: what is said to the manager interface, and what becomes of the file."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import anyio
import pytest

from ari_app.telephony.recordings.mix_monitor import OPTIONS, MixMonitorRecorder
from ari_app.telephony.recordings.talk_files import OwnTalkFiles, TalkFiles, TalkFilesOfNode
from core.errors import ChannelGone, TelephonyFailed
from core.telephony.ami import Ami, AmiAway, AmiRefused
from core.telephony.node_line import NodeLine
from core.telephony.telephony import RecordedFile
from recordings.vault import talk_file
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.recordings.kept_files import SECRET, kept_files
from tests.support.timing.eventually import eventually

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


class Setup:
    def __init__(self, folder: Path, links: Path, files: TalkFiles) -> None:
        self.folder, self.links, self.files = folder, links, files
        self.ami = FakeAmi(self.links)
        self.talks = self.recorder()
        self.caller: FakeChannel = FakeExchange().caller()

    def recorder(self) -> MixMonitorRecorder:
        """Of a process that has just begun."""
        return MixMonitorRecorder(lambda channel: self.ami, [self.files], lambda channel: self.files)

    def left(self) -> list[str]:
        return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*.*")]


@pytest.fixture(params=["own", "of a node"])
async def setup(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Setup]:
    """With the files on this machine, and with a real keeper of those of another one."""
    links = tmp_path / "open"
    links.mkdir()
    if request.param == "own":
        yield Setup(tmp_path, links, OwnTalkFiles(tmp_path, links))
        return
    async with kept_files(tmp_path / "state", recordings=tmp_path, links=links) as place:
        home = tmp_path / "home"
        yield Setup(tmp_path, links, TalkFilesOfNode(home, partial(NodeLine, place, SECRET)))


async def test_a_conversation_is_recorded_until_it_is_stopped(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    assert await recording.stop() == RecordedFile(f"{NAME}.wav", 1.0)
    assert setup.ami.said == [
        f"MixMonitor {setup.caller.id} rec-1.raw {OPTIONS}",
        f"StopMixMonitor {setup.caller.id}",
    ]
    assert setup.left() == [f"{NAME}.wav"]


async def test_a_caller_who_has_hung_up_has_ended_the_recording(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    setup.caller.far_end_hangs_up()
    assert await recording.stop() == RecordedFile(f"{NAME}.wav", 1.0)
    assert len(setup.ami.said) == 1


async def test_a_file_that_is_still_being_written_is_waited_for(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    with (setup.links / "rec-1.raw").open("ab") as asterisk:
        with anyio.move_on_after(0.05) as waited:
            await recording.stop()
        assert waited.cancelled_caught
        asterisk.write(SECOND)
    assert (await recording.stop()).duration_time == 2.0


@pytest.mark.parametrize("error", [AmiRefused, AmiAway])
async def test_a_recording_that_does_not_begin_leaves_no_file(setup: Setup, error: type[Exception]) -> None:
    setup.ami.refuses["MixMonitor"] = error
    with pytest.raises(TelephonyFailed):
        await setup.talks.begin(setup.caller, NAME)
    assert setup.left() == []


async def test_a_caller_who_is_gone_is_told_from_an_asterisk_that_refuses(setup: Setup) -> None:
    setup.ami.refuses["MixMonitor"] = AmiRefused
    setup.ami.on_act = lambda action: setup.caller.far_end_hangs_up()
    with pytest.raises(ChannelGone):
        await setup.talks.begin(setup.caller, NAME)
    assert setup.left() == []


async def test_a_recording_whose_begin_nobody_waits_for_is_stopped_and_thrown_away(setup: Setup) -> None:
    with anyio.CancelScope() as gone:
        setup.ami.on_act = lambda action: gone.cancel()
        await setup.talks.begin(setup.caller, NAME)
    assert setup.ami.said[-1] == f"StopMixMonitor {setup.caller.id}"
    assert setup.left() == []


async def test_a_folder_that_cannot_be_written_to_is_no_recording(setup: Setup) -> None:
    (setup.folder / "2026").write_text("not a folder")
    with pytest.raises(TelephonyFailed):
        await setup.talks.begin(setup.caller, NAME)
    assert setup.left() == []


async def test_a_recording_that_is_there_already_is_neither_written_over_nor_removed(setup: Setup) -> None:
    await (await setup.talks.begin(setup.caller, NAME)).stop()
    with pytest.raises(TelephonyFailed):
        await setup.talks.begin(setup.caller, NAME)
    assert await setup.talks.going_on(setup.caller, NAME).stop() == RecordedFile(f"{NAME}.wav", 1.0)


async def test_a_manager_interface_that_is_away_is_waited_for_at_the_end(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    setup.ami.refuses["StopMixMonitor"] = AmiAway
    async with anyio.create_task_group() as tasks:

        def comes_back(action: str) -> None:
            tasks.start_soon(_comes_back, setup.ami)

        setup.ami.on_act = comes_back
        assert (await recording.stop()).duration_time == 1.0
    assert len([line for line in setup.ami.said if line.startswith("Stop")]) == 2


async def _comes_back(ami: FakeAmi) -> None:
    ami.comes_back()


async def test_a_file_that_stays_empty_is_a_fault_unless_the_conversation_was_short(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.ami.refuses["MixMonitor"] = AmiRefused
    recording = setup.talks.going_on(setup.caller, NAME)
    with pytest.raises(AmiRefused):
        await recording.begin()
    assert (await recording.stop()).duration_time == 0.0
    monkeypatch.setattr("ari_app.telephony.recordings.mix_monitor.SHORT", -1.0)
    with pytest.raises(TelephonyFailed):
        await recording.stop()


async def test_a_file_that_somebody_took_away_is_a_fault(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    (setup.folder / f"{NAME}.wav").unlink()
    with pytest.raises(TelephonyFailed):
        await recording.stop()


async def test_the_next_process_goes_on_with_a_recording(setup: Setup) -> None:
    await setup.talks.begin(setup.caller, NAME)
    again = setup.recorder().going_on(setup.caller, NAME)
    assert (await again.stop()).duration_time == 1.0


async def test_files_left_open_are_completed_by_the_next_process_but_those_still_written_are_not(
    setup: Setup,
) -> None:
    for name in ("2026/11/24/rec-1", "2026/11/24/rec-2", "2026/11/24/rec-3"):
        await setup.talks.begin(setup.caller, name)
    (setup.folder / "2026/11/24/rec-3.wav").unlink()
    with (setup.links / "rec-2.raw").open("ab"):
        await setup.talks.complete()
    assert {link.name for link in setup.links.iterdir()} == {"rec-2.raw", "rec-3.raw"}


async def test_silence_is_asked_for_in_both_directions(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    await recording.mute(is_muted=True)
    await recording.mute(is_muted=False)
    assert setup.ami.said[-2:] == [
        f"MixMonitorMute {setup.caller.id} both 1",
        f"MixMonitorMute {setup.caller.id} both 0",
    ]


async def test_who_cannot_be_told_to_be_silent_is_told_apart(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    setup.ami.refuses["MixMonitorMute"] = AmiRefused
    await recording.mute(is_muted=True)  # no recorder is there: nothing is recorded
    with (setup.links / "rec-1.raw").open("ab"), pytest.raises(TelephonyFailed):
        await recording.mute(is_muted=True)  # it goes on, and nobody may be told that it is silent
    setup.ami.refuses["MixMonitorMute"] = AmiAway
    with pytest.raises(TelephonyFailed):
        await recording.mute(is_muted=True)
    setup.ami.refuses["MixMonitorMute"] = AmiRefused
    setup.caller.far_end_hangs_up()
    with pytest.raises(ChannelGone):
        await recording.mute(is_muted=True)


async def test_a_recording_that_is_destroyed_is_stopped_and_leaves_nothing(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    await recording.destroy()
    assert setup.ami.said[-1] == f"StopMixMonitor {setup.caller.id}"
    assert setup.left() == []
    await recording.destroy()
    assert len(setup.ami.said) == 2, "what is stopped is not stopped again"


async def test_the_file_goes_also_while_the_manager_interface_is_away(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    setup.ami.refuses["StopMixMonitor"] = AmiAway
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(recording.destroy)
        await eventually(lambda: setup.left() == [], timeout=5)
        assert setup.ami.said[-1].startswith("StopMixMonitor")
        tried = len(setup.ami.said)
        setup.ami.comes_back()
    assert len(setup.ami.said) > tried, "it is stopped as soon as that can be"


async def test_destroying_an_earlier_file_of_the_call_stops_no_other_one(setup: Setup) -> None:
    earlier = await setup.talks.begin(setup.caller, "2026/11/24/rec-0")
    await earlier.stop()
    await setup.talks.begin(setup.caller, NAME)
    said = len(setup.ami.said)
    await setup.talks.going_on(setup.caller, "2026/11/24/rec-0").destroy()
    assert setup.ami.said[said:] == []
    assert sorted(setup.left()) == [f"{NAME}.wav", "open/rec-1.raw"]


async def test_a_file_of_somebody_who_has_gone_is_removed(setup: Setup) -> None:
    await setup.talks.begin(setup.caller, NAME)
    await setup.talks.remove(NAME)
    await setup.talks.remove(NAME)
    assert setup.left() == []


async def test_what_asterisk_opened_after_the_file_was_gone_is_nobodys(setup: Setup) -> None:
    (setup.links / "rec-9.raw").write_bytes(SECOND)
    await setup.talks.complete()
    assert setup.left() == []


async def test_another_telephone_is_recorded_into_the_same_file_by_a_new_hook(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    await recording.renew()
    assert [said.split()[0] for said in setup.ami.said] == ["MixMonitor", "StopMixMonitor", "MixMonitor"]
    assert (await recording.stop()).duration_time == 2.0


async def test_a_file_that_goes_on_in_a_moment_is_taken_for_finished_by_nobody(setup: Setup) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    found = []
    setup.ami.on_act = lambda action: found.append(talk_file.is_written(setup.folder / f"{NAME}.wav"))
    await recording.renew()
    assert found == [True, True]


@pytest.mark.parametrize("error", [AmiRefused, AmiAway])
async def test_what_does_not_go_on_is_told_and_goes_on_at_the_next_try(
    setup: Setup, error: type[Exception]
) -> None:
    recording = await setup.talks.begin(setup.caller, NAME)
    setup.ami.refuses["MixMonitor"] = error
    with pytest.raises(TelephonyFailed):
        await recording.renew()
    setup.ami.refuses.clear()
    await recording.renew()
    assert (await recording.stop()).duration_time == 2.0


async def test_what_a_process_that_died_had_stopped_goes_on_when_it_is_to_be_heard(setup: Setup) -> None:
    await setup.talks.begin(setup.caller, NAME)
    setup.ami.refuses["MixMonitorMute"] = AmiRefused
    again = setup.talks.going_on(setup.caller, NAME)
    await again.mute(is_muted=True)
    assert setup.ami.said[-1].startswith("MixMonitorMute"), "nothing is recorded, as it is to be"
    await again.mute(is_muted=False)
    assert setup.ami.said[-1].startswith("MixMonitor ")
