"""A line with one kind of node after the verification, and Anna who calls it."""

from dataclasses import dataclass, field
from typing import Any

import anyio

from core.call import Call
from core.facts.call_context import CallContext
from core.facts.kinds.calls import CallFailed
from core.facts.kinds.scenarios import ClientDataTold, NodeEntered
from core.questions.client_data import ClientQuestion
from ivr.graph.scenario import read_scenario
from ivr.graph.validation import errors
from ivr.nodes import KINDS
from ivr.number_route import NumberRoute
from tests.support.calls.fake_centre import Centre, presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.scenarios.graphs import WORLD

LINE = "samoobsluga"
PERSONAL_KINDS = [name for name, kind in KINDS.items() if kind.group == "sprawy klienta"]
PERSONAL_PROMPTS = {f"D{n:02}" for n in range(1, 18)} | {"O01", "O02", "O04", "Z01", "Z02", "Z04"}
"""What says something of a client, if only that there is nothing."""

_IDENTIFIES = ((1.0, ANNA + "#"), (2.0, ANNAS_PIN + "#"))
_LISTENS = 2.0  # seconds before a key: longer than the question of contact is deaf
_SETTINGS: dict[str, dict[str, Any]] = {"knowledge": {"topic": "zasilek"}}


def opens(centre: Centre, kind: str, *, comes_back: tuple[str, int] | None = None, **settings: Any) -> None:
    """Two lines, with verification and without: the kind, and for each outcome a goodbye that is named for it.

    `comes_back`: after this outcome the kind follows again, so many times in all.
    """
    settings = _SETTINGS.get(kind, {}) | settings
    rules = KINDS[kind]
    outcomes = rules.outcomes(rules.settings.model_validate(settings))
    nodes: dict[str, Any] = {
        f"koniec_{o}": {"kind": "goodbye", "settings": {"prompts": ["H04" if o == "unavailable" else "G02"]}}
        for o in outcomes
    }
    again = comes_back or ("", 1)
    for number in range(again[1]):
        ways = {o: f"koniec_{o}" for o in outcomes}
        if number + 1 < again[1]:
            ways[again[0]] = f"dane{number + 1}"
        nodes["dane" if number == 0 else f"dane{number}"] = {"kind": kind, "settings": settings, "next": ways}
    verification = ("verified", "no_card", "privacy", "no_input", "locked", "unavailable")
    for line, start in ((LINE, "kto"), (f"{LINE}-bez", "dane")):
        graph: dict[str, Any] = {"name": line, "title": "Samoobsługa", "start": start, "nodes": dict(nodes)}
        if start == "kto":
            graph["nodes"]["kto"] = {"kind": "verification", "next": dict.fromkeys(verification, "dane")}
        assert not errors(graph, WORLD)
        centre.ivr.routes[line] = NumberRoute(line, False, read_scenario(graph))


@dataclass
class Served:
    """A caller after the call, and the call."""

    caller: FakeChannel
    call: Call
    heard: list[str] = field(default_factory=list)


async def call_of(
    centre: Centre,
    *replies: tuple[str, str],
    verifies: bool = True,
    patience: float | None = None,
    hangs_up_at: type[ClientQuestion[Any]] | None = None,
    caller_number: str = "600100200",
) -> Served:
    """Anna calls and presses keys: each reply waits for its prompt. `hangs_up_at`: while this is being asked."""
    caller = centre.exchange.caller(
        caller_number=caller_number, dialled_number=LINE if verifies else f"{LINE}-bez"
    )
    async with anyio.create_task_group() as party:

        async def answers_in_turn() -> None:
            for prompt, keys in replies:
                await caller.hears(prompt)
                await presses(caller, (_LISTENS, keys))

        async def hangs_up() -> None:
            assert hangs_up_at is not None
            await centre.tables.is_asked(hangs_up_at)
            caller.far_end_hangs_up()

        party.start_soon(answers_in_turn)
        if hangs_up_at is not None:
            party.start_soon(hangs_up)
        call = await centre.visit(caller, *(_IDENTIFIES if verifies else ()), patience=patience)
        party.cancel_scope.cancel()
    centre.check_nothing_left()
    assert not centre.of_type(CallFailed)
    return Served(caller, call, caller.heard)


async def walked(centre: Centre, level: int) -> Served:
    """The line without verification, for a caller of whom somebody has said that it is Anna."""
    caller = centre.exchange.caller(dialled_number=f"{LINE}-bez")
    call = Call(
        caller, centre.bus, centre.clock, context=CallContext(client_id="client-anna", verification_level=level)
    )
    with caller.while_up():
        await centre.ivr.walk(call, centre.ivr.routes[caller.dialled_number].scenario).next_destination()
    caller.far_end_hangs_up()
    return Served(caller, call, caller.heard)


def outcome_of(centre: Centre) -> str:
    """Of the kind, in the last call."""
    return centre.of_type(NodeEntered)[-1].node.removeprefix("koniec_")


def told_of(centre: Centre) -> list[tuple[str, str]]:
    return [(e.topic, e.outcome) for e in centre.of_type(ClientDataTold)]
