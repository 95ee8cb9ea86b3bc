"""What employers may look for, on a real database: never fewer than five people alike, however often one asks."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.profile_tables import (
    InterestClientRow,
    ProfileLookRow,
    ProfileMemberRow,
    ProfileSearchRow,
)
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import Client
from core.errors import NotFound
from market.candidates import interest_store
from market.candidates.anonymity import LEAST, STEPS, Filters
from market.candidates.interest import (
    MOST_OPEN,
    OPEN_TIME,
    ROWS_A_DAY,
    TOLD_TIME,
    Answer,
    Channel,
    Gives,
    NotPossible,
    State,
)
from market.candidates.publication_store import Seen, publish_profiles, search_profiles
from tests.support.database.offices import put_shipped_offices
from tests.support.database.postgres import engine_for
from tests.support.market.registered import COOK, NOW, WELDER, Someone, put_employer, put_people

pytestmark = pytest.mark.anyio


async def searched(engine: AsyncEngine, filters: Filters, employer: str = "employer-1", limit: int = 20) -> Seen:
    async with engine.begin() as connection:
        return await search_profiles(connection, employer, "employerkey-1", filters, limit, NOW)


_PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["20060", "20620", "20610"]),
        st.sampled_from([WELDER, "721203", "741103", COOK, "512002"]),
        st.sampled_from([0, 1, 4, 20]),
        st.sampled_from([None, "Prawo jazdy B", "Suwnice"]),
        st.booleans() | st.just(True),
    ),
    max_size=60,
)
_FILTERS = st.builds(
    Filters,
    occupation=st.sampled_from(["", "7", "72", "7212", WELDER, "5", COOK]),
    offices=st.frozensets(st.sampled_from(["20060", "20620"]), max_size=1),
    years=st.frozensets(st.sampled_from(["bez doświadczenia", "ponad 10 lat"]), max_size=1),
    licences=st.frozensets(st.sampled_from(["prawo jazdy b", "suwnice"]), max_size=2),
)


@given(
    people=_PEOPLE, series=st.lists(_FILTERS, min_size=1, max_size=8), gone=st.sets(st.integers(0, 59), max_size=9)
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_series_of_searches_tells_fewer_than_five_people_apart(
    dsn: str, anyio_backend: str, people: list[Someone], series: list[Filters], gone: set[int]
) -> None:
    """Of any population, also when some take their consent back in the middle: every set of people that answers
    tell apart, by any combination of them, is empty or has five at least."""

    async def check() -> None:
        async with engine_for(dsn) as engine:
            async with engine.begin() as connection:
                await connection.execute(text("TRUNCATE client, profile_publication, profile_search CASCADE"))
                is_new = await connection.scalar(text("SELECT count(*) FROM office")) == 0
            if is_new:
                await put_shipped_offices(engine)
            await put_people(engine, people)
            await publish_profiles(engine, NOW)
            agreeing = {f"client-{number}" for number, each in enumerate(people) if each[4]}
            told: dict[str, set[str]] = defaultdict(set)
            for place, filters in enumerate(series):
                if place == len(series) // 2:
                    leaving = {f"client-{number}" for number in gone}
                    async with engine.begin() as connection:
                        await connection.execute(delete(ConsentRow).where(ConsentRow.client_id.in_(leaving)))
                    agreeing -= leaving
                seen = await searched(engine, filters)
                for each in seen.rows or ():
                    members = set(each.group.members)
                    assert members <= agreeing
                    assert len(members) >= LEAST
                    assert each.group.at_least in STEPS
                    assert each.group.at_least <= len(members)
                    told[each.id] = members
            # Groups never share anybody, so whoever cuts answers with one another has whole groups left.
            assert sum(map(len, told.values())) == len(set().union(*told.values()))
            # And what is said of a group is true of each of its people.
            by_id = {f"client-{number}": each for number, each in enumerate(people)}
            async with engine.connect() as connection:
                rows = await connection.execute(
                    text("SELECT g.*, m.client_id FROM profile_group g JOIN profile_member m ON m.group_id = g.id")
                )
                for row in rows:
                    office, occupation, _, licence, _ = by_id[row.client_id]
                    assert occupation.startswith(row.occupation)
                    assert row.office in (None, office)
                    assert set(row.licences) <= {(licence or "").lower()}

    anyio.run(check)


async def a_group_of_welders(engine: AsyncEngine) -> str:
    await put_shipped_offices(engine)
    await put_employer(engine)
    await put_people(engine, [("20060", WELDER, 4, None, True)] * 6 + [("20060", COOK, 4, None, True)] * 4)
    await publish_profiles(engine, NOW)
    [shown] = (await searched(engine, Filters(WELDER))).rows or ()
    return shown.id


async def test_each_row_that_is_shown_is_written_down_and_the_day_has_a_ceiling(engine: AsyncEngine) -> None:
    group = await a_group_of_welders(engine)
    assert (await searched(engine, Filters("9"))).rows == []
    async with engine.begin() as connection:
        looks = (await connection.execute(select(ProfileLookRow.group_id))).scalars().all()
        rows = (await connection.execute(select(ProfileSearchRow.rows).order_by(ProfileSearchRow.at))).scalars()
        assert (list(looks), sorted(rows)) == ([group], [0, 1])
        await connection.execute(update(ProfileSearchRow).values(rows=ROWS_A_DAY))
    assert (await searched(engine, Filters(WELDER))).rows is None
    assert (await searched(engine, Filters(WELDER), "employer-2")).rows, "each employer has an own ceiling"
    async with engine.begin() as connection:
        await connection.execute(update(ProfileSearchRow).values(at=NOW - timedelta(days=1)))
    assert (await searched(engine, Filters(WELDER))).rows


WISH = {"position": "Spawacz", "message": "Łomża, jedna zmiana", "contact": "Anna Kowal, 86 215 00 00"}


async def test_an_employer_asks_the_office_asks_and_the_contact_is_given_to_whom_it_was_agreed(
    engine: AsyncEngine,
) -> None:
    group = await a_group_of_welders(engine)

    async def told(at: datetime = NOW) -> list[str]:
        async with engine.begin() as connection:
            return [
                each.client_id for each in await interest_store.told_clients(connection, "employer-1", wish, at)
            ]

    with pytest.raises(NotFound):  # never shown to that one
        await interest_store.express(engine, "employer-2", "k", interest_store.Wish(group, **WISH), NOW)
    wish = await interest_store.express(engine, "employer-1", "k", interest_store.Wish(group, **WISH), NOW)
    [row] = await interest_store.of_offices(engine, {"20060"}, is_over=False, limit=9)
    assert (row.employer, row.position, row.state) == ("Mleczarnia", "Spawacz", "open")
    assert await interest_store.of_offices(engine, {"20610"}, is_over=False, limit=9) == []
    with pytest.raises(NotPossible, match="nikt jeszcze nie zapytał"):
        await interest_store.answer(engine, row.id, "client-1", Answer.AGREED, {Gives.PHONE}, "k1", NOW)
    for client in ("client-1", "client-2"):
        await interest_store.ask(engine, row.id, client, Channel.PHONE, "k1", NOW)
    with pytest.raises(NotPossible, match="została już zapytana"):
        await interest_store.ask(engine, row.id, "client-1", Channel.PHONE, "k1", NOW)
    with pytest.raises(NotPossible, match="Czekamy"):
        await interest_store.close(engine, row.id, "k1", NOW)
    await interest_store.answer(engine, row.id, "client-2", Answer.REFUSED, set(), "k1", NOW)
    assert await told() == []
    with pytest.raises(NotPossible, match="co osoba pozwala"):
        await interest_store.answer(engine, row.id, "client-1", Answer.AGREED, set(), "k1", NOW)
    await interest_store.answer(engine, row.id, "client-1", Answer.AGREED, {Gives.PHONE}, "k1", NOW)
    assert await told() == ["client-1"]
    assert await interest_store.close(engine, row.id, "k1", NOW) is State.GIVEN
    assert await told(NOW + TOLD_TIME - timedelta(seconds=1)) == ["client-1"]
    assert await told(NOW + TOLD_TIME) == []
    asked = {each.client_id: each for each in await interest_store.asked_of(engine, row.id)}
    assert (asked["client-1"].told_at, asked["client-2"].told_at) == (NOW, None)
    await interest_store.answer(engine, row.id, "client-1", Answer.REFUSED, set(), "k1", NOW)
    assert await told() == [], "who takes it back is told no more"
    with pytest.raises(NotPossible):
        await interest_store.withdraw(engine, "employer-1", wish, NOW)


async def test_what_is_withdrawn_or_late_tells_nobody_and_a_group_that_shrinks_is_not_there(
    engine: AsyncEngine,
) -> None:
    group = await a_group_of_welders(engine)
    wishes = [
        await interest_store.express(engine, "employer-1", "k", interest_store.Wish(group, **WISH), NOW)
        for _ in range(MOST_OPEN)
    ]
    with pytest.raises(NotPossible, match="najwyżej"):
        await interest_store.express(engine, "employer-1", "k", interest_store.Wish(group, **WISH), NOW)
    rows = await interest_store.of_offices(engine, None, is_over=False, limit=99)
    first = next(row.id for row in rows if row.request_id == wishes[0])
    await interest_store.ask(engine, first, "client-0", Channel.MESSAGE, "k1", NOW)
    await interest_store.answer(engine, first, "client-0", Answer.AGREED, {Gives.EMAIL}, "k1", NOW)
    await interest_store.withdraw(engine, "employer-1", wishes[0], NOW)
    async with engine.begin() as connection:
        assert await interest_store.told_clients(connection, "employer-1", wishes[0], NOW) == []
    late = NOW + OPEN_TIME
    second = next(row.id for row in rows if row.request_id == wishes[1])
    with pytest.raises(NotPossible, match="zamknięte"):
        await interest_store.ask(engine, second, "client-1", Channel.PHONE, "k1", late)
    assert await interest_store.end_late_ones(engine, late) == MOST_OPEN - 1
    async with engine.begin() as connection:
        await connection.execute(delete(ConsentRow).where(ConsentRow.client_id.in_(["client-4", "client-5"])))
    assert (await searched(engine, Filters(WELDER))).rows == []
    with pytest.raises(NotFound):
        await interest_store.express(engine, "employer-1", "k", interest_store.Wish(group, **WISH), late)


async def test_nobody_who_was_erased_stays_in_a_group_or_a_question(engine: AsyncEngine) -> None:
    group = await a_group_of_welders(engine)
    await interest_store.express(engine, "employer-1", "k", interest_store.Wish(group, **WISH), NOW)
    [row] = await interest_store.of_offices(engine, None, is_over=False, limit=9)
    await interest_store.ask(engine, row.id, "client-3", Channel.PHONE, "k1", NOW)
    async with engine.begin() as connection:
        await connection.execute(delete(Client).where(Client.id == "client-3"))
        for table in (ProfileMemberRow, InterestClientRow):
            query: Any = select(table.client_id).where(table.client_id == "client-3")
            assert (await connection.execute(query)).all() == []
