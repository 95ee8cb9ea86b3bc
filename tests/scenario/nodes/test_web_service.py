"""A scenario asks an outside service, in whole calls."""

from typing import Any

import pytest
from anyio.abc import TaskGroup

from core.call import Call
from core.facts.call_context import CallContext
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import VariableSet, WebServiceCalled
from ivr.nodes import KINDS
from ivr.outside.web_rules import Answered
from ivr.visit import Visit
from reports.calls.call_timeline import timeline
from tests.support.calls.application_killed import call_ends, calls_of, killed_at, successor
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.scenario_lines import GOODBYE, add_line, nodes_of, rings
from tests.support.timing.virtual_time import in_virtual_time

URL = "https://dane.example.org/wizyty"
WAYS = {"done": "jest", "failed": "koniec", "timeout": "za_pozno"}
ENDS = dict.fromkeys(("jest", "za_pozno"), GOODBYE)
SETTINGS = {"url": URL, "send": {"sprawa": "sprawa", "urzad": "urzad"}, "take": {"termin": "wizyta.0.termin"}}


def a_line(number: str, expression: str = '"rejestracja"', **settings: Any) -> str:
    matter = {"variable": "sprawa", "expression": expression}
    return add_line(
        number,
        {
            "urzad": {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "sprawa"}},
            "sprawa": {"kind": "set_variable", "settings": matter, "next": {"done": "usluga"}},
            "usluga": {"kind": "web_service", "settings": {**SETTINGS, **settings}, "next": WAYS},
            **ENDS,
        },
    )


LINE = a_line("usluga")
POSTS = a_line("usluga-post", method="POST")
PLAIN = a_line("usluga-zwykla", privacy="plain")


async def asked(centre: Centre, line: str = LINE) -> CallContext:
    """What the call knows afterwards."""
    caller = centre.exchange.caller(dialled_number=line)
    context = CallContext()
    call = Call(caller, centre.bus, centre.clock, context=context)
    await centre.ivr.walk(call, centre.ivr.routes[line].scenario).next_destination()
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


def _answer_of(centre: Centre) -> VariableSet:
    return next(e for e in centre.of_type(VariableSet) if e.name == "termin")


@in_virtual_time
async def test_what_was_answered_outlives_the_process_and_is_personal_unless_the_scenario_says_otherwise() -> None:
    async with a_centre() as centre:
        await asked(centre)
        fact = _answer_of(centre)
        assert (fact.value, fact.personal_value, fact.is_personal) == ("", "2026-11-25", True)
    async with a_centre() as centre:
        await asked(centre, PLAIN)
        fact = _answer_of(centre)
        assert (fact.value, fact.personal_value, fact.is_personal) == ("2026-11-25", "", False)


@in_virtual_time
async def test_the_answer_to_something_personal_is_personal_whatever_the_scenario_says() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller(dialled_number=PLAIN)
        call = Call(caller, centre.bus, centre.clock, context=CallContext(variables={"numer": "7"}))
        call.context.personal.add("numer")
        settings = {**SETTINGS, "send": {"nr": "numer"}, "privacy": "plain"}
        kind = KINDS["web_service"]
        visit = Visit(call, centre.ivr.tools)
        assert await kind.run(visit, "usluga", kind.settings.model_validate(settings)) == "done"
        assert "termin" in call.context.personal
        assert _answer_of(centre).is_personal
        caller.far_end_hangs_up()


@in_virtual_time
async def test_a_secret_is_never_sent() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller(dialled_number=LINE)
        call = Call(caller, centre.bus, centre.clock, context=CallContext(secrets={"haslo": "8765"}))
        kind = KINDS["web_service"]
        settings = kind.settings.model_validate({"url": URL, "send": {"h": "haslo"}})
        await kind.run(Visit(call, centre.ivr.tools), "usluga", settings)
        assert [asked.query for asked in centre.web_services.asked] == [{"h": ""}]
        caller.far_end_hangs_up()


@in_virtual_time
async def test_whoever_takes_the_call_up_knows_the_answer() -> None:
    async def begin(centre: Centre, tasks: TaskGroup) -> None:
        tasks.start_soon(centre.take, centre.exchange.caller(dialled_number=LINE))

    dead, facts, died = await killed_at(1.5, begin, 1.0)
    [left] = calls_of(facts)
    assert left.node == "jest"
    assert left.context.variables == {"sprawa": "rejestracja", "termin": "2026-11-25"}
    assert left.context.personal == {"termin"}
    async with successor(dead, facts, died) as heir:
        await call_ends(heir)
        assert len(heir.of_type(WebServiceCalled)) == 1
        heir.check_nothing_left()


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "dane.example.org"},
        {"url": "https://user:word@dane.example.org"},
        {"url": URL, "take": {"termin": "a[0]"}},
        {"url": URL, "take": {"Termin": "a"}},
        {"url": URL, "take": {"temat": "a"}},
        {"url": URL, "take": {"urzad": "a"}},
        {"url": URL, "send": {"a b": "x"}},
        {"url": URL, "send": {"a": "teraz"}},
        {"url": URL, "privacy": "secret"},
        {"url": URL, "method": "DELETE"},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        KINDS["web_service"].settings.model_validate(settings)
