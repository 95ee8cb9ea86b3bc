"""The highest rate of whole calls at which nothing fails and nobody is kept waiting, ours and native.

While the load runs, single calls measure the first sound, and on our side consultants hang up and are rung again
(`bench/gap.py`). `app_queue` needs whole seconds for that: the native side is judged without.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio.from_thread import BlockingPortal

from bench.background import in_the_background, telephones
from bench.centre import GAP_CONSULTANTS, HOTLINE, MeasuredCentre, log_out, make_ready
from bench.figures import percentile
from bench.gap import LOAD_BEGINS, TALK_TIMES, TURNING, WAITING, calls_for_ever, move_telephones
from bench.load import Load, load_centre, load_native
from bench.native_peer import GREETING_NUMBER
from bench.probe import Announcement, time_to_announcement
from bench.rules import QUEUE_NUMBER
from bench.search import highest
from bench.stalls import Stalls
from bench.telephone_time import sipp_seconds
from bench.turns import Silence, Turns
from ops.console import say

START, STEP, FINE, MOST = 16, 4, 2, 60  # calls a second
FIRST_SOUND, FIRST_SOUND_SHARE = 0.1, 0.95  # seconds, at most, for so many of the calls
GAP, GAP_SHARE = 0.05, 0.99
DISREGARDED = 0.2  # of all values, at most: beyond, the try was none
_PROBE_PAUSE = 0.5  # seconds between two of the calls that measure the first sound
_PROBE_TELEPHONE = "48700500100"


@dataclass(frozen=True, slots=True)
class Try:
    """One load. `limits` say why it did not hold. `first_sounds` and `gaps` are seconds.

    What fell into a stall of the machine is not among them: `disregarded` says how many such values there were.
    """

    load: Load
    first_sounds: Sequence[float]
    silent: int  # calls that heard no announcement in time
    gaps: Sequence[float] | None  # None: not judged
    stalls: int = 0
    disregarded: int = 0
    telephones: float = 0.0  # cores that SIPp takes

    @property
    def limits(self) -> list[str]:
        """Empty when it held."""
        found = [f"{calls} calls: {fault}" for fault, calls in self.load.faults.most_common()]
        if self.load.failed and not found:
            found.append(f"{self.load.failed} calls failed")
        if self.silent:
            found.append(f"{self.silent} calls heard no announcement")
        found += _too_long("first sound", self.first_sounds, FIRST_SOUND, FIRST_SOUND_SHARE)
        if self.gaps is not None:
            found += _too_long("gap", self.gaps, GAP, GAP_SHARE)
        if self.disregarded > DISREGARDED * (self.disregarded + len(self.first_sounds) + len(self.gaps or ())):
            found.append("stalls of the machine: too little was measured")
        return found

    def __str__(self) -> str:
        parts = [f"{self.load.calls} calls, {self.load.failed} failed"]
        for name, values, share in (
            ("first sound", self.first_sounds, FIRST_SOUND_SHARE),
            ("gap", self.gaps, GAP_SHARE),
        ):
            if values:
                parts.append(f"{name} {1000 * percentile(values, share):.1f} ms at {share:.0%} of {len(values)}")
        parts.append(f"cores taken by SIPp {self.telephones:.2f}")
        if self.stalls:
            parts.append(f"{self.stalls} stalls of the machine, {self.disregarded} values disregarded")
        outcome = f"limited by {'; '.join(self.limits)}" if self.limits else "holds"
        return f"{', '.join(parts)}: {outcome}"


def _too_long(name: str, values: Sequence[float], limit: float, share: float) -> list[str]:
    if not values:
        return [f"no {name} was measured"]
    found = percentile(values, share)
    return [f"{name} {1000 * found:.1f} ms"] if found > limit else []


def calls_of_a_try(seconds: float) -> int:
    """How many calls a try places at most."""
    return round(MOST * seconds)


def measure_call_capacity(centre: MeasuredCentre, folder: Path, seconds: float, stalls: Stalls) -> tuple[int, int]:
    """Calls a second, ours and native; each load is placed for `seconds`. Raises Failed."""
    with telephones() as portal:
        with _turning(portal, centre) as turns:
            ours = _Search(
                "centre", centre, folder, seconds, load_centre, HOTLINE, portal, stalls, turns
            ).highest()
        native = _Search("native", centre, folder, seconds, load_native, GREETING_NUMBER, portal, stalls).highest()
    return ours, native


@dataclass
class _Search:
    """One side: `place` loads it, the first sound is of `probed`; gaps are judged where there are `turns`."""

    name: str
    centre: MeasuredCentre
    folder: Path
    seconds: float
    place: Callable[[MeasuredCentre, Path, float, int], Load]
    probed: str
    portal: BlockingPortal
    stalls: Stalls
    turns: Turns | None = None
    _tries: int = 0

    def highest(self) -> int:
        # Who fails is tried once more: the machine may have had a bad moment.
        return highest(
            lambda rate: self._holds(rate) or self._holds(rate), start=START, step=STEP, fine=FINE, most=MOST
        )

    def _holds(self, rate: int) -> bool:
        found = self._try(rate)
        say(f"  {self.name}, {rate} calls a second: {found}")
        return not found.limits

    def _try(self, rate: int) -> Try:
        self._tries += 1
        folder = self.folder / f"{self.name}-{self._tries}-at-{rate}"
        heard: list[tuple[float, float | None]] = []
        begin, before = time.time(), sipp_seconds()
        with in_the_background(self.portal, _probe, self.probed, self.centre, heard):
            load = self.place(self.centre, folder, rate, round(rate * self.seconds))
        # From when all kinds of work are there until no new calls come.
        first, last = begin + min(LOAD_BEGINS, self.seconds / 2), begin + self.seconds
        sounds = [(at, waited) for at, waited in heard if first <= at <= last]
        own_sounds = [waited for at, waited in sounds if not self.stalls.between(at, at + (waited or 0.0))]
        gaps = [
            gap
            for gap in (self.turns.gaps if self.turns else ())
            if gap.user in GAP_CONSULTANTS and first <= gap.at <= last
        ]
        own_gaps = [gap.seconds for gap in gaps if not self.stalls.between(gap.at - gap.seconds, gap.at)]
        return Try(
            load,
            first_sounds=[waited for waited in own_sounds if waited is not None],
            silent=own_sounds.count(None),
            gaps=own_gaps if self.turns else None,
            stalls=len(self.stalls.between(first, last)),
            disregarded=len(sounds) - len(own_sounds) + len(gaps) - len(own_gaps),
            telephones=(sipp_seconds() - before) / max(load.calls, 1) * rate,
        )


@contextmanager
def _turning(portal: BlockingPortal, centre: MeasuredCentre) -> Iterator[Turns]:
    """Consultants of an office of its own who hang up and are rung again, while callers wait for them."""
    silence = Silence()
    turns = Turns(("127.0.0.1", centre.settings.sip_port), silence, TALK_TIMES)
    with ExitStack() as running:
        running.callback(silence.close)
        running.callback(turns.close)
        for work in (silence.run, turns.run):
            running.enter_context(in_the_background(portal, work))
        portal.call(move_telephones, centre, turns, TURNING)
        portal.call(make_ready, centre.settings.dsn, GAP_CONSULTANTS)
        for number in range(len(GAP_CONSULTANTS) + WAITING):
            caller = f"48{710_000_000 + number}"
            running.enter_context(
                in_the_background(portal, calls_for_ever, centre.settings.sip_port, QUEUE_NUMBER, caller, silence)
            )
        yield turns
        portal.call(log_out, centre.settings.dsn, GAP_CONSULTANTS)


async def _probe(number: str, centre: MeasuredCentre, heard: list[tuple[float, float | None]]) -> None:
    """Call again and again: when each call began, and how long it waited for the first sound."""
    announcement = Announcement(Path(centre.sounds["W01"] + ".alaw"))
    while True:
        at = time.time()
        waited = await time_to_announcement(number, centre.settings.sip_port, announcement, _PROBE_TELEPHONE)
        heard.append((at, waited))
        await anyio.sleep(_PROBE_PAUSE)
