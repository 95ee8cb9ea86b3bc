"""Made-up people: in the proportions of the province, possible, and the same on every machine."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.pesel import belongs_to_nobody, is_pesel
from clients.population.generator import SEED, population
from clients.population.identity import MAIL_DOMAIN, MOST_PEOPLE, feminine
from clients.population.model import model
from clients.population.records import PersonRecord
from core.clock import WARSAW
from core.lists.gminas import gminas
from ivr.outside.phone_number import is_ordinary

TODAY = date(2026, 11, 27)
REGISTERED = 32_402

days = st.dates(date(2026, 1, 1), date(2032, 12, 31))


@cache
def people() -> list[PersonRecord]:
    return list(population(SEED, 3000, TODAY))


def share(of: list[bool]) -> float:
    return sum(of) / len(of)


def test_the_same_seed_number_and_day_make_the_same_person_and_a_larger_population_begins_with_a_smaller() -> None:
    assert list(population(SEED, 20, TODAY)) == people()[:20]
    assert list(population(SEED, 1510, TODAY, start=1500)) == people()[1500:1510]
    assert list(population(SEED + 1, 20, TODAY)) != people()[:20]


def test_who_somebody_is_does_not_hang_on_the_day() -> None:
    later = list(population(SEED, 50, TODAY + timedelta(days=200)))
    assert [(p.pesel, p.first_name, p.last_name, p.house, p.phone) for p in later] == [
        (p.pesel, p.first_name, p.last_name, p.house, p.phone) for p in people()[:50]
    ]


@pytest.mark.parametrize(("size", "off"), [(100, 0.04), (1000, 0.02), (3000, 0.02)])
def test_more_than_40_in_100_are_rural_and_more_than_60_long_term_unemployed(size: int, off: float) -> None:
    some = people()[:size]
    rural = share([p.is_rural for p in some])
    long_term = share([p.registration.is_long_term for p in some])
    assert rural == pytest.approx(0.425, abs=off)
    assert long_term == pytest.approx(0.62, abs=off)
    if size >= 1000:
        assert rural > 0.4
        assert long_term > 0.6


def test_each_office_has_its_share_of_the_registered() -> None:
    found = Counter(person.office for person in people())
    for office, registered in (("20610", 10_644), ("20620", 3140), ("20060", 1953), ("20090", 894)):
        assert found[office] / 3000 == pytest.approx(registered / REGISTERED, abs=0.005)
    assert len(found) == 14


def test_sexes_ages_and_benefits_are_those_of_the_province() -> None:
    assert share([p.sex == "K" for p in people()]) == pytest.approx(0.423, abs=0.02)
    ages = [2026 - p.birth_date.year for p in people()]
    assert min(ages) >= 18
    assert max(ages) <= 64
    assert share([age < 25 for age in ages]) == pytest.approx(0.11, abs=0.03)
    assert share([age >= 50 for age in ages]) == pytest.approx(0.28, abs=0.05)
    now = [bool(p.benefits) and p.benefits[0].days_left > 0 for p in people()]
    assert share(now) == pytest.approx(0.1, abs=0.03)


def test_every_pesel_is_right_belongs_to_nobody_and_is_given_once() -> None:
    numbers = [person.pesel for person in people()]
    assert all(is_pesel(number) and belongs_to_nobody(number) for number in numbers)
    far = [person.pesel for person in population(SEED, 1_000_500, TODAY, start=1_000_000)]
    assert len({*numbers, *far}) == len(numbers) + len(far)


def test_nobody_can_be_rung_or_written_to() -> None:
    phones = [person.phone for person in people() if person.phone]
    assert len(set(phones)) == len(phones) > 2500
    assert not any(is_ordinary(phone) for phone in phones)
    assert all(person.email.endswith(f"@{MAIL_DOMAIN}") for person in people() if person.email)
    assert MAIL_DOMAIN.endswith(".example")


def test_people_live_where_their_office_is_and_rural_people_in_villages() -> None:
    for person in people():
        gmina = gminas()[person.gmina]
        assert gmina.office == person.office
        assert person.postal_code == gmina.postal_code
        assert gmina.has_villages if person.is_rural else gmina.has_town
        assert (person.street is None) == person.is_rural


def test_names_are_polish_with_their_letters_and_women_have_womens_surnames() -> None:
    names = "".join(person.first_name + person.last_name for person in people())
    assert set("ąćęłńóśźż") <= set(names.lower())
    assert not any(p.last_name.endswith(("ski", "cki")) for p in people() if p.sex == "K")
    assert not any(p.last_name.endswith(("ska", "cka")) for p in people() if p.sex == "M")
    assert feminine("Świderski") == "Świderska"
    assert feminine("Nowak") == "Nowak"
    assert len({(p.first_name, p.last_name) for p in people()}) > 2000


@settings(max_examples=25, deadline=None)
@given(days, st.integers(0, 400_000))
def test_nothing_in_a_life_comes_before_the_thing_that_it_follows(today: date, start: int) -> None:
    for person in population(SEED, start + 10, today, start=start):
        grown_up = person.birth_date + timedelta(days=18 * 365)
        now = person.registration
        assert grown_up < now.since < today
        assert now.since <= now.last_contact_on < today <= now.contact_due
        assert now.is_long_term == ((today - now.since).days > 366)
        assert person.periods[-1].from_on == now.since
        assert person.periods[-1].to_on is None
        assert now.first_time == (len(person.periods) == 1)
        times = [(p.from_on, p.to_on or today) for p in person.periods]
        times += [(job.from_on, job.to_on) for job in person.employment]
        times.sort()
        assert all(begin <= end for begin, end in times)
        assert all(end < begin for (_, end), (begin, _) in pairwise(times))
        assert all(visit.at.date() > today for visit in person.visits if visit.state == "planned")
        assert all(now.since < visit.at.date() < today for visit in person.visits if visit.state != "planned")
        assert all(person.periods[0].from_on <= p.from_on for p in person.participations if p.kind == "training")
        assert all(now.since <= referral.given_on <= today for referral in person.referrals)


def test_nobody_is_asked_to_come_or_paid_on_a_weekend_or_at_night() -> None:
    for person in people():
        for visit in person.visits:
            at = visit.at.astimezone(WARSAW)
            assert at.weekday() < 5
            assert 8 <= at.hour < 15
        assert all(payment.pay_on.weekday() < 5 for payment in person.payments)


def test_what_stands_once_in_a_table_is_made_once() -> None:
    for person in people()[:500]:
        assert len({period.from_on for period in person.periods}) == len(person.periods)
        assert len({decision.number for decision in person.decisions}) == len(person.decisions)
        assert len({(c.purpose, c.channel) for c in person.consents}) == len(person.consents)


def test_everybody_has_an_occupation_of_six_digits_or_none() -> None:
    codes = {code for person in people() for code in person.occupations}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 40
    assert all(person.occupations for person in people())
    assert share(["primary" in [q.level for q in p.qualifications] for p in people()]) == pytest.approx(
        0.25, abs=0.04
    )


def test_more_people_than_there_are_numbers_cannot_be_made_up() -> None:
    with pytest.raises(ValueError, match="made up"):
        next(population(SEED, MOST_PEOPLE + 1, TODAY))


def test_the_model_knows_every_gmina_of_each_office() -> None:
    for office, places in model().places.items():
        assert 0 < places.rural_share < 1
        assert gminas()[places.towns.at(0.999999).teryt].office == office
        assert gminas()[places.villages.at(0.0).teryt].office == office
