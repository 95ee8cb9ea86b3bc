"""A caller, the consultant and a third one, on the fakes: who is together with whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentState
from ari_app.calls.desk_commands import DeskCommand
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueEnded, ColleagueMode
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.transfers import TransferEnded, TransferStarted
from core.metrics.agent_time import spells_of
from core.metrics.call_figures import fold
from core.metrics.contributions import HANDLING_STATES, agent_contributions, of_agent
from core.metrics.sums import Sums
from core.relay.commands import CallColleague
from ivr.outside.transfer_targets import TransferTarget
from tests.support.calls.browser_consultants import KOLNO, desks_beat, talks
from tests.support.calls.fake_centre import Centre, a_centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone

ANNA, ZOFIA = "k20060-1", "k20620-1"
QUICK = QueuePolicy(
    wrap_up_time=10, whispers=False, ring_time=6, neighbours_after=None, everyone_after=None, activate_ratio=None
)
ZUS = TransferTarget("zus-kolno", "ZUS w Kolnie", "225601601", frozenset({straight_to(KOLNO)}))
SOON = 0.3  # seconds
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)  # before everything


def room(*names: str) -> frozenset[str]:
    return frozenset(names)


class Three:
    """A caller of Kolno talks with Anna; Zofia of another office is ready, and ZUS answers its telephone."""

    def __init__(self, centre: Centre, caller: FakeChannel, call: str) -> None:
        self.centre = centre
        self.caller = caller
        self.call = call

    async def calls(self, mode: ColleagueMode = "apart", *, hands_over: bool = False) -> None:
        """Anna calls Zofia, who answers after two seconds."""
        self.centre.desk.carry_out(CallColleague(ANNA, self.call, ZOFIA, mode, hands_over=hands_over))
        await anyio.sleep(2 + SOON)

    async def calls_outside(self, mode: ColleagueMode = "apart", *, hands_over: bool = False) -> None:
        """Anna calls ZUS, which answers after two seconds."""
        self.centre.desk.carry_out(CallColleague(ANNA, self.call, "", mode, ZUS.id, hands_over))
        await anyio.sleep(2 + SOON)

    async def asks(self, command: DeskCommand) -> None:
        self.centre.desk.carry_out(command)
        await anyio.sleep(SOON)

    def leg(self, who: str) -> FakeChannel | None:
        return self.centre.exchange.find_leg_of(ZUS.number if who == "zus" else who)

    def _names(self) -> dict[str, str]:
        names = {self.caller.id: "caller"}
        for who in (ANNA, ZOFIA, "zus"):
            if (leg := self.leg(who)) is not None:
                names[leg.id] = who
        return names

    def aside(self) -> tuple[str, str] | None:
        """Who hears whom aside, and is heard by that one alone."""
        names, ears = self._names(), self.centre.exchange.ears
        assert {ear_for for _, ear_for in ears.values()} <= {"whispering"}
        found = [(names.get(listener, "nobody"), names.get(of, "nobody")) for listener, (of, _) in ears.items()]
        assert len(found) <= 1
        return found[0] if found else None

    def rooms(self) -> set[frozenset[str]]:
        """Who hears whom on a bridge, by name; a caller alone hears music, and nobody is on two."""
        names = self._names()
        bridges = self.centre.exchange.open_bridges.values()
        members = [one for bridge in bridges for one in bridge.hear_each_other]
        assert len(members) == len(set(members)), "somebody is on two bridges"
        found = set()
        for bridge in bridges:
            heard = frozenset(names.get(one, "nobody") for one in bridge.hear_each_other)
            assert bridge.has_music == (heard == {"caller"})
            found.add(heard)
        return found

    def state(self, agent: str) -> AgentState:
        return self.centre.matchmaker.team.agent(agent).state


async def answers_and_waits(leg: FakeChannel) -> None:
    """Somebody outside, who stays until the other one hangs up."""
    await leg.gone()


@asynccontextmanager
async def three(
    zofia: FakePhone | None = None, anna: FakePhone | None = None, *, is_zus_there: bool = True
) -> AsyncIterator[Three]:
    """Afterwards nothing is left, and whatever began has one end."""
    async with a_centre(QUICK) as centre:
        centre.consultant(ANNA, anna or FakePhone(talk_time=300))
        centre.consultant(ZOFIA, zofia or FakePhone(talk_time=300))
        centre.transfers.replace([ZUS])
        if is_zus_there:
            centre.exchange.subscribers[ZUS.number] = answers_and_waits
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, caller)
            party.start_soon(desks_beat, centre)
            call = await talks(centre)
            await anyio.sleep(5)
            yield Three(centre, caller, call)
            caller.far_end_hangs_up()
            await anyio.sleep(60)
            party.cancel_scope.cancel()
        centre.check_nothing_left()
        called, ended = centre.of_type(ColleagueCalled), centre.of_type(ColleagueEnded)
        assert len(called) == len(ended), "a guest has no one end"
        assert len(centre.of_type(TransferStarted)) == len(centre.of_type(TransferEnded))
        _check_everybody_counts(centre)


def _check_everybody_counts(centre: Centre) -> None:
    """Whoever took part has the time of that, wrap-up included, in figures and in what calls are shared out by."""
    changes = centre.of_type(AgentStateChanged)
    call = fold(centre.events)
    end = max(fact.at for fact in changes if fact.at)
    own: dict[str, Sums] = {}
    for key, sums in agent_contributions(call).items():
        own[key.agent] = own.get(key.agent, Sums()) + of_agent(sums, key.agent)
    for agent in (ANNA, ZOFIA):
        sums, workload = own.get(agent, Sums()), centre.matchmaker.team.agent(agent).workload
        counted = sum(sums[name] for name in ("talk_ms", "hold_ms", "wrap_up_ms", "help_ms", "help_wrap_up_ms"))
        spells = [one for one in spells_of(changes, {}, MIDNIGHT, end) if one.agent == agent]
        busy = sum((one.end - one.begin).total_seconds() for one in spells if one.state in HANDLING_STATES)
        parts = sums["talks"] + sums["helps"] - sums["taken_over"]
        assert busy == pytest.approx(counted / 1000, abs=0.2 * (sums["talks"] + sums["helps"] + 1))
        now = centre.clock.monotonic()
        assert workload.calls(now) == parts
        assert workload.handled_time(now) == pytest.approx(busy, abs=0.1)
