"""The articles and rates that the product comes with, as files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.articles.content import faults_of
from knowledge.defaults import articles, rates, read_article
from knowledge.rates.rate import Rates
from tests.support.knowledge.article_versions import FOLDER
from tests.support.knowledge.shipped_cards import shipped_cards

EXAMPLES = {article.id: article for article in articles(FOLDER)}


def test_a_file_is_read_whole() -> None:
    assert sorted(EXAMPLES) == ["proba-kolno", "proba-rejestracja", "proba-zasilek"]
    article = EXAMPLES["proba-rejestracja"]
    assert (article.placing.topic, article.placing.place) == ("rejestracja", 1)
    assert article.placing.audiences == ("unemployed", "seeker")
    assert (article.office, article.owner) == (None, "20000")
    content = article.content
    assert content.is_pointer
    assert content.texts["en"].title == "Registration at the office"
    assert (content.valid_from, content.legal_status_on) == (date(2025, 6, 1), None)
    assert (EXAMPLES["proba-kolno"].office, EXAMPLES["proba-kolno"].owner) == ("20060", "20060")
    assert EXAMPLES["proba-kolno"].placing.audiences == ("everybody",)


def test_rates_are_read_with_all_their_spans() -> None:
    found = rates(FOLDER)
    assert [rate.amount for rate in found] == [Decimal("1000.50"), Decimal("1100.00")]
    assert [rate.valid_until for rate in found] == [date(2027, 5, 31), None]


def test_a_file_that_is_not_named_for_its_article_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "articles" / "proba-kolno.toml").read_text("utf-8")
    (tmp_path / "inny.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"inny\.toml"):
        read_article(tmp_path / "inny.toml")


def test_a_file_that_is_kept_by_another_office_than_its_own_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "articles" / "proba-kolno.toml").read_text("utf-8")
    file = tmp_path / "proba-kolno.toml"
    for before, after in (('owner = "20060"', 'owner = "20610"'), ('office = "20060"', "")):
        assert before in text
        file.write_text(text.replace(before, after), "utf-8")
        with pytest.raises(ValueError, match="another office"):
            read_article(file)


def test_a_folder_without_articles_has_none(tmp_path: Path) -> None:
    assert (articles(tmp_path), rates(tmp_path)) == ([], [])


@pytest.mark.parametrize("article", [*EXAMPLES.values(), *articles()], ids=lambda article: str(article.id))
def test_what_ships_could_be_published_by_anybody(article: object) -> None:
    known = Rates([*rates(), *rates(FOLDER)]).codes
    assert faults_of(article.content, known, shipped_cards()) == []  # type: ignore[attr-defined]
