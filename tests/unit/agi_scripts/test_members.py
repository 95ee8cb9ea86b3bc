"""Who is in which of Asterisk's own queues."""

from datetime import UTC, datetime, timedelta

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentState
from acd.store import AgentNow
from agi_scripts.members import Change, Member, Members, changes, standing, wanted
from dialplan.queues import FAR, NEAR, OWN
from tests.unit.dialplan.test_plan import plan

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KOLNO, LOMZA, SEJNY, PROVINCE = "20060", "20620", "20090", "20000"


def agent(
    name: str, state: AgentState = AgentState.AVAILABLE, *, queues: tuple[str, ...] = (), since: float = 0
) -> AgentNow:
    moment = NOW - timedelta(seconds=since)
    return AgentNow(name, name, name[1:6], state, moment, None, None, queues=queues)


def members(*agents: AgentNow) -> Members:
    rules = {KOLNO: QueuePolicy(neighbours=(LOMZA,), wrap_up_time=60)}
    return wanted(plan(**rules), agents, NOW)


def test_nearer_consultants_come_first() -> None:
    found = members(agent("k20060-1"), agent("k20620-1"), agent("k20000-1"))
    assert found[KOLNO, "k20060-1"].penalty == OWN
    assert found[KOLNO, "k20620-1"].penalty == NEAR
    assert found[KOLNO, "k20000-1"].penalty == FAR


def test_a_consultant_who_serves_another_office_all_day_is_as_near_as_its_own() -> None:
    found = members(agent("k20060-1"), agent("k20620-1", queues=(KOLNO,)))
    assert found[KOLNO, "k20620-1"].penalty == OWN


def test_an_office_with_nobody_reaches_for_its_neighbours_at_once() -> None:
    found = members(agent("k20620-1"), agent("k20000-1"))
    assert found[KOLNO, "k20620-1"].penalty == OWN
    assert found[KOLNO, "k20000-1"].penalty == NEAR


def test_an_office_with_nobody_near_asks_every_consultant_who_works() -> None:
    assert members(agent("k20090-1"))[KOLNO, "k20090-1"] == Member(OWN, is_paused=False)


def test_a_consultant_who_is_logged_out_is_in_no_queue() -> None:
    assert members(agent("k20060-1", AgentState.OFFLINE)) == {}


def test_a_consultant_in_a_pause_is_paused_in_asterisks_queues() -> None:
    for state in (AgentState.PAUSED, AgentState.NO_ANSWER):
        assert members(agent("k20060-1", state))[KOLNO, "k20060-1"].is_paused


def test_a_wrap_up_that_the_application_cannot_end_ends_by_itself() -> None:
    assert members(agent("k20060-1", AgentState.WRAP_UP, since=20))[KOLNO, "k20060-1"].is_paused
    assert not members(agent("k20060-1", AgentState.WRAP_UP, since=61))[KOLNO, "k20060-1"].is_paused


def test_asterisk_is_told_only_what_differs_and_a_pause_once_for_all_queues() -> None:
    free, paused = Member(1, is_paused=False), Member(1, is_paused=True)
    there = {("a", "1"): free, ("b", "1"): free, ("a", "2"): free, ("a", "4"): free}
    target = {("a", "1"): paused, ("b", "1"): paused, ("b", "3"): Member(2, is_paused=False)}
    target[("a", "4")] = Member(2, is_paused=False)
    assert changes(there, target) == [
        Change("remove", "2", "a"),
        Change("penalty", "4", "a", Member(2, is_paused=False)),
        Change("add", "3", "b", Member(2, is_paused=False)),
        Change("pause", "1", member=paused),
    ]
    assert changes(target, target) == []


def test_calls_change_nothing_of_what_is_wanted_and_a_pause_does() -> None:
    known = plan(**{KOLNO: QueuePolicy(wrap_up_time=60)})
    free = standing(known, [agent("k20060-1")], NOW)
    assert standing(known, [agent("k20060-1", AgentState.TALKING)], NOW) == free
    assert standing(known, [agent("k20060-1"), agent("k20060-2", AgentState.OFFLINE)], NOW) == free
    for other in (agent("k20060-1", AgentState.PAUSED), agent("k20060-1", queues=(LOMZA,)), agent("k20060-2")):
        assert standing(known, [other], NOW) != free
    assert standing(plan(**{KOLNO: QueuePolicy(wrap_up_time=30)}), [agent("k20060-1")], NOW) != free


def test_a_wrap_up_that_is_over_changes_what_is_wanted() -> None:
    known = plan(**{KOLNO: QueuePolicy(wrap_up_time=60)})
    writes = [agent("k20060-1", AgentState.WRAP_UP, since=50)]
    assert standing(known, writes, NOW) != standing(known, writes, NOW + timedelta(seconds=11))
