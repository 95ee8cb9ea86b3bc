"""A client's own data on the line: every outcome of every kind, and nothing for whoever is not verified."""

from collections.abc import Callable
from datetime import date

import anyio
import pytest

from clients.client_data import ANSWER_TIME
from core.facts.kinds.scenarios import ClientDataTold, KeysEntered, NodeEntered
from core.questions.client_data import ConfirmContact, ContactState, NextVisit, Registration
from core.questions.public_answers import ShortAnswersOn
from ivr.nodes import KINDS
from tests.scenario.nodes.self_service import (
    PERSONAL_KINDS,
    PERSONAL_PROMPTS,
    Served,
    call_of,
    opens,
    outcome_of,
    told_of,
    walked,
)
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_client_data import DUE, OFFERS, TODAY
from tests.support.timing.virtual_time import in_virtual_time

Prepare = Callable[[Centre], None]


VISIT = "D01 pierwszego grudnia dziesiątej piętnaście dwanaście a we wtorek"


def _nothing(centre: Centre) -> None:
    """Anna has everything: a visit, a payment, offers, trainings."""


def _no_visit(centre: Centre) -> None:
    centre.tables.next = NextVisit(None, DUE)


def _no_visit_no_contact(centre: Centre) -> None:
    centre.tables.next = NextVisit(None, None)


def _no_payment(centre: Centre) -> None:
    centre.tables.payment = None


def _uninsured(centre: Centre) -> None:
    centre.tables.registered = Registration("unemployed", date(2025, 6, 1), is_insured=False)


def _seeker(centre: Centre) -> None:
    centre.tables.registered = Registration("seeker", date(2025, 6, 1))


def _not_registered(centre: Centre) -> None:
    centre.tables.registered = Registration("none")
    centre.tables.state = ContactState(False, TODAY, TODAY, 0)


def _early(centre: Centre) -> None:
    centre.tables.state = ContactState(True, TODAY, date(2027, 2, 22), 90)


def _late(centre: Centre) -> None:
    centre.tables.state = ContactState(True, date(2026, 8, 20), date(2026, 11, 18), -6)


def _no_offers(centre: Centre) -> None:
    centre.tables.own_offers = ()


def _offers_elsewhere(centre: Centre) -> None:
    centre.tables.own_offers, centre.tables.other_offers = (), OFFERS[:1]


def _no_trainings(centre: Centre) -> None:
    centre.tables.courses = ()


def _no_answers(centre: Centre) -> None:
    centre.knowledge.texts = ()


def _cannot_write(centre: Centre) -> None:
    centre.tables.breaks_on = ConfirmContact


# The fake voice says the values in the order of their names, and only those that the text holds.
@pytest.mark.parametrize(
    ("kind", "prepare", "replies", "outcome", "said"),
    [
        ("next_visit", _nothing, (), "told", [VISIT, "D07 Maria Zalewska"]),
        ("next_visit", _no_visit, (), "none", ["D02 trzeciego grudnia"]),
        ("next_visit", _no_visit_no_contact, (), "none", ["D12"]),
        ("benefit", _nothing, (), "told", ["D08 dziesiątego grudnia listopad"]),
        ("benefit", _no_payment, (), "none", ["D05"]),
        (
            "registration_status",
            _nothing,
            (),
            "told",
            ["D06 pierwszego czerwca dwa tysiące dwudziestego piątego roku"],
        ),
        ("registration_status", _uninsured, (), "told", ["D10"]),
        ("registration_status", _seeker, (), "told", ["D11"]),
        ("registration_status", _not_registered, (), "none", ["D09"]),
        (
            "contact_confirmation",
            _nothing,
            (("D13", "1"),),
            "confirmed",
            ["D03 dwudziestego drugiego lutego dwudziestego czwartego listopada"],
        ),
        (
            "contact_confirmation",
            _late,
            (("D13", "1"),),
            "confirmed",
            ["D17 osiemnastego listopada dwudziestego czwartego listopada"],
        ),
        ("contact_confirmation", _nothing, (("D13", "2"),), "declined", ["D14 trzeciego grudnia"]),
        ("contact_confirmation", _nothing, (), "declined", ["D14 trzeciego grudnia"]),
        (
            "contact_confirmation",
            _early,
            (),
            "not_due",
            ["D15 dwudziestego drugiego lutego dwudziestego trzeciego stycznia"],
        ),
        ("contact_confirmation", _not_registered, (), "not_due", ["D09"]),
        ("contact_confirmation", _cannot_write, (("D13", "1"),), "unavailable", ["D18"]),
        ("offers", _nothing, (("O02", "9"),), "ended", ["O01 trzy oferty"]),
        ("offers", _nothing, (), "ended", ["O01 trzy oferty"]),
        ("offers", _nothing, (("O02", "0"),), "consultant", ["O01 trzy oferty"]),
        ("offers", _no_offers, (), "none", ["O04"]),
        ("offers", _no_offers, (("O04", "1"),), "none", ["O04", "O08"]),
        ("offers", _offers_elsewhere, (("O04", "1"), ("O02", "9")), "ended", ["O01 jedną ofertę"]),
        ("trainings", _nothing, (("Z02", "9"),), "ended", ["Z01 dwa szkolenia"]),
        ("trainings", _nothing, (("Z02", "0"),), "consultant", ["Z01 dwa szkolenia"]),
        ("trainings", _no_trainings, (), "none", ["Z04"]),
        ("knowledge", _nothing, (), "told", ["B01 Odpowiedź."]),
        ("knowledge", _no_answers, (), "none", ["B03"]),
    ],
)
@in_virtual_time
async def test_each_outcome_is_said_and_leads_on(
    kind: str, prepare: Prepare, replies: tuple[tuple[str, str], ...], outcome: str, said: list[str]
) -> None:
    async with a_centre() as centre:
        opens(centre, kind)
        prepare(centre)
        caller = await call_of(centre, *replies)
        assert outcome_of(centre) == outcome
        for words in said:
            assert [heard for heard in caller.heard if heard.startswith(words)], (words, caller.heard)


