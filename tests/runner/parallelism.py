"""How many real calls go on at once, decided by the calls themselves while the run goes on. Pure."""

from dataclasses import dataclass

LATE_SHARE = 0.02
"""Of the sound that a test's telephones heard: more than this came late, and it was too much."""
STILL_SHARE = 0.15
"""Of a test's time. Beside two processes that take a core each stand-stills are 6 %, and no sound is late."""
MOST_STRETCH = 5.0
"""So many times as long as on an idle machine may take what the telephones' process has to do. Up to 3 nothing
fails; from 10 on centres do not start in time."""


@dataclass(frozen=True, slots=True)
class Call:
    """One test with telephones, as it was measured. Moments and times in seconds; moments are monotonic."""

    began: float
    ended: float
    stood_still: float  # the sum of the stand-stills that were noticed meanwhile
    ran: float = 0.0  # what the telephones' process had of a processor
    waited: float = 0.0  # and how long it could have run, but had none
    sound: float = 0.0  # that its telephones heard
    late_sound: float = 0.0  # that came all at once, since nothing ran when it was due
    has_failed: bool = False

    @property
    def was_late(self) -> bool:
        """There was too much to do. After a failure a single stand-still counts."""
        if self.has_failed and self.stood_still > 0:
            return True
        still = self.stood_still / max(self.ended - self.began, 10.0)  # a moment in a short test tells little
        late = self.late_sound / max(self.sound, 1.0)
        # What hardly runs tells little by waiting.
        stretch = 1 + self.waited / max(self.ran, 0.2)
        return still > STILL_SHARE or late > LATE_SHARE or stretch > MOST_STRETCH


@dataclass(slots=True)
class Parallelism:
    """`now` calls at once: one more after a round of calls that were on time, one fewer after a late one.

    Between 1 and `most`. Only a call that began after the last change tells what that change did. Once it was
    lowered it is more careful: each rise asks for two rounds.
    """

    now: int
    most: int
    highest: int = 0
    lowered: int = 0  # how often
    on_time: int = 0  # calls since the last change
    changed_at: float = 0.0
    lowered_at: float = 0.0

    def __post_init__(self) -> None:
        self.now = max(1, min(self.now, self.most))
        self.highest = max(self.highest, self.now)

    def take(self, call: Call) -> None:
        """A test with telephones has ended."""
        if call.was_late:
            if call.began >= self.lowered_at:  # else the calls of then have one cause, and it is dealt with
                self.lowered += self.now > 1
                self._change(max(1, self.now - 1), call.ended)
                self.lowered_at = call.ended
        elif not call.has_failed and call.began >= self.changed_at:
            self.on_time += 1
            rounds = 2 if self.lowered else 1
            if self.on_time >= self.now * rounds and self.now < self.most:
                self._change(self.now + 1, call.ended)

    def _change(self, calls: int, moment: float) -> None:
        self.now, self.changed_at, self.on_time = calls, moment, 0
        self.highest = max(self.highest, calls)
