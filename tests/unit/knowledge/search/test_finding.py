"""What answers a question stands before what has words in common with it."""

from dataclasses import replace

import pytest

from core.search.language.words import Language
from core.search.segment import Filters
from knowledge.search.finding import AskedPlace, Findings, find_answers
from tests.support.knowledge.search_index import index_of, shipped_documents, shipped_index

LANGUAGES: tuple[Language | None, ...] = (None, "pl", "en", "uk")


def asked(text: str, language: Language | None = None, **filters: str) -> Findings:
    return find_answers(shipped_index(), text, Filters(language=language, **filters), 8)  # type: ignore[arg-type]


def first(text: str, language: Language | None = None) -> list[str]:
    findings = asked(text, language)
    return [one.id for one in (*findings.found, *findings.behind)][:3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_office_that_is_asked_about_stands_first_in_any_language(language: Language | None) -> None:
    for text in ("telefon do urzędu w Sokółce", "sokolka labour office hours", "Сокулка адреса ужонду"):
        findings = asked(text, language)
        assert findings.found[0].key == "place:20110:pl", text
        assert findings.place == AskedPlace("office", "20110", "20110")
        assert findings.is_answered


def test_a_new_answer_is_found_by_its_own_title_before_what_its_words_are_known_to_mean() -> None:
    title = "Zaświadczenie o okresach rejestracji"
    like = next(one for one in shipped_documents() if one.id == "absolwent" and one.language == "pl")
    new = replace(like, id="nowy", title=title, questions=(), short="Wydaje urząd.", body="")
    before = index_of(shipped_documents())
    after = index_of([*shipped_documents(), new])
    assert find_answers(before, title, Filters(), 8).found[0].id == "zaswiadczenia"
    for words in (title, "zaswiadczenie o okresie rejestracji"):
        assert find_answers(after, words, Filters(), 8).found[0].id == "nowy", words


def test_without_a_place_the_office_is_meant_whose_clients_are_looked_at() -> None:
    assert asked("telefon do urzędu pracy").place is None
    assert asked("telefon do urzędu pracy", office="20060").place == AskedPlace("office", "20060", "20060")


def test_a_place_that_is_only_named_is_not_what_is_asked_about() -> None:
    findings = asked("oferty pracy w Suwałkach")
    assert (findings.asked.kind, findings.place) == ("offer", None)


@pytest.mark.parametrize(
    "text",
    [
        "gdzie wyrobić paszport",
        "how do I register a car",
        "де отримати карту побиту",
        "karta pobytu kiedy decyzja",
    ],
)
def test_what_is_a_matter_of_somebody_else_has_no_answer_here(text: str) -> None:
    assert not asked(text).is_answered


def test_with_a_matter_of_the_offices_beside_it_has_one() -> None:
    assert asked("mam kartę pobytu, czy mogę się zarejestrować jako bezrobotny").is_answered


@pytest.mark.parametrize(
    "text", ["ile kosztuje litr mleka", "kiedy otwierają lodowisko", "gdzie oddać stare ubrania"]
)
def test_what_is_strange_to_all_articles_has_no_answer_though_some_words_are_there(text: str) -> None:
    assert not asked(text).is_answered


@pytest.mark.parametrize(
    "text",
    [
        "Złamałem nogę i jestem w szpitalu, a w czwartek mam wizytę w urzędzie, jak usprawiedliwić nieobecność?",
        "My benefit hasn't arrived and the bank says that I should wait, whom should I ask about it?",
        "ile dostaje stażysta",
        "kurs spawacza mig mag",
    ],
)
def test_a_long_question_or_one_with_strange_words_has_an_answer_when_it_is_known_what_is_meant(text: str) -> None:
    assert asked(text).is_answered


MEANT = [
    ("oferty-gdzie oferty-zawody", "kasjer oferty", "pl"),
    ("oferty-gdzie oferty-zawody", "praca w Hajnówce", "pl"),
    ("oferty-gdzie oferty-zawody", "робота в Білостоці", "uk"),
    ("stypendium-staz", "ile dostaje stażysta z urzędu", "pl"),
    ("stypendium-staz", "how much is an intern paid", "en"),
    ("zasilek-od-kiedy", "kiedy dostanę zasiłek po rejestracji", "pl"),
    ("zasilek-od-kiedy", "коли отримаю допомогу після реєстрації", "uk"),
    ("zasilek-od-kiedy", "when do I get benefit after registration", "en"),
    ("bon-na-zasiedlenie", "bon na zasiedlenie", "pl"),
    ("bon-na-zasiedlenie", "ваучер на заселення", "uk"),
    ("zwrot-dojazdu", "витрати на проїзд", "uk"),
    ("zwrot-dojazdu", "refund of bus tickets", "en"),
]


@pytest.mark.parametrize(("articles", "text", "language"), MEANT)
def test_where_many_articles_have_the_words_the_one_that_is_meant_stands_in_front(
    articles: str, text: str, language: Language
) -> None:
    for chosen in (None, language):
        assert not set(first(text, chosen)[:2]).isdisjoint(articles.split()), (text, chosen)
