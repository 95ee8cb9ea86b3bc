"""The rules of queues, call-backs, and what consultants serve, on the real database."""

from datetime import timedelta
from typing import Any

import anyio
import msgspec
import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import CallbackFilter, list_callbacks, open_callbacks
from acd.choice.queue_policy import QueuePolicy, SkillStep, faults
from acd.defaults import default_policies
from acd.live.queues import QueueOffice
from acd.policy_store import list_policies, load_policies, next_policy_change, policies_in_force, save_policy
from acd.staffing.hiring_store import dismiss
from acd.staffing.served_store import end_serving, list_servings, plan_serving, set_served
from acd.store import get_agent, load_agents, load_queue_offices
from acd.waiting.callbacks import CallbackOrder
from core.acting import Acting, acts
from core.db.tables.centre.call_tables import CallbackRow, EventRow
from core.db.tables.centre.office_tables import QueuePolicyRow
from core.db.tables.staff_tables import AuditRow
from core.errors import NotFound, SettingsRefused
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from ivr.defaults import offices as shipped_offices
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import NINE, Story
from tests.support.database.offices import put_consultant

pytestmark = pytest.mark.anyio

KOLNO, LOMZA, GRAJEWO, WUP = "20060", "20620", "20040", "20000"
HOUR = timedelta(hours=1)


@pytest.fixture
async def engine(engine: AsyncEngine, shipped_offices: None) -> AsyncEngine:
    """All offices with the shipped rules, and a consultant in each of three."""
    for office in (KOLNO, LOMZA, WUP):
        await put_consultant(engine, f"k{office}-1", office)
    day_before = NINE - 24 * HOUR
    written = {"valid_from": day_before, "valid_to": None, "changed_by": "system", "changed_at": day_before}
    rules = {office: policy.model_dump(mode="json") for office, policy in default_policies().items()}
    async with engine.begin() as connection:
        await connection.execute(
            insert(QueuePolicyRow),
            [
                {"id": f"policy-{office}", "office": office, "settings": rules[office], **written}
                for office in rules
            ],
        )
    return engine


async def save(
    engine: AsyncEngine, office: str = KOLNO, begin: float = 0, end: float | None = None, **rules: Any
) -> Any:
    """Save rules from so many hours after nine on."""
    policy = QueuePolicy(**{"neighbours": (LOMZA, GRAJEWO), **rules})
    valid_to = None if end is None else NINE + end * HOUR
    return await save_policy(engine, office, policy, NINE + begin * HOUR, valid_to, "kierownik", NINE)


USUAL = QueuePolicy().activate_ratio


async def ratio_at(engine: AsyncEngine, hours: float, office: str = KOLNO) -> float:
    """Which rules hold then: told apart by the ratio at which help begins."""
    ratio = (await load_policies(engine, NINE + hours * HOUR))[office].activate_ratio
    assert ratio is not None
    return ratio


async def test_what_ships_has_no_fault_and_every_office_has_rules() -> None:
    offices = {o["code"]: o["seat"] for o in shipped_offices()}
    policies = default_policies()
    assert policies.keys() == offices.keys()
    assert faults(policies, offices, dict.fromkeys(offices, 1), WUP) == []
    for office, policy in policies.items():
        for neighbour in set(policy.neighbours) - {WUP}:  # which helps everybody
            assert office in policies[neighbour].neighbours, "a border has two sides"


async def test_offices_are_named_as_reasons_name_them(engine: AsyncEngine) -> None:
    offices = await load_queue_offices(engine)
    assert offices[LOMZA] == QueueOffice("Łomża", "Łomży")
    assert offices[WUP] == QueueOffice("Wojewódzki Urząd Pracy", "Wojewódzkiego Urzędu Pracy", is_province=True)


