"""Which consultants' telephones are registered.

Heard by the manager interface. An ARI application that subscribes to the telephones makes Asterisk write out every
event of every call a second time, even if its filter lets nothing else through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import anyio
import structlog

from acd.desk_watch import DeskWatch
from ari_app.ari import AriConnection, AriError
from ari_app.ari import messages as m
from ari_app.ari.operations import endpoints
from ari_app.telephony.asterisk_snapshot import LISTENING_LEGS, OWN_LEGS
from ari_app.telephony.exchanges import Exchanges
from core.telephony.ami import Row

log = structlog.get_logger()

BUSY_AT_ONCE = 0.5  # seconds: sooner than anybody presses a key
BUSY_AGAIN = 60.0  # seconds in which a second time counts as declined
AVOIDED_TIME = 5.0, 60.0  # seconds, first and at most: see Telephones.was_not_reached


@dataclass(slots=True)
class _Seen:
    """What one Asterisk says of the telephones, and what was different at the last look at it."""

    registered: set[str] = field(default_factory=set)
    engaged: set[str] = field(default_factory=set)  # elsewhere
    differing: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


class _Avoided(NamedTuple):
    """Until when, and for how long."""

    until: float
    seconds: float


class Telephones:
    """Tells the desks what telephones come and go: of each consultant the SIP telephone and the browser's.

    A telephone in a call that is not ours, above all one from the fallback path's own queue, counts as one that is
    not there: it is offered nothing until it is free. Behind edges each Asterisk knows each telephone: one is
    there if any of them has it registered, and engaged if any of them has it in a call.
    """

    def __init__(self, desks: DeskWatch, exchanges: Exchanges, lines: Mapping[str, AriConnection]) -> None:
        """`lines`: for looking at all of them, by the name of the Asterisk."""
        self._desks = desks
        self._exchanges = exchanges
        self._lines = lines
        self._seen = {node: _Seen() for node in lines}
        self._busy_at: dict[str, float] = {}
        self._avoided: dict[tuple[str, str], _Avoided] = {}  # by Asterisk and endpoint
        self._has_missed = anyio.Event()  # maybe: set at each log-in to a manager interface
        desks.on_lost = exchanges.telephone_lost
        desks.unreached_by = self._unreached_by

    async def run(self) -> None:
        """Until cancelled: look at all again when news may have been missed."""
        while True:
            await self._has_missed.wait()
            self._has_missed = anyio.Event()
            try:
                await self.reconcile()
            except AriError as error:  # the connection is made anew, and then all are looked at
                log.info("no look at the telephones", error=type(error).__name__)

    def may_have_missed(self) -> None:
        """The manager interface tells news from now on; those of before are lost."""
        self._has_missed.set()

    async def reconcile(self) -> None:
        """Look at all, wherever an Asterisk can be asked. Raises ari errors."""
        for node, found in (await self.look()).items():
            self._seen[node].registered = {endpoint.resource for endpoint in found if endpoint.state == "online"}
            self._look_at_calls(node, found)
        self.tell_all()

    async def look(self) -> dict[str, list[m.Endpoint]]:
        """The telephones as each Asterisk that can be asked knows them. Where there is one alone it is waited for.
        Raises ari errors."""
        asked = {node: line for node, line in self._lines.items() if len(self._lines) == 1 or line.is_up}
        return {node: await line.send(endpoints.list_by_tech("PJSIP")) for node, line in asked.items()}

    def node_lost(self, node: str) -> None:
        """An Asterisk is gone: what it alone had is nowhere."""
        self._seen[node] = _Seen()
        self.tell_all()

    def on_event(self, node: str, event: Row) -> None:
        """An event of an Asterisk's manager interface (AMI event PeerStatus)."""
        if event.get("Event") == "PeerStatus":
            endpoint = event.get("Peer", "").removeprefix("PJSIP/")
            self._is_registered(node, endpoint, is_so=event.get("PeerStatus") == "Reachable")

    def tell_all(self) -> None:
        """Tell of the telephones of all who are consultants now: one that was registered before its owner was
        known or taken back sends no more news of that."""
        self._desks.telephones_are(self._registered, self._engaged)

    def was_busy(self, node: str, endpoint: str, after: float) -> None:
        """A telephone refused as busy, `after` seconds of ringing.

        At once, nobody has declined anything: it is in a call that we do not know of, until a look finds none.
        If that happens again it counts as declined: the telephone is set to refuse.
        """
        now = anyio.current_time()
        is_again = now - self._busy_at.get(endpoint, -BUSY_AGAIN) < BUSY_AGAIN
        if after < BUSY_AT_ONCE and not is_again:
            self._busy_at[endpoint] = now
            self._seen[node].engaged.add(endpoint)
            self._tell(endpoint)

    def was_not_reached(self, node: str, endpoint: str) -> None:
        """A telephone could not be rung. Another one of several Asterisks may reach it all the same, where the
        network between this one and the telephone's edge is cut: nobody is to blame, and callers of this one are
        not offered there for a while, each time for twice as long.
        """
        if len(self._seen) == 1:
            return
        now, (first, most) = anyio.current_time(), AVOIDED_TIME
        before = self._avoided.get((node, endpoint))
        seconds = first if before is None or now - before.until > most else min(2 * before.seconds, most)
        self._avoided[node, endpoint] = _Avoided(now + seconds, seconds)
        self._tell(endpoint)
        self._desks.later(seconds, partial(self._tell, endpoint))

    def _unreached_by(self, endpoint: str) -> frozenset[str]:
        """Callers of these Asterisks are not offered there."""
        if len(self._seen) == 1:
            return frozenset()
        return frozenset(
            node
            for node, seen in self._seen.items()
            if endpoint not in seen.registered or self._is_avoided(node, endpoint)
        )

    def _is_avoided(self, node: str, endpoint: str) -> bool:
        avoided = self._avoided.get((node, endpoint))
        return avoided is not None and avoided.until > anyio.current_time()

    def compare(self, node: str, found: Sequence[m.Endpoint]) -> int:
        """Mend what two looks in a row have seen differently from us; how many telephones that were.

        One that Asterisk does not know any more, since its owner was dismissed, is just gone: no news say so.
        """
        seen = self._seen[node]
        unknown = seen.registered - {endpoint.resource for endpoint in found}
        for endpoint in unknown & seen.unknown:
            self._is_registered(node, endpoint, is_so=False)
        seen.unknown = unknown - seen.unknown
        differing = {e.resource for e in found if (e.state == "online") != (e.resource in seen.registered)}
        wrong = differing & seen.differing
        for endpoint in wrong:
            log.error("a telephone was not as believed", agent=endpoint)
            self._is_registered(node, endpoint, is_so=endpoint not in seen.registered)
        seen.differing = differing - wrong
        before = self._engaged
        self._look_at_calls(node, found)
        for endpoint in before ^ self._engaged:
            self._tell(endpoint)
        return len(wrong)

    def _look_at_calls(self, node: str, found: Sequence[m.Endpoint]) -> None:
        strange = {e.resource for e in found if any(self._is_strange(c) for c in e.channel_ids)}
        self._seen[node].engaged = strange

    def _is_strange(self, channel_id: str) -> bool:
        """A leg of ours may be one that a process before this one has rung: taken up in a moment, or hung up. Who
        listens in takes no calls meanwhile."""
        if channel_id.startswith(LISTENING_LEGS):
            return True
        return not channel_id.startswith(OWN_LEGS) and not self._exchanges.knows(channel_id)

    @property
    def _registered(self) -> set[str]:
        return set().union(*(seen.registered for seen in self._seen.values()))

    @property
    def _engaged(self) -> set[str]:
        return set().union(*(seen.engaged for seen in self._seen.values()))

    def _is_registered(self, node: str, endpoint: str, *, is_so: bool) -> None:
        registered = self._seen[node].registered
        (registered.add if is_so else registered.discard)(endpoint)
        self._tell(endpoint)

    def _tell(self, endpoint: str) -> None:
        self._desks.telephone_is(
            endpoint, is_registered=endpoint in self._registered, is_engaged=endpoint in self._engaged
        )
