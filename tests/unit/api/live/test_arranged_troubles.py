"""Twelve troubles, one at a time: each raises its alarm within five seconds, no other, and takes it with it.

Real are the matchmaker, what the centre tells of it, the mirror, and the board's tasks, all in virtual time; the
database is what a test says of it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Literal

import anyio
import pytest

from acd.live.agent_state import AgentEvent
from api.live.board_figures import BoardFigures
from api.live.hub import Hub
from api.live.matters_seen import MattersSeen
from api.live.outbox import Outbox
from api.live.waiting_acts import WaitingActs
from ari_app.live_board import LiveBoard
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.recordings import RecordingFailed, RecordingStarted
from core.live.live import AsteriskLive, LiveNews, LiveObject
from core.questions.public_answers import NEWS as KNOWLEDGE
from core.relay.commands import Command, Done, Reply
from knowledge.rates.waiting_store import EndingRates
from reports.board.beside_store import DayBeside
from reports.board.board_alarms import FIGURES_AGE
from reports.board.board_limits import SHIPPED, LimitRule, Limits
from tests.support.acd.distribution import KOLNO, LOMZA, OFFICES, Distribution
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time

STEP = 0.25
WITHIN = 5.0
PAUSE, WAIT, OVERDUE = 120.0, 90.0, 300.0
AWAY = SHIPPED["telephone_away", ""]
KOLNO_1, LOMZA_1 = "k20060-1", "k20620-1"


class Centre:
    """One that is quiet: two consultants, nobody waits. What a trouble changes are its attributes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.distribution = Distribution()
        self.clock = self.distribution.clock
        self.is_asterisk_there = True
        self.asterisks: list[AsteriskLive] = []
        self.shed: tuple[float | None, int] = (None, 0)
        self.is_application_there = True
        self.is_database_there = True
        self.is_log_settled = True
        self.orders: dict[str, list[datetime]] = {}
        self.ending: EndingRates | None = None
        self.facts = LiveBoard(
            *(self.distribution.mm, self.clock, lambda: self.is_asterisk_there),
            calls_shed=lambda: self.shed,
            asterisks=lambda: self.asterisks,
        )
        self.distribution.mm.team._bus.listen(self.facts.take)
        for agent, office in ((KOLNO_1, KOLNO), (LOMZA_1, LOMZA)):
            self.distribution.works(agent, office)
        monkeypatch.setattr("api.live.board_figures.DayReader", lambda engine, clock: self)
        monkeypatch.setattr("api.live.board_beside.read_orders", self._orders)
        monkeypatch.setattr("api.live.board_beside.read_day", self._day)
        monkeypatch.setattr("api.live.board_beside.read_ending_rates", self._ending_rates)
        self.hub = Hub("", _answer, self.clock)
        # The database is this object.
        acts = WaitingActs(None, self.clock)  # type: ignore[arg-type]
        matters = MattersSeen(None, self.clock, self.hub.put)  # type: ignore[arg-type]
        self.board = BoardFigures(None, self.hub, self.clock, acts, matters)  # type: ignore[arg-type]
        self._numbers = count(1)
        self._tell(self.facts.everything(), "begin")
        self._tell([], "end")
        self.hub.join(Outbox(lambda: None), frozenset({("alarm", "*")}))

    # -- the database

    def forget(self) -> None:
        pass

    async def look(self) -> bool:
        """As if the figures were shown; the thread that reckons them has no place in virtual time."""
        self._ask()
        if self.is_log_settled:
            self.board.complete_until = self.clock.now()
        return False

    async def _orders(self, _engine: object) -> dict[str, list[datetime]]:
        self._ask()
        return self.orders

    async def _day(self, _engine: object, now: datetime) -> DayBeside:
        self._ask()
        rules = [
            LimitRule("pause_long", "meal", None, PAUSE, now.date()),
            LimitRule("long_wait", "", KOLNO, WAIT, now.date()),
            LimitRule("callback_overdue", "", None, OVERDUE, now.date()),
        ]
        return DayBeside(Limits(rules, now.date()), {}, {}, frozenset(OFFICES))

    async def _ending_rates(self, _engine: object, today: date) -> EndingRates | None:
        self._ask()
        return self.ending

    def _ask(self) -> None:
        if not self.is_database_there:
            raise ConnectionRefusedError

    # -- the feed, and time

    def _tell(self, objects: list[LiveObject], whole: Literal["begin", "end", ""] = "") -> None:
        number, now = next(self._numbers), self.clock.now()
        self.hub.heard(LiveNews(epoch="a", seq=number, at=now, objects=objects, whole=whole))

    async def passes(self, seconds: float) -> None:
        """The centre tells what changes, by the database, while both are there."""
        for _ in range(round(seconds / STEP)):
            self.distribution.moves(STEP)
            if self.is_application_there and self.is_database_there:
                self._tell(self.facts.changes())
            await anyio.sleep(STEP)

    @property
    def alarms(self) -> set[str]:
        return set(self.hub.mirror.values("alarm"))

    # -- people

    def rings_in(self) -> str:
        place = self.distribution.rings_in(KOLNO)
        return place.entry.call_id

    def talks(self, office: str) -> str:
        """With the only consultant of an office."""
        place = self.distribution.rings_in(office)
        agent = self.distribution.takes(place)
        call = place.entry.call_id
        began = CallStarted(channel_id="c", dialled_number="9510", caller_number="600100200")
        offer = OfferMade(reservation="o", agent=agent.id, queue=office, reason="pierwszy", candidates=[])
        for fact in (began, offer):
            self.distribution.mm.team._bus.publish(fact, call)
        return call

    def all_wish(self, event: AgentEvent, reason: str | None = None) -> None:
        for agent in (KOLNO_1, LOMZA_1):
            self.distribution.mm.wish(agent, event, reason)


