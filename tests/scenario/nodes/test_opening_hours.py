"""What callers meet when offices are open, closed, and in between, on ordinary days and on odd ones."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent
from core.call import Call
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.scenarios import HoursChecked, NodeEntered
from core.facts.kinds.waiting import QueueEntered, QueueLeft, QueueOverflowed
from ivr.graph.scenario import read_scenario
from ivr.graph.validation import errors
from ivr.hours.opening_hours import Hours
from ivr.hours.store import HoursInForce
from ivr.number_route import NumberRoute
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.scenarios.graphs import WORLD
from tests.support.timing.running import running
from tests.support.timing.sweep import SWEEP_STEP, each_fault, fail_each_command
from tests.support.timing.virtual_time import in_virtual_time
from tests.unit.ivr.hours.test_opening_hours import KOLNO, LOMZA, SPRING, WUP, at, exception, office, plan

NUMBER = "5224"
AUTUMN = date(2026, 10, 25)
RULES_OF_QUEUES = QueuePolicy(whispers=False, wrap_up_time=0, announce_every=60, callback_after=None)
LONELY = RULES_OF_QUEUES.model_copy(
    update={
        "neighbours_after": None,
        "everyone_after": None,
        "overflows_when_empty": False,
        "activate_ratio": None,
    }
)


def line(hours: dict[str, Any] | None = None, home: str = LOMZA, first: str = "") -> dict[str, Any]:
    """Łomża's callers: hours, then the queue, the pool, information, or an order of a talk."""
    ways = {"open": "kolejka", "evening": "dyzur", "closed": "wybor", "holiday": "koniec"}
    if hours and hours.get("tells_exceptions"):
        ways["exception"] = "kolejka"
    if hours and hours.get("tells_unknown"):
        ways["unknown"] = "koniec"
    queued = {"served": "pozegnanie", "nobody_there": "nikogo", "full": "koniec", "callback": "koniec"}
    nodes: dict[str, Any] = {
        "urzad": {"kind": "set_office", "settings": {"office": home}, "next": {"done": "godziny"}},
        "godziny": {"kind": "opening_hours", "settings": hours or {}, "next": ways},
        "kolejka": {"kind": "queue", "next": queued},
        "dyzur": {"kind": "queue", "settings": {"to": "evening_pool"}, "next": queued},
        "wybor": {
            "kind": "menu",
            "settings": {"prompts": ["H10"], "choices": {"1": "information"}, "retries": 0},
            "next": {"information": "informacja", "failed": "koniec"},
        },
        "informacja": {"kind": "announcement", "settings": {"prompts": ["I04"]}, "next": {"done": "koniec"}},
        "koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
        "nikogo": {"kind": "goodbye", "settings": {"prompts": ["H06"]}},
        "pozegnanie": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
    }
    if first:
        nodes["wstep"] = {"kind": "announcement", "settings": {"prompts": [first]}, "next": {"done": "urzad"}}
    graph = {"name": "godziny", "title": "Godziny", "start": "wstep" if first else "urzad", "nodes": nodes}
    assert not errors(graph, WORLD)
    return graph


def opens(centre: Centre, graph: dict[str, Any]) -> None:
    centre.ivr.routes[NUMBER] = NumberRoute(NUMBER, False, read_scenario(graph))


def rings_in(centre: Centre, number: str = "600100200") -> FakeChannel:
    return centre.exchange.caller(caller_number=number, dialled_number=NUMBER)


async def meets(
    moment: str | datetime,
    *keys: tuple[float, str],
    hours: Hours | None = None,
    settings: dict[str, Any] | None = None,
) -> tuple[list[str], Centre, Call]:
    """One caller of Łomża at that moment in Warsaw; a consultant of Łomża is there."""
    start = at(moment) if isinstance(moment, str) else moment
    async with a_centre(RULES_OF_QUEUES, start=start, hours=hours) as centre:
        opens(centre, line(settings))
        centre.consultant("k20620-1", FakePhone(talk_time=5))
        caller = rings_in(centre)
        call = await centre.visit(caller, *keys, patience=300)
        centre.check_nothing_left()
    return caller.heard, centre, call


