"""Parts, receipts and words that end messages, and what becomes of uncertain ones."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messages.sms import length_of
from messaging.outbox import SETTLE_TIME, after_waiting, next_try
from messaging.sms.parts import decoded, encoded, parts_of
from messaging.sms.receipts import ids_of, read_receipt
from messaging.sms.stop_words import can_be_answered, is_stop

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
GSM = "Urzad pracy: @ 12,50 € [ok] ~ "
POLISH = "Zażółć gęślą jaźń 🙂 "


@given(st.text(alphabet=GSM + POLISH, min_size=1, max_size=700), st.integers(0, 10_000))
def test_no_word_is_lost_or_doubled_and_no_part_is_too_long(text: str, reference: int) -> None:
    parts = parts_of(text, reference)
    assert "".join(part.words for part in parts) == text
    assert len(parts) == length_of(text).segments
    for part in parts:
        assert part.has_header == (len(parts) > 1)
        content = part.content[6:] if part.has_header else part.content
        if part.has_header:
            assert part.content[:6] == bytes([5, 0, 3, reference & 0xFF, len(parts), part.number])
        if part.encoding == "UCS-2":
            assert content.decode("utf-16-be") == part.words
            assert len(part.content) <= 140
        else:
            assert len(content) <= (153 if part.has_header else 160)


def test_signs_of_the_alphabet_have_its_codes() -> None:
    [part] = parts_of("@ €A", 0)
    assert part.content == bytes([0x00, 0x20, 0x1B, 0x65, 0x41])


@pytest.mark.parametrize(
    ("text", "outcome", "head"),
    [
        (
            "id:6699 sub:001 dlvrd:001 submit date:2612010900 done date:2612010901 stat:DELIVRD text:Urzad",
            "delivered",
            "Urzad",
        ),
        ("id:6699 stat:UNDELIV err:0a1", "undelivered", ""),
        ("ID:6699 STAT:expired Text:Urzad pracy: kod 12", "undelivered", "Urzad pracy: kod 12"),
        ("id:6699 done date:261201090155 stat:ACCEPTD text:", "on_its_way", ""),
        ("id:6699 stat:SOMETHING", "on_its_way", ""),
    ],
)
def test_receipts_of_many_forms_are_read(text: str, outcome: str, head: str) -> None:
    receipt = read_receipt(text)
    assert receipt is not None
    assert (receipt.ids[0], receipt.outcome, receipt.head) == ("6699", outcome, head)


def test_the_parameters_go_before_the_words() -> None:
    receipt = read_receipt("id:1 stat:UNDELIV", "1A2B\0", 2)
    assert receipt is not None
    assert (receipt.ids[0], receipt.outcome) == ("1A2B", "delivered")
    assert read_receipt("") is None


@given(st.text(max_size=300))
def test_nothing_that_an_operator_writes_stops_the_reader(text: str) -> None:
    read_receipt(text)


def test_an_id_is_known_in_both_ways_of_counting() -> None:
    assert "6699" in ids_of("1A2B")
    assert "1A2B" in ids_of("6699")
    assert "1a2b" in ids_of("0000001A2B")


@pytest.mark.parametrize("text", ["STOP", "stop.", " Rezygnuję ", "REZYGNUJE!", "koniec", "Nie", "STOP ALL"])
def test_the_word_alone_ends_messages(text: str) -> None:
    assert is_stop(text)


@pytest.mark.parametrize("text", ["nie dzwońcie jutro", "", "Czy to koniec zapisów?", "stopień", "0"])
def test_anything_else_ends_nothing(text: str) -> None:
    assert not is_stop(text)


@pytest.mark.parametrize(
    ("sender", "can"), [("48600100200", True), ("+48600100200", True), ("PUP", False), ("7248", False)]
)
def test_machines_are_not_answered(sender: str, can: bool) -> None:
    assert can_be_answered(sender) == can


def test_an_uncertain_code_is_void_after_half_an_hour_and_nothing_goes_twice_by_itself() -> None:
    for rule in ("void", "leave", "again"):
        assert after_waiting(rule, NINE, NINE + SETTLE_TIME - timedelta(seconds=1)) is None
    assert after_waiting("void", NINE, NINE + SETTLE_TIME) == "void"
    assert after_waiting("leave", NINE, NINE + timedelta(days=9)) is None
    assert after_waiting("again", NINE, NINE + SETTLE_TIME) == "queued"


def test_a_full_operator_is_asked_ever_more_rarely() -> None:
    waits = [next_try(tries) for tries in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=5)


@given(st.binary(max_size=200))
def test_whatever_an_operator_sends_can_be_read(content: bytes) -> None:
    decoded(content)


@given(st.text(alphabet=GSM, max_size=150))
def test_what_is_written_is_read_as_it_was(text: str) -> None:
    assert decoded(encoded(text, "GSM-7")) == text
