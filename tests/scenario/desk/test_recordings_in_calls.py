"""Recordings in calls: asked, told or on demand; paused, withdrawn; and nothing half done, whatever the moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from acd.live.agent_state import AgentEvent
from core.errors import NotFound, TelephonyFailed, TransitionRefused
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import CallTransferred, ConversationEnded, ConversationStarted, PageBack
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingMode,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.relay.commands import (
    CallColleague,
    DeskIs,
    HandOver,
    HoldCall,
    LeaveConversation,
    TransferCall,
    WithdrawRecording,
)
from recordings.conversation_recording import ConversationRecording
from tests.support.calls.application_killed import killed_at, successor
from tests.support.calls.browser_consultants import KOLNO, LOMZA, desks_beat, has_page
from tests.support.calls.extra_lines import ASKS
from tests.support.calls.fake_centre import Centre, presses
from tests.support.calls.fake_channel import FakeRecording
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.recorded_talks import (
    AGREES,
    ANNA,
    QUICK,
    REFUSES,
    ZOFIA,
    Step,
    a_recording_centre,
    asks,
    check_recordings,
    controls,
    dials,
    does,
    ends,
    goes_by,
    hands_on,
    holds,
    in_recorded_talk,
)
from tests.support.timing.sweep import SWEEP_STEP, each_fault, fail_each_command, moments_of
from tests.support.timing.virtual_time import in_virtual_time


def recording_of(centre: Centre, agent: str = ANNA) -> ConversationRecording:
    talk = centre.services.talks.held_by(agent)
    assert talk is not None
    return talk.recording


# -- by which rule


@in_virtual_time
async def test_who_agreed_is_recorded_and_the_fact_stands_before_the_exchange_is_told() -> None:
    async with in_recorded_talk() as (centre, _, _call):
        [started] = centre.of_type(RecordingStarted)
        assert (started.mode, started.agent, started.office, started.topic) == ("opt_in", ANNA, KOLNO, "seeker")
        assert centre.exchange.recording
    [ended] = centre.of_type(RecordingEnded)
    assert ended.duration_time == pytest.approx(2.0, abs=0.1)


@in_virtual_time
async def test_a_recording_that_the_exchange_refuses_was_stated_and_has_failed() -> None:
    async with a_recording_centre() as centre, anyio.create_task_group() as party:
        caller = centre.exchange.caller(dialled_number=ASKS)
        party.start_soon(centre.take, caller)
        party.start_soon(presses, caller, *AGREES)
        await centre.happens(ConversationStarted)
        centre.exchange.fail_at = centre.exchange.commands + 1
        await centre.happens(RecordingFailed)
        await anyio.sleep(3)
        assert not centre.of_type(ConversationEnded), "the conversation goes on"
        caller.far_end_hangs_up()


@in_virtual_time
async def test_the_recording_is_told_of_another_telephone_and_of_no_hold() -> None:
    async with in_recorded_talk() as (centre, _, call):
        for is_held in (True, False):
            centre.desk.carry_out(HoldCall(ANNA, call, is_held=is_held))
            await anyio.sleep(1)
        centre.desk.carry_out(CallColleague(ANNA, call, ZOFIA, "apart"))
        await anyio.sleep(3)
        assert centre.exchange.renewed == 0
        centre.desk.carry_out(HandOver(ANNA, call))
        await anyio.sleep(1)
        assert centre.exchange.renewed == 1
        assert all(end is not None for spans in centre.exchange.silent.values() for _, end in spans)


@in_virtual_time
async def test_the_recording_is_told_of_the_telephone_of_another_page() -> None:
    async with a_recording_centre((None, "statutory")) as centre, anyio.create_task_group() as party:
        centre.matchmaker.wish(ANNA, AgentEvent.LOG_OUT)
        has_page(centre, ANNA, FakePhone(talk_time=300))
        caller = centre.exchange.caller(dialled_number=ASKS)
        party.start_soon(centre.take, caller)
        party.start_soon(desks_beat, centre)
        await centre.happens(RecordingStarted)
        await anyio.sleep(2)
        assert centre.exchange.renewed == 0
        centre.desk.carry_out(DeskIs(ANNA, "page-2", "browser"))
        await centre.happens(PageBack)
        await anyio.sleep(1)
        assert centre.exchange.renewed == 1
        caller.far_end_hangs_up()
        await anyio.sleep(30)
        party.cancel_scope.cancel()


@in_virtual_time
async def test_while_all_talk_nothing_is_renewed_and_once_when_one_of_them_has_gone() -> None:
    async with in_recorded_talk() as (centre, _, call):
        centre.desk.carry_out(CallColleague(ANNA, call, ZOFIA, "together"))
        await anyio.sleep(3)
        assert centre.exchange.renewed == 0
        centre.desk.carry_out(LeaveConversation(ZOFIA, call))
        await anyio.sleep(1)
        assert centre.exchange.renewed == 1


@in_virtual_time
async def test_a_recording_that_is_to_be_silent_goes_on_with_another_telephone_when_it_is_heard_again() -> None:
    async with in_recorded_talk() as (centre, _, call):
        await controls(centre, call, "pause")
        centre.desk.carry_out(CallColleague(ANNA, call, ZOFIA, "apart", hands_over=True))
        await anyio.sleep(4)
        assert centre.exchange.renewed == 0, "a part of the pause would be recorded"
        await controls(centre, call, "resume", ZOFIA)
        assert centre.exchange.renewed == 1


@pytest.mark.parametrize("mode", ["opt_in", "off", "on_demand"])
@in_virtual_time
async def test_without_consent_nothing_is_recorded(mode: RecordingMode) -> None:
    async with in_recorded_talk((None, mode), keys=REFUSES) as (centre, caller, _):
        assert not centre.of_type(RecordingStarted)
        assert ("N02" in caller.heard) == (mode == "opt_in"), "only where a key decides something is asked"
        assert not centre.exchange.kept


@in_virtual_time
async def test_what_a_provision_wants_is_told_and_recorded_and_cannot_be_withdrawn() -> None:
    async with in_recorded_talk((None, "opt_in"), (KOLNO, "statutory"), keys=()) as (centre, caller, call):
        assert [p for p in caller.heard if p.startswith("N0")] == ["N06"]
        [told] = centre.of_type(RecordingConsentAnswered)
        assert (told.kind, told.is_given, told.key, told.prompt) == ("statutory", True, None, "N06")
        assert centre.of_type(RecordingStarted)[0].mode == "statutory"
        with pytest.raises(TransitionRefused, match=r"przepis \(art. 1\)"):
            await controls(centre, call, "withdraw")
        assert await dials(centre, "*77") == "F11"
        await controls(centre, call, "pause")
        assert recording_of(centre).is_paused
    assert len(centre.of_type(RecordingEnded)) == 1


@in_virtual_time
async def test_on_demand_the_consultant_begins_it_after_asking() -> None:
    async with in_recorded_talk((None, "on_demand"), keys=()) as (centre, caller, call):
        assert not [p for p in caller.heard if p.startswith("N0")]
        await controls(centre, call, "start")
        [said] = centre.of_type(RecordingConsentAnswered)
        assert (said.kind, said.by, said.is_given, said.language) == ("spoken", ANNA, True, "pl")
        with pytest.raises(TransitionRefused, match="już nagrywana"):
            await controls(centre, call, "start")
        await anyio.sleep(3)
    [ended] = centre.of_type(RecordingEnded)
    assert ended.duration_time == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize(
    ("mode", "why"), [("off", "nie są nagrywane"), ("opt_in", "klawiszem"), ("statutory", "zapowiedziano")]
)
@in_virtual_time
async def test_where_the_consultant_may_not_begin_a_recording_it_is_refused(mode: RecordingMode, why: str) -> None:
    async with in_recorded_talk((None, "off"), keys=()) as (centre, _, call):
        recording_of(centre).rule = type(recording_of(centre).rule)(mode)
        with pytest.raises(TransitionRefused, match=why):
            await controls(centre, call, "start")


# -- withdrawal


@pytest.mark.parametrize("way", ["page", "telephone", "office"])
@in_virtual_time
async def test_a_withdrawal_destroys_the_file_at_once_and_nothing_is_recorded_again(way: str) -> None:
    async with in_recorded_talk() as (centre, _, call):
        [started] = centre.of_type(RecordingStarted)
        if way == "page":
            await controls(centre, call, "withdraw")
        elif way == "telephone":
            assert await dials(centre, "*77") == "F07"
        else:
            await centre.desk.withdraw_recording(WithdrawRecording(started.recording, "urzad"))
        assert not centre.exchange.recording
        assert not centre.exchange.kept
        [withdrawn] = centre.of_type(RecordingWithdrawn)
        assert (withdrawn.recording, withdrawn.way) == (started.recording, way)
        assert withdrawn.by == ("urzad" if way == "office" else ANNA)
        await controls(centre, call, "withdraw")  # said again, nothing changes
        for action in ("pause", "resume", "start"):
            with pytest.raises(TransitionRefused, match="wycofano"):
                await controls(centre, call, action)
        await anyio.sleep(3)
        assert not centre.exchange.recording
    assert not centre.of_type(RecordingEnded)
    assert len(centre.of_type(RecordingStarted)) == 1


@in_virtual_time
async def test_a_fault_of_ours_in_a_recording_keeps_nobody_from_withdrawing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with in_recorded_talk() as (centre, _, call):

        async def fails(self: object, *, is_silent: bool) -> None:
            raise RuntimeError

        monkeypatch.setattr(FakeRecording, "mute", fails)
        with pytest.raises(TelephonyFailed):
            await controls(centre, call, "pause")
        await controls(centre, call, "withdraw")
        assert not centre.exchange.recording and not centre.exchange.kept


@in_virtual_time
async def test_what_is_not_recorded_cannot_be_withdrawn() -> None:
    async with in_recorded_talk(keys=REFUSES) as (centre, _, call):
        with pytest.raises(TransitionRefused, match="nie jest nagrywana"):
            await controls(centre, call, "withdraw")
        assert await dials(centre, "*77") == "F10"


@pytest.mark.parametrize("code", ["*77", "*78"])
@in_virtual_time
async def test_a_code_without_a_conversation_is_answered_with_a_sentence(code: str) -> None:
    async with a_recording_centre() as centre:
        assert await dials(centre, code) == "F10"


@in_virtual_time
async def test_the_office_is_told_when_the_call_is_over() -> None:
    async with a_recording_centre() as centre:
        with pytest.raises(NotFound, match="skończyło"):
            await centre.desk.withdraw_recording(WithdrawRecording("rec-of-nobody", "urzad"))


@in_virtual_time
async def test_consent_stays_with_a_call_that_is_handed_on_and_so_does_its_withdrawal() -> None:
    async with in_recorded_talk() as (centre, _, call):
        centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        assert (await centre.happens(ConversationStarted)).agent == ZOFIA
        await anyio.sleep(1)
        first, second = centre.of_type(RecordingStarted)
        assert (first.office, second.office) == (KOLNO, LOMZA), "each is that office's whose rule made it"
        assert len(centre.exchange.kept) == 2
        await controls(centre, call, "withdraw", ZOFIA)
        assert {e.recording for e in centre.of_type(RecordingWithdrawn)} == {first.recording, second.recording}
        assert not centre.exchange.kept, "what was said before is destroyed, too"


@in_virtual_time
async def test_after_a_withdrawal_the_next_consultant_is_not_recorded() -> None:
    async with in_recorded_talk() as (centre, _, call):
        await controls(centre, call, "withdraw")
        centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        await centre.happens(ConversationStarted)
        await anyio.sleep(1)
        assert not centre.exchange.recording
    assert len(centre.of_type(RecordingStarted)) == 1


@in_virtual_time
async def test_the_office_may_be_told_while_the_caller_waits_for_the_next_consultant() -> None:
    async with in_recorded_talk() as (centre, _, call):
        [started] = centre.of_type(RecordingStarted)
        centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        await centre.happens(RecordingEnded)
        await anyio.sleep(0.5)
        await centre.desk.withdraw_recording(WithdrawRecording(started.recording, "urzad"))
        assert not centre.exchange.kept
        await centre.happens(ConversationStarted)
        await anyio.sleep(1)
    assert len(centre.of_type(RecordingStarted)) == 1


@pytest.mark.parametrize("mode", ["off", "on_demand", "statutory"])
@in_virtual_time
async def test_a_consent_by_key_counts_only_where_callers_are_asked_or_must_be_recorded(
    mode: RecordingMode,
) -> None:
    async with in_recorded_talk((None, "opt_in"), (LOMZA, mode)) as (centre, _, call):
        centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        await centre.happens(ConversationStarted)
        await anyio.sleep(1)
        modes = [e.mode for e in centre.of_type(RecordingStarted)]
        assert modes == (["opt_in", "statutory"] if mode == "statutory" else ["opt_in"])


@in_virtual_time
async def test_a_withdrawal_keeps_what_a_provision_wants() -> None:
    async with in_recorded_talk((None, "opt_in"), (LOMZA, "statutory")) as (centre, _, call):
        centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        await centre.happens(ConversationStarted)
        await anyio.sleep(1)
        given, wanted = centre.of_type(RecordingStarted)
        await controls(centre, call, "withdraw", ZOFIA)
        assert [e.recording for e in centre.of_type(RecordingWithdrawn)] == [given.recording]
        assert len(centre.exchange.recording) == 1
    assert [e.recording for e in centre.of_type(RecordingEnded)] == [given.recording, wanted.recording]


# -- silence


@pytest.mark.parametrize("way", ["page", "telephone"])
@in_virtual_time
async def test_a_pause_is_silence_in_the_file_and_a_span_on_record(way: str) -> None:
    async with in_recorded_talk() as (centre, _, call):
        for action, said in (("pause", "F08"), ("resume", "F09")):
            if way == "page":
                await controls(centre, call, action)  # type: ignore[arg-type]
            else:
                assert await dials(centre, "*78") == said
            await anyio.sleep(3)
        [(since, until)] = centre.exchange.silent.popitem()[1]
        [paused], [resumed] = centre.of_type(RecordingPaused), centre.of_type(RecordingResumed)
        assert paused.why == "asked"
        assert paused.at_time == pytest.approx(since, abs=0.05)
        assert resumed.at_time == pytest.approx(until, abs=0.05)
        assert resumed.at_time - paused.at_time == pytest.approx(3.0, abs=1.1)
    assert len(centre.of_type(RecordingEnded)) == 1


@in_virtual_time
async def test_music_is_no_part_of_the_recording() -> None:
    async with in_recorded_talk() as (centre, _, call):
        await does(centre, call, [(0, holds(is_held=True)), (3, holds(is_held=False)), (1, lambda *_: None)])
        leg = centre.exchange.leg_of(ANNA)
        leg.holds(is_held=True)
        await anyio.sleep(2)
        leg.holds(is_held=False)
        await anyio.sleep(1)
        assert [e.why for e in centre.of_type(RecordingPaused)] == ["hold", "hold"]
        [spans] = centre.exchange.silent.values()
        assert [round((until or 0) - since) for since, until in spans] == [3, 2]


@in_virtual_time
async def test_a_pause_that_was_asked_for_outlives_a_hold() -> None:
    async with in_recorded_talk() as (centre, _, call):
        steps: list[Step] = [(0, holds(is_held=True)), (1, asks("pause")), (1, holds(is_held=False))]
        await does(centre, call, steps)
        await anyio.sleep(1)
        assert recording_of(centre).is_paused
        assert [e.why for e in centre.of_type(RecordingPaused)] == ["hold", "asked"]
        await controls(centre, call, "resume")
        assert not recording_of(centre).is_paused
        [spans] = centre.exchange.silent.values()
        assert len(spans) == 1, "no sound in between"


@in_virtual_time
async def test_while_a_secret_is_keyed_the_recording_is_silent() -> None:
    async with in_recorded_talk() as (centre, _, _call):
        async with recording_of(centre).silent():
            [spans] = centre.exchange.silent.values()
            assert spans[-1][1] is None, "silent before anything is asked"
            await anyio.sleep(4)
        await anyio.sleep(0.1)
        assert [e.why for e in centre.of_type(RecordingPaused)] == ["secret"]
        assert spans[-1][1] is not None


@in_virtual_time
async def test_no_secret_is_asked_for_when_the_exchange_does_not_fall_silent() -> None:
    async with in_recorded_talk() as (centre, _, call):
        asked = False

        async def refuse(*, is_silent: bool) -> None:
            raise TelephonyFailed

        recording_of(centre)._file.mute = refuse  # type: ignore[union-attr, method-assign]
        with pytest.raises(TelephonyFailed, match="wstrzymać"):
            async with recording_of(centre).silent():
                asked = True
        assert not asked
        with pytest.raises(TelephonyFailed, match="tajnych"):
            await controls(centre, call, "pause")


@in_virtual_time
async def test_a_recording_that_begins_in_a_pause_begins_silent() -> None:
    async with in_recorded_talk((None, "on_demand"), keys=()) as (centre, _, call):
        centre.desk.carry_out(HoldCall(ANNA, call, is_held=True))
        await controls(centre, call, "start")
        assert recording_of(centre).is_paused
        [paused] = centre.of_type(RecordingPaused)
        assert (paused.why, paused.at_time) == ("hold", 0.0)


# -- whatever the moment

STORIES: dict[str, tuple[RecordingMode, tuple[Step, ...]]] = {
    "paused, resumed, ended": ("opt_in", ((2, asks("pause")), (2, asks("resume")), (2, ends))),
    "withdrawn": ("opt_in", ((2, asks("withdraw")), (2, ends))),
    "paused, held, withdrawn": (
        "opt_in",
        (
            (1, asks("pause")),
            (1, holds(is_held=True)),
            (1, asks("withdraw")),
            (1, holds(is_held=False)),
            (1, ends),
        ),
    ),
    "on demand, withdrawn": ("on_demand", ((2, asks("start")), (2, asks("withdraw")), (1, ends))),
    "on demand, paused, handed on": ("on_demand", ((1, asks("start")), (1, asks("pause")), (1, hands_on))),
    "withdrawn after the hand-over": (
        "opt_in",
        ((1, hands_on), (5, lambda centre, call: controls(centre, call, "withdraw", ZOFIA))),
    ),
    "statutory, paused": (
        "statutory",
        ((1, asks("pause")), (1, asks("withdraw")), (1, asks("resume")), (1, ends)),
    ),
}
LENGTH = 26.0


async def _story(centre: Centre, name: str, until: float = LENGTH) -> None:
    caller = centre.exchange.caller(dialled_number=ASKS)
    async with anyio.create_task_group() as party:

        async def hangs_up() -> None:
            await anyio.sleep(until)
            caller.far_end_hangs_up()

        async def acts() -> None:
            started = await centre.happens(ConversationStarted)
            await does(centre, started.call_id or "", STORIES[name][1])

        party.start_soon(presses, caller, *AGREES)
        party.start_soon(hangs_up)
        party.start_soon(acts)
        await centre.take(caller)
        party.cancel_scope.cancel()


@pytest.mark.parametrize("name", STORIES)
@in_virtual_time
async def test_a_hang_up_at_every_tenth_of_a_second_leaves_nothing_half_done(name: str) -> None:
    rule = (None, STORIES[name][0])

    async def undisturbed() -> None:
        async with a_recording_centre(rule) as centre:
            await _story(centre, name)

    tenths = {number / 10 for number in range(0, int(LENGTH * 10), SWEEP_STEP)}
    for moment in sorted(tenths | set(await moments_of(undisturbed(), until=LENGTH))):
        async with a_recording_centre(rule) as centre:
            await _story(centre, name, moment)
            assert {e.reason for e in centre.of_type(CallEnded)} <= {"caller_hung_up", "completed"}


@each_fault
@pytest.mark.parametrize("name", STORIES)
@in_virtual_time
async def test_each_command_fails_in_turn_and_nothing_is_left(name: str, error: type[Exception]) -> None:
    rule = (None, STORIES[name][0])
    await fail_each_command(error, lambda: a_recording_centre(rule), lambda centre: _story(centre, name))


@asynccontextmanager
async def _killed(name: str, moment: float) -> AsyncIterator[Centre]:
    """The application dies at this moment, is away for three seconds, and another one goes on."""
    async with anyio.create_task_group() as world:

        async def begin(centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
            centre.exchange.sound_time, centre.exchange.world = 1.0, world
            goes_by(centre, (None, STORIES[name][0]))
            centre.consultant(ANNA, FakePhone(talk_time=14))
            centre.consultant(ZOFIA, FakePhone(talk_time=6))
            caller = centre.exchange.caller(dialled_number=ASKS)

            async def acts() -> None:
                started = await centre.happens(ConversationStarted)
                await does(centre, started.call_id or "", STORIES[name][1])

            tasks.start_soon(acts)
            tasks.start_soon(presses, caller, *AGREES)
            tasks.start_soon(centre.take, caller)

        dead, facts, died = await killed_at(moment, begin, 3.0, QUICK)
        async with successor(dead, facts, died) as heir:
            heir.rules_of_recording.rules = dead.rules_of_recording.rules
            yield heir
        world.cancel_scope.cancel()


@pytest.mark.parametrize("name", STORIES)
@in_virtual_time
async def test_the_application_is_killed_at_every_moment_and_the_next_one_knows_what_was_asked_for(
    name: str,
) -> None:
    seen_paused = seen_withdrawn = seen_on = 0
    for tenth in range(30, int(LENGTH * 10) - 60, 3):
        async with _killed(name, tenth / 10) as heir:
            before = list(heir.events)
            withdrawn = [e for e in before if isinstance(e, RecordingWithdrawn)]
            began = [e.recording for e in before if isinstance(e, RecordingStarted)]
            over = {
                e.recording for e in before if isinstance(e, RecordingEnded | RecordingFailed | RecordingWithdrawn)
            }
            last = [e for e in before if isinstance(e, RecordingPaused | RecordingResumed)]
            talks_on = any(isinstance(e, ConversationStarted) for e in before) and not any(
                isinstance(e, ConversationEnded | CallTransferred) for e in before
            )
            with anyio.move_on_after(0.5):
                await heir.happens(CallEnded)
            talk = heir.services.talks.held_by(ANNA)
            if talks_on and talk is not None and began and began[-1] not in over:
                assert talk.recording.id == began[-1], "it stays one file"
                was_asked = bool(last) and isinstance(last[-1], RecordingPaused) and last[-1].why == "asked"
                assert talk.recording.is_pause_asked == was_asked
                seen_paused += was_asked
                seen_on += not was_asked
            if withdrawn:
                assert not [e for e in heir.events[len(before) :] if isinstance(e, RecordingStarted)]
                assert not heir.exchange.kept
                seen_withdrawn += 1
            if not heir.of_type(CallEnded):
                await heir.happens(CallEnded)
            await anyio.sleep(20)
            heir.exchange.recording.clear()
            check_recordings(heir)
    assert seen_on
    assert seen_paused or "paused" not in name
    assert seen_withdrawn or "withdrawn" not in name
