"""What a caller of an office would be told about its hours, by the scenario that answers a number."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from ivr.graph.scenario import Node, Scenario
from ivr.hours.opening_hours import OpeningHours, OpeningState
from ivr.hours.words_pl import spoken_values
from ivr.nodes.opening_hours import OpeningHoursKind, Settings, way_on
from ivr.number_route import NumberRoute
from ivr.offices import OfficeInfo
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.texts import PlaceholderMissing, filled


@dataclass(frozen=True, slots=True)
class ToldPrompt:
    """One announcement, in Polish, with the values of the moment in it."""

    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """`outcome`: the way on of the node `opening_hours`; `is_if_helped`: so only if somebody of another office is
    logged in at that moment, which nobody knows beforehand."""

    number: str
    outcome: str
    prompts: tuple[ToldPrompt, ...]
    is_if_helped: bool


def route_of(office: str, routes: Mapping[str, NumberRoute], number: str | None) -> NumberRoute | None:
    """That of the number; without one the office's own, else one of the whole province, whose scenario asks about
    hours."""
    if number is not None:
        return routes.get(number)
    asking = sorted((r for r in routes.values() if asks_hours(r.scenario) is not None), key=lambda r: r.number)
    own = [route for route in asking if route.office == office]
    return next(iter(own or [route for route in asking if route.office is None]), None)


def asks_hours(scenario: Scenario) -> Settings | None:
    """The settings of the node that decides whether callers may wait: the one that stands before a queue, else the
    first. None: the scenario asks about no hours."""
    asking = [node for node in scenario.nodes.values() if node.kind == OpeningHoursKind.name]
    before_a_queue = [node for node in asking if _leads_to_a_queue(node, scenario)]
    return next(_readable(before_a_queue or asking), None)


def told(
    route: NumberRoute,
    hours: OpeningHours,
    state: OpeningState,
    office: OfficeInfo,
    topic: str | None,
    moment: datetime,
    library: PromptLibrary,
) -> Told | None:
    """None: its scenario asks about no hours. A text that lacks a value, or that there is no more, is left out."""
    settings = asks_hours(route.scenario)
    if settings is None:
        return None
    is_helped = state.reason.kind == "closed_day" and hours.is_another_open(office.code, topic, moment)
    values = spoken_values(state, office, moment)
    outcome, prompts = way_on(state, settings, is_helped=is_helped, has_week="dni_i_godziny" in values)
    said = []
    for prompt in prompts:
        if prompt not in library:
            continue
        try:
            said.append(ToldPrompt(prompt, filled(prompt, library.prompt(prompt).text, values)))
        except PlaceholderMissing:
            continue
    return Told(route.number, outcome, tuple(said), is_if_helped=outcome == "exception")


def _leads_to_a_queue(node: Node, scenario: Scenario) -> bool:
    after = scenario.nodes.get(node.next.get("open", ""))
    return after is not None and after.kind == "queue"


def _readable(nodes: Iterable[Node]) -> Iterator[Settings]:
    for node in nodes:
        try:
            yield Settings.model_validate(node.settings)
        except ValidationError:
            continue