def test_every_outcome_of_every_kind_is_met_by_a_test_of_this_file() -> None:
    """The table above, `unavailable`, `not_verified`, `already` and `sms`."""
    marks = test_each_outcome_is_said_and_leads_on.pytestmark  # type: ignore[attr-defined]
    [table] = [mark for mark in marks if mark.name == "parametrize"]
    met = {(row[0], row[3]) for row in table.args[1]}
    met |= {(kind, "unavailable") for kind in (*PERSONAL_KINDS, "knowledge")}
    met |= {(kind, "not_verified") for kind in PERSONAL_KINDS} | {("contact_confirmation", "already")}
    for kind in (*PERSONAL_KINDS, "knowledge"):
        rules = KINDS[kind]
        settings = {"topic": "zasilek"} if kind == "knowledge" else {}
        outcomes = rules.outcomes(rules.settings.model_validate(settings))
        assert outcomes == {outcome for name, outcome in met if name == kind}, kind


@pytest.mark.parametrize("kind", PERSONAL_KINDS)
@pytest.mark.parametrize("level", [0, 1])
@in_virtual_time
async def test_nothing_is_read_or_told_below_the_level_even_where_the_scenario_is_wrong(
    kind: str, level: int
) -> None:
    async with a_centre() as centre:
        opens(centre, kind)
        caller = await walked(centre, level)
        assert outcome_of(centre) == "not_verified"
        assert [outcome for _, outcome in told_of(centre)] == ["not_verified"]
        assert not centre.tables.asked
        assert caller.heard == ["G02"]


@pytest.mark.parametrize("fault", ["frozen", "broken"])
@pytest.mark.parametrize("kind", PERSONAL_KINDS)
@in_virtual_time
async def test_data_that_is_away_is_h04_within_three_seconds_and_nothing_is_half_said(
    kind: str, fault: str
) -> None:
    async with a_centre() as centre:
        opens(centre, kind)
        centre.tables.is_frozen, centre.tables.is_broken = fault == "frozen", fault == "broken"
        caller = await call_of(centre)
        assert outcome_of(centre) == "unavailable"
        assert caller.heard[-1] == "H04"
        assert not [words for words in caller.heard if words.split()[0] in PERSONAL_PROMPTS]
        assert [outcome for _, outcome in told_of(centre)] == ["unavailable"]
        entered = {e.node: e.at for e in centre.of_type(NodeEntered)}
        asked, went_on = entered["dane"], entered["koniec_unavailable"]
        assert asked is not None and went_on is not None
        assert (went_on - asked).total_seconds() <= ANSWER_TIME + 0.01


@in_virtual_time
async def test_general_answers_that_are_away_are_said_to_be_and_need_no_verification() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge", topic="zasilek")
        caller = await call_of(centre, verifies=False)
        assert (outcome_of(centre), caller.heard) == ("told", ["B06", "B01 Odpowiedź.", "G02"])
        assert centre.knowledge.asked == [ShortAnswersOn("zasilek", None, "pl", 2)]
        centre.knowledge.is_frozen = True
        assert (await call_of(centre, verifies=False)).heard == ["H04"]
        assert not told_of(centre)


