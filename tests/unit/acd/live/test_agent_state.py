"""Every pair of state and event is decided, here once more by hand, as the one who reads the rules would."""

import pytest

from acd.live.agent_state import (
    BUSY_WITH_A_CALL,
    NAMES_PL,
    ON_A_CALL,
    READY,
    THERE,
    TRANSITIONS,
    WORKING,
    AgentEvent,
    AgentState,
    after,
)
from core.errors import TransitionRefused

# A row for each event, in the order of the enumeration; a column for each state:
#   offline paused available reserved ringing talking hold dialling wrap_up no_answer unreachable
# `-` is refused; `=` stays; long names are shortened (`SHORT`).
SHORT = {"avail": "available", "missed": "no_answer", "lost": "unreachable"}
TABLE = """
log_in          paused  -        -        -       -       -       -       -       -        -       -
ready           -       avail    -        -       -       -       -       -       avail    avail   -
pause           -       =        paused   -       -       -       -       -       paused   paused  paused
log_out         -       offline  offline  -       -       -       -       -       offline  offline offline
wrap_up_done    -       -        -        -       -       -       -       -       avail    -       -
extend_wrap_up  -       -        -        -       -       -       -       -       =        -       -
reserve         -       -        reserved -       -       -       -       -       -        -       -
ring            -       -        -        ringing -       -       -       -       -        -       -
accept          -       -        -        -       talking -       -       talking -        -       -
take_over       talking talking  talking  -       -       -       -       -       -        talking talking
release         -       -        -        avail   avail   -       -       avail   -        -       -
miss            -       -        -        missed  missed  missed  missed  -       -        -       -
hold            -       -        -        -       -       hold    -       -       -        -       -
unhold          -       -        -        -       -       -       talking -       -        -       -
hang_up         -       -        -        -       -       wrap_up wrap_up -       -        -       -
wrap_up_over    -       -        -        -       -       -       -       -       avail    -       -
dial            -       dialling dialling -       -       -       -       -       dialling -       -
back_to_pause   -       -        -        -       -       -       -       paused  -        -       -
back_to_wrap_up -       -        -        -       -       -       -       wrap_up -        -       -
phone_lost      -       -        lost     lost    lost    lost    lost    -       -        -       -
phone_back      -       -        -        -       -       -       -       -       -        -       avail
"""


def _rows() -> list[tuple[AgentState, AgentEvent, AgentState | None]]:
    decided: list[tuple[AgentState, AgentEvent, AgentState | None]] = []
    for line in TABLE.strip().splitlines():
        event, *cells = line.split()
        for state, cell in zip(AgentState, cells, strict=True):
            follows = None if cell == "-" else state if cell == "=" else AgentState(SHORT.get(cell, cell))
            decided.append((state, AgentEvent(event), follows))
    return decided


PAIRS = _rows()


def test_the_table_decides_every_pair_once() -> None:
    assert sorted((s, e) for s, e, _ in PAIRS) == sorted((s, e) for s in AgentState for e in AgentEvent)


@pytest.mark.parametrize(("state", "event", "follows"), PAIRS, ids=[f"{s}-{e}" for s, e, _ in PAIRS])
def test_each_event_moves_each_state_or_is_refused(
    state: AgentState, event: AgentEvent, follows: AgentState | None
) -> None:
    if follows is None:
        with pytest.raises(TransitionRefused):
            after(state, event)
    else:
        assert after(state, event) is follows


@pytest.mark.parametrize(
    ("state", "event"), [pair for pair, new in TRANSITIONS.items() if new is AgentState.AVAILABLE]
)
def test_nobody_becomes_available_without_a_telephone(state: AgentState, event: AgentEvent) -> None:
    assert after(state, event, has_phone=False) is AgentState.UNREACHABLE


@pytest.mark.parametrize(
    ("state", "event", "sentence"),
    [
        (AgentState.TALKING, AgentEvent.LOG_IN, "Konsultant jest już zalogowany. Obecny stan: rozmowa."),
        (
            AgentState.OFFLINE,
            AgentEvent.READY,
            "Nie można teraz przejść w stan gotowości. Obecny stan: wylogowany.",
        ),
        (AgentState.AVAILABLE, AgentEvent.WRAP_UP_DONE, "Nie trwają czynności po rozmowie. Obecny stan: gotowy."),
        (AgentState.OFFLINE, AgentEvent.PAUSE, "Nie można teraz rozpocząć przerwy. Obecny stan: wylogowany."),
        (AgentState.OFFLINE, AgentEvent.LOG_OUT, "Konsultant nie jest zalogowany. Obecny stan: wylogowany."),
        (AgentState.HOLD, AgentEvent.LOG_IN, "Konsultant jest już zalogowany. Obecny stan: rozmowa zawieszona."),
        (AgentState.AVAILABLE, AgentEvent.HOLD, "Ta czynność nie jest teraz możliwa. Obecny stan: gotowy."),
        (AgentState.PAUSED, AgentEvent.ACCEPT, "Ta czynność nie jest teraz możliwa. Obecny stan: przerwa."),
    ],
)
def test_a_refusal_says_in_polish_what_and_why(state: AgentState, event: AgentEvent, sentence: str) -> None:
    with pytest.raises(TransitionRefused) as refused:
        after(state, event)
    assert refused.value.message_pl == sentence


def test_every_state_has_a_polish_name_of_its_own() -> None:
    assert set(NAMES_PL) == set(AgentState)
    assert len(set(NAMES_PL.values())) == len(AgentState)


@pytest.mark.parametrize("state", AgentState)
def test_every_state_can_be_left_and_leads_to_a_free_consultant(state: AgentState) -> None:
    reached, ahead = set(), [state]
    while ahead:
        at = ahead.pop()
        if at not in reached:
            reached.add(at)
            ahead.extend(new for (old, _), new in TRANSITIONS.items() if old is at)
    assert AgentState.AVAILABLE in reached


def test_a_kept_pause_or_log_out_is_possible_in_whatever_state_a_call_leaves_behind() -> None:
    left_in = {new for (old, _), new in TRANSITIONS.items() if old in ON_A_CALL and new not in ON_A_CALL}
    for state in left_in:
        for event in (AgentEvent.PAUSE, AgentEvent.LOG_OUT):
            assert after(state, event) in (AgentState.PAUSED, AgentState.OFFLINE)


def test_a_consultant_counts_as_there_while_working_or_pausing() -> None:
    assert AgentState.PAUSED in THERE - WORKING
    assert not {AgentState.OFFLINE, AgentState.NO_ANSWER, AgentState.UNREACHABLE} & THERE


def test_a_caller_on_hold_is_still_on_a_call_and_the_time_counts_as_work() -> None:
    assert AgentState.HOLD in ON_A_CALL & BUSY_WITH_A_CALL & WORKING
    assert after(after(AgentState.TALKING, AgentEvent.HOLD), AgentEvent.UNHOLD) is AgentState.TALKING


def test_the_sets_of_states_are_what_their_names_say() -> None:
    talking = {AgentState.TALKING, AgentState.HOLD}
    assert {AgentState.RESERVED, AgentState.RINGING, AgentState.DIALLING} | talking == ON_A_CALL
    assert talking | {AgentState.WRAP_UP} == BUSY_WITH_A_CALL
    assert ON_A_CALL | BUSY_WITH_A_CALL | {AgentState.AVAILABLE} == WORKING
    assert WORKING - {AgentState.DIALLING} == READY