def checked(centre: Centre) -> list[tuple[str, str, str]]:
    return [(e.office, e.outcome, e.reason) for e in centre.of_type(HoursChecked)]


@in_virtual_time
async def test_while_the_office_is_open_nothing_is_said_of_hours() -> None:
    heard, centre, call = await meets("2026-11-24T10:00")
    assert heard == ["G01"]
    assert checked(centre) == [(LOMZA, "open", "zgodnie z planem tygodnia")]
    assert [e.queue for e in centre.of_type(QueueEntered, call)] == [LOMZA]


@in_virtual_time
async def test_at_17_a_consultant_of_kolno_who_serves_the_pool_takes_the_call_of_a_caller_of_lomza() -> None:
    async with a_centre(RULES_OF_QUEUES, start=at("2026-11-24T17:00")) as centre:
        opens(centre, line())
        centre.consultant("k20060-1", FakePhone(talk_time=20), queues=frozenset({WUP}))
        centre.consultant("k20620-1", FakePhone(talk_time=20))  # logged in, and does not serve the pool
        caller = rings_in(centre)
        call = await centre.visit(caller, patience=300)
        assert caller.heard == ["H09 dwudziestej", "G01"]
        assert [e.queue for e in centre.of_type(QueueEntered, call)] == [WUP]
        [made] = centre.of_type(OfferMade, call)
        assert (made.agent, made.queue, made.is_shared) == ("k20060-1", WUP, False)
        assert not centre.of_type(QueueOverflowed, call)
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["connected"]
        assert call.context.office == LOMZA
        assert checked(centre)[0][:2] == (LOMZA, "evening")
        centre.check_nothing_left()


@in_virtual_time
async def test_the_consultant_of_the_pool_is_told_whose_client_calls() -> None:
    rules = RULES_OF_QUEUES.model_copy(update={"whispers": True})
    async with a_centre(rules, start=at("2026-11-24T17:00")) as centre:
        opens(centre, line())
        centre.consultant("k20060-1", FakePhone(talk_time=20), queues=frozenset({WUP}))
        caller = rings_in(centre)
        async with anyio.create_task_group() as party:
            party.start_soon(visits, centre, caller)
            await centre.happens(ConversationStarted)
            [leg] = [c for c in centre.exchange.open_channels.values() if c is not caller]
            assert leg.heard == ["T04 Łomża niezweryfikowany"]
            caller.far_end_hangs_up()


async def visits(centre: Centre, caller: FakeChannel) -> None:
    await centre.visit(caller)


@in_virtual_time
async def test_nobody_of_the_pool_is_there_is_told_as_everywhere() -> None:
    async with a_centre(LONELY, start=at("2026-11-24T17:00")) as centre:
        opens(centre, line())
        centre.consultant("k20620-1")
        caller = rings_in(centre)
        await centre.visit(caller, patience=300)
        assert caller.heard == ["H09 dwudziestej", "H06"]
        centre.check_nothing_left()


@in_virtual_time
async def test_between_the_own_hours_and_the_pool_the_caller_hears_when_to_call_and_may_listen_on() -> None:
    heard, centre, _ = await meets("2026-11-24T15:45", (17, "1"))
    week = "od poniedziałku do piątku, od godziny siódmej trzydzieści do godziny piętnastej trzydzieści"
    address = "I04 ul. Nowogrodzka 1, Łomża, kod pocztowy 18-400 Powiatowy Urząd Pracy w Łomży"
    address += " numeru jeszcze nie znamy"
    assert heard == [f"H01 {week}", "H08 dzisiaj szesnastej", "H10", address, "G02"]
    assert checked(centre) == [(LOMZA, "closed", "poza godzinami planu tygodnia")]
    assert not centre.of_type(QueueEntered)


