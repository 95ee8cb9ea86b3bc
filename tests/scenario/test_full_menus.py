"""The two hotlines with their menus: whole calls in virtual time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from core.events import CallbackOrdered, ClientDataTold, QueueEntered, SurveyAnswered
from core.zone import WARSAW
from tests.support.centre import Centre, a_centre
from tests.support.fake_services import ANNA, ANNAS_OFFICE, ANNAS_PIN
from tests.support.fake_telephony import FakePhone
from tests.support.laid_lines import nodes_of, rings
from tests.support.virtual_time import in_virtual_time

FREE, PAID = "9510", "9524"
TUESDAY = "2026-11-24T10:00"
SUNDAY_NIGHT = "2026-11-22T03:00"
_SKIPS = ((1.0, "#"), (1.0, "#"), (1.0, "#"))  # the welcome, the languages and the notice
_IDENTIFIES = (*_SKIPS, (1.0, ANNA + "#"), (2.0, ANNAS_PIN + "#"), (2.0, "#"))


@asynccontextmanager
async def the_lines(moment: str) -> AsyncIterator[Centre]:
    start = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
    async with a_centre(start=start) as centre:
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
        assert "w poniedziałek" in promise or "jutro" in promise  # when the office works again


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
