"""What counts as wrong, over plain lists of moments: pure, and tested by itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

TALK_GAP = 0.2  # seconds without the other's voice within a conversation
WAITING_SILENCE = 5.0  # seconds without music or an announcement while waiting


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without what should have been heard: the moment it began, and seconds."""

    begin: float
    length: float


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, in moments of the wall clock."""

    begin: float
    end: float

    def holds(self, at: float) -> bool:
        return self.begin <= at <= self.end


def gaps(
    moments: Iterable[float], begin: float, end: float, longest: float, stalls: Sequence[Window] = ()
) -> list[Gap]:
    """Where nothing came for longer than `longest` seconds between `begin` and `end`, both included.

    `moments` are in order. The seconds in which the telephones themselves sent nothing (`stalls`) do not count.
    """
    found = []
    before = begin
    for at in (*(at for at in moments if begin < at < end), end):
        if at - before > longest:
            length = at - before - own_pauses(before, at, stalls, LATE)
            if length > longest:
                found.append(Gap(before, length))
        before = at
    return found


# A packet that was sent late arrives late: the pause of the sender lies a little before that of the hearer.
LATE = 0.1


def own_pauses(begin: float, end: float, stalls: Sequence[Window], late: float = 0.0) -> float:
    """Seconds between `begin` and `end` in which the telephones themselves sent nothing; none is counted twice.

    `late` seconds more on either side of each pause, for what was sent near it: these spans may overlap.
    """
    total, counted_to = 0.0, begin
    for stall in sorted(stalls, key=lambda one: one.begin):
        since, until = max(counted_to, stall.begin - late), min(end, stall.end + late)
        if since < until:
            total += until - since
            counted_to = until
    return total


@dataclass(frozen=True, slots=True)
class Wait:
    """A caller in a queue, who could talk from `ready_at` on. `served_at` is when a telephone first rang for the
    caller, None if none ever did."""

    call: str
    office: str
    joined_at: float
    ready_at: float
    served_at: float | None
    left_at: float


@dataclass(frozen=True, slots=True)
class Overtaking:
    """`second` was served before `first`, who had waited longer for the same office."""

    first: str
    second: str


def overtakings(
    waits: Sequence[Wait], tolerance: float, is_excused: Callable[[Wait, Wait], bool] = lambda *_: False
) -> list[Overtaking]:
    """Each caller who was passed, once. Moments closer than `tolerance` seconds count as the same.

    `is_excused`: the first could not have come before the second, who came later.
    """
    found = []
    for first in waits:
        turn = first.left_at if first.served_at is None else first.served_at
        for second in waits:
            if (
                second.office == first.office
                and second.served_at is not None
                and first.joined_at + tolerance < second.joined_at
                and first.ready_at + tolerance < second.served_at
                and second.served_at + tolerance < turn
                and not is_excused(first, second)
            ):
                found.append(Overtaking(first.call, second.call))
                break
    return found


@dataclass(frozen=True, slots=True)
class Sample:
    """What the centre believed of somebody at a moment, and whether that was right."""

    at: float
    is_right: bool
    said: str = ""  # for the report


def wrong_for_long(samples: Sequence[Sample], settling: float, windows: Sequence[Window]) -> list[Sample]:
    """The first sample of each stretch of wrong ones that lasted longer than `settling` seconds.

    Within a window of `windows` nobody can know; a stretch begins anew after it.
    """
    found = []
    since: Sample | None = None
    is_told = False
    for sample in samples:
        if sample.is_right or any(window.holds(sample.at) for window in windows):
            since, is_told = None, False
        elif since is None or sample.said != since.said:
            since, is_told = sample, False
        elif not is_told and sample.at - since.at > settling:
            found.append(since)
            is_told = True
    return found
