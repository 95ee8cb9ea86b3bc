"""A text message is ordered in a call."""

from dataclasses import replace

import pytest

from core.facts.events import AnyEvent
from core.facts.kinds.messages import SmsOrdered
from ivr.nodes import KINDS
from ivr.outside.web_rules import Answered
from reports.calls.call_timeline import timeline
from tests.support.calls.fake_centre import a_centre
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.calls.scenario_lines import GOODBYE, add_line, nodes_of, rings
from tests.support.timing.virtual_time import in_virtual_time

WAYS = {"ordered": "zamowione", "no_number": "bez_numeru", "refused": "koniec", "not_available": "nie_wysylamy"}
ENDS = {
    **dict.fromkeys(("zamowione", "bez_numeru"), GOODBYE),
    "nie_wysylamy": {"kind": "goodbye", "settings": {"prompts": ["K04"]}},
}
KOLNO = {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "sms"}}


LINE = add_line(
    "sms",
    {
        "urzad": KOLNO,
        "sms": {"kind": "sms_order", "settings": {"template": "prosba-o-kontakt"}, "next": WAYS},
        **ENDS,
    },
)
DETAILS = add_line(  # the text comes from an outside service; where that says nothing, it is ordered without
    "sms-szczegoly",
    {
        "oferta": {
            "kind": "web_service",
            "settings": {"url": "https://dane.example.org/oferta", "take": {"oferta": "oferta"}},
            "next": dict.fromkeys(("done", "failed", "timeout"), "sms"),
        },
        "sms": {
            "kind": "sms_order",
            "settings": {"template": "szczegoly", "values": {"tresc": "oferta"}},
            "next": WAYS,
        },
        **ENDS,
    },
)
TWICE = add_line(
    "sms-dwa-razy",
    {
        "sms": {
            "kind": "sms_order",
            "settings": {"template": "prosba-o-kontakt", "most_in_call": 1},
            "next": {**WAYS, "ordered": "drugi"},
        },
        "drugi": {
            "kind": "sms_order",
            "settings": {"template": "prosba-o-kontakt", "most_in_call": 1},
            "next": WAYS,
        },
        **ENDS,
    },
)
VERIFIED = dict.fromkeys(("no_card", "privacy", "no_input", "locked", "unavailable"), "koniec")
OF_CLIENT = add_line(
    "sms-klienta",
    {
        "kto": {"kind": "verification", "next": {**VERIFIED, "verified": "sms"}},
        "sms": {
            "kind": "sms_order",
            "settings": {"template": "prosba-o-kontakt", "to": "client"},
            "next": WAYS,
        },
        **ENDS,
    },
)


@in_virtual_time
async def test_to_the_number_from_which_the_caller_rings() -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, LINE, caller_number="+48600100200")
        [order] = centre.of_type(SmsOrdered)
        assert (order.sms_number, order.template, order.segments) == ("600100200", "prosba-o-kontakt", 1)
        assert order.sms_values == {"urzad": "Powiatowy Urzad Pracy w Kolnie"}
        assert nodes_of(centre)[-1] == "zamowione"
        facts: list[AnyEvent] = [event for event in centre.events if event.call_id]
        told = [step for step in timeline(facts, {}) if step.kind == "sms_ordered"]
        assert "600100200" not in repr(told)
        centre.check_nothing_left()


@pytest.mark.parametrize("number", ["", "857001122", "+4915112345678", "700100200"])
@in_virtual_time
async def test_to_no_other_than_a_polish_mobile_number(number: str) -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, LINE, caller_number=number)
        assert not centre.of_type(SmsOrdered)
        assert nodes_of(centre)[-1] == "bez_numeru"


@in_virtual_time
async def test_to_the_registered_number_of_a_verified_client() -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, OF_CLIENT, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), caller_number="857001122")
        assert [order.sms_number for order in centre.of_type(SmsOrdered)] == ["600100299"]


@in_virtual_time
async def test_a_client_without_a_registered_number_gets_none() -> None:
    async with a_centre(sends_sms=True) as centre:
        centre.contacts.numbers.clear()
        await rings(centre, OF_CLIENT, (1, ANNA + "#"), (2, ANNAS_PIN + "#"))
        assert nodes_of(centre)[-1] == "bez_numeru"


@pytest.mark.parametrize("offer", [None, "x" * 400])
@in_virtual_time
async def test_what_is_not_known_or_too_long_is_refused(offer: str | None) -> None:
    async with a_centre(sends_sms=True) as centre:
        centre.web_services.answer = Answered({} if offer is None else {"oferta": offer})
        await rings(centre, DETAILS)
        assert not centre.of_type(SmsOrdered)
        assert nodes_of(centre)[-1] == "koniec"


@in_virtual_time
async def test_a_variable_of_the_call_is_sent_in_plain_letters() -> None:
    async with a_centre(sends_sms=True) as centre:
        centre.web_services.answer = Answered({"oferta": "kierowca, Łomża"})
        await rings(centre, DETAILS)
        [order] = centre.of_type(SmsOrdered)
        assert order.sms_values["tresc"] == "kierowca, Lomza"


@in_virtual_time
async def test_not_more_than_so_many_in_one_call() -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, TWICE)
        assert len(centre.of_type(SmsOrdered)) == 1
        assert nodes_of(centre)[-1] == "koniec"


@in_virtual_time
async def test_where_nothing_sends_text_messages_none_is_ordered_and_the_caller_is_told_so() -> None:
    async with a_centre(sends_sms=True) as centre:
        centre.ivr.tools = replace(centre.ivr.tools, sends_sms=False)
        caller = await rings(centre, LINE)
        assert not centre.of_type(SmsOrdered)
        assert nodes_of(centre)[-1] == "nie_wysylamy"
        assert caller.heard == ["K04"]
        centre.check_nothing_left()


@pytest.mark.parametrize("template", ["nieznany", "kod-jednorazowy"])
def test_no_scenario_sends_what_is_no_template_or_a_secret_s(template: str) -> None:
    with pytest.raises(ValueError, match="nie ma szablonu SMS"):
        KINDS["sms_order"].settings.model_validate({"template": template})


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"tekst": "oferta"}, "nie ma miejsca"),
        ({"tresc": "teraz"}, "zastrzeżona"),
        ({"tresc": "Oferta"}, "pattern"),
    ],
)
def test_what_cannot_stand_in_the_template_is_refused(values: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        KINDS["sms_order"].settings.model_validate({"template": "szczegoly", "values": values})
