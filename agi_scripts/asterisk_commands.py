"""What the watchdog asks of Asterisk and tells it, in our words."""

from collections.abc import Collection, Iterable

import anyio

from acd.telephone import browser_endpoint
from agi_scripts.fallback.rescue import Leg, Move, Waiting
from agi_scripts.members import Change, Member
from agi_scripts.module_reload import ModuleReload
from core.telephony.ami import Ami, AmiRefused, Row
from dialplan.names import ENDED_FAMILY, THERE, WAS

_REGISTRATIONS = "registrar/contact"  # in Asterisk's own database
_ASK_TIME = 10.0
"""Seconds after which is asked who waits, though nobody was told to have joined: an Asterisk that was started with
the configuration of an older version does not tell."""
_CONTEXTS = {"to_emergency": "orphans", "to_goodbye": "after-talk"}


class AsteriskCommands:
    """Every method raises AmiAway. What Asterisk refuses, because a channel is gone, is passed over."""

    def __init__(self, ami: Ami, modules: ModuleReload) -> None:
        self._ami = ami
        self._modules = modules
        self._said: tuple[int, bool] | None = None
        self._joined = 0  # callers of whom Asterisk has told that they joined one of its queues
        self._empty: tuple[int, int] | None = None  # of these log-ins and callers nobody waited any more
        self._ask_at = 0.0

    def heard(self, event: Row) -> None:
        """An event of the manager interface (AMI event QueueCallerJoin)."""
        self._joined += event.get("Event") == "QueueCallerJoin"

    async def say_whether_there(self, *, is_there: bool) -> None:
        """Tell the dialplan whether the application serves callers: only then does it send back who was taken
        away. Said once for each change and each Asterisk, which forgets it when it starts anew.
        """
        to_say = (self._ami.logins, is_there)
        if to_say != self._said:
            await self._did("Setvar", Variable=THERE, Value="1" if is_there else "")
            self._said = to_say

    async def legs(self) -> list[Leg]:
        """Every channel there is."""
        return [_leg(row) for row in await self._ami.ask("CoreShowChannels", "CoreShowChannel")]

    async def move(self, move: Move) -> bool:
        """Send a caller elsewhere, or silence a telephone; False when the channel was gone."""
        if move.what == "hang_up":
            return await self._did("Hangup", Channel=move.channel)
        if move.what == "to_emergency":
            await self._did("Setvar", Channel=move.channel, Variable=WAS, Value=move.known)
        context = _CONTEXTS[move.what]
        return await self._did("Redirect", Channel=move.channel, Context=context, Exten=move.number, Priority="1")

    async def waiting(self) -> list[Waiting]:
        """Everybody in Asterisk's own queues. Of empty ones it is asked again once somebody joins one, when it has
        started anew, and after `_ASK_TIME`."""
        known = (self._ami.logins, self._joined)  # before asking: who joins meanwhile is asked for the next time
        if known == self._empty and anyio.current_time() < self._ask_at:
            return []
        if not any(int(row.get("Callers") or 0) for row in await self._ami.ask("QueueSummary", "QueueSummary")):
            self._empty, self._ask_at = known, anyio.current_time() + _ASK_TIME
            return []
        return [_waiting(row) for row in await self._ami.ask("QueueStatus", "QueueEntry")]

    async def give_back(self, waiting: Waiting) -> bool:
        """Send a waiting caller to the application; False when the caller was gone."""
        return await self._did("Redirect", Channel=waiting.channel, Context="resumed", Exten="s", Priority="1")

    async def members(self) -> dict[tuple[str, str], Member]:
        """Who is in which queue now."""
        rows = await self._ami.ask("QueueStatus", "QueueMember")
        return {
            (row["Queue"], row["Name"]): Member(int(row["Penalty"]), is_paused=row["Paused"] == "1")
            for row in rows
        }

    async def change(self, changes: Iterable[Change]) -> None:
        """Each consultant stands in a queue with both telephones: that which is not registered is not rung."""
        for change, endpoint in ((c, e) for c in changes for e in (c.agent, browser_endpoint(c.agent))):
            member = {"Interface": f"PJSIP/{endpoint}"}
            penalty = {"Penalty": str(change.member.penalty)}
            paused = {"Paused": "true" if change.member.is_paused else "false"}
            match change.what:
                case "remove":
                    await self._did("QueueRemove", Queue=change.queue, **member)
                case "add":
                    name = {"MemberName": change.agent}
                    await self._did("QueueAdd", Queue=change.queue, **member, **name, **penalty, **paused)
                case "penalty":
                    await self._did("QueuePenalty", Queue=change.queue, **member, **penalty)
                case "pause":
                    await self._did("QueuePause", **member, **paused)

    async def reload(self, module: str) -> bool:
        """Read a module's files anew."""
        return await self._modules.reload(module)

    async def end_registrations(self, endpoints: Collection[str]) -> None:
        """Nobody is registered as one of them any more. Asterisk must not know them meanwhile: of an entry that is
        just deleted it goes on to believe that it is reachable."""
        for row in await self._ami.ask("DBGetTree", "DBGetTreeResponse", Family=_REGISTRATIONS):
            key = row["Key"].removeprefix("/")
            if key.removeprefix(f"{_REGISTRATIONS}/").partition(";@")[0] in endpoints:
                await self._delete(key)

    async def ended(self) -> dict[str, str]:
        """The ends of calls that Asterisk kept by itself, by the unique id of the channel."""
        rows = await self._ami.ask("DBGetTree", "DBGetTreeResponse", Family=ENDED_FAMILY)
        return {row["Key"].rpartition("/")[2]: row["Val"] for row in rows}

    async def forget_end(self, unique_id: str) -> None:
        await self._delete(f"{ENDED_FAMILY}/{unique_id}")

    async def _delete(self, key: str) -> None:
        """Of Asterisk's own database. What is written to this function does not matter. DBDel needs the right to
        load modules, and so does everything that writes there."""
        await self._did("Setvar", Variable=f"DB_DELETE({key})", Value="1")

    async def _did(self, action: str, **fields: str) -> bool:
        try:
            await self._ami.act(action, **fields)
        except AmiRefused:
            return False
        return True


def _leg(row: Row) -> Leg:
    return Leg(
        channel=row["Channel"],
        unique_id=row["Uniqueid"],
        application=row.get("Application") or "",
        data=row.get("ApplicationData") or "",
        bridge=row.get("BridgeId") or "",
        agent=row.get("AccountCode") or "",
    )


def _waiting(row: Row) -> Waiting:
    return Waiting(row["Channel"], row["Uniqueid"], row["Queue"], int(row["Position"]), float(row["Wait"]))
