"""Which telephone a consultant has, and whether it is proved ready."""

import string
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.live.desks import BEAT_TIME, RETELLING_TIME, UNTOLD_PAGE, Desk, Desks, cause_pl
from acd.telephone import agent_of, browser_endpoint
from core.live.live import Telephone, Trouble

ANNA = "k20060-1"
PAGES = st.sampled_from(["page-1", "page-2"])
TELEPHONES = st.sampled_from(get_args(Telephone))
TROUBLES = st.sampled_from([None, *get_args(Trouble)])


def desks(*registered: str, engaged: tuple[str, ...] = ()) -> Desks:
    """Told long ago of everything, and of a beat at 100."""
    found = Desks()
    found.begin(0.0)
    found.telephones_are(registered, engaged)
    found.beats(100.0)
    return found


def test_a_sip_telephone_needs_nothing_but_its_registration() -> None:
    found = desks(ANNA)
    assert found.telephone(ANNA, 1000.0) == "sip"
    assert found.trouble(ANNA, 1000.0) is None
    assert found.page(ANNA, 1000.0) == ""
    assert desks().trouble(ANNA, 1000.0) == "no_telephone"


def test_a_browser_needs_registration_page_and_beat() -> None:
    found = desks(browser_endpoint(ANNA))
    found.page_is(ANNA, Desk("page-1", "browser"))
    assert found.telephone(ANNA, 101.0) == "browser"
    assert found.trouble(ANNA, 101.0) is None
    assert found.trouble(ANNA, 100.0 + BEAT_TIME) == "no_page"
    assert desks(ANNA).trouble(ANNA, 101.0) is None


@given(
    desk=st.builds(Desk, PAGES, TELEPHONES, TROUBLES, st.booleans()),
    has_sip=st.booleans(),
    has_browser=st.booleans(),
    is_engaged=st.booleans(),
    age=st.floats(0, 10),
)
def test_a_telephone_is_ready_only_if_everything_proves_it(
    desk: Desk, has_sip: bool, has_browser: bool, is_engaged: bool, age: float
) -> None:
    endpoints = {ANNA: has_sip, browser_endpoint(ANNA): has_browser}
    found = desks(*(name for name, is_there in endpoints.items() if is_there))
    found.page_is(ANNA, desk)
    rung = browser_endpoint(ANNA) if desk.telephone == "browser" else ANNA
    found.telephone_is(rung, is_registered=endpoints[rung], is_engaged=is_engaged)
    is_page_right = desk.is_there and desk.trouble is None and 100.0 + age < 100.0 + BEAT_TIME
    is_ready = endpoints[rung] and not is_engaged and (desk.telephone == "sip" or is_page_right)
    assert (found.trouble(ANNA, 100.0 + age) is None) == is_ready
    assert found.telephone(ANNA, 100.0 + age) == desk.telephone


def test_a_page_that_was_replaced_cannot_take_the_new_one_with_it() -> None:
    found = desks(browser_endpoint(ANNA))
    found.page_is(ANNA, Desk("page-1", "browser"))
    found.page_is(ANNA, Desk("page-2", "browser"))
    assert not found.page_is_gone(ANNA, "page-1")
    assert found.trouble(ANNA, 101.0) is None
    assert found.state_of(ANNA, "page-1", 101.0) == "lost"
    assert found.state_of(ANNA, "page-2", 101.0) == "there"
    assert found.page_is_gone(ANNA, "page-2")
    assert not found.page_is_gone(ANNA, "page-2"), "gone once"
    assert found.trouble(ANNA, 101.0) == "no_page"


def two_pages(service: str) -> Desks:
    found = desks(browser_endpoint(ANNA))
    assert found.beats(200.0, service)
    for agent, page in ((ANNA, "page-1"), ("k20060-2", "page-2")):
        found.page_is(agent, Desk(page, "browser", service=service))
    return found


