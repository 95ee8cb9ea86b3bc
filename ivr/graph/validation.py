"""What is wrong with a scenario, said in Polish with the node, for people who edit scenarios. Pure.

An error forbids publishing; a warning does not. Each node is judged by the rules of its kind; the whole graph,
put together with the sub-scenarios that it calls, by `ivr.graph.graph_rules`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, ValidationError

from core.errors import ScenarioRefused
from ivr.graph.errors_pl import error_sentences
from ivr.graph.graph_rules import BASE_LANGUAGE, Way, faults_of_ways
from ivr.graph.kind_rules import KindRules, Kinds, NodeSettings
from ivr.graph.scenario import Node, Scenario, read_scenario
from ivr.graph.subscenarios import (
    CALLS,
    ENDS,
    SubscenarioRefused,
    called,
    end_of,
    ends,
    names_called,
    put_together,
)
from ivr.outside.web_rules import Service, service_of

MOST_ITEMS = 5  # that a caller can keep in mind; 0 (a consultant) and * (back) do not count
LONGEST_NAME = 60  # characters of a node's name


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a graph. Errors forbid a review and publishing, warnings do not."""

    # What is answered has every field, those with a default, too: the description says so.
    __pydantic_config__ = ConfigDict(json_schema_serialization_defaults_required=True)

    severity: Literal["error", "warning"]
    node: Annotated[str | None, Field(description="None: the whole scenario")]
    text: Annotated[
        str, Field(description="In Polish", examples=["Węzeł „menu”: brak przejścia dla wyniku „failed”."])
    ]
    setting: Annotated[str | None, Field(description="Which of the node's settings, if one of them")] = None
    outcome: Annotated[str | None, Field(description="Which of its ways, if one of them")] = None


@dataclass(frozen=True, slots=True)
class ScenarioContext:
    """What a scenario is judged against. `prompts`: the ids that exist in each language; `subscenarios`: the
    published graphs by name; `answering`: the names that answer a number; `spoken`: how long each prompt takes in
    seconds, empty if nobody knows; `transfers`: the entries of the list of allowed numbers, `services`: the
    outside services that may be asked, and `topics`: those that can be chosen, each None if that is not known and
    not judged. `offices` are those that take callers."""

    kinds: Kinds
    prompts: Mapping[str, frozenset[str]]
    offices: frozenset[str]
    subscenarios: Mapping[str, Scenario] = field(default_factory=dict)
    answering: frozenset[str] = frozenset()
    spoken: Mapping[str, float] = field(default_factory=dict)
    transfers: frozenset[str] | None = None
    services: frozenset[Service] | None = None
    topics: frozenset[str] | None = None


UNTESTED = Finding(
    "warning",
    None,
    "Scenariusz: nie ma żadnego przypadku testowego. Publikacja wymaga ich dla każdej drogi, którą zmiana prowadzi"
    " do kolejki albo końca.",
)


def findings(graph: Any, context: ScenarioContext, *, cases: int | None = None) -> list[Finding]:
    """Everything to be said of `graph`, which may be any JSON value, and of its number of test cases (None: that
    is not known, or does not matter). Never raises."""
    try:
        scenario = read_scenario(graph)
    except ValidationError as error:
        return [_misread(where, what) for where, what in error_sentences(error)]
    found = _of_scenario(scenario, context)
    if any(finding.severity == "error" for finding in found):
        return found
    found += _of_callers(scenario, context)
    # Who still has errors to mend does not publish, and has other things to read.
    is_fit = not any(finding.severity == "error" for finding in found)
    return [*found, UNTESTED] if cases == 0 and is_fit else found


def _of_scenario(scenario: Scenario, context: ScenarioContext) -> list[Finding]:
    found = list(_of_nodes(scenario, context))
    if any(finding.severity == "error" for finding in found):  # the ways need a whole graph
        return found
    try:
        whole = put_together(scenario, {**context.subscenarios, scenario.name: scenario})
    except SubscenarioRefused as refused:
        return [*found, _of_node("error", refused.node, f"{refused.why}.")]
    broken = [_of_node("error", path, what) for path, what in _broken(whole, context)]
    if broken:
        return [*found, *broken]
    ways = {path: _way(node, context) for path, node in whole.nodes.items()}
    is_called = any(node.kind == ENDS and not node.next for node in scenario.nodes.values())
    faults_found = faults_of_ways(whole.start, ways, context.prompts, context.spoken, is_called=is_called)
    return [*found, *(_of_node(severity, path, what) for severity, path, what in faults_found)]


def errors(graph: Any, context: ScenarioContext) -> list[str]:
    """What forbids using `graph`, one sentence each; empty when it is fit."""
    return [finding.text for finding in findings(graph, context) if finding.severity == "error"]


