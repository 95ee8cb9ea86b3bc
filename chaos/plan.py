"""What is going to be done: how many calls, which faults in which order. All of it follows from the seed."""

import os
import random
from dataclasses import dataclass
from typing import Literal, Self, get_args

from ops.console import Failed

FaultKind = Literal[
    "application killed",
    "application killed twice",  # again while it adopts the calls
    "application restarted",  # SIGTERM, as for an update
    "application blocked",  # SIGSTOP, and SIGCONT before the watchdog acts
    "application blocked for long",  # until after the watchdog has acted
    "application away",  # stopped for longer than the watchdog waits, and started again
    "application slowed",  # it has an eighth of its time, and is neither away nor well
    "application blocked for long with a slow fallback path",  # each step of the chain takes eight times as long
    "application and fallback service killed",
    "fallback service killed",
    "watchdog killed",
    "web service killed",
    "courier killed",
    "database away",
    "telephone vanishes while it rings",
    "telephone vanishes in a conversation",
    "consultant dismissed in a conversation",  # and taken back
]
OFTEN: tuple[FaultKind, ...] = ("application killed",)
PHASES = ("faults", "readopt", "asterisk")


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault that comes `pause` seconds after the one before has been overcome."""

    kind: FaultKind
    pause: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that may be chosen."""

    seed: int
    callers: int  # telephones that ring, again and again, so that about so many calls are there at once
    consultants_each: int  # in each office
    faults: tuple[Planned, ...]
    colleagues: int = 8  # who are there to be called into conversations, of the provincial office
    supervisors: int = 4  # who listen and whisper, each of an office of their own
    encrypted: int = 10  # of the consultants' telephones, one an office: SIP over TLS, and SRTP
    phases: tuple[str, ...] = PHASES
    readopted: int = 300
    talk_times: tuple[float, float] = (12.0, 35.0)  # seconds
    blocked_time: float = 3.0
    away_time: float = 16.0  # seconds, longer than the watchdog's 10
    slowed_time: float = 20.0
    database_time: float = 12.0
    hogs: int = 0  # processes that take a whole core each, from the first call to the last

    @classmethod
    def of_the_environment(cls) -> Self:
        """Raises Failed for a phase or a fault that does not exist."""
        seed = int(os.environ.get("CHAOS_SEED", "724"))
        phases = tuple(each.strip() for each in os.environ.get("CHAOS_ONLY", ",".join(PHASES)).split(",") if each)
        if unknown := set(phases) - set(PHASES):
            raise Failed(f"CHAOS_ONLY: there is no phase {unknown.pop()!r}, only {', '.join(PHASES)}")
        kinds = [each.strip() for each in os.environ.get("CHAOS_FAULTS", "").split(",") if each.strip()]
        return cls(
            seed,
            callers=int(os.environ.get("CHAOS_CALLS", "130")),
            consultants_each=int(os.environ.get("CHAOS_CONSULTANTS", "4")),
            faults=tuple(schedule(seed, kills=int(os.environ.get("CHAOS_KILLS", "6")), kinds=kinds)),
            phases=phases,
            readopted=int(os.environ.get("CHAOS_READOPTED", "300")),
            database_time=float(os.environ.get("CHAOS_DATABASE_SECONDS", "12")),
            hogs=int(os.environ.get("CHAOS_HOGS", "0")),
        )


def schedule(seed: int, *, kills: int, kinds: list[str] | None = None) -> list[Planned]:
    """Every kind of fault once, the plain kill `kills` times, in an order and with pauses that the seed decides.

    With `kinds` only those, each once and in the given order. Raises Failed for a kind that does not exist.
    """
    choice = random.Random(f"{seed}:faults")
    known = get_args(FaultKind)
    chosen: list[FaultKind]
    if kinds:
        if unknown := [kind for kind in kinds if kind not in known]:
            raise Failed(f"there is no fault {unknown[0]!r}, only: {', '.join(known)}")
        chosen = [kind for wanted in kinds for kind in known if kind == wanted]
    else:
        chosen = [kind for kind in known for _ in range(kills if kind in OFTEN else 1)]
        choice.shuffle(chosen)
    return [Planned(kind, round(choice.uniform(3.0, 8.0), 2)) for kind in chosen]
