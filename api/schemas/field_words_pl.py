"""How fields of requests are called where people are told what is wrong with one. Pure.

A page says it at the field itself; what stands here is for the sentence above, and for fields that no page shows.
"""

from collections.abc import Sequence

WORDS = {
    "account": "konto",
    "agent": "konsultant",
    "alarm": "alarm",
    "amount": "kwota",
    "basis": "podstawa prawna",
    "birth_date": "data urodzenia",
    "call_id": "rozmowa",
    "caller_number": "numer dzwoniącego",
    "card_number": "numer karty",
    "client": "klient",
    "client_id": "klient",
    "code": "kod",
    "cursor": "miejsce na liście",
    "days": "liczba dni",
    "dialled_number": "numer, na który dzwoniono",
    "email": "e-mail",
    "first_day": "pierwszy dzień",
    "first_name": "imię",
    "from": "od dnia",
    "kind": "rodzaj",
    "last_day": "ostatni dzień",
    "last_name": "nazwisko",
    "limit": "liczba wierszy",
    "min_seconds": "najkrótszy czas",
    "mode": "podstawa",
    "month": "miesiąc",
    "name": "nazwa",
    "note": "notatka",
    "number": "numer",
    "office": "urząd",
    "order": "kolejność",
    "password": "hasło",
    "phone": "telefon",
    "q": "szukane słowa",
    "reason": "powód",
    "source": "źródło",
    "state": "stan",
    "text": "tekst",
    "title": "nazwa",
    "to": "do dnia",
    "topic": "temat",
    "until": "ostatni dzień",
    "username": "konto",
    "valid_from": "obowiązuje od",
    "words": "treść",
}

OTHERWISE = "Jednej z podanych wartości nie można przyjąć."


def sentence_of(fields: Sequence[tuple[str, str]]) -> str:
    """What is wrong where, of the first field that people have a word for; `fields` with their sentences."""
    for field, message in fields:
        named = WORDS.get(field.rpartition(".")[2])
        if named is not None:
            return f"Pole „{named}”: {message[:1].lower()}{message[1:]}"
    return f"{OTHERWISE} {fields[0][1]}" if fields else OTHERWISE