def errors_of(scenario: Scenario, context: ScenarioContext) -> list[str]:
    """What is wrong with a graph by itself, one sentence each: those that call it are not looked at."""
    return [finding.text for finding in _of_scenario(scenario, context) if finding.severity == "error"]


def refuse_unfit(graph: Any, context: ScenarioContext) -> Scenario:
    """The scenario. Raises ScenarioRefused with all errors."""
    if found := errors(graph, context):
        raise ScenarioRefused(found)
    return read_scenario(graph)


def _misread(where: tuple[int | str, ...], what: str) -> Finding:
    match where:
        case ("nodes", node, *rest):
            return _of_node("error", str(node), f"{_where(tuple(rest))}{what}.")
        case _:
            return Finding("error", None, f"Scenariusz: {_where(where)}{what}.")


def _of_node(severity: Literal["error", "warning"], node: str, fault: "str | _Fault") -> Finding:
    at = _Fault(fault) if isinstance(fault, str) else fault
    return Finding(severity, node, f"Węzeł „{node}”: {at.what}", at.setting, at.outcome)


class _Fault(NamedTuple):
    """What is wrong with a node, and where in it, if that is one place."""

    what: str
    setting: str | None = None
    outcome: str | None = None


def _where(location: tuple[int | str, ...]) -> str:
    return f"„{'.'.join(map(str, location))}”: " if location else ""


# -- one node after the other


def _of_nodes(scenario: Scenario, context: ScenarioContext) -> Iterator[Finding]:
    if scenario.name in context.answering and ends(scenario):
        what = "Scenariusz: odpowiada pod numerem, więc nie może mieć węzłów „Koniec podscenariusza”."
        yield Finding("error", None, what)
    if scenario.start not in scenario.nodes:
        yield Finding("error", None, f"Scenariusz: węzeł początkowy „{scenario.start}” nie istnieje.")
    for name, node in scenario.nodes.items():
        for fault in _faults_of_node(scenario, name, node, context):
            yield _of_node("error", name, fault)
        items = _items(node, context)
        for outcome in sorted(_planned(scenario, node, context)):
            what = f"przejście „{outcome}” nie nastąpi, dopóki podscenariusz nie ma takiego końca."
            yield _of_node("warning", name, _Fault(what, outcome=outcome))
        if items > MOST_ITEMS:
            what = f"menu ma {items} pozycji, a łatwo zapamiętać najwyżej {MOST_ITEMS} (0 i * się nie liczą)."
            yield _of_node("warning", name, what)


def _faults_of_node(scenario: Scenario, name: str, node: Node, context: ScenarioContext) -> Iterator[_Fault]:
    if len(name) > LONGEST_NAME and not scenario.subscenario_versions:
        yield _Fault(f"nazwa węzła jest za długa (najwięcej znaków: {LONGEST_NAME}).")
    try:
        rules, settings = _read(node, context)
    except _Unreadable as unreadable:
        yield from unreadable.why
        return
    for prompt in dict.fromkeys(rules.prompts(settings)):
        if prompt not in context.prompts.get(BASE_LANGUAGE, frozenset()):
            yield _Fault(f"brak zapowiedzi „{prompt}”.", _holding(settings, prompt))
    for office in rules.offices(settings):
        if office not in context.offices:
            yield _Fault(f"nieznany lub wyłączony urząd „{office}”.", _holding(settings, office))
    if context.topics is not None:
        for topic in rules.topics(settings):
            if topic not in context.topics:
                yield _Fault(f"nieznany lub wyłączony temat „{topic}”.", _holding(settings, topic))
    if context.transfers is not None:
        for target in rules.transfers(settings):
            if target not in context.transfers:
                what = f"pozycji „{target}” nie ma na liście dozwolonych numerów."
                yield _Fault(what, _holding(settings, target))
    if context.services is not None:
        for address in rules.addresses(settings):
            if service_of(address) not in context.services:
                what = f"usługi „{urlsplit(address).netloc}” nie ma na liście tej instalacji."
                yield _Fault(what, _holding(settings, address))
    yield from _faults_of_edges(scenario, node, rules, settings, context)


class _Unreadable(Exception):
    """A node of no known kind or with settings that its kind refuses; `why` in Polish sentences."""

    def __init__(self, why: list[_Fault]) -> None:
        super().__init__()
        self.why = why


def _read(node: Node, context: ScenarioContext) -> tuple[KindRules[Any], NodeSettings]:
    """Raises _Unreadable."""
    rules = context.kinds.get(node.kind)
    if rules is None:
        raise _Unreadable([_Fault(f"nieznany rodzaj węzła „{node.kind}”.")])
    try:
        return rules, rules.settings.model_validate(node.settings)
    except ValidationError as error:
        why = [
            _Fault(f"ustawienie {_where(at)}{what}.", str(at[0])) if at else _Fault(f"{what}.")
            for at, what in error_sentences(error)
        ]
        raise _Unreadable(why) from None


