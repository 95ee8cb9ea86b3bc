"""How soon a consultant who hangs up is rung again while callers wait: ours and `app_queue`'s.

Both sides run at the same time on the same Asterisk, each with consultants and callers of its own: what slows one
down slows the other.
"""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from anyio import to_thread
from sqlalchemy import func, update

from bench import native_peer, rules
from bench.centre import GAP_CONSULTANTS, GAP_NATIVE_CONSULTANTS, MeasuredCentre, log_out, make_ready
from bench.failures import one_failure
from bench.figures import ms, table
from bench.outside import as_a_telephone
from bench.telephones import Telephones
from bench.turns import Silence, Turns
from core.db.engine import make_engine
from core.db.tables.staff_tables import Agent
from ops.console import Failed
from ops.install import asterisk_conf
from softphone.sip import SipMessage
from tests.support.telephones.raw_sip import RawSip, raw_sip

LOAD_RATE = 20.0  # calls a second
# What is dialled and who answers: ours, native.
_SIDES = (
    (rules.QUEUE_NUMBER, GAP_CONSULTANTS),
    (native_peer.QUEUE_NUMBER, GAP_NATIVE_CONSULTANTS),
)
TURNING = [user for _, users in _SIDES for user in users]
# Of our consultants: few, so that hardly ever two of them hang up in the same moment; under load the others join.
_IDLE_CONSULTANTS = 2
# No whole seconds, which would suit the second for which `Queue` sleeps; long enough to count as a conversation.
TALK_TIMES = (2.29, 2.43, 2.67)
_WARM_UP = 2  # gaps of each consultant that do not count
WAITING = 3  # callers more than consultants, on each side
_PATIENCE = 15.0  # seconds
_MOVE_SECONDS = 60.0
_RETRY = 1.0  # seconds after which a caller who was refused calls again
LOAD_BEGINS = 12.0  # seconds until the first calls of the load end: from then on all its kinds of work are there


@dataclass(frozen=True, slots=True)
class Gaps:
    """Seconds of each gap."""

    ours: list[float] = field(default_factory=list)
    native: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LoadedGaps:
    """Gaps while calls run through the hotline, and what became of those calls."""

    gaps: Gaps
    rate: float
    placed: int
    failed: int


@dataclass(frozen=True, slots=True)
class GapTimes:
    """With nothing else going on, and under load."""

    idle: Gaps
    loaded: LoadedGaps

    def figures(self) -> dict[str, float]:
        """Milliseconds of each side; calls of the load that failed."""
        found: dict[str, float] = {"offer_gap_load_failed_calls": self.loaded.failed}
        for load, gaps in (("", self.idle), ("_loaded", self.loaded.gaps)):
            for side, seconds in (("offer", gaps.ours), ("app_queue", gaps.native)):
                found[f"{side}_gap{load}_ms_p50"] = ms(seconds, 0.5)
                found[f"{side}_gap{load}_ms_p99"] = ms(seconds, 0.99)
        return found

    def table(self) -> str:
        """Both sides beside each other."""
        rows = []
        for load, gaps in (("idle", self.idle), (f"{self.loaded.rate:g} calls a second", self.loaded.gaps)):
            for name, share in (("half", 0.5), ("99 %", 0.99), ("all", 1.0)):
                ours, native = ms(gaps.ours, share), ms(gaps.native, share)
                times = (f"{ours:.1f}", f"{native:.1f}", f"{ours / native:.3f}")
                rows.append([f"{load}, {name} of the gaps", *times])
        return table(["hang-up to next INVITE, ms", "centre", "app_queue", "centre / app_queue"], rows)


