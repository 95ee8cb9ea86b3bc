"""Offices, their postal codes and their branches on the real database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import anyio
import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.choice.queue_policy import QueuePolicy, faults
from acd.defaults import rules_of_new_office
from acd.live.matchmaker import Matchmaker
from acd.live.timers import Timers
from acd.policy_store import load_policies, save_policy
from acd.store import load_queue_offices
from ari_app.reloading import reload_offices
from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.db.tables.centre.office_tables import DialledNumber, Office, OpeningPlanRow, PostalPrefix, QueuePolicyRow
from core.db.tables.staff_tables import Agent
from core.errors import NotFound, SettingsRefused
from core.facts.bus import Bus
from core.relay.relay import RelayServer
from core.search.writing_store import NEWS as SEARCH
from ivr import defaults
from ivr.hours.store import load_hours, save_plan
from ivr.hours.week_plan import WeekPlan
from ivr.office_errors_pl import OfficeDetails
from ivr.office_store import (
    NewOffice,
    StoredOffice,
    deactivate_office,
    get_office,
    list_offices,
    load_offices,
    restore_office,
    save_office,
)
from ivr.places.branch_store import (
    BranchDetails,
    deactivate_branch,
    get_branch,
    list_branches,
    restore_branch,
    save_branch,
)
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import put_consultant, put_shipped_hours
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

KOLNO, LOMZA, WUP, STAWISKI = "20060", "20620", "20000", "20070"
BOSS = "administrator"
NEW = OfficeDetails(
    "Powiatowy Urząd Pracy w Stawiskach",
    "Stawiski",
    "w Stawiskach",
    "Stawisk",
    "86",
    "18-520",
    "pl. Wolności 13",
    postal_prefixes=("18520",),
)
BEGINS = NewOffice(
    rules_of_new_office(20.0, 60.0).model_dump(mode="json"), defaults.plans_of_new_office(date(2026, 11, 24))
)


@pytest.fixture
async def engine(engine: AsyncEngine, shipped_offices: None) -> AsyncEngine:
    """All offices as they ship, with hours and postal codes; no rules of queues but where a test says so."""
    rows = defaults.offices()
    prefixes = [{"prefix": p, "office": row["code"]} for row in rows for p in row["postal_prefixes"]]
    async with engine.begin() as connection:
        await connection.execute(insert(PostalPrefix), prefixes)
    await put_shipped_hours(engine, date(2026, 1, 1), NINE)
    return engine


async def opens(engine: AsyncEngine, code: str = STAWISKI, wanted: OfficeDetails = NEW) -> StoredOffice:
    return await save_office(engine, code, wanted, BEGINS, BOSS, NINE)


async def refused(wish: Any) -> list[str]:
    """The sentences with which it is refused."""
    with pytest.raises(SettingsRefused) as error:
        await wish
    return error.value.problems


async def rules(engine: AsyncEngine, office: str, **details: Any) -> None:
    """The rules of an office's queue, in force, or for the span in `details`."""
    row = {
        "id": f"policy-{office}-{len(details)}-{details.get('valid_from', NINE)}",
        "office": office,
        "valid_from": NINE - timedelta(days=1),
        "valid_to": None,
        "changed_by": "system",
        "changed_at": NINE,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(QueuePolicyRow).values({**row, **details}))


# -- a new office


async def test_a_new_office_works_at_once(engine: AsyncEngine) -> None:
    saved = await opens(engine)
    assert (saved.code, saved.details, saved.deactivated_at) == (STAWISKI, NEW, None)
    offices = await load_offices(engine)
    found = offices.by_postal_code("18-520".replace("-", ""))
    assert found is not None
    assert found.code == STAWISKI, "its prefix is longer than that of Kolno"
    assert offices.by_postal_code("18500") == offices.get(KOLNO)
    queue = (await load_queue_offices(engine))[STAWISKI]
    assert (queue.seat, queue.genitive) == ("Stawiski", "Stawisk")
    policy = (await load_policies(engine, NINE))[STAWISKI]
    assert (policy.ring_time, policy.neighbours) == (20.0, ())
    tuesday = NINE  # ten in Warsaw
    assert (await load_hours(engine)).state(STAWISKI, None, tuesday).is_served


async def test_the_rules_that_a_new_office_begins_with_have_no_fault(engine: AsyncEngine) -> None:
    """So that its supervisor may change one thing without mending another."""
    await opens(engine)
    names = {code: office.seat for code, office in (await load_queue_offices(engine)).items()}
    policies = await load_policies(engine, NINE)
    assert faults({STAWISKI: policies[STAWISKI]}, names, {WUP: 1}, WUP) == []


