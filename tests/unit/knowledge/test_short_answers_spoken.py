"""Every short answer that ships, as a caller hears it."""

import re
from datetime import date

import pytest

from ivr import defaults
from ivr.speech.rendering import LANGUAGES
from ivr.speech.spoken_form import Dictionary, spoken_form
from knowledge.defaults import ShippedArticle, articles, rates
from knowledge.rates.rate import Rates, filled
from tests.support.knowledge.shipped_cards import shipped_cards

ARTICLES = articles()
RATES = Rates(rates(), shipped_cards())
DAY = date(2025, 7, 1)  # on which the shipped rates hold
DICTIONARY = Dictionary({(row["language"], row["word"]): row["spoken"] for row in defaults.pronunciations()})
AS_WORDS = {"PIN", "NIP", "REGON", "KRUS"}
"""Capital letters that engines read as words."""


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_nothing_is_left_that_an_engine_would_read_in_its_own_way(article: ShippedArticle) -> None:
    for language, text in article.content.texts.items():
        said = spoken_form(filled(text.short_answer, RATES, DAY, language), language, DICTIONARY)
        assert not re.search(r"[\d%@/\\<>{}\[\]§+&_*#=]", said), said
        assert not re.search(r"\w\.\w|https?:|www", said), said
        assert set(re.findall(r"\b[A-ZĄĆĘŁŃÓŚŹŻ]{2,}\b", said)) <= AS_WORDS, said
        if language == "uk":
            assert not re.search("[A-Za-z]", said), said


def test_articles_in_every_language_are_among_them() -> None:
    assert {language for article in ARTICLES for language in article.content.texts} == set(LANGUAGES)
    assert len(ARTICLES) >= 50