def load_calls(gaps: int) -> int:
    """How many calls `measure_gaps` places through the hotline."""
    each = -(-gaps // len(GAP_CONSULTANTS)) + _WARM_UP
    return round(LOAD_RATE * (LOAD_BEGINS + each * (max(TALK_TIMES) + 0.2)))


def measure_gaps(centre: MeasuredCentre, gaps: int, folder: Path) -> GapTimes:
    """Some `gaps` gaps of each side, with nothing else going on, and again under load. Raises Failed."""
    with one_failure(), as_a_telephone():
        return anyio.run(_measure, centre, gaps, folder)


async def _measure(centre: MeasuredCentre, gaps: int, folder: Path) -> GapTimes:
    async with callers_without_end(centre) as turns:
        idle = await _idle(turns, gaps)
        await make_ready(centre.settings.dsn, GAP_CONSULTANTS[_IDLE_CONSULTANTS:])
        loaded = await _loaded(centre, turns, gaps, folder)
    return GapTimes(idle, loaded)


@asynccontextmanager
async def callers_without_end(centre: MeasuredCentre) -> AsyncIterator[Turns]:
    """On each side more callers than consultants, inside the block; ours begin with few consultants."""
    silence = Silence()
    turns = Turns(("127.0.0.1", centre.settings.sip_port), silence, TALK_TIMES)
    try:
        async with anyio.create_task_group() as telephones:
            telephones.start_soon(silence.run)
            telephones.start_soon(turns.run)
            await move_telephones(centre, turns, TURNING)
            await make_ready(centre.settings.dsn, GAP_CONSULTANTS[:_IDLE_CONSULTANTS])
            async with anyio.create_task_group() as callers:
                for side, (dialled, users) in enumerate(_SIDES):
                    for number in range(len(users) + WAITING):
                        caller = f"48{710_000_000 + 1_000 * side + number}"
                        callers.start_soon(calls_for_ever, centre.settings.sip_port, dialled, caller, silence)
                yield turns
                callers.cancel_scope.cancel()
            await log_out(centre.settings.dsn, GAP_CONSULTANTS)
            telephones.cancel_scope.cancel()
    finally:
        turns.close()
        silence.close()


async def move_telephones(centre: MeasuredCentre, telephones: Telephones, moved: Sequence[str]) -> None:
    """Those of the consultants `moved`, from where all are to `telephones`, which must run.

    The watchdog writes Asterisk's file as the database has it. Raises Failed when it does not, or when Asterisk
    does not ask for the telephones at the new address.
    """
    engine = make_engine(centre.settings.dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            contact = func.concat("sip:", Agent.id, f"@{telephones.address}")
            await connection.execute(update(Agent).where(Agent.id.in_(moved)).values(contact=contact))
    finally:
        await engine.dispose()
    file = asterisk_conf.folder(centre.settings.state) / "pjsip_consultants.conf"
    moved_to = f"@{telephones.address}\n"
    with anyio.move_on_after(_PATIENCE) as limit:
        while file.read_text(encoding="utf-8").count(moved_to) < len(moved):  # noqa: ASYNC110 - another process
            await anyio.sleep(0.1)
    if limit.cancelled_caught:
        raise Failed("the telephones were not moved", file)
    await to_thread.run_sync(centre.installation.console, "module reload res_pjsip.so")
    # The console does not wait for the reload: until then a call would go to the old telephone.
    with anyio.move_on_after(_MOVE_SECONDS) as limit:
        while missing := [user for user in moved if user not in telephones.asked]:
            await to_thread.run_sync(centre.installation.console, f"pjsip qualify {missing[0]}")
    if limit.cancelled_caught:
        raise Failed(f"Asterisk does not ask for the telephones of {', '.join(missing)} at {telephones.address}")


async def _idle(turns: Turns, gaps: int) -> Gaps:
    begin = time.time()
    while True:
        await anyio.sleep(0.2)
        now = time.time()
        found = gaps_between(turns, begin, now)
        if min(len(found.ours), len(found.native)) >= gaps:
            return found
        for _, users in _SIDES:
            last = max((gap.at for gap in turns.gaps if gap.user in users), default=begin)
            if now - last > _PATIENCE:
                raise Failed(f"none of {', '.join(users)} was rung for {_PATIENCE:.0f} s although callers wait")


async def _loaded(centre: MeasuredCentre, turns: Turns, gaps: int, folder: Path) -> LoadedGaps:
    calls = load_calls(gaps)
    begin = time.time()
    outcome = await centre.place_calls(folder, LOAD_RATE, calls)
    found = gaps_between(turns, begin + LOAD_BEGINS, begin + calls / LOAD_RATE)
    if not (found.ours and found.native):
        raise Failed("no gap under load was long enough ago")
    return LoadedGaps(found, LOAD_RATE, outcome.placed, outcome.failed)


def gaps_between(turns: Turns, begin: float, end: float) -> Gaps:
    """The gaps that ended between two moments of the wall clock, without each consultant's first ones."""
    sides: list[list[float]] = [[], []]
    for (_, users), seconds in zip(_SIDES, sides, strict=True):
        for user in users:
            own = [gap for gap in turns.gaps if gap.user == user]
            seconds += [gap.seconds for gap in own[_WARM_UP:] if begin <= gap.at <= end]
    return Gaps(*sides)


async def calls_for_ever(port: int, number: str, caller: str, silence: Silence) -> None:
    """Call, wait in the queue, talk, and call again as soon as the other side has hung up."""
    async with raw_sip(port) as sip:
        while True:
            invite = sip.invite(number, caller=caller, rtp_port=silence.port)
            final: SipMessage | None = None
            is_over = False
            try:
                await sip.send(invite)
                final = await answered(sip, invite)
                if final is None or final.status >= 300:
                    await anyio.sleep(_RETRY)
                    continue
                silence.begin(final)
                while not is_over:
                    message = await sip.receive(_PATIENCE)
                    if message is not None and message.is_request:
                        await sip.send(message.reply(200, "OK"))
                        is_over = message.method == "BYE"
            finally:
                silence.end(invite.call_id)
                with anyio.CancelScope(shield=True):
                    if final is None:
                        await sip.cancel(invite)
                    elif final.status < 300 and not is_over:
                        await sip.bye(invite, final)


async def answered(sip: RawSip, invite: SipMessage) -> SipMessage | None:
    """The final answer to the INVITE, acknowledged; None when there is none in time."""
    with anyio.move_on_after(_PATIENCE):
        while True:
            message = await sip.receive(_PATIENCE)
            if message is not None and message.transaction == invite.transaction and message.status >= 200:
                await sip.send(invite.acknowledge(message))
                return message
    return None
