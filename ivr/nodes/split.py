"""Sends a share of the calls each way: for trying two variants side by side."""

import hashlib

from pydantic import Field, model_validator

from ivr.graph.kind_rules import NodeSettings, OutcomesFrom
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import OutcomeName
from ivr.visit import Visit


class Settings(NodeSettings):
    shares: dict[OutcomeName, int] = Field(
        min_length=2,
        max_length=10,
        title="Podział (%)",
        description="wynik → procent rozmów, w liczbach całkowitych od 1; razem 100.",
    )

    @model_validator(mode="after")
    def _is_whole(self) -> "Settings":
        if any(share < 1 for share in self.shares.values()):
            raise ValueError("każda część musi mieć co najmniej 1 procent")
        if (total := sum(self.shares.values())) != 100:
            raise ValueError(f"części dają razem {total} procent zamiast 100")
        return self


class SplitKind(NodeKind[Settings]):
    name = "split"
    label = "Podział rozmów (A/B)"
    help = "Kieruje każdą drogą ustaloną część rozmów, na przykład dla porównania dwóch wersji powitania."
    group = "logika"
    settings = Settings
    outcomes_from = (OutcomesFrom("shares", "keys"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """The same call goes the same way whenever it comes by, also after a restart; each node decides anew."""
        return share_of(f"{visit.call.id}:{node}", settings.shares)


def share_of(who: str, shares: dict[str, int]) -> str:
    """Where `who` belongs: a hash decides, evenly over all of them. The order of the shares does not matter."""
    place = int.from_bytes(hashlib.sha256(who.encode()).digest()[:8]) % 100
    for outcome, share in sorted(shares.items()):
        if place < share:
            return outcome
        place -= share
    raise AssertionError("the shares do not sum to 100")
