"""What texts tell of an office by its card, and what they say of what nobody has entered."""

from datetime import date

import pytest

from knowledge.articles.in_force import why_not
from knowledge.rates.card import Card, cards_named
from knowledge.rates.rate import CardUnknown, Language, Rates, filled
from tests.support.knowledge.article_versions import content

DAY = date(2026, 12, 1)
SOKOLKA = Card("Sokółka", "16-100", "ul. Kryńska 40", "85 711 20 30")
SEJNY = Card("Sejny", "16-500")
LAPY = Card("Łapy")
RATES = Rates((), {"20110": SOKOLKA, "20090": SEJNY, "bialystok-lapy": LAPY})


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("{adres:20110}.", "pl", "ul. Kryńska 40, kod pocztowy 16-100 Sokółka."),
        ("{adres:20110}.", "en", "ul. Kryńska 40, 16-100 Sokółka."),
        ("{adres:20090}.", "pl", "kod pocztowy 16-500 Sejny (ulicy jeszcze nie znamy, poda ją konsultant)."),
        ("{adres:20090}.", "en", "16-500 Sejny (we do not know the street yet, a consultant tells you)."),
        ("{adres:20090}.", "uk", "16-500 Sejny (вулиці ще не знаємо, її скаже консультант)."),
        ("{adres:bialystok-lapy}", "pl", "Łapy (ulicy jeszcze nie znamy, poda ją konsultant)"),
        ("Telefon: {telefon:20110}.", "pl", "Telefon: 85 711 20 30."),
        ("Telefon: {telefon:20090}.", "pl", "Telefon: numeru jeszcze nie znamy."),
        ("Telephone: {telefon:20090}.", "en", "Telephone: we do not know the number yet."),
        ("Телефон: {telefon:20090}.", "uk", "Телефон: номера ще не знаємо."),
    ],
)
def test_a_text_tells_what_the_card_says_and_says_what_is_not_known(
    text: str, language: Language, told: str
) -> None:
    assert filled(text, RATES, DAY, language) == told


def test_an_article_of_an_office_that_is_not_there_is_not_told() -> None:
    assert cards_named("{adres:20110}, {telefon:20110}, {adres:20999}") == ["20110", "20999"]
    named = content("Adres: {adres:20999}, telefon {telefon:20110}.")
    assert why_not(named, RATES, named.valid_from) == "Nie ma urzędu ani filii: 20999."
    with pytest.raises(CardUnknown):
        filled("{adres:20999}", RATES, DAY, "pl")
