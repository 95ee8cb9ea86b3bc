"""The job market on the line: offers and trainings for everybody, and requests to be rung about one of them."""

from typing import Any

import pytest

from core.facts.kinds.scenarios import ContactRequested, NodeEntered, OfficeChosen
from core.questions.job_market import OpenOffersNear, OpenTrainingsNear
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_client_data import OFFERS
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.calls.scenario_lines import GOODBYE, add_line, nodes_of, rings
from tests.support.timing.virtual_time import in_virtual_time

NUMBER = "600100200"
KOLNO: dict[str, Any] = {"kind": "set_office", "settings": {"office": "20060"}}
OFFER_WAYS = {
    "ended": "koniec",
    "none": "nic",
    "request": "prosba",
    "consultant": "konsultant",
    "unavailable": "brak",
}
ENDS = dict.fromkeys(("nic", "konsultant", "brak"), GOODBYE)
BRANCH = {
    "kind": "set_variable",
    "settings": {"variable": "branza", "expression": '"52 bez 53"'},
    "next": {"done": "oferty"},
}
LINE = add_line(
    "oferty-w-okolicy",
    {
        "urzad": {**KOLNO, "next": {"done": "branza"}},
        "branza": BRANCH,
        "oferty": {"kind": "open_offers", "settings": {"occupations_variable": "branza"}, "next": OFFER_WAYS},
        "prosba": {"kind": "contact_request", "next": {"taken": "oferty", "refused": "koniec"}},
        **ENDS,
    },
)
PROVINCE_LINE = add_line(
    "oferty-w-wojewodztwie",
    {
        "oferty": {"kind": "open_offers", "next": OFFER_WAYS},
        "prosba": {"kind": "contact_request", "next": {"taken": "koniec", "refused": "koniec"}},
        **ENDS,
    },
)
TRAININGS_LINE = add_line(
    "szkolenia-w-okolicy",
    {
        "urzad": {**KOLNO, "next": {"done": "szkolenia"}},
        "szkolenia": {"kind": "open_trainings", "next": OFFER_WAYS},
        "prosba": {
            "kind": "contact_request",
            "settings": {"about": "training", "variable": "szkolenie"},
            "next": {"taken": "szkolenia", "refused": "koniec"},
        },
        **ENDS,
    },
)


def _read(caller: FakeChannel, prompt: str) -> list[str]:
    return [words for words in caller.heard if words.startswith(prompt)]


def _requests(centre: Centre) -> list[tuple[str, str, str, str]]:
    return [(e.about, e.subject, e.office, e.callback_number) for e in centre.of_type(ContactRequested)]


@in_virtual_time
async def test_offers_are_read_with_who_knows_more_and_a_request_is_noted_with_the_number() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, (9, "2"), (9, "4"), (9, "1"), (9, "9"), caller_number=NUMBER)
        [question] = {q for q in centre.market.asked if isinstance(q, OpenOffersNear)}
        assert (question.office, question.everywhere, question.occupations) == ("20060", False, ("52", "53"))
        assert _read(caller, "O01") == ["O01 trzy oferty"], "coming back, the count is not said again"
        assert [OFFERS[n].town in words for n, words in zip((0, 1, 1), _read(caller, "O02"), strict=True)] == [
            True
        ] * 3
        [first, *_] = _read(caller, "O10")
        assert "Powiatowy Urząd Pracy w Kolnie" in first
        assert _requests(centre) == [("offer", OFFERS[1].id, "20060", NUMBER)]
        assert len(_read(caller, "O13")) == 1
        assert nodes_of(centre)[-1] == "koniec"
        centre.check_nothing_left()


@pytest.mark.parametrize(
    ("keys", "caller_number", "said"),
    [
        (((9, "4"),), NUMBER, "O14"),  # silence at the number
        (((9, "4"),), "", "O14"),  # no number, and none keyed
        (((9, "4"), (9, "2"), (9, "0700123456"[:9])), NUMBER, "O14"),  # premium rate
    ],
)
@in_virtual_time
async def test_without_a_number_that_may_be_rung_nothing_is_noted_and_the_caller_hears_so(
    keys: tuple[tuple[float, str], ...], caller_number: str, said: str
) -> None:
    async with a_centre() as centre:
        caller = await rings(centre, LINE, *keys, caller_number=caller_number)
        assert not _requests(centre)
        assert len(_read(caller, said)) == 1
        centre.check_nothing_left()


