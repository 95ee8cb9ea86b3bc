"""What has become of a guest of a conversation until now, for the process that has called the guest in and for the
next one. Pure.
"""

from dataclasses import dataclass, field

from core.facts.kinds.colleagues import ColleagueCalled, ColleagueCame, ColleagueEnd, ColleagueEnded, ColleagueMode


@dataclass(slots=True)
class GuestSoFar:
    """A guest as a process before this one has left it. Moments are monotonic; `times` in seconds, without the
    present mode since `since`."""

    called: ColleagueCalled
    began: float
    came: ColleagueCame | None = None  # None: the telephone rang
    mode: ColleagueMode = "apart"
    since: float = 0.0
    ring_time: float = 0.0
    times: dict[ColleagueMode, float] = field(default_factory=dict)

    def moves(self, mode: ColleagueMode, at: float) -> None:
        """Another mode from then on, or the end of the last one."""
        if self.came is not None:
            self.times[self.mode] = self.times.get(self.mode, 0.0) + max(0.0, at - self.since)
        self.mode, self.since = mode, at

    def ended(self, why: ColleagueEnd, at: float) -> ColleagueEnded:
        """The fact of its end at that moment."""
        self.moves(self.mode, at)
        rung = max(0.0, at - self.began) if self.came is None else self.ring_time
        return ColleagueEnded(
            agent=self.called.agent,
            colleague=self.called.colleague,
            target=self.called.target,
            why=why,
            ring_time=round(rung, 3),
            apart_time=round(self.times.get("apart", 0.0), 3),
            together_time=round(self.times.get("together", 0.0), 3),
            aside_time=round(self.times.get("aside", 0.0), 3),
        )
