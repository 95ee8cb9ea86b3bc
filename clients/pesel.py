"""The PESEL number: its check digit, made-up numbers that belong to nobody, and how one is kept. Pure.

A PESEL is never written in clear to the database, a log or an address (Act on the population register; domain rule
of the centre). Kept are a keyed hash, by which the same person is found again, and a box that only this
installation opens.
"""

import hashlib
import hmac
from datetime import date
from typing import Literal, NamedTuple

from core.keys.secret_box import ValueBox, unlocked

Sex = Literal["K", "M"]

LENGTH = 11
SERIALS = 5000
"""Numbers for one day and sex: four digits, of which the last one's parity is the sex."""

_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_AGE = b"age-encryption.org/"
_MONTHS_OF_1800S = 80
"""What is added to the month in numbers of the years 1800 to 1899: nobody alive has such a number."""


class KeptPesel(NamedTuple):
    """A PESEL as it is stored."""

    keyed_hash: str
    box: bytes


def check_digit(digits: str) -> str:
    """The eleventh digit for the first ten: 10 less the sum by weights 1 3 7 9, modulo 10."""
    return str(-sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10)


def is_pesel(text: str) -> bool:
    """Eleven digits that begin with a day of birth, and the last one fits the others.

    Where an office knows none it writes one like 00000000000, whose last digit fits: all who have it would be one
    person.
    """
    is_number = len(text) == LENGTH and text.isascii() and text.isdigit()
    return is_number and check_digit(text[:-1]) == text[-1] and _begins_with_a_day(text)


def _begins_with_a_day(digits: str) -> bool:
    """The month tells the century, too: 80 more in the 1800s, 20 in the 2000s, 40 and 60 in the next ones."""
    century, month = divmod(int(digits[2:4]), 20)
    try:
        date((1900, 2000, 2100, 2200, 1800)[century] + int(digits[:2]), month, int(digits[4:6]))
    except ValueError:
        return False
    return True


def belongs_to_nobody(pesel: str) -> bool:
    """Does it tell a birth in the 1800s? Only made-up people have such a number."""
    return _MONTHS_OF_1800S < int(pesel[2:4]) <= _MONTHS_OF_1800S + 12


def made_up_pesel(born: date, sex: Sex, serial: int) -> str:
    """A right number that belongs to nobody: of somebody born on the same day a hundred years earlier or more.

    `serial` is 0 to `SERIALS` - 1. Raises ValueError for 29 February of a year whose number would be no day.
    """
    date(1800 + born.year % 100, born.month, born.day)
    last = serial * 2 + (1 if sex == "M" else 0)
    digits = f"{born.year % 100:02d}{born.month + _MONTHS_OF_1800S:02d}{born.day:02d}{last:04d}"
    return digits + check_digit(digits)


class PeselSafe:
    """Keeps PESEL numbers with the installation's two keys. Raises ValueError for a key that is none."""

    def __init__(self, hash_key: str, identity: str) -> None:
        if len(hash_key) < 32:
            raise ValueError("the key is missing or too short")
        self._hash_key = hash_key.encode()
        self._identity = identity
        self._box = ValueBox.derived(identity, "pesel")

    def __repr__(self) -> str:
        return "PeselSafe(…)"

    def hash(self, pesel: str) -> str:
        """By which the same person is found again; whoever has no key cannot try all numbers."""
        return hmac.new(self._hash_key, pesel.encode(), hashlib.sha256).hexdigest()

    def kept(self, pesel: str) -> KeptPesel:
        return KeptPesel(self.hash(pesel), self._box.lock(pesel.encode()))

    def opened(self, box: bytes) -> str:
        """Raises WrongKey for a box of another installation; pyrage.DecryptError for one of age, as they were at
        first."""
        if box.startswith(_AGE):
            return unlocked(self._identity, box).decode()
        return self._box.unlock(box).decode()
