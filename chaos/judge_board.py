"""Whether the board and the reports show what happened. Pure.

What should be shown is counted here once more, out of the facts and with nothing of `core.metrics`: two ways of
counting that were written apart must agree at every moment at which anybody looked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any, TypeAlias

from chaos.judge_calls import Fault, conversation
from chaos.judge_company import has_part
from chaos.stories import CallStory

WINDOWS = ("now", "hour", "day")
EVERYWHERE = "*"
SHORT = 5.0  # seconds of wait below which giving up is a short one
SHORTEST_TALK = 3.0  # seconds: a conversation that was shorter may have counted as dropped
_QUARTER = 15 * 60
_NEVER = float("inf")

Counts: TypeAlias = dict[tuple[int, str, str], float]
"""By the quarter of an hour in seconds since 1970, the office, and what is counted."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A fact as it stands in the log. `at`: seconds since 1970."""

    number: int
    id: str
    type: str
    at: float
    call: str | None
    data: Mapping[str, Any]

    @property
    def place(self) -> tuple[float, float, str]:
        """In the order in which things happened: of one moment, by the clock of the process that stated them."""
        return self.at, float(self.data.get("ticks") or 0.0), self.id


@dataclass(frozen=True, slots=True)
class Look:
    """What was shown of an office at `seen_at`: by window since when, and value and cases of each figure."""

    seen_at: float
    office: str
    facts_to: int
    windows: Mapping[str, tuple[float, Mapping[str, tuple[float | None, int]]]]


def looks_of(message: Mapping[str, Any], seen_at: float) -> list[Look]:
    """What a message of `/api/live` shows of figures."""
    shown: Iterable[tuple[str, Any]] = ()
    if message["type"] == "snapshot":
        shown = message["values"].get("office_figures", {}).items()
    elif message["type"] == "event" and message["topic"] == "office_figures" and message["value"] is not None:
        shown = [(message["key"], message["value"])]
    return [
        Look(
            seen_at,
            office,
            value["facts_to"],
            {
                name: (
                    datetime.fromisoformat(value[name]["since"]).timestamp(),
                    {key: (figure[0], figure[1]) for key, figure in value[name]["figures"].items()},
                )
                for name in WINDOWS
            },
        )
        for office, value in shown
    ]


# -- counted once more


@dataclass
class _Standing:
    """One caller in one queue, from joining on."""

    queue: str
    at: float
    waited: float = 0.0
    pieces: list[Numbered] = field(default_factory=list)
    left: Numbered | None = None

    @property
    def reason(self) -> str:
        return "" if self.left is None else str(self.left.data["reason"])


def count_call(facts: Sequence[Numbered]) -> Counts:
    """What one call brings, of its facts in any order."""
    own = sorted(facts, key=lambda fact: fact.place)
    found: Counts = defaultdict(float)
    started = next((fact for fact in own if fact.type == "CallStarted"), None)
    if started is None:
        return found
    direction = started.data.get("direction", "inbound")
    known = [str(fact.data["office"]) for fact in own if fact.type in ("OfficeChosen", "CallerVerified")]
    if direction == "inbound":
        found[_place(started.at), known[-1] if known else "", "calls"] += 1
    talks, dropped = _talks(own)
    for _, end, agent in talks:
        if end is not None:
            found[_place(end), _office_of(agent), "talks"] += 1
    for n, stand in enumerate(_standings(own, talks)):
        if direction == "callback" and n == 0:
            continue  # the order's: nobody stood there
        where = (_place(stand.at), stand.queue)
        found[*where, "offered"] += 1
        if stand.left is None:
            found[*where, "waiting"] += 1
        elif stand.reason == "abandoned":
            found[*where, "abandoned"] += 1
            found[*where, "abandoned_short"] += stand.waited < SHORT
        elif stand.reason == "connected" and not _is_dropped(stand, talks, dropped):
            found[*where, "answered"] += 1
            found[*where, "waited"] += stand.waited
            served = _served_by(stand, own, talks)
            if served and _office_of(served) != stand.queue:
                found[_place(stand.at), _office_of(served), "helped"] += 1
    return found