@in_virtual_time
async def test_nothing_in_the_county_is_said_and_the_province_is_searched_when_wished() -> None:
    async with a_centre() as centre:
        centre.market.near, centre.market.elsewhere = (), OFFERS[2:]
        caller = await rings(centre, LINE, (6, "1"), (9, "0"))
        assert [q.everywhere for q in centre.market.asked if isinstance(q, OpenOffersNear)] == [False, True]
        assert [bool(_read(caller, prompt)) for prompt in ("O12", "O01", "O02")] == [True, True, True]
        assert nodes_of(centre)[-1] == "konsultant"


@pytest.mark.parametrize("keys", [(), ((6, "1"),)])
@in_virtual_time
async def test_where_there_is_none_that_is_an_outcome(keys: tuple[tuple[float, str], ...]) -> None:
    async with a_centre() as centre:
        centre.market.near = ()
        caller = await rings(centre, LINE, *keys)
        assert bool(_read(caller, "O08")) == bool(keys)
        assert nodes_of(centre)[-1] == "nic"


@pytest.mark.parametrize("line", [LINE, TRAININGS_LINE])
@in_virtual_time
async def test_with_the_data_away_nothing_is_said(line: str) -> None:
    async with a_centre() as centre:
        centre.market.is_frozen = True
        caller = await rings(centre, line)
        assert not caller.heard[:-1], "nothing but the goodbye"
        assert nodes_of(centre)[-1] == "brak"


@in_virtual_time
async def test_without_an_office_the_whole_province_is_read_and_the_provincial_office_gets_the_request() -> None:
    async with a_centre() as centre:
        await rings(centre, PROVINCE_LINE, (9, "4"), (9, "1"), caller_number=NUMBER)
        assert [(q.office, q.everywhere) for q in centre.market.asked if isinstance(q, OpenOffersNear)] == [
            (None, True)
        ]
        assert _requests(centre) == [("offer", OFFERS[0].id, "20000", NUMBER)]


@in_virtual_time
async def test_trainings_are_read_and_asked_for_in_the_same_way() -> None:
    async with a_centre() as centre:
        caller = await rings(centre, TRAININGS_LINE, (9, "2"), (9, "4"), (9, "1"), (9, "9"), caller_number=NUMBER)
        assert {q.office for q in centre.market.asked if isinstance(q, OpenTrainingsNear)} == {"20060"}
        assert len(_read(caller, "Z02")) == 3
        assert _requests(centre) == [("training", "training-2", "20060", NUMBER)]
        centre.market.courses = ()
        caller = await rings(centre, TRAININGS_LINE)
        assert _read(caller, "Z04")
        assert nodes_of(centre)[-1] == "nic"


@in_virtual_time
async def test_9524_reads_offers_by_postal_code_and_key_and_takes_a_request() -> None:
    async with a_centre() as centre:
        caller = await rings(
            centre,
            "9524",
            *((4, ""), (4, "1"), (4, "3"), (4, "18500"), (4, "3"), (20, "4"), (9, "1"), (20, "9")),
            caller_number=NUMBER,
            patience=150,
        )
        [chosen] = centre.of_type(OfficeChosen)
        assert (chosen.office, chosen.by) == ("20060", "postal_code")
        asked = [q for q in centre.market.asked if isinstance(q, OpenOffersNear)]
        assert {q.occupations for q in asked} == {("432", "83", "933", "961")}
        assert _requests(centre) == [("offer", OFFERS[0].id, "20060", NUMBER)]
        nodes = [e.node for e in centre.of_type(NodeEntered)]
        assert nodes[nodes.index("branza") : nodes.index("branza") + 4] == [
            "branza",
            "oferty",
            "prosba_oferta",
            "oferty",
        ]
        assert _read(caller, "O13")


@pytest.mark.parametrize(("key", "about", "subject"), [("3", "offer", "offer-1"), ("4", "training", "training-1")])
@in_virtual_time
async def test_a_verified_caller_of_9510_asks_to_be_rung_and_is_known_by_it(
    key: str, about: str, subject: str
) -> None:
    async with a_centre() as centre:
        await rings(
            centre,
            "9510",
            *((6, ANNA + "#"), (4, ANNAS_PIN + "#"), (6, key), (20, "4"), (9, "1")),
            caller_number=NUMBER,
            patience=150,
        )
        [request] = centre.of_type(ContactRequested)
        assert (request.about, request.subject, request.client_id) == (about, subject, "client-anna")
        assert request.office == "20060"
