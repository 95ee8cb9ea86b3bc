"""The two hotlines with their menus: whole calls in virtual time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import anyio
import pytest

from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.messages import VoiceMessageStarted
from core.facts.kinds.scenarios import ClientDataTold, SurveyAnswered
from core.facts.kinds.waiting import QueueEntered
from core.zone import WARSAW
from ivr import defaults
from ivr.hours.opening_hours import Hours
from tests.scenario.waiting.callback_people import confirms
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_services import ANNA, ANNAS_OFFICE, ANNAS_PIN
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.scenario_lines import nodes_of, rings
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time
from tests.unit.ivr.hours.test_opening_hours import office, plan

Keys = tuple[tuple[float, str], ...]

FREE, PAID = "9510", "9524"
TUESDAY = "2026-11-24T10:00"
SUNDAY_NIGHT = "2026-11-22T03:00"
_SKIPS = ((1.0, "#"), (1.0, "#"), (1.0, "#"))  # the welcome, the languages and the notice
_IDENTIFIES = (*_SKIPS, (1.0, ANNA + "#"), (2.0, ANNAS_PIN + "#"), (2.0, "#"))


@asynccontextmanager
async def the_lines(moment: str, hours: Hours | None = None) -> AsyncIterator[Centre]:
    start = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
    async with a_centre(start=start, hours=hours) as centre:
        centre.consultant(f"k{ANNAS_OFFICE}-1", FakePhone(talk_time=10))
        yield centre


def told(centre: Centre) -> list[tuple[str, str]]:
    return [(event.topic, event.outcome) for event in centre.of_type(ClientDataTold)]


@in_virtual_time
async def test_a_verified_caller_hears_the_own_visit_and_then_talks_and_rates() -> None:
    async with the_lines(TUESDAY) as centre:
        keys = (*_IDENTIFIES, (2.0, "1"), (20.0, "0"), (3.0, "2"), (26.0, "5"), (4.0, "1"))
        caller = await rings(centre, FREE, *keys, patience=400)
        assert told(centre) == [("visit", "told"), ("registration", "told")]
        assert [event.queue for event in centre.of_type(QueueEntered)] == [ANNAS_OFFICE]
        assert [event.rating for event in centre.of_type(SurveyAnswered)] == [5]
        assert nodes_of(centre)[-3:] == ["konsultant", "ocena", "pozegnanie"]
        assert caller.heard[-1] == "G01"
        centre.check_nothing_left()


@pytest.mark.parametrize(
    ("key", "topic", "outcome"),
    [("2", "benefit", "told"), ("3", "offers", "told"), ("4", "trainings", "told")],
)
@in_virtual_time
async def test_each_item_of_the_menu_serves_at_three_on_a_sunday_morning(
    key: str, topic: str, outcome: str
) -> None:
    async with the_lines(SUNDAY_NIGHT) as centre:
        await rings(centre, FREE, *_IDENTIFIES, (2.0, key), patience=90)
        assert told(centre)[0] == (topic, outcome)
        assert not centre.of_type(QueueEntered)
        centre.check_nothing_left()


@in_virtual_time
async def test_the_contact_is_confirmed_from_the_menu() -> None:
    async with the_lines(SUNDAY_NIGHT) as centre:
        await rings(centre, FREE, *_IDENTIFIES, (2.0, "5"), (5.0, "1"), patience=90)
        assert len(centre.tables.confirmed) == 1
        assert ("contact_confirmation", "confirmed") in told(centre)
        centre.check_nothing_left()


@in_virtual_time
async def test_who_wants_a_consultant_at_night_hears_when_there_will_be_one_and_may_order_a_call() -> None:
    async with the_lines(SUNDAY_NIGHT) as centre:
        caller = await rings(centre, FREE, *_IDENTIFIES, (2.0, "0"), (10.0, "2"), (8.0, "1"), patience=200)
        assert any(prompt.startswith("H02") for prompt in caller.heard)
        assert "H10" in caller.heard
        assert nodes_of(centre)[-2:] == ["zamowienie", "koniec"]
        assert not centre.of_type(QueueEntered)
        assert len(centre.of_type(CallbackOrdered)) == 1
        [promise] = [prompt for prompt in caller.heard if prompt.startswith("Q08")]
        assert promise == "Q08 jutro między godziną siódmą trzydzieści a ósmą trzydzieści"
        [ordered] = centre.of_type(CallbackOrdered)
        assert ordered.not_before == datetime(2026, 11, 23, 7, 30, tzinfo=WARSAW)
        centre.exchange.subscribers[ordered.callback_number] = confirms
        await centre.callbacks_are_over()
        [talk] = centre.of_type(ConversationStarted)
        assert talk.at is not None
        assert timedelta() < talk.at - ordered.not_before < timedelta(minutes=1)
        centre.check_nothing_left()


@in_virtual_time
async def test_an_employer_hears_an_answer_and_reaches_the_office_by_the_name_of_the_gmina() -> None:
    async with the_lines(TUESDAY) as centre:
        keys = (*_SKIPS, (1.0, "2"), (2.0, "1"), (12.0, "0"), (2.0, "*"), (3.0, "5656#"), (8.0, "2"))
        caller = await rings(centre, PAID, *keys, patience=400)
        assert "B01 Odpowiedź." in caller.heard
        assert [event.queue for event in centre.of_type(QueueEntered)] == [ANNAS_OFFICE]
        centre.check_nothing_left()


@in_virtual_time
async def test_who_presses_nothing_is_led_to_a_consultant_of_the_province() -> None:
    async with the_lines(TUESDAY) as centre:
        await rings(centre, PAID, patience=600)
        assert "wojewodzki" in nodes_of(centre)
        assert [event.queue for event in centre.of_type(QueueEntered)] == ["20000"]


# -- nothing is promised that nothing keeps

WEEK = "H01 od poniedziałku do piątku, od godziny siódmej trzydzieści do godziny piętnastej trzydzieści"
_ADDRESS_OF_KOLNO = (
    "I04 ul. Wojska Polskiego 46, Kolno, kod pocztowy 18-500 Powiatowy Urząd Pracy w Kolnie"
    " numeru jeszcze nie znamy"
)
_WITHOUT_A_CARD = (*_SKIPS, (1.0, "*"), (1.0, "#"))
_TO_THE_ADDRESS: dict[str, Keys] = {
    FREE: (*_WITHOUT_A_CARD, (1.0, "4"), (1.0, "18500")),
    PAID: (*_SKIPS, (1.0, "3"), (1.0, "4"), (1.0, "18500")),
}


@pytest.mark.parametrize("number", [FREE, PAID])
@in_virtual_time
async def test_addresses_and_hours_are_those_of_the_office_of_the_postal_code(number: str) -> None:
    async with the_lines(TUESDAY) as centre:
        caller = await rings(centre, number, *_TO_THE_ADDRESS[number], patience=60)
        at = caller.heard.index(_ADDRESS_OF_KOLNO)
        assert caller.heard[at + 1 : at + 3] == [WEEK, "M10" if number == FREE else "M02"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_verified_caller_hears_the_address_of_the_own_office_unasked() -> None:
    async with the_lines(SUNDAY_NIGHT) as centre:
        keys = (*_IDENTIFIES, (2.0, "0"), (10.0, "1"), (2.0, "4"))
        caller = await rings(centre, FREE, *keys, patience=90)
        assert _ADDRESS_OF_KOLNO in caller.heard
        assert "H02 dwudziestego trzeciego listopada siódmej trzydzieści w poniedziałek" in caller.heard
        centre.check_nothing_left()


@in_virtual_time
async def test_an_unknown_postal_code_and_gmina_lead_to_the_address_of_the_province() -> None:
    async with the_lines(TUESDAY) as centre:
        caller = await rings(centre, PAID, *_SKIPS, (1.0, "3"), (1.0, "4"), (1.0, "*"), (2.0, "*"), patience=60)
        address = (
            "I04 ul. Pogodna 22, Białystok, kod pocztowy 15-354 Wojewódzki Urząd Pracy w Białymstoku"
            " osiem pięć siedem, cztery dziewięć siedem, dwa zero zero"
        )
        assert address in caller.heard
        centre.check_nothing_left()


@in_virtual_time
async def test_who_chooses_nothing_at_night_is_promised_no_consultant() -> None:
    async with the_lines(SUNDAY_NIGHT) as centre:
        caller = await rings(centre, PAID, patience=600)
        assert "M06" in caller.heard
        assert "Sprawdzamy, czy może odebrać konsultant." in centre.voice.prompts.text("M06")
        assert any(prompt.startswith("H02") for prompt in caller.heard)
        assert not centre.of_type(QueueEntered)
        centre.check_nothing_left()


@in_virtual_time
async def test_without_known_hours_no_call_can_be_ordered_but_a_message_left() -> None:
    async with the_lines(SUNDAY_NIGHT, Hours()) as centre:
        caller = await rings(centre, PAID, *_TO_NOBODY, (12.0, "2"), (8.0, "#"), patience=120)
        assert [prompt for prompt in caller.heard if prompt[0] == "H"] == ["H11", "H12"]
        assert len(centre.of_type(VoiceMessageStarted)) == 1
        assert not centre.of_type(CallbackOrdered)
        centre.check_nothing_left()


@in_virtual_time
async def test_a_centre_that_cannot_ring_out_says_so_before_it_asks_for_a_message() -> None:
    async with the_lines(SUNDAY_NIGHT) as centre:
        centre.callbacks.ring_back = None
        caller = await rings(centre, PAID, *_TO_NOBODY, (16.0, "2"), (12.0, "#"), patience=120)
        at = caller.heard.index("Q25")
        assert caller.heard[at - 1 : at + 2] == ["H10", "Q25", "V01"]
        centre.check_nothing_left()


@in_virtual_time
async def test_when_nobody_is_there_the_hours_that_are_told_are_those_of_the_data() -> None:
    hours = defaults.opening_hours()
    later = _changed(hours, "10:00", "14:00")
    for in_force, said in ((hours, WEEK), (later, later_week())):
        async with a_centre(start=datetime(2026, 11, 24, 11, 0, tzinfo=WARSAW), hours=in_force) as centre:
            caller = await rings(centre, PAID, *_TO_NOBODY, patience=120)
            assert caller.heard[-6:] == ["H06", said, "H14", "M04", "H14", "G02"]
            centre.check_nothing_left()


def later_week() -> str:
    return "H01 od poniedziałku do piątku, od godziny dziesiątej do godziny czternastej"


def _changed(hours: Hours, begin: str, end: str) -> Hours:
    """Kolno has other hours."""
    return Hours({**hours.offices, ANNAS_OFFICE: office(plan(f"{begin}-{end}"))})


_TO_NOBODY: Keys = (*_SKIPS, (1.0, "3"), (1.0, "0"), (1.0, "18500"), (2.0, "1"))
_SWEPT: dict[str, tuple[str, str, Keys]] = {
    "the address, 9510": (FREE, TUESDAY, _TO_THE_ADDRESS[FREE]),
    "the address, 9524": (PAID, SUNDAY_NIGHT, _TO_THE_ADDRESS[PAID]),
    "nobody there": (PAID, TUESDAY, _TO_NOBODY),
    "an order for later": (PAID, SUNDAY_NIGHT, (*_TO_NOBODY, (14.0, "2"), (8.0, "1"))),
}


async def _swept(name: str, patience: float) -> Centre:
    number, moment, keys = _SWEPT[name]
    async with a_centre(start=datetime.fromisoformat(moment).replace(tzinfo=WARSAW)) as centre:
        await rings(centre, number, *keys, patience=patience)
        for order in centre.callbacks.open:
            centre.callbacks.withdraw(order.id, "kierownik-wup")
        await anyio.sleep(1)
        centre.check_nothing_left()
    return centre


@pytest.mark.parametrize("name", _SWEPT)
@in_virtual_time
async def test_hang_up_at_every_moment_of_the_ways_that_were_mended(name: str) -> None:
    reasons = set[str]()
    for moment in await moments_of(_swept(name, 60), until=60):
        centre = await _swept(name, moment)
        reasons |= {event.reason for event in centre.of_type(CallEnded)}
    assert reasons <= {"caller_hung_up", "completed"}
    assert "caller_hung_up" in reasons
