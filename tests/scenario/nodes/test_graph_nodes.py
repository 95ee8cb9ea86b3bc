"""The kinds of nodes that decide, remember and call: what each does with a call."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import anyio
import msgspec
import pytest

from ari_app.calls.unfinished_call import unfinished_call
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.scenarios import EmergencyHeard, KeysEntered, NodeEntered, VariableSet
from ivr.emergency_message import EmergencyMessage
from ivr.nodes.split import share_of
from tests.scenario.recovery.test_application_dies import is_over, killed
from tests.support.calls.extra_lines import LOGIC
from tests.support.calls.fake_centre import a_centre
from tests.support.scenarios.graphs import Graph, Walker, graph_of, saying
from tests.support.timing.virtual_time import in_virtual_time


def node(kind: str, then: str | dict[str, str], **settings: Any) -> Graph:
    return {"kind": kind, "settings": settings, "next": {"done": then} if isinstance(then, str) else then}


def ending(**ways: str) -> Graph:
    """A goodbye for each outcome, in which its prompt is heard."""
    return {name: node("goodbye", {}, prompts=[prompt]) for name, prompt in ways.items()}


async def heard(graph: Graph, *pressed: tuple[float, str], at: datetime | None = None) -> list[str]:
    walker = Walker(graph) if at is None else Walker(graph, at)
    await walker.goes(*pressed)
    return walker.caller.heard


# -- condition and set_variable


def _deciding(*cases: tuple[str, str]) -> Graph:
    settings = [{"expression": expression, "outcome": outcome} for expression, outcome in cases]
    ways = {"a": "a", "b": "b", "else": "inaczej"}
    return graph_of({"w": node("condition", ways, cases=settings), **ending(a="G01", b="G02", inaczej="H06")})


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("true", "true", "G01"),
        ("false", "true", "G02"),
        ("false", "false", "H06"),
        ("nieznana > 1", "false", "H06"),
    ],
)
@in_virtual_time
async def test_the_first_condition_that_holds_decides(first: str, second: str, said: str) -> None:
    assert await heard(_deciding((first, "a"), (second, "b"))) == [said]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 27, 14, 59, tzinfo=UTC), "H06"),  # Friday, 15:59 in Warsaw
        (datetime(2026, 11, 27, 15, 0, tzinfo=UTC), "G01"),  # 16:00
        (datetime(2026, 11, 27, 23, 0, tzinfo=UTC), "G02"),  # Saturday there
        (datetime(2026, 10, 25, 14, 0, tzinfo=UTC), "G02"),  # the Sunday on which summer time ends
    ],
)
@in_virtual_time
async def test_conditions_know_the_time_of_warsaw(at: datetime, said: str) -> None:
    graph = _deciding(("weekday(teraz) not in [6, 7] and hour(teraz) >= 16", "a"), ("weekday(teraz) > 5", "b"))
    assert await heard(graph, at=at) == [said]


@in_virtual_time
async def test_conditions_know_the_call() -> None:
    known = 'urzad == "20060" and temat == "other" and not zweryfikowany and poziom == 0 and not nagrywanie'
    graph = _deciding((f'{known} and jezyk == "pl" and numer_wybrany == "9510"', "a"))
    before = {
        "u": node("set_office", "t", office="20060"),
        "t": node("set_topic", "w", topic="other"),
    }
    assert await heard(graph_of(before | graph["nodes"])) == ["G01"]


@in_virtual_time
async def test_a_variable_counts_the_turns() -> None:
    graph = graph_of(
        {
            "zero": node("set_variable", "menu", variable="razy", expression="0"),
            "menu": node(
                "menu", {"jeszcze": "liczy", "failed": "koniec"}, prompts=["M10"], choices={"1": "jeszcze"}
            ),
            "liczy": node("set_variable", "dosc", variable="razy", expression="razy + 1"),
            "dosc": node(
                "condition",
                {"dosc": "koniec", "else": "menu"},
                cases=[{"expression": "razy == 3", "outcome": "dosc"}],
            ),
            "koniec": node("goodbye", {}),
        }
    )
    walker = Walker(graph)
    await walker.goes((1.0, "1"), (1.0, "1"), (1.0, "1"), (1.0, "1"))
    assert walker.caller.heard == ["M10"] * 3
    assert walker.call.context.variables == {"razy": "3"}
    assert [e.value for e in walker.events if isinstance(e, VariableSet)] == ["0", "1", "2", "3"]


# -- collect_digits


def _asking(privacy: str, then: str = "koniec", **settings: Any) -> Graph:
    ways = {"entered": then, "failed": "bez"}
    return graph_of(
        {
            "pytanie": node(
                "collect_digits",
                ways,
                **{"variable": "numer", "prompts": ["C01"], "privacy": privacy, "shortest": 3, "longest": 5}
                | settings,
            ),
            "kopia": node("set_variable", "koniec", variable="kopia", expression="length(numer)"),
            **ending(koniec="G01", bez="G02"),
        }
    )


@in_virtual_time
async def test_digits_are_remembered() -> None:
    walker = Walker(_asking("plain"))
    await walker.goes((1.0, "1234#"))
    assert walker.caller.heard == ["C01", "G01"]
    assert walker.call.context.variables == {"numer": "1234"}
    [keys] = [e for e in walker.events if isinstance(e, KeysEntered)]
    assert (keys.outcome, keys.length, keys.keys) == ("entered", 4, "1234")


@in_virtual_time
async def test_the_last_possible_digit_may_end_the_entry() -> None:
    assert await heard(_asking("plain", ends_when_full=True), (1.0, "12345")) == ["C01", "G01"]


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ((), ["C01", "M04", "C01", "M04", "C01", "G02"]),
        (((1.0, "12#"), (3.0, "1234567#"), (8.0, "123#")), ["C01", "M11", "C01", "M11", "C01", "G01"]),
        (((1.0, "99*123#"),), ["C01", "G01"]),  # a star begins anew
        (((6.0, "123"),), ["C01", "G01"]),  # silence ends it
    ],
)
@in_virtual_time
async def test_wrong_lengths_and_silence_are_asked_again(
    pressed: tuple[tuple[float, str], ...], said: list[str]
) -> None:
    assert await heard(_asking("plain"), *pressed) == said


@in_virtual_time
async def test_personal_digits_stand_in_the_personal_field_only_and_so_does_what_is_made_of_them() -> None:
    walker = Walker(_asking("personal", then="kopia"))
    await walker.goes((1.0, "1234#"))
    [numer, kopia] = [e for e in walker.events if isinstance(e, VariableSet)]
    assert (numer.value, numer.personal_value, numer.is_personal) == ("", "1234", True)
    assert (kopia.value, kopia.personal_value, kopia.is_personal) == ("", "4", True)
    assert [e.keys for e in walker.events if isinstance(e, KeysEntered)] == [None]


@in_virtual_time
async def test_of_a_secret_neither_the_value_nor_the_length_stands_anywhere() -> None:
    walker = Walker(_asking("secret", then="kopia"))
    await walker.goes((1.0, "87#"), (3.0, "8765432#"), (8.0, "8765#"))
    context = walker.call.context
    assert context.secrets == {"numer": "8765", "kopia": "4"}
    assert context.variables == {}
    assert "8765" not in repr(context)
    assert not [e for e in walker.events if isinstance(e, VariableSet)]
    keys = [e for e in walker.events if isinstance(e, KeysEntered)]
    assert [(e.outcome, e.length, e.keys) for e in keys] == [
        ("wrong_length", 0, None),
        ("wrong_length", 0, None),
        ("entered", 0, None),
    ]
    # Ids are random letters and digits: once in some hundred runs these four stand in one of them.
    told = [msgspec.structs.replace(event, id="", call_id="") for event in walker.events]
    assert b"8765" not in msgspec.json.encode(told)


@in_virtual_time
async def test_a_variable_that_becomes_a_secret_is_forgotten_by_whoever_takes_the_call_up() -> None:
    graph = _asking("secret")
    graph["nodes"] = {"w": node("set_variable", "pytanie", variable="numer", expression="1")} | graph["nodes"]
    walker = Walker(graph | {"start": "w"})
    await walker.goes((1.0, "8765#"))
    assert walker.call.context.variables == {}
    rings = CallStarted(channel_id="c", dialled_number="9510", caller_number="")
    left = unfinished_call([rings, *walker.events])
    assert left is not None
    assert left.context.variables == {"numer": ""}


# -- split


@in_virtual_time
async def test_a_call_goes_the_same_way_whenever_it_comes_by() -> None:
    for _ in range(20):
        walker = Walker(
            graph_of(
                {
                    "podzial": node("split", {"a": "a", "b": "b"}, shares={"a": 50, "b": 50}),
                    **ending(a="G01", b="G02"),
                }
            )
        )
        await walker.goes()
        way = share_of(f"{walker.call.id}:podzial", {"b": 50, "a": 50})
        assert walker.nodes() == ["podzial", way]


def test_shares_are_kept() -> None:
    shares = {"a": 70, "b": 25, "c": 5}
    counted = Counter(share_of(f"call-{n}:w", shares) for n in range(20_000))
    for outcome, share in shares.items():
        assert abs(counted[outcome] / 200 - share) < 1


# -- emergency


def _warned(**settings: Any) -> Graph:
    ways = {"none": "zwykle", "played": "po"}
    return graph_of(
        {
            "urzad": node("set_office", "komunikat", office="20060"),
            "komunikat": node("emergency", ways, **settings),
            **ending(zwykle="G01", po="G02"),
        }
    )


@in_virtual_time
async def test_without_an_emergency_message_nothing_is_said() -> None:
    assert await heard(_warned()) == ["G01"]


def switched_on(walker: Walker, *messages: tuple[str | None, str]) -> None:
    """(office, text) of each."""
    now = walker.call.clock.now()
    walker.emergency.messages = [
        EmergencyMessage(f"emergency-{number}", office, None, text, now)
        for number, (office, text) in enumerate(messages)
    ]


@in_virtual_time
async def test_an_emergency_message_is_heard_once_in_a_call_and_the_node_knows_that_it_holds() -> None:
    walker = Walker(_warned())
    switched_on(walker, (None, "Awaria w województwie."))
    await walker.goes()
    assert walker.caller.heard == ["H03 Awaria w województwie", "G02"]


async def meanwhile(walker: Walker, office: str | None, *pressed: tuple[float, str]) -> None:
    """Two messages are switched on while the first announcement is played."""
    async with anyio.create_task_group() as tasks:

        async def switches() -> None:
            await anyio.sleep(1)
            switched_on(walker, (None, "awaria w województwie"), (office, "awaria w urzędzie"))

        tasks.start_soon(switches)
        await walker.goes(*pressed)


def _greeting(**settings: Any) -> Graph:
    return graph_of({"w": saying("urzad"), **_warned(**settings)["nodes"]})


@pytest.mark.parametrize(
    ("office", "message", "said"),
    [("20060", "emergency-1", "awaria w urzędzie"), ("20620", "emergency-0", "awaria w województwie")],
)
@in_virtual_time
async def test_what_is_switched_on_within_a_call_is_heard_at_the_node(
    office: str, message: str, said: str
) -> None:
    walker = Walker(_greeting())
    await meanwhile(walker, office)
    assert walker.caller.heard == ["W01", f"H03 {said}", "G02"]
    assert [event.message for event in walker.events if isinstance(event, EmergencyHeard)] == [message]


@pytest.mark.parametrize(("is_interruptible", "time"), [(True, 11.0), (False, 15.0)])
@in_virtual_time
async def test_a_key_cuts_the_emergency_message_short_where_that_is_allowed(
    is_interruptible: bool, time: float
) -> None:
    walker = Walker(_greeting(is_interruptible=is_interruptible))
    began = walker.call.clock.monotonic()
    await meanwhile(walker, "20620", (6.0, "5"))
    assert abs(walker.call.clock.monotonic() - began - time) < 0.1


@in_virtual_time
async def test_what_was_heard_is_not_said_again_after_a_restart() -> None:
    walker = Walker(_warned())
    switched_on(walker, (None, "awaria"))
    started = CallStarted(channel_id="c", caller_number="", dialled_number="9510", is_free=True)
    await walker.goes()
    found = unfinished_call([started, *walker.events])
    assert found is not None
    assert found.context.heard_emergencies == {"emergency-0"}


# -- sub-scenarios


@in_virtual_time
async def test_a_sub_scenario_comes_back_by_the_end_at_which_it_arrives() -> None:
    graph = graph_of(
        {
            "w": node("subscenario", {"tak": "a", "nie": "b"}, scenario="pytanie"),
            **ending(a="G01", b="G02"),
        }
    )
    assert await heard(graph, (1.0, "1")) == ["M10", "G01"]
    assert await heard(graph, (1.0, "2")) == ["M10", "G02"]
    walker = Walker(graph)
    await walker.goes()
    assert walker.nodes() == ["w", "w/tak_nie", "w/nie", "b"]


@in_virtual_time
async def test_a_queue_within_sub_scenarios_is_left_and_the_way_goes_on_from_there() -> None:
    walker = Walker(
        graph_of({"w": node("subscenario", {"po_pytaniu": "k"}, scenario="glebszy"), **ending(k="G01")})
    )
    [queue] = await walker.goes((1.0, "1"))
    assert queue.office == "20000"
    assert walker.nodes()[-4:] == ["w/rozmowa/kolejka", "w/rozmowa/koniec", "w/koniec", "k"]
    kinds = [e.kind for e in walker.events if isinstance(e, NodeEntered)]
    assert kinds[:3] == ["subscenario", "subscenario", "menu"]


@in_virtual_time
async def test_an_end_that_nobody_called_ends_the_call() -> None:
    assert await heard(graph_of({"w": saying("k"), "k": {"kind": "end"}})) == ["W01"]


@in_virtual_time
async def test_a_whole_call_through_sub_scenarios_knows_their_versions() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller(dialled_number=LOGIC)
        await centre.visit(caller, (6, "123#"), patience=60)
        [started] = centre.of_type(CallStarted)
        assert started.subscenario_versions == {"numer": 3, "rozmowa": 4, "sprawa": 2}
        assert "sprawa/numer/cyfry" in [e.node for e in centre.of_type(NodeEntered)]


@in_virtual_time
async def test_a_killed_application_goes_on_inside_a_sub_scenario_with_what_was_remembered() -> None:
    """Killed while the digits are keyed: they are asked for again, and the variables of before still hold."""
    story = "7000 digits and a queue within sub-scenarios"
    async with killed(story, 6.3) as (heir, caller):
        await caller.hears("A01")
        for key in "123#":
            caller.keys.press(key)
        await is_over(heir)
        nodes = [e.node for e in heir.of_type(NodeEntered)]
        assert nodes.count("sprawa/numer/cyfry") == 2
        assert nodes.count("powitanie") == 1
        assert "rozmowa/kolejka" in nodes, "the condition knows the variables of before and after"
        assert nodes[-1] == "dziekuje"
        assert [e.reason for e in heir.of_type(CallEnded)] == ["completed"]
