"""The made-up data of the demonstration: the same on every machine, possible, and enough to try the line."""

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from clients.population.identity import MOST_PEOPLE
from clients.population.records import PersonRecord
from core.clock import WARSAW
from ivr.defaults import offices
from ops.demonstration import demonstration
from ops.demonstration.demonstration import JOBS, OWN_FROM, Person

SEATS = [(office["code"], office["seat"]) for office in offices() if not office["is_province"]]
PEOPLE = [Person(f"client-{code}-0", code, is_shown=code == "20060") for code, _ in SEATS]
SHOWN = next(person for person in PEOPLE if person.is_shown)

days = st.dates(date(2026, 1, 1), date(2032, 12, 31))
few = settings(max_examples=20, deadline=None)


def made(people: Sequence[Person], today: date) -> list[PersonRecord]:
    return [person for _, person in demonstration.people(people, today)]


def test_the_demonstration_is_the_same_each_time() -> None:
    today = date(2026, 11, 24)
    assert dict(demonstration.people(PEOPLE, today)) == dict(demonstration.people(PEOPLE, today))
    assert demonstration.offers(SEATS, today) == demonstration.offers(SEATS, today)


@few
@given(days)
def test_the_client_whom_newcomers_are_told_of_has_everything(today: date) -> None:
    [anna] = made([SHOWN], today)
    now = anna.registration
    assert (anna.first_name, anna.sex, anna.office) == ("Anna", "K", "20060")
    assert (now.status, now.is_insured) == ("unemployed", True)
    assert today < now.contact_due <= today + timedelta(days=30), "the contact can be confirmed at once"
    assert now.contact_due == now.last_contact_on + timedelta(days=now.contact_interval)
    assert now.since < now.last_contact_on
    assert min(visit.at.date() for visit in anna.visits) > today
    assert any(payment.pay_on >= today for payment in anna.payments)


@few
@given(days)
def test_an_address_of_mail_begins_with_the_first_name_of_whom_it_is(today: date) -> None:
    for person in made(PEOPLE, today):
        if person.email:
            first = unicodedata.normalize("NFKD", person.first_name.split()[0].lower().replace("ł", "l"))
            assert person.email.split(".")[0] == first.encode("ascii", "ignore").decode()


@few
@given(days, st.integers(0, 330), st.sampled_from(PEOPLE), st.sampled_from(SEATS))
def test_on_every_day_of_the_year_every_office_has_offers_and_trainings_for_everybody(
    seeded: date, later: int, person: Person, seat: tuple[str, str]
) -> None:
    today = seeded + timedelta(days=later)
    [found] = made([person], seeded)
    wanted = set(found.occupations)
    assert len(wanted) == 3
    open_offers = [
        offer
        for offer in demonstration.offers([seat], seeded)
        if offer["valid_from"] <= today <= offer["valid_until"]
    ]
    assert wanted & {offer["occupation"] for offer in open_offers}
    assert [row for row in demonstration.trainings([seat], seeded) if row["sign_up_until"] >= today]


def test_the_demonstrations_clients_differ_and_are_of_their_offices() -> None:
    found = dict(demonstration.people(PEOPLE, date(2026, 11, 24)))
    assert {person.registration.status for person in found.values()} == {"unemployed", "seeker"}
    assert {person.registration.contact_interval for person in found.values()} == {30, 90}
    assert {person.registration.is_insured for person in found.values()} == {True, False}
    assert {bool(person.visits) for person in found.values()} == {True, False}
    assert {of: person.office for of, person in found.items()} == {person.id: person.office for person in PEOPLE}
    assert {person.ext_id for person in found.values()} == {None}
    assert all(OWN_FROM <= person.number < MOST_PEOPLE for person in found.values())


@few
@given(days)
def test_nobody_is_asked_to_come_or_paid_on_a_weekend_or_at_night(today: date) -> None:
    for person in made(PEOPLE, today):
        for visit in person.visits:
            at = visit.at.astimezone(WARSAW)
            assert at.weekday() < 5
            assert 8 <= at.hour < 15
        assert all(payment.pay_on.weekday() < 5 for payment in person.payments)


def test_ids_stand_once_and_occupations_have_six_digits() -> None:
    today = date(2026, 11, 24)
    for table in (
        demonstration.offers(SEATS, today),
        demonstration.trainings(SEATS, today),
    ):
        ids = [row["id"] for row in table]
        assert len(ids) == len(set(ids))
    assert all(len(job.occupation) == 6 and job.occupation.isdigit() for job in JOBS)
    assert all(job.pay_from <= job.pay_to for job in JOBS)
