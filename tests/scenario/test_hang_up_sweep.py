"""Hang up at every moment of a call, and let every command fail: nothing may be left, whatever the moment."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent, AgentState
from ari_app.calls.desk_commands import DeskCommand
from core.errors import TransitionRefused
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.relay.commands import DeskGone, DeskIs, EndConversation, HoldCall, TransferCall
from tests.support.calls.browser_consultants import desks_beat, has_page, talks
from tests.support.calls.extra_lines import LOGIC
from tests.support.calls.fake_centre import Centre, a_centre, answers, presses, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.calls.fake_telephony import Behaviour, FakePhone
from tests.support.timing.sweep import each_fault, fail_each_command, moments_of
from tests.support.timing.virtual_time import in_virtual_time

Keys = tuple[tuple[float, str], ...]

STORIES: dict[str, tuple[str, Keys, list[tuple[str, Behaviour]]]] = {
    "9510 verified, recorded, talks": (
        "9510",
        ((1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0"), (5, "1")),
        [("k20060-1", "answers")],
    ),
    "9510 wrong PIN, then right, waits for a consultant who does not answer": (
        "9510",
        ((1, ANNA + "#"), (2, "1111#"), (6, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0")),
        [("k20060-1", "rings_on"), ("k20000-1", "answers")],
    ),
    "9510 dropped at once, back to the head": (
        "9510",
        ((1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0"), (4, "1")),
        [("k20060-1", "answers_and_drops"), ("k20060-2", "answers")],
    ),
    "9510 telephone unregisters while it rings": (
        "9510",
        ((1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0")),
        [("k20060-1", "unregisters"), ("k20060-2", "declines")],
    ),
    "9510 without a card": ("9510", ((1, "*"), (12, "*"), (12, "1"), (8, "9")), []),
    "9524 postal code, talks": (
        "9524",
        ((6, "##1"), (2, "0"), (2, "18500"), (3, "1"), (8, "2")),
        [("k20060-1", "answers")],
    ),
    "9524 by menu": (
        "9524",
        ((6, "##2"), (2, "0"), (2, "*"), (3, "*"), (3, "2"), (3, "3")),
        [("k20060-1", "answers")],
    ),
    "7000 digits and a queue within sub-scenarios": (
        LOGIC,
        ((6, "123#"), (1, "#")),
        [("k20060-1", "answers")],
    ),
    "9524 nobody there": ("9524", ((6, "##3"), (2, "0"), (2, "15111"), (3, "1")), []),
}


async def _play(story: str, centre: Centre, prepare: Callable[[FakeChannel], None], until: float = 400) -> None:
    number, keys, consultants = STORIES[story]
    for agent_id, behaviour in consultants:
        centre.consultant(agent_id, FakePhone(behaviour=behaviour, talk_time=8))
    caller = centre.exchange.caller(dialled_number=number)
    prepare(caller)
    async with anyio.create_task_group() as party:

        async def hangs_up() -> None:
            await anyio.sleep(until)
            caller.far_end_hangs_up()

        party.start_soon(presses, caller, *keys)
        party.start_soon(hangs_up)
        await centre.take(caller)
        party.cancel_scope.cancel()


def _check_balance(centre: Centre) -> None:
    started = [e.recording for e in centre.of_type(RecordingStarted)]
    assert sorted(e.recording for e in centre.of_type(RecordingEnded)) == sorted(started)


def _check_nobody_is_blamed(centre: Centre, until: float) -> None:
    rung_in_vain = [
        a.id
        for a in centre.matchmaker.team.agents
        if a.state is AgentState.NO_ANSWER and centre.exchange.phones[a.id].behaviour == "answers"
    ]
    assert not rung_in_vain, f"blamed for the caller's hang-up at {until} s"


async def undisturbed(story: str) -> None:
    """The story, and the caller stays to its end."""
    async with a_centre() as centre:
        await _play(story, centre, lambda caller: None)
        centre.check_nothing_left()


@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_hang_up_at_every_moment(story: str) -> None:
    moments = await moments_of(undisturbed(story))
    assert 15 < moments[-1] < 200
    for moment in moments:
        async with a_centre() as centre:
            await _play(story, centre, lambda caller: None, until=moment)
            centre.check_nothing_left()
            _check_balance(centre)
            last = centre.of_type(CallEnded)[-1]
            assert last.reason in ("caller_hung_up", "completed"), f"{last.reason} at {moment} s"
            _check_nobody_is_blamed(centre, moment)


@each_fault
@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_each_command_fails_in_turn_and_nothing_is_left(story: str, error: type[Exception]) -> None:

    async def plays(centre: Centre) -> None:
        await _play(story, centre, lambda caller: None)
        centre.check_nothing_left()

    await fail_each_command(error, a_centre, plays)


# -- stories of waiting, with short times

KOLNO, WUP = "20060", "20000"
QUICK = QueuePolicy(
    wrap_up_time=0,
    whispers=False,
    announce_every=10,
    callback_after=5,
    callback_tries=2,
    callback_retry_time=30,
    ring_time=6,
    neighbours_after=None,
    everyone_after=None,
    activate_ratio=None,
    overflows_when_empty=False,
)
WITH = QUICK.model_copy
MANY = 1000.0
ANNAS_NUMBER = "600100200"
ORDERS = (("Q06", "1"), ("Q07", "1"))

DeskStep = Callable[[str], DeskCommand]
"""What is done at the desk, in this call."""

Waiting = Callable[[Centre, float], Awaitable[None]]
"""A story in which the one it is about hangs up after so many seconds on the line."""


async def _anna(centre: Centre, until: float, *replies: tuple[str, str]) -> None:
    caller = centre.exchange.caller(caller_number=ANNAS_NUMBER, dialled_number=straight_to(KOLNO))
    async with anyio.create_task_group() as party:
        party.start_soon(answers, caller, *replies)
        await centre.visit(caller, patience=until)
        party.cancel_scope.cancel()


def _is_rung(centre: Centre, until: float, key: str = "1") -> None:
    """Anna answers when she is rung, presses the key, and hangs up after so many seconds: the first time only."""
    patience = [until]

    async def person(leg: FakeChannel) -> None:
        async with anyio.create_task_group() as both:
            both.start_soon(answers, leg, ("E02", key))
            await anyio.sleep(patience.pop() if patience else MANY)
            leg.far_end_hangs_up()
            both.cancel_scope.cancel()

    centre.exchange.subscribers[ANNAS_NUMBER] = person


async def _ready_after(centre: Centre, seconds: float, agent_id: str = "k20060-1") -> None:
    await anyio.sleep(seconds)
    centre.matchmaker.wish(agent_id, AgentEvent.READY)


async def orders_a_call_back(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=5), is_ready=False)
    _is_rung(centre, MANY)
    async with anyio.create_task_group() as party:
        party.start_soon(_ready_after, centre, 14.7)  # she still listens to the confirmation
        await _anna(centre, until, *ORDERS)


async def is_rung_back(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=5), is_ready=False)
    await _anna(centre, MANY, *ORDERS)
    _is_rung(centre, until)
    await _ready_after(centre, 1.0)


async def is_rung_back_and_waits(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(behaviour="rings_on"), is_ready=False)
    centre.consultant("k20060-2", FakePhone(talk_time=5), is_ready=False)
    await _anna(centre, MANY, *ORDERS)
    _is_rung(centre, until)
    async with anyio.create_task_group() as party:
        party.start_soon(_ready_after, centre, 1.0)
        party.start_soon(_ready_after, centre, 25.0, "k20060-2")


async def is_rung_back_and_dropped(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(behaviour="answers_and_drops"), is_ready=False)
    await _anna(centre, MANY, *ORDERS)
    _is_rung(centre, until)
    await _ready_after(centre, 1.0)
    centre.consultant("k20060-2", FakePhone(talk_time=5))


async def orders_where_the_queue_is_full(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=5), is_ready=False)
    _is_rung(centre, MANY)
    jan = centre.exchange.caller(caller_number="600100201", dialled_number=straight_to(KOLNO))
    async with anyio.create_task_group() as party:
        party.start_soon(centre.take, jan)
        await anyio.sleep(0.5)
        await _anna(centre, until, ("Q11", "1"), ("Q07", "1"))
        jan.far_end_hangs_up()
    await _ready_after(centre, 1.0)


async def prefers_the_own_office(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=12), queues=frozenset({WUP}))
    centre.consultant("k20620-1", FakePhone(answer_time=5))
    other = centre.exchange.caller(caller_number="600100777", dialled_number=straight_to(WUP))
    async with anyio.create_task_group() as party:
        party.start_soon(centre.take, other)
        await anyio.sleep(0.5)
        await _anna(centre, until, ("Q27", "9"))
        other.far_end_hangs_up()


async def holds_after_a_whisper(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=9))
    async with anyio.create_task_group() as party:

        async def holds() -> None:
            await centre.happens(ConversationStarted)
            for is_held in (True, False, True):
                await anyio.sleep(2)
                centre.exchange.leg_of("k20060-1").holds(is_held=is_held)

        async def visits() -> None:
            await _anna(centre, until)
            party.cancel_scope.cancel()

        party.start_soon(holds)
        party.start_soon(visits)


async def loses_the_consultant_in_the_whisper(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(behaviour="answers_and_drops"))
    await anyio.sleep(0.1)
    centre.consultant("k20060-2", FakePhone(talk_time=5))
    await _anna(centre, until)


async def the_consultant_is_deleted(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(behaviour="rings_on"))
    async with anyio.create_task_group() as party:

        async def is_deleted() -> None:
            await anyio.sleep(2)
            centre.consultant("k20060-2", FakePhone(talk_time=5))
            centre.dismisses("k20060-1")

        party.start_soon(is_deleted)
        await _anna(centre, until)


async def _at_the_desk(centre: Centre, *steps: tuple[float, DeskStep]) -> None:
    """When the first conversation has begun, wait so many seconds before each of these steps, while it goes on."""
    call = await talks(centre)
    for pause, step in steps:
        await anyio.sleep(pause)
        try:
            centre.desk.carry_out(step(call))
        except TransitionRefused:
            return  # the caller has hung up


async def _with_a_desk(centre: Centre, until: float, *steps: tuple[float, DeskStep]) -> None:
    async with anyio.create_task_group() as party:
        party.start_soon(partial(_at_the_desk, centre, *steps))
        party.start_soon(desks_beat, centre)
        await _anna(centre, until)
        party.cancel_scope.cancel()


HOLDS: DeskStep = lambda call: HoldCall("k20060-1", call, is_held=True)  # noqa: E731
GOES_ON: DeskStep = lambda call: HoldCall("k20060-1", call, is_held=False)  # noqa: E731
HANDS_ON: DeskStep = lambda call: TransferCall("k20060-1", call, "20620")  # noqa: E731
ENDS: DeskStep = lambda call: EndConversation("k20060-1", call)  # noqa: E731
CLOSES: DeskStep = lambda call: DeskGone("k20060-1", "page-1")  # noqa: E731
COMES_BACK: DeskStep = lambda call: DeskIs("k20060-1", "page-1", "browser")  # noqa: E731
RELOADS: DeskStep = lambda call: DeskIs("k20060-1", "page-2", "browser")  # noqa: E731


async def is_held_at_the_desk(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=30))
    await _with_a_desk(centre, until, (3, HOLDS), (3, GOES_ON), (3, HOLDS), (1, ENDS))


async def is_handed_on(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=30))
    centre.consultant("k20620-1", FakePhone(talk_time=5))
    await _with_a_desk(centre, until, (3, HOLDS), (1, HANDS_ON))


async def loses_the_page_and_goes_on(centre: Centre, until: float) -> None:
    has_page(centre, "k20060-1", FakePhone(talk_time=30))
    await _with_a_desk(centre, until, (3, CLOSES), (3, COMES_BACK), (2, RELOADS), (6, ENDS))


async def loses_the_page_for_good(centre: Centre, until: float) -> None:
    has_page(centre, "k20060-1", FakePhone(talk_time=60))
    await anyio.sleep(0.1)
    centre.consultant("k20060-2", FakePhone(talk_time=5))
    await _with_a_desk(centre, until, (3, CLOSES))


async def redials(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=5), is_ready=False)
    await _anna(centre, until)
    async with anyio.create_task_group() as party:
        party.start_soon(_ready_after, centre, 2.0)
        await _anna(centre, MANY)


WHISPERS = WITH(update={"whispers": True})
NEIGHBOURS = WITH(update={"neighbours": ("20620",), "neighbours_after": 3.0})
WAITING: dict[Waiting, tuple[QueuePolicy, float]] = {  # the rules, and how long the one it is about is on the line
    orders_a_call_back: (QUICK, 17),
    is_rung_back: (QUICK, 9),
    is_rung_back_and_waits: (QUICK, 30),
    is_rung_back_and_dropped: (QUICK, 12),
    orders_where_the_queue_is_full: (WITH(update={"capacity": 1}), 6),
    prefers_the_own_office: (NEIGHBOURS, 30),
    holds_after_a_whisper: (WHISPERS, 13),
    loses_the_consultant_in_the_whisper: (WHISPERS, 12),
    the_consultant_is_deleted: (WHISPERS, 15),
    redials: (QUICK, 12),
    is_held_at_the_desk: (QUICK, 15),
    is_handed_on: (QUICK, 18),
    loses_the_page_and_goes_on: (QUICK, 22),
    loses_the_page_for_good: (QUICK, 46),
}


@asynccontextmanager
async def _quick(rules: QueuePolicy) -> AsyncIterator[Centre]:
    async with a_centre(QUICK, {KOLNO: rules}) as centre:
        centre.exchange.sound_time = 1.0
        yield centre


@pytest.mark.parametrize("story", WAITING)
@in_virtual_time
async def test_hang_up_at_every_moment_of_waiting(story: Waiting) -> None:
    rules, length = WAITING[story]
    seen = set[str]()

    async def undisturbed() -> None:
        async with _quick(rules) as centre:
            await story(centre, length)

    for moment in await moments_of(undisturbed(), until=length):
        async with _quick(rules) as centre:
            await story(centre, moment)
            _check_nobody_is_blamed(centre, moment)
            await centre.callbacks_are_over()
            centre.check_nothing_left()
            seen.add(centre.of_type(ConversationEnded)[-1].ended_by if centre.of_type(ConversationEnded) else "")
            assert {e.reason for e in centre.of_type(CallEnded)} <= {"caller_hung_up", "completed"}
    assert "agent" in seen, "the sweep is too short: nobody ever reached the end of the story"


@each_fault
@pytest.mark.parametrize("story", WAITING)
@in_virtual_time
async def test_each_command_of_waiting_fails_in_turn_and_nothing_is_left(
    story: Waiting, error: type[Exception]
) -> None:

    async def plays(centre: Centre) -> None:
        await story(centre, 60.0)
        await centre.callbacks_are_over()
        centre.check_nothing_left()

    await fail_each_command(error, lambda: _quick(WAITING[story][0]), plays)