async def test_a_new_office_takes_part_in_the_evening_pool_only_if_that_is_kept(engine: AsyncEngine) -> None:
    await opens(engine)
    assert (await load_hours(engine)).pool(STAWISKI, None, NINE) == WUP
    async with engine.begin() as connection:
        await connection.execute(
            update(OpeningPlanRow).where(OpeningPlanRow.purpose == "evening").values(valid_to=date(2026, 11, 1))
        )
    await opens(engine, "20071", replace(NEW, postal_prefixes=()))
    assert (await load_hours(engine)).pool("20071", None, NINE) is None


async def test_an_office_gets_other_details_and_keeps_its_rules_and_hours(engine: AsyncEngine) -> None:
    await opens(engine)
    changed = replace(NEW, address=None, postal_prefixes=("18521", "1852"))
    assert (await opens(engine, wanted=changed)).details == replace(changed, postal_prefixes=("1852", "18521"))
    async with engine.connect() as connection:
        for table in (QueuePolicyRow, OpeningPlanRow):
            assert await connection.scalar(select(func.count()).where(table.office == STAWISKI)) == 1
    assert (await load_offices(engine)).by_postal_code("18520") is not None


async def test_what_cannot_be_is_refused_and_nothing_changes(engine: AsyncEngine) -> None:
    before = await list_offices(engine)
    assert await refused(opens(engine, "2007")) == ["Kod urzędu to pięć cyfr."]
    taken = replace(NEW, postal_prefixes=("185", "18520"))
    assert await refused(opens(engine, wanted=taken)) == [
        "Kody pocztowe od 185 obsługuje już Powiatowy Urząd Pracy w Kolnie (20060)."
    ]
    [second] = await refused(opens(engine, wanted=replace(NEW, is_province=True)))
    assert second.startswith("Urząd wojewódzki może być tylko jeden")
    assert await list_offices(engine) == before


async def test_of_two_who_want_one_prefix_at_once_one_gets_it(engine: AsyncEngine) -> None:
    told: list[str] = []

    async def wants(code: str) -> None:
        try:
            await opens(engine, code)
        except SettingsRefused as error:
            told.extend(error.problems)

    async with anyio.create_task_group() as tasks:
        for code in (STAWISKI, "20071", "20072"):
            tasks.start_soon(wants, code)
    assert len(told) == 2


# -- deactivated and restored


async def test_an_office_that_is_deactivated_gets_no_callers_and_keeps_its_name(engine: AsyncEngine) -> None:
    await opens(engine)
    gone = await deactivate_office(engine, STAWISKI, NINE)
    assert gone.deactivated_at == NINE
    assert (await deactivate_office(engine, STAWISKI, NINE + timedelta(hours=1))).deactivated_at == NINE
    offices = await load_offices(engine)
    assert not offices.takes_callers(STAWISKI)
    assert offices.get(STAWISKI).seat == "Stawiski"
    found = offices.by_postal_code("18520")
    assert found is not None
    assert found.code == KOLNO, "by the shorter prefix"
    assert STAWISKI not in await load_queue_offices(engine)
    assert (await restore_office(engine, STAWISKI)).deactivated_at is None
    assert (await load_offices(engine)).takes_callers(STAWISKI)


async def test_another_office_takes_over_the_postal_codes_of_one_that_was_deactivated(engine: AsyncEngine) -> None:
    await opens(engine)
    await deactivate_office(engine, STAWISKI, NINE)
    kolno = (await get_office(engine, KOLNO)).details
    merged = replace(kolno, postal_prefixes=("185", "18520"))
    assert (await opens(engine, KOLNO, merged)).details == merged
    restored = await restore_office(engine, STAWISKI)
    assert restored.details.postal_prefixes == (), "what was taken over stays there"


async def test_the_provincial_office_stays(engine: AsyncEngine) -> None:
    found = await refused(deactivate_office(engine, WUP, NINE))
    assert "Urzędu wojewódzkiego nie można wyłączyć: jest właściwy dla każdego rozmówcy." in found


async def test_an_office_where_somebody_works_stays(engine: AsyncEngine) -> None:
    await opens(engine)
    await put_consultant(engine, "k20070-1", STAWISKI)
    assert await refused(deactivate_office(engine, STAWISKI, NINE)) == [
        "W urzędzie pracują konsultanci (1). Trzeba ich najpierw przenieść lub wyłączyć."
    ]
    async with engine.begin() as connection:
        await connection.execute(update(Agent).values(deactivated_at=NINE))
    await deactivate_office(engine, STAWISKI, NINE)


