"""Which telephones count as there: registered, and in no call that is not ours."""

from typing import cast

import anyio
import pytest

from acd.desk_watch import DeskWatch
from acd.live.agent import Agent
from acd.live.matchmaker import Matchmaker
from acd.live.timers import Timers
from ari_app.ari import AriConnection, AriError, Request
from ari_app.ari import messages as m
from ari_app.telephony.exchanges import Exchanges
from ari_app.telephony.telephones import AVOIDED_TIME, BUSY_AGAIN, BUSY_AT_ONCE, Telephones
from core.facts.bus import Bus
from core.nodes import ONLY
from tests.support.acd.distribution import KOLNO, OFFICES, HandClock
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time

AGENT = "k20060-1"


class FakeExchange:
    def __init__(self) -> None:
        self.ours: set[str] = set()
        self.lost: list[str] = []

    def knows(self, channel_id: str) -> bool:
        return channel_id in self.ours

    def telephone_lost(self, endpoint: str) -> None:
        self.lost.append(endpoint)


class Desk:
    """One registered telephone."""

    def __init__(self, *nodes: str) -> None:
        self.clock, self.exchange, self.timers = HandClock(), FakeExchange(), Timers()
        self.bus = Bus(self.clock)
        self.matchmaker = Matchmaker(self.bus, self.clock, Timers(), OFFICES)
        self.matchmaker.set_agents([Agent(AGENT, "Anna", KOLNO)])
        self.desks = DeskWatch(self.matchmaker, self.bus, self.timers, self.clock)
        lines = dict.fromkeys(nodes or [ONLY], cast(AriConnection, None))
        self.telephones = Telephones(self.desks, cast(Exchanges, self.exchange), lines)
        for node in lines:
            self.telephones.compare(node, [self.look()])
            self.telephones.compare(node, [self.look()])  # seen twice: believed

    def look(self, *channels: str, state: str = "online") -> m.Endpoint:
        return m.Endpoint(technology="PJSIP", resource=AGENT, state=state, channel_ids=list(channels))

    async def passes(self, seconds: float) -> None:
        await anyio.sleep(seconds)
        self.clock.time += seconds
        self.timers.go_off(self.clock.monotonic())

    @property
    def unreached_by(self) -> frozenset[str]:
        return self.matchmaker.team.agent(AGENT).unreached_by

    @property
    def is_there(self) -> bool:
        return self.matchmaker.team.agent(AGENT).has_phone


def test_who_listens_in_takes_no_calls_meanwhile() -> None:
    desk = Desk()
    desk.exchange.ours.add("listen-1")
    desk.telephones.compare(ONLY, [desk.look("listen-1")])
    assert not desk.is_there
    desk.telephones.compare(ONLY, [desk.look()])
    assert desk.is_there


def test_a_telephone_in_a_call_that_is_not_ours_is_offered_nothing_until_it_is_free() -> None:
    desk = Desk()
    desk.exchange.ours.add("chan-of-a-code-dialled")
    desk.telephones.compare(ONLY, [desk.look("agent-1", "chan-of-a-code-dialled")])
    assert desk.is_there
    desk.telephones.compare(ONLY, [desk.look("somebody-elses")])
    assert not desk.is_there
    desk.telephones.compare(ONLY, [desk.look()])
    assert desk.is_there


def test_what_the_manager_interface_tells_is_believed_at_once() -> None:
    desk = Desk()
    told = {"Event": "PeerStatus", "ChannelType": "PJSIP", "Peer": f"PJSIP/{AGENT}"}
    desk.telephones.on_event(ONLY, {**told, "PeerStatus": "Unreachable"})
    assert not desk.is_there
    assert desk.exchange.lost == [AGENT]
    desk.telephones.on_event(ONLY, {"Event": "FullyBooted"})
    desk.telephones.on_event(ONLY, {**told, "PeerStatus": "Reachable"})
    assert desk.is_there


@in_virtual_time
async def test_after_each_log_in_to_the_manager_interface_all_are_looked_at() -> None:
    desk = Desk()
    seen = [[], [desk.look()], AriError("away"), []]

    class Ari:
        async def send(self, request: Request[object]) -> object:
            found = seen.pop(0)
            if isinstance(found, AriError):
                raise found
            return found

    desk.telephones = Telephones(desk.desks, cast(Exchanges, desk.exchange), {ONLY: cast(AriConnection, Ari())})
    async with running(desk.telephones.run):
        for is_there in (False, True, True, False):
            desk.telephones.may_have_missed()
            await anyio.sleep(1)
            assert desk.is_there == is_there


