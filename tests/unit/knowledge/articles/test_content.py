"""What may not be published, by field, in Polish sentences."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles.content import LONGEST_ANSWER, ArticleText, faults_of, personal_faults, text_faults
from tests.support.knowledge.article_versions import CODE, content, text

KNOWN = frozenset({CODE})


def fields(**more: Any) -> list[str]:
    return [field for field, _ in faults_of(content(**more), KNOWN)]


def test_an_article_that_is_right_has_no_fault() -> None:
    assert faults_of(content(f"Zasiłek wynosi {{stawka:{CODE}}}. Bank 365 dni, numer 19524."), KNOWN) == []


def test_a_short_answer_has_300_characters_and_not_one_more() -> None:
    assert faults_of(content("ż" * LONGEST_ANSWER), KNOWN) == []
    assert faults_of(content("ż" * (LONGEST_ANSWER + 1)), KNOWN) == [
        ("texts.pl.short_answer", "Krótka odpowiedź ma najwyżej 300 znaków.")
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"texts": {}}, "texts.pl"),
        ({"texts": {"pl": text(), "en": text("")}}, "texts.en.short_answer"),
        ({"texts": {"pl": text(title=" ")}}, "texts.pl.title"),
        ({"texts": {"pl": text(title="a" * 201)}}, "texts.pl.title"),
        ({"texts": {"pl": text(full_answer="a" * 20_001)}}, "texts.pl.full_answer"),
        ({"texts": {"pl": text(steps=("raz", ""))}}, "texts.pl.steps"),
        ({"texts": {"pl": text(documents=("a" * 501,))}}, "texts.pl.documents"),
        ({"texts": {"pl": text(questions=("Co?",) * 41)}}, "texts.pl.questions"),
        ({"source": "  "}, "source"),
        ({"legal_status_on": None}, "legal_status_on"),
        ({"valid_until": date(2025, 12, 31)}, "valid_until"),
        ({"is_pointer": True}, "legal_basis"),
    ],
)
def test_each_fault_stands_at_its_field(changed: dict[str, object], field: str) -> None:
    assert fields(**changed) == [field]


def test_a_pointer_says_nothing_of_law_or_money() -> None:
    pointer = content("Zapytaj w urzędzie.", is_pointer=True, legal_basis="", legal_status_on=None)
    assert faults_of(pointer, KNOWN) == []
    priced = replace(pointer, texts={"pl": text(f"{{stawka:{CODE}}}")})
    assert [field for field, _ in faults_of(priced, KNOWN)] == ["is_pointer"]


@pytest.mark.parametrize(
    "amount",
    [
        *("1721,90 zł", "1 721,90 zł", "1721.90zl", "500 złotych"),
        *("PLN 100", "100 PLN", "1721 злотих", "20 €", "5 euro"),
        *("1,5 mln zł", "2 tys. zł", "2 tysiące złotych", "3 mld zł", "zł 100", "zł: 100", "100,- zł", "PLN 2"),
        *("2 thousand PLN", "2 тис. злотих"),
    ],
)
@pytest.mark.parametrize("part", ["short_answer", "full_answer", "title"])
def test_an_amount_is_a_rate_and_never_a_text(amount: str, part: str) -> None:
    words = f"Wynosi {amount}."
    [(field, sentence)] = text_faults(text(**{"short": "Tekst.", part: words}), KNOWN)
    assert field == part
    assert sentence.startswith("Kwot nie wpisuje się w tekst.")


@pytest.mark.parametrize(
    "harmless", ["365 dni", "art. 5 ust. 2", "od 1.06.2026 złóż", "2 złożone wnioski", "30 proc."]
)
def test_other_numbers_may_stand_in_a_text(harmless: str) -> None:
    assert text_faults(text(harmless), KNOWN) == []


@pytest.mark.parametrize("wrong", ["{stawka:}", "{x}", "{", "{stawka:a b}"])
def test_braces_are_for_rates_alone(wrong: str) -> None:
    assert [field for field, _ in text_faults(text(f"Tekst {wrong}"), KNOWN)] == ["short_answer"]


@pytest.mark.parametrize(
    "more", [{"title": "{}"}, {"questions": ("{}",)}, {"documents": ("{}",)}], ids=lambda more: next(iter(more))
)
def test_a_rate_stands_where_it_is_told_as_an_amount_alone(more: dict[str, Any]) -> None:
    [(name, value)] = more.items()
    named = f"{{stawka:{CODE}}}"
    said: dict[str, Any] = {name: named if isinstance(value, str) else (named,)}
    assert text_faults(text(**said), KNOWN) == [
        (name, "Stawka może stać tylko w krótkiej i pełnej odpowiedzi oraz w krokach.")
    ]
    for field in ("source", "legal_basis"):
        assert fields(**{field: named}) == [field]
    assert text_faults(text(named, full_answer=named, steps=(named,)), KNOWN) == []


@pytest.mark.parametrize("field", ["source", "legal_basis"])
@pytest.mark.parametrize("wrong", ["pan 440514-01359", "za\u200bsiłek", "kwota 100 zł"])
def test_what_it_is_taken_from_is_looked_at_too(field: str, wrong: str) -> None:
    assert fields(**{field: wrong}) == [field]


def test_a_pesel_is_seen_in_every_text_before_anything_is_saved() -> None:
    pesel = "440514 01359"
    said = content(texts={"pl": text(steps=(pesel,)), "uk": text(pesel)}, source=pesel, legal_basis=pesel)
    found = [field for field, _ in personal_faults(said)]
    assert found == ["texts.pl.steps", "texts.uk.short_answer", "legal_basis", "source"]
    assert personal_faults(content("Telefon: 85 749 72 00")) == []


def test_a_rate_that_nobody_knows_is_a_fault() -> None:
    assert text_faults(text("{stawka:inna}"), KNOWN) == [("short_answer", "Nie ma stawki „inna”.")]


def test_signs_that_nobody_sees_are_refused() -> None:
    assert text_faults(text("za\u200bsiłek"), KNOWN) == [
        ("short_answer", "Tekst zawiera niewidoczne znaki. Wpisz go ponownie.")
    ]


def test_a_pesel_is_refused_and_a_telephone_of_an_office_is_not() -> None:
    assert [field for field, _ in text_faults(text("PESEL 44051401359"), KNOWN)] == ["short_answer"]
    assert text_faults(text("Telefon: 85 749 72 00"), KNOWN) == []


@given(st.text(), st.text(), st.lists(st.text()))
def test_whatever_is_typed_is_judged_in_sentences_by_field(title: str, short: str, steps: list[str]) -> None:
    found = text_faults(ArticleText(title, short_answer=short, steps=tuple(steps)), KNOWN)
    assert {field for field, _ in found} <= {"title", "short_answer", "steps"}
    assert all(sentence.endswith(".") for _, sentence in found)
    assert len(found) == len(set(found))


def test_a_card_of_an_office_may_be_named_where_a_rate_may_and_has_to_be_there() -> None:
    cards = {"20110"}
    assert text_faults(text("Adres: {adres:20110}, telefon: {telefon:20110}."), KNOWN, cards) == []
    assert text_faults(text("Adres: {adres:20999}."), KNOWN, cards) == [
        ("short_answer", "Nie ma urzędu ani filii „20999”.")
    ]
    titled = ArticleText("Adres {adres:20110}", short_answer="Tekst.")
    assert [field for field, _ in text_faults(titled, KNOWN, cards)] == ["title"]
    assert [field for field, _ in text_faults(text("{ulica:20110}"), KNOWN, cards)] == ["short_answer"]
