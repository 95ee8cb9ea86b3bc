"""Tells an edge what the centre knows first, and asks it: JSON-RPC of Kamailio over HTTP, at an inner address.

No command waits longer than `ANSWER_TIME`. An edge that is away is told again by whoever keeps it.
"""

import json
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

import anyio
from anyio import to_thread

from core.errors import S724Error
from core.nodes import Place
from edge.configuration import NODES

ANSWER_TIME = 1.0  # seconds
NODE_PROFILE = "node"
"""The profile of dialogs by which an edge knows which Asterisk has a conversation (`edge-conf/edge.cfg`)."""

_DIGESTS, _TOLD = "tel", "told"  # its tables

NodeState: TypeAlias = Literal["active", "inactive", "disabled"]
# Inactive ones are asked each second whether they are back; disabled ones stay so until they are told otherwise.
_LETTERS: dict[NodeState, str] = {"active": "ap", "inactive": "ip", "disabled": "dp"}


class EdgeAway(S724Error):
    """It does not answer, or not in time. What it was told may have been done."""

    code = "edge_away"
    message_pl = "Brama połączeń nie odpowiada."


class EdgeRefused(S724Error):
    """It understood, and would not."""

    code = "edge_refused"
    message_pl = "Brama połączeń odmówiła."


class EdgeCommands:
    """Of one edge; to be used as a context."""

    def __init__(self, control: Place) -> None:
        self._control = control

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    async def set_node(self, node: Place, state: NodeState) -> None:
        """New calls go there, or no longer; what it has goes on. Raises EdgeAway, EdgeRefused."""
        await self._ask("dispatcher.set_state", _LETTERS[state], NODES, f"{node.uri};transport=udp")

    async def end_conversations(self, node: Place) -> int:
        """BYE to both parties of all that went by that Asterisk, through either edge: it is dead, and nobody else
        tells them. How many there were. Raises EdgeAway, EdgeRefused."""
        found = await self._ask("dlg.profile_list", NODE_PROFILE, node.address)
        dialogs = found if isinstance(found, list) else [found] if found else []
        for dialog in dialogs:
            try:
                await self._ask("dlg.end_dlg", dialog["h_entry"], dialog["h_id"])
            except EdgeRefused:
                continue  # it has ended meanwhile
        return len(dialogs)

    async def read_certificate(self) -> None:
        """Anew from its files; connections stay. Raises EdgeAway, EdgeRefused."""
        await self._ask("tls.reload")

    # -- who may register

    async def digests(self) -> dict[str, str]:
        """The digest of each account that it knows. Raises EdgeAway, EdgeRefused."""
        slots = await self._ask("htable.dump", _DIGESTS) or []
        return {one["name"]: str(one["value"]) for each in slots for one in each["slot"]}

    async def set_digest(self, user: str, digest: str) -> None:
        """That account may register by that digest alone. Raises EdgeAway, EdgeRefused."""
        await self._ask("htable.sets", _DIGESTS, user, digest)

    async def remove_digest(self, user: str) -> None:
        """Nobody may register as that account. Raises EdgeAway, EdgeRefused."""
        await self._ask("htable.delete", _DIGESTS, user)

    async def mark(self, who: str) -> str:
        """What it was told last by `set_mark`; empty since its start. Raises EdgeAway."""
        try:
            found = await self._ask("htable.get", _TOLD, who)
        except EdgeRefused:
            return ""
        return str(found["item"]["value"]) if found else ""

    async def set_mark(self, who: str, mark: str) -> None:
        """Raises EdgeAway, EdgeRefused."""
        await self._ask("htable.sets", _TOLD, who, mark)

    async def _ask(self, method: str, *params: Any) -> Any:
        try:
            with anyio.fail_after(ANSWER_TIME):
                said = await to_thread.run_sync(self._post, method, params, abandon_on_cancel=True)
        except (OSError, HTTPException, ValueError) as error:  # TimeoutError is an OSError
            raise EdgeAway from error
        if "error" in said:
            raise EdgeRefused
        return said.get("result")

    def _post(self, method: str, params: tuple[Any, ...]) -> Any:
        """Blocks. By what Python has: a library for it takes seconds of a busy machine to load, and for them the
        application would stand still when it takes over the calls."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        connection = HTTPConnection(self._control.address, self._control.port, timeout=ANSWER_TIME)
        try:
            connection.request("POST", "/rpc", body, {"Content-Type": "application/json"})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()
