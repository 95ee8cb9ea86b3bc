"""Carries out the faults, one after the other, and writes down what was done when and how long it lasted."""

import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

import anyio

from chaos.callers import Callers
from chaos.centre import Centre
from chaos.consultants import Consultants, Desk, Reality
from chaos.detectors import Window
from chaos.judge_queue import TELEPHONE_GONE
from chaos.plan import FaultKind, Plan
from chaos.staff import Staff
from ops.console import say

Act = Callable[[], Awaitable[str]]
"""Does something; the answer says what did not go as it should."""

_PATIENCE = 30.0  # seconds in which the centre must serve again
_NOTICES_WITHIN = 1.5
# Of a conversation whose consultant's network is gone: Asterisk waits 60 s for sound (rtp_timeout).
_TALKER_GONE = 70.0
_ALONG = 40.0  # seconds until a telephone is found that does what the fault wants
# In turn, of a process that is slowed, in seconds: it has an eighth of its time.
_STOPPED, _RUNNING = 0.14, 0.02


@dataclass(frozen=True, slots=True)
class Done:
    """A fault that was carried out. `note` says what did not go as it should."""

    kind: str
    begin: float
    end: float
    stages: dict[str, int]
    note: str = ""


@dataclass(eq=False)
class Saboteur:
    """`run` carries out the plan. `away` and `without_database` are the windows in which nobody could notice."""

    centre: Centre
    callers: Callers
    consultants: Consultants
    staff: Staff
    plan: Plan
    stages: Callable[[], dict[str, int]]
    done: list[Done] = field(default_factory=list)
    away: list[Window] = field(default_factory=list)
    without_database: list[Window] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._choice = random.Random(f"{self.plan.seed}:victims")

    async def run(self) -> None:
        for planned in self.plan.faults:
            await anyio.sleep(planned.pause)
            await self.do(planned.kind)

    async def do(self, kind: FaultKind) -> None:
        """Carry out one fault and wait until it is overcome, or 30 s."""
        begin, stages = time.time(), self.stages()
        note = await self._carry_out(kind)
        end = time.time()
        self.done.append(Done(kind, begin, end, stages, note))
        counted = ", ".join(f"{count} {stage}" for stage, count in stages.items())
        say(f"  {kind} ({counted}): {end - begin:.1f} s{', ' + note if note else ''}")

    async def _carry_out(self, kind: FaultKind) -> str:
        plan, centre = self.plan, self.centre
        match kind:
            case "application killed":
                return await self._while_away(self._signalled(("ari_app",), signal.SIGKILL))
            case "application restarted":
                return await self._while_away(self._signalled(("ari_app",), signal.SIGTERM))
            case "application killed twice":
                return await self._while_away(self._killed_twice)
            case "application and fallback service killed":
                return await self._while_away(
                    self._signalled(("ari_app", "agi_scripts", "watchdog"), signal.SIGKILL)
                )
            case "application blocked":
                return await self._while_away(lambda: self._blocked(plan.blocked_time))
            case "application blocked for long":
                return await self._while_away(lambda: self._blocked(plan.away_time))
            case "application slowed":
                async with self._slowed("ari_app"):
                    await anyio.sleep(plan.slowed_time)
                return ""
            case "application blocked for long with a slow fallback path":
                async with self._slowed("agi_scripts", "watchdog"):
                    return await self._while_away(lambda: self._blocked(plan.away_time))
            case "application away":
                return await self._while_away(self._stopped)
            case "fallback service killed":
                return await self._killed("agi_scripts")
            case "watchdog killed":
                return await self._killed("watchdog")
            case "web service killed":
                return await self._killed("api")
            case "courier killed":
                return await self._killed("courier")
            case "database away":
                begin = time.time()
                await centre.stop("postgres")
                await anyio.sleep(plan.database_time)
                await centre.start("postgres")
                is_back = await self._until_database_answers()
                self.without_database.append(Window(begin, time.time()))
                return "" if is_back else "the database did not come back"
            case "telephone vanishes while it rings":
                return await self._vanish("ringing", TELEPHONE_GONE)
            case "telephone vanishes in a conversation":
                return await self._vanish("talking", _TALKER_GONE)
            case "consultant dismissed in a conversation":
                desk = await self._found("talking")
                return "no telephone was talking" if desk is None else await self.staff.send_home(desk)

    # -- the application

    async def _while_away(self, act: Act) -> str:
        begin = time.time()
        first = await self.centre.pid("ari_app")
        self.consultants.is_application_away = True
        note = await act()
        is_the_same = await self.centre.pid("ari_app") == first
        # A process that was blocked may beat once more before it notices that its line was cut.
        since = time.time() + (_NOTICES_WITHIN if is_the_same else 0.0)
        back = await self.centre.until_serving(since, _PATIENCE)
        self.consultants.is_application_away = False
        self.away.append(Window(begin, back or time.time()))
        return note or ("" if back else f"did not serve again within {_PATIENCE:.0f} s")

    def _signalled(self, names: tuple[str, ...], number: signal.Signals) -> Act:
        async def act() -> str:
            missing = [name for name in names if not await self.centre.signal(name, number)]
            return f"no such process: {', '.join(missing)}" if missing else ""

        return act

    async def _killed_twice(self) -> str:
        first = await self.centre.pid("ari_app")
        await self.centre.signal("ari_app", signal.SIGKILL)
        second = await self.centre.until_another("ari_app", first)
        await anyio.sleep(self._choice.uniform(0.3, 2.0))
        if not second or not await self.centre.signal("ari_app", signal.SIGKILL):
            return "there was no second process"
        return ""

    async def _blocked(self, seconds: float) -> str:
        if not await self.centre.signal("ari_app", signal.SIGSTOP):
            return "no such process: ari_app"
        await anyio.sleep(seconds)
        await self.centre.signal("ari_app", signal.SIGCONT)
        return ""

    @asynccontextmanager
    async def _slowed(self, *names: str) -> AsyncIterator[None]:
        """Their clocks run slower, each by itself; as fast as ever when this is left."""
        async with anyio.create_task_group() as tasks:
            for name in names:
                tasks.start_soon(self._slow, name)
            yield
            tasks.cancel_scope.cancel()

    async def _slow(self, name: str) -> None:
        try:
            while True:
                await self.centre.signal(name, signal.SIGSTOP)
                await anyio.sleep(_STOPPED)
                await self.centre.signal(name, signal.SIGCONT)
                await anyio.sleep(_RUNNING)
        finally:
            with anyio.CancelScope(shield=True):
                await self.centre.signal(name, signal.SIGCONT)

    async def _stopped(self) -> str:
        await self.centre.stop("ari_app")
        await anyio.sleep(self.plan.away_time)
        await self.centre.start("ari_app")
        return ""

    async def _killed(self, name: str) -> str:
        before = await self.centre.pid(name)
        if not before:
            return f"no such process: {name}"
        await self.centre.signal(name, signal.SIGKILL)
        return "" if await self.centre.until_another(name, before) else "it was not started again"

    async def _until_database_answers(self) -> bool:
        with anyio.move_on_after(_PATIENCE):
            while not await self.centre.database_answers():  # noqa: ASYNC110 - another process
                await anyio.sleep(0.2)
            return True
        return False

    # -- telephones

    async def _vanish(self, doing: Literal["ringing", "talking"], seconds: float) -> str:
        desk = await self._found(doing)
        if desk is None:
            return f"no telephone was {doing}"
        self.consultants.vanish(desk, seconds)
        return ""

    async def _found(self, doing: Literal["ringing", "talking"]) -> Desk | None:
        """A telephone that does so by now, of somebody who is there to stay."""
        with anyio.move_on_after(_ALONG):
            while True:
                if desks := [desk for desk in self._desks(doing) if desk.is_employed]:
                    return self._choice.choice(desks)
                await anyio.sleep(0.05)
        return None

    def _desks(self, doing: Reality) -> list[Desk]:
        """Telephones that do so, in a conversation that has really begun, and that is one of two."""
        now = time.time()
        found = [desk for desk in self.consultants.desks.values() if desk.reality(now) == doing]
        return [
            desk
            for desk in found
            if not self.callers.has_company(desk.ring) and (doing == "ringing" or desk.talking_since is not None)
        ]
