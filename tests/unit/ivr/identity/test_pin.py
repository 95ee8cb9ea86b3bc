import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.identity import pin
from ivr.identity.pin import (
    PinHasher,
    PinRefused,
    has_check_digit,
    is_card_number,
    luhn_digit,
    new_card_number,
    refuse_trivial,
)

PEPPER = "a pepper that is long enough: 0123456789"
CARD = "123456782"

digits = st.text("0123456789", min_size=8, max_size=8)


@pytest.fixture(scope="module")
def hasher() -> PinHasher:
    return PinHasher(PEPPER)


@pytest.mark.parametrize(
    ("body", "digit"), [("7992739871", "3"), ("12345678", "2"), ("00000000", "0"), ("98765432", "4")]
)
def test_the_check_digit_of_known_numbers(body: str, digit: str) -> None:
    assert luhn_digit(body) == digit


@given(digits, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, change: int) -> None:
    number = body + luhn_digit(body)
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert is_card_number(number)
    assert not is_card_number(wrong)


@given(digits, st.integers(0, 7))
def test_two_neighbours_exchanged_are_noticed_except_nine_and_nought(body: str, place: int) -> None:
    number = body + luhn_digit(body)
    a, b = number[place], number[place + 1]
    exchanged = number[:place] + b + a + number[place + 2 :]
    assert is_card_number(exchanged) == (a == b or {a, b} == {"0", "9"})


@pytest.mark.parametrize("number", ["", "12345678", "1234567823", "12345678a", "١٢٣٤٥٦٧٨٢", "123 456 78"])
def test_what_is_no_card_number(number: str) -> None:
    assert not is_card_number(number)


def test_new_cards_are_valid_and_do_not_begin_with_the_key_of_the_privacy_notice() -> None:
    numbers = {new_card_number() for _ in range(200)}
    assert len(numbers) == 200
    assert all(is_card_number(number) and number[0] != "0" for number in numbers)


@pytest.mark.parametrize(
    ("trivial", "reason"),
    [
        ("123", "czterech do sześciu cyfr"),
        ("1234567", "czterech do sześciu cyfr"),
        ("12a4", "czterech do sześciu cyfr"),
        ("٤٧٢٩", "czterech do sześciu cyfr"),
        ("0000", "jednakowych ani kolejnych"),
        ("555555", "jednakowych ani kolejnych"),
        ("1234", "jednakowych ani kolejnych"),
        ("456789", "jednakowych ani kolejnych"),
        ("9876", "jednakowych ani kolejnych"),
        ("8901", "jednakowych ani kolejnych"),
        ("1212", "powtarzać tych samych"),
        ("7447", "powtarzać tych samych"),
        ("1110", "powtarzać tych samych"),
        ("739739", "powtarzać tych samych"),
        ("1985", "nie może być rokiem"),
        ("2029", "nie może być rokiem"),
    ],
)
def test_a_trivial_pin_is_refused_and_the_reason_is_polish(trivial: str, reason: str) -> None:
    with pytest.raises(PinRefused, match=reason) as refused:
        refuse_trivial(trivial)
    assert trivial not in refused.value.message_pl
    assert refused.value.message_pl.startswith("Kod PIN")


def test_the_year_of_birth_and_a_part_of_the_card_are_refused() -> None:
    with pytest.raises(PinRefused, match="roku urodzenia"):
        refuse_trivial("719857", birth_year=1985)
    with pytest.raises(PinRefused, match="częścią numeru karty"):
        refuse_trivial("8274", card_number="561827403")


@pytest.mark.parametrize("good", ["7392", "73920", "739206", "1899", "2030"])
def test_any_other_pin_is_taken(good: str) -> None:
    refuse_trivial(good, birth_year=1985, card_number=CARD)


@given(st.text("0123456789", min_size=4, max_size=6))
def test_a_refusal_never_quotes_the_pin(candidate: str) -> None:
    try:
        refuse_trivial(candidate, birth_year=1960, card_number=CARD)
    except PinRefused as refused:
        assert candidate not in str(refused)


def test_a_new_pin_holds_neither_the_year_of_birth_nor_a_part_of_the_card() -> None:
    for _ in range(300):
        refuse_trivial(pin.new_pin(4, birth_year=1985, card_number=CARD), birth_year=1985, card_number=CARD)


def test_new_pins_are_never_trivial() -> None:
    made = [pin.new_pin() for _ in range(300)]
    for each in made:
        refuse_trivial(each)
    assert len(set(made)) > 250


def test_the_right_pin_matches_and_no_other(hasher: PinHasher) -> None:
    stored = hasher.hash(CARD, "739206")
    assert hasher.matches(stored, CARD, "739206")
    assert not hasher.matches(stored, CARD, "739207")
    assert not hasher.matches(stored, "987654324", "739206")


def test_the_same_pin_is_never_stored_the_same_way_twice(hasher: PinHasher) -> None:
    assert hasher.hash(CARD, "739206") != hasher.hash(CARD, "739206")


def test_a_stolen_table_is_of_no_use_without_the_pepper(hasher: PinHasher) -> None:
    stored = hasher.hash(CARD, "739206")
    assert not PinHasher("another pepper of good length 98765").matches(stored, CARD, "739206")
    assert stored.startswith("$argon2id$")
    assert "739206" not in stored


@pytest.mark.parametrize("pepper", ["", "short"])
def test_without_a_pepper_nothing_starts(pepper: str) -> None:
    with pytest.raises(ValueError, match="pepper"):
        PinHasher(pepper)


@pytest.mark.parametrize("damaged", ["", "not a hash", "$argon2id$v=19$m=4096,t=1,p=1$YWJj$ZGVm"])
def test_a_damaged_hash_matches_nothing(hasher: PinHasher, damaged: str) -> None:
    assert not hasher.matches(damaged, CARD, "739206")


def test_an_unknown_number_takes_the_same_work_as_a_wrong_pin(
    hasher: PinHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = hasher.hash(CARD, "739206")
    work = []

    class Watched:
        def verify(self, against: str, _secret: bytes) -> bool:
            work.append(re.sub(r"\$[^$]+\$[^$]+$", "", against))  # without salt and hash: the parameters
            return real.verify(against, _secret)

    real = pin._HASHER
    monkeypatch.setattr(pin, "_HASHER", Watched())
    assert not hasher.matches(None, CARD, "739206")
    assert not hasher.matches(stored, CARD, "111999")
    assert work == ["$argon2id$v=19$m=4096,t=1,p=1"] * 2


def test_a_right_guess_of_the_dummy_opens_nothing(hasher: PinHasher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hasher, "_dummy", hasher.hash(CARD, "739206"))
    assert not hasher.matches(None, CARD, "739206")


def test_what_tries_are_counted_under_tells_nobody_the_number(hasher: PinHasher) -> None:
    subject = hasher.subject("card", CARD)
    assert CARD not in subject
    assert subject == hasher.subject("card", CARD)
    assert subject != hasher.subject("caller", CARD)
    assert subject != PinHasher("another pepper of good length 98765").subject("card", CARD)
    assert PEPPER not in repr(hasher)


@given(st.integers(0, 99_999_999))
def test_one_last_digit_of_ten_fits_whatever_the_others_are(body: int) -> None:
    fitting = [digit for digit in "0123456789" if has_check_digit(f"{body:08d}{digit}")]
    assert fitting == [luhn_digit(f"{body:08d}")]
    assert not has_check_digit("")
    assert not has_check_digit("１２３４５６７８２")
