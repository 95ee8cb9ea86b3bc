"""Conversations that may be recorded, on the fakes: what is done to the recording, and what must
hold of it afterwards."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import date

import anyio

from acd.choice.queue_policy import QueuePolicy
from ari_app.calls.feature_call import feature_call
from core.errors import S724Error
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.recordings import (
    RecordingEnded,
    RecordingFailed,
    RecordingMode,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.relay.commands import ControlRecording, EndConversation, HoldCall, RecordingAction, TransferCall
from recordings.policy import RuleSpan
from tests.support.calls.browser_consultants import LOMZA
from tests.support.calls.extra_lines import ASKS
from tests.support.calls.fake_centre import Centre, a_centre, presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone

ANNA, ZOFIA = "k20060-1", "k20620-1"
QUICK = QueuePolicy(
    wrap_up_time=10, whispers=False, ring_time=6, neighbours_after=None, everyone_after=None, activate_ratio=None
)
AGREES = ((3.0, "1"),)
REFUSES = ((3.0, "2"),)


def goes_by(centre: Centre, *rules: tuple[str | None, RecordingMode]) -> None:
    """Rules of offices, and of the province (None); the basis of each is „art. 1”."""
    centre.rules_of_recording.replace(RuleSpan(o, None, mode, "art. 1", date(2026, 1, 1)) for o, mode in rules)


@asynccontextmanager
async def a_recording_centre(*rules: tuple[str | None, RecordingMode]) -> AsyncIterator[Centre]:
    """Anna of Kolno and Zofia of Łomża are ready; sounds last a second. Afterwards nothing is left half done."""
    async with a_centre(QUICK) as centre:
        centre.exchange.sound_time = 1.0
        if rules:
            goes_by(centre, *rules)
        centre.consultant(ANNA, FakePhone(talk_time=60))
        centre.consultant(ZOFIA, FakePhone(talk_time=15))
        yield centre
        centre.check_nothing_left()
        check_recordings(centre)


@asynccontextmanager
async def in_recorded_talk(
    *rules: tuple[str | None, RecordingMode], keys: tuple[tuple[float, str], ...] = AGREES
) -> AsyncIterator[tuple[Centre, FakeChannel, str]]:
    """Anna has talked with a caller for two seconds. At the end of the block the caller hangs up."""
    async with a_recording_centre(*rules) as centre, anyio.create_task_group() as party:
        caller = centre.exchange.caller(dialled_number=ASKS)
        party.start_soon(centre.take, caller)
        party.start_soon(presses, caller, *keys)
        started = await centre.happens(ConversationStarted)
        await anyio.sleep(2)
        yield centre, caller, started.call_id or ""
        caller.far_end_hangs_up()
        await anyio.sleep(30)
        party.cancel_scope.cancel()


async def controls(centre: Centre, call: str, action: RecordingAction, agent: str = ANNA) -> None:
    """At the desk."""
    await centre.desk.control_recording(ControlRecording(agent, call, action))


async def dials(centre: Centre, code: str, agent: str = ANNA) -> str:
    """A code on the consultant's second line; the prompt that answers it."""
    line = centre.exchange.caller(caller_number=agent, dialled_number=code)
    with line.while_up():
        await feature_call(line, code, agent, centre.services)
    line.far_end_hangs_up()
    [said] = line.heard
    return said


Step = tuple[float, Callable[[Centre, str], object]]


def asks(action: RecordingAction) -> Callable[[Centre, str], object]:
    return lambda centre, call: controls(centre, call, action)


def holds(*, is_held: bool) -> Callable[[Centre, str], object]:
    return lambda centre, call: centre.desk.carry_out(HoldCall(ANNA, call, is_held=is_held))


def hands_on(centre: Centre, call: str) -> object:
    return centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))


def ends(centre: Centre, call: str) -> object:
    return centre.desk.carry_out(EndConversation(ANNA, call))


async def does(centre: Centre, call: str, steps: Iterable[Step]) -> None:
    """One after the other, each after a pause; what is refused, because the conversation is over, is left out."""
    for pause, step in steps:
        await anyio.sleep(pause)
        try:
            doing = step(centre, call)
            if hasattr(doing, "__await__"):
                await doing
        except S724Error:
            continue


def check_recordings(centre: Centre) -> None:
    """What must hold of every recording when its call is over, whatever happened."""
    ends: dict[str, list[str]] = {started.recording: [] for started in centre.of_type(RecordingStarted)}
    withdrawn = {event.recording for event in centre.of_type(RecordingWithdrawn)}
    for kind in (RecordingEnded, RecordingFailed):
        for event in centre.of_type(kind):
            assert isinstance(event, RecordingEnded | RecordingFailed)
            ends.setdefault(event.recording, []).append(kind.__name__)
    for recording, told in ends.items():
        if recording not in withdrawn:
            assert len(told) == 1, f"{recording} has not one end: {told}"
        assert len(told) <= 1
    assert len(withdrawn) == len(centre.of_type(RecordingWithdrawn)), "withdrawn twice"
    kept = {name.rpartition("/")[2] for name in centre.exchange.kept}
    closed = {event.recording for event in centre.of_type(RecordingEnded)} - withdrawn
    assert closed <= kept, "a file is away"
    _check_marks(centre)


def _check_marks(centre: Centre) -> None:
    """Spans of silence follow each other, and are never open twice."""
    open_: set[str] = set()
    for event in centre.events:
        if isinstance(event, RecordingPaused):
            assert event.recording not in open_
            open_.add(event.recording)
        if isinstance(event, RecordingResumed):
            assert event.recording in open_
            open_.remove(event.recording)
