"""How soon a caller and a colleague hear each other when a call is handed over, and a consultant a supervisor who
whispers, beside ten calls a second.

Callers of their own wait for consultants of their own, whose telephones say a tone each. Whoever answers calls a
colleague in, apart, while the caller hears music; then the call is handed over, as the consultant's page does it.
The time runs from that order until the colleague's tone has come to the caller and the caller's to the colleague,
whichever was later. Before, a supervisor whispers to the consultant (`bench/whisper.py`).
"""

import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import anyio
from anyio.abc import TaskGroup
from httpx import AsyncClient
from sqlalchemy import select

from bench.centre import MeasuredCentre, log_out, make_ready
from bench.context import log_in
from bench.failures import one_failure
from bench.figures import ms, table
from bench.gap import answered, move_telephones
from bench.knowledge_search import of_page
from bench.outside import as_a_telephone
from bench.rules import QUEUE_NUMBER
from bench.telephones import Telephones
from bench.tones import Voice, speak
from bench.whisper import SUPERVISORS, NotHeard, Supervisor, hire_supervisors
from bench.whisper import TONES as SUPERVISORS_TONES
from core.db.engine import Engine, make_engine
from core.db.tables.centre.call_tables import CallRow
from ops.console import Failed
from ops.demonstration.seed import PROVINCE
from softphone.sip import SipMessage
from tests.support.telephones.raw_sip import RawSip, raw_sip

RATE = 10.0  # calls a second beside
SECONDS = 90.0
ALONE = 20.0  # seconds without calls
WARM_UP = 12.0  # until the first calls beside end
_BAR, _WHISPER_BAR = 300.0, 500.0  # ms
_TOGETHER = len(SUPERVISORS)  # conversations at a time
_CALLER_TONE = 400
_TONES = (700, 1000, 1300, 1600, 1900, 2200, 2500, 2800)
_CONSULTANTS = [f"k{PROVINCE}-{number}" for number in range(7, 7 + len(_TONES))]  # who answer nothing else
_PATIENCE = 10.0  # seconds for anything that comes before the order
_LONGEST = 3.0  # seconds for the sound after it
_WHISPERS = 7  # of each supervisor, alone and beside: thirty tries at once are all that a supervisor may


@dataclass(slots=True)
class Times:
    """Seconds of each handing over. `silent`: after which somebody heard nothing in time; `lost`: conversations
    that did not come as far as the order. `whispers`: seconds of each; `unheard`: why others came to nothing."""

    seconds: list[float] = field(default_factory=list)
    silent: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    whispers: list[float] = field(default_factory=list)
    unheard: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class TransferTimes:
    """With nothing else going on, and beside calls, of which so many were placed and failed."""

    alone: Times
    beside: Times
    placed: int
    failed: int

    def figures(self) -> dict[str, float]:
        return {
            "transfer_alone_ms_p50": ms(self.alone.seconds, 0.5),
            "transfer_alone_ms_p95": ms(self.alone.seconds, 0.95),
            "transfer_ms_p50": ms(self.beside.seconds, 0.5),
            "transfer_ms_p95": ms(self.beside.seconds, 0.95),
            "transfer_ms_max": ms(self.beside.seconds, 1.0),
            "transfer_silent": self.alone.silent + self.beside.silent,
            "transfer_lost": (self.alone.lost + self.beside.lost).total(),
            "transfer_failed_calls": self.failed,
            "whisper_alone_ms_p95": ms(self.alone.whispers, 0.95),
            "whisper_ms_p50": ms(self.beside.whispers, 0.5),
            "whisper_ms_p95": ms(self.beside.whispers, 0.95),
            "whisper_unheard": (self.alone.unheard + self.beside.unheard).total(),
        }

    def table(self) -> str:
        rows = [
            [name, str(len(seconds)), *(f"{ms(seconds, share):.0f}" for share in (0.5, 0.95, 1.0))]
            for name, seconds in (
                ("handed over, nothing else", self.alone.seconds),
                (f"handed over, {RATE:g} calls a second", self.beside.seconds),
                ("whispered, nothing else", self.alone.whispers),
                (f"whispered, {RATE:g} calls a second", self.beside.whispers),
            )
        ]
        lost, unheard = self.alone.lost + self.beside.lost, self.alone.unheard + self.beside.unheard
        others = [
            ["bars: handed over, whispered", "", "", f"{_BAR:g}, {_WHISPER_BAR:g}", ""],
            ["somebody heard nothing", str(self.alone.silent + self.beside.silent), "", "", ""],
            *([f"no whisper: {why}", str(n), "", "", ""] for why, n in unheard.items()),
            *([f"not so far: {why}", str(n), "", "", ""] for why, n in lost.items()),
            ["calls beside, failed", str(self.placed), str(self.failed), "", ""],
        ]
        return table(["order → sound, ms", "times", "half", "95 %", "all"], rows + others)


def transfer_calls(seconds: float) -> int:
    """How many calls are placed beside."""
    return round(RATE * (WARM_UP + seconds))


