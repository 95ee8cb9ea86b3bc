"""What a recorded hour costs while it is made and until it is packed, beside a `MixMonitor` of one channel.

The same conversations go on in our centre, where each side is recorded apart, and in the native dialplan, which
mixes both into one channel. Packing is measured with speech: FLAC makes next to nothing of tones.
`BENCH_RECORDED` (40) are the conversations at once.
"""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
from anyio.from_thread import BlockingPortal
from numpy.typing import NDArray

from bench import cpu
from bench.background import in_the_background, telephones
from bench.capacity_conversations import recording_sizes
from bench.centre import HOTLINE, MeasuredCentre, measured_centre
from bench.chorus import Chorus
from bench.conversations import Callers, ConsultantsSound
from bench.figures import Spread, spread, table
from bench.native_peer import HOTLINE_NUMBER
from bench.sounds import CALLER_HERTZ, CONSULTANT_HERTZ, packet_of_tone
from bench.turns import Turns
from core.ids import new_id
from ivr.tts.alaw import alaw_decode
from ops.console import Failed, say
from recordings.talk_file import RATE
from recordings.vault.format import CHUNK, new_header, sealed_parts
from recordings.vault.keys import new_key
from recordings.vault.sound import packed_sound

HOUR = 3600.0
_MB = 1_000_000
_CONSULTANTS_EACH = 8  # in 14 offices
_JOIN_RATE = 5.0  # calls a second
_PATIENCE = 60.0  # seconds
_SETTLE_SECONDS = 3.0
_SPARE = 2.5  # people for each conversation and round: some call in vain
_FOR_EVER = 1e6
_SPEECH_SECONDS = 600  # of the recording that is packed
_PACKED_TIMES = 3


@dataclass(frozen=True, slots=True)
class RecordingCost:
    """Seconds of a processor for an hour of conversation: `ours` of the whole centre, `native` of Asterisk alone,
    while it goes on, without what is taken at rest; `packing` afterwards. Bytes for an hour, open and packed."""

    conversations: int
    ours: Spread
    native: Spread
    packing: Spread
    open_bytes: float
    native_bytes: float
    packed_bytes: float

    @property
    def ratio(self) -> float:
        return (self.ours.median + self.packing.median) / self.native.median

    def figures(self) -> dict[str, float]:
        return {
            "recording_cpu_ratio": self.ratio,
            "recording_cpu_s_per_hour": self.ours.median + self.packing.median,
            "recording_cpu_s_per_hour_native": self.native.median,
            "recording_packing_cpu_s_per_hour": self.packing.median,
            "recording_open_mb_per_hour": self.open_bytes / _MB,
            "recording_packed_mb_per_hour": self.packed_bytes / _MB,
        }

    def table(self) -> str:
        rows = [
            ["CPU s while it is recorded", self.ours.shown(1), self.native.shown(1)],
            ["CPU s to pack it", self.packing.shown(2), ""],
            ["MB open", f"{self.open_bytes / _MB:.1f}", f"{self.native_bytes / _MB:.1f}"],
            ["MB packed (speech)", f"{self.packed_bytes / _MB:.1f}", ""],
            ["recording_cpu_ratio", f"{self.ratio:.3f}", "1"],
        ]
        return table([f"an hour recorded, {self.conversations} at once", "two sides", "mono MixMonitor"], rows)


