"""The pages that are telephones now, and why one of them ends."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum

import anyio
import structlog

from acd.staffing.hiring_store import having_telephones
from api.accounts.credentials.tokens import token_hash
from api.accounts.session_store import going_on
from api.accounts.sessions import CALL_GRACE
from core.clock import Clock
from core.db.engine import Engine
from core.revocation import LOOK_TIME, NEWS
from core.tasks.keeper import Keeper

log = structlog.get_logger()

MOST_CALLERS = 20
"""Pages of a demonstration that call as a client, at a time: nobody has to log in for that."""
MOST_PAGES = 4
"""Of one person at a time; the oldest is closed for a fifth."""


class Close(IntEnum):
    """The codes with which a page's connection is closed."""

    TOO_MUCH = 1008
    """What was sent is too long, too much or no SIP."""
    ASTERISK_AWAY = 1013
    SESSION_OVER = 4401
    NO_CONSULTANT = 4403
    ANOTHER_PAGE = 4409
    """Another page of the same person is the telephone."""


@dataclass(eq=False, slots=True)
class SipConnection:
    """One page. `end` closes it with a code; the first one counts."""

    agent: str
    page: str
    session: str = field(repr=False)
    code: Close | None = None
    ended: anyio.Event = field(default_factory=anyio.Event)

    def end(self, code: Close) -> None:
        if self.code is None:
            self.code = code
            self.ended.set()


class SipConnections:
    """`keeper` has the task that looks who may go on."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        has_call: Callable[[str], bool] = lambda agent: False,
        having: Callable[[Engine, Collection[str]], Awaitable[set[str]]] = having_telephones,
    ) -> None:
        """`has_call(agent)`: a session whose time is over ends after the call. `having(engine, agents)`: who of
        them has a telephone of this kind."""
        self._engine = engine
        self.has_call = has_call
        self._clock = clock
        self._having = having
        self._open: list[SipConnection] = []
        self._callers = 0
        self.keeper = Keeper("sessions of telephones", self.review, news=(NEWS,), every=LOOK_TIME)

    @contextmanager
    def opened(self, agent: str, page: str, token: str) -> Iterator[SipConnection]:
        """A page has connected with this session. An older connection of the same page is closed: it is dead, and
        its browser knows it already."""
        connection = SipConnection(agent, page, token_hash(token))
        own = [each for each in self._open if each.agent == agent]
        for each in own:
            if each.page == page:
                each.end(Close.ANOTHER_PAGE)
        for each in own[: max(0, len(own) - MOST_PAGES + 1)]:
            each.end(Close.ANOTHER_PAGE)
        self._open.append(connection)
        try:
            yield connection
        finally:
            self._open.remove(connection)

    @contextmanager
    def caller(self) -> Iterator[SipConnection | None]:
        """A made-up caller's page has connected; None if there are as many as may be."""
        if self._callers >= MOST_CALLERS:
            yield None
            return
        self._callers += 1
        try:
            yield SipConnection("", "", "")
        finally:
            self._callers -= 1

    def close_others(self, agent: str, page: str) -> int:
        """That page is the person's desk now: no other one is a telephone any more. How many were closed."""
        others = [each for each in self._open if each.agent == agent and each.page != page]
        for each in others:
            each.end(Close.ANOTHER_PAGE)
        return len(others)

    def pages_of(self, agent: str) -> list[str]:
        """The pages of somebody that are connected, the oldest first."""
        return [each.page for each in self._open if each.agent == agent and each.code is None]

    async def review(self) -> None:
        """Close those whose session is over, and those who are no consultants any more; these after the call.

        Raises `core.db.errors.DATABASE_AWAY`; then nobody was closed.
        """
        looked_at = list(self._open)
        if not looked_at:
            return
        now = self._clock.now()
        sessions = await going_on(self._engine, {each.session for each in looked_at}, now)
        in_calls = {each.session for each in looked_at if self.has_call(each.agent)} - sessions
        if in_calls:
            sessions |= await going_on(self._engine, in_calls, now - CALL_GRACE)
        agents = await self._having(self._engine, {each.agent for each in looked_at})
        for each in looked_at:
            if each.agent not in agents:
                if not self.has_call(each.agent):  # a conversation goes on to its end: `core.revocation`
                    each.end(Close.NO_CONSULTANT)
            elif each.session not in sessions:
                each.end(Close.SESSION_OVER)
