"""The first sound: our hotline and the native one called in turn, one call at a time."""

from dataclasses import dataclass
from pathlib import Path

import anyio

from bench.centre import HOTLINE, MeasuredCentre
from bench.figures import percentile
from bench.native_peer import GREETING_NUMBER
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

    def ratio(self, share: float) -> float:
        """Ours by native, at the same percentile."""
        return percentile(self.ours, share) / percentile(self.native, share)


def measure_greeting(centre: MeasuredCentre, calls: int) -> Greeting:
    """`calls` calls of each. Raises Failed when one side was never heard."""
    with as_a_telephone():
        return anyio.run(_measure, centre, calls)


async def _measure(centre: MeasuredCentre, calls: int) -> Greeting:
    announcement = Announcement(Path(centre.sounds["W01"] + ".alaw"))
    heard: dict[str, list[float]] = {HOTLINE: [], GREETING_NUMBER: []}
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
    return Greeting(heard[HOTLINE], heard[GREETING_NUMBER], silent)
