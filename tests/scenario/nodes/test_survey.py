"""The survey after a conversation, and after self-service."""

from typing import Any

import anyio
import pytest

from acd.live.agent_state import AgentState
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.scenarios import KeysEntered, SurveyAnswered
from reports.calls.call_timeline import timeline
from tests.support.calls.fake_centre import Centre, a_centre, presses
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.scenario_lines import GOODBYE, add_line, every_way_to, nodes_of, rings
from tests.support.timing.virtual_time import in_virtual_time

KOLNO = {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "kolejka"}}
QUEUE = {
    "kind": "queue",
    "next": {"served": "ankieta", **every_way_to("koniec", "nobody_there", "full", "callback")},
}
WAYS = {"done": "dziekujemy", "skipped": "koniec"}
AFTER_TALK = add_line(
    "ankieta-po-rozmowie",
    {"urzad": KOLNO, "kolejka": QUEUE, "ankieta": {"kind": "survey", "next": WAYS}, "dziekujemy": GOODBYE},
)
ALONE = add_line(
    "ankieta",
    {
        "ankieta": {
            "kind": "survey",
            "settings": {"about": "self_service", "asks_if_solved": False},
            "next": WAYS,
        },
        "dziekujemy": GOODBYE,
    },
)


def with_a_consultant(centre: Centre) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=5))


async def after_a_talk(centre: Centre, *keys: tuple[float, str], **details: Any) -> list[SurveyAnswered]:
    """The answers of a caller who presses `keys` from the end of the conversation on."""
    with_a_consultant(centre)
    caller = centre.exchange.caller(dialled_number=AFTER_TALK)
    async with anyio.create_task_group() as party:

        async def answers() -> None:
            await caller.hears("S01")
            await presses(caller, *keys)
            if details.get("hangs_up"):
                caller.far_end_hangs_up()

        party.start_soon(answers)
        await centre.take(caller)
    centre.check_nothing_left()
    return centre.of_type(SurveyAnswered)


@in_virtual_time
async def test_a_caller_rates_the_consultant() -> None:
    async with a_centre() as centre:
        [answer] = await after_a_talk(centre, (1, "5"), (3, "1"))
        assert (answer.rating, answer.is_solved) == (5, True)
        assert (answer.agent, answer.office, answer.about) == ("k20060-1", "20060", "conversation")
        assert nodes_of(centre)[-1] == "dziekujemy"


@in_virtual_time
async def test_the_consultant_is_in_wrap_up_meanwhile_and_not_on_the_call() -> None:
    async with a_centre() as centre:
        with_a_consultant(centre)
        caller = centre.exchange.caller(dialled_number=AFTER_TALK)
        async with anyio.create_task_group() as party:

            async def looks() -> None:
                await caller.hears("S01")
                assert centre.matchmaker.team.agent("k20060-1").state is AgentState.WRAP_UP
                caller.far_end_hangs_up()

            party.start_soon(looks)
            await centre.take(caller)
        centre.check_nothing_left()


@pytest.mark.parametrize(("keys", "is_solved"), [([(1, "2"), (3, "2")], False), ([(1, "2")], None)])
@in_virtual_time
async def test_the_second_question_may_be_left_open(keys: list[tuple[float, str]], is_solved: bool | None) -> None:
    async with a_centre() as centre:
        [answer] = await after_a_talk(centre, *keys)
        assert (answer.rating, answer.is_solved) == (2, is_solved)
        assert nodes_of(centre)[-1] == "dziekujemy"


@in_virtual_time
async def test_a_rating_counts_though_the_caller_hangs_up_at_the_next_question() -> None:
    async with a_centre() as centre:
        [answer] = await after_a_talk(centre, (1, "1"), (2, ""), hangs_up=True)
        assert (answer.rating, answer.is_solved) == (1, None)
        assert centre.of_type(CallEnded)[-1].reason == "caller_hung_up"


@pytest.mark.parametrize("keys", [[], [(1, "9"), (12, "0")]])
@in_virtual_time
async def test_who_presses_no_rating_has_not_taken_part(keys: list[tuple[float, str]]) -> None:
    async with a_centre() as centre:
        assert await after_a_talk(centre, *keys) == []
        assert nodes_of(centre)[-1] == "koniec"


@in_virtual_time
async def test_who_hangs_up_is_not_held() -> None:
    async with a_centre() as centre:
        assert await after_a_talk(centre, (0.1, ""), hangs_up=True) == []
        assert centre.of_type(CallEnded)[-1].reason == "caller_hung_up"


@in_virtual_time
async def test_self_service_is_nobodys() -> None:
    async with a_centre() as centre:
        await rings(centre, ALONE, (1, "4"))
        [answer] = centre.of_type(SurveyAnswered)
        assert (answer.rating, answer.agent, answer.about) == (4, None, "self_service")
        assert nodes_of(centre)[-1] == "dziekujemy"


@in_virtual_time
async def test_the_consultant_cannot_read_the_rating_in_the_record_of_the_call() -> None:
    async with a_centre() as centre:
        await after_a_talk(centre, (1, "1"), (3, "2"))
        facts: list[AnyEvent] = [event for event in centre.events if event.call_id]
        kinds = {step.kind for step in timeline(facts, {"20060": "Kolno"})}
        assert "keys" in kinds
        assert not any(step.details.get("rating") for step in timeline(facts, {"20060": "Kolno"}))
        assert [e.keys for e in centre.of_type(KeysEntered)] == [None, None]
