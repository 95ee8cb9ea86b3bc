"""PESEL numbers: the check digit, numbers that belong to nobody, and how one is kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.pesel import SERIALS, PeselSafe, Sex, belongs_to_nobody, check_digit, is_pesel, made_up_pesel
from core.keys.secret_box import WrongKey, locker, new_identity

KEY = "k" * 40
RIGHT = "44051401359"  # the example of the official description

births = st.dates(date(1930, 1, 1), date(2025, 12, 31)).filter(lambda day: (day.month, day.day) != (2, 29))
sexes = st.sampled_from(["K", "M"])
serials = st.integers(0, SERIALS - 1)


def test_a_right_number_is_told_from_a_wrong_one() -> None:
    assert is_pesel(RIGHT)
    assert check_digit(RIGHT[:-1]) == "9"
    assert not is_pesel("44051401358")
    assert not is_pesel("4405140135")
    assert not is_pesel("٤٤٠٥١٤٠١٣٥٩")
    assert not belongs_to_nobody(RIGHT)


@pytest.mark.parametrize("ten", ["0000000000", "4413140135", "4402300135", "9900140135", "4405000135"])
def test_a_number_that_begins_with_no_day_is_none_whatever_its_last_digit(ten: str) -> None:
    assert not is_pesel(ten + check_digit(ten))


@pytest.mark.parametrize(
    "ten", ["4485140135", "4405140135", "4425140135", "4445140135", "4465140135", "0022290135"]
)
def test_the_month_tells_the_century(ten: str) -> None:
    assert is_pesel(ten + check_digit(ten))


@given(births, sexes, serials)
def test_a_made_up_number_is_right_and_belongs_to_nobody_alive(born: date, sex: Sex, serial: int) -> None:
    made = made_up_pesel(born, sex, serial)
    assert is_pesel(made)
    assert belongs_to_nobody(made)
    assert (made[:2], int(made[2:4]) - 80, int(made[4:6])) == (f"{born:%y}", born.month, born.day)
    assert int(made[9]) % 2 == (1 if sex == "M" else 0)


@given(births, serials, serials)
def test_two_serials_make_two_numbers(born: date, one: int, other: int) -> None:
    assert (made_up_pesel(born, "K", one) == made_up_pesel(born, "K", other)) == (one == other)


def test_a_day_that_the_1800s_did_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        made_up_pesel(date(2000, 2, 29), "K", 1)


def test_a_kept_number_tells_nothing_without_the_keys_and_is_found_again_with_them() -> None:
    identity = new_identity()
    safe = PeselSafe(KEY, identity)
    keyed_hash, box = safe.kept(RIGHT)
    assert RIGHT.encode() not in box + keyed_hash.encode()
    assert safe.opened(box) == RIGHT
    assert keyed_hash == PeselSafe(KEY, new_identity()).hash(RIGHT)
    assert keyed_hash != PeselSafe("o" * 40, identity).hash(RIGHT)
    assert safe.kept(RIGHT).box != box, "two boxes do not show that they hold the same"
    with pytest.raises(WrongKey):
        PeselSafe(KEY, new_identity()).opened(box)
    assert KEY not in repr(safe)


def test_a_damaged_box_and_an_empty_one_are_not_opened() -> None:
    safe = PeselSafe(KEY, new_identity())
    box = safe.kept(RIGHT).box
    for damaged in (b"", box[:-1], box[:5], b"\x02" + box[1:], box[:-1] + bytes([box[-1] ^ 1])):
        with pytest.raises(WrongKey):
            safe.opened(damaged)


def test_a_box_of_age_as_they_were_at_first_is_still_opened() -> None:
    identity = new_identity()
    assert PeselSafe(KEY, identity).opened(locker(identity)(RIGHT.encode())) == RIGHT


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(ValueError, match="short"):
        PeselSafe("", new_identity())
    with pytest.raises(ValueError, match="damaged"):
        PeselSafe(KEY, "")
