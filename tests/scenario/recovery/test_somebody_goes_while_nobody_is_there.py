"""With a guest in the conversation the application dies, and somebody hangs up before the next one is there."""

from collections.abc import Awaitable, Callable

import anyio
import pytest

from core.facts.event import Event
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.colleagues import ColleagueCame, ColleagueEnded, ColleagueMode
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.transfers import TransferEnded
from core.relay.commands import CallColleague
from tests.support.calls.application_killed import killed_at, successor
from tests.support.calls.browser_consultants import KOLNO, desks_beat, talks
from tests.support.calls.fake_centre import Centre, straight_to
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.three_parties import (
    ANNA,
    QUICK,
    SOON,
    ZOFIA,
    ZUS,
    Three,
    answers_and_waits,
    room,
)
from tests.support.timing.virtual_time import in_virtual_time

MODES: tuple[ColleagueMode, ...] = ("apart", "together", "aside")
KILLED = 8.0  # the guest has answered at 4 s


async def _after_a_kill(
    guest: str,
    mode: ColleagueMode,
    who_goes: str,
    then: Callable[[Three], Awaitable[None]],
    last: type[Event] | None = None,
) -> None:
    """`then` looks at it when the next application has taken over, and ends the call. `last`: nothing that was
    stated after that fact was written; the call is promised to the guest then."""
    async with anyio.create_task_group() as world:
        found: list[Three] = []

        async def begin(centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
            centre.exchange.world = world
            centre.consultant(ANNA, FakePhone(talk_time=300))
            centre.consultant(ZOFIA, FakePhone(talk_time=300))
            centre.transfers.replace([ZUS])
            centre.exchange.subscribers[ZUS.number] = answers_and_waits
            caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
            tasks.start_soon(centre.take, caller)
            tasks.start_soon(desks_beat, centre)
            call = await talks(centre)
            found.append(Three(centre, caller, call))
            target = ("", ZUS.id) if guest == "zus" else (guest, "")
            centre.desk.carry_out(CallColleague(ANNA, call, target[0], mode, target[1], last is not None))

        dead, facts, died = await killed_at(KILLED, begin, 3.0, QUICK)
        [it] = found
        leg = it.caller if who_goes == "caller" else it.leg(who_goes) if who_goes else None
        if leg is not None:
            leg.far_end_hangs_up()
        if last is not None:
            facts = facts[: next(n for n, fact in enumerate(facts) if isinstance(fact, last)) + 1]
        async with successor(dead, facts, died) as heir:
            await anyio.sleep(2)
            it.centre = heir
            await then(it)
            await anyio.sleep(60)
            heir.check_nothing_left()
            assert len(heir.of_type(ColleagueEnded)) == 1
            assert len(heir.of_type(ConversationStarted)) == len(heir.of_type(ConversationEnded))
            assert len(heir.of_type(CallEnded)) == 1
        world.cancel_scope.cancel()


def _expected(mode: ColleagueMode, guest: str) -> set[frozenset[str]]:
    match mode:
        case "apart":
            return {room("caller"), room(ANNA, guest)}
        case "together":
            return {room("caller", ANNA, guest)}
        case "aside":
            return {room("caller", ANNA), room(guest)}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("guest", [ZOFIA, "zus"])
@in_virtual_time
async def test_nobody_goes_and_everybody_is_where_they_were(guest: str, mode: ColleagueMode) -> None:
    if guest == "zus" and mode == "aside":
        return  # that is refused

    async def then(it: Three) -> None:
        assert it.rooms() == _expected(mode, guest)
        assert it.aside() == ((guest, ANNA) if mode == "aside" else None)
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", guest)}
        it.caller.far_end_hangs_up()

    await _after_a_kill(guest, mode, "", then)


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_the_consultant_goes_and_has_handed_the_call_over(mode: ColleagueMode) -> None:
    async def then(it: Three) -> None:
        assert it.rooms() == {room("caller", ZOFIA)}
        assert [one.agent for one in it.centre.of_type(ConversationStarted)] == [ANNA, ZOFIA]
        [ended], begun = it.centre.of_type(ConversationEnded), it.centre.of_type(ConversationStarted)[0]
        was_there = it.centre.exchange.ended[begun.leg] - (begun.ticks or 0)
        assert ended.talk_time == pytest.approx(was_there, abs=0.01)
        it.caller.far_end_hangs_up()
        await anyio.sleep(SOON)
        other = it.centre.of_type(ConversationEnded)[-1]
        talked = it.centre.exchange.ended[it.caller.id] - it.centre.exchange.ended[begun.leg]
        assert other.talk_time == pytest.approx(talked, abs=0.01), "the whole time since the consultant went"

    await _after_a_kill(ZOFIA, mode, ANNA, then)


@in_virtual_time
async def test_the_consultant_goes_and_has_handed_the_call_over_to_the_number_outside() -> None:
    async def then(it: Three) -> None:
        assert it.rooms() == {room("caller", "zus")}
        it.caller.far_end_hangs_up()
        await anyio.sleep(SOON)
        assert [one.outcome for one in it.centre.of_type(TransferEnded)] == ["connected"]

    await _after_a_kill("zus", "apart", ANNA, then)


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_the_guest_goes_and_the_two_talk_on(mode: ColleagueMode) -> None:
    async def then(it: Three) -> None:
        assert it.rooms() == {room("caller", ANNA)}
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["left"]
        it.caller.far_end_hangs_up()

    await _after_a_kill(ZOFIA, mode, ZOFIA, then)


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_the_caller_goes_and_nobody_is_left(mode: ColleagueMode) -> None:
    async def then(it: Three) -> None:
        assert not it.centre.exchange.open_channels
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["over"]

    await _after_a_kill(ZOFIA, mode, "caller", then)


@in_virtual_time
async def test_whoever_had_just_answered_to_a_promise_has_the_call() -> None:
    async def then(it: Three) -> None:
        assert it.rooms() == {room("caller", ZOFIA)}
        assert [one.agent for one in it.centre.of_type(ConversationStarted)] == [ANNA, ZOFIA]
        it.caller.far_end_hangs_up()

    await _after_a_kill(ZOFIA, "apart", "", then, last=ColleagueCame)
