"""Asked before the queue: the own office only, or any."""

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.waiting import HomeOfficePreferred, OverflowPreferenceAnswered
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.scenario_lines import add_line, every_way_to, nodes_of, rings
from tests.support.timing.virtual_time import in_virtual_time

LINE = add_line(
    "nadprzelew",
    {
        "urzad": {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "wybor"}},
        "wybor": {"kind": "overflow_preference", "next": every_way_to("kolejka", "own_office", "any_office")},
        "kolejka": {
            "kind": "queue",
            "next": every_way_to("koniec", "served", "nobody_there", "full", "callback"),
        },
    },
)
SHARED = QueuePolicy(whispers=False, neighbours=("20620",), neighbours_after=3.0, wrap_up_time=0)


def kolno_is_busy_and_lomza_free(centre: Centre) -> None:
    """Kolno's consultant is there, in a call of twenty seconds that another caller has begun."""
    centre.consultant("k20060-1", FakePhone(talk_time=20))
    centre.consultant("k20620-1", FakePhone(talk_time=5))


async def asked(centre: Centre, *keys: tuple[float, str]) -> list[str]:
    """The consultants that the caller was connected with."""
    kolno_is_busy_and_lomza_free(centre)
    other = centre.exchange.caller(caller_number="600100777", dialled_number="prosto-20060")
    async with anyio.create_task_group() as party:
        party.start_soon(centre.take, other)
        await centre.happens(ConversationStarted)
        caller = centre.exchange.caller(dialled_number=LINE)
        call = await centre.visit(caller, *keys)
    centre.check_nothing_left()
    return [e.agent for e in centre.of_type(ConversationStarted, call)]


@in_virtual_time
async def test_who_prefers_the_own_office_waits_for_it() -> None:
    async with a_centre(policies={"20060": SHARED}) as centre:
        assert await asked(centre, (1, "2")) == ["k20060-1"]
        assert [e.stays_home for e in centre.of_type(OverflowPreferenceAnswered)] == [True]
        assert [e.queue for e in centre.of_type(HomeOfficePreferred)] == ["20060"]


@pytest.mark.parametrize("keys", [[(1, "1")], [], [(1, "7")]])
@in_virtual_time
async def test_anybody_else_is_served_by_whoever_is_free(keys: list[tuple[float, str]]) -> None:
    async with a_centre(policies={"20060": SHARED}) as centre:
        assert await asked(centre, *keys) == ["k20620-1"]
        assert not centre.of_type(HomeOfficePreferred)


@in_virtual_time
async def test_where_nobody_of_the_own_office_is_there_the_wish_helps_nobody() -> None:
    async with a_centre(policies={"20060": SHARED}) as centre:
        centre.consultant("k20620-1", FakePhone(talk_time=5))
        await rings(centre, LINE, (1, "2"))
        assert [e.agent for e in centre.of_type(ConversationStarted)] == ["k20620-1"]
        assert not centre.of_type(HomeOfficePreferred)
        assert nodes_of(centre)[-1] == "koniec"
