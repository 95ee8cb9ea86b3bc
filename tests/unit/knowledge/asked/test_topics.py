"""What a question is about, and which articles answer it."""

import pytest

from core.search.language.words import LANGUAGES
from knowledge import defaults
from knowledge.asked.cues import read_data
from knowledge.asked.topics import meant_articles

CONTENT = read_data("question_topics.json")


def first(text: str) -> str | None:
    meant = meant_articles(text).articles
    return meant[0][0] if meant else None


def test_every_article_of_a_rule_ships() -> None:
    shipped = {article.id for article in defaults.articles()}
    assert {article for rule in CONTENT["answers"] for article in rule["articles"]} <= shipped


def test_rules_and_topics_belong_together() -> None:
    used = {topic for rule in CONTENT["answers"] for topic in rule["topics"]} - {"@offer", "@place"}
    for language in LANGUAGES:
        topics = CONTENT["topics"][language]
        assert set(topics) == used
        assert all(phrase and all(phrase) for phrase in topics.values())
    assert set(CONTENT["general"]) <= used


def test_no_two_rules_say_different_things_of_the_same_topics() -> None:
    topics = [frozenset(rule["topics"]) for rule in CONTENT["answers"]]
    assert len(topics) == len(set(topics))


@pytest.mark.parametrize(
    ("texts", "article"),
    [
        (
            ("ile dostaje stażysta", "how much is an internship paid", "скільки платять за стажування"),
            "stypendium-staz",
        ),
        (("chcę na staż", "I would like an internship", "хочу на стажування"), "staz"),
        (("chcemy przyjąć stażystę do firmy", "my company wants to take an intern"), "staz-pracodawca"),
        (("ile wynosi kuroniówka", "how much is the dole", "розмір допомоги по безробіттю"), "zasilek-stawki"),
        (("przez ile miesięcy płacą zasiłek", "for how many months is the benefit paid"), "zasilek-jak-dlugo"),
        (("nie przyszedł przelew z zasiłkiem", "my benefit has not come", "не прийшли гроші"), "wyplata-brak"),
        (
            ("jakie papiery do rejestracji", "documents to register", "документи для реєстрації"),
            "rejestracja-dokumenty",
        ),
        (("rejestracja przez internet", "register online", "реєстрація онлайн"), "rejestracja-przez-internet"),
        (
            ("ile kosztuje zezwolenie na pracę", "work permit fee", "скільки коштує дозвіл на роботу"),
            "cudzoziemcy-oplaty",
        ),
        (("ile się czeka na zezwolenie na pracę", "how long for a work permit"), "cudzoziemcy-czas"),
        (("praca dla murarza w Kolnie", "any jobs for a cook in Kolno"), "oferty-zawody"),
        (("praca zdalna", "job from home", "дистанційна робота"), "oferty-zdalne"),
        (("zapomniałem PIN", "I forgot my PIN", "забула пін"), "karta-zgubiona"),
        (("kurs spawacza", "welding course", "курси зварювальника"), "kurs-zawodowy"),
    ],
)
def test_where_topics_meet_one_article_is_meant(texts: tuple[str, ...], article: str) -> None:
    assert {text: first(text) for text in texts} == dict.fromkeys(texts, article)


@pytest.mark.parametrize(
    ("text", "article"),
    [("chce isc na starz", "staz"), ("ile wynosi zaislek", "zasilek-stawki"), ("kurs spawcza", "kurs-zawodowy")],
)
def test_a_topic_is_known_with_a_slip(text: str, article: str) -> None:
    assert first(text) == article


@pytest.mark.parametrize("text", ["", "qwerty", "telefon do urzędu w Sokółce", "jak zarejestrować samochód"])
def test_of_what_is_no_matter_of_articles_nothing_is_meant(text: str) -> None:
    assert first(text) is None


def test_more_topics_are_surer_than_one() -> None:
    (_, one), *_ = meant_articles("kuroniówka").articles
    (_, more), *_ = meant_articles("dyscyplinarka a kuroniówka").articles
    assert 0 < one < more <= 1
