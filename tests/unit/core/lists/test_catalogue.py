"""A list that people may change while the process runs."""

from dataclasses import dataclass

from core.lists.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Thing:
    title: str
    is_active: bool = True


def test_what_can_be_chosen_is_there_in_its_order_and_the_rest_is_only_known() -> None:
    things = Catalogue({"b": Thing("drugi"), "old": Thing("dawny", is_active=False), "a": Thing("pierwszy")})
    assert list(things) == ["b", "a"]
    assert len(things) == 2
    assert things["a"].title == "pierwszy"
    assert "old" not in things
    assert things.known("old") == Thing("dawny", is_active=False)
    assert [things.known(name) for name in (None, "", "never")] == [None, None, None]


def test_it_is_replaced_as_a_whole() -> None:
    things = Catalogue({"a": Thing("pierwszy"), "b": Thing("drugi")})
    before = dict(things)
    assert things.replace({"b": Thing("drugi"), "c": Thing("trzeci")})
    assert list(things) == ["b", "c"]
    assert things.known("a") is None
    assert list(before) == ["a", "b"], "who has read it before goes on with that"


def test_the_same_entries_in_the_same_order_are_no_change() -> None:
    things = Catalogue({"a": Thing("pierwszy"), "b": Thing("drugi")})
    assert not things.replace({"a": Thing("pierwszy"), "b": Thing("drugi")})
    assert things.replace({"b": Thing("drugi"), "a": Thing("pierwszy")}), "another order is one"


def test_an_empty_one_has_nothing_to_choose() -> None:
    things: Catalogue[Thing] = Catalogue({})
    assert (list(things), len(things), "a" in things) == ([], 0, False)
