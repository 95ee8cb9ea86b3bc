"""What holds for the figures of any calls, in whatever order and however often their facts come."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.facts.events import AnyEvent
from core.facts.kinds.colleagues import ColleagueEnd
from core.facts.kinds.waiting import QueueLeftReason
from core.metrics.call_figures import fold
from core.metrics.call_parts import Beside, CallFigures, Entry
from core.metrics.calls import ends, is_balanced
from core.metrics.contributions import (
    AgentSpell,
    agent_contributions,
    contributions,
    of_agent,
    spell_contributions,
)
from core.metrics.counters import AGENT, COLLEAGUE, FAMILIES, PLAIN
from core.metrics.dictionary import METRICS
from core.metrics.flows import matrix
from core.metrics.intervals import INTERVAL_KINDS, interval_of, intervals
from core.metrics.metric import cases
from core.metrics.sums import AgentKey, BucketKey, Sums, total
from tests.support.plugins.width import IS_WIDE
from tests.support.reports.made_up_calls import Asked, MadeUpCall, Stand, Then, facts_of

OFFICES = ("20060", "20610", "20620")
NIGHTS = (  # the hour before each of the two nights of 2026 in which clocks are changed, and an ordinary day
    datetime(2026, 3, 29, 0, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)
TIMES = st.integers(0, 3_000).map(lambda tenths: tenths / 10)
MANY = settings(max_examples=1000 if IS_WIDE else 25, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@st.composite
def asked_colleagues(draw: Any, why: ColleagueEnd | None = None) -> Asked:
    office = draw(st.sampled_from(OFFICES))
    return Asked(
        f"k{office}-{draw(st.integers(3, 4))}",
        office,
        apart=draw(TIMES),
        together=draw(TIMES),
        why=why or draw(st.sampled_from(["back", "left", "interrupted"])),
        wrap_up=draw(st.one_of(st.none(), TIMES)),
        talk=draw(TIMES),
    )


@st.composite
def stands(draw: Any) -> list[Stand]:
    """At most three, of which each but the last leads to the next."""
    found = []
    for left in reversed(range(draw(st.integers(0, 3)))):
        leads_on = left > 0
        end = draw(
            st.sampled_from(["connected", "emergency"])
            if leads_on
            else st.sampled_from([*get_args(QueueLeftReason)])
        )
        queue, office = draw(st.sampled_from(OFFICES)), draw(st.sampled_from(OFFICES))
        is_rung = end == "connected"
        then: Then = draw(st.sampled_from(["drop", "transfer", "requeue", ""])) if leads_on and is_rung else ""
        if not leads_on and is_rung and draw(st.booleans()):
            then = draw(st.sampled_from(["drop", "requeue"]))  # and the caller does not come back
        asked = draw(st.lists(asked_colleagues(), max_size=2)) if is_rung and then == "" else []
        if is_rung and then == "" and draw(st.booleans()):
            asked.append(draw(asked_colleagues("has_call")))
        talk = 1.0 if then == "drop" else draw(TIMES) + sum(one.time for one in asked)
        found.append(
            Stand(
                queue,
                draw(TIMES),
                end,
                agent=f"k{office}-{draw(st.integers(1, 2))}" if is_rung else "",
                agent_office=office,
                talk=talk,
                hold=min(talk, draw(TIMES)),
                wrap_up=draw(st.one_of(st.none(), TIMES)),
                recorded=draw(st.booleans()),
                missed=f"k{queue}-9" if draw(st.booleans()) else "",
                estimate=draw(st.one_of(st.none(), st.just((1, 3)))),
                then=then,
                asked=asked,
                listened=is_rung and draw(st.booleans()),
            )
        )
    return found


@st.composite
def made_up_calls(draw: Any) -> MadeUpCall:
    at = draw(st.sampled_from(NIGHTS)) + timedelta(microseconds=draw(st.integers(0, 6 * 3_600_000_000)))
    entry = Entry(agent="k1", outcome=draw(st.sampled_from(["solved", "open", None])))
    return MadeUpCall(
        id=f"call-{draw(st.integers(0, 10**9))}",
        at=at,
        number=draw(st.sampled_from(["9510", "9524"])),
        office=draw(st.sampled_from([None, *OFFICES])),
        topic=draw(st.sampled_from([None, "seeker", "employer"])),
        language=draw(st.sampled_from(["pl", "en", "uk"])),
        verified=draw(st.sampled_from(["", "card", "code", "wrong", "locked", "unavailable"])),
        told=draw(st.booleans()),
        contact90=draw(st.booleans()),
        hours=draw(st.sampled_from(["", "open", "closed", "holiday"])),
        consent=draw(st.sampled_from([None, True, False])),
        stands=draw(stands()),
        callback=draw(st.sampled_from(["", "open", "talked", "given_up", "withdrawn", "replaced"])),
        trials=draw(st.integers(0, 3)),
        message=draw(st.booleans()),
        outside=draw(st.one_of(st.none(), TIMES)),
        survey=draw(st.sampled_from([None, 0, 1, 5])),
        solved=draw(st.sampled_from([None, True, False])),
        reason=draw(
            st.sampled_from([None, "completed", "caller_hung_up", "failed", "too_many_calls", "interrupted"])
        ),
        direction=draw(st.sampled_from(["inbound", "inbound", "callback", "outbound"])),
        beside=Beside(
            is_repeat=draw(st.sampled_from([None, True, False])),
            entries=(entry,) if draw(st.booleans()) else (),
            distance_metres=draw(st.sampled_from([None, 0, 12_345])),
        ),
    )


def folded(call: MadeUpCall) -> CallFigures:
    return fold(facts_of(call), call.beside)


def everything(calls: list[MadeUpCall]) -> dict[BucketKey, Sums]:
    found: dict[BucketKey, Sums] = {}
    for call in calls:
        for key, sums in contributions(folded(call)).items():
            found[key] = found.get(key, Sums()) + sums
    return found


CALLS = st.lists(made_up_calls(), max_size=5, unique_by=lambda call: call.id)


@MANY
@given(CALLS)
def test_every_caller_who_was_offered_came_to_exactly_one_end(calls: list[MadeUpCall]) -> None:
    sums = total(everything(calls).values())
    assert is_balanced(sums)
    assert sums["offered"] == (
        (sums["answered"] - sums["answered_elsewhere"])  # by the own office
        + sums["answered_elsewhere"]  # overflowed away
        + sums["abandoned"]
        + sums["called_back"]
        + sums["nobody_there"]
        + sums["too_long"]
        + sums["full"]
        + sums["emergency"]
        + sums["failed"]
        + sums["dropped"]
        + sums["waiting"]
    )
    assert all(found >= 0 for found in ends(sums).values())


@MANY
@given(CALLS)
def test_what_an_office_gives_away_is_what_the_others_have_answered(calls: list[MadeUpCall]) -> None:
    buckets = everything(calls)
    for office in OFFICES:
        own = total(sums for key, sums in buckets.items() if key.office == office)
        assert sum(ends(own).values()) == own["offered"]
        assert sum(own.family("flow").values()) == own["answered"]
    network = total(buckets.values())
    assert sum(network.family("inflow").values()) == network["answered_elsewhere"]
    assert sum(matrix(network).values()) == network["answered"]
    assert (
        sum(n for (queue, served), n in matrix(network).items() if queue != served)
        == (network["answered_elsewhere"])
    )


@MANY
@given(CALLS)
def test_the_histogram_has_every_answered_and_every_abandoned_wait(calls: list[MadeUpCall]) -> None:
    sums = total(everything(calls).values())
    assert sum(sums.histogram("wait").values()) == sums["answered"]
    assert sum(sums.histogram("abandon").values()) == sums["abandoned"]


@MANY
@given(CALLS)
def test_sums_over_any_partition_into_intervals_are_the_total(calls: list[MadeUpCall]) -> None:
    buckets = everything(calls)
    whole = total(buckets.values())
    if not buckets:
        return
    begin, end = min(key.quarter_utc for key in buckets), max(key.quarter_utc for key in buckets)
    for kind in INTERVAL_KINDS:
        if kind in ("15min", "30min", "60min") and end - begin > timedelta(days=2):
            parts = {interval_of(key.quarter_utc, kind) for key in buckets}
        else:
            parts = set(intervals(begin, end + timedelta(seconds=1), kind))
        found = [
            total(sums for key, sums in buckets.items() if part.begin <= key.quarter_utc < part.end)
            for part in sorted(parts)
        ]
        assert total(found) == whole


@MANY
@given(CALLS)
def test_no_grouping_changes_the_total(calls: list[MadeUpCall]) -> None:
    buckets = everything(calls)
    for name in ("office", "topic", "number", "language", "scenario", "version"):
        groups = {getattr(key, name) for key in buckets}
        found = total(total(s for key, s in buckets.items() if getattr(key, name) == one) for one in groups)
        assert found == total(buckets.values())


@MANY
@given(made_up_calls(), made_up_calls())
def test_what_was_added_can_be_taken_away_without_a_rest(one: MadeUpCall, other: MadeUpCall) -> None:
    a, b = (total(contributions(folded(call)).values()) for call in (one, other))
    assert a + b - b == a
    assert a + b == b + a
    assert not a - a
    for key, figure in METRICS.items():
        assert figure.compute(a + b - b) == figure.compute(a), key


@MANY
@given(made_up_calls(), st.integers(0, 10**6))
def test_doubled_and_reordered_facts_give_the_same(call: MadeUpCall, seed: int) -> None:
    facts = facts_of(call)
    others = [*facts, *facts[::2]]
    Random(seed).shuffle(others)
    assert fold(others, call.beside) == folded(call)


@MANY
@given(made_up_calls(), st.data())
def test_a_late_fact_leads_to_the_same_as_one_in_time(call: MadeUpCall, data: st.DataObject) -> None:
    """As a projector works: after each batch the old contribution is taken away and the new one added."""
    facts = data.draw(st.permutations(facts_of(call)))
    buckets: dict[BucketKey, Sums] = {}
    known: list[AnyEvent] = []
    before: dict[BucketKey, Sums] = {}
    for fact in facts:
        known.append(fact)
        now = contributions(fold(known, call.beside))
        for key in before.keys() | now.keys():
            buckets[key] = buckets.get(key, Sums()) - before.get(key, Sums()) + now.get(key, Sums())
        before = now
    assert {key: sums for key, sums in buckets.items() if sums} == contributions(folded(call))


@MANY
@given(made_up_calls(), st.data())
def test_part_of_the_facts_still_balances(call: MadeUpCall, data: st.DataObject) -> None:
    facts = facts_of(call)
    some = data.draw(st.lists(st.sampled_from(facts), unique_by=lambda fact: fact.id))
    sums = total(contributions(fold(some, call.beside)).values())
    assert is_balanced(sums)


@MANY
@given(CALLS)
def test_only_named_counters_are_added_and_none_is_negative(calls: list[MadeUpCall]) -> None:
    sums = total(everything(calls).values())
    for name, count in sums.counts.items():
        assert name in PLAIN or name.partition("|")[0] in FAMILIES, name
        assert type(count) is int
        assert count > 0, name
    for call in calls:
        for own in agent_contributions(folded(call)).values():
            assert {name.partition("|")[0] for name in own} <= set(AGENT)


@MANY
@given(CALLS)
def test_consultants_own_sums_are_those_of_the_calls(calls: list[MadeUpCall]) -> None:
    sums = total(everything(calls).values())
    own: dict[AgentKey, Sums] = {}
    for call in calls:
        for key, part in agent_contributions(folded(call)).items():
            own[key] = own.get(key, Sums()) + part
    agents = total(of_agent(part, key.agent) for key, part in own.items())
    of_talks = ("talks", "talk_ms", "hold_ms", "wrap_up_ms", "transfers", "offers", "offers_missed")
    for name in (*of_talks, *COLLEAGUE):
        assert agents[name] == sums[name]


@MANY
@given(CALLS)
def test_every_colleague_who_was_called_came_to_one_end_and_helped_whom_the_others_asked(
    calls: list[MadeUpCall],
) -> None:
    sums = total(everything(calls).values())
    assert sums["colleagues_called"] == sums["handed_over"] + sums["consults_returned"]
    assert sums["helps"] == sums["consults"] == sum(sums.family("consulted").values())
    assert sums["taken_over"] == sums["handed_over"] == sum(sums.family("handed").values())
    modes = ("apart", "together", "aside")
    assert sums["help_ms"] == sum(sums[f"consults_{mode}_ms"] for mode in modes)
    assert sums["answered_handed_over"] <= sums["answered_consulted"] <= sums["answered"]


@MANY
@given(CALLS)
def test_no_figure_fails_or_is_of_nothing(calls: list[MadeUpCall]) -> None:
    sums = total(everything(calls).values())
    for key, figure in METRICS.items():
        found = figure.compute(sums)
        assert found.value is not None or found.n == 0, key
        assert found.n > 0 or found.value in (None, 0), key
        if figure.unit == "%" and found.value is not None:
            assert 0 <= found.value <= 100, key
            assert found.n > 0, key
        if figure.parts is not None:
            assert all(part.value is not None for part in figure.parts(sums).values())


COUNTS = {"połączenia", "zgłoszenia", "rozmowy", "zamówienia", "wizyty", "kontakty"}  # units of counts


@MANY
@given(CALLS)
def test_what_a_figure_opens_is_what_the_figure_says(calls: list[MadeUpCall]) -> None:
    """The list of calls that is opened has as many rows as the figure counts, call by call, too."""
    own = [total(contributions(folded(call)).values()) for call in calls]
    sums = total(own)
    for key, found in METRICS.items():
        value, n = found.compute(sums).value, found.compute(sums).n
        if value is None or not found.opens:
            continue
        opened = cases(found, sums)
        assert opened == sum(cases(found, one) for one in own), key
        if found.unit == "%":
            assert value == 100 * opened / n, key
        elif found.unit in COUNTS:
            assert value == opened, key
        else:
            assert n == opened, key


STATES = st.sampled_from(["offline", "paused", "available", "ringing", "talking", "hold", "wrap_up", "no_answer"])


@MANY
@given(st.sampled_from(NIGHTS), st.lists(st.tuples(STATES, st.integers(0, 9_000_000)), max_size=12))
def test_time_in_states_is_split_without_a_rest(begin: datetime, stretches: list[tuple[str, int]]) -> None:
    spells, at = [], begin
    for state, milliseconds in stretches:
        end = at + timedelta(milliseconds=milliseconds)
        spells.append(AgentSpell("k1", "20060", state, at, end))
        at = end
    found = spell_contributions(spells)
    assert all(sum(sums.family("state_ms").values()) <= 900_000 for sums in found.values())
    assert sum(total(found.values()).family("state_ms").values()) == sum(ms for _, ms in stretches)