@in_virtual_time
async def test_the_day_of_the_law_is_told_where_that_is_wanted() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge", topic="zasilek", tells_legal_status=True, most=1)
        centre.knowledge.texts = ("Pierwsza.", "Druga.")
        caller = await call_of(centre, verifies=False)
        assert caller.heard == [
            "B06",
            "B01 Pierwsza.",
            "B02 pierwszego czerwca dwa tysiące dwudziestego piątego roku",
            "G02",
        ]


@in_virtual_time
async def test_of_a_pointer_no_day_of_the_law_is_told() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge", topic="zasilek", tells_legal_status=True, most=1)
        centre.knowledge.legal_status_on = None
        assert (await call_of(centre, verifies=False)).heard == ["B06", "B01 Odpowiedź.", "G02"]


@in_virtual_time
async def test_the_amount_is_read_and_told_only_where_the_setting_says_so() -> None:
    async with a_centre() as centre:
        opens(centre, "benefit", tells_amount=True)
        caller = await call_of(centre)
        amount = "tysiąc siedemset dwadzieścia jeden złotych dziewięćdziesiąt groszy"
        assert f"D04 dziesiątego grudnia {amount} listopad" in caller.heard
        assert told_of(centre) == [("benefit_amount", "told")]
        assert "benefit_amount" in centre.tables.topics
    async with a_centre() as centre:
        opens(centre, "benefit")
        caller = await call_of(centre)
        assert not [words for words in caller.heard if "złot" in words]
        assert centre.tables.topics == ["benefit"]


@in_virtual_time
async def test_an_announcement_that_cannot_be_played_is_not_called_told() -> None:
    async with a_centre() as centre:
        opens(centre, "registration_status", insured_prompt="D01")  # a text whose values this kind does not have
        caller = await call_of(centre)
        assert outcome_of(centre) == "unavailable"
        assert told_of(centre) == [("registration", "unavailable")]
        assert caller.heard[-1] == "H04"


@in_virtual_time
async def test_star_says_it_again_and_a_key_pressed_ahead_skips_it() -> None:
    async with a_centre() as centre:
        opens(centre, "benefit")
        caller = await call_of(centre, ("D08", "*"))
        assert [words.split()[0] for words in caller.heard].count("D08") == 2
        assert told_of(centre) == [("benefit", "told")]
    async with a_centre() as centre:
        opens(centre, "benefit")
        caller = await call_of(centre, ("A08", "5"))
        assert "D08" not in [words.split()[0] for words in caller.heard]
        assert (outcome_of(centre), told_of(centre)) == ("told", [("benefit", "skipped")])


# -- the contact


@in_virtual_time
async def test_what_proves_the_confirmation_is_kept() -> None:
    async with a_centre() as centre:
        opens(centre, "contact_confirmation")
        await call_of(centre, ("D13", "1"))
        [evidence] = centre.tables.confirmed.values()
        assert (evidence.prompt, evidence.question, evidence.key) == ("D13", "D13", "1")
        assert evidence.verification_level == 2
        [pressed] = [e for e in centre.of_type(KeysEntered) if e.outcome == "confirmed"]
        assert evidence.pressed_at == pressed.at
        assert told_of(centre) == [("contact_confirmation", "confirmed")]


@in_virtual_time
async def test_redialling_finds_the_contact_noted_and_notes_no_second_one() -> None:
    async with a_centre() as centre:
        opens(centre, "contact_confirmation")
        await call_of(centre, ("D13", "1"))
        caller = await call_of(centre, ("D13", "1"))
        assert outcome_of(centre) == "already"
        assert "D16 dwudziestego drugiego lutego" in caller.heard
        assert len(centre.tables.confirmed) == 1
        assert centre.tables.topics == ["contact", "contact_confirmation", "contact"]


@in_virtual_time
async def test_a_key_pressed_before_the_question_confirms_nothing() -> None:
    async with a_centre() as centre:
        opens(centre, "contact_confirmation")
        await call_of(centre, ("A08", "11"))
        assert outcome_of(centre) == "declined"
        assert not centre.tables.confirmed