def measure_recording_cost(folder: Path, seconds: float, rounds: int) -> RecordingCost:
    """In a centre of its own in `folder`: `rounds` times each side, in turn, for `seconds` each. Raises Failed."""
    wanted = int(os.environ.get("BENCH_RECORDED", "40"))
    with ExitStack() as running:
        portal = running.enter_context(telephones())
        callers = running.enter_context(Chorus(packet_of_tone(CALLER_HERTZ)))
        consultants = running.enter_context(Chorus(packet_of_tone(CONSULTANT_HERTZ)))
        turns = Turns(None, ConsultantsSound(consultants), (_FOR_EVER,))
        running.callback(turns.close)
        running.enter_context(in_the_background(portal, turns.run))
        centre = running.enter_context(
            measured_centre(
                folder / "centre",
                round(wanted * _SPARE * rounds * 2),
                consultants_each=_CONSULTANTS_EACH,
                telephones=turns.address,
            )
        )
        sides = (
            _Side("centre", HOTLINE, centre.settings.recordings, ("asterisk", "python", "postgres", "other")),
            _Side("native", HOTLINE_NUMBER, centre.native_recordings, ("asterisk",)),
        )
        people = iter(centre.people)
        rest = {side.name: _at_rest(centre, side, seconds) for side in sides}
        for name, share in rest.items():
            say(f"  {name} at rest: {100 * share:.1f} % of a processor")
        spent: dict[str, list[_Spent]] = {side.name: [] for side in sides}
        for _ in range(rounds):
            for side in sides:
                line = Callers(centre.settings.sip_port, side.number, callers, people, 0)
                done = _conversations(line, side, centre, portal, consultants, wanted, seconds)
                done = replace(done, cpu=done.cpu - rest[side.name] * HOUR / wanted)
                say(f"  {side.name}: {done.cpu:.1f} CPU s and {done.bytes / _MB:.1f} MB an hour")
                spent[side.name].append(done)
        packing, packed_bytes = measure_packing(folder, [Path(f"{file}.alaw") for file in centre.sounds.values()])
    ours, native = spent["centre"], spent["native"]
    return RecordingCost(
        wanted,
        spread([each.cpu for each in ours]),
        spread([each.cpu for each in native]),
        packing,
        max(each.bytes for each in ours),
        max(each.bytes for each in native),
        packed_bytes,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    number: str
    recordings: Path
    parts: Sequence[cpu.Part]  # that work for it


@dataclass(frozen=True, slots=True)
class _Spent:
    """For an hour of conversation."""

    cpu: float
    bytes: float


def _conversations(
    line: Callers,
    side: _Side,
    centre: MeasuredCentre,
    portal: BlockingPortal,
    consultants: Chorus,
    wanted: int,
    seconds: float,
) -> _Spent:
    """Let `wanted` callers talk, and measure for `seconds`; then all hang up. Raises Failed."""
    if not _until(lambda: consultants.sending == 0):
        raise Failed(f"{consultants.sending} consultants' telephones are still in calls that are over")
    with in_the_background(portal, line.run):
        for _ in range(3):  # who called in vain is followed by another one
            if (missing := wanted - consultants.sending) > 0:
                portal.call(line.place, missing, _JOIN_RATE)
            if _until(lambda: consultants.sending >= wanted):
                break
        else:
            raise Failed(f"{side.name}: only {consultants.sending} of {wanted} callers reached a consultant")
        time.sleep(_SETTLE_SECONDS)
        sizes, before, begin = recording_sizes(side.recordings), _taken(centre, side), time.monotonic()
        time.sleep(seconds)
        lasted = time.monotonic() - begin
        after = _taken(centre, side)
        grown = [size - sizes.get(file, size) for file, size in recording_sizes(side.recordings).items()]
        growing = [each for each in grown if each > 0]
        if len(growing) < wanted:
            raise Failed(f"{side.name}: only {len(growing)} of {wanted} recordings grow")
    hours = wanted * lasted / HOUR
    return _Spent((after - before) / hours, sum(growing) / hours)


def _at_rest(centre: MeasuredCentre, side: _Side, seconds: float) -> float:
    """Share of a processor that is taken while nobody calls: no recording's fault, and the less for each the more
    there are."""
    before, begin = _taken(centre, side), time.monotonic()
    time.sleep(seconds)
    return (_taken(centre, side) - before) / (time.monotonic() - begin)


def _until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.2)
    return is_so()


def _taken(centre: MeasuredCentre, side: _Side) -> float:
    """Seconds of processor time of whatever works for this side; the telephones are this process."""
    taken = cpu.seconds_by_part(centre.pids)
    return sum(taken[part] for part in side.parts)


def measure_packing(folder: Path, announcements: Sequence[Path]) -> tuple[Spread, float]:
    """Seconds of a processor, and bytes, for an hour of speech, as `jobs` packs it: one side speaks, then the
    other, announcements of the centre in G.711, with a second between them."""
    file = folder / "conversation.wav"
    soundfile.write(file, _conversation(announcements), RATE, subtype="PCM_16")
    taken, size = [], 0
    for _ in range(_PACKED_TIMES):
        begin = time.process_time()
        sound = packed_sound(file)
        pieces = (sound.content[at : at + CHUNK] for at in range(0, len(sound.content), CHUNK))
        parts = sealed_parts(new_key(), new_id("rec"), new_header(len(sound.content)), pieces)
        size = sum(len(part) for part in parts)
        taken.append((time.process_time() - begin) * HOUR / _SPEECH_SECONDS)
    file.unlink()
    return spread(taken), size * HOUR / _SPEECH_SECONDS


def _conversation(announcements: Sequence[Path]) -> NDArray[np.int16]:
    spoken = [alaw_decode(file.read_bytes()).astype(np.int16) for file in announcements]
    both = np.full((RATE * _SPEECH_SECONDS, 2), 8, dtype=np.int16)  # what A-law has for silence
    at, turn = 0, 0
    while at < len(both):
        words = spoken[turn % len(spoken)][: len(both) - at]
        both[at : at + len(words), turn % 2] = words
        at, turn = at + len(words) + RATE, turn + 1
    return both
