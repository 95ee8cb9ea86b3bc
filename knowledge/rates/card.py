"""The card of an office or a branch, and texts that name it: `{adres:20110}`, `{telefon:20110}`. Pure.

No text has a street or a telephone of its own: whoever changes the card changes what all channels tell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.search.language.words import Language

CARD_CODE: Final = r"[A-Za-z0-9-]{1,60}"
NAMED: Final = re.compile(rf"\{{(adres|telefon):({CARD_CODE})\}}")

_NO_STREET: dict[Language, str] = {
    "pl": "ulicy jeszcze nie znamy, poda ją konsultant",
    "en": "we do not know the street yet, a consultant tells you",
    "uk": "вулиці ще не знаємо, її скаже консультант",
}
_NO_TELEPHONE: dict[Language, str] = {
    "pl": "numeru jeszcze nie znamy",
    "en": "we do not know the number yet",
    "uk": "номера ще не знаємо",
}


@dataclass(frozen=True, slots=True)
class Card:
    """How a place is reached. What nobody has entered is empty; the names of places are Polish."""

    town: str
    postal_code: str = ""
    street: str = ""
    telephone: str = ""


def cards_named(text: str) -> Sequence[str]:
    """The codes of offices and branches that a text names, each once, in their order."""
    return list(dict.fromkeys(code for _, code in NAMED.findall(text)))


def told_of(card: Card, what: str, language: Language) -> str:
    """The address or the telephone (`what`: "adres", "telefon") as it is read and spoken. Of what nobody has
    entered it says so."""
    if what == "telefon":
        return card.telephone or _NO_TELEPHONE[language]
    code = f"kod pocztowy {card.postal_code}" if language == "pl" and card.postal_code else card.postal_code
    town = f"{code} {card.town}".strip()
    return f"{card.street}, {town}" if card.street else f"{town} ({_NO_STREET[language]})"
