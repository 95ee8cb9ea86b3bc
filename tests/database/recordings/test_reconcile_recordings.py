"""Made-up days, written as facts and packed as `jobs` packs: what the reconciliation of the night says of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingAlarmRow, RecordingRow, RecordingRuleRow
from core.fact_log.event_log import write_facts
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from jobs.recording_proof import LOOK_BACK, RecordingProof
from recordings.proof.reconciling import Alarm
from recordings.proof.reconciling_store import open_alarms
from recordings.store import Recordings
from recordings.vault.packing import Packing
from recordings.vault.talk_file import RATE
from reports.calls.store import CallRecords
from tests.support.calls.call_facts import NINE, Story
from tests.support.database.offices import put_offices
from tests.support.recordings.packed_recordings import Vault
from tests.support.timing.standing_clock import StandingClock

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

TALK = 60.0
SPEAKS, SILENT = 6000, 0


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def day(engine: AsyncEngine, clock: StandingClock, tmp_path: Path) -> "Day":
    return Day(engine, clock, tmp_path)


class Day:
    """Conversations that are over; `night` packs what waits, and reconciles."""

    def __init__(self, engine: AsyncEngine, clock: StandingClock, state: Path) -> None:
        self.engine, self.clock = engine, clock
        self.vault = Vault(engine, state, clock)
        links = state / "links"
        links.mkdir()
        self.packing = Packing(engine, clock, self.vault.folder, [links], self.vault.stores, self.vault.ring)
        self.proof = RecordingProof(
            *(engine, clock, self.vault.folder, self.vault.stores, self.vault.ring),
            anchors=state / "anchors",
            public_key="",
        )

    async def writes(self, story: Story) -> None:
        async with self.engine.begin() as connection:
            facts = await write_facts(connection, story.facts)
            await CallRecords(self.engine).apply(connection, facts)
            await Recordings().apply(connection, facts)

    def wav(self, name: str, seconds: float, caller: int = SPEAKS, consultant: int = SPEAKS) -> None:
        """A file as Asterisk leaves it, each side a noise of that height."""
        noise = np.random.default_rng(7).uniform(-1, 1, (round(seconds * RATE), 2))
        sound = (noise * [caller, consultant]).astype(np.int16)
        file = self.vault.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(file, sound, RATE, subtype="PCM_16")

    async def conversation(
        self,
        call: str,
        *,
        start: datetime = NINE,
        consent: bool | None = True,
        recorded: float | None = TALK,
        caller: int = SPEAKS,
        consultant: int = SPEAKS,
        paused: tuple[float, float] | None = None,
        fails: bool = False,
        is_withdrawn: bool = False,
    ) -> None:
        """`TALK` seconds long. `recorded`: seconds of the file; None for no recording at all."""
        story = Story(call, start).rings().is_verified()
        if consent is not None:
            key = "1" if consent else "2"
            answer = RecordingConsentAnswered(is_given=consent, key=key, prompt="N02", text_sha256="-")
            story.then(answer, after=3)
        story.waits().is_offered().is_answered()
        recording, name = f"rec-of-{call}", f"{story.now:%Y/%m/%d}/rec-of-{call}.wav"
        if recorded is not None and not fails:
            begun = RecordingStarted(recording=recording, file=name, agent="k20060-1", office="20060")
            story.then(begun, after=0.1)
            if paused is not None:
                story.then(RecordingPaused(recording=recording, at_time=paused[0], why="asked"))
                story.then(RecordingResumed(recording=recording, at_time=paused[1]))
        if fails:
            story.then(RecordingFailed(recording=recording, fault="disk_full"), after=0.1)
        story.talks(TALK)
        if recorded is not None and not fails and not is_withdrawn:
            self.wav(name, recorded, caller, consultant)
            story.then(RecordingEnded(recording=recording, file=name, duration_time=recorded))
        if is_withdrawn:
            story.then(RecordingWithdrawn(recording=recording, by="k20060-1", way="page"))
        await self.writes(story.ends())

    async def night(self, is_packed: bool = True, hours: float = 18) -> list[Alarm]:
        self.clock.passes(hours=hours)
        if is_packed:
            await self.packing.sweep()
        return await self.proof.reconcile()


def kinds(alarms: Sequence[Alarm]) -> dict[str, str]:
    return {alarm.call or "": alarm.kind for alarm in alarms}


async def test_a_day_with_everything_in_it(day: Day) -> None:
    await day.conversation("whole")
    await day.conversation("refused", consent=False, recorded=None)
    await day.conversation("not-asked", consent=None, recorded=None)
    await day.conversation("without", recorded=None)
    await day.conversation("failed", fails=True)
    await day.conversation("empty", recorded=0.4)
    await day.conversation("short", recorded=40.0)
    await day.conversation("one-side", consultant=SILENT)
    await day.conversation("other-side", caller=SILENT)
    await day.conversation("nobody", caller=SILENT, consultant=SILENT)
    await day.conversation("withdrawn", is_withdrawn=True)
    await day.conversation("paused", recorded=35.0, paused=(10.0, 40.0))
    alarms = await day.night()
    assert kinds(alarms) == {
        "without": "none",
        "failed": "none",
        "empty": "empty",
        "short": "short",
        "one-side": "one_sided",
        "other-side": "one_sided",
        "nobody": "one_sided",
    }
    (short,) = (alarm for alarm in alarms if alarm.kind == "short")
    assert (short.recording, short.office, short.seconds) == ("rec-of-short", "20060", 40.0)
    (failed,) = (alarm for alarm in alarms if alarm.call == "failed")
    assert (failed.recording, failed.seconds) == (None, 60.1), "what never began has no row"
    assert await open_alarms(day.engine) == {"none": 2, "empty": 1, "short": 1, "one_sided": 3}
    assert await day.proof.reconcile() == [], "twice run tells nothing twice"
    assert sum((await open_alarms(day.engine)).values()) == 7


async def test_an_alarm_that_was_closed_is_not_raised_by_the_next_nights(day: Day) -> None:
    await day.conversation("without", recorded=None)
    assert len(await day.night()) == 1
    async with day.engine.begin() as connection:
        closed = {"closed_at": day.clock.now(), "closed_by": "kierownik-20060"}
        await connection.execute(update(RecordingAlarmRow).values(**closed))
    for _ in range(3):
        assert await day.night(hours=24) == []
    assert await open_alarms(day.engine) == {}


async def test_what_is_not_packed_in_time_is_late_until_it_is(day: Day) -> None:
    await day.conversation("whole")
    assert kinds(await day.night(is_packed=False, hours=0.9)) == {}
    assert kinds(await day.night(is_packed=False, hours=1)) == {"whole": "late"}
    assert await day.night(hours=20) == []


async def test_a_withdrawal_by_the_office_the_day_after_leaves_nothing_missing(day: Day) -> None:
    await day.conversation("whole")
    await day.packing.sweep()
    later = Story("whole", NINE + timedelta(hours=20))
    later.then(RecordingWithdrawn(recording="rec-of-whole", by="kierownik-20060", way="office"))
    await day.writes(later)
    assert await day.night(hours=24) == []


async def test_what_was_let_go_by_rule_is_not_missing(day: Day) -> None:
    await day.conversation("whole")
    await day.packing.sweep()
    async with day.engine.begin() as connection:
        await connection.execute(update(RecordingRow).values(state="expired"))
        await connection.execute(text("DELETE FROM recording_file"))
    assert await day.night() == []


async def test_a_conversation_that_goes_on_or_has_just_ended_is_judged_later(day: Day) -> None:
    story = Story("going-on").rings().is_verified()
    consent = RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="-")
    story.then(consent).waits().is_offered().is_answered()
    await day.writes(story)
    await day.conversation("just-now", start=NINE + timedelta(hours=18), recorded=None)
    assert await day.night(hours=18.2) == []
    assert kinds(await day.night(hours=2)) == {"just-now": "none"}


async def test_a_call_that_the_applications_end_interrupted_is_judged_to_its_end(day: Day) -> None:
    """No fact says that the conversation ended; the call did."""
    story = Story("interrupted").rings().is_verified()
    consent = RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="-")
    story.then(consent).waits().is_offered().is_answered()
    story.ends(after=50)
    await day.writes(story)
    (alarm,) = await day.night()
    assert (alarm.kind, alarm.seconds) == ("none", 50.0)


async def test_where_nothing_is_recorded_nothing_is_missing(day: Day) -> None:
    await put_offices(day.engine, "20060")
    async with day.engine.begin() as connection:
        await connection.execute(
            insert(RecordingRuleRow).values(
                id="rule-20060",
                office="20060",
                mode="off",
                basis="",
                valid_from=NINE.date(),
                changed_by="kierownik",
                changed_at=NINE,
            )
        )
    await day.conversation("agreed", recorded=None)
    assert await day.night() == []


async def test_nights_without_this_process_leave_nothing_out(day: Day) -> None:
    await day.conversation("long-ago", recorded=None)
    await day.conversation("too-long-ago", start=NINE - timedelta(days=2), recorded=None)
    assert kinds(await day.night(hours=LOOK_BACK.total_seconds() / 3600 - 1)) == {"long-ago": "none"}


async def test_another_key_leaves_sides_unjudged_and_all_else_as_it_is(day: Day) -> None:
    await day.conversation("one-side", consultant=SILENT)
    await day.conversation("short", recorded=10.0)
    await day.packing.sweep()
    day.vault.secrets.unlink()
    assert kinds(await day.night(is_packed=False)) == {"short": "short"}
    async with day.engine.connect() as connection:
        assert (await connection.scalars(select(RecordingAlarmRow.kind))).all() == ["short"]