@in_virtual_time
async def test_a_key_cuts_the_words_short_and_answers_the_question_that_follows() -> None:
    heard, centre, _ = await meets("2026-11-28T10:00", (1, "1"))
    assert [words.split()[0] for words in heard] == ["H01", "H08", "I04", "G02"]
    assert "w poniedziałek siódmej trzydzieści" in heard[1]
    assert [e.node for e in centre.of_type(NodeEntered)][-3:] == ["wybor", "informacja", "koniec"]


@pytest.mark.parametrize(
    ("moment", "day", "reason"),
    [
        ("2026-12-24T10:00", "dwudziestego ósmego grudnia siódmej trzydzieści w poniedziałek", "Wigilia Bożego"),
        ("2026-11-29T10:00", "trzydziestego listopada siódmej trzydzieści w poniedziałek", "niedziela"),
        ("2026-11-11T17:00", "dwunastego listopada siódmej trzydzieści w czwartek", "Narodowe Święto"),
    ],
)
@in_virtual_time
async def test_on_a_day_off_by_law_the_caller_hears_which_day_is_the_next_one(
    moment: str, day: str, reason: str
) -> None:
    heard, centre, _ = await meets(moment)
    assert heard == [f"H02 {day}", "G02"]
    assert checked(centre)[0][1] == "holiday"
    assert reason in checked(centre)[0][2]


TRAINING = office(plan("07:30-15:30"), exceptions=(exception(date(2026, 11, 24)),))


@in_virtual_time
async def test_a_day_on_which_the_office_is_closed_is_told_like_an_evening_where_nobody_tells_exceptions() -> None:
    hours = Hours({LOMZA: TRAINING, KOLNO: office(plan("07:30-15:30"))})
    heard, centre, _ = await meets("2026-11-24T10:00", hours=hours)
    assert [words.split()[0] for words in heard] == ["H01", "H08", "H10", "G02"]
    assert checked(centre) == [(LOMZA, "closed", "urząd jest tego dnia nieczynny: szkolenie")]


@pytest.mark.parametrize(
    ("moment", "other", "consultant"),
    [
        ("2026-11-24T10:00", "07:30-15:30", None),  # open, and nobody is there
        ("2026-11-24T03:00", "07:30-15:30", "k20060-1"),  # there, and no office is open
        ("2026-11-24T10:00", "12:00-15:30", "k20060-1"),
        ("2026-11-24T10:00", "07:30-15:30", "k20620-1"),  # of the own office only
    ],
)
@in_virtual_time
async def test_nobody_is_promised_a_consultant_of_another_office_who_is_not_there(
    moment: str, other: str, consultant: str | None
) -> None:
    hours = Hours({LOMZA: TRAINING, KOLNO: office(plan(other))})
    async with a_centre(RULES_OF_QUEUES, start=at(moment), hours=hours) as centre:
        opens(centre, line({"tells_exceptions": True}))
        if consultant is not None:
            centre.consultant(consultant, FakePhone(talk_time=5))
        caller = rings_in(centre)
        await centre.visit(caller, patience=300)
        assert [words.split()[0] for words in caller.heard] == ["H01", "H08", "H10", "G02"]
        assert caller.heard[1] == "H08 jutro siódmej trzydzieści"
        assert not centre.of_type(QueueEntered)
        centre.check_nothing_left()


@in_virtual_time
async def test_the_consultant_of_another_office_who_was_promised_takes_the_call() -> None:
    hours = Hours({LOMZA: TRAINING, KOLNO: office(plan("07:30-15:30"))})
    async with a_centre(RULES_OF_QUEUES, start=at("2026-11-24T10:00"), hours=hours) as centre:
        opens(centre, line({"tells_exceptions": True}))
        centre.consultant("k20060-1", FakePhone(talk_time=5))
        caller = rings_in(centre)
        await centre.visit(caller, patience=300)
        assert caller.heard[0] == "H05 Powiatowy Urząd Pracy w Łomży"
        assert [e.queue for e in centre.of_type(QueueEntered)] == [LOMZA]
        assert [e.agent for e in centre.of_type(ConversationStarted)] == ["k20060-1"]
        centre.check_nothing_left()


