"""The paid line by telephone: the office by the letters of a gmina, and a rating after the conversation."""

import pytest
from sqlalchemy import select

from core.db.tables.centre.call_tables import SurveyAnswer
from ivr import defaults
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre, listen, texts
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, State, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio

TO_THE_POSTAL_CODE = "###30"  # past welcome, languages and notice; another matter; a consultant
KOLNO = "185001"  # the postal code, and yes: that is the right office


@pytest.mark.more(
    "shown in virtual time; 9524 leads to the office of a postal code for real in the last",
    "tests/scenario/nodes/test_gmina.py::test_two_that_fit_are_read_out",
    "tests/scenario/test_full_menus.py::test_an_employer_hears_an_answer_and_reaches_the_office_by_the_name_of_the_gmina",
    "tests/asterisk/calls/test_a_call.py::test_9524_by_postal_code_reaches_that_office",
)
async def test_two_gminas_of_the_same_keys_are_read_out_and_the_chosen_one_leads_to_its_office(
    centre: RunningCentre, phones: Phones
) -> None:
    keys = "565"
    one, other = defaults.gminas().beginning_with(keys)
    assert (other.name, other.office) == ("Kolno", ANNAS_OFFICE)
    caller = phones.caller("857001440")
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", TO_THE_POSTAL_CODE + "*"), ("C07", keys + "#"))
    await until_prompt(caller, await centre.prompt("C08", nazwa1=one.name, nazwa2=other.name))
    await caller.send_keys("2")
    await until_prompt_begins(caller, await centre.prompt("H06"))
    await caller.hang_up()
    call = await centre.call_from("857001440")
    assert call["office"] == ANNAS_OFFICE


@pytest.mark.more(
    "a caller of 9510 rates for real in the first; what is rated and by whom is shown in virtual time",
    "tests/asterisk/calls/test_a_call.py::test_anna_rings_9510_talks_to_her_own_office_and_the_record_is_complete",
    "tests/scenario/nodes/test_survey.py::test_a_caller_rates_the_consultant",
    "tests/scenario/nodes/test_survey.py::test_the_consultant_cannot_read_the_rating_in_the_record_of_the_call",
)
async def test_who_was_served_rates_and_the_answers_are_stored_with_the_conversation(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    caller = phones.caller("857001441")
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", TO_THE_POSTAL_CODE + KOLNO))
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await listen(caller, 2)
    await caller.send_keys("2")
    await consultant.wait_for_ring(20)
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await listen(caller, 2)  # a shorter conversation would count as the consultant dropping the caller
    await consultant.hang_up()
    await until_prompt(caller, await centre.prompt("S01"))
    await centre.replies(caller, ("S02", "4"), ("S03", "2"))
    await until_prompt(caller, await centre.prompt("S04"))
    await until_prompt(caller, await centre.prompt("G01"))
    assert (await caller.gone()).by_far_end
    assert consultant.state is State.IDLE

    call = await centre.call_from("857001441")
    query = select(SurveyAnswer.__table__).where(SurveyAnswer.call_id == call["id"])
    await eventually(lambda: centre.rows(query))
    [answer] = await centre.rows(query)
    assert (answer.rating, answer.is_solved, answer.about) == (4, False, "conversation")
    assert (answer.agent, answer.office) == ("k20060-1", ANNAS_OFFICE)
    assert not any("ocen" in text.lower() and "4" in text for text in texts(call)), texts(call)
