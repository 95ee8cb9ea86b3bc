import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import defaults
from ivr.offices import OfficeDirectory, OfficeInfo
from ivr.speech.values import Address

SEATS = {
    "20000": "Białystok",
    "20010": "Augustów",
    "20030": "Bielsk Podlaski",
    "20040": "Grajewo",
    "20050": "Hajnówka",
    "20060": "Kolno",
    "20080": "Mońki",
    "20090": "Sejny",
    "20100": "Siemiatycze",
    "20110": "Sokółka",
    "20130": "Wysokie Mazowieckie",
    "20140": "Zambrów",
    "20610": "Białystok",
    "20620": "Łomża",
    "20630": "Suwałki",
}

# The first three digits of a postal code of the province, and whose they are.
BY_THREE_DIGITS = {
    **{f"15{n}": "20610" for n in range(10)},
    "160": "20610",
    "181": "20610",
    "161": "20110",
    "162": "20110",
    "163": "20010",
    "164": "20630",
    "165": "20090",
    "171": "20030",
    "172": "20050",
    "173": "20100",
    "182": "20130",
    "183": "20140",
    "184": "20620",
    "185": "20060",
    "191": "20080",
    "192": "20040",
}

directory = defaults.office_directory()


def test_there_are_fourteen_county_offices_and_the_provincial_one() -> None:
    assert {office.code: office.seat for office in directory.all()} == SEATS
    assert directory.codes() == SEATS.keys()
    assert directory.province().code == "20000"
    assert [office.code for office in directory.all() if office.is_province] == ["20000"]


def test_every_postal_code_leads_to_its_office_or_to_none() -> None:
    for number in range(100_000):
        office = directory.by_postal_code(f"{number:05}")
        assert (None if office is None else office.code) == BY_THREE_DIGITS.get(f"{number:05}"[:3])


def test_the_seat_of_every_office_lies_in_its_own_area() -> None:
    for row in defaults.offices():
        if not row["is_province"]:
            office = directory.by_postal_code(row["postal_code"].replace("-", ""))
            assert office is not None
            assert office.code == row["code"]


def test_every_county_office_is_reached_by_some_prefix() -> None:
    assert set(BY_THREE_DIGITS.values()) == set(SEATS) - {"20000"}


def test_the_old_official_form_is_spoken() -> None:
    assert directory.get("20130").locative == "w Wysokiem Mazowieckiem"
    assert all(office.locative.startswith("w ") for office in directory.all())


def _info(code: str, *, is_province: bool = False, is_active: bool = True) -> OfficeInfo:
    return OfficeInfo(code, code, code, f"w {code}", is_province=is_province, is_active=is_active)


@given(
    st.dictionaries(st.text("0123456789", min_size=1, max_size=5), st.sampled_from("abc"), max_size=12),
    st.text("0123456789", max_size=6),
)
def test_the_longest_prefix_decides(prefixes: dict[str, str], code: str) -> None:
    offices = OfficeDirectory([_info("p", is_province=True), *map(_info, "abc")], prefixes)
    fitting = [prefix for prefix in prefixes if code.startswith(prefix)]
    found = offices.by_postal_code(code)
    if fitting:
        assert found is not None
        assert found.code == prefixes[max(fitting, key=len)]
    else:
        assert found is None


@pytest.mark.parametrize("count", [0, 2])
def test_there_must_be_one_provincial_office(count: int) -> None:
    with pytest.raises(ValueError, match=f"not {count}"):
        OfficeDirectory([_info(f"{n}", is_province=n < count) for n in range(3)], {})


def test_an_office_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        directory.get("99999")


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("20110", "ul. Kryńska 40, Sokółka, kod pocztowy 16-100"),
        ("20090", "Sejny, kod pocztowy 16-500"),  # the street is not written down
    ],
)
def test_the_address_is_told_as_far_as_it_is_known(code: str, address: str) -> None:
    info = defaults.office_directory().get(code)
    assert info.whole_address == address
    assert info.values["adres"] == Address(address, has_street=code != "20090")


def test_an_office_that_was_deactivated_keeps_its_name_and_gets_no_callers() -> None:
    offices = OfficeDirectory(
        [_info("p", is_province=True), _info("a"), _info("b", is_active=False)], {"1": "a", "12": "b", "2": "b"}
    )
    assert offices.get("b").seat == "b"
    assert (offices.takes_callers("a"), offices.takes_callers("b"), offices.takes_callers("x")) == (
        True,
        False,
        False,
    )
    assert offices.codes() == {"p", "a"}
    assert [office.code for office in offices.all()] == ["p", "a"]
    assert [office.code for office in offices.every()] == ["p", "a", "b"]
    found = offices.by_postal_code("12345")
    assert found is not None
    assert found.code == "a", "the next longest prefix decides"
    assert offices.by_postal_code("23456") is None
    assert offices.prefixes() == {"1": "a"}


def test_a_directory_is_replaced_in_place() -> None:
    """Whoever holds it goes on by the new offices."""
    held = OfficeDirectory([_info("p", is_province=True), _info("a")], {"1": "a"})
    other = OfficeDirectory(
        [_info("q", is_province=True), _info("a", is_active=False), _info("c")], {"1": "a", "3": "c"}
    )
    assert held.replace(other)
    assert not held.replace(other), "the same ones are no change"
    assert held.province().code == "q"
    assert held.codes() == {"q", "c"}
    assert held.by_postal_code("12345") is None
    assert held.get("a").code == "a"
