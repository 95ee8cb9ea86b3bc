"""Reads single values of an extract, as offices' systems write them. Pure.

Each function takes the text of a field, without blanks around it and never empty, and raises `BadValue` with the
code of a reason (`clients.importing.files.rejects`). No message ever holds the value: it may be a person's.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any, TypeAlias

from clients.importing.files.gmina_codes import gmina_codes
from clients.pesel import is_pesel

Reader: TypeAlias = Callable[[str], Any]

NEVER = 9999
"""The year by which the old systems write "until further notice"."""
_YEARS = range(1880, 2101)
_MOST_GROSZE = 2**31 - 1

_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
_POLISH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONEY = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+)(?:,(\d{1,2}))?|(\d+)\.(\d{1,2})")
_FLAGS = {"t": True, "tak": True, "1": True, "true": True, "n": False, "nie": False, "0": False, "false": False}
_EMAIL = re.compile(r"[^@\s;,<>\x00-\x1f]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class BadValue(Exception):
    """A value that cannot be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text_of(most: int) -> Reader:
    """Text of at most so many characters. Control characters are refused."""

    def read(text: str) -> str:
        if len(text) > most:
            raise BadValue("too_long")
        if not text.isprintable():
            raise BadValue("control_character")
        return text

    return read


def choice(words: Mapping[str, Any]) -> Reader:
    """One of these words, in capitals or not."""

    def read(text: str) -> Any:
        try:
            return words[text.lower()]
        except KeyError:
            raise BadValue("unknown_word") from None

    return read


@lru_cache(maxsize=20_000)
def day(text: str) -> date:
    """A day: 2026-11-24, 24.11.2026 or 24-11-2026. "Until further notice" is none."""
    found = last_day(text)
    if found is None:
        raise BadValue("not_a_day")
    return found


@lru_cache(maxsize=20_000)
def last_day(text: str) -> date | None:
    """A day with which something ends; None for one in the year 9999: it does not end."""
    iso, polish = _ISO_DAY.fullmatch(text), _POLISH_DAY.fullmatch(text)
    if iso is not None:
        year, month, number = (int(part) for part in iso.groups())
    elif polish is not None:
        number, month, year = (int(part) for part in polish.groups())
    else:
        raise BadValue("not_a_day")
    if year == NEVER:
        return None
    if year not in _YEARS:
        raise BadValue("not_a_day")
    try:
        return date(year, month, number)
    except ValueError:
        raise BadValue("not_a_day") from None


def month(text: str) -> date:
    """A month as its first day: 2026-11, or any day of it."""
    return day(f"{text}-01" if re.fullmatch(r"\d{4}-\d{1,2}", text) else text).replace(day=1)


@lru_cache(maxsize=2000)
def time_of_day(text: str) -> time:
    """An hour with minutes: 10:15, 9.30, 10:15:00."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadValue("not_a_time")
    return time(int(found[1]), int(found[2]))


@lru_cache(maxsize=20_000)
def grosze(text: str) -> int:
    """A sum in grosze, written in złotych: 1721,90, 1 721,90, 1.721,90 or 1721.90. "1,721.90" is refused."""
    found = _MONEY.fullmatch(text)
    if found is None:
        raise BadValue("not_a_sum")
    whole, part = (found[1], found[2]) if found[1] is not None else (found[3], found[4])
    sum_of_all = int(re.sub(r"\D", "", whole)) * 100 + int((part or "0").ljust(2, "0"))
    if sum_of_all > _MOST_GROSZE:
        raise BadValue("not_a_sum")
    return sum_of_all


def flag(text: str) -> bool:
    """T or N, tak or nie, 1 or 0."""
    try:
        return _FLAGS[text.lower()]
    except KeyError:
        raise BadValue("not_a_flag") from None


def number_up_to(most: int) -> Reader:
    """A whole number from 0; a comma with nothing but zeros after it is none."""

    def read(text: str) -> int:
        found = re.fullmatch(r"(\d{1,19})(?:[,.]0+)?", text)
        if found is None or int(found[1]) > most:
            raise BadValue("not_a_number")
        return int(found[1])

    return read


small_number = number_up_to(32_767)
change_number = number_up_to(2**63 - 1)


def pesel(text: str) -> str:
    if not is_pesel(text):
        raise BadValue("wrong_pesel")
    return text


def phone(text: str) -> str:
    """Nine digits, without the country's prefix, blanks and hyphens."""
    digits = re.sub(r"[ \u00a0()./-]", "", text)
    digits = re.sub(r"^(\+48|0048|48(?=\d{9}$))", "", digits)
    if re.fullmatch(r"[1-9]\d{8}", digits) is None:
        raise BadValue("wrong_phone")
    return digits


def email(text: str) -> str:
    if len(text) > 254 or _EMAIL.fullmatch(text) is None:
        raise BadValue("wrong_email")
    return text


def postal_code(text: str) -> str:
    """16-300; also 16300 or with a blank."""
    found = re.fullmatch(r"(\d{2})[- ]?(\d{3})", text)
    if found is None:
        raise BadValue("wrong_postal_code")
    return f"{found[1]}-{found[2]}"


@lru_cache(maxsize=2000)
def gmina(text: str) -> str:
    """The present code of a gmina (TERYT, seven digits)."""
    found = gmina_codes().present(text.replace(" ", ""))
    if found is None:
        raise BadValue("unknown_gmina")
    return found


def occupation(text: str) -> str:
    """Six digits of the classification of occupations (KZiS). A spreadsheet may have eaten the leading zero."""
    if re.fullmatch(r"\d{5,6}", text) is None:
        raise BadValue("wrong_occupation")
    return text.zfill(6)


def nip(text: str) -> str:
    """Ten digits with their check digit (weights 6 5 7 2 3 4 5 6 7, modulo 11)."""
    digits = text.replace("-", "").replace(" ", "")
    if re.fullmatch(r"\d{10}", digits) is None:
        raise BadValue("wrong_nip")
    control = sum(int(digit) * weight for digit, weight in zip(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=False))
    if control % 11 != int(digits[9]):
        raise BadValue("wrong_nip")
    return digits