@in_virtual_time
async def test_a_key_pressed_twice_confirms_once_and_the_caller_still_hears_it() -> None:
    async with a_centre() as centre:
        opens(centre, "contact_confirmation")
        caller = await call_of(centre, ("D13", "11"))
        assert len(centre.tables.confirmed) == 1
        assert [words for words in caller.heard if words.startswith("D03")]


@in_virtual_time
async def test_a_question_that_cannot_be_played_is_not_answered() -> None:
    async with a_centre() as centre:
        opens(centre, "contact_confirmation", question_prompt="D01")
        await call_of(centre)
        assert outcome_of(centre) == "unavailable"
        assert not centre.tables.confirmed


@in_virtual_time
async def test_a_caller_who_hangs_up_after_the_key_has_confirmed_all_the_same() -> None:
    async with a_centre() as centre:
        opens(centre, "contact_confirmation")
        centre.tables.time = 1.0
        caller = await call_of(centre, ("D13", "1"), hangs_up_at=ConfirmContact)
        assert not [words for words in caller.heard if words.startswith("D03")]
        assert not centre.tables.confirmed
        await anyio.sleep(2.0)
        assert len(centre.tables.confirmed) == 1


# -- lists


def _positions(caller: Served) -> list[str]:
    """Of the offers that were read, in order."""
    return [next(o.position for o in OFFERS if o.position in said) for said in caller.heard if "O02" in said]


@in_virtual_time
async def test_offers_are_read_one_by_one_with_their_place_again_and_back() -> None:
    async with a_centre() as centre:
        opens(centre, "offers")
        replies = [("O06", key) for key in ("2", "1", "2", "*", "*", "*", "2", "2", "2")]
        caller = await call_of(centre, *replies)
        read = _positions(caller)
        first, second, third = (offer.position for offer in OFFERS)
        assert read == [first, second, second, third, second, first, first, second, third]
        assert [words for words in caller.heard if words.startswith("O09")]
        assert caller.heard.count("O01 trzy oferty") == 1
        assert outcome_of(centre) == "ended"
        offer = next(words for words in caller.heard if words.startswith("O02"))
        for part in ("pierwsza", "magazynier", "Kolno", "cztery tysiące osiemset sześć złotych", "umowa o pracę"):
            assert part in offer


@in_virtual_time
async def test_a_message_is_ordered_for_the_offer_that_was_just_read_and_coming_back_goes_on_there() -> None:
    async with a_centre(sends_sms=True) as centre:
        opens(centre, "offers", offers_sms=True, comes_back=("sms", 2))
        caller = await call_of(centre, ("O07", "2"), ("O07", "3"), ("O07", "3"))
        read = _positions(caller)
        assert read == [OFFERS[0].position, OFFERS[1].position, OFFERS[1].position]
        assert caller.heard.count("O01 trzy oferty") == 1
        keys = [e.outcome for e in centre.of_type(KeysEntered) if e.node.startswith("dane")]
        assert keys == ["next", "sms", "sms"]


@in_virtual_time
async def test_the_offer_that_was_just_read_goes_with_the_call_to_the_consultant() -> None:
    async with a_centre() as centre:
        opens(centre, "offers")
        call = await call_of(centre, ("O06", "2"), ("O06", "0"))
        assert call.call.context.variables == {"oferta": OFFERS[1].id}


@in_virtual_time
async def test_the_whole_province_is_searched_only_when_asked_for() -> None:
    async with a_centre() as centre:
        opens(centre, "offers")
        _offers_elsewhere(centre)
        await call_of(centre, ("O04", "1"), ("O06", "9"))
        assert [getattr(question, "everywhere", None) for question in centre.tables.asked] == [False, True]
        assert [outcome for _, outcome in told_of(centre)] == ["none", "told"]


@in_virtual_time
async def test_a_caller_who_presses_for_ever_gets_out_of_the_list() -> None:
    async with a_centre() as centre:
        opens(centre, "trainings")
        await call_of(centre, *[("Z03", "1")] * 300)
        assert outcome_of(centre) == "ended"


@in_virtual_time
async def test_what_was_told_stands_in_the_facts_without_the_data() -> None:
    for kind in PERSONAL_KINDS:
        async with a_centre() as centre:
            opens(centre, kind)
            await call_of(centre, ("D13", "1")) if kind == "contact_confirmation" else await call_of(centre)
            assert centre.of_type(ClientDataTold)
            facts = " ".join(map(repr, centre.events))
            for word in ("Zalewska", "172190", "tysiąc", "magazynier", "2026-12-10", "oferta-"):
                assert word not in facts, (kind, word)
