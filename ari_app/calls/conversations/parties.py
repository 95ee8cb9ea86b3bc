"""Who of a conversation's parties is together with whom. Pure.

A caller talks with the consultant who has the call. A colleague may be called in, and be there `apart`, with the
consultant while the caller hears music, or `together` with both. A supervisor may barge in, and talks with whoever
talks with the caller. The consultant may put the caller on hold, and may lose the telephone for a while: a page
that is loaded anew.

    the caller                                            with the caller            apart
    ----------------------------------------------------  -------------------------  ---------------------
    is talked with                                        consultant (+ the others)  nobody
    is on hold, or asked to wait: a colleague is apart    nobody, music              consultant + colleague
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.facts.events import ColleagueMode


class Role(StrEnum):
    """What somebody is besides the caller."""

    AGENT = "agent"  # has the call
    COLLEAGUE = "colleague"
    SUPERVISOR = "supervisor"  # has barged in


NOBODY: Final[frozenset[Role]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rooms:
    """Who is `with_caller`, who hears music without anybody, and who talks `apart` meanwhile."""

    with_caller: frozenset[Role]
    apart: frozenset[Role] = NOBODY


@dataclass(slots=True)
class Parties:
    """`colleague`: the mode of one who has answered; None without one."""

    is_held: bool = False
    is_away: bool = False  # the consultant, without a telephone for a while
    colleague: ColleagueMode | None = None
    has_supervisor: bool = False  # one who has barged in

    def rooms(self) -> Rooms:
        """Who is where."""
        talking = frozenset(
            ([] if self.is_away else [Role.AGENT]) + ([] if self.colleague is None else [Role.COLLEAGUE])
        )
        # Without the consultant a colleague who was asked apart is left with the caller: nobody waits for nobody.
        is_alone = self.is_held or (self.colleague == "apart" and not self.is_away)
        if not is_alone:
            return Rooms(talking | {Role.SUPERVISOR} if self.has_supervisor else talking)
        return Rooms(NOBODY, talking if len(talking) > 1 else NOBODY)
