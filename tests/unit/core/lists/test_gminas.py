"""The gminas of the province."""

from collections import Counter

from core.lists.counties import county_name
from core.lists.gminas import gmina_name, gminas
from ivr.defaults import offices


def test_all_118_gminas_belong_to_an_office_that_is_there() -> None:
    found = gminas()
    assert len(found) == 118
    assert Counter(code[-1] for code in found) == {"1": 13, "2": 78, "3": 27}
    assert {gmina.office for gmina in found.values()} == {o["code"] for o in offices() if not o["is_province"]}
    assert all(len(code) == 7 and code.startswith("20") for code in found)


def test_a_gmina_is_named_by_its_code_and_an_unknown_code_has_no_name() -> None:
    assert gmina_name("2013102") == "Wysokie Mazowieckie"
    assert gmina_name("1465011") is None
    assert gmina_name(None) is None


def test_a_town_has_no_villages_and_a_rural_gmina_no_town() -> None:
    town, rural, both = (gminas()[code] for code in ("2061011", "2002112", "2002013"))
    assert (town.has_town, town.has_villages) == (True, False)
    assert (rural.has_town, rural.has_villages) == (False, True)
    assert (both.has_town, both.has_villages) == (True, True)
    assert [town.kind, rural.kind, both.kind] == ["town", "rural", "mixed"]


def test_every_gmina_is_in_a_county_with_a_name_of_its_own() -> None:
    counties = {code[:4] for code in gminas()}
    names = {county_name(code) for code in counties}
    assert (len(counties), len(names)) == (17, 17)
    assert None not in names
    assert county_name("2000") is None