async def test_new_rules_hold_from_their_moment_and_the_old_ones_stay_in_the_history(engine: AsyncEngine) -> None:
    row = await save(engine, begin=2, activate_ratio=3.0, topics={"employer": (SkillStep(after=0, level=2),)})
    assert [await ratio_at(engine, hours) for hours in (0, 1.99, 2, 50)] == [USUAL, USUAL, 3.0, 3.0]
    new, old = await list_policies(engine, KOLNO)
    assert (new, old.valid_to, old.changed_by) == (row, NINE + 2 * HOUR, "system")
    assert new.policy is not None
    assert new.policy.topics["employer"][0].level == 2
    assert await next_policy_change(engine, NINE) == NINE + 2 * HOUR
    assert await next_policy_change(engine, NINE + 2 * HOUR) is None


async def test_rules_with_an_end_give_way_to_those_of_before(engine: AsyncEngine) -> None:
    await save(engine, begin=2, end=5, activate_ratio=3.0)
    assert [await ratio_at(engine, hours) for hours in (1, 2, 4.9, 5, 100)] == [USUAL, 3.0, 3.0, USUAL, USUAL]
    assert len(await list_policies(engine, KOLNO)) == 3


async def test_rules_without_an_end_leave_what_was_planned(engine: AsyncEngine) -> None:
    await save(engine, begin=10, activate_ratio=4.0)
    assert (await save(engine, begin=1, activate_ratio=3.0)).valid_to == NINE + 10 * HOUR
    assert [await ratio_at(engine, hours) for hours in (0, 1, 9.9, 10)] == [USUAL, 3.0, 3.0, 4.0]


async def test_two_who_save_at_once_leave_a_history_without_overlaps(engine: AsyncEngine) -> None:
    async with anyio.create_task_group() as tasks:
        for ratio in (2.0, 3.0, 4.0, 5.0):

            async def one(ratio: float = ratio) -> None:
                await save(engine, begin=1, activate_ratio=ratio)

            tasks.start_soon(one)
    in_force = [row for row in await policies_in_force(engine, NINE + 1 * HOUR) if row.office == KOLNO]
    assert len(in_force) == 1


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"neighbours": ()}, "Kolno: urząd nie ma sąsiadów, więc rozmowy nie mają dokąd przejść."),
        ({"neighbours": ("99999",)}, "Kolno: nie ma urzędu 99999."),
        ({"neighbours": (KOLNO,)}, "Kolno: urząd nie może pomagać sam sobie."),
        ({"reserve": 1}, "Kolno: rezerwa 1 jest nie mniejsza niż liczba konsultantów"),
        ({"topics": {"pets": (SkillStep(after=0, level=1),)}}, "Nie ma tematu „pets”."),
        ({"head_starts": {"friends": 60.0}}, "Nie ma pierwszeństwa „friends”."),
    ],
)
async def test_rules_that_make_no_sense_are_refused_with_a_clear_message(
    engine: AsyncEngine, rules: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SettingsRefused, match=r"Ustawień nie zapisano") as refused:
        await save(engine, **rules)
    assert any(problem.startswith(sentence) for problem in refused.value.problems)
    assert len(await list_policies(engine, KOLNO)) == 1


async def test_a_queue_that_nobody_could_serve_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(SettingsRefused, match="Grajewo: nikt nie mógłby odebrać rozmów tej kolejki"):
        await save(engine, GRAJEWO, neighbours=("20080",), everyone_after=None, overflows_when_empty=False)


async def test_a_circle_of_stand_ins_is_refused_also_when_it_would_close_later(engine: AsyncEngine) -> None:
    await save(engine, LOMZA, begin=5, neighbours=(KOLNO,), stand_in=KOLNO)
    with pytest.raises(SettingsRefused, match="Zastępstwa tworzą koło: Kolno → Łomża → Kolno"):
        await save(engine, KOLNO, begin=1, stand_in=LOMZA)
    await save(engine, KOLNO, begin=1, end=5, stand_in=LOMZA)