def measure_transfers(centre: MeasuredCentre, seconds: float, folder: Path) -> TransferTimes:
    """Raises Failed if nothing was handed over."""
    with one_failure(), as_a_telephone():
        return anyio.run(_measure, centre, seconds, folder)


async def _measure(centre: MeasuredCentre, seconds: float, folder: Path) -> TransferTimes:
    failed: list[int] = []

    async def load() -> None:
        failed.append((await centre.place_calls(folder, RATE, transfer_calls(seconds))).failed)

    async with _people(centre) as people:
        alone = await people.hand_over_for(min(ALONE, seconds))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(load)
            await anyio.sleep(WARM_UP)
            beside = await people.hand_over_for(seconds)
    if not (alone.seconds and beside.seconds):
        raise Failed(f"nothing was handed over: {dict(alone.lost + beside.lost)}")
    if not (alone.whispers and beside.whispers):
        raise Failed("no whisper was heard")
    return TransferTimes(alone, beside, transfer_calls(seconds), sum(failed))


@asynccontextmanager
async def _people(centre: MeasuredCentre) -> AsyncIterator["_People"]:
    """Consultants who are ready and have pages, inside the block."""
    everybodys = (_CALLER_TONE, *_TONES, *SUPERVISORS_TONES)
    callers = [Voice(_CALLER_TONE, everybodys) for _ in range(_TOGETHER)]
    voices = {user: Voice(hertz, everybodys) for user, hertz in zip(_CONSULTANTS, _TONES, strict=True)}
    listening = {
        user: Voice(hertz, everybodys) for user, hertz in zip(SUPERVISORS, SUPERVISORS_TONES, strict=True)
    }
    desks = {**voices, **listening}
    telephones = Telephones(("127.0.0.1", centre.settings.sip_port), desks.__getitem__)
    engine = make_engine(centre.settings.dsn, pool_size=_TOGETHER)
    address = f"http://127.0.0.1:{centre.settings.http_port}"
    try:
        await hire_supervisors(engine)
        cookies = await log_in(engine)
        async with (
            AsyncClient(base_url=address, headers={"Origin": address}) as client,
            anyio.create_task_group() as running,
        ):
            running.start_soon(telephones.run)
            running.start_soon(speak, [*callers, *desks.values()])
            await move_telephones(centre, telephones, [*_CONSULTANTS, *SUPERVISORS])
            await make_ready(centre.settings.dsn, _CONSULTANTS)
            supervisors = [
                Supervisor(user, voice, client, cookies[user], telephones) for user, voice in listening.items()
            ]
            yield _People(
                engine, centre.settings.sip_port, client, cookies, telephones, callers, voices, supervisors
            )
            await log_out(centre.settings.dsn, _CONSULTANTS)
            running.cancel_scope.cancel()
    finally:
        await engine.dispose()
        telephones.close()
        for voice in (*callers, *desks.values()):
            voice.close()


class _NotSoFar(Exception):
    """A conversation that did not come to the order."""


