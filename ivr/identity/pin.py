"""Card numbers and PINs: how they are made, refused, and hashed.

A PIN of four digits can be guessed whatever the hash, so the protection is the pepper, a key that is not in the
database, together with the lock after wrong tries. The hash itself is light (about 2 ms), because 20 callers a
second are checked on the machine that carries their voices; see docs/decisions/0004-pin-hash.md.
"""

import hashlib
import hmac
import secrets
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import S724Error

_HASHER = PasswordHasher(time_cost=1, memory_cost=4 * 1024, parallelism=1)

CARD_DIGITS = 9
PIN_LENGTHS = range(4, 7)


class PinRefused(S724Error):
    """A PIN that would be guessed first."""

    code = "pin_refused"


def luhn_digit(digits: str) -> str:
    """The check digit of ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str((10 - total % 10) % 10)


def new_card_number() -> str:
    """Eight random digits and a check digit. Never begins with 0: that key asks for the privacy notice."""
    body = str(secrets.randbelow(90_000_000) + 10_000_000)
    return body + luhn_digit(body)


def has_check_digit(number: str) -> bool:
    """Does the last digit fit the others? Public arithmetic: it says nothing of which cards there are."""
    return number.isascii() and number.isdigit() and luhn_digit(number[:-1]) == number[-1]


def is_card_number(number: str) -> bool:
    return len(number) == CARD_DIGITS and has_check_digit(number)


def refuse_trivial(pin: str, *, birth_year: int | None = None, card_number: str = "") -> None:
    """Raises PinRefused, saying why in Polish, for what would be guessed first."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS):
        raise PinRefused("Kod PIN musi mieć od czterech do sześciu cyfr.")
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise PinRefused("Kod PIN nie może składać się z jednakowych ani kolejnych cyfr.")
    half = len(pin) // 2
    if len(set(pin)) <= 2 or (len(pin) % 2 == 0 and pin[:half] == pin[half:]):
        raise PinRefused("Kod PIN nie może powtarzać tych samych cyfr.")
    if len(pin) == 4 and 1900 <= int(pin) <= 2029:
        raise PinRefused("Kod PIN nie może być rokiem.")
    if birth_year is not None and str(birth_year) in pin:
        raise PinRefused("Kod PIN nie może zawierać roku urodzenia.")
    if card_number and pin in card_number:
        raise PinRefused("Kod PIN nie może być częścią numeru karty.")


def new_pin(digits: int = 6, *, birth_year: int | None = None, card_number: str = "") -> str:
    """A random PIN that `refuse_trivial` lets pass."""
    while True:
        pin = f"{secrets.randbelow(10**digits):0{digits}d}"
        try:
            refuse_trivial(pin, birth_year=birth_year, card_number=card_number)
        except PinRefused:
            continue
        return pin


class PinHasher:
    """Hashes PINs with the pepper of this installation. Blocks for some 2 ms: never call it on the event loop."""

    def __init__(self, pepper: str) -> None:
        if len(pepper) < 32:
            raise ValueError("the pepper is missing or too short")
        self._pepper = pepper.encode()
        self._dummy = _HASHER.hash(secrets.token_hex(16))

    def hash(self, card_number: str, pin: str) -> str:
        return _HASHER.hash(self._peppered(card_number, pin))

    def matches(self, stored: str | None, card_number: str, pin: str) -> bool:
        """False for None too, after the same work, so that an unknown number takes as long as a wrong PIN."""
        try:
            is_right = _HASHER.verify(stored or self._dummy, self._peppered(card_number, pin))
        except (VerificationError, InvalidHashError):
            return False
        return is_right and stored is not None

    def subject(self, kind: str, value: str) -> str:
        """See `subject_of`."""
        return subject_of(self._pepper.decode(), kind, value)

    def _peppered(self, card_number: str, pin: str) -> bytes:
        return hmac.new(self._pepper, f"{card_number}:{pin}".encode(), hashlib.sha256).digest()


def subject_of(pepper: str, kind: str, value: str) -> str:
    """What wrong tries are counted under: tells nobody the card or telephone number it stands for."""
    return kind + ":" + hmac.new(pepper.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