@pytest.mark.parametrize("settings", [{"stand_in": STAWISKI}, {"neighbours": [LOMZA, STAWISKI]}])
async def test_an_office_that_the_rules_of_others_name_stays(
    engine: AsyncEngine, settings: dict[str, Any]
) -> None:
    await opens(engine)
    await rules(engine, KOLNO, settings=settings)
    assert await refused(deactivate_office(engine, STAWISKI, NINE)) == [
        "Urząd pomaga innym: wymieniają go zasady kolejek (Kolno)."
    ]


async def test_rules_that_are_over_or_its_own_or_of_an_office_that_was_deactivated_hold_nobody(
    engine: AsyncEngine,
) -> None:
    await opens(engine)
    naming = {"neighbours": [STAWISKI]}
    past = {"valid_from": NINE - timedelta(days=9), "valid_to": NINE - timedelta(days=2)}
    await rules(engine, KOLNO, settings=naming, **past)
    later = NINE + timedelta(days=3)
    await rules(engine, LOMZA, settings=naming, valid_from=later, valid_to=later)  # was replaced before it began
    await rules(engine, "20040", settings=naming)
    await deactivate_office(engine, "20040", NINE)
    await deactivate_office(engine, STAWISKI, NINE)


async def test_rules_that_are_planned_count(engine: AsyncEngine) -> None:
    await opens(engine)
    await rules(engine, KOLNO, settings={"neighbours": [STAWISKI]}, valid_from=NINE + timedelta(days=30))
    assert await refused(deactivate_office(engine, STAWISKI, NINE))


async def test_an_office_that_keeps_the_evening_pool_of_others_stays(engine: AsyncEngine) -> None:
    await opens(engine)
    pool = WeekPlan(purpose="evening", week=BEGINS.plans[0].week, valid_from=date(2026, 11, 24))
    await save_plan(engine, STAWISKI, pool, BOSS, NINE)
    part = BEGINS.plans[0].model_copy(update={"evening_pool": STAWISKI})
    await save_plan(engine, KOLNO, part, BOSS, NINE)
    assert await refused(deactivate_office(engine, STAWISKI, NINE)) == [
        "Urząd prowadzi wspólny dyżur, w którym uczestniczą inne (Kolno)."
    ]


async def test_an_office_whose_own_number_is_answered_stays(engine: AsyncEngine) -> None:
    await opens(engine)
    async with engine.begin() as connection:
        number = {"number": "9525", "scenario": "s", "is_free": False, "description": "", "office": STAWISKI}
        await connection.execute(insert(DialledNumber).values(number))
    assert await refused(deactivate_office(engine, STAWISKI, NINE)) == [
        "Urząd ma czynny numer (9525). Trzeba go najpierw wyłączyć."
    ]
    async with engine.begin() as connection:
        await connection.execute(update(DialledNumber).values(deactivated_at=NINE))
    await deactivate_office(engine, STAWISKI, NINE)


async def test_an_office_that_was_deactivated_cannot_be_named_as_a_neighbour_or_a_pool(
    engine: AsyncEngine,
) -> None:
    await opens(engine)
    await deactivate_office(engine, STAWISKI, NINE)
    policy = QueuePolicy(neighbours=(STAWISKI,))
    found = await refused(save_policy(engine, KOLNO, policy, NINE, None, BOSS, NINE))
    assert f"Kolno: nie ma urzędu {STAWISKI}." in found
    part = BEGINS.plans[0].model_copy(update={"evening_pool": STAWISKI})
    assert await refused(save_plan(engine, KOLNO, part, BOSS, NINE)) == [f"Nie ma urzędu {STAWISKI}."]


async def test_who_names_an_office_while_it_is_deactivated_is_refused_or_comes_first(engine: AsyncEngine) -> None:
    """Never both: a queue would pass its calls on to nobody."""
    await opens(engine)
    told: list[str] = []

    async def tries(wish: Any) -> None:
        try:
            await wish
        except SettingsRefused as error:
            told.extend(error.problems)

    policy = QueuePolicy(neighbours=(STAWISKI,), everyone_after=None)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(tries, deactivate_office(engine, STAWISKI, NINE))
        tasks.start_soon(tries, save_policy(engine, KOLNO, policy, NINE, None, BOSS, NINE))
    assert told