class _People:
    """Callers, consultants, and their pages."""

    def __init__(
        self,
        engine: Engine,
        port: int,
        client: AsyncClient,
        cookies: dict[str, str],
        telephones: Telephones,
        callers: Sequence[Voice],
        voices: dict[str, Voice],
        supervisors: Sequence[Supervisor],
    ) -> None:
        self._engine = engine
        self._port = port
        self._client = client
        self._cookies = cookies
        self._telephones = telephones
        self._callers = callers
        self._voices = voices
        self._supervisors = supervisors
        self._engaged: set[str] = set()  # as colleagues
        self._placed = 0

    async def hand_over_for(self, seconds: float) -> Times:
        """Call, ask and hand over again and again; what has begun is brought to its end."""
        times = Times()
        until = anyio.current_time() + seconds

        async def call_again(number: int, voice: Voice) -> None:
            while anyio.current_time() < until:
                try:
                    took = await self._conversation(number, voice, times, tasks)
                except _NotSoFar as error:
                    times.lost[str(error)] += 1
                    continue
                if took is None:
                    times.silent += 1
                else:
                    times.seconds.append(took)

        async with anyio.create_task_group() as tasks:
            for number, voice in enumerate(self._callers):
                tasks.start_soon(call_again, number, voice)
        return times

    async def _conversation(self, number: int, voice: Voice, times: Times, tasks: TaskGroup) -> float | None:
        """From the call to its end; returns the seconds, None if somebody heard nothing in time."""
        self._placed += 1  # a number of its own: who talked with the caller before may not have hung up yet
        caller, began = f"48{720_000_000 + self._placed}", time.time()
        async with _calling(self._port, caller, voice, tasks):
            consultant = await self._who_talks(caller)
            if await self._voices[consultant].until_heard(_CALLER_TONE, began, _PATIENCE) is None:
                raise _NotSoFar("the consultant heard no caller")
            call = await self._call_of(caller, began)
            await self._is_whispered_to(self._supervisors[number], consultant, times)
            colleague = await self._call_in(consultant, call)
            try:
                return await self._hand_over(consultant, colleague, call, voice)
            finally:
                self._engaged.discard(colleague)

    async def _is_whispered_to(self, supervisor: Supervisor, consultant: str, times: Times) -> None:
        if len(times.whispers) + times.unheard.total() >= _WHISPERS * len(self._supervisors):
            return
        try:
            times.whispers.append(await supervisor.whisper_to(consultant, self._voices[consultant]))
        except NotHeard as error:
            times.unheard[str(error)] += 1

    async def _who_talks(self, caller: str) -> str:
        """The consultant whose telephone was rung for this caller."""
        with anyio.move_on_after(_PATIENCE):
            while True:
                for user in self._voices:
                    invite = self._telephones.consultant(user).invite
                    if invite is not None and caller[2:] in invite.get("from"):
                        return user
                await anyio.sleep(0.02)
        raise _NotSoFar("nobody was rung")

    async def _call_of(self, caller: str, began: float) -> str:
        """Of the call from that number that began then."""
        since = datetime.fromtimestamp(began - 0.5, UTC)
        own = select(CallRow.id).where(CallRow.caller_number == caller, CallRow.started_at >= since)
        for _ in range(50):
            async with self._engine.connect() as connection:
                if (call := await connection.scalar(own)) is not None:
                    return str(call)
            await anyio.sleep(0.1)
        raise _NotSoFar("the call is not on record")

    async def _call_in(self, consultant: str, call: str) -> str:
        """A colleague who is ready and answers; one who has been given a caller meanwhile is passed over."""
        said = "nobody was free"
        for _ in range(20):
            for user in random.sample(sorted(self._voices), len(self._voices)):
                if user == consultant or user in self._engaged or self._telephones.consultant(user).invite:
                    continue
                wanted = {"call": call, "colleague": user, "mode": "apart"}
                said = await self._asks(consultant, "colleague", **wanted)
                if not said:
                    self._engaged.add(user)
                    return user
            await anyio.sleep(0.1)
        raise _NotSoFar(said)

    async def _hand_over(self, consultant: str, colleague: str, call: str, caller: Voice) -> float | None:
        asks, helps = self._voices[consultant], self._voices[colleague]
        began = time.time()
        if await asks.until_heard(helps.hertz, began, _PATIENCE) is None:
            raise _NotSoFar("the consultant heard no colleague")
        if await helps.until_heard(asks.hertz, began, _PATIENCE) is None:
            raise _NotSoFar("the colleague heard no consultant")
        apart = time.time()
        await anyio.sleep(random.uniform(0.3, 0.6))  # wherever in the 20 ms of a packet
        if caller.hears_since(helps.hertz, apart) or helps.hears_since(caller.hertz, apart):
            raise Failed("caller and colleague hear each other before the call is handed over")
        ordered = time.time()
        if said := await self._asks(consultant, "colleague/hand-over", call=call):
            raise _NotSoFar(said)
        moments = [
            await caller.until_heard(helps.hertz, ordered, _LONGEST),
            await helps.until_heard(caller.hertz, ordered, _LONGEST),
        ]
        found = [moment for moment in moments if moment is not None]
        return max(found) - ordered if len(found) == len(moments) else None

    async def _asks(self, consultant: str, what: str, **wanted: str) -> str:
        """As the consultant's page; empty when it was done, else what was said to it."""
        answer = await self._client.post(f"/api/desk/{what}", json=wanted, headers=self._page(consultant))
        return "" if answer.status_code == 204 else f"{answer.status_code} {answer.text[:120]}"

    def _page(self, consultant: str) -> dict[str, str]:
        return of_page(self._cookies[consultant])


@asynccontextmanager
async def _calling(port: int, caller: str, voice: Voice, tasks: TaskGroup) -> AsyncIterator[None]:
    """In a call, from the answer on; hangs up afterwards. Raises _NotSoFar if nobody answers."""
    async with raw_sip(port) as sip:
        invite = sip.invite(QUEUE_NUMBER, caller=caller, rtp_port=voice.port)
        await sip.send(invite)
        final = await answered(sip, invite)
        if final is None or final.status >= 300:
            if final is None:
                await sip.cancel(invite)
            raise _NotSoFar("not answered")
        talking, is_silent = anyio.CancelScope(), anyio.Event()
        tasks.start_soon(_reply, sip, talking, is_silent)
        try:
            with _sounding(voice, final):
                yield
        finally:
            talking.cancel()
            with anyio.CancelScope(shield=True):
                await is_silent.wait()
                await sip.bye(invite, final)


@contextmanager
def _sounding(voice: Voice, final: SipMessage) -> Iterator[None]:
    voice.begin(final)
    try:
        yield
    finally:
        voice.end(final.call_id)


async def _reply(sip: RawSip, talking: anyio.CancelScope, is_silent: anyio.Event) -> None:
    """Confirm what Asterisk asks in a call, until it is over."""
    try:
        with talking:
            while True:
                message = await sip.receive(_PATIENCE)
                if message is not None and message.is_request:
                    await sip.send(message.reply(200, "OK"))
    finally:
        is_silent.set()