@in_virtual_time
async def test_other_hours_of_a_day_are_no_closed_day() -> None:
    special = exception(date(2026, 11, 24), None, "10:00-12:00")
    hours = Hours({LOMZA: office(plan("07:30-15:30"), exceptions=(special,))})
    settings = {"tells_exceptions": True}
    heard, _, _ = await meets("2026-11-24T08:00", hours=hours, settings=settings)
    assert [words.split()[0] for words in heard] == ["H01", "H08", "H10", "G02"]
    assert heard[1] == "H08 dzisiaj dziesiątej"


@in_virtual_time
async def test_where_nobody_knows_when_it_opens_nothing_is_promised() -> None:
    heard, centre, _ = await meets("2026-11-24T10:00", hours=Hours())
    assert heard == ["H11", "H10", "G02"]
    assert checked(centre)[0][2] == "w tym dniu nie obowiązuje żaden plan godzin"
    heard, _, _ = await meets("2026-11-24T10:00", hours=Hours(), settings={"tells_unknown": True})
    assert heard == ["H11", "G02"]


@in_virtual_time
async def test_the_hours_of_the_week_may_be_told_while_the_office_is_open_if_there_are_any() -> None:
    week = "od poniedziałku do piątku, od godziny siódmej trzydzieści do godziny piętnastej trzydzieści"
    heard, _, _ = await meets("2026-11-24T10:00", settings={"open_prompts": ["H01"]})
    assert heard == [f"H01 {week}", "G01"]
    once = Hours({LOMZA: office(exceptions=(exception(date(2026, 11, 24), None, "08:00-12:00"),))})
    heard, _, _ = await meets("2026-11-24T10:00", hours=once, settings={"open_prompts": ["H01"]})
    assert heard == ["G01"]


@in_virtual_time
async def test_another_office_than_the_callers_can_be_asked_about() -> None:
    hours = Hours({KOLNO: office(plan("07:30-15:30"))})
    _, centre, _ = await meets("2026-11-24T10:00", hours=hours, settings={"office": KOLNO})
    assert checked(centre)[0][:2] == (KOLNO, "open")


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        (datetime.fromisoformat("2026-03-29T00:59:50+00:00"), "closed"),  # 1:59:50, then the clock jumps to 3:00
        (datetime.fromisoformat("2026-03-29T01:00:00+00:00"), "open"),
        (datetime.fromisoformat("2026-03-29T02:59:50+00:00"), "open"),
        (datetime.fromisoformat("2026-03-29T03:00:00+00:00"), "closed"),
        (datetime.fromisoformat("2026-10-25T00:15:00+00:00"), "closed"),  # 2:15, for the first time
        (datetime.fromisoformat("2026-10-25T00:35:00+00:00"), "open"),
        (datetime.fromisoformat("2026-10-25T01:15:00+00:00"), "closed"),  # 2:15, for the second time
        (datetime.fromisoformat("2026-10-25T01:35:00+00:00"), "open"),
        (datetime.fromisoformat("2026-10-25T04:00:00+00:00"), "closed"),
    ],
)
@in_virtual_time
async def test_in_the_nights_in_which_clocks_are_changed_the_clock_on_the_wall_decides(
    moment: datetime, outcome: str
) -> None:
    nights = tuple(exception(day, None, "02:30-05:00") for day in (SPRING, AUTUMN))
    _, centre, _ = await meets(moment, hours=Hours({LOMZA: office(exceptions=nights)}))
    assert checked(centre)[0][1] == outcome


@in_virtual_time
async def test_the_moment_at_which_the_node_is_reached_decides_not_the_one_of_the_call() -> None:
    async with a_centre(RULES_OF_QUEUES, start=at("2026-11-24T15:29:57")) as centre:
        opens(centre, line(first="W02"))  # five seconds
        caller = rings_in(centre)
        await centre.visit(caller, patience=60)
        assert caller.heard[1].startswith("H01")
        assert checked(centre)[0][1] == "closed"


