"""Ids of articles, made from titles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.routes.knowledge.articles_schemas import ARTICLE_ID
from knowledge.articles.slug import slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Zażółć gęślą jaźń", "zazolc-gesla-jazn"),
        ("Zasiłek: kto ma prawo?", "zasilek-kto-ma-prawo"),
        ("???", "artykul"),
        ("Допомога", "artykul"),
    ],
)
def test_a_title_becomes_an_id(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text())
def test_whatever_the_title_is_the_id_is_one(title: str) -> None:
    assert re.fullmatch(ARTICLE_ID, slug_of(title))
