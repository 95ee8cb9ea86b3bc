"""Rules for a graph as a whole: where its ways lead, whatever a caller does. Pure.

Each rule names the node at which an editor has to change something. Paths of nodes in sub-scenarios are names here
like any other.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ivr.graph.loops import loops

LONGEST_WAY = 60.0  # seconds to the first queue for a caller who answers at once; longer is a warning
UNKNOWN_PROMPT = 4.0  # seconds that a prompt counts whose length nobody knows
BASE_LANGUAGE = "pl"

_FAILURES = frozenset(
    {"failed", "no_input", "locked", "unavailable", "timeout"}
)  # not the way of who does everything right
_LANGUAGES_PL = {"pl": "polskim", "en": "angielskim", "uk": "ukraińskim"}

Fault = tuple[Literal["error", "warning"], str, str]
"""Severity, path of the node, Polish sentence without its beginning."""


@dataclass(frozen=True, slots=True)
class Way:
    """A node as these rules see it: see `KindRules` for the fields of the same names."""

    next: Mapping[str, str]
    unasked: set[str] = field(default_factory=set)  # nodes
    prompts: Sequence[str] = ()
    heard: Sequence[str] = ()
    reply_time: float = 0.0
    sets: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    is_secret: bool = False
    allows_recording: bool = False
    is_queue: bool = False


Ways = Mapping[str, Way]


def faults_of_ways(
    start: str,
    ways: Ways,
    prompts: Mapping[str, frozenset[str]],
    spoken: Mapping[str, float],
    *,
    is_called: bool,
) -> Iterator[Fault]:
    """`is_called`: the graph is a sub-scenario, so variables may be set, and time passes, before its start."""
    reached = _reached(ways, [start])
    for name in ways:
        if name not in reached:
            yield "error", name, "nic do niego nie prowadzi."
    for name in loops({name: way.unasked for name, way in ways.items()}):
        yield "error", name, "zamknięta pętla, z której rozmówca nie wyjdzie, jeśli niczego nie naciśnie."
    yield from _unset_variables(ways, is_called=is_called)
    yield from _recorded_secrets(ways)
    yield from _missing_languages(ways, prompts)
    if spoken and not is_called:
        yield from _long_way(start, ways, spoken)


def _reached(ways: Ways, starts: Sequence[str]) -> set[str]:
    """The nodes that can be reached from `starts`, these included."""
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(ways[name].next.values())
    return reached


def _after(ways: Ways, is_it: Callable[[Way], bool]) -> set[str]:
    """The nodes that come after one for which `is_it` holds; that one itself only if a way leads back to it."""
    return _reached(ways, [to for way in ways.values() if is_it(way) for to in way.next.values()])


def _unset_variables(ways: Ways, *, is_called: bool) -> Iterator[Fault]:
    before = _set_before(ways)
    for name, way in ways.items():
        for variable in sorted(way.uses - before[name]):
            if is_called:
                yield (
                    "warning",
                    name,
                    f"zmienną „{variable}” musi ustawić wcześniej scenariusz, który tu prowadzi.",
                )
            else:
                yield "error", name, f"używa zmiennej „{variable}”, której wcześniej nic nie ustawia."


def _set_before(ways: Ways) -> dict[str, set[str]]:
    """For each node the variables that some way to it sets."""
    before: dict[str, set[str]] = {name: set() for name in ways}
    ahead = deque(ways)
    while ahead:
        name = ahead.popleft()
        known = before[name] | ways[name].sets
        for target in set(ways[name].next.values()):
            if not known <= before[target]:
                before[target] |= known
                ahead.append(target)
    return before


def _recorded_secrets(ways: Ways) -> Iterator[Fault]:
    recorded = _after(ways, lambda way: way.allows_recording)
    for name, way in ways.items():
        if way.is_secret and name in recorded:
            what = "pyta o PIN lub inne tajne cyfry, gdy rozmowa może już być nagrywana"
            yield "error", name, f"{what}; pytanie o zgodę musi paść później."


def _missing_languages(ways: Ways, prompts: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """Wherever a language may have been chosen, everything has to be there in it."""
    offered = {language for way in ways.values() for language in way.languages} - {BASE_LANGUAGE}
    for language in sorted(offered):
        spoken_in = _after(ways, lambda way, chosen=language: chosen in way.languages)  # type: ignore[misc]
        known = prompts.get(language, frozenset())
        for name, way in ways.items():
            if name in spoken_in:
                for prompt in way.prompts:
                    if prompt not in known:
                        where = _LANGUAGES_PL.get(language, f"„{language}”")
                        yield "error", name, f"zapowiedź „{prompt}” nie istnieje w języku {where}."


def _long_way(start: str, ways: Ways, spoken: Mapping[str, float]) -> Iterator[Fault]:
    found = time_to_queue(start, ways, spoken)
    if found is not None and found[1] > LONGEST_WAY:
        queue, time = found
        what = (
            f"do tej kolejki najszybciej dociera się po około {round(time)} s, "
            f"a powinno to trwać najwyżej {round(LONGEST_WAY)} s."
        )
        yield "warning", queue, what


def time_to_queue(start: str, ways: Ways, spoken: Mapping[str, float]) -> tuple[str, float] | None:
    """The queue that is reached soonest and after how many seconds, by a caller who listens to every announcement,
    answers at once and never fails; None if none can be reached like that."""
    ahead = [(0.0, start)]
    done: set[str] = set()
    while ahead:
        time, name = heapq.heappop(ahead)
        if name in done:
            continue
        done.add(name)
        way = ways[name]
        if way.is_queue:
            return name, time
        time += sum(spoken.get(prompt, UNKNOWN_PROMPT) for prompt in way.heard) + way.reply_time
        good = {outcome: to for outcome, to in way.next.items() if outcome not in _FAILURES} or way.next
        for target in good.values():
            heapq.heappush(ahead, (time, target))
    return None
