"""The board's judge counts by itself, and must come to what the centre's own figures come to."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaos.judge_board import COMPARED, EVERYWHERE, Look, Numbered, faults_of_looks, looks_of
from core.facts.events import AnyEvent
from core.metrics.call_parts import Beside
from core.metrics.contributions import contributions
from core.metrics.intervals import slot_of
from core.metrics.sums import Sums, total
from reports.board.board_metrics import figures_of
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import calls_in
from tests.unit.core.metrics.test_identities import CALLS, OFFICES

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ONE = MadeUpCall(
    id="call-1",
    at=NINE,
    office="20610",
    stands=(Stand("20610", wait=12.0, agent="k20620-1", agent_office="20620", talk=60.0),),
)

HOMES = Beside(agent_offices={f"k{office}-1": office for office in OFFICES})


def numbered(facts: list[AnyEvent]) -> list[Numbered]:
    found = []
    for number, fact in enumerate(facts, start=1):
        data = {
            key: value for key, value in msgspec.to_builtins(fact).items() if key not in ("id", "at", "call_id")
        }
        assert fact.at is not None
        found.append(Numbered(number, fact.id, type(fact).__name__, fact.at.timestamp(), fact.call_id, data))
    return found


def shown(facts: list[AnyEvent], office: str, since: datetime, facts_to: int) -> Look:
    """As the centre reckons it."""
    sums: list[Sums] = [
        sums
        for call in calls_in(facts, dict.fromkeys({fact.call_id for fact in facts if fact.call_id}, HOMES))
        for key, sums in contributions(call).items()
        if key.quarter_utc >= since and office in (EVERYWHERE, key.office)
    ]
    figures = dict(figures_of(total(sums)))
    return Look(0.0, office, facts_to, {"day": (since.timestamp(), figures)})


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(CALLS, st.randoms(use_true_random=False))
def test_whatever_happened_both_ways_of_counting_agree(calls: list[MadeUpCall], rng: Any) -> None:
    facts = all_facts([replace(call, stands=[_of_its_office(one) for one in call.stands]) for call in calls])
    rng.shuffle(facts)
    since = min((slot_of(fact.at) for fact in facts if fact.at), default=NINE)
    looks = []
    for cut in (len(facts) // 3, len(facts)):
        looks += [shown(facts[:cut], office, since, cut) for office in (*OFFICES, EVERYWHERE)]
    assert faults_of_looks(looks, numbered(facts)) == []


def _of_its_office(stand: Stand) -> Stand:
    """The proof's consultants are called by their office, and so the judge knows it."""
    agent = f"k{stand.agent_office or stand.queue}-1" if stand.agent else ""
    return replace(stand, agent=agent)


def test_a_figure_that_is_wrong_is_found_whichever_it_is() -> None:
    facts = all_facts([ONE])
    for office in ("20610", "20620", EVERYWHERE):
        right = shown(facts, office, NINE, len(facts))
        since, figures = right.windows["day"]
        assert faults_of_looks([right], numbered(facts)) == []
        for name in COMPARED:
            value, cases = figures[name]
            wrong = replace(right, windows={"day": (since, {**figures, name: ((value or 0.0) + 1, cases)})})
            [fault] = faults_of_looks([wrong], numbered(facts))
            assert name in fault.what


def test_what_a_look_does_not_have_yet_is_not_held_against_it() -> None:
    facts = all_facts([ONE])
    early = shown(facts[:3], "20610", NINE, 3)
    assert faults_of_looks([early], numbered(facts)) == []
    assert faults_of_looks([replace(early, facts_to=len(facts))], numbered(facts)) != []


def test_looks_are_read_from_what_the_web_service_sends() -> None:
    window = {"since": "2026-11-24T08:00:00Z", "figures": {"calls": [2.0, 2]}}
    value = {"complete_until": "2026-11-24T08:00:01Z", "facts_to": 7, "now": window, "hour": window, "day": window}
    event = {"type": "event", "topic": "office_figures", "key": "20610", "value": value}
    snapshot = {"type": "snapshot", "values": {"office_figures": {"20610": value}, "flow": {}}}
    for message in (event, snapshot):
        [look] = looks_of(message, 5.0)
        assert (look.office, look.facts_to, look.windows["hour"][0]) == ("20610", 7, NINE.timestamp())
    assert looks_of({"type": "beat"}, 5.0) == []
