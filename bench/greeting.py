"""The first sound: our hotline, that of the bare application and the native one in turn, one call at a time."""

from dataclasses import dataclass
from pathlib import Path

import anyio

from bench import floor_side, native_peer
from bench.centre import HOTLINE, MeasuredCentre
from bench.figures import ms, table
from bench.outside import as_a_telephone
from bench.probe import Announcement, time_to_announcement
from ops.console import Failed

_WARM_UP = 5  # calls of each, not counted


@dataclass(frozen=True, slots=True)
class Greeting:
    """Seconds from the INVITE to the announcement, one value a call; `silent` calls heard none in time."""

    ours: list[float]
    floor: list[float]
    native: list[float]
    silent: int

    def figures(self) -> dict[str, float]:
        """Milliseconds of each side, and ours by the others', at the same percentile."""
        found: dict[str, float] = {"first_audio_silent_calls": self.silent}
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            for side, times in (("", self.ours), ("_floor", self.floor), ("_native", self.native)):
                found[f"first_audio{side}_ms_{name}"] = ms(times, share)
            found[f"first_audio_ratio_{name}"] = ms(self.ours, share) / ms(self.native, share)
            found[f"first_audio_floor_ratio_{name}"] = ms(self.ours, share) / ms(self.floor, share)
        return found

    def table(self) -> str:
        """All sides beside each other."""
        rows = []
        for name, share in (("half of the calls", 0.5), ("95 % of the calls", 0.95)):
            ours, floor, native = (ms(times, share) for times in (self.ours, self.floor, self.native))
            times = (f"{each:.1f}" for each in (ours, floor, native))
            rows.append([name, *times, f"{ours / floor:.2f}", f"{ours / native:.2f}"])
        head = ["centre", "floor", "native", "centre / floor", "centre / native"]
        return table(["INVITE to first announcement, ms", *head], rows)


def measure_greeting(centre: MeasuredCentre, calls: int) -> Greeting:
    """`calls` calls of each. Raises Failed when one side was never heard."""
    with as_a_telephone():
        return anyio.run(_measure, centre, calls)


async def _measure(centre: MeasuredCentre, calls: int) -> Greeting:
    announcement = Announcement(Path(centre.sounds["W01"] + ".alaw"))
    numbers = (HOTLINE, floor_side.GREETING_NUMBER, native_peer.GREETING_NUMBER)
    heard: dict[str, list[float]] = {number: [] for number in numbers}
    silent = 0
    for number in range(-_WARM_UP, calls):
        for dialled, times in heard.items():
            port = centre.settings.sip_port
            waited = await time_to_announcement(dialled, port, announcement, f"48{700_000_000 + number}")
            if number < 0:
                continue
            if waited is None:
                silent += 1
            else:
                times.append(waited)
    if not all(heard.values()):
        raise Failed("an announcement was never heard")
    ours, floor, native = heard.values()
    return Greeting(ours, floor, native, silent)
