"""The rules of each queue: data with validity dates, never code. Pure.

A figure that somebody may want to change is a field here, such as `announce_every`, the seconds between two
announcements of the place in the queue. `PUT /api/queues/{office}/policy` sets it for a queue,
acd/data/queues.json for the queues of a new installation, and the default below for all others.

One queue is one office's. What cannot be right is refused when it is saved, in Polish (`faults`); should it be in
force nevertheless, the distribution lives with it: a neighbour that does not exist helps nobody.
"""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from acd.choice.queue import Reach
from acd.choice.strategies import Weights
from core.facts.offer_reason import StrategyName

Seconds = Annotated[float, Field(ge=0, le=86_400)]
"""Not for fields with limits of their own: these here would win."""
OfficeCode = Annotated[str, Field(pattern=r"^[0-9]{5}$")]


class SkillStep(BaseModel):
    """From `after` seconds of waiting on, a consultant needs at least `level` in the topic (0: none)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Seconds
    level: int = Field(ge=0, le=5)


class QueuePolicy(BaseModel):
    """How the calls of one office are shared out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    strategy: StrategyName = Field(default="fair", title="Kolejność konsultantów")
    calls_weight: float = Field(default=0.05, ge=0, le=1, title="Waga liczby rozmów wobec ich czasu")
    usual_handle_time: float = Field(default=290.0, ge=10, le=3600, title="Zwykły czas obsługi (s)")
    window_time: float = Field(
        default=8 * 3600.0, ge=600, le=86_400, title="Okno, w którym liczy się obciążenie (s)"
    )
    settling_time: Seconds = Field(default=1800.0, title="Oswojenie po zalogowaniu (s)")

    is_closed: bool = Field(default=False, title="Urząd nieczynny")
    stand_in: OfficeCode | None = Field(default=None, title="Zastępstwo, gdy nikt nie pracuje")
    neighbours: tuple[OfficeCode, ...] = Field(default=(), title="Sąsiedzi, do których przechodzą rozmowy")
    lends_to: tuple[OfficeCode, ...] = Field(default=(), exclude=True, title="Wyliczane: czyim jest sąsiadem")
    neighbours_after: Seconds | None = Field(default=15.0, title="Do sąsiadów po (s)")
    everyone_after: Seconds | None = Field(default=40.0, title="Do całego województwa po (s)")
    overflows_when_empty: bool = Field(default=True, title="Od razu dalej, gdy nikt nie pracuje")
    activate_ratio: float | None = Field(
        default=0.25, gt=0, le=100, title="Próg pomocy: czekających na konsultanta"
    )
    release_ratio: float = Field(default=0.1, ge=0, le=100, title="Próg końca pomocy")
    reserve: int = Field(default=0, ge=0, le=1000, title="Wolni konsultanci zachowani dla własnych klientów")
    home_lead: float = Field(default=20.0, ge=0, le=600, title="Pierwszeństwo własnych klientów (s oczekiwania)")
    topics: dict[str, tuple[SkillStep, ...]] = Field(default={}, title="Wymagane umiejętności według tematu")
    head_starts: dict[str, Seconds] = Field(default={}, title="Pierwszeństwo według rodzaju (s oczekiwania)")
    topic_head_starts: dict[str, Seconds] = Field(default={}, title="Pierwszeństwo według tematu (s oczekiwania)")

    ring_time: float = Field(default=20.0, ge=3, le=120, title="Czas dzwonienia (s)")
    wrap_up_time: float = Field(default=60.0, ge=0, le=3600, title="Najdłuższe czynności po rozmowie (s)")
    wrap_up_extensions: int = Field(default=2, ge=0, le=10, title="Najwięcej przedłużeń czynności po rozmowie")
    whispers: bool = Field(default=True, title="Zapowiedź dla konsultanta przed połączeniem")
    tells_of_listening: bool = Field(default=True, title="Konsultant widzi, że przełożony słucha rozmowy")
    announce_every: float = Field(default=30.0, ge=10, le=3600, title="Zapowiedź miejsca i oczekiwania co (s)")
    longest_wait_time: float = Field(default=1800.0, ge=60, le=86_400, title="Najdłuższe oczekiwanie (s)")
    capacity: int = Field(default=60, ge=1, le=10_000, title="Najwięcej czekających")
    resume_time: Seconds = Field(default=300.0, title="Powrót na miejsce w kolejce do (s)")
    rings_back_after_fault: bool = Field(default=True, title="Oddzwonienie, gdy rozmowę przerwie awaria centrali")
    callback_after: Seconds | None = Field(default=90.0, title="Propozycja oddzwonienia po (s)")
    callback_tries: int = Field(default=3, ge=1, le=10, title="Próby oddzwonienia")
    callback_retry_time: float = Field(default=300.0, ge=30, le=86_400, title="Odstęp między próbami (s)")

    client_calls_a_day: int = Field(
        default=40, ge=0, le=1000, title="Telefony do klientów: najwięcej na konto dziennie"
    )
    shown_number: str | None = Field(
        default=None,
        pattern=r"^[0-9]{3,9}$",
        title="Numer centrum, który widzi klient; bez niego numer linii",
    )

    @property
    def weights(self) -> Weights:
        """As the strategies want them."""
        return Weights(self.calls_weight, self.usual_handle_time)

    def is_helped_by(self, office: str) -> bool:
        """Do these rules name that office as one whose consultants help?"""
        return office == self.stand_in or office in self.neighbours

    def level_needed(self, topic: str | None, waited: float) -> int:
        """The level a consultant needs now for a call about `topic` whose caller has waited so many seconds."""
        level = 0
        for step in self.topics.get(topic or "", ()):
            if waited >= step.after:
                level = step.level
        return level

    def head_start(self, priority: str | None, topic: str | None) -> float:
        """By how many seconds an entry is due earlier than it joined. Whoever has a `priority` has stood before,
        or is rung back: the topic has had its effect, or none."""
        if priority is not None:
            return self.head_starts.get(priority, 0.0)
        return self.topic_head_starts.get(topic or "", 0.0)

    def reach(self, waited: float) -> Reach:
        """How far a call may go whose caller has waited so many seconds."""
        if self.everyone_after is not None and waited >= self.everyone_after:
            return Reach.EVERYONE
        if self.neighbours_after is not None and waited >= self.neighbours_after:
            return Reach.NEIGHBOURS
        return Reach.HOME

    def step_times(self, topic: str | None) -> list[float]:
        """After how many seconds of waiting `reach` or `level_needed` may answer otherwise, in order."""
        times = {step.after for step in self.topics.get(topic or "", ())}
        times |= {after for after in (self.neighbours_after, self.everyone_after) if after is not None}
        return sorted(times)

    def may_be_served(self, *, own: bool, stand_in: bool, neighbours: bool, province: bool, anybody: bool) -> bool:
        """Could anybody ever take a call of this queue? Each argument says whether consultants are there.

        The same ways as in `Queues.may_take`, whatever has to happen first.
        """
        is_passed_on = self.neighbours_after is not None or self.activate_ratio is not None
        return (
            own
            or stand_in
            or (neighbours and (is_passed_on or self.overflows_when_empty))
            or (province and self.overflows_when_empty)
            or (anybody and self.everyone_after is not None)
        )

    @model_validator(mode="after")
    def _is_consistent(self) -> "QueuePolicy":
        if self.activate_ratio is not None and self.release_ratio >= self.activate_ratio:
            raise ValueError("Próg końca pomocy (release_ratio) musi być niższy niż próg pomocy (activate_ratio).")
        if (
            self.neighbours_after is not None
            and self.everyone_after is not None
            and self.everyone_after < self.neighbours_after
        ):
            raise ValueError(
                "Do całego województwa (everyone_after) rozmowa trafia nie wcześniej "
                "niż do sąsiadów (neighbours_after)."
            )
        for topic, steps in self.topics.items():
            times = [step.after for step in steps]
            levels = [step.level for step in steps]
            if not steps or times != sorted(set(times)) or levels != sorted(set(levels), reverse=True):
                raise ValueError(
                    f"Temat „{topic}”: wymagany poziom może z czasem tylko spadać, a czasy muszą rosnąć."
                )
        return self


