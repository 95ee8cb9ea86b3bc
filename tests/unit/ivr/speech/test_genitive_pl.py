"""Polish numerals, counted things and sums in the genitive."""

import pytest

from ivr.speech.polish.genitive_pl import cardinal_gen, count_gen, money_gen
from ivr.speech.polish.speech_pl import LARGEST_CARDINAL


@pytest.mark.parametrize(
    ("n", "spoken"),
    [
        (0, "zera"),
        (1, "jednej"),
        (2, "dwóch"),
        (4, "czterech"),
        (5, "pięciu"),
        (10, "dziesięciu"),
        (12, "dwunastu"),
        (19, "dziewiętnastu"),
        (20, "dwudziestu"),
        (21, "dwudziestu jeden"),
        (22, "dwudziestu dwóch"),
        (30, "trzydziestu"),
        (100, "stu"),
        (101, "stu jeden"),
        (999, "dziewięciuset dziewięćdziesięciu dziewięciu"),
    ],
)
def test_a_number_in_the_genitive(n: int, spoken: str) -> None:
    assert cardinal_gen(n, "f") == spoken


def test_one_alone_has_a_gender() -> None:
    assert [cardinal_gen(1, gender) for gender in ("m", "f", "n")] == ["jednego", "jednej", "jednego"]


def test_numbers_differ_in_the_genitive_too() -> None:
    assert len({cardinal_gen(n) for n in range(10_000)}) == 10_000


@pytest.mark.parametrize("n", [-1, LARGEST_CARDINAL + 1])
def test_a_number_outside_of_the_range_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="not between"):
        cardinal_gen(n)


@pytest.mark.parametrize(
    ("n", "spoken"),
    [
        (1, "jednej minuty"),
        (2, "dwóch minut"),
        (5, "pięciu minut"),
        (21, "dwudziestu jeden minut"),
        (1000, "tysiąca minut"),
        (2500, "dwóch tysięcy pięciuset minut"),
        (1_000_001, "miliona jeden minut"),
        (5_000_000, "pięciu milionów minut"),
    ],
)
def test_counted_things_in_the_genitive(n: int, spoken: str) -> None:
    assert count_gen(n, "minuta") == spoken


def test_sums_in_the_genitive() -> None:
    assert money_gen(100) == "jednego złotego"
    assert money_gen(172190) == "tysiąca siedmiuset dwudziestu jeden złotych dziewięćdziesięciu groszy"
    assert money_gen(1) == "zera złotych jednego grosza"
    with pytest.raises(ValueError, match="negative"):
        money_gen(-1)
    with pytest.raises(ValueError, match="unknown noun"):
        count_gen(2, "krowa")
