"""The application is killed, and another one takes up what it left: on the fake exchange, in virtual time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent import Agent
from acd.live.team_history import Noted, PastChange, past_changes
from acd.waiting.callbacks import CallbackOrder
from ari_app.calls.unfinished_call import UnfinishedCall, unfinished_call
from ari_app.recovery.prior_state import PriorState
from ari_app.recovery.recovery import Recovery
from ari_app.telephony.exchange import ARRIVAL_MARGIN
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.offers import OfferMade
from tests.support.calls.extra_lines import versions
from tests.support.calls.fake_centre import Centre, _entries
from tests.support.calls.fake_channel import FakeChannel


def calls_of(facts: list[AnyEvent], *, is_over: bool = False) -> list[UnfinishedCall]:
    """Each call where it was left."""
    found = (unfinished_call(of_one, is_over=is_over) for of_one in _by_call(facts).values())
    return [call for call in found if call is not None]


def _by_call(facts: list[AnyEvent]) -> dict[str, list[AnyEvent]]:
    by_call: dict[str, list[AnyEvent]] = {}
    for fact in facts:
        if fact.call_id:
            by_call.setdefault(fact.call_id, []).append(fact)
    return by_call


def history_of(facts: list[AnyEvent]) -> list[PastChange]:
    """What the consultants did."""
    notes = []
    for fact in facts:
        if isinstance(fact, AgentStateChanged):
            notes.append(
                Noted(fact.agent, fact.ticks or 0, fact.event, fact.old, fact.new, fact.pause_reason, fact.call_id)
            )
        elif isinstance(fact, OfferMade):
            notes.append(Noted(fact.agent, fact.ticks or 0, None, queue=fact.queue))
    return past_changes(notes)[0]


def orders_of(facts: list[AnyEvent]) -> list[CallbackOrder]:
    """Call-backs that are not done with."""
    ended = {fact.callback for fact in facts if isinstance(fact, CallbackEnded)}
    tried = [fact.callback for fact in facts if isinstance(fact, CallbackTried)]
    put_off = {fact.callback: fact.not_before for fact in facts if isinstance(fact, CallbackPutOff)}
    dialled = {fact.call_id: fact.dialled_number for fact in facts if isinstance(fact, CallStarted)}
    return [
        CallbackOrder(
            id=fact.callback,
            call_id=fact.call_id or "",
            office=fact.queue,
            topic=fact.topic,
            number=fact.callback_number,
            language=fact.language,
            dialled_number=dialled.get(fact.call_id, ""),
            due_at=fact.due_at,
            client_id=fact.client_id,
            attempts=tried.count(fact.callback),
            not_before=put_off.get(fact.callback, fact.not_before),
            cause=fact.cause,
            agent=fact.agent,
        )
        for fact in facts
        if isinstance(fact, CallbackOrdered) and fact.callback not in ended
    ]


def prior_state_of(facts: list[AnyEvent], last_alive: float) -> PriorState:
    """What `ari_app.recovery.prior_state` would read from the database."""
    calls = calls_of(facts)
    over = [call for call in calls_of(facts, is_over=True) if call.may_come_back]
    return PriorState(
        calls=sorted(calls, key=lambda call: call.began),
        scenarios={(entry.scenario.name, entry.scenario.version): entry.scenario for entry in _entries().values()}
        | versions(),
        history=history_of(facts),
        cut_off=over,
        orders=orders_of(facts),
        last_alive=last_alive,
    )


def _ends(centre: Centre) -> dict[str, float]:
    """As Asterisk's file holds them."""
    shift = centre.clock.now().timestamp() - centre.clock.monotonic()
    return {channel: at + shift for channel, at in centre.exchange.ended.items()}