def _place(at: float) -> int:
    return int(at // _QUARTER) * _QUARTER


def _office_of(agent: str) -> str:
    """Consultants of the proof are called by their office: k20610-2."""
    return agent.removeprefix("k").partition("-")[0]


def _talks(own: Sequence[Numbered]) -> tuple[list[tuple[float, float | None, str]], list[tuple[float, str]]]:
    """Conversations (begin, end, who), and those that the consultant ended at once (begin, who)."""
    talks: list[tuple[float, float | None, str]] = []
    dropped = []
    ends = [fact for fact in own if fact.type == "ConversationEnded"]
    for fact in own:
        if fact.type != "ConversationStarted":
            continue
        agent = str(fact.data["agent"])
        end = next((one for one in ends if one.data["agent"] == agent and one.at >= fact.at), None)
        if end is not None:
            ends.remove(end)
        left = next(
            (
                one
                for one in own
                if one.type == "AgentStateChanged"
                and one.data["agent"] == agent
                and one.at >= fact.at
                and one.data["old"] in ("talking", "hold")
                and one.data["new"] not in ("talking", "hold")
            ),
            None,
        )
        if left is not None and left.data["event"] == "miss":
            dropped.append((fact.at, agent))
        else:
            talks.append((fact.at, None if end is None else end.at, agent))
    return talks, dropped


def _standings(own: Sequence[Numbered], talks: Sequence[tuple[float, float | None, str]]) -> list[_Standing]:
    found: list[_Standing] = []
    entered = [fact for fact in own if fact.type == "QueueEntered"]
    lefts = [fact for fact in own if fact.type == "QueueLeft"]
    for n, fact in enumerate(entered):
        until = entered[n + 1].at if n + 1 < len(entered) else _NEVER
        left = next(
            (one for one in lefts if one.data["queue"] == fact.data["queue"] and fact.at <= one.at <= until), None
        )
        if left is not None:
            lefts.remove(left)
        if not found or not _goes_on(found[-1], fact, own, talks):
            found.append(_Standing(str(fact.data["queue"]), fact.at))
        stand = found[-1]
        stand.pieces.append(fact)
        stand.left = left
        if left is not None:
            before = 0.0 if float(fact.data.get("waited_time") or 0.0) > 0 else stand.waited
            stand.waited = before + float(left.data["wait_time"])
    return found


def _goes_on(
    before: _Standing, fact: Numbered, own: Sequence[Numbered], talks: Sequence[tuple[float, float | None, str]]
) -> bool:
    if before.left is None or before.reason == "emergency":
        return True
    if before.reason != "connected":
        return False
    left = before.left.at
    is_moved = any(one.type in ("CallTransferred", "CallerRequeued") and left <= one.at <= fact.at for one in own)
    return not is_moved and not any(left <= begin <= fact.at for begin, _, _ in talks)


def _is_dropped(
    stand: _Standing, talks: Sequence[tuple[float, float | None, str]], dropped: Sequence[tuple[float, str]]
) -> bool:
    assert stand.left is not None
    left = stand.left.at
    return not any(begin >= left for begin, _, _ in talks) and any(
        begin >= stand.pieces[-1].at for begin, _ in dropped
    )


def _served_by(stand: _Standing, own: Sequence[Numbered], talks: Sequence[tuple[float, float | None, str]]) -> str:
    """Whose offer was accepted, else whose conversation followed."""
    assert stand.left is not None
    last, left = stand.pieces[-1], stand.left.at
    begin = last.at
    ends = {str(fact.data["reservation"]): fact for fact in reversed(own) if fact.type == "OfferEnded"}
    accepted = [
        str(fact.data["agent"])
        for fact in own
        if fact.type == "OfferMade"
        and begin <= fact.at <= left
        and (end := ends.get(str(fact.data["reservation"]))) is not None
        and end.data["outcome"] == "accepted"
    ]
    until = min((one.at for one in own if one.type == "QueueEntered" and one.place > last.place), default=_NEVER)
    following = [agent for at, _, agent in talks if left <= at <= until]
    return accepted[-1] if accepted else (following[0] if following else "")


# -- compared


class _Counted:
    """All calls, as far as facts up to a number tell."""

    def __init__(self, facts: Iterable[Numbered]) -> None:
        self._coming = sorted((fact for fact in facts if fact.call is not None), key=lambda fact: fact.number)
        self._at = 0
        self._facts: dict[str, list[Numbered]] = defaultdict(list)
        self._of_call: dict[str, Counts] = {}
        self._all: Counts = defaultdict(float)

    def go_to(self, number: int) -> None:
        touched = set()
        while self._at < len(self._coming) and self._coming[self._at].number <= number:
            fact = self._coming[self._at]
            assert fact.call is not None
            self._facts[fact.call].append(fact)
            touched.add(fact.call)
            self._at += 1
        for call in touched:
            for key, count in self._of_call.get(call, {}).items():
                self._all[key] -= count
            self._of_call[call] = count_call(self._facts[call])
            for key, count in self._of_call[call].items():
                self._all[key] += count

    def since(self, since: float, office: str) -> dict[str, float]:
        found: dict[str, float] = defaultdict(float)
        for (quarter, of, name), count in self._all.items():
            if quarter >= since and office in (EVERYWHERE, of):
                found[name] += count
        return found


COMPARED = ("calls", "offered", "answered", "abandoned", "abandoned_short", "talks", "helped", "asa")


def differences(counted: Mapping[str, float], figures: Mapping[str, tuple[float | None, int]]) -> Iterator[str]:
    """What is shown and is not what was counted."""
    for name in COMPARED:
        if name not in figures:
            yield f"{name} is not shown"
            continue
        shown, cases = figures[name]
        if name == "asa":
            expected = counted["waited"] / counted["answered"] if counted["answered"] else None
            # In whole seconds, rounded up; facts have thousandths.
            expected = None if expected is None else ceil(round(expected, 3))
            is_right = cases == counted["answered"] and shown == expected
        else:
            expected = counted[name]
            is_right = (shown or 0.0) == expected
        if not is_right:
            yield f"{name} is {shown} instead of {expected}"


def faults_of_looks(looks: Sequence[Look], facts: Sequence[Numbered]) -> list[Fault]:
    """Every look at which a figure was not what the facts up to there come to."""
    counted = _Counted(facts)
    found = []
    for look in sorted(looks, key=lambda one: one.facts_to):
        counted.go_to(look.facts_to)
        for name, (since, figures) in look.windows.items():
            found += [
                Fault(look.office, look.seen_at, f"board, {name}, up to fact {look.facts_to}: {what}")
                for what in differences(counted.since(since, look.office), figures)
            ]
    return found


def faults_of_reports(
    reports: Mapping[str, Mapping[str, tuple[float | None, int]]], since: float, facts: Sequence[Numbered]
) -> list[Fault]:
    """The same of reports that have caught up, by office, from the quarter of an hour on in which `since` lies."""
    since = _place(since)
    counted = _Counted(facts)
    counted.go_to(max((fact.number for fact in facts), default=0))
    return [
        Fault(office, 0.0, f"reports: {what}")
        for office, figures in reports.items()
        for what in differences(counted.since(since, office), figures)
    ]


def faults_by_telephones(
    reports: Mapping[str, Mapping[str, tuple[float | None, int]]], stories: Sequence[CallStory]
) -> list[Fault]:
    """What the day's figures say against what telephones saw: every conversation in which both heard each other
    for long enough is one, and none that no telephone answered; nobody gave up who was served."""

    def value(office: str, name: str) -> float:
        return reports.get(office, {}).get(name, (None, 0))[0] or 0.0

    sure: dict[str, int] = defaultdict(int)
    possible: dict[str, int] = defaultdict(int)
    for story in stories:
        for ring in story.rings:
            if ring.answered_at is None or not has_part(ring):
                continue
            office = _office_of(ring.user)
            possible[office] += 1
            talk = conversation(story, ring)
            sure[office] += talk is not None and talk.end - talk.begin >= SHORTEST_TALK
    placed = len(stories)
    answered = sum(story.answered_at is not None for story in stories)
    gave_up = sum(_gave_up(story) for story in stories)
    found = [
        Fault(
            office,
            0.0,
            f"reports: {value(office, 'talks'):.0f} talks, and telephones saw {sure[office]} to {most}",
        )
        for office, most in sorted(possible.items())
        if not sure[office] <= value(office, "talks") <= most
    ]
    calls, abandoned = value(EVERYWHERE, "calls"), value(EVERYWHERE, "abandoned")
    if not answered <= calls <= placed:
        found.append(
            Fault(EVERYWHERE, 0.0, f"reports: {calls:.0f} calls, of {placed} placed, {answered} answered")
        )
    if abandoned > gave_up:
        found.append(Fault(EVERYWHERE, 0.0, f"reports: {abandoned:.0f} abandoned, and {gave_up} callers gave up"))
    return found


def _gave_up(story: CallStory) -> bool:
    """A telephone may be picked up at the very moment at which the caller is gone: that one was not served."""
    end = story.ended_at or _NEVER
    return story.ended_by == "caller" and not any((r.answered_at or _NEVER) < end for r in story.rings)


def quiet(looks: Sequence[Look], begin: float, end: float, patience: timedelta) -> list[Fault]:
    """The board said nothing at all for longer than `patience`."""
    at = begin
    found = []
    for moment in [*sorted({look.seen_at for look in looks}), end]:
        if moment - at > patience.total_seconds():
            found.append(Fault(EVERYWHERE, at, f"the board showed nothing new for {moment - at:.0f} s"))
        at = max(at, moment)
    return found
