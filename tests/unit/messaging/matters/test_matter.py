"""Numbers, terms and marks of matters."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar.calling_hours import Shift
from core.ids import new_id
from core.keys.secret_box import ValueBox, WrongKey
from core.messages.content import Content, opened, sealed
from ivr.defaults import opening_hours
from messaging.matters.marks import Marks, mailbox_of
from messaging.matters.matter import ANSWER_WORK, due_at, number_of, prefix_of, state_after_mail

MARKS = Marks("p" * 40)
TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seat", "is_province", "prefix"),
    [
        *(("Kolno", False, "KOL"), ("Łomża", False, "LOM"), ("Mońki", False, "MON")),
        *(("Białystok", True, "WUP"), ("Ku", False, "KUX")),
    ],
)
def test_numbers_begin_with_letters_of_the_office(seat: str, is_province: bool, prefix: str) -> None:
    assert number_of(prefix_of(seat, is_province=is_province), 2026, 123) == f"{prefix}/2026/000123"


class Days:
    """Eight to four in UTC on days of work."""

    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        day = moment.date()
        while True:
            begins = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
            ends = begins + timedelta(hours=8)
            if day.weekday() < 5 and moment < ends:
                return Shift(office, max(begins, moment), ends)
            day += timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (TUESDAY, datetime(2026, 12, 3, 9, tzinfo=UTC)),
        (datetime(2026, 12, 4, 15, tzinfo=UTC), datetime(2026, 12, 8, 15, tzinfo=UTC)),  # over a weekend
        (datetime(2026, 12, 5, 12, tzinfo=UTC), datetime(2026, 12, 8, 16, tzinfo=UTC)),
    ],
)
def test_a_term_is_counted_in_working_hours(since: datetime, due: datetime) -> None:
    assert due_at(Days(), "20060", since) == due


def test_a_term_by_the_hours_of_the_product_skips_nights() -> None:
    due = due_at(opening_hours(date(2026, 1, 1)), "20060", TUESDAY)
    assert timedelta(days=1) < due - TUESDAY <= timedelta(days=5)


class Unknown:
    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        return None


def test_where_nothing_is_known_of_the_hours_it_is_two_days() -> None:
    assert due_at(Unknown(), "20060", TUESDAY) == TUESDAY + timedelta(days=2)
    assert timedelta(days=1) > ANSWER_WORK


def test_a_program_that_answers_opens_nothing() -> None:
    assert state_after_mail(is_automatic=True, state="closed") == "closed"
    assert state_after_mail(is_automatic=False, state="closed") == "open"


def test_marks_come_back_from_addresses_and_identifiers() -> None:
    matter, message = new_id("matter"), new_id("message")
    address = MARKS.address("s", matter, "kolno@pup.example")
    assert len(address.partition("@")[0]) <= 64
    assert MARKS.read_address("s", address.upper(), "matter") == matter
    assert MARKS.read_address("z", address, "message") is None
    assert mailbox_of(address.upper()) == "kolno@pup.example"
    assert MARKS.read_mail_id(MARKS.mail_id(message, "kolno@pup.example"), "message") == message


@given(st.integers(0, 2**60), st.integers(0, 2**40 - 1), st.text("0123456789abcdef", min_size=12, max_size=12))
def test_made_up_marks_lead_nowhere(first: int, second: int, mac: str) -> None:
    name = f"{first:015x}-{second:010x}"
    if mac not in (MARKS.mac("s", name), MARKS.mac("m", name)):
        assert MARKS.read_address("s", f"kolno+s.{name}.{mac}@pup.example", "matter") is None
        assert MARKS.read_mail_id(f"s724.{name}.{mac}@pup.example", "message") is None


def test_what_is_sealed_needs_its_key() -> None:
    box, content = ValueBox(b"k" * 32), Content(text="Dzień dobry", references=["a@b"])
    secret = sealed(content, box)
    assert opened(secret, box) == content
    assert "dobry" not in repr(content)
    with pytest.raises(WrongKey):
        opened(secret, ValueBox(b"l" * 32))
