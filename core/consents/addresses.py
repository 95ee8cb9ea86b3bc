"""Addresses as keyed hashes, by which a withdrawal is known again when the person is not. Pure.

The key follows from the pepper of PINs, which an installation never changes and every backup has.
"""

import hashlib
import hmac
import re

from core.consents.consent import Channel

_NOT_DIGITS = re.compile(r"\D")
_COUNTRY = "48"


class AddressHashes:
    """Raises ValueError for a pepper that is too short."""

    def __init__(self, pepper: str) -> None:
        if len(pepper) < 32:
            raise ValueError("the pepper is missing or too short")
        self._key = hmac.new(pepper.encode(), b"addresses of consents", hashlib.sha256).digest()

    def of(self, channel: Channel, address: str) -> str:
        """The same for every way of writing the same address. A number means the person, by message or by voice:
        whoever ends one by it does not end the other, which the channel beside the hash says."""
        normal = f"email:{email(address)}" if channel == "email" else f"number:{number(address)}"
        return hmac.new(self._key, normal.encode(), hashlib.sha256).hexdigest()


def number(address: str) -> str:
    """Digits with the country's, as operators have them: `600 100 200`, `+48600100200`, `0048…` are one number."""
    digits = _NOT_DIGITS.sub("", address)
    digits = digits.removeprefix("00")
    return _COUNTRY + digits if len(digits) == 9 else digits


def national(address: str) -> str:
    """As clients' numbers stand in their rows: nine digits, unless it is another country's."""
    digits = number(address)
    is_ours = digits.startswith(_COUNTRY) and len(digits) == 11
    return digits.removeprefix(_COUNTRY) if is_ours else digits


def email(address: str) -> str:
    """As far as servers do not tell apart what people write."""
    return address.strip().casefold()