async def _answer(_: Command) -> Reply:
    return Done()


def _nobody_ready(centre: Centre) -> None:
    centre.all_wish(AgentEvent.PAUSE, "training")
    centre.rings_in()


def _nobody_there(centre: Centre) -> None:
    centre.all_wish(AgentEvent.LOG_OUT)
    centre.rings_in()


def _telephone_away(centre: Centre) -> None:
    centre.distribution.mm.telephone_changed(KOLNO_1, "no_telephone")


def _pause_long(centre: Centre) -> None:
    centre.distribution.mm.wish(KOLNO_1, AgentEvent.PAUSE, "meal")


def _long_wait(centre: Centre) -> None:
    centre.talks(KOLNO)
    centre.talks(LOMZA)
    centre.rings_in()


def _overload(centre: Centre) -> None:
    centre.shed = (centre.clock.monotonic(), 4)


def _database_away(centre: Centre) -> None:
    centre.is_database_there = False


def _application_away(centre: Centre) -> None:
    centre.is_application_there = False


def _asterisk_away(centre: Centre) -> None:
    centre.is_asterisk_there = False


def _one_asterisk_lost(centre: Centre) -> None:
    now = centre.clock.now()
    centre.asterisks = [
        AsteriskLive(name="a", state="up", since=now),
        AsteriskLive(name="b", state="gone", since=now, ended=3, gone_at=now),
    ]


def _one_asterisk_drained(centre: Centre) -> None:
    centre.asterisks = [AsteriskLive(name="a", state="up", since=centre.clock.now(), calls=2, is_drained=True)]


def _recording_fails(centre: Centre) -> None:
    call = centre.talks(KOLNO)
    for fact in (RecordingStarted(recording="r", file="r.wav"), RecordingFailed(recording="r")):
        centre.distribution.mm.team._bus.publish(fact, call)


def _callback_overdue(centre: Centre) -> None:
    centre.orders = {KOLNO: [centre.clock.now(), centre.clock.now() + timedelta(hours=5)]}


