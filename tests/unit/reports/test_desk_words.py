"""Every level and every reason has its sentence, in whole Polish words."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.facts.kinds.calls import CallStarted
from core.facts.kinds.scenarios import NodeEntered, OfficeChosen
from core.facts.offer_reason import After, Empty, OfferReason, Own, Ratio, StandIn, StrategyName
from core.facts.offer_reason_pl import RULES_PL
from core.live.call_story import Arrival, ArrivalKind, CallStory, folded_call
from ivr.nodes import KINDS
from reports.desk.desk_words_pl import (
    PROVED,
    Order,
    home_office_pl,
    known_by,
    level_of,
    reasons,
    verification_pl,
)
from tests.support.acd.distribution import KOLNO, LOMZA
from tests.support.calls.call_facts import NINE, Story

OFFICES = {"20060": "Kolno", "20620": "Łomża", "20000": "WUP Białystok", KOLNO: "Kolno", LOMZA: "Łomża"}
MINE = "k20060-1"


def offered(reason: OfferReason, *, queue: str = LOMZA, overtaken: str = "") -> CallStory:
    return CallStory(queue=queue, offered=NINE, why=reason, overtaken=overtaken)


def offered_by_words(reason: str, overtaken: str = "") -> CallStory:
    """As releases before 0.3.0 stated it."""
    return CallStory(queue=LOMZA, offered=NINE, reason=reason, overtaken=overtaken)


def why(story: CallStory, order: Order | None = None) -> list[tuple[str, str]]:
    found = reasons(story, KOLNO, OFFICES, {"k20620-1": "Jan Kowal"}, order)
    return [(reason.kind, reason.words) for reason in found]


# -- how sure it is who calls


@pytest.mark.parametrize(
    ("story", "order", "level", "words"),
    [
        (CallStory(verified_by="card"), None, 2, "Osoba zweryfikowana kartą i PIN-em."),
        (
            CallStory(is_outbound=True),
            None,
            1,
            "Numer telefonu z karty klienta; nikt nie potwierdził, kim jest osoba, która odebrała.",
        ),
        (
            CallStory(is_outbound=True, callback="c"),
            Order(NINE, 3, is_of_client=False),
            0,
            "Nikt nie potwierdził, kim jest osoba, do której oddzwoniono.",
        ),
        (CallStory(verified_by="code"), None, 2, "Osoba zweryfikowana kodem jednorazowym."),
        (
            CallStory(verified_by="card", wrong_tries=1),
            None,
            2,
            "Osoba zweryfikowana kartą i PIN-em. Przedtem nieudane próby weryfikacji: 1.",
        ),
        (CallStory(), None, 0, "Nikt nie potwierdził, kim jest osoba dzwoniąca."),
        (
            CallStory(wrong_tries=3),
            None,
            0,
            "Nikt nie potwierdził, kim jest osoba dzwoniąca. Były nieudane próby weryfikacji: 3.",
        ),
        (
            CallStory(is_callback=True),
            Order(NINE, 0, is_of_client=True),
            1,
            "Numer telefonu znany, bez PIN-u: to numer z zamówienia zweryfikowanego klienta.",
        ),
        (
            CallStory(is_callback=True),
            Order(NINE, 0, is_of_client=False),
            0,
            "Nikt nie potwierdził, kim jest osoba, do której oddzwoniono.",
        ),
    ],
)
def test_each_level_has_its_sentence(story: CallStory, order: Order | None, level: int, words: str) -> None:
    assert level_of(story, order) == level
    assert verification_pl(story, order) == words


def test_each_sentence_of_a_level_is_one_that_a_call_comes_to() -> None:
    nodes = [KINDS[name].name for name in ("verification", "one_time_code")]
    told = [Story().rings().then(NodeEntered(node="n", kind=kind)).is_verified() for kind in nodes]
    assert [verification_pl(folded_call(story.facts).story, None) for story in told] == list(PROVED.values())


# -- whose caller it is


@pytest.mark.parametrize("by", ["client_record", "postal_code", "gmina", "menu", "default"])
def test_each_way_to_an_office_has_its_words(by: str) -> None:
    story = folded_call(Story().rings().then(OfficeChosen(office="20060", by=by)).facts).story  # type: ignore[arg-type]
    assert known_by(story) == by
    assert home_office_pl(story.office, known_by(story), OFFICES).startswith("Kolno, ")


def test_the_office_of_a_call_back_is_that_of_the_order_and_of_nobody_it_is_unknown() -> None:
    told = Story().then(
        CallStarted(channel_id="c", dialled_number="9510", caller_number="6", direction="callback", callback="b")
    )
    told.then(OfficeChosen(office="20060", by="default"))
    assert home_office_pl("20060", known_by(folded_call(told.facts).story), OFFICES) == (
        "Kolno, z zamówienia oddzwonienia."
    )
    assert known_by(CallStory()) == "unknown"
    assert home_office_pl("", "unknown", OFFICES) == "Urząd osoby dzwoniącej nie jest znany."


# -- why here


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (After(15), "Łomża: nikt nie jest gotów, pomagamy po 15 s."),
        (After(40, is_for_all=True), "Łomża: nikt nie jest gotów, po 40 s pomaga całe województwo."),
        (Ratio(3, 2), "Łomża: 3 czekających na 2 konsultantów, pomagamy."),
        (Empty(is_closed=False), "Łomża: nikt tam teraz nie pracuje, pomagamy."),
        (Empty(is_closed=True), "Łomża: urząd jest nieczynny, pomagamy."),
        (StandIn(is_closed=True), "Łomża: urząd jest nieczynny, zastępujemy ten urząd."),
        (StandIn(is_closed=False), "Łomża: nikt tam teraz nie pracuje, zastępujemy ten urząd."),
    ],
)
def test_each_rule_of_overflow_has_its_sentence(reason: OfferReason, words: str) -> None:
    assert why(offered(reason)) == [("overflow", words)]


@pytest.mark.parametrize("rule", get_args(StrategyName))
def test_the_own_office_is_told_with_the_rule_that_chose(rule: StrategyName) -> None:
    assert why(offered(Own(rule), queue=KOLNO)) == [("own", f"Własny urząd: {RULES_PL[rule]}.")]
    served = offered(Own(rule), queue=LOMZA)
    assert why(served) == [("own", f"Łomża: kolejka obsługiwana też tutaj, {RULES_PL[rule]}.")]


def test_an_offer_of_before_the_reasons_were_values_is_told_by_its_own_words() -> None:
    shared = offered_by_words("przekazano do Kolna: ponad 15 s oczekiwania")
    assert why(shared) == [("other", "Przekazano do Kolna: ponad 15 s oczekiwania.")]
    own = offered_by_words("własny urząd, najmniej rozmów")
    assert why(own) == [("other", "Własny urząd, najmniej rozmów.")]


def test_who_is_overtaken_is_told_with_the_choice() -> None:
    own = offered(Own("fair"), queue=KOLNO, overtaken="pierwszeństwo: zamówiona rozmowa")
    assert why(own)[0][1].endswith("Przed dłużej czekającymi: pierwszeństwo: zamówiona rozmowa.")


def test_a_transfer_is_told_first_with_who_handed_the_call_on() -> None:
    story = offered(Own("fair"), queue=KOLNO)
    story.arrival = Arrival("transfer", NINE, "k20620-1", "20620")
    assert why(story)[0] == ("transfer", "Rozmowę przekazuje Jan Kowal (k20620-1) (kolejka Łomża).")
    [first, *_] = reasons(story, KOLNO, OFFICES, {}, None)
    assert first.account == "k20620-1"


@pytest.mark.parametrize("kind", get_args(ArrivalKind))
@pytest.mark.parametrize("account", ["k20620-1", None])
def test_each_way_back_has_its_sentence(kind: ArrivalKind, account: str | None) -> None:
    story = offered(Own("fair"), queue=KOLNO)
    story.arrival = Arrival(kind, NINE, account, resumed_time=80)
    found, choice = why(story)
    assert found[0] == ("transfer" if kind == "transfer" else "came_back")
    assert found[1].endswith(".") and found[1][0].isupper()
    assert choice[0] == "own"


def test_a_call_back_is_told_with_its_order_and_the_attempt() -> None:
    story = offered(Own("fair"), queue=KOLNO)
    story.is_callback = True
    assert why(story, Order(NINE, 1, is_of_client=True))[0] == (
        "callback",
        "Oddzwonienie na zamówienie z 24.11.2026, 10:00, próba 2.",
    )
    assert why(story)[0] == ("callback", "Oddzwonienie na zamówienie.")


def test_before_anybody_was_chosen_there_is_a_sentence_all_the_same() -> None:
    assert why(CallStory()) == [("other", "Połączenie jest właśnie przydzielane.")]


@given(reason=st.text(max_size=80), overtaken=st.text(max_size=20))
def test_whatever_the_reason_there_is_at_least_one_sentence(reason: str, overtaken: str) -> None:
    found = why(offered_by_words(reason, overtaken))
    assert found and all(words.endswith(".") for _, words in found)


def test_a_client_who_is_rung_is_here_for_the_reason_that_was_chosen() -> None:
    rung = CallStory(is_outbound=True, dial_reason="offer", office=KOLNO, queue=KOLNO)
    assert why(rung) == [("rung_out", "Telefon do klienta: oferta pracy, szkolenie albo program.")]
    assert (known_by(rung), known_by(CallStory(is_outbound=True, callback="c", office=KOLNO))) == (
        "client_record",
        "callback",
    )
