"""Telephones of the test that stand still send nothing: a recording lacks just that, and the judge knows it."""

import tempfile
from pathlib import Path

import anyio
import pytest

from chaos.centre import HOTLINE
from chaos.detectors import Window, own_pauses
from chaos.house import House, opened
from chaos.judge_calls import broken_sound, conversation
from chaos.judge_records import faults_of_records
from chaos.plan import Plan
from chaos.records import Record, open_calls, read_records
from chaos.stories import CallStory
from core.settings import Settings
from ops.paths import make_private
from tests.support.centres.shared_speech import lend, spoken_once
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

STILL = Plan(seed=725, callers=12, consultants_each=1, faults=(), phases=(), talk_times=(14.0, 18.0), encrypted=2)
STANDS_FOR = 3.7  # seconds, as in a run in which twelve recordings lacked some of it


@pytest.mark.more(
    "tests the judge of `make chaos`, not the product; two minutes",
    "tests/unit/chaos/test_detectors.py::test_what_the_telephones_did_not_send_is_not_the_centres_fault",
)
@pytest.mark.timeout(240)
def test_a_recording_lacks_just_what_telephones_that_stood_still_did_not_send(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The judge without knowledge of the pause finds each of them, and with it none."""
    with tempfile.TemporaryDirectory(prefix="s724-chaos-") as folder:
        Path(folder).chmod(0o755)
        settings = Settings(state_dir=Path(folder) / "state")
        make_private(settings.state)
        lend(spoken_once(tmp_path_factory.getbasetemp()), settings)
        stories, records, stalls, unaware, aware = anyio.run(_stand_still_in_conversations, Path(folder))
    longest = max(stalls, key=lambda stall: stall.end - stall.begin)
    assert longest.end - longest.begin >= STANDS_FOR
    caught = {story.number for story in stories if _is_recorded_through(story, records, longest)}
    assert caught
    assert caught <= set(unaware), "what was not sent cannot be in the file"
    assert aware == {}
    assert broken_sound(stories, stalls) == []


async def _stand_still_in_conversations(
    folder: Path,
) -> tuple[list[CallStory], list[Record], list[Window], dict[str, str], dict[str, str]]:
    async with opened(STILL, folder) as house:
        async with running(house.crowd(STILL.callers, HOTLINE).run):
            await eventually(lambda: len(_recorded(house)) >= 2, timeout=90)
        house.media.stand_still(STANDS_FOR)
        await eventually(lambda: not house.callers.in_progress, timeout=90)
        async with house.centre.engine() as engine:

            async def all_is_closed() -> bool:
                return await open_calls(engine) == 0

            await eventually(all_is_closed, timeout=30)
            stories = house.callers.stories
            records = await read_records(engine, [story.number for story in stories], house.centre.settings)
        stalls, recordings = list(house.media.stalls), house.centre.settings.recordings
        unaware = {fault.number: fault.what for fault in faults_of_records(stories, records, [], recordings)}
        aware = {fault.number: fault.what for fault in faults_of_records(stories, records, [], recordings, stalls)}
        return stories, records, stalls, unaware, aware


def _recorded(house: House) -> list[CallStory]:
    """Callers who have agreed and talk."""
    return [
        story
        for story in house.callers.in_progress
        if story.is_recorded and story.talk is not None and story.heard.has_tone(story.talk.tone)
    ]


def _is_recorded_through(story: CallStory, records: list[Record], pause: Window) -> bool:
    talk = conversation(story, story.talk) if story.talk is not None else None
    of_call = next((record for record in records if record.caller_number == story.number), None)
    if talk is None or of_call is None or not of_call.is_recording_allowed:
        return False
    return own_pauses(talk.begin, talk.end, [pause]) >= STANDS_FOR