def _rates_end(centre: Centre) -> None:
    centre.ending = EndingRates(4, centre.clock.now(), centre.clock.now().date())
    centre.board.beside.tell(KNOWLEDGE)


def _rates_follow(centre: Centre) -> None:
    centre.ending = None
    centre.board.beside.tell(KNOWLEDGE)


def _figures_late(centre: Centre) -> None:
    centre.is_log_settled = False


@pytest.mark.parametrize(
    ("arrange", "after", "alarm"),
    [
        (_nobody_ready, 0, f"nobody_ready:{KOLNO}"),
        (_nobody_there, 0, f"nobody_there:{KOLNO}"),
        (_telephone_away, AWAY, f"telephone_away:{KOLNO}"),
        (_pause_long, PAUSE, f"pause_long:{KOLNO}"),
        (_long_wait, WAIT, f"long_wait:{KOLNO}"),
        (_overload, 0, "calls_shed:"),
        (_database_away, 0, "database_away:"),
        (_application_away, 0, "application_away:"),
        (_asterisk_away, 0, "asterisk_away:"),
        (_one_asterisk_lost, 0, "asterisk_lost:"),
        (_one_asterisk_drained, 0, "asterisk_drained:"),
        (_recording_fails, 0, f"recording_failed:{KOLNO}"),
        (_callback_overdue, OVERDUE, f"callback_overdue:{KOLNO}"),
        (_rates_end, 0, "rate_ends:"),
        (_figures_late, FIGURES_AGE, "figures_late:"),
    ],
)
@in_virtual_time
async def test_each_trouble_raises_its_alarm_within_five_seconds_and_no_other(
    monkeypatch: pytest.MonkeyPatch, arrange: Callable[[Centre], None], after: float, alarm: str
) -> None:
    """`after`: seconds that its limit allows. It goes on for a minute, and still there is no other."""
    centre = Centre(monkeypatch)
    async with running(centre.board.run):
        await centre.passes(10)
        assert centre.alarms == set()
        arrange(centre)
        if after:
            await centre.passes(after)
            assert centre.alarms == set()
        await centre.passes(WITHIN)
        assert centre.alarms == {alarm}
        for _ in range(12):
            await centre.passes(5)
            assert centre.alarms == {alarm}


@pytest.mark.parametrize(
    ("arrange", "after", "heal"),
    [
        (_nobody_ready, 0, lambda centre: centre.all_wish(AgentEvent.READY)),
        (_telephone_away, AWAY, lambda centre: centre.distribution.mm.telephone_changed(KOLNO_1, None)),
        (_pause_long, PAUSE, lambda centre: centre.distribution.mm.wish(KOLNO_1, AgentEvent.READY)),
        (_database_away, 0, lambda centre: setattr(centre, "is_database_there", True)),
        (_application_away, 0, lambda centre: setattr(centre, "is_application_there", True)),
        (_asterisk_away, 0, lambda centre: setattr(centre, "is_asterisk_there", True)),
        (_one_asterisk_drained, 0, lambda centre: setattr(centre, "asterisks", [])),
        (_callback_overdue, OVERDUE, lambda centre: setattr(centre, "orders", {})),
        (_rates_end, 0, _rates_follow),
        (_figures_late, FIGURES_AGE, lambda centre: setattr(centre, "is_log_settled", True)),
    ],
)
@in_virtual_time
async def test_an_alarm_goes_with_its_cause_and_leaves_no_other(
    monkeypatch: pytest.MonkeyPatch,
    arrange: Callable[[Centre], None],
    after: float,
    heal: Callable[[Centre], object],
) -> None:
    centre = Centre(monkeypatch)
    async with running(centre.board.run):
        await centre.passes(1)
        arrange(centre)
        await centre.passes(after + 10)
        assert len(centre.alarms) == 1
        heal(centre)
        seen = set()
        for _ in range(20):
            await centre.passes(0.5)
            seen |= centre.alarms
        assert len(seen) <= 1
        assert centre.alarms == set()
