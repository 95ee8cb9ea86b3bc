"""The numbers outside of the centre with which callers may be connected: a list of what is allowed. Pure.

The centre pays for each of these calls, so a scenario names an entry of the list and never a number, an entry says
from which lines it may be used, and only ordinary Polish numbers can stand in it (`ivr.outside.phone_number`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ivr.outside.phone_number import is_ordinary


@dataclass(frozen=True, slots=True)
class TransferTarget:
    """An entry. `lines` are the dialled numbers whose callers may be transferred there."""

    id: str
    name: str
    number: str
    lines: frozenset[str]


class TransferTargets:
    """The list in memory: call scripts look it up and never wait for a database. An empty one allows nothing."""

    def __init__(self, targets: Iterable[TransferTarget] = ()) -> None:
        self._targets: dict[str, TransferTarget] = {}
        self.replace(targets)

    def replace(self, targets: Iterable[TransferTarget]) -> bool:
        """Another list, in force at once; calls that are connected stay so. False for the same one."""
        before, self._targets = self._targets, {target.id: target for target in targets}
        return before != self._targets

    def has(self, target_id: str) -> bool:
        """Does it stand in the list, for whatever line?"""
        return target_id in self._targets

    def allowed(self, target_id: str, line: str) -> TransferTarget | None:
        """The entry, if callers of `line` may be connected with it; else None."""
        target = self._targets.get(target_id)
        if target is None or line not in target.lines or not is_ordinary(target.number):
            return None
        return target
