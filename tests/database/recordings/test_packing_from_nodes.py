"""Recordings that lie on the machines of several Asterisks are packed, and messages come, as if they were here."""

import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import VoiceMessage
from core.facts.kinds.recordings import RecordingWithdrawn
from core.nodes import Place
from core.telephony.node_line import NodeLine
from jobs.arriving_messages import ArrivingMessages
from recordings.vault.arriving import DESK, FilesOfNodes
from recordings.vault.packing import Packing, Swept
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import Story
from tests.support.recordings.kept_files import SECRET, kept_files
from tests.support.recordings.recording_setup import RecordingSetup

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

NOBODY = Place("127.0.0.1", 1)


class Nodes:
    """An installation whose Asterisk records on another machine."""

    def __init__(self, setup: RecordingSetup, state: Path, place: Place) -> None:
        self.setup = setup
        self.state = state
        self.place = place
        (setup.folder / DESK).mkdir()

    def files(self, *, is_away: bool = False) -> FilesOfNodes:
        place = NOBODY if is_away else self.place
        return FilesOfNodes(self.setup.folder, [partial(NodeLine, place, SECRET)])

    def packing(self, *, is_away: bool = False) -> Packing:
        setup = self.setup
        return Packing(
            *(setup.engine, setup.clock, setup.folder, [setup.settings.open_recordings]),
            setup.stores,
            setup.ring,
            arriving=self.files(is_away=is_away),
        )

    async def record(self, name: str) -> Path:
        """A recording of the other machine, which is there alone."""
        here = await self.setup.record(name)
        there = self.state / "recordings" / here.relative_to(self.setup.folder)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(here, there)
        return there


@pytest.fixture
async def nodes(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Nodes]:
    async with kept_files(tmp_path / "a") as place:
        yield Nodes(RecordingSetup(tmp_path / "state", engine), tmp_path / "a", place)


async def test_a_recording_of_another_machine_is_packed_and_leaves_nothing_there(nodes: Nodes) -> None:
    there = await nodes.record("rec-1")
    assert await nodes.packing().sweep() == Swept(packed=1)
    assert await nodes.setup.states() == {"rec-1": "packed"}
    assert await nodes.setup.is_heard("rec-1")
    assert nodes.setup.files() == {"2026/11/24/rec-1.s724"}
    assert not there.exists()


async def test_a_machine_that_is_away_has_lost_nothing(nodes: Nodes) -> None:
    await nodes.record("rec-1")
    packing = nodes.packing(is_away=True)
    assert await packing.sweep() == Swept()
    assert await nodes.setup.states() == {"rec-1": "closed"}
    assert await nodes.packing().sweep() == Swept(packed=1)


async def test_what_was_withdrawn_goes_from_there_too(nodes: Nodes, running_log: RunningLog) -> None:
    there = await nodes.record("rec-1")
    story = Story("call-rec-1").rings()
    story.then(RecordingWithdrawn(recording="rec-1", by="k-1", way="page"))
    async with running_log() as log:
        for fact in story.facts:
            log.take(fact)
        await log.flushed()
    assert await nodes.packing(is_away=True).sweep() == Swept()
    assert there.exists()
    await nodes.packing().sweep()
    assert not there.exists()
    assert nodes.setup.files() == set()
    assert await nodes.setup.states() == {"rec-1": "destroyed"}


async def test_a_message_comes_to_where_it_is_listened_to(nodes: Nodes) -> None:
    file, now = "2026/11/24/msg-1.wav", nodes.setup.clock.now()
    there = nodes.state / "recordings" / file
    there.parent.mkdir(parents=True)
    there.write_bytes(b"RIFF of Asterisk")
    row = {"id": "msg-1", "call_id": "call-1", "office": "20060", "file": file, "caller_number": "600100200"}
    async with nodes.setup.engine.begin() as connection:
        await connection.execute(insert(VoiceMessage).values(**row, state="recording", left_at=now))
    messages = ArrivingMessages(nodes.setup.engine, nodes.setup.clock, nodes.files())
    await messages.look()
    assert there.exists()  # not whole yet
    async with nodes.setup.engine.begin() as connection:
        await connection.execute(update(VoiceMessage).values(state="new"))
    await ArrivingMessages(nodes.setup.engine, nodes.setup.clock, nodes.files(is_away=True)).look()
    await messages.look()
    assert (nodes.setup.folder / file).read_bytes() == b"RIFF of Asterisk"
    assert not there.exists()
