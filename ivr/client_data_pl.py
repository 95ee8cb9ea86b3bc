"""A client's own data as placeholders of the announcements: one function for each of them. Pure."""

from datetime import date, timedelta

from core.client_data import ContactState, NotedContact, Offer, Payment, PlannedVisit, Registration, Training
from core.clock import WARSAW
from ivr.speech_pl import cardinal, count, date_gen, money, month_acc, ordinal, time_loc, weekday_in

Values = dict[str, str]

TO_BE_AGREED = "do uzgodnienia"


def visit_values(visit: PlannedVisit) -> Values:
    """D01 and D07: the hour is that of Warsaw."""
    at = visit.at.astimezone(WARSAW)
    return {
        "w_dzien_tygodnia": weekday_in(at.weekday()),
        "data_dopelniacz": date_gen(at.date()),
        "godz_miejscownik": time_loc(at.hour, at.minute),
        "nr": room(visit.room),
        "doradca": visit.adviser,
    }


def room(number: str) -> str:
    """„7” is "siedem", „12a” "dwanaście a"; what is no number is said as it stands."""
    digits = number[: len(number) - len(number.lstrip("0123456789"))]
    if not digits or not digits.isascii():
        return number
    rest = number[len(digits) :].strip()
    return f"{cardinal(int(digits))} {rest}".strip()


def due_values(due_on: date) -> Values:
    """D02 and D14."""
    return {"data_dopelniacz": date_gen(due_on)}


def not_due_values(contact: ContactState, days_before: int) -> Values:
    """D15: from when the contact can be noted, and until when it has to be."""
    return {
        "od_dopelniacz": date_gen(contact.due_on - timedelta(days=days_before)),
        "data_dopelniacz": date_gen(contact.due_on),
    }


def already_values(contact: ContactState) -> Values:
    """D16; the contact of today counts already."""
    return {"data2_dopelniacz": date_gen(contact.due_on)}


def noted_values(noted: NotedContact) -> Values:
    """D03; D17 where the day had passed: then the second date is that day."""
    is_late = noted.was_due_on < noted.noted_on
    second = noted.was_due_on if is_late else noted.next_due_on
    return {"data_dopelniacz": date_gen(noted.noted_on), "data2_dopelniacz": date_gen(second)}


def payment_values(payment: Payment) -> Values:
    """D04, and D08 where there is no amount."""
    values = {"miesiac_biernik": month_acc(payment.month.month), "data_dopelniacz": date_gen(payment.pay_on)}
    if payment.grosze is not None:
        values["kwota_mianownik"] = money(payment.grosze)
    return values


def registration_values(registration: Registration) -> Values:
    """D06, D10, D11: the day with its year."""
    return {} if registration.since is None else {"data_dopelniacz": date_gen(registration.since, with_year=True)}


def offers_count(number: int) -> Values:
    """O01."""
    return {"liczba_ofert": count(number, "oferta", "acc")}


def offer_values(offer: Offer, place: int) -> Values:
    """O02; `place` counts from 1."""
    return {
        "liczebnik_porzadkowy_zenski": ordinal(place, "f.nom"),
        "stanowisko": offer.position,
        "miejscowosc": offer.town,
        "kwota": pay(offer.pay_from, offer.pay_to),
        "rodzaj": offer.contract,
        "data_dopelniacz": date_gen(offer.valid_until),
    }


def pay(least: int | None, most: int | None) -> str:
    """In words that need no case: "najmniej pięć tysięcy złotych, najwięcej sześć tysięcy złotych"."""
    if least is None and most is None:
        return TO_BE_AGREED
    if least is None or most is None:
        return f"najwięcej {money(most)}" if most is not None else f"najmniej {money(least or 0)}"
    return money(least) if least == most else f"najmniej {money(least)}, najwięcej {money(most)}"


def trainings_count(number: int) -> Values:
    """Z01."""
    return {"liczba_szkolen": count(number, "szkolenie", "acc")}


def training_values(training: Training, place: int) -> Values:
    """Z02; `place` counts from 1."""
    return {
        "liczebnik_porzadkowy_nijaki": ordinal(place, "n.nom"),
        "nazwa": training.title,
        "miejscowosc": training.town,
        "liczba_godzin": cardinal(training.hours),
        "data_dopelniacz": date_gen(training.starts_on),
        "data2_dopelniacz": date_gen(training.sign_up_until),
    }


def legal_status_values(day: date) -> Values:
    """K02."""
    return {"data_dopelniacz": date_gen(day, with_year=True)}
