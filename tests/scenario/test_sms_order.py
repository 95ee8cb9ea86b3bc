"""A text message is ordered in a call."""

from typing import Any

import pytest

from core.call import Call
from core.call_context import CallContext
from core.events import AnyEvent, SmsOrdered
from ivr.nodes import RULES
from reports.call_timeline import timeline
from tests.support.centre import ANNA, ANNAS_PIN, Centre, a_centre
from tests.support.fake_telephony import FakeChannel
from tests.support.laid_lines import GOODBYE, laid, nodes_of, rings
from tests.support.virtual_time import in_virtual_time

WAYS = {"ordered": "zamowione", "no_number": "bez_numeru", "refused": "koniec"}
ENDS = dict.fromkeys(("zamowione", "bez_numeru"), GOODBYE)
KOLNO = {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "sms"}}


def a_line(number: str, **settings: Any) -> str:
    sms = {"kind": "sms_order", "settings": settings, "next": WAYS}
    return laid(number, {"urzad": KOLNO, "sms": sms, **ENDS})


LINE = a_line("sms", template="prosba-o-kontakt")
DETAILS = a_line("sms-szczegoly", template="szczegoly", values={"tresc": "oferta"})
TWICE = laid(
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
OF_CLIENT = laid(
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
    async with a_centre() as centre:
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
    async with a_centre() as centre:
        await rings(centre, LINE, caller_number=number)
        assert not centre.of_type(SmsOrdered)
        assert nodes_of(centre)[-1] == "bez_numeru"


@in_virtual_time
async def test_to_the_registered_number_of_a_verified_client() -> None:
    async with a_centre() as centre:
        await rings(centre, OF_CLIENT, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), caller_number="857001122")
        assert [order.sms_number for order in centre.of_type(SmsOrdered)] == ["600100299"]


@in_virtual_time
async def test_a_client_without_a_registered_number_gets_none() -> None:
    async with a_centre() as centre:
        centre.contacts.numbers.clear()
        await rings(centre, OF_CLIENT, (1, ANNA + "#"), (2, ANNAS_PIN + "#"))
        assert nodes_of(centre)[-1] == "bez_numeru"


@pytest.mark.parametrize("offer", [None, "x" * 400])
@in_virtual_time
async def test_what_is_not_known_or_too_long_is_refused(offer: str | None) -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller(dialled_number=DETAILS)
        call_context: dict[str, str] = {} if offer is None else {"oferta": offer}
        await _with_variables(centre, caller, call_context)
        assert not centre.of_type(SmsOrdered)
        assert nodes_of(centre)[-1] == "koniec"


@in_virtual_time
async def test_a_variable_of_the_call_is_sent_in_plain_letters() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller(dialled_number=DETAILS)
        await _with_variables(centre, caller, {"oferta": "kierowca, Łomża"})
        [order] = centre.of_type(SmsOrdered)
        assert order.sms_values["tresc"] == "kierowca, Lomza"


async def _with_variables(centre: Centre, caller: FakeChannel, variables: dict[str, str]) -> None:
    """A call whose scenario has set these variables before."""
    call = Call(caller, centre.bus, centre.clock, context=CallContext(variables=dict(variables)))
    walk = centre.ivr.walk(call, centre.ivr.entries[caller.dialled_number].scenario)
    await walk.next_destination()
    caller.far_end_hangs_up()


@in_virtual_time
async def test_not_more_than_so_many_in_one_call() -> None:
    async with a_centre() as centre:
        await rings(centre, TWICE)
        assert len(centre.of_type(SmsOrdered)) == 1
        assert nodes_of(centre)[-1] == "koniec"


@pytest.mark.parametrize("template", ["nieznany", "kod-jednorazowy"])
def test_no_scenario_sends_what_is_no_template_or_a_secret_s(template: str) -> None:
    with pytest.raises(ValueError, match="nie ma szablonu SMS"):
        RULES["sms_order"].settings.model_validate({"template": template})