@asynccontextmanager
async def successor(
    dead: Centre, facts: list[AnyEvent], died: float, *, leaves: FakeChannel | None = None
) -> AsyncIterator[Centre]:
    """The next application on the same exchange; it knows `facts` and what the exchange shows. `leaves`: hangs up
    in the moment in which the exchange is looked at, and is in nobody's hands there."""
    async with anyio.create_task_group() as tasks:
        heir = Centre(tasks, policies=dead.rules, exchange=dead.exchange, hours=dead.hours)
        heir.clock._start, heir.clock._zero = dead.clock._start, dead.clock._zero
        heir.verifier = dead.verifier
        heir.tables.confirmed = dead.tables.confirmed
        heir.events.extend(facts)
        for agent in dead.matchmaker.team.agents:
            heir.employs(agent.id, agent.queues)
            if agent.id in heir.exchange.phones:
                heir.watches_telephone(agent.id)
        prior = prior_state_of(facts, died)
        talking = {call.talking.agent for call in prior.calls if call.talking is not None}
        dismissed = [Agent(a.id, a.display_name, a.office, is_leaving=True) for a in dead.dismissed]

        async def open_facts() -> list[list[AnyEvent]]:
            ended = {fact.call_id for fact in heir.of_type(CallEnded)}
            return [of_one for call_id, of_one in _by_call(heir.events).items() if call_id not in ended]

        recovery = Recovery(
            replace(prior, leaving=[agent for agent in dismissed if agent.id in talking]),
            heir.exchange,
            heir.services,
            heir.calling_back,
            heir.colleagues,
            tasks,
            ends=lambda: _ends(heir),
            open_facts=open_facts,
        )
        there = heir.exchange.found()
        if leaves is not None:
            there.channels[leaves.id] = replace(there.channels[leaves.id], is_in_app=False)
            leaves.far_end_hangs_up()

        async def look_at_telephones() -> None:
            registered = set(heir.exchange.phones) - set(heir.exchange.unregistered)
            heir.desks.telephones_are(registered, set())

        await recovery.take_over(there, look_at_telephones)
        known = {fact.channel_id for fact in facts if isinstance(fact, CallStarted)}
        for channel in there.channels.values():  # as `Exchange.welcome` does
            if channel.arguments[0] == "call" and channel.id not in known:
                tasks.start_soon(heir.take, heir.exchange.open_channels[channel.id].taken_up())

        async def clear() -> None:
            await anyio.sleep(ARRIVAL_MARGIN)
            heir.exchange.destroy_unserved_bridges()

        tasks.start_soon(clear)
        yield heir
        tasks.cancel_scope.cancel()


async def killed_at(
    moment: float,
    begin: Callable[[Centre, anyio.abc.TaskGroup], Awaitable[None]],
    away: float,
    policy: QueuePolicy | None = None,
) -> tuple[Centre, list[AnyEvent], float]:
    """A centre in which `begin` was started, killed after `moment` seconds and away for `away` seconds more."""
    async with anyio.create_task_group() as tasks:
        centre = Centre(tasks, policy)
        await begin(centre, tasks)
        await anyio.sleep(moment)
        facts, died = list(centre.events), centre.clock.monotonic()
        centre.exchange.application_dies()
        tasks.cancel_scope.cancel()
    rest = died + away - centre.clock.monotonic()
    await anyio.sleep(max(0.0, rest))
    return centre, facts, died


@asynccontextmanager
async def taken_over(
    moment: float,
    begin: Callable[[Centre, anyio.abc.TaskGroup, anyio.abc.TaskGroup], Awaitable[None]],
    away: float = 3.0,
    policy: QueuePolicy | None = None,
    *,
    meanwhile: Callable[[], FakeChannel | None] = lambda: None,
) -> AsyncIterator[Centre]:
    """The next application after one that was killed: see `killed_at`. `begin` is given the tasks of callers and
    telephones, too, which outlive an application. `meanwhile` happens while none is there, and names who `leaves`
    in the moment of the return (`successor`)."""
    async with anyio.create_task_group() as world:

        async def begins(centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
            centre.exchange.world = world
            await begin(centre, tasks, world)

        dead, facts, died = await killed_at(moment, begins, away, policy)
        async with successor(dead, facts, died, leaves=meanwhile()) as heir:
            yield heir
        world.cancel_scope.cancel()


async def call_ends(heir: Centre, within: float = 200.0) -> None:
    """Return when a call has ended, or had before."""
    if not heir.of_type(CallEnded):
        with anyio.fail_after(within):
            await heir.happens(CallEnded)
