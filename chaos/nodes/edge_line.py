"""A line whose telephones know two edges: they take turns, and whoever gets no answer tries the other one."""

from collections import Counter
from collections.abc import Mapping, Sequence

import anyio

from chaos.registrations import Registrations
from chaos.sip_line import PlainLine
from softphone.route_set import address_of
from softphone.sip import Address, SipMessage

_LOOK = 0.5  # seconds between two looks whether everybody is registered
# How often a request is sent to a silent edge: it is repeated after half a second, and a second later.
_REGISTERS, _INVITES = 1, 2


class EdgeLine(PlainLine):
    """Within a dialogue requests go by the route that was recorded, and answers to whoever asked."""

    def __init__(self, host: str, edges: Sequence[Address], port: int = 0) -> None:
        super().__init__(host, port)
        self._edges = edges
        self._ways: dict[str, int] = {}  # Call-ID -> number of the edge
        self._unanswered: Counter[str] = Counter()  # how often, by Call-ID
        self._registrations = Registrations(self)

    def trust(self, passwords: Mapping[str, str]) -> None:
        """Register these telephones from now on."""
        self._registrations.trust(passwords)

    @property
    def registered(self) -> int:
        """How many telephones are registered now."""
        return self._registrations.count

    def registered_by(self, edge: int) -> set[str]:
        """The telephones that are met by that edge: its place among them."""
        count = len(self._edges)
        ways = {user: self._ways.get(call) for user, call in self._registrations.call_ids().items()}
        return {user for user, way in ways.items() if way is not None and way % count == edge}

    async def run(self) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(super().run)
            while True:
                self._registrations.send_those_due()
                await anyio.sleep(_LOOK)

    def send(self, message: SipMessage) -> None:
        self._socket.sendto(message.encode(), self._way(message))

    def _way(self, message: SipMessage) -> Address:
        if not message.is_request:
            asked_by = message.get("via").split(";")[0].split()[1]
            return address_of(f"sip:{asked_by}") or self.server
        if route := message.get("route"):
            return address_of(route) or self.server
        call = message.call_id
        number = self._ways.setdefault(call, len(self._ways))
        if message.method in ("REGISTER", "INVITE"):
            if self._unanswered[call] >= (_REGISTERS if message.method == "REGISTER" else _INVITES):
                self._ways[call] = number = number + 1
                self._unanswered[call] = 0
            self._unanswered[call] += 1
        return self._edges[number % len(self._edges)]

    def _came(self, message: SipMessage) -> None:
        if not message.is_request:
            self._unanswered[message.call_id] = 0
        if not self._registrations.takes(message):
            super()._came(message)
