"""A scenario asks an outside service, in whole calls."""

import pytest

from core.call import Call
from core.call_context import CallContext
from core.events import AnyEvent, WebServiceCalled
from ivr.nodes import RULES
from ivr.web_rules import Answered
from reports.call_timeline import timeline
from tests.support.centre import Centre, a_centre
from tests.support.laid_lines import GOODBYE, laid, nodes_of, rings
from tests.support.virtual_time import in_virtual_time

URL = "https://dane.example.org/wizyty"
WAYS = {"done": "jest", "failed": "koniec", "timeout": "za_pozno"}
ENDS = dict.fromkeys(("jest", "za_pozno"), GOODBYE)
SETTINGS = {"url": URL, "send": {"sprawa": "sprawa", "urzad": "urzad"}, "take": {"termin": "wizyta.0.termin"}}
LINE = laid("usluga", {"usluga": {"kind": "web_service", "settings": SETTINGS, "next": WAYS}, **ENDS})
POSTS = laid(
    "usluga-post",
    {"usluga": {"kind": "web_service", "settings": {**SETTINGS, "method": "POST"}, "next": WAYS}, **ENDS},
)


async def asked(centre: Centre, line: str = LINE) -> CallContext:
    """What the call knows afterwards."""
    caller = centre.exchange.caller(dialled_number=line)
    context = CallContext(office="20060", variables={"sprawa": "rejestracja"})
    call = Call(caller, centre.bus, centre.clock, context=context)
    await centre.ivr.walk(call, centre.ivr.entries[line].scenario).next_destination()
    caller.far_end_hangs_up()
    return context


@in_virtual_time
async def test_parts_of_the_answer_become_variables() -> None:
    async with a_centre() as centre:
        context = await asked(centre)
        assert context.variables == {"sprawa": "rejestracja", "termin": "2026-11-25"}
        [call] = centre.web_services.asked
        assert (call.method, call.url, call.body) == ("GET", URL, None)
        assert call.query == {"sprawa": "rejestracja", "urzad": "20060"}
        assert nodes_of(centre)[-1] == "jest"
        [fact] = centre.of_type(WebServiceCalled)
        assert (fact.host, fact.outcome, fact.took_time) == ("dane.example.org", "done", 1.0)


@in_virtual_time
async def test_post_sends_the_same_as_a_document() -> None:
    async with a_centre() as centre:
        await asked(centre, POSTS)
        [call] = centre.web_services.asked
        assert (call.method, call.query) == ("POST", {})
        assert call.body == {"sprawa": "rejestracja", "urzad": "20060"}


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (Answered(fault="failed"), "koniec"),
        (Answered(fault="timeout"), "za_pozno"),
        (Answered({"wizyta": []}), "koniec"),
        (Answered([1, 2]), "koniec"),
        (Answered(None), "koniec"),
    ],
)
@in_virtual_time
async def test_what_is_missing_or_wrong_changes_nothing(answer: Answered, end: str) -> None:
    async with a_centre() as centre:
        centre.web_services.answer = answer
        context = await asked(centre)
        assert context.variables == {"sprawa": "rejestracja"}
        assert nodes_of(centre)[-1] == end


@in_virtual_time
async def test_the_record_shows_the_host_and_nothing_of_what_was_said() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE)
        facts: list[AnyEvent] = [event for event in centre.events if event.call_id]
        told = repr(timeline(facts, {}))
        assert "Usługa zewnętrzna dane.example.org: odpowiedziała" in told
        assert "2026-11-25" not in told
        centre.check_nothing_left()


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "dane.example.org"},
        {"url": "https://user:word@dane.example.org"},
        {"url": URL, "take": {"termin": "a[0]"}},
        {"url": URL, "take": {"Termin": "a"}},
        {"url": URL, "send": {"a b": "x"}},
        {"url": URL, "method": "DELETE"},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        RULES["web_service"].settings.model_validate(settings)