@in_virtual_time
async def test_who_waits_at_closing_time_is_served_and_who_calls_then_is_not_queued() -> None:
    async with a_centre(RULES_OF_QUEUES, start=at("2026-11-24T15:28")) as centre:
        opens(centre, line())
        centre.consultant("k20620-1", FakePhone(talk_time=180))
        async with anyio.create_task_group() as party:
            for number in ("600100201", "600100202"):
                party.start_soon(visits, centre, rings_in(centre, number))
            await anyio.sleep(150)  # 15:30:30
            late = rings_in(centre, "600100203")
            late_call = await centre.visit(late, patience=100)
        served = {e.call_id for e in centre.of_type(ConversationStarted)}
        assert len(served) == 2
        assert late_call.id not in {e.call_id for e in centre.of_type(QueueEntered)}
        assert late.heard[0].startswith("H01")
        began = [e.at for e in centre.of_type(ConversationStarted)]
        assert began[1] is not None
        assert began[1] > at("2026-11-24T15:30")
        centre.check_nothing_left()


@in_virtual_time
async def test_when_the_last_consultant_goes_after_closing_whoever_still_waits_is_told_so() -> None:
    async with a_centre(LONELY, start=at("2026-11-24T15:29")) as centre:
        opens(centre, line())
        centre.consultant("k20620-1", is_ready=False)
        caller = rings_in(centre)
        async with anyio.create_task_group() as party:
            party.start_soon(visits, centre, caller)
            await anyio.sleep(90)  # 15:30:30
            assert centre.matchmaker.places
            centre.matchmaker.wish("k20620-1", AgentEvent.LOG_OUT)
        assert caller.heard[-1] == "H06"
        centre.check_nothing_left()


@in_virtual_time
async def test_hours_that_are_changed_hold_at_once_also_for_calls_in_progress() -> None:
    in_force = HoursInForce(Hours({LOMZA: office(plan("07:30-15:30"))}))
    async with a_centre(RULES_OF_QUEUES, start=at("2026-11-24T10:00"), hours=in_force) as centre:
        opens(centre, line(first="W02"))
        async with anyio.create_task_group() as party:
            caller = rings_in(centre)
            party.start_soon(visits, centre, caller)
            await caller.hears("W02")
            closed = office(plan("07:30-15:30"), exceptions=(exception(date(2026, 11, 24)),))
            in_force.replace(Hours({LOMZA: closed}))
        assert checked(centre)[0][1] == "closed"


@in_virtual_time
async def test_an_office_outside_of_every_pool_keeps_its_callers_where_a_scenario_sends_them_there() -> None:
    graph = line()
    graph["nodes"]["urzad"]["next"]["done"] = "dyzur"
    for name in ("godziny", "kolejka", "wybor", "informacja"):
        del graph["nodes"][name]
    hours = Hours({LOMZA: office(plan("07:30-15:30"))})
    async with a_centre(RULES_OF_QUEUES, start=at("2026-11-24T17:00"), hours=hours) as centre:
        opens(centre, graph)
        centre.consultant("k20620-1", FakePhone(talk_time=5))
        call = await centre.visit(rings_in(centre), patience=300)
        assert [e.queue for e in centre.of_type(QueueEntered, call)] == [LOMZA]


# -- the calendar

CASES: list[dict[str, Any]] = [
    {"outcome": "wigilia", "holidays": ["Wigilia Bożego Narodzenia"]},
    {"outcome": "swieto", "days_off": True},
    {"outcome": "ferie", "periods": [{"first_day": "12-21", "last_day": "01-08"}], "days_off": False},
    {
        "outcome": "wyplaty",
        "periods": [{"first_day": "2026-11-24", "last_day": "2026-11-25"}],
        "weekdays": ["tuesday"],
    },
    {"outcome": "piatek", "weekdays": ["friday"]},
]


