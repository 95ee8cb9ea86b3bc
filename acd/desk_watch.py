"""Watches over the desks: whatever changes there is told to the distribution, and to the conversation it is about.

Nothing here awaits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import get_args

import structlog

from acd.live.agent_state import AgentEvent
from acd.live.desks import BEAT_TIME, RETELLING_TIME, RETURN_TIME, Desk, Desks
from acd.live.matchmaker import Matchmaker
from acd.live.timers import Timer, Timers
from acd.telephone import agent_of
from core.clock import Clock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged
from core.live.live import Telephone, Trouble

log = structlog.get_logger()

_TROUBLES: dict[str, Trouble] = {trouble: trouble for trouble in get_args(Trouble)}


class DeskWatch:
    """One for the whole centre.

    `on_lost(endpoint)` is called when a telephone cannot take a call any more, or may not: whoever rings it
    rings in vain.
    `on_change(agent)` is called when the telephone, its trouble or the page of a consultant is another one.
    """

    def __init__(self, matchmaker: Matchmaker, bus: Bus, timers: Timers, clock: Clock) -> None:
        self.desks = Desks()
        self.on_lost: Callable[[str], None] = lambda endpoint: None
        self.on_change: Callable[[str], None] = lambda agent: None
        self.unreached_by: Callable[[str], frozenset[str]] = lambda endpoint: frozenset()
        """Which of several Asterisks do not reach an endpoint now."""
        self._matchmaker = matchmaker
        self._timers = timers
        self._clock = clock
        self._beats_over: dict[str, Timer] = {}  # by the process of the web service
        self._has_begun = False
        self._conversations: dict[str, Callable[[], None]] = {}
        matchmaker.on_taken_back = lambda endpoint: self.on_lost(endpoint)
        bus.listen(self._heard)

    # -- what is told

    def telephones_are(self, registered: set[str], engaged: set[str]) -> None:
        """The endpoints that are registered, and those in calls that are not ours, as they are now."""
        now = self._clock.monotonic()
        if not self._has_begun:
            self._has_begun = True
            self.desks.begin(now)
            self._timers.set(now + RETELLING_TIME, self._all_is_told)
        self.desks.telephones_are(registered, engaged)
        self.look_at_all()

    def telephone_is(self, endpoint: str, *, is_registered: bool, is_engaged: bool) -> None:
        """The same of one endpoint."""
        self.desks.telephone_is(endpoint, is_registered=is_registered, is_engaged=is_engaged)
        for agent in {endpoint, agent_of(endpoint)}:
            self._look(agent)

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Something is to be looked at again in so many seconds."""
        self._timers.set(self._clock.monotonic() + seconds, do)

    def page_is(self, agent: str, page: str, telephone: Telephone, trouble: str = "", service: str = "") -> None:
        """A consultant's page says what it is. A trouble that nobody knows counts as a frozen page."""
        known = _TROUBLES.get(trouble, "page_frozen") if trouble else None
        before = self.desks.page(agent, self._clock.monotonic())
        if before and before != page:
            self.page_is_gone(agent, before)
        self.desks.page_is(agent, Desk(page, telephone, known, service=service))
        self.beats(service)  # or the first page of a shift would be lost until the next sign of life
        self._look(agent)
        self._tell(agent)

    def page_is_gone(self, agent: str, page: str, service: str = "") -> None:
        """A consultant's page is closed, or silent. Harmless for one that was replaced, or that has found another
        process of the web service than the one that says so."""
        if self.desks.page_is_gone(agent, page, service):
            self._look(agent)
            self._tell(agent)

    def beats(self, service: str = "") -> None:
        """This process of the web service is there, and would say if a page of its own were not.

        One that has died would not: whose page does not find another one in time has none.
        """
        now = self._clock.monotonic()
        has_begun = self.desks.beats(now, service)
        if (before := self._beats_over.get(service)) is not None:
            before.cancel()
        self._beats_over[service] = self._timers.set(now + BEAT_TIME, partial(self._is_silent, service))
        if has_begun:
            self._timers.set(now + RETURN_TIME, self._all_have_returned)
            self.look_at_all()

    def _is_silent(self, service: str) -> None:
        del self._beats_over[service]
        self._timers.set(self._clock.monotonic() + RETURN_TIME - BEAT_TIME, self._all_have_returned)
        self.look_at_all()

    # -- what follows

    def look_at_all(self) -> None:
        """Tell of the telephones of all who are consultants now: of one who was not known before, too."""
        for agent in self._matchmaker.team.agents:
            self._look(agent.id)

    def _all_is_told(self) -> None:
        """Whose page was not told by now has none."""
        self.look_at_all()
        for listener in list(self._conversations.values()):
            listener()

    def _all_have_returned(self) -> None:
        """Whose page was closed while its web service was away, nobody will say so."""
        for agent, page in self.desks.told_by_silent(self._clock.monotonic()).items():
            self.page_is_gone(agent, page)

    @contextmanager
    def told(self, agent: str, listener: Callable[[], None]) -> Iterator[None]:
        """Within this block `listener` is called whenever anything is told of the consultant's desk."""
        self._conversations[agent] = listener
        try:
            yield
        finally:
            if self._conversations.get(agent) is listener:
                del self._conversations[agent]

    def _look(self, agent_id: str) -> None:
        agent = self._matchmaker.team.find(agent_id)
        if agent is None:
            return
        now = self._clock.monotonic()
        before = (agent.telephone, agent.trouble, agent.page)
        endpoint = agent.endpoint
        telephone, page = self.desks.telephone(agent_id, now), self.desks.page(agent_id, now)
        trouble = self.desks.trouble(agent_id, now)
        agent.telephone, agent.page = telephone, page
        self._matchmaker.reach_changed(agent_id, self.unreached_by(agent.endpoint))
        self._matchmaker.telephone_changed(agent_id, trouble)
        # One that is only engaged elsewhere may be so by the very call that rings there.
        is_newly_lost = trouble not in (None, "in_another_call", before[1])
        if endpoint != agent.endpoint or is_newly_lost:
            self.on_lost(endpoint)
        if before != (telephone, trouble, page):
            self.on_change(agent_id)
            self._tell(agent_id)

    def _tell(self, agent: str) -> None:
        if (listener := self._conversations.get(agent)) is not None:
            listener()

    def _heard(self, event: AnyEvent) -> None:
        if isinstance(event, AgentStateChanged) and event.event == AgentEvent.LOG_OUT:
            self.desks.forget_page(event.agent)
            self._look(event.agent)
