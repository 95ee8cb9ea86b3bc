"""How soon a consultant who hangs up is rung again while callers wait: ours and `app_queue`, side by side.

Both sides run at the same time on the same Asterisk, each with consultants and callers of its own: what slows one
down slows the other.
"""

import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio
from anyio import to_thread

from bench import sipp
from bench.centre import GAP_CONSULTANTS, GAP_NATIVE_CONSULTANTS, HOTLINE, MeasuredCentre, log_out, make_ready
from bench.native_peer import QUEUE_NUMBER as NATIVE_QUEUE_NUMBER
from bench.outside import as_a_telephone
from bench.rules import QUEUE_NUMBER
from bench.turns import Silence, Turns
from ops import asterisk_conf
from ops.console import Failed
from softphone.sip import SipMessage
from tests.support.raw_sip import RawSip, raw_sip

LOAD_RATE = 20.0  # calls a second
# Of our consultants: few, so that hardly ever two of them hang up in the same moment; under load the others join.
_IDLE_CONSULTANTS = 2
# No whole seconds, which would suit the second for which `Queue` sleeps; long enough to count as a conversation.
_TALK_TIMES = (2.29, 2.43, 2.67)
_WARM_UP = 2  # gaps of each consultant that do not count
_WAITING = 3  # callers more than consultants, on each side
_PATIENCE = 15.0  # seconds
_RETRY = 1.0  # seconds after which a caller who was refused calls again
_LOAD_BEGINS = 12.0  # seconds until the first calls of the load end: from then on all its kinds of work are there


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


def load_calls(gaps: int) -> int:
    """How many calls `measure_gaps` places through the hotline."""
    each = -(-gaps // len(GAP_CONSULTANTS)) + _WARM_UP
    return round(LOAD_RATE * (_LOAD_BEGINS + each * (max(_TALK_TIMES) + 0.2)))


def measure_gaps(centre: MeasuredCentre, gaps: int, folder: Path) -> tuple[Gaps, LoadedGaps]:
    """Some `gaps` gaps of each side, with nothing else going on, and again under load. Raises Failed."""
    try:
        with as_a_telephone():
            return anyio.run(_measure, centre, gaps, folder)
    except BaseExceptionGroup as group:
        if (failures := group.subgroup(Failed)) is None:
            raise
        raise Failed("; ".join(str(failure) for failure in _leaves(failures))) from None


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for each in error.exceptions for leaf in _leaves(each)]
    return [error]


async def _measure(centre: MeasuredCentre, gaps: int, folder: Path) -> tuple[Gaps, LoadedGaps]:
    silence = Silence()
    turns = Turns(("127.0.0.1", centre.settings.sip_port), silence, _TALK_TIMES)
    try:
        async with anyio.create_task_group() as telephones:
            telephones.start_soon(silence.run)
            telephones.start_soon(turns.run)
            await to_thread.run_sync(_move_telephones, centre, turns.address)
            await make_ready(centre.settings.dsn, GAP_CONSULTANTS[:_IDLE_CONSULTANTS])
            async with anyio.create_task_group() as callers:
                for side, (dialled, users) in enumerate(
                    ((QUEUE_NUMBER, GAP_CONSULTANTS), (NATIVE_QUEUE_NUMBER, GAP_NATIVE_CONSULTANTS))
                ):
                    for number in range(len(users) + _WAITING):
                        caller = f"48{710_000_000 + 1_000 * side + number}"
                        callers.start_soon(_calls_for_ever, centre.settings.sip_port, dialled, caller, silence)
                idle = await _idle(turns, gaps)
                await make_ready(centre.settings.dsn, GAP_CONSULTANTS[_IDLE_CONSULTANTS:])
                loaded = await _loaded(centre, turns, gaps, folder)
                callers.cancel_scope.cancel()
            await log_out(centre.settings.dsn, GAP_CONSULTANTS)
            telephones.cancel_scope.cancel()
    finally:
        turns.close()
        silence.close()
    return idle, loaded


def _move_telephones(centre: MeasuredCentre, address: str) -> None:
    """From where all consultants' telephones are to `address`, which is asked whether it is there."""
    file = asterisk_conf.folder(centre.settings.state) / "pjsip_consultants.conf"
    text = file.read_text(encoding="utf-8")
    usual = f"127.0.0.1:{centre.addresses.consultants.sip_port}"
    moved = (*GAP_CONSULTANTS, *GAP_NATIVE_CONSULTANTS)
    for user in moved:
        text = text.replace(f"contact = sip:{user}@{usual}\n", f"contact = sip:{user}@{address}\n")
    file.write_text(text, encoding="utf-8")
    centre.installation.console("module reload res_pjsip.so")
    for user in moved:
        centre.installation.console(f"pjsip qualify {user}")


async def _idle(turns: Turns, gaps: int) -> Gaps:
    begin = time.time()
    while True:
        await anyio.sleep(0.2)
        now = time.time()
        found = gaps_between(turns, begin, now)
        if min(len(found.ours), len(found.native)) >= gaps:
            return found
        for users in (GAP_CONSULTANTS, GAP_NATIVE_CONSULTANTS):
            last = max((gap.at for gap in turns.gaps if gap.user in users), default=begin)
            if now - last > _PATIENCE:
                raise Failed(f"none of {', '.join(users)} was rung for {_PATIENCE:.0f} s although callers wait")


async def _loaded(centre: MeasuredCentre, turns: Turns, gaps: int, folder: Path) -> LoadedGaps:
    calls = load_calls(gaps)
    begin = time.time()
    outcome = await to_thread.run_sync(
        partial(
            sipp.place_calls,
            folder,
            centre.addresses.callers,
            server=centre.server,
            number=HOTLINE,
            callers=centre.callers,
            rate=LOAD_RATE,
            calls=calls,
        )
    )
    found = gaps_between(turns, begin + _LOAD_BEGINS, begin + calls / LOAD_RATE)
    if not found.ours or not found.native:
        raise Failed("no gap under load was long enough ago")
    return LoadedGaps(found, LOAD_RATE, outcome.placed, outcome.failed)


def gaps_between(turns: Turns, begin: float, end: float) -> Gaps:
    """The gaps that ended between two moments of the wall clock, without each consultant's first ones."""
    found = Gaps()
    for users, seconds in ((GAP_CONSULTANTS, found.ours), (GAP_NATIVE_CONSULTANTS, found.native)):
        for user in users:
            own = [gap for gap in turns.gaps if gap.user == user]
            seconds += [gap.seconds for gap in own[_WARM_UP:] if begin <= gap.at <= end]
    return found


async def _calls_for_ever(port: int, number: str, caller: str, silence: Silence) -> None:
    """Call, wait in the queue, talk, and call again as soon as the other side has hung up."""
    async with raw_sip(port) as sip:
        while True:
            invite = sip.invite(number, caller=caller, rtp_port=silence.port)
            final: SipMessage | None = None
            is_over = False
            try:
                await sip.send(invite)
                final = await _answered(sip, invite)
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


async def _answered(sip: RawSip, invite: SipMessage) -> SipMessage | None:
    """The final answer to the INVITE, acknowledged; None when there is none in time."""
    with anyio.move_on_after(_PATIENCE):
        while True:
            message = await sip.receive(_PATIENCE)
            if message is not None and message.transaction == invite.transaction and message.status >= 200:
                await sip.send(invite.acknowledge(message))
                return message
    return None
