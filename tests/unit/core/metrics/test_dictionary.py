"""The dictionary as people read it."""

import re
from typing import get_args

import pytest

from acd.live.agent_state import BUSY_WITH_A_CALL, READY, AgentState
from core.facts.kinds.callbacks import CallbackOutcome
from core.facts.kinds.waiting import QueueLeftReason
from core.live.call_story import HEARD_TIME as HEARD_ON_THE_DESK
from core.metrics.call_figures import HEARD_TIME
from core.metrics.call_parts import CallPath
from core.metrics.calls import ENDS, PATHS
from core.metrics.contributions import (
    COUNTER_OF,
    COUNTER_OF_ORDER,
    HANDLING_STATES,
    LOGGED_OUT,
    READY_STATES,
)
from core.metrics.counters import AGENT, FAMILIES, JOB_OFFER, MATTER, PLAIN
from core.metrics.dictionary import METRICS, SUBJECTS, figure, metric_at
from core.metrics.metric import Figure, Metric, metric
from core.metrics.sums import Sums
from ops.commands.figures_page import PAGE, page


def test_the_document_is_what_the_dictionary_says_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m ops.commands.figures_page"


def test_every_figure_stands_under_one_subject_with_a_key_and_a_title_of_its_own() -> None:
    every = [found for figures in SUBJECTS.values() for found in figures]
    assert len(every) == len(METRICS) == len({found.title_pl for found in every})
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in METRICS)


@pytest.mark.parametrize("found", METRICS.values(), ids=lambda found: found.key)
def test_every_figure_says_all_that_is_asked_of_it(found: Metric) -> None:
    for words in (found.formula_pl, found.counts_pl, found.excludes_pl, found.attribution_pl):
        assert len(words) > 10
        assert words.endswith("."), words
        assert "  " not in words
    assert (found.parts is None) == (found.parts_by is None)


@pytest.mark.parametrize("found", METRICS.values(), ids=lambda found: found.key)
def test_a_figure_without_data_is_none_and_not_0(found: Metric) -> None:
    assert found.compute(Sums()) == Figure(None, 0)
    assert found.parts is None or found.parts(Sums()) == {}


@pytest.mark.parametrize("found", METRICS.values(), ids=lambda found: found.key)
def test_no_figure_divides_by_nothing_whatever_is_counted_alone(found: Metric) -> None:
    for name in (*PLAIN, *MATTER, *JOB_OFFER, *(f"{family}|1" for family in (*FAMILIES, *AGENT)), *OF_TWO_OFFICES):
        alone = found.compute(Sums({name: 1}))
        assert (alone.value is None) == (alone.n == 0) or found.key in OF_NOTHING, name


OF_TWO_OFFICES = [f"{family}|1>2" for family in ("flow", "inflow", "consulted", "handed")]
OF_NOTHING = {
    *("calls", "offered", "talks", "callbacks_ordered", "helped"),
    *("consults", "helps", "listened_in", "help_asked", "rung_out"),
    *("matters_opened", "matters_by_mail", "matters_by_sms", "matters_by_form", "matters_answered"),
    *("matters_reopened", "matters_closed"),
    *("offers_opened", "offers_by_line", "offers_by_employer", "offers_by_office", "offers_from_bases"),
    *("offers_filled", "offers_unfilled"),
}
"""Counts that are part of nothing: they may be 0 where something else was counted."""


def test_who_had_no_calls_but_was_there_had_0_calls_and_no_share_of_them() -> None:
    sums = Sums({"state_ms|available": 900_000, "agent_ready_ms|k1": 900_000})
    assert {key for key, found in METRICS.items() if found.compute(sums) == Figure(0.0, 0)} == OF_NOTHING
    assert figure("occupancy", sums) == figure("calls_per_hour", sums) == Figure(0.0, 15)
    assert figure("abandoned", sums) == Figure(None, 0)


def test_a_figure_that_does_not_say_what_it_leaves_out_is_refused() -> None:
    def half_said(sums: Sums) -> Figure:
        """
        Wzór: nic.
        Liczymy: nic.
        """
        return Figure(None)

    with pytest.raises(ValueError, match="Nie liczymy, Przypisanie"):
        metric("half_said", "Pół słowa", "", "begin")(half_said)


def test_a_threshold_is_only_for_figures_that_have_one() -> None:
    sums = Sums({"offered": 4, "answered": 3, "wait|10": 1, "wait|11": 2})
    assert figure("service_level", sums) == Figure(75.0, 4)
    assert figure("service_level", sums, threshold=10) == Figure(25.0, 4)
    assert metric_at("service_level", 10).threshold == 10
    with pytest.raises(ValueError, match="nie może mieć progu"):
        metric_at("asa", 10)
    with pytest.raises(ValueError, match="nie może mieć progu"):
        metric_at("service_level", -1)
    with pytest.raises(KeyError):
        metric_at("nothing_like_it")


def test_states_of_consultants_are_those_of_the_distribution() -> None:
    assert {str(state) for state in READY} == READY_STATES
    assert {str(state) for state in BUSY_WITH_A_CALL} == HANDLING_STATES
    assert str(AgentState.OFFLINE) == LOGGED_OUT


def test_an_answer_counts_as_heard_after_the_same_time_as_on_the_desk() -> None:
    assert HEARD_TIME == HEARD_ON_THE_DESK


def test_names_of_counters_are_used_once() -> None:
    every = [*PLAIN, *FAMILIES, *AGENT, *MATTER, *JOB_OFFER]
    assert len(every) == len(set(every))


def test_every_way_in_which_something_can_end_has_its_counter() -> None:
    assert set(COUNTER_OF) == {*get_args(QueueLeftReason), "dropped", "waiting"}
    assert set(COUNTER_OF.values()) == set(ENDS) <= set(PLAIN)
    assert set(COUNTER_OF_ORDER) == {None, *get_args(CallbackOutcome)}
    assert set(PATHS) == set(get_args(CallPath))
    assert {f"path_{path}" for path in PATHS} <= set(PLAIN)


def test_what_a_figure_opens_is_counted_somewhere() -> None:
    known = {*PLAIN, *FAMILIES}
    for found in METRICS.values():
        assert {name.lstrip("-").partition("|")[0] for name in found.opens} <= known
        without = (*SUBJECTS["Obciążenie"], *SUBJECTS["Sprawy pisemne"], *SUBJECTS["Rynek pracy"])
        assert found.opens or found in without
