"""A call-back is ordered by a node of a scenario, without waiting."""

import anyio
import pytest

from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.facts.kinds.conversations import ConversationEnded
from core.facts.kinds.waiting import QueueEntered
from tests.support.calls.application_killed import call_ends, killed_at, successor
from tests.support.calls.fake_centre import Centre, a_centre, answers
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.scenario_lines import GOODBYE, add_line, nodes_of, rings
from tests.support.timing.virtual_time import in_virtual_time

NUMBER = "600100200"
WAYS = {"ordered": "zamowione", "refused": "koniec", "no_number": "bez_numeru", "unavailable": "niemozliwe"}
ENDS = dict.fromkeys(("zamowione", "bez_numeru", "niemozliwe"), GOODBYE)
KOLNO = {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "oddzwonienie"}}
LINE = add_line("oddzwonienie", {"urzad": KOLNO, "oddzwonienie": {"kind": "callback_order", "next": WAYS}, **ENDS})
UNASKED = add_line(
    "oddzwonienie-od-razu",
    {"oddzwonienie": {"kind": "callback_order", "settings": {"asks": False}, "next": WAYS}, **ENDS},
)


def anna_answers_when_she_is_rung(centre: Centre) -> None:
    async def person(leg: FakeChannel) -> None:
        await answers(leg, ("E02", "1"))
        await leg.gone()

    centre.exchange.subscribers[NUMBER] = person
    centre.consultant("k20060-1", FakePhone(talk_time=5))


@in_virtual_time
async def test_who_wants_it_is_rung_back_and_talks() -> None:
    async with a_centre() as centre:
        anna_answers_when_she_is_rung(centre)
        caller = await rings(centre, LINE, (1, "1"), (4, "1"), caller_number=NUMBER)
        [ordered] = centre.of_type(CallbackOrdered)
        assert (ordered.queue, ordered.callback_number) == ("20060", NUMBER)
        assert nodes_of(centre)[-1] == "zamowione"
        assert [heard.split()[0] for heard in caller.heard[:1]] == ["Q24"]
        await centre.callbacks_are_over()
        assert [e.outcome for e in centre.of_type(CallbackEnded)] == ["talked"]
        assert len(centre.of_type(ConversationEnded)) == 1
        centre.check_nothing_left()


@pytest.mark.parametrize("keys", [[(1, "2")], []])
@in_virtual_time
async def test_who_does_not_want_it_orders_nothing(keys: list[tuple[float, str]]) -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, *keys)
        assert not centre.of_type(CallbackOrdered)
        assert nodes_of(centre)[-1] == "koniec"
        centre.check_nothing_left()


@in_virtual_time
async def test_who_gives_no_number_is_told_so() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (1, "1"), caller_number="")
        assert "Q21" in caller.heard
        assert nodes_of(centre)[-1] == "bez_numeru"
        centre.check_nothing_left()


@in_virtual_time
async def test_without_a_way_out_nothing_can_be_ordered() -> None:
    async with a_centre() as centre:
        centre.callbacks.ring_back = None
        await rings(centre, LINE, (1, "1"))
        assert nodes_of(centre)[-1] == "niemozliwe"
        centre.check_nothing_left()


@in_virtual_time
async def test_who_has_chosen_it_in_a_menu_is_not_asked_again_and_the_provincial_office_rings() -> None:
    async with a_centre() as centre:
        await rings(centre, UNASKED, (1, "1"), (20, ""), caller_number=NUMBER)
        [ordered] = centre.of_type(CallbackOrdered)
        assert ordered.queue == "20000"
        assert not centre.of_type(QueueEntered)
        centre.callbacks.withdraw(ordered.callback, "kierownik-wup")
        await anyio.sleep(1)
        centre.check_nothing_left()


@in_virtual_time
async def test_an_application_that_dies_after_the_order_does_not_ask_anew() -> None:
    async def begin(centre: Centre, tasks: object) -> None:
        caller = centre.exchange.caller(caller_number=NUMBER, dialled_number=LINE)
        centre.tasks.start_soon(answers, caller, ("Q24", "1"), ("Q18", "1"))
        centre.tasks.start_soon(centre.take, caller)

    dead, facts, died = await killed_at(4.0, begin, 2.0)
    assert [fact for fact in facts if isinstance(fact, CallbackOrdered)]
    async with successor(dead, facts, died) as heir:
        await call_ends(heir)
        assert nodes_of(heir) == ["urzad", "oddzwonienie", "zamowione"]
        assert len(heir.of_type(CallbackOrdered)) == 1
        heir.callbacks.withdraw(heir.of_type(CallbackOrdered)[0].callback, "kierownik-wup")
        await anyio.sleep(1)
        heir.check_nothing_left()
