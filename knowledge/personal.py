"""Nothing of a person stands in the knowledge base: what looks like it is refused. Pure."""

import re
from collections.abc import Sequence
from itertools import accumulate

from core.errors import S724Error

_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[.\-/]\d{1,2}[.\-/]\d{4}|\d{4}-\d{2}-\d{2})(?!\d)")
_NUMBER = re.compile(r"\d(?:[\s.\-/()]{0,2}\d){8,}")
"""Nine digits or more: a telephone number or card has nine, a PESEL eleven, a bank account twenty-six."""

_GROUPS = re.compile(r"\d+(?:[\s.\-–/]{1,2}\d+)*")
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)

PERSONAL_NUMBER = (
    "Tekst wygląda tak, jakby zawierał numer PESEL, telefonu albo karty. W bazie wiedzy nie zapisujemy danych "
    "osób: usuń ten numer."
)
PESEL = "Tekst zawiera numer PESEL. W bazie wiedzy nie zapisujemy danych osób: usuń ten numer."


class PersonalDatumRefused(S724Error):
    """A text has what looks like somebody's number; nothing was saved. It is never repeated."""

    code = "settings_refused"
    message_pl = "Nie zapisano: tekst wygląda tak, jakby zawierał dane osoby."

    def __init__(self, field: str) -> None:
        super().__init__()
        self.fields = [(field, PERSONAL_NUMBER)]


def has_personal_number(text: str) -> bool:
    """Is there a number in it that may be somebody's? Dates are none."""
    return _NUMBER.search(_DATE.sub(" – ", text)) is not None


def has_pesel(text: str) -> bool:
    """Are there eleven digits that are a valid PESEL, together or in groups ("880101 12345", "88-01-01-12345")?
    For texts in which telephones of offices may stand."""
    return any(_stands_in(re.findall(r"\d+", run)) for run in _GROUPS.findall(text))


def _stands_in(groups: Sequence[str]) -> bool:
    """Are some of the groups, one behind the other, a PESEL together?"""
    digits = "".join(groups)
    bounds = {0, *accumulate(map(len, groups))}
    numbers = {digits[first : first + 11] for first in bounds if first + 11 in bounds}
    return any(map(_is_pesel, numbers))


def refuse_personal(field: str, text: str) -> None:
    """Raises PersonalDatumRefused."""
    if has_personal_number(text):
        raise PersonalDatumRefused(field)


def _is_pesel(digits: str) -> bool:
    sum_of = sum(weight * int(digit) for weight, digit in zip(_PESEL_WEIGHTS, digits, strict=True))
    month = int(digits[2:4]) % 20
    return sum_of % 10 == 0 and 1 <= month <= 12 and 1 <= int(digits[4:6]) <= 31