def test_another_process_of_the_web_service_knows_nothing_of_the_pages_before() -> None:
    found = two_pages("hub-1")
    assert found.beats(210.0, "hub-2")
    found.page_is(ANNA, Desk("page-1", "browser", service="hub-2"))
    for second in range(211, 230):
        assert found.told_by_silent(second) == {}, "they may still find it"
        assert not found.beats(second, "hub-2")
    assert found.told_by_silent(230.0) == {"k20060-2": "page-2"}
    found.page_is_gone("k20060-2", "page-2")
    assert found.told_by_silent(230.0) == {}


def test_of_several_processes_of_the_web_service_each_tells_of_its_own_pages_for_ever() -> None:
    found = two_pages("hub-1")
    for second in range(200, 300):
        for service in ("hub-1", "hub-2"):
            found.beats(second, service)
        assert found.trouble(ANNA, second) is None
        assert found.told_by_silent(second) == {}
    for second in range(300, 310):
        found.beats(second, "hub-2")
    assert found.trouble(ANNA, 301.0) is None
    assert found.trouble(ANNA, 304.0) == "no_page", "nobody would say so"
    found.page_is(ANNA, Desk("page-1", "browser", service="hub-2"))
    assert found.trouble(ANNA, 309.0) is None
    assert found.told_by_silent(309.0) == {"k20060-2": "page-2"}


def test_a_page_that_has_found_another_process_is_not_taken_away_by_the_one_it_left() -> None:
    found = two_pages("hub-1")
    found.beats(200.0, "hub-2")
    found.page_is(ANNA, Desk("page-1", "browser", service="hub-2"))
    assert not found.page_is_gone(ANNA, "page-1", "hub-1")
    assert found.trouble(ANNA, 201.0) is None
    assert found.page_is_gone(ANNA, "page-1", "hub-2")


def test_who_logs_out_without_a_page_is_rung_at_the_sip_telephone_from_then_on() -> None:
    found = desks(ANNA, browser_endpoint(ANNA))
    found.page_is(ANNA, Desk("page-1", "browser"))
    found.forget_page(ANNA)
    assert found.telephone(ANNA, 101.0) == "browser", "the page is there, and says so"
    found.page_is_gone(ANNA, "page-1")
    assert found.telephone(ANNA, 101.0) == "browser", "a lost page is no wish for another telephone"
    found.forget_page(ANNA)
    assert found.telephone(ANNA, 101.0) == "sip"
    assert found.trouble(ANNA, 101.0) is None


def test_a_new_process_presumes_what_is_registered_until_it_was_told() -> None:
    found = Desks()
    found.begin(50.0)
    found.telephones_are({browser_endpoint(ANNA)}, set())
    assert found.telephone(ANNA, 51.0) == "browser"
    assert found.page(ANNA, 51.0) == UNTOLD_PAGE
    assert found.trouble(ANNA, 51.0) is None
    assert found.state_of(ANNA, "page-1", 51.0) == "unknown"
    late = 50.0 + RETELLING_TIME
    assert found.trouble(ANNA, late) == "no_telephone"
    assert found.state_of(ANNA, "page-1", late) == "unknown", "nobody was there who could have told"
    found.beats(late)
    assert found.state_of(ANNA, "page-1", late) == "lost"


def test_a_telephone_in_the_echo_test_is_in_another_call() -> None:
    found = desks(browser_endpoint(ANNA), engaged=(browser_endpoint(ANNA),))
    found.page_is(ANNA, Desk("page-1", "browser"))
    assert found.trouble(ANNA, 101.0) == "in_another_call"


@pytest.mark.parametrize("telephone", get_args(Telephone))
def test_each_trouble_has_a_polish_sentence(telephone: Telephone) -> None:
    said = {cause_pl(trouble, telephone) for trouble in get_args(Trouble)}
    assert len(said) == len(get_args(Trouble))
    assert all(sentence.endswith(".") for sentence in said)
    assert cause_pl(None, telephone) == ""


@given(st.text(string.ascii_letters + string.digits + "-_.", min_size=1).filter(lambda name: name[:4] != "web-"))
def test_an_endpoint_tells_whose_it_is(agent: str) -> None:
    assert agent_of(agent) == agent
    assert agent_of(browser_endpoint(agent)) == agent
