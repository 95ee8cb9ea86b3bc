"""The largest number of recorded conversations at once in which nobody misses a packet, ours and native.

Level by level more callers come and stay. Ten pairs of caller and consultant note what they hear at each level.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from anyio.from_thread import BlockingPortal

from bench import cpu
from bench.background import in_the_background, telephones
from bench.centre import HOTLINE, MeasuredCentre, measured_centre
from bench.chorus import Chorus, Leg
from bench.conversations import Callers, ConsultantsSound
from bench.hearing import Hearing, judge
from bench.native_peer import HOTLINE_NUMBER
from bench.sounds import CALLER_HERTZ, CONSULTANT_HERTZ, packet_of_tone
from bench.stalls import Stalls
from bench.turns import Turns
from ops.console import Failed, say

STEP, MOST = 50, 550  # conversations
PAIRS = 10
EXCUSED = 20  # gaps and losses of each who hears, at most: beyond, the level was not measured
_CONSULTANTS_EACH = 42  # in 14 offices
_JOIN_RATE = 5.0  # calls a second while a level fills
_PATIENCE = 40.0  # seconds, from the last call of a level until its conversation
_SETTLE_SECONDS = 3.0
_SPARE = 1.2  # people for each conversation: some call in vain
_FOR_EVER = 1e6  # seconds that a consultant talks


@dataclass(frozen=True, slots=True)
class Level:
    """What was found while `wanted` conversations should have gone on. Processor time is of cores."""

    wanted: int
    up: int
    growing: int  # recordings
    hearings: Sequence[Hearing]
    stalls: int  # of the machine
    late: int  # times that the telephones themselves sent nothing
    telephones: float
    centre: float

    @property
    def limits(self) -> list[str]:
        """Empty when it held."""
        found = []
        if self.up < self.wanted:
            found.append(f"only {self.up} conversations")
        if self.growing < self.wanted:
            found.append(f"only {self.growing} recordings grow")
        if gaps := [gap for hearing in self.hearings for gap in hearing.gaps]:
            found.append(f"{len(gaps)} gaps, the longest {1000 * max(gaps):.0f} ms")
        if lost := sum(hearing.lost for hearing in self.hearings):
            found.append(f"{lost} packets lost")
        if (excused := sum(hearing.excused for hearing in self.hearings)) > EXCUSED * len(self.hearings):
            found.append(f"{excused} gaps and losses that cannot be judged")
        return found

    def __str__(self) -> str:
        parts = [
            f"{self.up} conversations, {self.growing} recordings grow",
            f"cores taken by the centre {self.centre:.2f} and the telephones {self.telephones:.2f}",
        ]
        if self.stalls or self.late:
            excused = sum(hearing.excused for hearing in self.hearings)
            stopped = f"{self.stalls} stalls of the machine and {self.late} of the telephones"
            parts.append(f"{stopped}, {excused} gaps and losses disregarded")
        outcome = f"limited by {'; '.join(self.limits)}" if self.limits else "holds"
        return f"{', '.join(parts)}: {outcome}"


@dataclass(frozen=True, slots=True)
class Conversations:
    """The highest level that held, 0 for none, and what the telephones took of the cores there."""

    most: int
    telephones: float


def measure_conversation_capacity(
    folder: Path, seconds: float, stalls: Stalls
) -> tuple[Conversations, Conversations]:
    """Ours and native, in a centre of its own in `folder`; each level is heard for `seconds`. Raises Failed."""
    with ExitStack() as running:
        portal = running.enter_context(telephones())
        callers = running.enter_context(Chorus(packet_of_tone(CALLER_HERTZ)))
        consultants = running.enter_context(Chorus(packet_of_tone(CONSULTANT_HERTZ)))
        sound = ConsultantsSound(consultants)
        turns = Turns(None, sound, (_FOR_EVER,))
        running.callback(turns.close)
        running.enter_context(in_the_background(portal, turns.run))
        centre = running.enter_context(
            measured_centre(
                folder,
                round(MOST * _SPARE),
                consultants_each=_CONSULTANTS_EACH,
                telephones=turns.address,
            )
        )
        say("Conversations at once that hold ...")
        sides = (
            _Side("centre", HOTLINE, centre.settings.recordings),
            _Side("native", HOTLINE_NUMBER, centre.native_recordings),
        )
        ours, native = (_Climb(side, centre, portal, callers, sound, seconds, stalls).highest() for side in sides)
    return ours, native


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    number: str
    recordings: Path


@dataclass
class _Climb:
    """One side, level by level."""

    side: _Side
    centre: MeasuredCentre
    portal: BlockingPortal
    chorus: Chorus
    consultants: ConsultantsSound
    seconds: float
    stalls: Stalls

    def highest(self) -> Conversations:
        port = self.centre.settings.sip_port
        callers = Callers(port, self.side.number, self.chorus, self.centre.people, PAIRS)
        if (up := self._until(lambda count: count == 0)) > 0:
            raise Failed(f"{up} consultants' telephones are still in calls that are over")
        self.consultants.hear(PAIRS)
        found = Conversations(0, 0.0)
        with in_the_background(self.portal, callers.run):
            self._fill(callers, PAIRS)  # those who hear, before all others: so they have each other
            if (up := self._up) < PAIRS:
                raise Failed(f"{self.side.name}: only {up} of the first {PAIRS} callers reached a consultant")
            for wanted in range(STEP, MOST + 1, STEP):
                level = self._level(callers, wanted)
                if level.limits:
                    level = self._level(callers, wanted)
                if level.limits:
                    break
                found = Conversations(wanted, level.telephones)
        return found

    @property
    def _up(self) -> int:
        """How many consultants talk."""
        return self.consultants.chorus.sending

    def _until(self, is_so: Callable[[int], bool]) -> int:
        """Wait for a while until so many consultants talk, and return how many do."""
        deadline = time.monotonic() + _PATIENCE
        while not is_so(self._up) and time.monotonic() < deadline:
            time.sleep(0.2)
        return self._up

    def _fill(self, callers: Callers, wanted: int) -> None:
        if (missing := wanted - self._up) > 0:
            self.portal.call(callers.place, missing, _JOIN_RATE)
        self._until(lambda count: count >= wanted)

    def _level(self, callers: Callers, wanted: int) -> Level:
        self._fill(callers, wanted)
        time.sleep(_SETTLE_SECONDS)
        for leg in (*callers.legs, *self.consultants.legs):
            leg.heard.clear()
        sizes = recording_sizes(self.side.recordings)
        before = self._taken()
        begin = time.time()
        time.sleep(self.seconds)
        end = time.time()
        after = self._taken()
        grown = {
            file for file, size in recording_sizes(self.side.recordings).items() if size > sizes.get(file, size)
        }
        level = Level(
            wanted,
            self._up,
            len(grown),
            [
                *(self._heard(leg, CONSULTANT_HERTZ, self.consultants.chorus, begin, end) for leg in callers.legs),
                *(self._heard(leg, CALLER_HERTZ, self.chorus, begin, end) for leg in self.consultants.legs),
            ],
            len(self.stalls.between(begin, end)),
            sum(begin < one < end for chorus in (self.chorus, self.consultants.chorus) for one, _ in chorus.late),
            *((after[n] - before[n]) / (end - begin) for n in range(2)),
        )
        say(f"  {self.side.name}, {wanted} conversations: {level}")
        return level

    def _taken(self) -> tuple[float, float]:
        """Seconds of processor time: of the telephones, which are this process, and of the centre."""
        return time.process_time(), sum(cpu.seconds_by_part(self.centre.pids).values())

    def _heard(self, leg: Leg, hertz: int, sender: Chorus, begin: float, end: float) -> Hearing:
        def is_excused(first: float, last: float) -> bool:
            late = any(one < last and first < two for one, two in list(sender.late))
            return late or bool(self.stalls.between(first, last))

        return judge(list(leg.heard), begin, end, hertz, is_excused)


def recording_sizes(folder: Path) -> dict[Path, int]:
    """Of all recordings below a folder, in bytes: one file for each conversation."""
    found = {}
    for file in folder.rglob("*.wav"):
        with suppress(FileNotFoundError):  # what was not begun as it should is removed again
            found[file] = file.stat().st_size
    return found
