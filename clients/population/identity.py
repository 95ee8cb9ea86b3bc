"""Who a made-up person is: birth, names, address, telephone. Follows from the seed alone, on any day. Pure."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from clients.pesel import SERIALS, Sex, made_up_pesel
from clients.population.model import LONG_TERM, WOMEN, Model
from clients.population.spread import Spread
from core.lists.gminas import Gmina

BORN_FOR = 2026
"""The year in which people have the ages of the model. They grow older as everybody does."""

MOST_PEOPLE = 365 * SERIALS
"""Beyond that two people would have the same PESEL."""

PHONES_FROM = 640_000_000
"""No subscriber of the national numbering plan has a number that begins with 64, and the centre rings none of them
(`ivr.outside.phone_number`): a made-up number can never ring at somebody's home."""

MAIL_DOMAIN = "poczta.example"  # RFC 2606: nobody's


@dataclass(frozen=True, slots=True)
class Identity:
    """Fields as in `PersonRecord`; `age` is the one of the year `BORN_FOR`."""

    office: str
    is_rural: bool
    is_long_term: bool
    sex: Sex
    age: int
    birth_date: date
    pesel: str
    first_name: str
    last_name: str
    citizenship: str
    language: Literal["pl", "uk"]
    phone: str | None
    email: str | None
    gmina: str
    postal_code: str
    street: str | None
    house: str
    mailing_address: str | None


def identity(model: Model, spread: Spread, chance: Random, number: int) -> Identity:
    """The person of that number, below `MOST_PEOPLE`. `chance` is this person's alone."""
    where, rural, term, which, old = spread.at(number)
    office = model.offices.at(where)
    places = model.places[office]
    is_rural, is_long_term = rural < places.rural_share, term < LONG_TERM
    sex: Sex = "K" if which < WOMEN else "M"
    youngest, oldest = model.ages.at(old)
    # Ages are those at the end of the year. Nobody has been unemployed for more than a year at eighteen.
    age = max(chance.randint(youngest, oldest), 21 if is_long_term else 19)
    born = _birthday(number, BORN_FOR - age)
    citizenship = _citizenship(chance)
    first_name, last_name = _names(model, chance, sex, citizenship)
    gmina = (places.villages if is_rural else places.towns).any(chance)
    street = None if is_rural else f"ul. {chance.choice(model.streets)}"
    return Identity(
        office=office,
        is_rural=is_rural,
        is_long_term=is_long_term,
        sex=sex,
        age=age,
        birth_date=born,
        pesel=made_up_pesel(born, sex, number // 365),
        first_name=first_name,
        last_name=last_name,
        citizenship=citizenship,
        language="uk" if citizenship == "UA" and chance.random() < 0.6 else "pl",
        phone=str(PHONES_FROM + number) if chance.random() < 0.93 else None,
        email=_email(first_name, last_name, number) if chance.random() < 0.58 else None,
        gmina=gmina.teryt,
        postal_code=gmina.postal_code,
        street=street,
        house=_house(chance, is_rural),
        mailing_address=None if number % 25 else _box(number, gmina),
    )


def _box(number: int, gmina: Gmina) -> str:
    """A box in the post office of the gmina."""
    return f"skr. poczt. {number % 89 + 1}, {gmina.postal_code} {gmina.name}"


def feminine(last_name: str) -> str:
    """A surname as a woman has it: Kowalska, but Nowak."""
    for ending in ("ski", "cki", "dzki"):
        if last_name.endswith(ending):
            return last_name[:-1] + "a"
    return last_name


def _birthday(number: int, year: int) -> date:
    """Every day of a year but 29 February, in an order that looks like none: so that no PESEL is given twice."""
    day = date(2001, 1, 1) + timedelta(days=number * 241 % 365)
    return day.replace(year=year)


def _citizenship(chance: Random) -> str:
    point = chance.random()
    return "UA" if point < 0.02 else "BY" if point < 0.035 else "PL"


def _names(model: Model, chance: Random, sex: Sex, citizenship: str) -> tuple[str, str]:
    if citizenship != "PL":
        pool = model.foreign[citizenship]
        last = chance.choice(pool["last"])
        return chance.choice(pool[sex]), feminine(last) if sex == "K" else last
    first = model.first_names[sex].any(chance)
    if chance.random() < 0.25:
        second = model.first_names[sex].any(chance)
        first = first if second == first else f"{first} {second}"
    last = model.last_names.any(chance)
    if sex == "M":
        return first, last
    last = feminine(last)
    if chance.random() < 0.04:
        married = feminine(model.last_names.any(chance))
        last = last if married == last else f"{last}-{married}"
    return first, last


def _email(first_name: str, last_name: str, number: int) -> str:
    return f"{_plain(first_name.split()[0])}.{_plain(last_name)}.{number}@{MAIL_DOMAIN}"


def _plain(name: str) -> str:
    """Small letters without marks."""
    folded = unicodedata.normalize("NFKD", name.lower().replace("ł", "l"))
    return "".join(sign for sign in folded if sign.isascii() and (sign.isalnum() or sign == "-"))


def _house(chance: Random, is_rural: bool) -> str:
    house = str(chance.randint(1, 120))
    if is_rural:
        return house + ("A" if chance.random() < 0.1 else "")
    return f"{house}/{chance.randint(1, 60)}" if chance.random() < 0.6 else house
