"""Why a consultant was offered a call: each reason is stored and read again, and has its words."""

import json
from typing import get_args

import msgspec
import pytest

from core.facts.events import AnyEvent
from core.facts.kinds.offers import OfferMade
from core.facts.offer_reason import After, Empty, OfferReason, Own, Ratio, StandIn, StrategyName
from core.facts.offer_reason_pl import RULES_PL, at_desk_pl, ratio_pl, reason_pl

WORDS = [
    (
        Own("fair"),
        "własny urząd, z gotowych osób najmniej rozmów i czasu w rozmowie",
        "z gotowych osób najmniej rozmów i czasu w rozmowie",
    ),
    (
        StandIn(is_closed=True),
        "zastępstwo: urząd jest nieczynny",
        "urząd jest nieczynny, zastępujemy ten urząd",
    ),
    (
        StandIn(is_closed=False),
        "zastępstwo: we własnym urzędzie nikt nie pracuje",
        "nikt tam teraz nie pracuje, zastępujemy ten urząd",
    ),
    (
        Empty(is_closed=True),
        "przekazano do Kolna: urząd jest nieczynny",
        "urząd jest nieczynny, pomagamy",
    ),
    (
        Empty(is_closed=False),
        "przekazano do Kolna: we własnym urzędzie nikt nie pracuje",
        "nikt tam teraz nie pracuje, pomagamy",
    ),
    (
        Ratio(3, 2),
        "przekazano do Kolna: 3 czekających na 2 konsultantów",
        "3 czekających na 2 konsultantów, pomagamy",
    ),
    (
        After(15),
        "przekazano do Kolna: ponad 15 s oczekiwania",
        "nikt nie jest gotów, pomagamy po 15 s",
    ),
    (
        After(40.0, is_for_all=True),
        "przekazano do Kolna: ponad 40 s oczekiwania, pomaga całe województwo",
        "nikt nie jest gotów, po 40 s pomaga całe województwo",
    ),
]


@pytest.mark.parametrize(("why", "in_records", "at_desk"), WORDS)
def test_each_reason_has_its_words(why: OfferReason, in_records: str, at_desk: str) -> None:
    assert reason_pl(why, "Kolna") == in_records
    assert at_desk_pl(why) == at_desk


def test_no_reason_is_left_out_here() -> None:
    assert {type(why) for why, *_ in WORDS} == set(get_args(OfferReason))


@pytest.mark.parametrize("rule", get_args(StrategyName))
def test_every_rule_has_words_of_its_own(rule: StrategyName) -> None:
    assert [name for name, words in RULES_PL.items() if words == RULES_PL[rule]] == [rule]


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (Ratio(1, 1), "1 czekający na 1 konsultanta"),
        (Ratio(2, 0), "2 czekających na 0 konsultantów"),
        (Ratio(12, 12), "12 czekających na 12 konsultantów"),
    ],
)
def test_callers_and_consultants_are_counted_in_polish(ratio: Ratio, words: str) -> None:
    assert ratio_pl(ratio) == words


@pytest.mark.parametrize("why", [why for why, *_ in WORDS])
def test_a_stored_reason_is_read_again(why: OfferReason) -> None:
    made = OfferMade(reservation="r", agent="k", queue="20060", reason="słowa", why=why, candidates=[])
    assert msgspec.json.decode(msgspec.json.encode(made), type=AnyEvent) == made


def test_a_fact_of_release_0_2_0_has_its_words_alone() -> None:
    stored = {
        "type": "OfferMade",
        "reservation": "r",
        "agent": "k20060-1",
        "queue": "20620",
        "reason": "przekazano do Kolna: ponad 15 s oczekiwania",
        "candidates": [],
        "is_shared": True,
    }
    made = msgspec.json.decode(json.dumps(stored), type=AnyEvent)
    assert isinstance(made, OfferMade)
    assert (made.reason, made.why) == ("przekazano do Kolna: ponad 15 s oczekiwania", None)
