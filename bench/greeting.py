"""The first sound: our hotline and the native one in turn, one call at a time."""

from dataclasses import dataclass
from pathlib import Path

import anyio

from bench import native_peer
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
    native: list[float]
    silent: int

    def figures(self) -> dict[str, float]:
        """Milliseconds of each side, and ours by the other's, at the same percentile."""
        found: dict[str, float] = {"first_audio_silent_calls": self.silent}
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            for side, times in (("", self.ours), ("_native", self.native)):
                found[f"first_audio{side}_ms_{name}"] = ms(times, share)
            found[f"first_audio_ratio_{name}"] = ms(self.ours, share) / ms(self.native, share)
        return found

    def table(self) -> str:
        """Both sides beside each other."""
        rows = []
        for name, share in (("half of the calls", 0.5), ("95 % of the calls", 0.95)):
            ours, native = ms(self.ours, share), ms(self.native, share)
            rows.append([name, f"{ours:.1f}", f"{native:.1f}", f"{ours / native:.2f}"])
        return table(["INVITE to first announcement, ms", "centre", "native", "centre / native"], rows)


def measure_greeting(centre: MeasuredCentre, calls: int) -> Greeting:
    """`calls` calls of each. Raises Failed when one side was never heard."""
    with as_a_telephone():
        return anyio.run(_measure, centre, calls)


async def _measure(centre: MeasuredCentre, calls: int) -> Greeting:
    announcement = Announcement(Path(centre.sounds["W01"] + ".alaw"))
    numbers = (HOTLINE, native_peer.GREETING_NUMBER)
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
    ours, native = heard.values()
    return Greeting(ours, native, silent)
