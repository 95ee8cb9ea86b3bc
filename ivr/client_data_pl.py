"""A client's own data as values of the announcements: one function for each of them. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.questions.client_data import (
    ContactState,
    NotedContact,
    Offer,
    Payment,
    PlannedVisit,
    Registration,
    Training,
)
from core.zone import WARSAW
from ivr.speech.polish.speech_pl import cardinal
from ivr.speech.values import Count, Date, Money, Month, Number, Ordinal, Pay, Term, Time, Value, Weekday

Values = Mapping[str, Value]


def visit_values(visit: PlannedVisit) -> Values:
    """D01 and D07: the hour is that of Warsaw."""
    at = visit.at.astimezone(WARSAW)
    return {
        "w_dzien_tygodnia": Weekday(at.date()),
        "data": Date(at.date()),
        "godz": Time(at.hour, at.minute),
        "nr": room(visit.room),
        "doradca": visit.adviser,
    }


def room(number: str) -> Value:
    """A bare number is said in every language; „12a” is "dwanaście a"; what is no number is said as it stands."""
    digits = number[: len(number) - len(number.lstrip("0123456789"))]
    if not digits or not digits.isascii():
        return number
    rest = number[len(digits) :].strip()
    return f"{cardinal(int(digits))} {rest}" if rest else Number(int(digits))


def due_values(due_on: date) -> Values:
    """D02 and D14."""
    return {"data": Date(due_on)}


def not_due_values(contact: ContactState, days_before: int) -> Values:
    """D15: from when the contact can be noted, and until when it has to be."""
    return {"od": Date(contact.due_on - timedelta(days=days_before)), "data": Date(contact.due_on)}


def already_values(contact: ContactState) -> Values:
    """D16; the contact of today counts already."""
    return {"data2": Date(contact.due_on)}


def noted_values(noted: NotedContact) -> Values:
    """D03; D17 if the day had passed: then the second date is that day."""
    is_late = noted.was_due_on < noted.noted_on
    return {"data": Date(noted.noted_on), "data2": Date(noted.was_due_on if is_late else noted.next_due_on)}


def payment_values(payment: Payment) -> Values:
    """D04, and D08 if there is no amount."""
    values: dict[str, Value] = {"miesiac": Month(payment.month.month), "data": Date(payment.pay_on)}
    if payment.grosze is not None:
        values["kwota"] = Money(payment.grosze)
    return values


def registration_values(registration: Registration) -> Values:
    """D06, D10, D11: the day with its year."""
    return {} if registration.since is None else {"data": Date(registration.since, with_year=True)}


def offers_count(number: int) -> Values:
    """O01."""
    return {"liczba_ofert": Count(number, "oferta")}


def offer_values(offer: Offer, place: int) -> Values:
    """O02; `place` counts from 1."""
    return {
        "liczebnik_porzadkowy_zenski": Ordinal(place, "f"),
        "stanowisko": offer.position,
        "miejscowosc": offer.town,
        "kwota": Pay(offer.pay_from, offer.pay_to),
        "rodzaj": Term(offer.contract),
        "data": Date(offer.valid_until),
    }


def trainings_count(number: int) -> Values:
    """Z01."""
    return {"liczba_szkolen": Count(number, "szkolenie")}


def training_values(training: Training, place: int) -> Values:
    """Z02; `place` counts from 1."""
    return {
        "liczebnik_porzadkowy_nijaki": Ordinal(place, "n"),
        "nazwa": training.title,
        "miejscowosc": training.town,
        "liczba_godzin": Number(training.hours),
        "data": Date(training.starts_on),
        "data2": Date(training.sign_up_until),
    }


def legal_status_values(day: date) -> Values:
    """B02: the day with its year."""
    return {"data": Date(day, with_year=True)}
