"""Loads in rounds: the centre and the native dialplan in turn, so that both meet the same machine, which is now
quicker and now slower."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ari_app.recovery.reconciliation import LOOK_TIME
from bench.centre import MeasuredCentre
from bench.cpu import Part
from bench.figures import Spread, spread, table
from bench.load import Load, load_centre, load_native
from ops.console import say

BY_RATE = "failed_calls_at_"  # older figures of this kind go
# Between two loads: the centre sees with the next look that the peer has let go of its consultants' telephones.
_PAUSE = 2 * LOOK_TIME
_OURS: tuple[Part, ...] = ("asterisk", "python", "postgres")
_NATIVE: tuple[Part, ...] = ("asterisk",)


@dataclass(slots=True)
class Rounds:
    """Loads of one rate: the n-th of each side belong to the same round."""

    rate: float
    ours: list[Load] = field(default_factory=list)
    native: list[Load] = field(default_factory=list)

    def cost(self, side: Sequence[Load], *parts: Part) -> Spread:
        """CPU ms of a call in `parts` together."""
        return spread([_cost(load, parts) for load in side])

    def ratio(self, *parts: Part) -> Spread:
        """Our cost in `parts` by that of Asterisk in the native dialplan, each within its round."""
        pairs = zip(self.ours, self.native, strict=True)
        return spread([_cost(ours, parts) / _cost(native, _NATIVE) for ours, native in pairs])


@dataclass(frozen=True, slots=True)
class Loads:
    """All that was measured, the lowest rate first."""

    rates: list[Rounds]

    def figures(self) -> dict[str, float]:
        """Those of what calls cost are of the highest rate: the median of the rounds, the least and the most."""
        top = self.rates[-1]
        spreads = {
            **{f"cpu_ms_per_call_{part}": top.cost(top.ours, part) for part in _OURS},
            "cpu_ms_per_call_native": top.cost(top.native, *_NATIVE),
            "cpu_ratio": top.ratio(*_OURS),
            "cpu_asterisk_ratio": top.ratio("asterisk"),
        }
        ours = [load for rounds in self.rates for load in rounds.ours]
        return {
            "placed_calls": sum(load.calls for load in ours),
            "failed_calls": sum(load.failed for load in ours),
            "failed_calls_native": sum(load.failed for rounds in self.rates for load in rounds.native),
            **{f"{BY_RATE}{rounds.rate:g}": sum(load.failed for load in rounds.ours) for rounds in self.rates},
            **{name: each.median for name, each in spreads.items()},
            **{f"{name}_least": each.least for name, each in spreads.items()},
            **{f"{name}_most": each.most for name, each in spreads.items()},
        }

    def table(self) -> str:
        """What a call costs on each side, and the ratios."""
        return f"{self._costs()}\n\n{self._ratios()}"

    def _costs(self) -> str:
        rows = []
        for rounds in self.rates:
            for who, side, parts in (
                ("centre", rounds.ours, _OURS),
                ("native", rounds.native, (*_NATIVE, None, None)),
            ):
                whole = rounds.cost(side, *(part for part in parts if part))
                costs = ["" if part is None else rounds.cost(side, part).shown(1) for part in parts]
                placed, failed = (str(sum(getattr(load, what) for load in side)) for what in ("calls", "failed"))
                rows.append([f"{rounds.rate:g} a second, {who}", placed, failed, *costs, whole.shown(1)])
        head = ["calls, and CPU ms for each: median (least–most)", "placed", "failed"]
        return table([*head, "asterisk", "python", "postgres", "all"], rows)

    def _ratios(self) -> str:
        rows = [
            [
                f"{rounds.rate:g} a second, centre / native",
                rounds.ratio("asterisk").shown(2),
                rounds.ratio(*_OURS).shown(2),
            ]
            for rounds in self.rates
        ]
        return table(["CPU of a call, ratio of each round", "asterisk", "all"], rows)


def measure_loads(
    centre: MeasuredCentre, folder: Path, rates: Sequence[float], seconds: float, rounds: int
) -> Loads:
    """Each load takes `seconds`; at each rate there are `rounds` of both sides. Raises Failed."""
    found = []
    for rate in sorted(rates):
        calls = max(1, round(rate * seconds))
        of_the_rate = Rounds(rate)
        for number in range(1, rounds + 1):
            for who, load, side in (
                ("the centre", load_centre, of_the_rate.ours),
                ("the native dialplan", load_native, of_the_rate.native),
            ):
                say(f"{rate:g} calls a second, round {number} of {rounds}, {calls} calls through {who} ...")
                side.append(load(centre, folder / f"load-{rate:g}-{number}-{load.__name__}", rate, calls))
                for fault, failed in side[-1].faults.most_common():
                    say(f"  {failed} calls: {fault}")
                time.sleep(_PAUSE)
        found.append(of_the_rate)
    return Loads(found)


def _cost(load: Load, parts: Sequence[Part]) -> float:
    return sum(load.cpu_ms.get(part, 0.0) for part in parts)
