"""What an import says of rows that it could not take as they stand. Pure.

A reason names line and column, and never a value: the report goes to people who may not see whose data they are.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

RepairKind: TypeAlias = Literal["mojibake", "encoding", "space"]

REASONS_PL = {
    "required": "Brakuje wymaganej wartości.",
    "too_long": "Tekst jest za długi.",
    "control_character": "Tekst zawiera znaki sterujące.",
    "unknown_word": "Nieznane słowo: nie ma go w opisie pliku.",
    "not_a_day": "To nie jest data. Przykład: 2026-11-24.",
    "not_a_time": "To nie jest godzina. Przykład: 10:15.",
    "not_a_sum": "To nie jest kwota. Przykład: 1721,90.",
    "not_a_flag": "Wymagana jest wartość T albo N.",
    "not_a_number": "To nie jest liczba całkowita albo jest za duża.",
    "wrong_pesel": "Numer PESEL ma złą długość, datę urodzenia albo cyfrę kontrolną.",
    "wrong_phone": "To nie jest polski numer telefonu.",
    "wrong_email": "To nie jest adres e-mail.",
    "wrong_postal_code": "To nie jest kod pocztowy. Przykład: 16-300.",
    "unknown_gmina": "Nieznany kod gminy.",
    "wrong_occupation": "To nie jest kod zawodu: wymagane jest sześć cyfr.",
    "wrong_nip": "Numer NIP ma złą długość albo złą cyfrę kontrolną.",
    "other_office": "Wiersz dotyczy innego urzędu.",
    "wrong_width": "Wiersz ma inną liczbę kolumn niż nagłówek.",
    "twice": "Ten sam identyfikator wystąpił już wcześniej w tym pliku.",
    "pesel_twice": "Ten sam numer PESEL wystąpił już wcześniej w tym pliku.",
    "unknown_person": "W pliku osób nie ma takiej osoby albo jej wiersz odrzucono.",
    "unknown_employer": "W pliku pracodawców nie ma takiego pracodawcy albo jego wiersz odrzucono.",
    "ends_before_it_begins": "Data końcowa jest wcześniejsza niż początkowa.",
    "not_in_clear": "Wiersza nie można odczytać: błędne cudzysłowy.",
    "erased": "Dane usunięto na wniosek tej osoby. Po ponownej rejestracji kierownik może zezwolić na wczytanie.",
    "other_person": "Pod tym identyfikatorem jest u nas inna osoba: inny PESEL, nazwisko i data urodzenia.",
}
WITHOUT_VALUE_PL = "Wiersz przyjęto bez tej wartości."


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, or with `is_value` one that was taken without the value of a column.

    `line` counts from 1, the header included."""

    file: str
    line: int | None
    column: str | None
    code: str
    is_value: bool = False

    @property
    def reason_pl(self) -> str:
        reason = REASONS_PL[self.code]
        return f"{reason} {WITHOUT_VALUE_PL}" if self.is_value else reason


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that was put right when it was read. Of a whole file: line 0 and no column."""

    file: str
    line: int
    column: str
    kind: RepairKind
