"""The office by the first letters of the gmina, in whole calls."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.facts.kinds.scenarios import OfficeChosen
from ivr import defaults
from ivr.gmina import Gmina, keys_of
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.scenario_lines import add_line, nodes_of, outcomes_of, rings, said
from tests.support.timing.virtual_time import in_virtual_time

WAYS = {"found": "znaleziona", "menu": "lista", "failed": "koniec"}


def a_line(number: str, **settings: Any) -> str:
    ends = {name: {"kind": "goodbye"} for name in ("znaleziona", "lista")}
    return add_line(number, {"gmina": {"kind": "gmina", "settings": settings, "next": WAYS}, **ends})


LINE = a_line("gmina")
FEW = a_line("gmina-jedna-litera", fewest_letters=1, most_candidates=3)


def offices(centre: Centre) -> list[str]:
    return [e.office for e in centre.of_type(OfficeChosen)]


@in_virtual_time
async def test_four_letters_find_the_office() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (1, keys_of("Kolno")[:4] + "#"))
        assert offices(centre) == ["20060"]
        assert [e.by for e in centre.of_type(OfficeChosen)] == ["gmina"]
        assert nodes_of(centre) == ["gmina", "znaleziona"]
        assert outcomes_of(centre) == ["found"]
        centre.check_nothing_left()


@in_virtual_time
async def test_who_keys_the_whole_name_and_no_hash_is_understood_after_a_short_silence() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (1, keys_of("Wysokie Mazowieckie")))
        assert offices(centre) == ["20130"]


@in_virtual_time
async def test_gminas_of_one_office_are_not_told_apart() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (1, keys_of("Narew") + "#"))  # and Narewka, both of Hajnówka
        assert offices(centre) == ["20050"]
        assert "C08" not in said(centre)


@pytest.mark.parametrize(("key", "office"), [("1", "20610"), ("2", "20100")])
@in_virtual_time
async def test_two_that_fit_are_read_out(key: str, office: str) -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (1, "4763#"), (3, key))
        assert "C08 Gródek Grodzisk" in caller.heard
        assert offices(centre) == [office]
        assert nodes_of(centre) == ["gmina", "znaleziona"]


@in_virtual_time
async def test_several_are_read_out_one_by_one() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, FEW, (1, "527#"), (8, "3"))
        names = [heard for heard in caller.heard if heard.startswith("C12")]
        assert names == ["C12 jeden Jasionówka", "C12 dwa Jaświły", "C12 trzy Łapy"]
        assert offices(centre) == ["20610"]


@pytest.mark.parametrize(
    "keys", [[(1, "4763#"), (3, "*")], [(1, "4763#")], [(1, "4763#"), (3, "9"), (6, "8"), (6, "7")]]
)
@in_virtual_time
async def test_who_chooses_none_of_them_goes_to_the_menu(keys: list[tuple[float, str]]) -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, *keys)
        assert nodes_of(centre) == ["gmina", "lista"]
        assert offices(centre) == []


@in_virtual_time
async def test_too_few_letters_are_asked_for_again() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (1, "56#"), (3, "5656#"))
        assert "C13" in caller.heard
        assert offices(centre) == ["20060"]


@in_virtual_time
async def test_too_many_that_fit_end_at_the_menu() -> None:
    async with a_centre() as centre:
        await rings(centre, FEW, (1, "7#"), (3, "7#"), (3, "7#"))
        assert outcomes_of(centre) == ["too_many"] * 3
        assert nodes_of(centre) == ["gmina", "lista"]


@in_virtual_time
async def test_a_name_that_nobody_knows_and_silence_fail_in_the_end() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (1, "00000#"), (3, "99999#"))
        assert caller.heard.count("C14") == 2
        assert outcomes_of(centre) == ["unknown", "unknown", "nothing"]
        assert nodes_of(centre) == ["gmina", "koniec"]


@in_virtual_time
async def test_the_list_is_one_key_away() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (1, "*"))
        assert nodes_of(centre) == ["gmina", "lista"]


@in_virtual_time
async def test_a_key_that_is_stuck_is_no_name() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (1, "2" * 60), patience=200)
        assert outcomes_of(centre)[0] == "too_many"
        centre.check_nothing_left()


@given(st.sampled_from(defaults.gminas().all()), st.integers(3, 8), st.sampled_from(["", "1", "2", "3", "9", "*"]))
def test_every_gmina_ends_with_an_office_or_the_menu(gmina: Gmina, letters: int, then: str) -> None:
    _ends_with_an_office_or_the_menu(gmina, letters, then)


@in_virtual_time
async def _ends_with_an_office_or_the_menu(gmina: Gmina, letters: int, then: str) -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (1, keys_of(gmina.name)[:letters] + "#"), (5, then))
        assert nodes_of(centre)[-1] in ("znaleziona", "lista")
        fitting = defaults.gminas().beginning_with(keys_of(gmina.name)[:letters])
        if len({one.office for one in fitting}) == 1:
            assert offices(centre) == [gmina.office]
        elif offices(centre):
            assert offices(centre)[0] in {one.office for one in fitting}
