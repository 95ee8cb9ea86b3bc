"""Rates, and texts that name them by code: `{stawka:zasilek_90_dni}`. Pure.

No text has an amount of its own: the words are the same in every channel, and after the last day of a rate nothing
that names it is told.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from core.errors import S724Error

Language: TypeAlias = Literal["pl", "en", "uk"]
Certainty: TypeAlias = Literal["high", "medium", "low"]

CODE = r"[A-Za-z0-9_.-]{1,60}"
_NAMED = re.compile(rf"\{{stawka:({CODE})\}}")

MADE_UP = "pokaz"
"""What the title and the source of a made-up rate say."""

_MADE_UP: Mapping[Language, str] = {
    "pl": "(kwota z pokazu)",
    "en": "(an amount of a demonstration)",
    "uk": "(сума з демонстрації)",
}


class RateNotInForce(S724Error):
    """A text names a rate that nobody knows for that day: it is not told."""

    code = "rate_not_in_force"

    def __init__(self, rate: str) -> None:
        super().__init__(f"Stawka „{rate}” nie obowiązuje w tym dniu.")
        self.rate = rate


class RateRefused(S724Error):
    """A rate that may not be saved; `fields` has Polish sentences. Nothing was changed."""

    code = "settings_refused"
    message_pl = "Stawki nie zapisano."

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__()
        self.fields = [(field, sentence)]


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount in złote for a span of days; `valid_until` is included, None means until further notice.

    `is_made_up`: of a demonstration, and never law: wherever it is told, it is told as such.
    """

    code: str
    title: str
    amount: Decimal
    valid_from: date
    valid_until: date | None
    source: str
    source_certainty: Certainty
    is_made_up: bool = False

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Rates:
    """All rates with all their spans."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._spans: dict[str, list[Rate]] = defaultdict(list)
        for rate in rates:
            self._spans[rate.code].append(rate)

    @property
    def codes(self) -> frozenset[str]:
        """Those that there are, whenever they hold."""
        return frozenset(self._spans)

    def on(self, code: str, day: date) -> Rate | None:
        """The one that holds on that day."""
        return next((rate for rate in self._spans.get(code, ()) if rate.holds_on(day)), None)

    def of(self, code: str) -> Sequence[Rate]:
        """All spans of a rate, in the order in which they were given."""
        return self._spans.get(code, ())

    def with_these(self, wanted: Iterable[Rate]) -> "Rates":
        """The same with others laid over them: on days on which one of these holds, it alone does."""
        return Rates([*wanted, *(rate for spans in self._spans.values() for rate in spans)])


NO_RATES = Rates(())


def rates_named(text: str) -> Sequence[str]:
    """The codes that a text names, each once, in their order."""
    return list(dict.fromkeys(_NAMED.findall(text)))


def filled(text: str, rates: Rates, day: date, language: Language) -> str:
    """The text with the amounts of that day. Raises RateNotInForce."""

    def amount(named: re.Match[str]) -> str:
        rate = rates.on(named[1], day)
        if rate is None:
            raise RateNotInForce(named[1])
        return written(rate, language)

    return _NAMED.sub(amount, text)


def written(rate: Rate, language: Language) -> str:
    """Its amount as it is read: "1721,90 zł", "PLN 1,721.90", "1721,90 злотих"; a made-up one says that it is. The
    same words are read at the desk and spoken on the line."""
    amount = rate.amount
    match language:
        case "pl":
            said = f"{amount:.2f} zł".replace(".", ",")
        case "en":
            said = f"PLN {amount:,.2f}"
        case "uk":
            said = f"{amount:.2f} злотих".replace(".", ",")
    return f"{said} {_MADE_UP[language]}" if rate.is_made_up else said