def _faults_of_edges(
    scenario: Scenario, node: Node, rules: KindRules[Any], settings: NodeSettings, context: ScenarioContext
) -> Iterator[_Fault]:
    outcomes = rules.outcomes(settings)
    inner = called(node)
    if inner is not None and not scenario.subscenario_versions:
        if inner not in context.subscenarios and inner != scenario.name:
            yield _Fault(f"nie ma opublikowanego podscenariusza „{inner}”.", _holding(settings, inner))
            return
        outcomes = ends(context.subscenarios.get(inner, scenario)) | _planned(scenario, node, context)
    elif scenario.subscenario_versions and node.kind == ENDS:
        outcomes = frozenset(node.next) & {end_of(node) or ""}  # of graphs that were put together already
    for outcome in sorted(outcomes - node.next.keys()):
        yield _Fault(f"brak przejścia dla wyniku „{outcome}”.", outcome=outcome)
    for outcome in sorted(node.next.keys() - outcomes):
        yield _Fault(f"przejście „{outcome}” nigdy nie nastąpi.", outcome=outcome)
    for outcome, target in node.next.items():
        if target not in scenario.nodes:
            what = f"przejście „{outcome}” prowadzi do nieistniejącego węzła „{target}”."
            yield _Fault(what, outcome=outcome)


def _holding(settings: NodeSettings, value: str) -> str | None:
    """The setting that names `value`; None if several do: each of them may be meant."""
    named = [name for name, held in settings.model_dump(mode="json").items() if value in _texts(held)]
    return named[0] if len(named) == 1 else None


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, Mapping | list):
        for inner in held.values() if isinstance(held, Mapping) else held:
            yield from _texts(inner)


def _planned(scenario: Scenario, node: Node, context: ScenarioContext) -> frozenset[str]:
    """Ways for ends that the called graph does not have, or not yet: without them neither a graph that gets
    another end nor one that calls it could be published first."""
    inner = called(node)
    if inner is None or scenario.subscenario_versions or inner not in context.subscenarios:
        return frozenset()
    return frozenset(node.next) - ends(context.subscenarios[inner])


def _items(node: Node, context: ScenarioContext) -> int:
    """How many keys a caller has to choose between."""
    try:
        rules, settings = _read(node, context)
    except _Unreadable:
        return 0
    return len(set(rules.items(settings)) - {"0", "*"})


def _of_callers(scenario: Scenario, context: ScenarioContext) -> Iterator[Finding]:
    """A changed sub-scenario must not break the published graphs that call it, directly or through others. What
    was wrong with them before is nobody's fault here."""
    changed = replace(context, subscenarios={**context.subscenarios, scenario.name: scenario})
    for caller in context.subscenarios.values():
        if caller.name == scenario.name or scenario.name not in names_called(caller, context.subscenarios):
            continue
        before = errors_of(caller, context)
        for text in errors_of(caller, changed):
            if text not in before:
                who = f"Scenariusz „{caller.name}” wywołuje ten podscenariusz i przestałby działać"
                yield Finding("error", None, f"{who}: {text}")


# -- all together


def _broken(whole: Scenario, context: ScenarioContext) -> Iterator[tuple[str, _Fault]]:
    """What the graphs that are called have wrong, though they were published: the rules of a kind may have changed
    since."""
    for path, node in whole.nodes.items():
        try:
            _read(node, context)
        except _Unreadable as unreadable:
            yield from ((path, what) for what in unreadable.why)
        for outcome, target in node.next.items():
            if target not in whole.nodes:
                what = f"przejście „{outcome}” prowadzi do nieistniejącego węzła „{target}”."
                yield path, _Fault(what, outcome=outcome)


def _way(node: Node, context: ScenarioContext) -> Way:
    """What the rules of the whole graph need of a node that can be read."""
    rules, settings = _read(node, context)
    # The ways of these two are those of the graphs that were put together.
    unasked = frozenset(node.next) if node.kind in (CALLS, ENDS) else rules.unasked(settings)
    return Way(
        next=node.next,
        unasked={node.next[outcome] for outcome in unasked if outcome in node.next},
        prompts=list(dict.fromkeys(rules.prompts(settings))),
        heard=rules.heard(settings),
        reply_time=rules.reply_time(settings),
        sets=rules.sets(settings),
        uses=frozenset[str]().union(*(expression.variables for expression in rules.expressions(settings))),
        languages=rules.languages(settings),
        is_secret=rules.is_secret(settings),
        allows_recording=rules.allows_recording,
        is_queue=rules.is_queue,
    )
