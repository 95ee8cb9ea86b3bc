"""What is so in the queues, as the live feed takes it from the matchmaker: how each stands, and who waits."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

from acd.choice.queue import LineKey
from acd.choice.selection import Profile
from acd.live.agent_state import THERE, WORKING, AgentState
from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place
from ari_app.live_moments import Moments
from core.facts.offer_reason_pl import ratio_pl
from core.live.live import QueueHelp, QueueLive, Topic, Value, WaitingLive

_AWAY = frozenset({AgentState.UNREACHABLE, AgentState.NO_ANSWER})

_Standing = tuple[object, ...]
"""What a live object of a place is made of."""


class LiveQueues:
    """One for the process. A place that has not changed is the same object at the next look."""

    def __init__(self, matchmaker: Matchmaker, moments: Moments) -> None:
        self._matchmaker = matchmaker
        self._moments = moments
        self._waiting: dict[str, tuple[_Standing, WaitingLive]] = {}  # by key of the live object

    def all(self) -> dict[tuple[Topic, str], Value | None]:
        """Every queue, everybody who waits, and None for each who does no longer; in one walk over consultants
        and one over places."""
        mm, oldest, callbacks = self._matchmaker, dict[str, float](), Counter[str]()
        free, there, away = Counter[str](), Counter[str](), Counter[str]()
        for agent in mm.team.agents:
            served = agent.queues | {agent.office}
            if agent.state in THERE:
                there.update(served)
                if agent.state is AgentState.AVAILABLE:
                    free.update(served)
            elif agent.state in _AWAY:
                away.update(served)
        lines: dict[str, set[LineKey]] = defaultdict(set)
        found: dict[tuple[Topic, str], Value | None] = dict.fromkeys(("waiting", key) for key in self._waiting)
        before, self._waiting = self._waiting, {}
        for place in mm.places:
            entry = place.entry
            key = f"{entry.office}:{entry.id}"
            self._waiting[key] = known = self._place(place, before.get(key))
            found["waiting", key] = known[1]
            if not place.stands_in_line:
                continue
            if entry.is_callback:
                callbacks[entry.office] += 1
                continue
            oldest[entry.office] = min(oldest.get(entry.office, entry.joined), entry.joined)
            lines[entry.office].add(entry.line)
        lacks = self._lacks(lines)
        for office in mm.queues.offices:
            found["queue", office] = QueueLive(
                waiting=mm.waiting(office),
                callbacks=callbacks[office],
                oldest=self._moments.utc(oldest.get(office)),
                working=mm.working(office),
                free=free[office],
                there=there[office],
                away=away[office],
                lacks=lacks.get(office, ""),
                helped_by=[
                    QueueHelp(office=lender, why=ratio_pl(why)) for lender, why in mm.queues.helpers(office)
                ],
            )
        return found

    def _place(self, place: Place, before: tuple[_Standing, WaitingLive] | None) -> tuple[_Standing, WaitingLive]:
        entry, moments = place.entry, self._moments
        is_promised = place.reservation is not None
        standing = (moments.zero, entry.joined, entry.due, place.is_held, is_promised, entry.stays_home)
        if before is not None and before[0] == standing:
            return before
        return standing, WaitingLive(
            queue=entry.office,
            call=entry.call_id,
            came=moments.at(place.came),
            due=moments.at(entry.due),
            joined=None if place.is_held else moments.at(entry.joined),
            topic=entry.topic,
            is_callback=entry.is_callback,
            is_promised=is_promised,
            stays_home=entry.stays_home,
        )

    def _lacks(self, lines: dict[str, set[LineKey]]) -> dict[str, Literal["ready", "there"]]:
        """Who is missing in the queues in which callers stand who can be given to nobody."""
        if not lines:
            return {}
        agents = self._matchmaker.team.agents
        working = {agent.profile for agent in agents if agent.state in WORKING}
        # Looked at only for who waits in vain: mostly for nobody.
        stuck = [office for office, keys in lines.items() if not all(self._is_taken(key, working) for key in keys)]
        if not stuck:
            return {}
        known = {agent.profile for agent in agents if agent.state is not AgentState.OFFLINE}
        queues = self._matchmaker.queues
        return {office: "ready" if queues.could_be_served_by(office, known) else "there" for office in stuck}

    def _is_taken(self, line: LineKey, profiles: Iterable[Profile]) -> bool:
        """May any of these take calls of a line now? Of a line to an Asterisk that is cut another alarm tells."""
        of_any = line._replace(asterisk="")
        return any(self._matchmaker.queues.may_take(of_any, profile) is not None for profile in profiles)
