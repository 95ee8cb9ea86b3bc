"""The sessions of the pages on `/api/live`: one look at all, every two seconds and when something has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import anyio
import structlog

from api.accounts.credentials.tokens import token_hash
from api.accounts.session_store import rights_by_session
from api.request_user import User
from core.clock import Clock
from core.db.engine import Engine
from core.revocation import LOOK_TIME, NEWS
from core.tasks.keeper import Keeper

log = structlog.get_logger()

Rights = tuple[str, str, frozenset[str]]
"""Role, home office, further offices."""


@dataclass(eq=False, slots=True)
class LiveSession:
    """That of one page."""

    hash: str = field(repr=False)
    rights: Rights | None
    _news: anyio.Event = field(default_factory=anyio.Event)

    async def changed(self, seconds: float) -> None:
        """Return when it is over, or has other rights; else after so many seconds."""
        with anyio.move_on_after(seconds):
            await self._news.wait()
        self._news = anyio.Event()

    def tell(self) -> None:
        self._news.set()


class LiveSessions:
    """`keeper` has their task. One question for all pages, however many; without an answer everybody goes on."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._open: list[LiveSession] = []
        self.keeper = Keeper("sessions of pages", self.review, news=(NEWS,), every=LOOK_TIME)

    @contextmanager
    def opened(self, user: User, token: str) -> Iterator[LiveSession]:
        """A page of that user has connected with this session."""
        session = LiveSession(token_hash(token), (user.role, user.office, user.also_offices))
        self._open.append(session)
        try:
            yield session
        finally:
            self._open.remove(session)

    async def review(self) -> None:
        """Tell the pages whose session is over or has other rights. Raises `core.db.errors.DATABASE_AWAY`."""
        looked_at = list(self._open)
        if not looked_at:
            return
        hashes = {each.hash for each in looked_at}
        found = await rights_by_session(self._engine, hashes, self._clock.now())
        for each in looked_at:
            rights = found.get(each.hash)
            if rights is None or rights != each.rights:
                each.rights = rights
                each.tell()
