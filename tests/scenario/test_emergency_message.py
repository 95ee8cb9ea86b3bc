"""The emergency message in front of everything, whatever the scenario."""

from datetime import timedelta

import anyio

from core.facts.kinds.calls import CallEnded
from core.facts.kinds.scenarios import AnnouncementPlayed
from core.ids import new_id
from ivr.emergency_message import EmergencyMessage
from tests.support.calls.fake_centre import Centre, a_centre, answers, straight_to
from tests.support.calls.fake_services import ANNA, ANNAS_OFFICE, ANNAS_PIN
from tests.support.timing.virtual_time import in_virtual_time

FLOOD = "Z powodu powodzi urząd jest dzisiaj zamknięty"


def switches_on(
    centre: Centre, *, office: str | None = None, prompt: str | None = None, text: str | None = None, **ends: float
) -> None:
    """As the news do in the running centre: the board gets another list."""
    now = centre.clock.now()
    message = EmergencyMessage(
        new_id("emergency"), office, prompt, text, now, now + timedelta(**ends) if ends else None
    )
    centre.board.messages = [*centre.board.messages, message]


def switches_off(centre: Centre) -> None:
    centre.board.messages = []


@in_virtual_time
async def test_a_caller_who_begins_hears_it_before_the_welcome() -> None:
    async with a_centre() as centre:
        switches_on(centre, text=FLOOD)
        caller = centre.exchange.caller()
        await centre.visit(caller, patience=12)
        assert caller.heard[:2] == [f"H03 {FLOOD}", "W01"]
        assert centre.of_type(AnnouncementPlayed)[0].prompts == ["H03"]
        centre.check_nothing_left()


@in_virtual_time
async def test_it_may_be_an_announcement_of_the_library_and_is_heard_in_every_scenario() -> None:
    async with a_centre() as centre:
        switches_on(centre, prompt="H04")
        for number in ("9510", "9524", straight_to(ANNAS_OFFICE)):
            caller = centre.exchange.caller(dialled_number=number)
            await centre.visit(caller, patience=12)
            assert caller.heard[0] == "H04"


@in_virtual_time
async def test_it_ends_by_itself_and_when_it_is_switched_off() -> None:
    async with a_centre() as centre:
        switches_on(centre, text=FLOOD, minutes=10)
        await anyio.sleep(599)
        caller = centre.exchange.caller()
        await centre.visit(caller, patience=3)
        assert caller.heard[0].startswith("H03")
        later = centre.exchange.caller()
        await centre.visit(later, patience=3)  # ten minutes have passed
        assert later.heard == ["W01"]
        switches_on(centre, text=FLOOD)
        switches_off(centre)
        last = centre.exchange.caller()
        await centre.visit(last, patience=3)
        assert last.heard == ["W01"]


@in_virtual_time
async def test_the_caller_in_the_middle_of_a_call_is_not_interrupted() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller()
        async with anyio.create_task_group() as party:

            async def switches() -> None:
                await anyio.sleep(7)
                switches_on(centre, text=FLOOD)

            party.start_soon(switches)
            await centre.visit(caller, (30, ANNA + "#"), (2, ANNAS_PIN + "#"), patience=60)
        assert "A08" in caller.heard
        assert not any(heard.startswith("H03") for heard in caller.heard)


@in_virtual_time
async def test_an_office_s_message_comes_as_soon_as_the_office_is_known_and_only_to_its_callers() -> None:
    async with a_centre() as centre:
        switches_on(centre, office=ANNAS_OFFICE, text=FLOOD)
        anna = centre.exchange.caller()
        async with anyio.create_task_group() as party:
            party.start_soon(answers, anna, ("A01", ANNA + "#"), ("A02", ANNAS_PIN + "#"))
            await centre.visit(anna, patience=60)
        verified = anna.heard.index("A08")
        assert anna.heard[verified + 1 : verified + 3] == [f"H03 {FLOOD}", "M01"]
        assert anna.heard[0] == "W01"
        other = centre.exchange.caller(dialled_number=straight_to("20610"))
        await centre.visit(other, patience=20)
        assert not any(heard.startswith("H03") for heard in other.heard)


@in_virtual_time
async def test_the_province_s_message_and_the_office_s_are_both_heard_each_once() -> None:
    async with a_centre() as centre:
        switches_on(centre, prompt="H04")
        switches_on(centre, office=ANNAS_OFFICE, text=FLOOD)
        caller = centre.exchange.caller(dialled_number=straight_to(ANNAS_OFFICE))
        await centre.visit(caller, patience=30)
        assert caller.heard[:2] == ["H04", f"H03 {FLOOD}"]
        assert caller.heard.count("H04") == 1


@in_virtual_time
async def test_a_key_goes_on_and_a_message_that_cannot_be_played_stops_nobody() -> None:
    async with a_centre() as centre:
        switches_on(centre, text=FLOOD)
        caller = centre.exchange.caller()
        await centre.visit(caller, (1, "#"), patience=4)
        assert caller.heard == [f"H03 {FLOOD}", "W01"]
        assert centre.of_type(AnnouncementPlayed)[0].is_interrupted
        switches_off(centre)
        switches_on(centre, prompt="X99")
        caller = centre.exchange.caller()
        await centre.visit(caller, patience=3)
        assert caller.heard == ["W01"]


@in_virtual_time
async def test_hanging_up_at_any_moment_of_it_leaves_nothing() -> None:
    for tenth in range(80):
        async with a_centre() as centre:
            switches_on(centre, text=FLOOD)
            await centre.visit(centre.exchange.caller(), patience=tenth / 10)
            centre.check_nothing_left()
            assert centre.of_type(CallEnded)[-1].reason == "caller_hung_up"
