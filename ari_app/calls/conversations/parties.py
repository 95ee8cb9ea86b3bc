"""Who of a conversation's parties is together with whom. Pure.

A caller talks with the consultant who has the call. A colleague may be called in, and be there `apart`, with the
consultant while the caller hears music, `together` with both, or `aside`: hears both, and is heard by the
consultant alone. A supervisor may barge in, and talks with whoever talks with the caller. The consultant may put
the caller on hold, and may lose the telephone for a while: a page that is loaded anew.

    the caller                               with the caller            apart                   aside
    ---------------------------------------  -------------------------  ----------------------  ---------
    is talked with                           consultant (+ the others)  nobody                  colleague
    is on hold, or a colleague is apart      nobody, music              consultant + colleague  nobody
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.facts.kinds.colleagues import ColleagueMode


class Role(StrEnum):
    """What somebody is besides the caller."""

    AGENT = "agent"  # has the call
    COLLEAGUE = "colleague"
    SUPERVISOR = "supervisor"  # has barged in


NOBODY: Final[frozenset[Role]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rooms:
    """Who is `with_caller`, who hears music without anybody, who talks `apart` meanwhile, and who is `aside`. With
    `is_silent` who is aside hears nothing, and is not heard."""

    with_caller: frozenset[Role]
    apart: frozenset[Role] = NOBODY
    aside: frozenset[Role] = NOBODY
    is_silent: bool = False


@dataclass(slots=True)
class Parties:
    """`colleague`: the mode of one who has answered; None without one. `is_secret`: nobody may hear what is not
    for the file, as `recordings.hearers` has it."""

    is_held: bool = False
    is_away: bool = False  # the consultant, without a telephone for a while
    colleague: ColleagueMode | None = None
    has_supervisor: bool = False  # one who has barged in
    is_secret: bool = False

    def rooms(self) -> Rooms:
        """Who is where."""
        agent = NOBODY if self.is_away else frozenset({Role.AGENT})
        colleague = NOBODY if self.colleague is None else frozenset({Role.COLLEAGUE})
        supervisor = frozenset({Role.SUPERVISOR}) if self.has_supervisor else NOBODY
        if self.is_held or (self.colleague == "apart" and not self.is_away):
            talking = agent | colleague
            return Rooms(NOBODY, talking if len(talking) > 1 else NOBODY)
        if self.colleague == "aside" and not self.is_away:
            return Rooms(agent | supervisor, aside=colleague, is_silent=self.is_secret)
        # Without the consultant whoever is left is with the caller: nobody waits for nobody.
        return Rooms(agent | colleague | supervisor)
