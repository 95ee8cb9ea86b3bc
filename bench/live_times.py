"""What is measured of pages that are open: the figures and the table."""

from dataclasses import dataclass

from bench.figures import ms, table


@dataclass(frozen=True, slots=True)
class LiveTimes:
    """`delays`: seconds from a change to each page that has it. `memory`: bytes of the web service at the end;
    `load`: the share of a core that it took."""

    readers: int
    calls: float  # a second
    delays: list[float]
    events: float  # a second, of all pages
    changes: float  # a second
    memory: int
    load: float

    def figures(self) -> dict[str, float]:
        """How late, and what the web service takes."""
        return {
            "live_ms_p50": ms(self.delays, 0.5),
            "live_ms_p99": ms(self.delays, 0.99),
            "live_api_mib": self.memory / 2**20,
            "live_api_core_share": self.load,
        }

    def table(self) -> str:
        """A row for each."""
        rows = [
            [f"change to page, ms, {name}", f"{ms(self.delays, share):.1f}"]
            for name, share in (("half", 0.5), ("99 %", 0.99), ("all", 1.0))
        ]
        rows += [
            ["changes a second", f"{self.changes:.0f}"],
            ["events a second, of all pages", f"{self.events:.0f}"],
            ["the web service, MiB", f"{self.memory / 2**20:.0f}"],
            ["the web service, of a core", f"{self.load:.2f}"],
        ]
        return table([f"{self.readers} pages, {self.calls:g} calls a second", ""], rows)
