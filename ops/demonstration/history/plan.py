"""Which days are made up, whose calls they are, and which conversations are recorded.

The same for the same last day and the same clients.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged
from core.zone import WARSAW
from ops.demonstration.history.call_facts import CallFacts, Consent, Who, call_id_of, states_of
from ops.demonstration.history.day import Day, Story, made_up_day
from ops.demonstration.history.queue_telling import QueueTelling

DAYS = 30
SETTLED = timedelta(hours=26)
"""The last made-up day is the one that was so long ago: every consultant has gone home ten hours before now, so
that no restart takes a made-up state for the last one."""

RECORDED_OFFICE = "20060"
"""Only there conversations were recorded, for so many days that there are RECORDINGS."""
RECORDINGS = 40
SHORTEST, LONGEST = 25.0, 240.0  # seconds of a conversation that is recorded
MESSAGES = 0.08
"""The share of those who come to nobody and leave a message."""
_LANGUAGES = ("pl",) * 94 + ("uk",) * 5 + ("en",)
_TOPICS = ("seeker",) * 4 + ("employer",) * 3 + ("other",) * 3


@dataclass(frozen=True, slots=True)
class MadeUpClient:
    """A client of an office, and what she calls about: `unemployed` or `seeker`."""

    id: str
    topic: str


@dataclass(slots=True)
class DayOfCalls:
    """A day's calls, and the changes of consultants' states that belong to no call."""

    day: date
    calls: list[CallFacts]
    of_calls: dict[int, list[AgentStateChanged]]
    others: list[AgentStateChanged]

    def facts(self, calls: Sequence[CallFacts]) -> list[AnyEvent]:
        """Of some of its calls, whole and in the order of time."""
        found: list[AnyEvent] = [fact for call in calls for fact in call.facts]
        for call in calls:
            found += self.of_calls.get(call.number, ())
        return sorted(found, key=lambda fact: (fact.at, fact.ticks or 0.0))


def last_day(now: datetime) -> date:
    """The newest day that may be made up."""
    return (now - SETTLED).astimezone(WARSAW).date()


@dataclass
class Plan:
    """`clients` by office. `text_sha256`: of the words that ask for consent. `count` days, with the last one."""

    last: date
    clients: Mapping[str, Sequence[MadeUpClient]]
    text_sha256: str
    count: int = DAYS
    _made: dict[date, Day] = field(default_factory=dict, init=False)
    _recorded: frozenset[str] = field(default=frozenset(), init=False)
    _asked_from: date | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        found: list[str] = []
        for day in reversed(self.dates):
            self._asked_from = day
            found += [call_id_of(self._day(day), story) for story in self._day(day).stories if _is_recorded(story)]
            if len(found) >= RECORDINGS:
                break
        self._recorded = frozenset(found[:RECORDINGS])

    @property
    def dates(self) -> list[date]:
        """From the first to the last."""
        return [self.last - timedelta(days=self.count - 1 - n) for n in range(self.count)]

    @property
    def asked_from(self) -> date:
        """The day from which callers were asked whether they may be recorded, in the one office."""
        return self._asked_from or self.last

    def days(self) -> Iterator[DayOfCalls]:
        """In the order of time."""
        for day in self.dates:
            yield self._calls(self._day(day))

    def _day(self, day: date) -> Day:
        if day not in self._made:
            self._made[day] = made_up_day(day)
        return self._made[day]

    def _calls(self, day: Day) -> DayOfCalls:
        random = Random(f"people {day.day}")
        known: dict[str, Who] = {}
        calls = []
        for story in day.stories:
            if story.identity not in known:
                known[story.identity] = self._who(story, random)
            leaves = random.random() < MESSAGES
            consent = self._consent(day, story)
            telling = QueueTelling(day, story, known[story.identity], consent, leaves_message=leaves)
            calls.append(telling.all())
        of_calls, others = states_of(day)
        return DayOfCalls(day.day, calls, of_calls, others)

    def _who(self, story: Story, random: Random) -> Who:
        caller, language = story.caller, random.choice(_LANGUAGES)
        number = f"500{random.randrange(1_000_000):06}"
        known = self.clients.get(caller.office, ())
        if caller.line == "9510" and known and random.random() < 0.94:
            # The client of whom newcomers are told, the first one, calls more often than others.
            client = known[0] if random.random() < 0.06 else random.choice(known)
            number = f"500{Random(client.id).randrange(1_000_000):06}"
            return Who(number, client.id, client.topic, language, is_wrong=random.random() < 0.06)
        topic = "unemployed" if caller.line == "9510" else random.choice(_TOPICS)
        return Who(number, None, topic, language, random.choices(("postal_code", "gmina", "menu"), (6, 1, 3))[0])

    def _consent(self, day: Day, story: Story) -> Consent | None:
        if story.caller.office != RECORDED_OFFICE or day.day < self.asked_from:
            return None
        return Consent(call_id_of(day, story) in self._recorded, self.text_sha256)


def _is_recorded(story: Story) -> bool:
    is_there = story.caller.office == RECORDED_OFFICE and story.find("ordered") is None
    return is_there and SHORTEST <= story.talk_time <= LONGEST
