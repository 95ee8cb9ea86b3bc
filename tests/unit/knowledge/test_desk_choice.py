"""Which articles stand beside a call: in force, of the caller's office first, near what the caller has heard."""

from dataclasses import replace
from datetime import date
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from core.questions.client_data import ClientTopic
from core.questions.public_answers import ShortAnswersOn
from knowledge.articles.content import ArticleText
from knowledge.articles.published import Published
from knowledge.for_desk.choice import (
    MOST_ARTICLES,
    NEAR,
    DeskArticle,
    Wanted,
    chosen,
    heard_of,
    heard_titles,
)
from knowledge.rates.rate import NO_RATES
from tests.support.knowledge.articles import article_content

DAY = date(2026, 11, 24)


def article(key: str, topic: str = "zasilek", place: int = 1, **more: object) -> Published:
    usual: dict[str, object] = {"office": None, "audiences": ("unemployed",), "content": article_content(key)}
    return Published(id=key, topic=topic, place=place, **{**usual, **more})  # type: ignore[arg-type]


def wanted(topic: str | None = "unemployed", language: str = "pl", **more: object) -> Wanted:
    return Wanted(topic, "20060", language, **more)  # type: ignore[arg-type]


def asked(most: int = 2, language: str = "pl", office: str | None = "20060") -> ShortAnswersOn:
    return ShortAnswersOn("zasilek", office, language, most)


def marked(articles: list[Published], question: ShortAnswersOn) -> list[str]:
    """Which of them are shown as heard."""
    call = wanted(language=question.language, heard=[question])
    ids = {one.id for found in heard_of(articles, call, NO_RATES, DAY).values() for one in found}
    return [one.id for one in chosen(articles, call, ids, NO_RATES, DAY) if one.is_heard]


def titles(articles: list[Published], question: ShortAnswersOn) -> dict[str, str]:
    return heard_titles(heard_of(articles, wanted(heard=[question]), NO_RATES, DAY), NO_RATES, DAY)


def ids(found: list[DeskArticle]) -> list[str]:
    return [one.id for one in found]


def test_the_own_office_comes_first_then_what_the_caller_came_near_then_who_it_is_for() -> None:
    articles = [
        article("everybody", "a", audiences=("everybody",)),
        article("theirs", "b"),
        article("near", "szkolenia"),
        article("own", "z", office="20060"),
    ]
    assert ids(chosen(articles, wanted(near=["szkolenia"]), (), NO_RATES, DAY)) == [
        "own",
        "near",
        "theirs",
        "everybody",
    ]


def test_of_what_is_for_such_callers_comes_first_what_they_ask_most() -> None:
    articles = [
        article("rare", "aaa"),
        article("more-of-the-first", "rejestracja", place=2),
        article("contact", "kontakt"),
        article("registration", "rejestracja"),
    ]
    assert ids(chosen(articles, wanted(), (), NO_RATES, DAY)) == [
        "registration",
        "contact",
        "more-of-the-first",
        "rare",
    ]
    assert ids(chosen(articles[:2], wanted("other"), (), NO_RATES, DAY)) == ["rare", "more-of-the-first"]


def test_what_the_caller_has_heard_is_marked_and_stays() -> None:
    articles = [article("first"), article("second", place=2), article("third", place=3), article("else", "oferty")]
    assert marked(articles, asked(2)) == ["first", "second"]
    assert titles(articles, asked(2)) == {"zasilek": "first; second"}


def test_the_own_answers_of_an_office_were_heard_in_place_of_those_of_the_province() -> None:
    articles = [article("province"), article("own", place=2, office="20060")]
    assert marked(articles, asked()) == ["own"]
    assert marked(articles, asked(office=None)) == ["province"], "before the caller's office was known"


def test_a_caller_in_another_language_is_answered_in_it_where_it_is_written() -> None:
    english = article("english", content=article_content("Who", "After 365 days.", "en"))
    found = chosen([english, article("polish", place=2)], wanted(language="en"), (), NO_RATES, DAY)
    assert [(one.id, one.language) for one in found] == [("english", "en"), ("polish", "pl")]
    assert marked([english], asked(1, "en")) == ["english"]


def test_each_answer_was_heard_in_the_language_of_the_call_or_else_in_polish() -> None:
    english = article("english", place=2, content=article_content("Who", "After 365 days.", "en"))
    polish = article("polish")
    both = article_content(language="en", short_answer="")
    unsaid = article("unsaid", place=0, content=both)
    untold = replace(
        both, texts={**both.texts, "pl": ArticleText("Bez odpowiedzi", short_answer="Jest po polsku.")}
    )
    half = article("half", place=3, content=untold)
    assert marked([unsaid, polish, english, half], asked(3, "en")) == ["polish", "english", "half"]
    assert marked([unsaid, polish, english, half], asked(1, "en")) == ["polish"]
    assert marked([english], asked(1, "uk")) == []


def test_an_office_s_answers_in_polish_were_heard_rather_than_the_province_s_in_the_language_of_the_call() -> None:
    english = article("english", content=article_content("Who", "After 365 days.", "en"))
    assert marked([english, article("own", place=2, office="20060")], asked(2, "en")) == ["own"]


def test_what_names_a_rate_that_nobody_knows_is_not_shown() -> None:
    rated = article("rated", content=article_content(short_answer="Zasiłek wynosi {stawka:zasilek_100}."))
    assert chosen([rated], wanted(), (), NO_RATES, DAY) == []
    assert titles([rated], asked(1)) == {}


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["a", "b", "c"]), st.booleans()), max_size=12))
def test_there_are_never_more_than_can_be_read_and_none_of_no_use(kinds: list[tuple[int, str, bool]]) -> None:
    articles = [
        article(
            f"one-{number}",
            topic,
            place,
            content=article_content(valid_until=None if is_valid else date(2026, 1, 1)),
        )
        for number, (place, topic, is_valid) in enumerate(kinds)
    ]
    found = chosen(articles, wanted(), (), NO_RATES, DAY)
    assert len(found) == min(MOST_ARTICLES, sum(is_valid for *_, is_valid in kinds))


def test_everything_that_self_service_tells_is_near_some_topics_or_none() -> None:
    assert set(NEAR) == set(get_args(ClientTopic))
