"""Logging in by the office's own directory: who comes back from it gets an account and a session."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest

import structlog

from api.accounts.credentials.tokens import is_token, new_token
from api.accounts.directory.directory import Directory
from api.accounts.directory.directory_flow import FlowKeeper, new_flow
from api.accounts.directory.directory_store import Person, admit, is_of_directory
from api.accounts.directory.id_token import Claims, TokenRefused
from api.accounts.errors import DirectoryAway, DirectoryLogInFailed, DirectoryRefused
from api.accounts.event_store import write_event
from api.accounts.security_event import Outcome, SecurityEvent
from api.accounts.session_store import open_session, user_of
from api.accounts.sessions import Opened, Origin
from api.http.networks import network_of
from core.acting import Acting, acts
from core.clock import Clock
from core.db.engine import Engine

log = structlog.get_logger()

NOTED_EVERY = timedelta(minutes=1)
"""A failure is written down at most so often for each network: a flood shall not fill the table."""
_MOST_REMEMBERED = 10_000
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_NAME = 100


class DirectoryLogIns:
    """One for the whole process."""

    def __init__(self, engine: Engine, clock: Clock, directory: Directory) -> None:
        self._engine = engine
        self._clock = clock
        self._directory = directory
        self._flows = FlowKeeper()
        self._noted: OrderedDict[str, datetime] = OrderedDict()

    @property
    def is_secure(self) -> bool:
        """Do browsers come by HTTPS?"""
        return self._directory.settings.public_url.startswith("https:")

    async def begin(self, next_path: str, origin: Origin) -> tuple[str, str]:
        """Where the browser is sent, and the cookie that it must come back with. Raises DirectoryAway."""
        device = origin.device if is_token(origin.device) else None
        flow = new_flow(next_path, device)
        address = await self._directory.log_in_address(flow)
        return address, self._flows.closed(flow, self._clock.now())

    async def finish(
        self, code: str | None, state: str | None, cookie: str | None, origin: Origin
    ) -> tuple[Opened, str]:
        """A session of a page for who comes back from the directory, and where the browser goes on.

        Raises DirectoryLogInFailed, DirectoryRefused, DirectoryAway; with none of them is anything changed.
        """
        now = self._clock.now()
        flow = None if cookie is None else self._flows.opened(cookie, now)
        if flow is None or code is None or not compare_digest((state or "").encode(), flow.state.encode()):
            await self._note_failure("the answer is not of this browser, or too old", origin)
            raise DirectoryLogInFailed
        try:
            claims = await self._directory.claims(code, flow)
        except TokenRefused as error:
            await self._note_failure(str(error), origin)
            raise DirectoryLogInFailed from None
        person = self._person(claims)
        if person is None:
            claim = self._directory.settings.roles.username_claim
            await self._note_failure(f"the claim {claim} holds no name of an account", origin)
            raise DirectoryLogInFailed("Katalog urzędu podał nazwę użytkownika, która nie może być nazwą konta.")
        acts(Acting(person.username, "finish_oidc_log_in", now))
        try:
            wanted = self._directory.settings.roles.of(_groups(claims, self._directory.settings.roles.claim))
            if wanted is None:
                raise DirectoryRefused("no_role")
            await admit(self._engine, person, wanted, origin.address, now)
        except DirectoryRefused as error:
            await self._note(error.outcome, person.username, origin)
            raise
        token, device = new_token(), new_token()
        came_with = replace(origin, device=flow.device)
        expires_at = await open_session(
            self._engine, person.username, "page", came_with, token=token, device=device, now=now
        )
        user = await user_of(self._engine, token, now)
        if user is None:  # closed at this very moment
            raise DirectoryRefused("closed")
        return Opened(token, expires_at, device, user), flow.next

    async def leave(self, username: str) -> str | None:
        """Where the browser goes to log out of the directory, too.

        None: the log-in did not come from there, or the directory offers no log-out or is away.
        """
        if not await is_of_directory(self._engine, username):
            return None
        try:
            return await self._directory.log_out_address()
        except DirectoryAway:
            return None

    def _person(self, claims: Claims) -> Person | None:
        """None for a token without a name that an account may have."""
        given = claims.get(self._directory.settings.roles.username_claim)
        username = given.lower() if isinstance(given, str) else ""
        if _USERNAME.fullmatch(username) is None:
            return None
        name = claims.get("name")
        shown = _UNSEEN.sub(" ", name).strip()[:_LONGEST_NAME] if isinstance(name, str) else ""
        return Person(claims["sub"], username, shown or username)

    async def _note_failure(self, why: str, origin: Origin) -> None:
        now, network = self._clock.now(), network_of(origin.address)
        log.warning("a log-in by the directory failed", why=why, network=network)
        last = self._noted.get(network)
        if last is not None and now - last < NOTED_EVERY:
            return
        self._noted[network] = now
        self._noted.move_to_end(network)
        if len(self._noted) > _MOST_REMEMBERED:
            self._noted.popitem(last=False)
        await self._note("wrong", None, origin)

    async def _note(self, outcome: Outcome, username: str | None, origin: Origin) -> None:
        event = SecurityEvent("log_in", outcome, username, origin.address)
        await write_event(self._engine, event, self._clock.now())


def _groups(claims: Claims, claim: str) -> Sequence[str]:
    """The groups in a token. A directory may leave the claim out of who is in none, or give one as a text."""
    found = claims.get(claim)
    if isinstance(found, str):
        return [found]
    return [group for group in found if isinstance(group, str)] if isinstance(found, list) else []