async def test_faults_of_others_stop_nobody(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        wrong = {"neighbours": ["99999"]}
        await connection.execute(
            update(QueuePolicyRow).where(QueuePolicyRow.office == LOMZA).values(settings=wrong)
        )
    await save(engine, KOLNO, activate_ratio=2.0)


async def test_the_past_is_not_changed_and_time_does_not_run_backwards(engine: AsyncEngine) -> None:
    with pytest.raises(SettingsRefused, match="wstecz"):
        await save(engine, begin=-1)
    with pytest.raises(SettingsRefused, match="do chwili późniejszej"):
        await save(engine, begin=2, end=2)
    with pytest.raises(NotFound):
        await save(engine, "99999")


async def test_rules_that_cannot_be_read_are_left_out_and_stay_in_the_history(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        odd = {"strategy": "by the moon"}
        await connection.execute(update(QueuePolicyRow).where(QueuePolicyRow.office == KOLNO).values(settings=odd))
    assert set(await load_policies(engine, NINE)) == set(default_policies()) - {KOLNO}
    await save(engine, begin=2, end=5, activate_ratio=3.0)
    again, _, _ = await list_policies(engine, KOLNO)
    assert (again.policy, again.settings) == (None, odd)


BOSS = "kierownik-20620"


async def decided(engine: AsyncEngine, kind: str) -> list[dict[str, Any]]:
    """What was written down of decisions about the consultant of these tests."""
    query = (
        select(EventRow.data).where(EventRow.type == kind, EventRow.agent == "k20620-1").order_by(EventRow.number)
    )
    async with engine.connect() as connection:
        return list(await connection.scalars(query.order_by(EventRow.number)))


async def test_queues_and_skills_of_a_consultant_are_replaced(engine: AsyncEngine) -> None:
    await set_served(engine, "k20620-1", [KOLNO, LOMZA, KOLNO], {"employer": 3, "other": 0}, BOSS, NINE)
    agents = {agent.id: agent for agent in await load_agents(engine, NINE)}
    assert agents["k20620-1"].queues == {KOLNO}, "the own office's is served anyway"
    assert agents["k20620-1"].skills == (("employer", 3),)
    assert (agents["k20060-1"].queues, agents["k20060-1"].skills) == (frozenset(), ())
    await set_served(engine, "k20620-1", [], {"seeker": 1}, BOSS, NINE)
    now = await get_agent(engine, "k20620-1", NINE)
    assert now is not None
    assert (now.queues, now.skills) == ((), {"seeker": 1})
    changes = await decided(engine, "ServedQueuesChanged")
    assert [(c["account"], c["queues"], c["skills"]) for c in changes] == [
        (BOSS, [KOLNO], {"employer": 3}),
        (BOSS, [], {"seeker": 1}),
    ]


async def served(engine: AsyncEngine, days: int) -> frozenset[str]:
    """The queues of the consultant of these tests so many days later."""
    return next(a.queues for a in await load_agents(engine, NINE + timedelta(days=days)) if a.id == "k20620-1")


async def test_a_queue_is_served_from_the_first_day_to_the_last_one(engine: AsyncEngine) -> None:
    today = NINE.date()
    first, last = today + timedelta(days=2), today + timedelta(days=4)
    for _ in range(2):  # the same once more changes nothing
        await plan_serving(engine, "k20620-1", KOLNO, first, last, BOSS, NINE)
    assert [bool(await served(engine, days)) for days in range(6)] == [False, False, True, True, True, False]
    [span] = await list_servings(engine, KOLNO)
    assert (span.agent, span.home, span.first_day, span.last_day) == ("k20620-1", LOMZA, first, last)
    assert (span.set_by, span.set_at) == (BOSS, NINE)
    assert await list_servings(engine, KOLNO, {KOLNO}) == []

    with pytest.raises(SettingsRefused, match="w części tych dni"):
        await plan_serving(engine, "k20620-1", KOLNO, last, None, BOSS, NINE)
    with pytest.raises(SettingsRefused, match="w przeszłości"):
        await plan_serving(engine, "k20620-1", KOLNO, today - timedelta(days=1), None, BOSS, NINE)
    with pytest.raises(SettingsRefused, match="poza własnym"):
        await plan_serving(engine, "k20620-1", LOMZA, today, None, BOSS, NINE)

    # Served from today on at once: until what is planned begins.
    await set_served(engine, "k20620-1", [KOLNO], {}, BOSS, NINE)
    assert all([await served(engine, days) for days in range(5)])
    assert [each.first_day for each in await list_servings(engine, KOLNO)] == [first, today]

    await end_serving(engine, "k20620-1", KOLNO, first, last - timedelta(days=1), BOSS, NINE)
    assert not await served(engine, 4)
    later = NINE + timedelta(days=2)
    await end_serving(engine, "k20620-1", KOLNO, first, first - timedelta(days=1), BOSS, later)
    assert [each.first_day for each in await list_servings(engine, KOLNO)] == [today], "it had begun"
    with pytest.raises(SettingsRefused, match="już się skończyło"):
        await end_serving(engine, "k20620-1", KOLNO, today, None, BOSS, later)
    with pytest.raises(NotFound):
        await end_serving(engine, "k20620-1", KOLNO, first, None, BOSS, later)


async def test_what_is_no_longer_served_stays_in_the_history(engine: AsyncEngine) -> None:
    await set_served(engine, "k20620-1", [KOLNO], {}, BOSS, NINE)
    later = NINE + timedelta(days=3)
    await set_served(engine, "k20620-1", [], {}, BOSS, later)
    assert (await get_agent(engine, "k20620-1", later)).queues == ()  # type: ignore[union-attr]
    [span] = await list_servings(engine, KOLNO)
    assert (span.first_day, span.last_day) == (NINE.date(), later.date() - timedelta(days=1))
    await set_served(engine, "k20620-1", [KOLNO], {}, BOSS, later)
    assert [(each.first_day, each.last_day) for each in await list_servings(engine, KOLNO)] == [
        (later.date(), None),
        (NINE.date(), later.date() - timedelta(days=1)),
    ]


async def test_the_audit_log_says_from_what_to_what(engine: AsyncEngine) -> None:
    await set_served(engine, "k20620-1", [], {"employer": 2, "seeker": 1}, BOSS, NINE)
    acts(Acting(BOSS, "set_agent_queues", NINE))
    await set_served(engine, "k20620-1", [], {"employer": 4, "seeker": 1}, BOSS, NINE)
    async with engine.connect() as connection:
        query = select(AuditRow.action, AuditRow.subject_id, AuditRow.before, AuditRow.after)
        rows = await connection.execute(query.where(AuditRow.subject == "agent_skill"))
        assert [tuple(row) for row in rows] == [
            ("update", "k20620-1:employer", {"level": 2}, {"level": 4}),
        ]


async def test_queues_and_skills_that_do_not_exist_are_refused(engine: AsyncEngine) -> None:
    with pytest.raises(SettingsRefused) as refused:
        await set_served(engine, "k20620-1", ["99999"], {"pets": 2}, BOSS, NINE)
    assert refused.value.problems == ["Nie ma urzędu 99999.", "Nie ma tematu „pets”."]
    with pytest.raises(NotFound):
        await set_served(engine, "portiernia", [], {}, BOSS, NINE)


async def test_consultants_who_were_dismissed_do_not_count_for_a_queue(engine: AsyncEngine) -> None:
    await set_served(engine, "k20620-1", [KOLNO], {}, BOSS, NINE)
    await save(engine, reserve=1)  # one of two
    await dismiss(engine, "k20620-1", BOSS, NINE)
    with pytest.raises(SettingsRefused, match="rezerwa 1 jest nie mniejsza niż liczba konsultantów"):
        await save(engine, begin=2, reserve=1)


def ordered(callback: str, due_at: Any = NINE, queue: str = KOLNO) -> CallbackOrdered:
    return CallbackOrdered(
        callback=callback,
        queue=queue,
        callback_number="600100200",
        due_at=due_at,
        topic="employer",
        client_id="client-anna",
    )


async def write(running_log: RunningLog, *facts: AnyEvent) -> None:
    async with running_log() as log:
        for fact in facts:
            log.take(fact)
        await log.flushed()


async def test_a_call_back_is_followed_from_the_order_to_its_end(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    story = Story().rings().then(ordered("callback-1", NINE - timedelta(minutes=3)), after=60)
    story.then(CallbackTried(callback="callback-1", attempt=1, outcome="no_answer", origin="-"), after=600)
    await write(running_log, *story.facts)
    [order] = await open_callbacks(engine)
    assert order == CallbackOrder(
        id="callback-1",
        call_id=story.call_id,
        office=KOLNO,
        topic="employer",
        number="600100200",
        dialled_number="9510",
        due_at=NINE - timedelta(minutes=3),
        client_id="client-anna",
        attempts=1,
    )
    story.then(CallbackTried(callback="callback-1", attempt=2, outcome="talked", origin="-"), after=300)
    await write(running_log, *story.then(CallbackEnded(callback="callback-1", outcome="talked")).facts)
    assert await open_callbacks(engine) == []
    page = await list_callbacks(engine, CallbackFilter(), limit=10)
    [row] = page.callbacks
    assert (row.state, row.attempts, row.last_outcome) == ("talked", 2, "talked")
    assert (row.ordered_at, row.last_tried_at) == (NINE + timedelta(minutes=1), NINE + timedelta(minutes=16))
    assert (row.ended_at, page.after) == (NINE + timedelta(minutes=16), None)


async def test_an_order_for_later_is_kept_with_its_time_and_with_another_one_if_it_was_put_off(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    later, put_off = NINE + 22 * HOUR, NINE + 46 * HOUR
    story = Story().rings().then(msgspec.structs.replace(ordered("callback-1"), not_before=later), after=60)
    await write(running_log, *story.facts)
    assert [order.not_before for order in await open_callbacks(engine)] == [later]
    story.then(CallbackPutOff(callback="callback-1", not_before=put_off), after=22 * 3600)
    await write(running_log, *story.facts)
    [order] = await open_callbacks(engine)
    assert order.not_before == put_off
    story.then(CallbackEnded(callback="callback-1", outcome="replaced"))
    await write(running_log, *story.facts)
    assert await open_callbacks(engine) == []
    [row] = (await list_callbacks(engine, CallbackFilter(), limit=10)).callbacks
    assert (row.state, row.not_before) == ("replaced", put_off)


async def test_open_orders_come_in_the_order_in_which_they_are_due(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    late, early = Story().rings().then(ordered("callback-1", NINE)), Story().rings()
    early.then(ordered("callback-2", NINE - HOUR))
    await write(running_log, *late.facts, *early.facts)
    assert [order.id for order in await open_callbacks(engine)] == ["callback-2", "callback-1"]


async def test_an_order_of_a_call_that_has_no_record_is_taken_up_all_the_same(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    await write(running_log, *Story().then(ordered("callback-1")).facts)
    assert [order.dialled_number for order in await open_callbacks(engine)] == [""]


async def test_call_backs_are_found_page_by_page(engine: AsyncEngine, running_log: RunningLog) -> None:
    for number in range(5):
        story = Story(start=NINE + number // 2 * HOUR).rings()
        await write(
            running_log, *story.then(ordered(f"callback-{number}", queue=(KOLNO, LOMZA)[number % 2])).facts
        )
    first = await list_callbacks(engine, CallbackFilter(), limit=3)
    rest = await list_callbacks(engine, CallbackFilter(), limit=3, after=first.after)
    assert [row.id[-1] for row in [*first.callbacks, *rest.callbacks]] == ["4", "3", "2", "1", "0"]
    assert rest.after is None

    async def found(**wanted: Any) -> list[str]:
        page = await list_callbacks(engine, CallbackFilter(**wanted), limit=10)
        return [row.id[-1] for row in page.callbacks]

    assert await found(offices=frozenset({LOMZA})) == ["3", "1"]
    assert await found(ordered_from=NINE + HOUR, ordered_to=NINE + 2 * HOUR) == ["3", "2"]
    assert await found(state="given_up") == []


def test_what_is_personal_in_an_order_is_marked() -> None:
    marked = {column.name for column in CallbackRow.__table__.columns if column.info.get("personal")}
    assert marked == {"callback_number", "client_id"}