async def test_an_office_that_has_never_been_there_is_not_found(engine: AsyncEngine) -> None:
    for wish in (
        get_office(engine, "99999"),
        deactivate_office(engine, "99999", NINE),
        restore_office(engine, "99999"),
    ):
        with pytest.raises(NotFound):
            await wish


# -- the process that owns the calls


async def test_scenarios_and_distribution_take_over_an_office_in_one_moment(engine: AsyncEngine) -> None:
    clock = SystemClock()
    offices = await load_offices(engine)
    matchmaker = Matchmaker(Bus(clock), clock, Timers(), await load_queue_offices(engine))
    assert not await reload_offices(matchmaker, offices, engine), "nothing has changed"
    await opens(engine)
    assert await reload_offices(matchmaker, offices, engine)
    assert offices.takes_callers(STAWISKI)
    assert matchmaker.queue_for(STAWISKI) == STAWISKI
    await deactivate_office(engine, STAWISKI, NINE)
    assert await reload_offices(matchmaker, offices, engine)
    assert not offices.takes_callers(STAWISKI)
    assert matchmaker.queue_for(STAWISKI) == WUP


async def test_offices_that_cannot_be_read_stay_as_they_were(engine: AsyncEngine) -> None:
    clock = SystemClock()
    offices = await load_offices(engine)
    matchmaker = Matchmaker(Bus(clock), clock, Timers(), await load_queue_offices(engine))
    away = make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DATABASE_AWAY):
        await reload_offices(matchmaker, offices, away)
    await away.dispose()
    async with engine.begin() as connection:  # by another way than the web service
        await connection.execute(update(Office).values(is_province=False))
    assert not await reload_offices(matchmaker, offices, engine)
    assert offices.province().code == WUP


async def test_each_change_is_told_and_a_refused_one_is_not(engine: AsyncEngine, dsn: str) -> None:
    heard: list[str] = []

    def hears(news: str) -> None:
        if news != SEARCH:  # a trigger's, of every row that can be found
            heard.append(news)

    relay = RelayServer(dsn, None, hears)
    async with running(relay.run):
        await eventually(lambda: relay.is_connected)
        await refused(opens(engine, "2007"))
        await opens(engine)
        await eventually(lambda: sorted(heard) == ["hours", "knowledge", "offices", "policies"])
        await opens(engine, wanted=replace(NEW, address=None))
        await deactivate_office(engine, STAWISKI, NINE)
        await restore_office(engine, STAWISKI)
        await eventually(lambda: sorted(heard[4:]) == ["knowledge"] * 3 + ["offices"] * 3)


# -- branches

FILIA = BranchDetails("Filia w Stawiskach", "Stawiski", "18-520", "pl. Wolności 13", "862785533")


async def test_a_branch_is_written_down_changed_deactivated_and_restored(engine: AsyncEngine) -> None:
    saved = await save_branch(engine, KOLNO, "kolno-stawiski", FILIA)
    assert (saved.office, saved.details, saved.deactivated_at) == (KOLNO, FILIA, None)
    other = replace(FILIA, telephone="")
    assert (await save_branch(engine, KOLNO, "kolno-stawiski", other)).details == other
    assert (await deactivate_branch(engine, KOLNO, "kolno-stawiski", NINE)).deactivated_at == NINE
    assert [branch.deactivated_at for branch in await list_branches(engine, KOLNO)] == [NINE]
    assert (await restore_branch(engine, KOLNO, "kolno-stawiski")).deactivated_at is None
    assert (await get_branch(engine, KOLNO, "kolno-stawiski")).details == other
    assert await list_branches(engine, LOMZA) == []


async def test_a_branch_belongs_to_one_office(engine: AsyncEngine) -> None:
    await save_branch(engine, KOLNO, "stawiski", FILIA)
    assert await refused(save_branch(engine, LOMZA, "stawiski", FILIA)) == [
        "Identyfikator „stawiski” ma już filia innego urzędu."
    ]
    for wish in (
        get_branch(engine, LOMZA, "stawiski"),
        deactivate_branch(engine, LOMZA, "stawiski", NINE),
        restore_branch(engine, LOMZA, "stawiski"),
        list_branches(engine, "99999"),
        save_branch(engine, "99999", "stawiski", FILIA),
    ):
        with pytest.raises(NotFound):
            await wish
    assert (await get_branch(engine, KOLNO, "stawiski")).deactivated_at is None
