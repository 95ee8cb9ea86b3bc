"""Every level and every reason has its sentence, in whole Polish words."""

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.facts.events import CallStarted, NodeEntered, OfferMade, OfficeChosen, QueueEntered
from core.facts.offer_reason import After, Empty, OfferReason, Own, Ratio, StandIn, StrategyName
from core.facts.offer_reason_pl import RULES_PL
from ivr.nodes import KINDS
from reports.desk.desk_story import Arrival, ArrivalKind, DeskStory, Recording, desk_story
from reports.desk.desk_words_pl import (
    PROVED,
    Order,
    home_office_pl,
    known_by,
    level_of,
    reasons,
    recording_pl,
    verification_pl,
    wait_pl,
)
from tests.support.distribution import KOLNO, LOMZA
from tests.support.facts import NINE, Story

OFFICES = {"20060": "Kolno", "20620": "Łomża", "20000": "WUP Białystok", KOLNO: "Kolno", LOMZA: "Łomża"}
MINE = "k20060-1"


def offered(reason: OfferReason, *, queue: str = LOMZA, overtaken: str = "") -> DeskStory:
    story = DeskStory(MINE, queue=queue, phase="offered")
    story.offer = OfferMade(
        reservation="r",
        agent=MINE,
        queue=queue,
        reason="",
        why=reason,
        candidates=[],
        is_shared=reason.is_shared,
        overtaken=overtaken,
    )
    return story


def offered_by_words(reason: str, *, is_shared: bool, overtaken: str = "") -> DeskStory:
    """As releases before 0.3.0 stated it."""
    story = DeskStory(MINE, queue=LOMZA, phase="offered")
    story.offer = OfferMade(
        reservation="r",
        agent=MINE,
        queue=LOMZA,
        reason=reason,
        candidates=[],
        is_shared=is_shared,
        overtaken=overtaken,
    )
    return story


def why(story: DeskStory, order: Order | None = None) -> list[tuple[str, str]]:
    found = reasons(story, KOLNO, OFFICES, {"k20620-1": "Jan Kowal"}, order)
    return [(reason.kind, reason.words) for reason in found]


# -- how sure it is who calls


@pytest.mark.parametrize(
    ("story", "order", "level", "words"),
    [
        (DeskStory(MINE, level=2, verified_by="card"), None, 2, "Osoba zweryfikowana kartą i PIN-em."),
        (DeskStory(MINE, level=2, verified_by="code"), None, 2, "Osoba zweryfikowana kodem jednorazowym."),
        (
            DeskStory(MINE, level=2, verified_by="card", wrong_tries=1),
            None,
            2,
            "Osoba zweryfikowana kartą i PIN-em. Przedtem nieudane próby weryfikacji: 1.",
        ),
        (DeskStory(MINE), None, 0, "Nikt nie potwierdził, kim jest osoba dzwoniąca."),
        (
            DeskStory(MINE, wrong_tries=3),
            None,
            0,
            "Nikt nie potwierdził, kim jest osoba dzwoniąca. Były nieudane próby weryfikacji: 3.",
        ),
        (
            DeskStory(MINE, is_callback=True),
            Order(NINE, 0, is_of_client=True),
            1,
            "Numer telefonu znany, bez PIN-u: to numer z zamówienia zweryfikowanego klienta.",
        ),
        (
            DeskStory(MINE, is_callback=True),
            Order(NINE, 0, is_of_client=False),
            0,
            "Nikt nie potwierdził, kim jest osoba, do której oddzwoniono.",
        ),
    ],
)
def test_each_level_has_its_sentence(story: DeskStory, order: Order | None, level: int, words: str) -> None:
    assert level_of(story, order) == level
    assert verification_pl(story, order) == words


def test_each_sentence_of_a_level_is_one_that_a_call_comes_to() -> None:
    nodes = [KINDS[name].name for name in ("verification", "one_time_code")]
    told = [Story().rings().then(NodeEntered(node="n", kind=kind)).is_verified() for kind in nodes]
    assert [verification_pl(desk_story(MINE, story.facts), None) for story in told] == list(PROVED.values())


# -- whose caller it is


@pytest.mark.parametrize("by", ["client_record", "postal_code", "gmina", "menu", "default"])
def test_each_way_to_an_office_has_its_words(by: str) -> None:
    story = desk_story(MINE, Story().rings().then(OfficeChosen(office="20060", by=by)).facts)  # type: ignore[arg-type]
    assert known_by(story) == by
    assert home_office_pl(story.office, known_by(story), OFFICES).startswith("Kolno, ")


def test_the_office_of_a_call_back_is_that_of_the_order_and_of_nobody_it_is_unknown() -> None:
    told = Story().then(
        CallStarted(channel_id="c", dialled_number="9510", caller_number="6", direction="callback", callback="b")
    )
    told.then(OfficeChosen(office="20060", by="default"))
    assert home_office_pl("20060", known_by(desk_story(MINE, told.facts)), OFFICES) == (
        "Kolno, z zamówienia oddzwonienia."
    )
    assert known_by(DeskStory(MINE)) == "unknown"
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
    shared = offered_by_words("przekazano do Kolna: ponad 15 s oczekiwania", is_shared=True)
    assert why(shared) == [("overflow", "Przekazano do Kolna: ponad 15 s oczekiwania.")]
    own = offered_by_words("własny urząd, najmniej rozmów", is_shared=False)
    assert why(own) == [("own", "Własny urząd, najmniej rozmów.")]


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
    assert why(DeskStory(MINE)) == [("other", "Połączenie jest właśnie przydzielane.")]


@given(reason=st.text(max_size=80), overtaken=st.text(max_size=20), is_shared=st.booleans())
def test_whatever_the_reason_there_is_at_least_one_sentence(reason: str, overtaken: str, is_shared: bool) -> None:
    found = why(offered_by_words(reason, is_shared=is_shared, overtaken=overtaken))
    assert found and all(words.endswith(".") for _, words in found)


# -- the wait, and the recording


def test_the_wait_goes_on_until_somebody_answers() -> None:
    told = Story().rings().then(QueueEntered(queue="20060", position=1, waited_time=60)).is_offered(after=5)
    story = desk_story(MINE, told.facts)
    assert wait_pl(story, NINE + timedelta(seconds=20)) == (80.0, "Czeka 1 min 20 s, od 09:59:00.")
    told.is_answered()
    later = NINE + timedelta(hours=1)
    assert wait_pl(desk_story(MINE, told.facts), later) == (68.0, "Czekała 1 min 8 s, od 09:59:00.")
    assert wait_pl(DeskStory(MINE), NINE) == (0.0, "Osoba dzwoniąca nie czekała w kolejce.")


@pytest.mark.parametrize("recording", get_args(Recording))
@pytest.mark.parametrize("consent", [None, True, False])
@pytest.mark.parametrize("phase", ["offered", "talking"])
def test_whether_and_why_it_is_recorded_is_always_said(
    recording: Recording, consent: bool | None, phase: str
) -> None:
    story = DeskStory(MINE, recording=recording, consent=consent, phase=phase)  # type: ignore[arg-type]
    words = recording_pl(story)
    assert words.endswith(".")
    if recording == "running":
        assert "jest nagrywana" in words
    elif recording == "none":
        assert ("będzie nagrywana" in words) == (consent is True and phase == "offered")
