"""However employers ask, nobody is told apart from at least four others."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from market.candidates.anonymity import LEAST, STEPS, Filters, Group, Look, Person, band, publish, search

OFFICES = ("20060", "20620", "20010")
OCCUPATIONS = ("432103", "432101", "432201", "512001", "833203")
BANDS = sorted({band(years) for years in range(15)})

_PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(OFFICES),
        st.sampled_from(OCCUPATIONS),
        st.integers(0, 14),
        st.frozensets(st.sampled_from(["kat. C", "wózki"])),
        st.frozensets(st.sampled_from(["angielski"])),
    ),
    max_size=60,
).map(lambda rows: [Person(f"p{number}", *row) for number, row in enumerate(rows)])
_FILTERS = st.builds(
    Filters,
    occupation=st.sampled_from(["", "4", "43", "4321", "432103", "51", "999999"]),
    offices=st.frozensets(st.sampled_from(OFFICES)),
    years=st.frozensets(st.sampled_from(BANDS)),
    licences=st.frozensets(st.sampled_from(["kat. C", "wózki"])),
    languages=st.frozensets(st.sampled_from(["angielski"])),
)


@given(_PEOPLE)
def test_every_group_has_five_people_and_nobody_is_in_two(people: list[Person]) -> None:
    groups = publish(people)
    assert all(len(group.members) >= LEAST for group in groups)
    members = Counter(member for group in groups for member in group.members)
    assert set(members.values()) <= {1}
    assert set(members) <= {person.id for person in people}


@given(_PEOPLE)
def test_what_is_shown_holds_for_each_of_its_people(people: list[Person]) -> None:
    known = {person.id: person for person in people}
    for group in publish(people):
        for member in group.members:
            person, look = known[member], group.look
            assert person.occupation.startswith(look.occupation)
            assert look.office in (None, person.office)
            assert look.years in (None, band(person.years))
            assert look.licences <= person.licences
            assert look.languages <= person.languages


@given(_PEOPLE, st.lists(_FILTERS, max_size=6))
def test_no_series_of_searches_tells_fewer_than_five_apart(people: list[Person], series: list[Filters]) -> None:
    """Whatever is in some answers and not in the others: whole groups."""
    groups = publish(people)
    answers = [{member for group in search(groups, asked) for member in group.members} for asked in series]
    cells: Counter[tuple[bool, ...]] = Counter()
    for person in people:
        cells[tuple(person.id in answer for answer in answers)] += 1
    published = {member for group in groups for member in group.members}
    unseen = sum(person.id not in published for person in people)
    nowhere = tuple(False for _ in answers)
    for cell, size in cells.items():
        shown = size - (unseen if cell == nowhere else 0)
        assert shown == 0 or shown >= LEAST


@given(_PEOPLE, _FILTERS)
def test_a_count_is_never_exact_beyond_its_step(people: list[Person], asked: Filters) -> None:
    for group in search(publish(people), asked):
        assert group.at_least in STEPS
        assert LEAST <= group.at_least <= len(group.members)


def test_the_order_of_the_people_changes_nothing() -> None:
    people = [
        Person(f"p{number}", OFFICES[number % 2], OCCUPATIONS[number % 3], number % 4) for number in range(40)
    ]

    def plain(groups: list[Group]) -> set[tuple[Look, tuple[str, ...]]]:
        return {(group.look, group.members) for group in groups}

    assert plain(list(publish(people))) == plain(list(publish(reversed(people))))


def test_the_own_county_is_kept_longer_than_the_exact_occupation() -> None:
    people = [Person(f"p{number}", "20060", occupation) for number, occupation in enumerate(OCCUPATIONS[:3] * 2)]
    [group] = publish(people)
    assert group.look == Look("43", "20060", "bez doświadczenia")