@in_virtual_time
async def test_telephone_that_is_busy_at_once_is_in_a_call_that_we_do_not_know_of() -> None:
    desk = Desk()
    desk.telephones.was_busy(ONLY, AGENT, BUSY_AT_ONCE / 2)
    assert not desk.is_there
    desk.telephones.compare(ONLY, [desk.look()])
    assert desk.is_there


@in_virtual_time
async def test_telephone_that_is_busy_again_and_again_is_set_to_refuse() -> None:
    desk = Desk()
    desk.telephones.was_busy(ONLY, AGENT, 0.1)
    desk.telephones.compare(ONLY, [desk.look()])
    desk.telephones.was_busy(ONLY, AGENT, 0.1)
    assert desk.is_there  # the distribution counts it as a missed call
    await anyio.sleep(BUSY_AGAIN + 1)
    desk.telephones.was_busy(ONLY, AGENT, 0.1)
    assert not desk.is_there


@in_virtual_time
async def test_telephone_at_which_a_call_was_declined_by_hand_is_there() -> None:
    desk = Desk()
    desk.telephones.was_busy(ONLY, AGENT, BUSY_AT_ONCE * 2)
    assert desk.is_there


@pytest.mark.parametrize("state", ["offline", "unknown"])
def test_telephone_is_believed_gone_only_when_two_looks_say_so(state: str) -> None:
    desk = Desk()
    assert desk.telephones.compare(ONLY, [desk.look(state=state)]) == 0
    assert desk.is_there
    assert desk.telephones.compare(ONLY, [desk.look(state=state)]) == 1
    assert not desk.is_there
    assert desk.exchange.lost == [AGENT]


def test_whoever_is_taken_back_is_told_that_the_telephone_is_there() -> None:
    desk = Desk()
    desk.matchmaker.set_agents([])
    desk.matchmaker.set_agents([Agent(AGENT, "Anna", KOLNO)])
    assert not desk.is_there, "the consultant is a new one to the distribution"
    desk.telephones.tell_all()
    assert desk.is_there


def test_telephone_that_asterisk_does_not_know_any_more_is_gone_after_two_looks() -> None:
    desk = Desk()
    assert desk.telephones.compare(ONLY, []) == 0
    assert desk.is_there
    assert desk.telephones.compare(ONLY, []) == 0, "nothing was believed wrongly"
    assert not desk.is_there
    assert desk.exchange.lost == [AGENT]
    desk.telephones.compare(ONLY, [])
    desk.telephones.tell_all()
    assert not desk.is_there


def test_telephone_that_registers_between_two_looks_is_not_lost_by_the_older_one() -> None:
    desk = Desk()
    desk.telephones.compare(ONLY, [])
    desk.telephones.compare(ONLY, [desk.look()])
    desk.telephones.compare(ONLY, [])
    assert desk.is_there


def test_a_telephone_that_one_of_several_asterisks_does_not_reach_is_avoided_by_it_ever_longer() -> None:
    @in_virtual_time
    async def run() -> None:
        desk = Desk("a", "b")
        first, most = AVOIDED_TIME
        assert desk.unreached_by == set()
        for seconds in (first, 2 * first, 4 * first, 8 * first, most, most):
            desk.telephones.was_not_reached("a", AGENT)
            assert desk.unreached_by == {"a"}
            assert desk.is_there
            await desk.passes(seconds - 0.1)
            assert desk.unreached_by == {"a"}
            await desk.passes(0.2)
            assert desk.unreached_by == set()
        await desk.passes(most)
        desk.telephones.was_not_reached("a", AGENT)
        await desk.passes(first + 0.1)
        assert desk.unreached_by == set()

    run()


def test_with_one_asterisk_whoever_was_not_reached_is_left_to_the_offer() -> None:
    desk = Desk()
    desk.telephones.was_not_reached(ONLY, AGENT)
    assert desk.is_there
    assert desk.unreached_by == set()


def test_a_telephone_is_reached_by_those_who_have_it_registered() -> None:
    desk = Desk("a", "b")
    for node, unreached in (("a", {"a"}), ("b", {"a", "b"})):
        gone = {"Event": "PeerStatus", "Peer": f"PJSIP/{AGENT}", "PeerStatus": "Unreachable"}
        desk.telephones.on_event(node, gone)
        assert desk.unreached_by == unreached
    assert not desk.is_there
    desk.telephones.on_event("b", {"Event": "PeerStatus", "Peer": f"PJSIP/{AGENT}", "PeerStatus": "Reachable"})
    assert desk.is_there
    assert desk.unreached_by == {"a"}