@pytest.mark.parametrize(
    ("moment", "node"),
    [
        ("2026-12-24T12:00", "wigilia"),
        ("2024-12-24T12:00", "ferie"),  # was no holiday then
        ("2026-12-26T12:00", "swieto"),
        ("2026-11-29T12:00", "swieto"),  # a Sunday
        ("2026-12-21T00:00", "ferie"),
        ("2026-12-20T23:59:59", "swieto"),
        ("2027-01-08T23:59:59", "ferie"),
        ("2027-01-09T00:00", "other"),
        ("2026-11-24T12:00", "wyplaty"),
        ("2026-11-25T12:00", "other"),  # in the period, and no Tuesday
        ("2026-11-27T12:00", "piatek"),
        ("2026-11-26T23:59:59", "other"),
        (datetime.fromisoformat("2026-11-26T23:30:00+00:00"), "piatek"),  # it is Friday in Warsaw
    ],
)
@in_virtual_time
async def test_the_first_case_that_fits_today_decides(moment: str | datetime, node: str) -> None:
    names = [case["outcome"] for case in CASES] + ["other"]
    graph = {
        "name": "kalendarz",
        "title": "Kalendarz",
        "start": "dzien",
        "nodes": {
            "dzien": {"kind": "calendar", "settings": {"cases": CASES}, "next": {name: name for name in names}},
            **{str(name): {"kind": "goodbye", "settings": {"prompts": ["G02"]}} for name in names},
        },
    }
    assert not errors(graph, WORLD)
    async with a_centre(start=at(moment) if isinstance(moment, str) else moment) as centre:
        opens(centre, graph)
        await centre.visit(rings_in(centre))
        assert [e.node for e in centre.of_type(NodeEntered)] == ["dzien", node]


# -- the hang-up sweep

Story = Callable[[Centre, float], Awaitable[None]]


async def listens_and_leaves(centre: Centre, until: float) -> None:
    await centre.visit(rings_in(centre), (13, "1"), patience=until)


async def talks_in_the_evening(centre: Centre, until: float) -> None:
    centre.consultant("k20060-1", FakePhone(talk_time=5), queues=frozenset({WUP}))
    await centre.visit(rings_in(centre), patience=until)


async def waits_at_closing_time(centre: Centre, until: float) -> None:
    centre.consultant("k20620-1", FakePhone(talk_time=5), is_ready=False)
    caller = rings_in(centre)

    async def is_ready() -> None:
        await anyio.sleep(12)  # two seconds after closing
        centre.matchmaker.wish("k20620-1", AgentEvent.READY)

    async with running(is_ready):
        await centre.visit(caller, patience=until)


STORIES: dict[Story, tuple[str, float]] = {  # the moment, and how long it lasts
    listens_and_leaves: ("2026-11-28T10:00", 30),
    talks_in_the_evening: ("2026-11-24T17:00", 25),
    waits_at_closing_time: ("2026-11-24T15:29:50", 30),
}


@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_hang_up_at_every_tenth_of_a_second_of_hours(story: Story) -> None:
    moment, length = STORIES[story]
    reasons = set[str]()
    for tenth in range(0, int(length * 10), SWEEP_STEP):
        async with a_centre(RULES_OF_QUEUES, start=at(moment)) as centre:
            opens(centre, line())
            await story(centre, tenth / 10)
            centre.check_nothing_left()
            reasons |= {e.reason for e in centre.of_type(CallEnded)}
    assert reasons == {"caller_hung_up", "completed"}


@each_fault
@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_each_command_of_hours_fails_in_turn_and_nothing_is_left(
    story: Story, error: type[Exception]
) -> None:
    moment, length = STORIES[story]

    async def plays(centre: Centre) -> None:
        opens(centre, line())
        await story(centre, length + 60)
        centre.check_nothing_left()

    await fail_each_command(error, lambda: a_centre(RULES_OF_QUEUES, start=at(moment)), plays)
