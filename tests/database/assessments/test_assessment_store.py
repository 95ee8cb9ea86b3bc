"""Assessments in the database: lots, drafts, versions, answers, figures; two who act at once."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import anyio
import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from assessments import sheet_store
from assessments.form import SHIPPED, SHIPPED_ID, Criteria, Criterion, FormRefused
from assessments.form_store import NewForm, list_forms, set_form
from assessments.sample_store import SampleRefused, StoredSample, WantedSample, draw_sample, list_samples
from assessments.scoring import ScoresRefused
from assessments.sheet import TIME_TO_ANSWER, OwnConversation, StepRefused
from assessments.sheet_store import Assessment, Filled, Seen, Wanted, get_assessment, list_assessments
from assessments.summary_store import read_summary
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSheetRow
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.staff_tables import Account
from core.errors import NotFound, StaleVersion
from tests.api.people import hire
from tests.support.database.assessments import MONDAY, WHOLE, put_calls, put_recording

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOW.date()
EVE = TODAY - timedelta(days=1)
KOLNO, BOSS, JAN, OLA = "20060", "kierownik-20060", "k20060-1", "k20060-2"
SUPERVISOR = Seen(BOSS, frozenset({KOLNO}))
OTHER_OFFICE = Seen("kierownik-20610", frozenset({"20610"}))
FILLED = Filled(WHOLE, {"greeting": "Miłe powitanie."}, "Dobra rozmowa.")


@pytest.fixture(autouse=True)
async def _people(engine: AsyncEngine) -> None:
    await hire(engine)


async def draw(
    engine: AsyncEngine, per_consultant: int = 2, assessors: tuple[str, ...] = (BOSS,), seed: str = "seed"
) -> StoredSample:
    wanted = WantedSample(KOLNO, date(2026, 11, 16), date(2026, 11, 22), per_consultant, assessors)
    return await draw_sample(engine, wanted, seed, BOSS, NOW, TODAY)


async def listed(engine: AsyncEngine, seen: Seen = SUPERVISOR, **wanted: Any) -> list[dict[str, Any]]:
    rows, _ = await list_assessments(engine, seen, Wanted(**wanted), limit=100, after=None)
    return [dict(row) for row in rows]


async def drawn_one(engine: AsyncEngine) -> str:
    """A conversation of Jan that was drawn."""
    await put_calls(engine, JAN, 1)
    await draw(engine, 1)
    [row] = await listed(engine)
    return str(row["id"])


async def given_one(engine: AsyncEngine) -> str:
    one = await drawn_one(engine)
    await sheet_store.save_draft(engine, SUPERVISOR, one, 1, FILLED, NOW)
    await sheet_store.give(engine, SUPERVISOR, one, 2, NOW)
    return one


# -- lots


async def test_each_consultant_of_the_office_gets_the_same_number_and_who_has_few_is_said(
    engine: AsyncEngine,
) -> None:
    await put_calls(engine, JAN, 8)
    await put_calls(engine, OLA, 1)
    await put_calls(engine, "k20610-1", 5)
    stored = await draw(engine, 3)
    assert Counter(row["agent"] for row in await listed(engine)) == {JAN: 3, OLA: 1}
    assert stored.row["counts"] == {
        JAN: {"there": 8, "drawn": 3, "left_out": 0},
        OLA: {"there": 1, "drawn": 1, "left_out": 0},
    }
    days = Counter(row["talked_on"] for row in await listed(engine, agent=JAN))
    assert set(days.values()) == {1}


async def test_no_conversation_is_drawn_twice_also_by_two_supervisors_at_once(engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 5)
    refused: list[str] = []

    async def draws(seed: str) -> None:
        try:
            await draw(engine, 2, seed=seed)
        except SampleRefused:
            refused.append(seed)

    async with anyio.create_task_group() as tasks:
        for number in range(4):
            tasks.start_soon(draws, str(number))
    calls = [row["call_id"] for row in await listed(engine)]
    assert sorted(calls) == sorted(f"call-{JAN}-{number}" for number in range(5))
    assert len(refused) == 1  # two, two, one, and nothing was left
    samples, following = await list_samples(engine, frozenset({KOLNO}), limit=2, after=None)
    rest, _ = await list_samples(engine, frozenset({KOLNO}), limit=2, after=following)
    assert [len(samples), len(rest)] == [2, 1]
    assert await list_samples(engine, frozenset({"20610"}), limit=2, after=None) == ([], None)


async def test_a_lot_says_how_many_were_given_set_aside_and_left(engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 4)
    stored = await draw(engine, 4)
    assert (stored.to_assess, stored.given, stored.set_aside) == (4, 0, 0)
    first, second, third, _ = [str(row["id"]) for row in await listed(engine)]
    for one in (first, second):
        await sheet_store.save_draft(engine, SUPERVISOR, one, 1, FILLED, NOW)
    await sheet_store.give(engine, SUPERVISOR, first, 2, NOW)
    await sheet_store.set_aside(engine, SUPERVISOR, third, 1, "technical_fault", NOW)
    [[lot], _] = await list_samples(engine, frozenset({KOLNO}), limit=1, after=None)
    assert (lot.to_assess, lot.given, lot.set_aside) == (2, 1, 1)


async def test_only_conversations_that_are_over_long_enough_and_of_these_days_are_drawn(
    engine: AsyncEngine,
) -> None:
    await put_calls(engine, JAN, 1)
    await put_calls(engine, JAN, 1, first=1, talk_time=9.9)
    await put_calls(engine, JAN, 1, first=2, ended_at=None)
    await put_calls(engine, JAN, 1, first=3, connected_at=None)
    sunday = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # Monday in Warsaw
    await put_calls(engine, JAN, 1, first=4, connected_at=sunday)
    await put_calls(engine, JAN, 1, first=5, connected_at=sunday - timedelta(seconds=1))
    await draw(engine, 9)
    assert {row["call_id"] for row in await listed(engine)} == {f"call-{JAN}-0", f"call-{JAN}-5"}


@pytest.mark.parametrize("state", ["recording", "failed", "expired", "destroyed", "missing"])
async def test_what_may_not_be_heard_is_assessed_by_the_timeline(engine: AsyncEngine, state: str) -> None:
    heard, silent = await put_calls(engine, JAN, 2)
    await put_recording(engine, heard, "packed")
    await put_recording(engine, silent, state)
    stored = await draw(engine, 2)
    assert stored.with_recording == 1
    found = {row["call_id"]: (row["basis"], row["recording_id"]) for row in await listed(engine)}
    assert found == {heard: ("recording", f"rec-{heard}"), silent: ("timeline", None)}


async def test_what_is_another_office_s_clients_is_not_heard(engine: AsyncEngine) -> None:
    [call] = await put_calls(engine, JAN, 1, office="20610")
    await put_recording(engine, call, office="20610")
    await draw(engine, 1)
    assert [row["basis"] for row in await listed(engine)] == ["timeline"]


async def test_a_recording_that_was_withdrawn_since_is_said_to_be_gone(engine: AsyncEngine) -> None:
    [call] = await put_calls(engine, JAN, 1)
    await put_recording(engine, call)
    await draw(engine, 1)
    [row] = await listed(engine)
    assert (await get_assessment(engine, SUPERVISOR, row["id"])).is_heard
    async with engine.begin() as connection:
        await connection.execute(update(RecordingRow).values(state="destroyed"))
    found = await get_assessment(engine, SUPERVISOR, row["id"])
    assert (found.row["basis"], found.is_heard) == ("recording", False)


async def test_a_supervisor_who_led_conversations_gets_those_of_others_alone(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == OLA).values(role="supervisor"))
    await put_calls(engine, JAN, 4)
    await put_calls(engine, OLA, 4)
    await draw(engine, 4, (BOSS, OLA))
    for row in await listed(engine):
        assert row["assessor"] != row["agent"]
    assert Counter(row["assessor"] for row in await listed(engine)) == {BOSS: 4, OLA: 4}
    with pytest.raises(IntegrityError):  # whatever the code above does
        async with engine.begin() as connection:
            await connection.execute(update(AssessmentRow).values(assessor=AssessmentRow.agent))


async def test_assessors_are_supervisors_of_the_office(engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 4)
    for stranger in ("kierownik-20610", JAN, "nobody", "administrator"):
        with pytest.raises(SampleRefused) as refused:
            await draw(engine, 1, (BOSS, stranger))
        assert refused.value.fields[0][0] == "assessors"
    assert await listed(engine) == []


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 11, 20), date(2026, 11, 19), "last_day"),
        (date(2026, 1, 1), date(2026, 11, 19), "last_day"),
        (date(2026, 11, 25), date(2026, 11, 26), "first_day"),
        (date(2026, 11, 1), date(2026, 11, 10), "first_day"),
        (date(2026, 11, 10), date(2026, 11, 25), "last_day"),
        # Of these days there are conversations: of so few days one would be pointed at.
        (date(2026, 11, 16), date(2026, 11, 16), "first_day"),
        (date(2026, 11, 16), date(2026, 11, 21), "first_day"),
    ],
)
async def test_days_that_cannot_be_are_refused(engine: AsyncEngine, first: date, last: date, field: str) -> None:
    await put_calls(engine, JAN, 1)
    with pytest.raises(SampleRefused) as refused:
        await draw_sample(engine, WantedSample(KOLNO, first, last, 1, (BOSS,)), "s", BOSS, NOW, TODAY)
    assert [name for name, _ in refused.value.fields] == [field]


# -- sheets


async def test_a_draft_is_saved_given_answered_and_closed(engine: AsyncEngine) -> None:
    one = await drawn_one(engine)
    consultant = Seen(JAN)
    half = await sheet_store.save_draft(engine, SUPERVISOR, one, 1, Filled({"greeting": 3}, {}, ""), NOW)
    assert (half.row["state"], half.row["version"], half.sheets[0]["result"]) == ("draft", 2, 100.0)
    with pytest.raises(ScoresRefused):
        await sheet_store.give(engine, SUPERVISOR, one, 2, NOW)
    with pytest.raises(NotFound):
        await get_assessment(engine, consultant, one)
    assert await listed(engine, consultant) == []
    whole = await sheet_store.save_draft(engine, SUPERVISOR, one, 2, FILLED, NOW)
    assert len(whole.sheets) == 1  # a draft is written over
    await sheet_store.give(engine, SUPERVISOR, one, 3, NOW)
    [row] = await listed(engine, consultant)
    assert (row["state"], row["result"], row["agent_name"]) == ("given", 100.0, f"Osoba {JAN}")
    answered = await sheet_store.answer(engine, consultant, one, 4, "acknowledged", "Dziękuję.", NOW)
    [sheet] = answered.sheets
    assert (sheet["answer_kind"], sheet["answer"], sheet["answered_at"]) == ("acknowledged", "Dziękuję.", NOW)
    with pytest.raises(StepRefused):
        await sheet_store.answer(engine, consultant, one, 5, "disputed", "Jednak nie.", NOW)
    closed = await sheet_store.close(engine, SUPERVISOR, one, 5, NOW)
    assert (closed.row["state"], closed.row["closed_at"]) == ("closed", NOW)


async def test_a_correction_is_a_new_version_and_the_one_of_before_stays_with_its_answer(
    engine: AsyncEngine,
) -> None:
    one = await given_one(engine)
    consultant = Seen(JAN)
    await sheet_store.answer(engine, consultant, one, 3, "disputed", "Przywitałem się.", NOW)
    lower = Filled({**WHOLE, "identity": 0}, {}, "")
    later = NOW + timedelta(days=1)
    corrected = await sheet_store.correct(engine, SUPERVISOR, one, 4, lower, "Brak weryfikacji", later)
    assert corrected.row["state"] == "given"
    told = (await get_assessment(engine, consultant, one)).sheets
    assert [(s["number"], s["result"], s["answer"], s["corrected_for"], s["given_at"]) for s in told] == [
        (1, 100.0, "Przywitałem się.", "", NOW),
        (2, 0.0, "", "Brak weryfikacji", later),
    ]
    await sheet_store.answer(engine, consultant, one, 5, "acknowledged", "", later)
    await sheet_store.close(engine, SUPERVISOR, one, 6, later)
    again = await sheet_store.correct(engine, SUPERVISOR, one, 7, FILLED, "Pomyłka w kryterium", later)
    assert (len(again.sheets), again.row["state"], again.row["closed_at"]) == (3, "given", None)
    [row] = await listed(engine)
    assert row["result"] == 100.0


async def test_of_two_supervisors_at_once_the_second_reads_again(engine: AsyncEngine) -> None:
    one = await drawn_one(engine)
    outcomes: list[str] = []

    async def saves(remark: str) -> None:
        try:
            await sheet_store.save_draft(engine, SUPERVISOR, one, 1, Filled({}, {}, remark), NOW)
            outcomes.append("saved")
        except StaleVersion as stale:
            outcomes.append(f"stale {stale.version}")

    async with anyio.create_task_group() as tasks:
        for number in range(4):
            tasks.start_soon(saves, str(number))
    assert sorted(outcomes) == ["saved", *["stale 2"] * 3]
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(AssessmentSheetRow)) == 1


async def test_an_answer_and_a_correction_at_once_leave_no_answer_on_another_version(
    engine: AsyncEngine,
) -> None:
    one = await given_one(engine)
    stale: list[str] = []

    async def answers() -> None:
        try:
            await sheet_store.answer(engine, Seen(JAN), one, 3, "acknowledged", "Tak.", NOW)
        except StaleVersion:
            stale.append("answer")

    async def corrects() -> None:
        try:
            await sheet_store.correct(engine, SUPERVISOR, one, 3, FILLED, "Poprawka", NOW)
        except StaleVersion:
            stale.append("correction")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(answers)
        tasks.start_soon(corrects)
    sheets = (await get_assessment(engine, SUPERVISOR, one)).sheets
    assert len(stale) == 1
    assert [sheet["answer"] for sheet in sheets] == (["Tak."] if stale == ["correction"] else ["", ""])


ACTS = ["save_draft", "give", "correct", "close", "set_aside", "assign"]


async def act(engine: AsyncEngine, name: str, seen: Seen, one: str, read: int) -> Assessment:
    match name:
        case "save_draft":
            return await sheet_store.save_draft(engine, seen, one, read, FILLED, NOW)
        case "give":
            return await sheet_store.give(engine, seen, one, read, NOW)
        case "correct":
            return await sheet_store.correct(engine, seen, one, read, FILLED, "Poprawka", NOW)
        case "close":
            return await sheet_store.close(engine, seen, one, read, NOW)
        case "set_aside":
            return await sheet_store.set_aside(engine, seen, one, read, "technical_fault", NOW)
        case _:
            return await sheet_store.assign(engine, seen, one, read, BOSS)


@pytest.mark.parametrize("name", ACTS)
async def test_nobody_touches_the_own_conversation_nor_another_office_s(engine: AsyncEngine, name: str) -> None:
    one = await given_one(engine) if name in ("correct", "close") else await drawn_one(engine)
    own = Seen(JAN, frozenset({KOLNO}))  # a supervisor who takes calls
    with pytest.raises(OwnConversation):
        await act(engine, name, own, one, 1)
    with pytest.raises(NotFound):
        await act(engine, name, OTHER_OFFICE, one, 1)
    with pytest.raises(NotFound):
        await act(engine, name, OTHER_OFFICE, "assessment-nobody", 1)


@pytest.mark.parametrize("name", ACTS)
async def test_what_is_late_is_told_the_version_that_stands(engine: AsyncEngine, name: str) -> None:
    one = await given_one(engine) if name in ("correct", "close") else await drawn_one(engine)
    with pytest.raises(StaleVersion):
        await act(engine, name, SUPERVISOR, one, 9)


async def test_a_supervisor_sees_an_assessment_of_the_own_work_only_once_it_is_given(engine: AsyncEngine) -> None:
    one = await drawn_one(engine)
    own = Seen(JAN, frozenset({KOLNO}))
    await sheet_store.save_draft(engine, SUPERVISOR, one, 1, FILLED, NOW)
    assert await listed(engine, own) == []
    with pytest.raises(NotFound):
        await get_assessment(engine, own, one)
    await sheet_store.give(engine, SUPERVISOR, one, 2, NOW)
    assert [row["id"] for row in await listed(engine, own)] == [one]


async def test_another_s_sheet_is_taken_over_first(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == OLA).values(role="supervisor"))
    one = await drawn_one(engine)
    deputy = Seen(OLA, frozenset({KOLNO}))
    with pytest.raises(StepRefused):
        await sheet_store.save_draft(engine, deputy, one, 1, FILLED, NOW)
    for stranger in ("kierownik-20610", "nobody"):
        with pytest.raises(StepRefused):
            await sheet_store.assign(engine, deputy, one, 1, stranger)
    with pytest.raises(OwnConversation):
        await sheet_store.assign(engine, deputy, one, 1, JAN)
    await sheet_store.assign(engine, deputy, one, 1, OLA)
    assert (await sheet_store.save_draft(engine, deputy, one, 2, FILLED, NOW)).sheets[0]["by"] == OLA


async def test_an_answer_is_waited_for(engine: AsyncEngine) -> None:
    one = await given_one(engine)
    with pytest.raises(StepRefused):
        await sheet_store.close(engine, SUPERVISOR, one, 3, NOW + TIME_TO_ANSWER - timedelta(seconds=1))
    await sheet_store.close(engine, SUPERVISOR, one, 3, NOW + TIME_TO_ANSWER)


async def test_what_was_set_aside_is_not_drawn_again_and_counts_nowhere(engine: AsyncEngine) -> None:
    one = await drawn_one(engine)
    aside = await sheet_store.set_aside(engine, SUPERVISOR, one, 1, "wrong_connection", NOW)
    assert (aside.row["state"], aside.row["set_aside_for"]) == ("set_aside", "wrong_connection")
    with pytest.raises(SampleRefused):
        await draw(engine, 1)


async def test_the_conversation_is_told_without_whose_it_was(engine: AsyncEngine) -> None:
    found = await get_assessment(engine, SUPERVISOR, await drawn_one(engine))
    assert found.call == {
        "started_at": MONDAY,
        "connected_at": MONDAY,
        "wait_time": 12.0,
        "talk_time": 170.0,
        "hold_time": None,
        "direction": "inbound",
    }
    async with engine.begin() as connection:
        await connection.execute(delete(CallRow))
    assert (await get_assessment(engine, SUPERVISOR, str(found.row["id"]))).call == {}


async def test_pages_follow_each_other(engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 5)
    await draw(engine, 5)
    after, seen = None, []
    while True:
        rows, after = await list_assessments(engine, SUPERVISOR, Wanted(), limit=2, after=after)
        seen += [row["id"] for row in rows]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert await listed(engine, OTHER_OFFICE) == []


# -- forms


ONE = Criteria(title="Nowy", criteria=(Criterion(key="a", title="Kryterium"),))


async def test_a_form_holds_from_its_day_on_and_its_place_has_versions(engine: AsyncEngine) -> None:
    later = date(2026, 12, 1)
    await set_form(engine, NewForm(KOLNO, None, ONE, later), 0, BOSS, NOW, EVE)
    for read in (0, 2):
        with pytest.raises(StaleVersion) as stale:
            await set_form(engine, NewForm(KOLNO, None, ONE, TODAY), read, BOSS, NOW, EVE)
        assert stale.value.version == 1
    await set_form(engine, NewForm(KOLNO, None, ONE, TODAY), 1, BOSS, NOW, EVE)
    await set_form(engine, NewForm(KOLNO, None, None, later), 2, BOSS, NOW, EVE)
    await set_form(engine, NewForm(KOLNO, "employer", ONE, TODAY), 0, BOSS, NOW, EVE)
    await set_form(engine, NewForm("20610", None, ONE, TODAY), 0, BOSS, NOW, EVE)
    spans = [
        (each.form.topic, each.form.version, each.form.valid_from, each.form.valid_to, each.form.content is None)
        for each in await list_forms(engine, frozenset({KOLNO}))
    ]
    assert spans == [
        (None, 2, TODAY, later, False),
        (None, 1, later, later, False),
        (None, 3, later, None, True),
        ("employer", 1, TODAY, None, False),
    ]
    with pytest.raises(FormRefused):
        await set_form(engine, NewForm(KOLNO, None, ONE, EVE), 3, BOSS, NOW, EVE)


async def test_of_two_who_set_a_form_at_once_one_is_told_to_read_again(engine: AsyncEngine) -> None:
    outcomes: list[str] = []

    async def sets() -> None:
        try:
            await set_form(engine, NewForm(None, None, ONE, TODAY), 0, BOSS, NOW, EVE)
            outcomes.append("saved")
        except StaleVersion:
            outcomes.append("stale")

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(sets)
    assert sorted(outcomes) == ["saved", "stale", "stale"]


async def test_an_assessment_keeps_the_form_of_the_day_of_its_conversation(engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 2)
    await draw(engine, 1)
    long_ago = datetime(2026, 11, 1, tzinfo=UTC)
    await set_form(
        engine, NewForm(KOLNO, None, ONE, long_ago.date()), 0, BOSS, long_ago, long_ago.date() - timedelta(days=1)
    )
    await draw(engine, 1)
    first, second = sorted(await listed(engine), key=lambda row: str(row["form_id"] == SHIPPED_ID), reverse=True)
    assert first["form_id"] == SHIPPED_ID
    assert (await get_assessment(engine, SUPERVISOR, first["id"])).content == SHIPPED
    assert (await get_assessment(engine, SUPERVISOR, second["id"])).content == ONE


# -- figures


async def test_figures_are_of_what_was_given_in_its_newest_version(engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 6)
    await draw(engine, 6)
    for number, row in enumerate(await listed(engine)):
        await sheet_store.save_draft(engine, SUPERVISOR, row["id"], 1, FILLED, NOW)
        if number:
            await sheet_store.give(engine, SUPERVISOR, row["id"], 2, NOW)
    given = await listed(engine, state="given")
    zero = Filled({**WHOLE, "identity": 0}, {}, "")
    await sheet_store.correct(engine, SUPERVISOR, given[0]["id"], 3, zero, "Brak weryfikacji", NOW)
    span = (date(2026, 11, 16), date(2026, 11, 22))
    summary, names = await read_summary(engine, SUPERVISOR, None, *span)
    assert (summary.offices[KOLNO].n, summary.offices[KOLNO].mean) == (5, 80.0)
    assert summary.consultants[KOLNO, JAN].mean == 80.0
    assert summary.criteria[KOLNO, "identity"].mean == 80.0
    assert names == {JAN: f"Osoba {JAN}"}
    own, _ = await read_summary(engine, Seen(JAN), None, *span)
    assert own.consultants[KOLNO, JAN].mean == 80.0
    for seen, office in ((OTHER_OFFICE, None), (Seen(OLA), None), (SUPERVISOR, "20610")):
        nothing, _ = await read_summary(engine, seen, office, *span)
        assert nothing.offices == {}
