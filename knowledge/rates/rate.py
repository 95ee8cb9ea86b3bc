"""Rates, and texts that name them by code: `{stawka:zasilek_90_dni}`; cards of offices come in beside them. Pure.

No text has an amount of its own: the words are the same in every channel, and after the last day of a rate nothing
that names it is told. `knowledge.rates.card` says the same of addresses and telephones.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from core.errors import S724Error
from knowledge.rates.card import NAMED as CARDS_NAMED
from knowledge.rates.card import Card, told_of

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


class CardUnknown(RateNotInForce):
    """A text names an office or a branch that there is not, or not any more: it is not told."""

    def __init__(self, code: str) -> None:
        S724Error.__init__(self, f"Nie ma urzędu ani filii „{code}”.")
        self.rate = code


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
    """All rates with all their spans, and the `cards` of offices and branches by code: whatever texts name."""

    def __init__(self, rates: Iterable[Rate], cards: Mapping[str, Card] | None = None) -> None:
        self.cards: Mapping[str, Card] = cards or {}
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
        return Rates([*wanted, *(rate for spans in self._spans.values() for rate in spans)], self.cards)


NO_RATES = Rates(())


def rates_named(text: str) -> Sequence[str]:
    """The codes that a text names, each once, in their order."""
    return list(dict.fromkeys(_NAMED.findall(text)))


def filled(text: str, rates: Rates, day: date, language: Language) -> str:
    """The text with the amounts of that day, and what is known of the offices that it names. Raises
    RateNotInForce."""

    def amount(named: re.Match[str]) -> str:
        rate = rates.on(named[1], day)
        if rate is None:
            raise RateNotInForce(named[1])
        return written(rate, language)

    def of_card(named: re.Match[str]) -> str:
        card = rates.cards.get(named[2])
        if card is None:
            raise CardUnknown(named[2])
        return told_of(card, named[1], language)

    return CARDS_NAMED.sub(of_card, _NAMED.sub(amount, text))


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
