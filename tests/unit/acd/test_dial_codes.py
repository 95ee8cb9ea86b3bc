"""What consultants dial: the codes of states are fixed, those of pauses are data, four are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.dial_codes import (
    CONVERSATION_CODES,
    KEPT_CODES,
    STATE_CODES,
    ConversationWish,
    code_faults,
    conversation_wish,
    dial_codes,
)
from acd.pause_reasons import AFTER_LOGIN, SHIPPED_REASONS, PauseReason

CODES = [f"*{number:02}" for number in range(100)]
STATES = {code: (wish, None) for code, wish in STATE_CODES.items()}


def reason(name: str, dial_code: str | None, *, is_active: bool = True) -> PauseReason:
    """As it may stand in the table."""
    return PauseReason.model_construct(id=name, title=name, dial_code=dial_code, is_active=is_active)


MEAL = reason("meal", "*72")


def test_each_dial_code_asks_for_a_state_or_for_a_pause_with_its_reason() -> None:
    assert dial_codes([MEAL, reason("fire", None)]) == {**STATES, "*72": ("pause", "meal")}


def test_a_reason_that_was_deactivated_is_not_dialled() -> None:
    assert dial_codes([reason("meal", "*72", is_active=False)]) == STATES


@pytest.mark.parametrize(
    "code", [*STATE_CODES, *sorted(KEPT_CODES), "72", "*7", "*721", "*72\nexten => _X.,1,x", ""]
)
def test_what_was_written_into_the_table_by_another_way_takes_no_code_and_disturbs_nobody(code: str) -> None:
    assert dial_codes([reason("odd", code), MEAL]) == {**STATES, "*72": ("pause", "meal")}


def test_no_shipped_reason_has_a_code_that_is_refused() -> None:
    for each in SHIPPED_REASONS.values():
        assert code_faults(each.id, each.dial_code, SHIPPED_REASONS.values()) == []


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("talk", "*60", "Kod *60 służy do logowania."),
        ("talk", "*61", "Kod *61 służy do zgłoszenia gotowości."),
        ("talk", "*62", "Kod *62 służy do końca czynności po rozmowie."),
        ("talk", "*69", "Kod *69 służy do wylogowania."),
        ("talk", "*76", "Kody od *76 do *84 są zachowane dla nagrań i rozmów."),
        ("talk", "*84", "Kody od *76 do *84 są zachowane dla nagrań i rozmów."),
        ("talk", "*72", "Kod *72 ma już powód „meal”."),
        ("talk", "70", "Kod to gwiazdka i dwie cyfry, na przykład *70."),
        (AFTER_LOGIN, "*70", "Powód po zalogowaniu nie ma kodu: nikt o niego nie prosi."),
    ],
)
def test_a_code_that_cannot_be_dialled_for_a_reason_is_refused_in_polish(
    name: str, code: str, sentence: str
) -> None:
    assert code_faults(name, code, [MEAL]) == [sentence]


def test_a_reason_keeps_its_own_code_and_may_take_that_of_one_that_was_deactivated() -> None:
    assert code_faults("meal", "*72", [MEAL]) == []
    assert code_faults("lunch", "*72", [reason("meal", "*72", is_active=False)]) == []
    assert code_faults("lunch", None, [MEAL]) == []


@given(
    st.lists(
        st.tuples(
            st.text("abc_", min_size=1, max_size=3), st.none() | st.sampled_from(CODES) | st.text(), st.booleans()
        )
    )
)
def test_whatever_stands_in_the_table_no_code_of_a_state_is_lost_and_none_that_is_kept_is_given(
    rows: list[tuple[str, str | None, bool]],
) -> None:
    codes = dial_codes(reason(name, code, is_active=active) for name, code, active in rows)
    assert {code: wished for code, wished in codes.items() if code in STATE_CODES} == STATES
    assert not KEPT_CODES & codes.keys()
    assert set(codes) <= set(CODES)


@given(st.lists(st.sampled_from(CODES), max_size=30))
def test_codes_that_are_not_refused_one_after_the_other_are_all_dialled(wanted: list[str]) -> None:
    reasons: list[PauseReason] = []
    for number, code in enumerate(wanted):
        name = "x" * (number + 1)
        if not code_faults(name, code, reasons):
            reasons.append(reason(name, code))
    assert dial_codes(reasons) == {**STATES, **{str(each.dial_code): ("pause", each.id) for each in reasons}}


@pytest.mark.parametrize(
    ("dialled", "wish"),
    [
        ("*80206201", ConversationWish("apart", "k20620-1")),
        ("*812062012", ConversationWish("together", "k20620-12")),
        ("*8020620", ConversationWish("apart", "20620")),
        ("*822", ConversationWish("aside", "k20060-2")),
        ("*8012", ConversationWish("apart", "k20060-12")),
        ("*830", ConversationWish("hand_over", "20060")),
        ("*83", ConversationWish("hand_over")),
        ("*81", ConversationWish("together")),
        ("*84", ConversationWish("back")),
        ("*841", None),
        ("*802062", None),
        ("*80206201234", None),
        ("*85", None),
        ("*80*1", None),
        ("", None),
    ],
)
def test_whom_to_call_stands_in_the_digits_after_the_code(dialled: str, wish: ConversationWish | None) -> None:
    assert conversation_wish(dialled, "k20060-1", "20060") == wish


@given(st.text(alphabet="*0123456789", max_size=14))
def test_whatever_is_dialled_means_one_thing_or_nothing(dialled: str) -> None:
    wish = conversation_wish(dialled, "k20060-1", "20060")
    assert (wish is None) or CONVERSATION_CODES[dialled[:3]] == wish.act