def connected(policies: Mapping[str, QueuePolicy]) -> dict[str, QueuePolicy]:
    """The same policies, each knowing for whom it is a neighbour."""
    lends: dict[str, list[str]] = {office: [] for office in policies}
    for office, policy in policies.items():
        for neighbour in policy.neighbours:
            lends.get(neighbour, []).append(office)
    return {o: p.model_copy(update={"lends_to": tuple(lends[o])}) for o, p in policies.items()}


def faults(
    policies: Mapping[str, QueuePolicy],
    names: Mapping[str, str],
    consultants: Mapping[str, int],
    province: str,
) -> list[str]:
    """What is wrong with all policies together: Polish sentences; none when they may be saved.

    `names` has the seat of every office, `consultants` how many serve its queue.
    """
    found: list[str] = []
    for office, policy in policies.items():
        name = names.get(office, office)
        found += _unknown(office, policy, name, names)
        wants_help = policy.neighbours_after is not None or policy.activate_ratio is not None
        if not policy.neighbours and wants_help and office != province:
            found.append(f"{name}: urząd nie ma sąsiadów, więc rozmowy nie mają dokąd przejść.")
        if policy.reserve and policy.reserve >= consultants.get(office, 0):
            found.append(
                f"{name}: rezerwa {policy.reserve} jest nie mniejsza niż liczba konsultantów, "
                "więc urząd nigdy nikomu nie pomoże."
            )
        if (circle := _circle(office, policies)) is not None:
            found.append(f"Zastępstwa tworzą koło: {' → '.join(names.get(o, o) for o in circle)}.")
        if not _can_be_served(office, policy, consultants, province):
            found.append(f"{name}: nikt nie mógłby odebrać rozmów tej kolejki.")
    return found


def _unknown(office: str, policy: QueuePolicy, name: str, names: Collection[str]) -> list[str]:
    found = [
        f"{name}: nie ma urzędu {other}."
        for other in (*policy.neighbours, policy.stand_in)
        if other and other not in names
    ]
    if office in policy.neighbours or policy.stand_in == office:
        found.append(f"{name}: urząd nie może pomagać sam sobie.")
    if len(set(policy.neighbours)) < len(policy.neighbours):
        found.append(f"{name}: ten sam sąsiad jest podany dwa razy.")
    return found


def _circle(office: str, policies: Mapping[str, QueuePolicy]) -> list[str] | None:
    """The circle of stand-ins that begins at `office`, told once: by its smallest member."""
    path = [office]
    while (policy := policies.get(path[-1])) is not None and policy.stand_in is not None:
        if policy.stand_in == office:
            return [*path, office] if office == min(path) and len(path) > 1 else None
        if policy.stand_in in path:
            return None
        path.append(policy.stand_in)
    return None


def _can_be_served(office: str, policy: QueuePolicy, consultants: Mapping[str, int], province: str) -> bool:
    return policy.may_be_served(
        own=bool(consultants.get(office)),
        stand_in=bool(consultants.get(policy.stand_in or "")),
        neighbours=any(consultants.get(neighbour) for neighbour in policy.neighbours),
        province=bool(consultants.get(province)),
        anybody=any(consultants.values()),
    )
