"""What `make bench` measures of the distribution: decisions, and the gap between two calls of a consultant."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anyio
import pytest

from bench import report
from bench.__main__ import Plan
from bench.centre import GAP_CONSULTANTS, GAP_NATIVE_CONSULTANTS
from bench.decision import Decisions, DecisionTimes, measure_decisions
from bench.gap import Gaps, GapTimes, LoadedGaps, gaps_between, load_calls
from bench.turns import Gap, Silence, Turns
from ops.console import Failed
from softphone.sip import SipMessage
from tests.support.telephones.raw_sip import RawSip, raw_sip
from tests.support.timing.running import running


@pytest.mark.more(
    "a whole measurement, small; what becomes of its figures is shown by the others here",
    "tests/unit/bench/test_distribution.py::test_the_dearer_kind_of_decision_and_its_growth_are_the_figures",
)
def test_every_decision_of_both_kinds_is_measured() -> None:
    small, large = measure_decisions([20, 60], decisions=10).sizes

    assert (small.people, large.people) == (20, 60)
    for each in (small, large):
        assert len(each.freed) == len(each.arrived) == 10
        assert all(0 < seconds < 1 for seconds in (*each.freed, *each.arrived))


@pytest.fixture
def exchange() -> Iterator[socket.socket]:
    """Where the consultants' telephones send their messages."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        yield udp


@asynccontextmanager
async def _consultants(exchange: socket.socket) -> AsyncIterator[Turns]:
    """Telephones that talk hardly at all."""
    silence = Silence()
    turns = Turns(exchange.getsockname(), silence, talk_times=[0.01])
    try:
        async with running(turns.run):
            yield turns
    finally:
        turns.close()
        silence.close()


async def _told(exchange: socket.socket) -> SipMessage:
    """The next message of a telephone."""
    with anyio.fail_after(5):
        await anyio.wait_readable(exchange)
    return SipMessage.parse(exchange.recv(65536))


async def _calls(exchange: socket.socket, line: RawSip, user: str) -> SipMessage:
    """Ring `user`, who answers; returns the BYE that ends the conversation."""
    invite = line.invite(user)
    await line.send(invite)
    answer = await _told(exchange)
    assert (answer.status, answer.call_id) == (200, invite.call_id)
    assert user in answer.contact_uri
    await line.send(invite.acknowledge(answer))
    bye = await _told(exchange)
    assert (bye.method, bye.call_id) == ("BYE", invite.call_id)
    await line.send(bye.reply(200, "OK"))  # or it comes once more, in the midst of the next call
    assert (bye.get("to"), bye.get("from")) == (invite.get("from"), answer.get("to"))
    return bye


@pytest.mark.asyncio
async def test_a_gap_lasts_from_a_hang_up_to_the_next_call_of_the_same_consultant(exchange: socket.socket) -> None:
    async with _consultants(exchange) as turns, raw_sip(_port(turns)) as line:
        began = anyio.current_time()
        await _calls(exchange, line, "k1")
        assert turns.gaps == []  # nobody has hung up before
        await _calls(exchange, line, "k2")
        await _calls(exchange, line, "k1")
        took = anyio.current_time() - began

    assert [gap.user for gap in turns.gaps] == ["k1"]
    assert 0 < turns.gaps[0].seconds < took


@pytest.mark.asyncio
async def test_a_conversation_that_the_exchange_ended_makes_no_gap(exchange: socket.socket) -> None:
    async with _consultants(exchange) as turns, raw_sip(_port(turns)) as line:
        invite = line.invite("k1")
        await line.send(invite)
        answer = await _told(exchange)
        await line.send(invite.bye(answer))
        assert (await _told(exchange)).method == "BYE"  # confirmed
        await _calls(exchange, line, "k1")

    assert turns.gaps == []


@pytest.mark.asyncio
async def test_who_talks_takes_no_second_call_and_answers_a_repeated_one_again(exchange: socket.socket) -> None:
    async with _consultants(exchange) as turns, raw_sip(_port(turns)) as line:
        invite = line.invite("k1")
        await line.send(invite)
        first = await _told(exchange)
        await line.send(invite)
        again = await _told(exchange)
        await line.send(line.invite("k1"))
        refused = await _told(exchange)

    assert first.encode() == again.encode()
    assert refused.status == 486


def _port(turns: Turns) -> int:
    return int(turns.address.rpartition(":")[2])


def test_the_dearer_kind_of_decision_and_its_growth_are_the_figures() -> None:
    times = DecisionTimes(
        [Decisions(100, freed=[0.0002], arrived=[0.0001]), Decisions(10_000, [0.0003], [0.0005])]
    )

    assert report.figures([times]) == {
        "decision_ms_p99_100": 0.2,
        "decision_ms_p99_10000": 0.5,
        "decision_growth": 2.5,
    }


def test_our_gaps_and_those_of_the_peer_stand_side_by_side() -> None:
    idle = Gaps([0.002, 0.004], [0.3, 0.5])
    loaded = LoadedGaps(Gaps([0.010], [0.8]), rate=20.0, placed=400, failed=1)
    times = GapTimes(idle, loaded)

    figures = report.figures([times])
    row = next(line for line in times.table().splitlines() if line.startswith("idle, half"))

    assert row.split()[-3:] == ["3.0", "400.0", "0.007"]
    assert figures["offer_gap_ms_p50"] == 3.0
    assert figures["offer_gap_loaded_ms_p99"] == 10.0
    assert figures["app_queue_gap_ms_p50"] == 400.0
    assert figures["app_queue_gap_loaded_ms_p99"] == 800.0


def test_only_what_was_asked_for_is_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_ONLY", "decision, load")
    monkeypatch.setenv("BENCH_RATES", "5,10")
    monkeypatch.setenv("BENCH_SECONDS", "6")

    plan = Plan.of_the_environment()

    assert plan.parts == ["decision", "load"]
    assert plan.clients == 60


def test_the_load_beside_the_gaps_has_a_client_for_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_ONLY", "gap")
    monkeypatch.setenv("BENCH_GAPS", "30")

    assert Plan.of_the_environment().clients == load_calls(30)


def test_a_part_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_ONLY", "gaps")

    with pytest.raises(Failed, match="no part 'gaps'"):
        Plan.of_the_environment()


@pytest.mark.asyncio
async def test_only_gaps_of_the_time_count_and_no_consultants_first_ones(exchange: socket.socket) -> None:
    ours, theirs = GAP_CONSULTANTS[0], GAP_NATIVE_CONSULTANTS[0]
    async with _consultants(exchange) as turns:
        for at in range(1, 7):
            of_each = ((ours, 1000), (theirs, 10))
            turns.gaps += [Gap(user, float(at), at / divisor) for user, divisor in of_each]

        found = gaps_between(turns, 4.0, 5.0)

    assert found == Gaps([0.004, 0.005], [0.4, 0.5])
