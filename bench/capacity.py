"""What this machine carries of ours and of the native dialplan, found by trying.

`BENCH_CAPACITY_SECONDS` (30) is the length of each try, `BENCH_CAPACITY` (calls,conversations) what is tried.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from bench.capacity_calls import calls_of_a_try, measure_call_capacity
from bench.capacity_conversations import Conversations, measure_conversation_capacity
from bench.centre import measured_centre
from bench.figures import table
from bench.stalls import Stalls
from ops.console import Failed, say

KINDS = ("calls", "conversations")
_CONSULTANTS_EACH = 30  # with fewer, it is they who are too few at 40 calls a second


@dataclass(frozen=True, slots=True)
class Capacity:
    """Ours and native: calls a second, and conversations. None: not tried."""

    cores: int
    processor: str
    calls: tuple[int, int] | None
    conversations: tuple[Conversations, Conversations] | None

    def figures(self) -> dict[str, float]:
        """The telephones' share of the cores is that of the highest level that held."""
        found: dict[str, float] = {"capacity_cores": self.cores}
        for side, suffix in enumerate(("", "_native")):
            if self.calls is not None:
                found[f"capacity_calls_per_s{suffix}"] = self.calls[side]
            if self.conversations is not None:
                found[f"capacity_conversations{suffix}"] = self.conversations[side].most
                found[f"capacity_telephones_cores{suffix}"] = self.conversations[side].telephones
        return found

    def table(self) -> str:
        """Ours beside native, under what they ran on."""
        rows = []
        if self.calls is not None:
            rows.append(["calls a second (native: whatever the gap)", *map(str, self.calls)])
        if self.conversations is not None:
            rows.append(["conversations at once", *(str(side.most) for side in self.conversations)])
            taken = (f"{side.telephones:.2f}" for side in self.conversations)
            rows.append(["cores that their telephones take", *taken])
        return table([f"{self.cores} cores, {self.processor}", "centre", "native"], rows)


def measure_capacity(folder: Path) -> Capacity:
    """In centres of their own in `folder`, one after the other. Raises Failed."""
    seconds = float(os.environ.get("BENCH_CAPACITY_SECONDS", "30"))
    kinds = os.environ.get("BENCH_CAPACITY", ",".join(KINDS)).split(",")
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise Failed(f"BENCH_CAPACITY: there is no {unknown[0]!r}, only {', '.join(KINDS)}")
    calls = conversations = None
    with Stalls() as stalls:
        if "calls" in kinds:
            with measured_centre(
                folder / "calls", calls_of_a_try(seconds), consultants_each=_CONSULTANTS_EACH
            ) as centre:
                say("Calls a second that hold ...")
                calls = measure_call_capacity(centre, folder / "calls", seconds, stalls)
        if "conversations" in kinds:
            conversations = measure_conversation_capacity(folder / "conversations", seconds, stalls)
    return Capacity(
        len(os.sched_getaffinity(0)), processor(Path("/proc/cpuinfo").read_text("utf-8")), calls, conversations
    )


def processor(cpuinfo: str) -> str:
    """The name of the first processor in the text of /proc/cpuinfo, which not every kind of machine has."""
    for line in cpuinfo.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() == "model name":
            return value.strip()
    return "unknown processor"
