"""A caller is put through to somebody outside of the centre, in whole calls."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from anyio.abc import TaskGroup

from ari_app.telephony.exchange import ARRIVAL_MARGIN
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallAdopted, CallEnded
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferOutcome, TransferStarted
from ivr.outside.transfer_targets import TransferTarget
from tests.support.calls.application_killed import call_ends, taken_over
from tests.support.calls.fake_centre import ZUS, Centre, _entries, a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.scenario_lines import GOODBYE, add_line, nodes_of, rings
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

WAYS = {"connected": "po_rozmowie", "no_answer": "koniec", "busy": "zajete", "not_allowed": "nie_wolno"}
LINE = add_line(
    "przelaczenie",
    {
        "zus": {"kind": "transfer", "settings": {"target": "zus", "longest_minutes": 1}, "next": WAYS},
        **dict.fromkeys(("po_rozmowie", "zajete", "nie_wolno"), GOODBYE),
    },
)
UNKNOWN = add_line(
    "przelaczenie-nieznane",
    {
        "zus": {"kind": "transfer", "settings": {"target": "zus"}, "next": WAYS},  # not allowed from this line
        **dict.fromkeys(("po_rozmowie", "zajete", "nie_wolno"), GOODBYE),
    },
)
WITHIN = add_line(
    "na-zewnatrz",
    {
        "w": {
            "kind": "subscenario",
            "settings": {"scenario": "dwa_poziomy"},
            "next": {"udalo": "udalo", "nie_udalo": "koniec"},
        },
        "udalo": GOODBYE,
    },
)
TALK_TIME = 7.0


async def the_clerk(leg: FakeChannel) -> None:
    """Talks for a while and hangs up."""
    await anyio.sleep(TALK_TIME)
    leg.far_end_hangs_up()


def somebody_answers(centre: Centre) -> None:
    centre.exchange.subscribers[ZUS.number] = the_clerk


def ends(centre: Centre) -> list[TransferOutcome]:
    assert len(centre.of_type(TransferEnded)) <= max(1, len(centre.of_type(TransferStarted)))
    return [e.outcome for e in centre.of_type(TransferEnded)]


@in_virtual_time
async def test_both_talk_until_the_other_one_hangs_up_and_the_scenario_goes_on() -> None:
    async with a_centre() as centre:
        somebody_answers(centre)
        caller = await rings(centre, LINE)
        assert centre.exchange.dialled == [ZUS.number]
        assert len(centre.exchange.bridged) == 1
        [ended] = centre.of_type(TransferEnded)
        assert (ended.outcome, ended.ring_time) == ("connected", 2.0)
        assert ended.talk_time == pytest.approx(TALK_TIME)
        assert caller.heard[0] == "T01"
        assert not caller.has_music
        assert nodes_of(centre) == ["zus", "po_rozmowie"]
        centre.check_nothing_left()


@in_virtual_time
async def test_nobody_answers() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE)
        assert ends(centre) == ["no_answer"]
        assert centre.of_type(TransferEnded)[0].ring_time == pytest.approx(25.0)
        assert (nodes_of(centre)[-1], caller.has_music) == ("koniec", False)
        centre.check_nothing_left()


@in_virtual_time
async def test_the_number_is_busy() -> None:
    async with a_centre() as centre:
        other = centre.exchange.caller(caller_number=ZUS.number)
        await rings(centre, LINE)
        assert (ends(centre), nodes_of(centre)[-1]) == (["busy"], "zajete")
        other.far_end_hangs_up()
        centre.check_nothing_left()


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        (UNKNOWN, [ZUS]),
        (LINE, []),
        (LINE, [TransferTarget("zus", "ZUS", "700100200", frozenset({LINE}))]),
        (LINE, [TransferTarget("zus", "ZUS", "00447700900123", frozenset({LINE}))]),
    ],
    ids=["not from this line", "not on the list", "premium rate", "abroad"],
)
@in_virtual_time
async def test_what_is_not_allowed_is_never_rung(line: str, targets: list[TransferTarget]) -> None:
    async with a_centre() as centre:
        centre.transfers.replace(targets)
        await rings(centre, line)
        assert centre.exchange.dialled == []
        assert (ends(centre), nodes_of(centre)[-1]) == (["not_allowed"], "nie_wolno")
        centre.check_nothing_left()


@in_virtual_time
async def test_a_caller_who_hangs_up_silences_the_other_telephone() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, patience=10)
        assert ends(centre) == ["abandoned"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_talk_that_lasts_too_long_is_ended() -> None:
    async with a_centre() as centre:

        async def talks_on(leg: FakeChannel) -> None:
            await anyio.sleep(1000)

        centre.exchange.subscribers[ZUS.number] = talks_on
        await rings(centre, LINE)
        [ended] = centre.of_type(TransferEnded)
        assert ended.outcome == "connected"
        assert ended.talk_time == pytest.approx(60)
        assert nodes_of(centre)[-1] == "po_rozmowie"
        centre.check_nothing_left()


@in_virtual_time
async def test_keys_for_the_other_ones_menu_answer_nothing_here() -> None:
    async with a_centre() as centre:
        somebody_answers(centre)
        caller = await rings(centre, LINE, (9, "123"))
        assert len(caller.keys) == 0


# -- the application dies


@asynccontextmanager
async def killed(
    moment: float, away: float = 3.0, *, hangs_up: bool = False, line: str = LINE
) -> AsyncIterator[Centre]:
    """The application is killed in the call and taken over; `hangs_up`: the caller does meanwhile."""
    callers: list[FakeChannel] = []

    async def begin(centre: Centre, tasks: TaskGroup, _: TaskGroup) -> None:
        somebody_answers(centre)
        callers.append(centre.exchange.caller(dialled_number=line))
        tasks.start_soon(centre.take, callers[0])

    def meanwhile() -> None:
        if hangs_up:
            callers[0].far_end_hangs_up()

    async with taken_over(moment, begin, away, meanwhile=meanwhile) as heir:
        yield heir


async def _undisturbed() -> None:
    async with a_centre() as centre:
        somebody_answers(centre)
        await rings(centre, LINE)


@pytest.mark.parametrize("hangs_up", [False, True], ids=["stays", "hangs up meanwhile"])
@in_virtual_time
async def test_killed_at_every_moment_the_transfer_comes_to_its_end(*, hangs_up: bool) -> None:
    has_reached_the_end = False
    for moment in await moments_of(_undisturbed()):
        async with killed(moment, hangs_up=hangs_up) as heir:
            await call_ends(heir)
            await anyio.sleep(2 * ARRIVAL_MARGIN)  # bridges that nobody has taken up are destroyed
            heir.check_nothing_left()
            answered, ended = heir.of_type(TransferAnswered), heir.of_type(TransferEnded)
            assert len(ended) >= len(answered), f"at {moment} s"
            assert heir.of_type(CallEnded)[0].reason in ("completed", "caller_hung_up"), f"at {moment} s"
            is_completed = heir.of_type(CallEnded)[0].reason == "completed"
            if is_completed if hangs_up else not heir.of_type(CallAdopted) and moment > 1:
                has_reached_the_end = True
                break
    assert has_reached_the_end


@in_virtual_time
async def test_who_talks_goes_on_talking_on_the_same_bridge() -> None:
    async with killed(10.0, away=2.0) as heir:
        await call_ends(heir)
        assert heir.exchange.dialled == [ZUS.number], "nobody is rung twice"
        assert [e.stage for e in heir.of_type(CallAdopted)] == ["talking"]
        [ended] = heir.of_type(TransferEnded)
        assert ended.outcome == "connected"
        assert ended.talk_time == pytest.approx(TALK_TIME)
        assert nodes_of(heir)[-1] == "po_rozmowie"


@in_virtual_time
async def test_the_other_one_who_hung_up_meanwhile_has_talked_no_longer_than_that() -> None:
    async with killed(10.0, away=20.0) as heir:
        await call_ends(heir)
        [ended] = heir.of_type(TransferEnded)
        assert ended.outcome == "connected"
        assert ended.talk_time == pytest.approx(TALK_TIME)
        assert nodes_of(heir)[-1] == "po_rozmowie"


@in_virtual_time
async def test_what_rang_only_is_rung_anew() -> None:
    async with killed(6.0) as heir:
        await call_ends(heir)
        assert heir.exchange.dialled == [ZUS.number] * 2
        assert ends(heir) == ["connected"]


def test_the_lines_of_these_tests_are_those_that_may() -> None:
    assert {_entries()[line].number for line in (LINE, WITHIN)} == ZUS.lines


# -- within sub-scenarios


@in_virtual_time
async def test_a_transfer_within_sub_scenarios_leads_on_from_there() -> None:
    async with a_centre() as centre:
        somebody_answers(centre)
        await rings(centre, WITHIN)
        assert centre.exchange.dialled == [ZUS.number]
        assert nodes_of(centre) == ["w", "w/inny", "w/inny/zus", "w/inny/po", "w/udalo", "udalo"]
        centre.check_nothing_left()


@in_virtual_time
async def test_an_order_of_a_call_back_within_sub_scenarios_leads_on_from_there() -> None:
    async with a_centre() as centre:
        await rings(centre, WITHIN, (40, "1"))  # to the question whether the number is right
        assert nodes_of(centre)[2:] == [
            "w/inny/zus",
            "w/inny/oddzwonienie",
            "w/inny/zamowione",
            "w/udalo",
            "udalo",
        ]
        [order] = centre.of_type(CallbackOrdered)
        centre.callbacks.withdraw(order.callback, "kierownik-wup")
        await anyio.sleep(1)
        centre.check_nothing_left()


@in_virtual_time
async def test_killed_at_every_half_second_the_way_goes_on_within_sub_scenarios() -> None:
    half = 0
    while True:
        async with killed(half / 2, line=WITHIN) as heir:
            await call_ends(heir)
            heir.check_nothing_left()
            assert heir.of_type(CallEnded)[0].reason == "completed", f"at {half / 2} s"
            way = list(dict.fromkeys(nodes_of(heir)))  # the one where it was left is entered twice
            assert way[-3:] == ["w/inny/po", "w/udalo", "udalo"], f"at {half / 2} s"
            if not heir.of_type(CallAdopted) and half > 0:
                break
        half += 1
    assert half > 20
