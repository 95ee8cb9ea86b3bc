"""People of the call-back stories: who orders, and what those do who are rung."""

from collections.abc import Callable, Coroutine

import anyio

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent
from core.call import Call
from core.facts.event import Event
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackTried
from tests.support.calls.fake_centre import Centre, answers, straight_to
from tests.support.calls.fake_channel import FakeChannel

KOLNO = "20060"
ANNA, JAN, ANNAS_OTHER = "600100200", "600100201", "600100299"
RULES = QueuePolicy(whispers=False, wrap_up_time=0, callback_retry_time=60)

OWN_NUMBER = (("Q06", "1"), ("Q07", "1"))

Person = Callable[[FakeChannel], Coroutine[None, None, None]]


async def confirms(leg: FakeChannel) -> None:
    await answers(leg, ("E02", "1"))


async def says_nothing(leg: FakeChannel) -> None:
    await leg.gone()


async def declines(leg: FakeChannel) -> None:
    await answers(leg, ("E02", "2"))


async def hangs_up(leg: FakeChannel) -> None:
    await leg.hears("E02")
    leg.far_end_hangs_up()


def rings_in(centre: Centre, number: str = ANNA) -> FakeChannel:
    return centre.exchange.caller(caller_number=number, dialled_number=straight_to(KOLNO))


async def visit(
    centre: Centre, *replies: tuple[str, str], number: str = ANNA, patience: float = 1000
) -> tuple[FakeChannel, Call]:
    """A caller who waits for Kolno and answers what is asked."""
    caller = rings_in(centre, number)
    async with anyio.create_task_group() as party:
        party.start_soon(answers, caller, *replies)
        call = await centre.visit(caller, patience=patience)
        party.cancel_scope.cancel()
    return caller, call


async def annas_order(centre: Centre) -> CallbackOrdered:
    """Anna has ordered and hung up, and nobody is there to ring her yet."""
    await visit(centre, *OWN_NUMBER)
    return centre.of_type(CallbackOrdered)[0]


def is_ready(centre: Centre, agent_id: str = "k20060-1") -> None:
    centre.matchmaker.wish(agent_id, AgentEvent.READY)


async def second_comes(centre: Centre, after: type[Event], pause: float) -> None:
    """The second consultant of the office is ready `pause` seconds after that has happened."""
    await centre.happens(after)
    await anyio.sleep(pause)
    is_ready(centre, "k20060-2")


def deactivate(centre: Centre, office: str = KOLNO) -> None:
    """The office takes no callers any more."""
    there = centre.matchmaker.queues.offices
    centre.matchmaker.set_offices({code: each for code, each in there.items() if code != office})


def trials(centre: Centre) -> list[str]:
    return [e.outcome for e in centre.of_type(CallbackTried)]


def ends(centre: Centre) -> list[str]:
    return [e.outcome for e in centre.of_type(CallbackEnded)]
