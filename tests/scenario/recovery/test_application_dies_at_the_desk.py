"""The application is killed at every moment of hold, handing on and lost pages, and another one takes over."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from ari_app.calls.desk_commands import DeskCommand
from core.errors import TransitionRefused
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueCame, ColleagueEnded
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
)
from core.facts.kinds.transfers import TransferEnded, TransferStarted
from core.facts.kinds.waiting import QueueEntered
from core.relay.commands import (
    CallColleague,
    DeskGone,
    DeskIs,
    DesksBeat,
    DismissColleague,
    EndConversation,
    HandOver,
    HoldCall,
    MoveColleague,
    TransferCall,
)
from tests.support.calls.application_killed import killed_at, successor
from tests.support.calls.browser_consultants import KOLNO, LOMZA, PAGE, desks_beat, has_page
from tests.support.calls.fake_centre import Centre, a_centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.three_parties import ANNA, ZOFIA, ZUS
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

RULES = QueuePolicy(
    wrap_up_time=5, whispers=False, ring_time=6, neighbours_after=None, everyone_after=None, activate_ratio=None
)
LONGEST = 300.0
AWAY = 3.0

Step = tuple[float, Callable[[str], DeskCommand]]


@dataclass
class WebService:
    """Sends what is done at the desk to the application that lives, and tells a new one of the pages."""

    centre: Centre | None = None
    page: DeskIs | None = None
    news: anyio.Event = field(default_factory=anyio.Event)

    def serves(self, centre: Centre | None) -> None:
        self.centre = centre
        if centre is not None and self.page is not None:
            centre.desk.carry_out(DesksBeat())
            centre.desk.carry_out(self.page)
        self.news.set()
        self.news = anyio.Event()

    async def does(self, *steps: Step) -> None:
        """From the first conversation on; what is asked while no application is there is asked again."""
        call = await self._first_conversation()
        for pause, step in steps:
            await anyio.sleep(pause)
            command = step(call)
            if isinstance(command, DeskIs):
                self.page = command
            if isinstance(command, DeskGone):
                self.page = None
            while self.centre is None:
                await self.news.wait()
            try:
                self.centre.desk.carry_out(command)
            except TransitionRefused:
                return

    async def _first_conversation(self) -> str:
        while True:
            while self.centre is None:
                await self.news.wait()
            for event in self.centre.events:
                if isinstance(event, ConversationStarted):
                    return event.call_id or ""
            await anyio.sleep(0.25)


def hold(is_held: bool) -> Callable[[str], DeskCommand]:
    return lambda call: HoldCall(ANNA, call, is_held=is_held)


STORIES: dict[str, tuple[bool, tuple[Step, ...]]] = {
    "held twice": (
        False,
        ((2, hold(True)), (3, hold(False)), (3, hold(True)), (2, lambda call: EndConversation(ANNA, call))),
    ),
    "held and handed on": (False, ((2, hold(True)), (2, lambda call: TransferCall(ANNA, call, LOMZA)))),
    "a colleague called in and given the call": (
        False,
        (
            (2, lambda call: CallColleague(ANNA, call, ZOFIA, "apart")),
            (2.5, lambda call: MoveColleague(ANNA, call, "together")),
            (0.5, lambda call: HandOver(ANNA, call)),
        ),
    ),
    "a colleague asked in every mode": (
        False,
        (
            (2, lambda call: CallColleague(ANNA, call, ZOFIA, "together")),
            (2.5, lambda call: MoveColleague(ANNA, call, "aside")),
            (0.5, hold(True)),
            (0.5, hold(False)),
            (0.5, lambda call: MoveColleague(ANNA, call, "apart")),
            (0.5, lambda call: MoveColleague(ANNA, call, "aside")),
            (0.5, lambda call: DismissColleague(ANNA, call)),
            (0.5, lambda call: EndConversation(ANNA, call)),
        ),
    ),
    "a call promised to a colleague": (
        False,
        ((2, lambda call: CallColleague(ANNA, call, ZOFIA, "apart", hands_over=True)),),
    ),
    "a call left to a colleague who rings": (
        False,
        (
            (2, lambda call: CallColleague(ANNA, call, ZOFIA, "apart", hands_over=True)),
            (0.5, lambda call: EndConversation(ANNA, call)),
        ),
    ),
    "a number outside asked and given the call": (
        False,
        (
            (2, lambda call: CallColleague(ANNA, call, "", "apart", ZUS.id)),
            (2.5, lambda call: MoveColleague(ANNA, call, "together")),
            (0.5, lambda call: HandOver(ANNA, call)),
        ),
    ),
    "a call left to a number outside": (
        False,
        (
            (2, lambda call: CallColleague(ANNA, call, "", "apart", ZUS.id, hands_over=True)),
            (0.5, lambda call: EndConversation(ANNA, call)),
        ),
    ),
    "page lost and back": (
        True,
        (
            (3, lambda call: DeskGone(ANNA, PAGE)),
            (3, lambda call: DeskIs(ANNA, PAGE, "browser")),
            (3, lambda call: EndConversation(ANNA, call)),
        ),
    ),
    "page loaded anew": (
        True,
        ((3, lambda call: DeskIs(ANNA, "page-2", "browser")), (9, lambda call: EndConversation(ANNA, call))),
    ),
    "page lost for good": (True, ((3, lambda call: DeskGone(ANNA, PAGE)),)),
}


async def talks_for_a_while(leg: FakeChannel) -> None:
    """Somebody outside."""
    await anyio.sleep(15)
    leg.far_end_hangs_up()


async def _begin(centre: Centre, story: str, web: WebService) -> None:
    if STORIES[story][0]:
        has_page(centre, ANNA, FakePhone(talk_time=60))
        web.page = DeskIs(ANNA, PAGE, "browser")
    else:
        centre.consultant(ANNA, FakePhone(talk_time=60))
    centre.consultant("k20060-2", FakePhone(talk_time=5), is_ready="for good" in story)
    centre.consultant(ZOFIA, FakePhone(talk_time=15 if "colleague" in story else 5))
    centre.transfers.replace([ZUS])
    centre.exchange.subscribers[ZUS.number] = talks_for_a_while
    web.serves(centre)


async def undisturbed(story: str) -> None:
    web = WebService()
    async with a_centre(RULES) as centre, anyio.create_task_group() as party:
        await _begin(centre, story, web)
        party.start_soon(web.does, *STORIES[story][1])
        party.start_soon(desks_beat, centre)
        await centre.take(centre.exchange.caller(dialled_number=straight_to(KOLNO)))
        party.cancel_scope.cancel()


@asynccontextmanager
async def killed(story: str, moment: float) -> AsyncIterator[Centre]:
    web = WebService()
    async with anyio.create_task_group() as world:

        async def begin(centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
            centre.exchange.world = world
            await _begin(centre, story, web)
            tasks.start_soon(desks_beat, centre)
            world.start_soon(web.does, *STORIES[story][1])
            tasks.start_soon(centre.take, centre.exchange.caller(dialled_number=straight_to(KOLNO)))

        async def is_away(centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
            await begin(centre, tasks)

            async def stops() -> None:
                await anyio.sleep(moment)
                web.serves(None)

            world.start_soon(stops)

        dead, facts, died = await killed_at(moment, is_away, AWAY, RULES)
        async with successor(dead, facts, died) as heir, anyio.create_task_group() as party:
            party.start_soon(desks_beat, heir)
            heir.transfers.replace([ZUS])
            await anyio.sleep(1)
            web.serves(heir)
            yield heir
            party.cancel_scope.cancel()
        world.cancel_scope.cancel()


@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_killed_at_every_moment_the_call_comes_to_its_end(story: str) -> None:
    had_ended = False
    for moment in await moments_of(undisturbed(story)):
        async with killed(story, moment) as heir:
            had_ended = bool(heir.of_type(CallEnded))
            if not had_ended:
                with anyio.fail_after(LONGEST):
                    await heir.happens(CallEnded)
            await anyio.sleep(90)
            heir.check_nothing_left()
            assert heir.of_type(CallEnded)[0].reason == "completed", f"at {moment} s"
            assert len(heir.of_type(ConversationEnded)) == len(heir.of_type(ConversationStarted)), f"at {moment} s"
            assert len(heir.of_type(CallStarted)) == 1
            _check(story, heir, moment)
    assert had_ended


def _check(story: str, heir: Centre, moment: float) -> None:
    when = f"at {moment} s"
    talked = [e.agent for e in heir.of_type(ConversationEnded)]
    if story == "held and handed on":
        [handed_on] = heir.of_type(CallTransferred)
        assert handed_on.to_office == LOMZA
        assert talked == [ANNA, ZOFIA], when
        assert [e.queue for e in heir.of_type(QueueEntered)] == [KOLNO, LOMZA], when
        _, second = heir.of_type(QueueEntered)
        assert second.resumed_time > 0, when
    elif "colleague" in story or "outside" in story:
        _check_guest(story, heir, talked, when)
    elif story == "page lost for good":
        assert talked[0] == ANNA, when
        assert len(talked) == 2, when
    else:
        assert talked == [ANNA], when
        assert len(heir.of_type(PageLost)) == len(heir.of_type(PageBack)), when


def _check_guest(story: str, heir: Centre, talked: list[str], when: str) -> None:
    """Whoever had answered stays, whatever died; whoever was only rung is rung no more, and nobody is lost."""
    ended = heir.of_type(ColleagueEnded)
    assert len(ended) == len(heir.of_type(ColleagueCalled)), when
    assert len(heir.of_type(TransferStarted)) == len(heir.of_type(TransferEnded)), when
    has_come = bool(heir.of_type(ColleagueCame))
    if "asked in every mode" in story:
        assert talked == [ANNA], when
        if has_come:
            assert [one.why for one in ended] == ["back"], when
            assert sum((ended[0].apart_time, ended[0].together_time, ended[0].aside_time)) > 0
    elif has_come and "outside" in story:
        assert talked == [ANNA], when
        assert [one.outcome for one in heir.of_type(TransferEnded)] == ["connected"], when
    elif has_come:
        assert talked == [ANNA, ZOFIA], when
        assert not heir.of_type(CallerRequeued), when
    elif "left" in story:
        # Nobody rings any more: the caller waits again, and is served by whoever is there.
        assert [one.why for one in heir.of_type(CallerRequeued)] == ["colleague"] * (len(talked) > 1), when
    else:
        assert talked == [ANNA], when
