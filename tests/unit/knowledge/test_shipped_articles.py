"""The articles that the product comes with, as they stand in their files, and questions with their articles."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from core.calendar.holidays_pl import day_off
from core.lists.topics import SHIPPED_TOPICS
from core.retention.retention import OF_KIND
from ivr import defaults
from ivr.identity.pin import CARD_DIGITS
from ivr.nodes.contact_confirmation import Settings as ContactSettings
from ivr.speech.polish.abbreviations_pl import expand_abbreviations
from knowledge.rates.card import NAMED

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "knowledge" / "data"
FILES = sorted((DATA / "articles").glob("*.toml"))
ARTICLES: dict[str, dict[str, Any]] = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in FILES}
RATES: list[dict[str, Any]] = json.loads((DATA / "rates.json").read_text("utf-8"))
PAIRS: list[dict[str, Any]] = json.loads((ROOT / "tests/support/knowledge/question_pairs.json").read_text("utf-8"))

LANGUAGES = ("pl", "en", "uk")
CERTAINTIES = {"high", "medium", "low"}
LONGEST_ANSWER = 300
TO_CHECK = "do sprawdzenia przez redakcję"
BEFORE = {"rejestracja", "kontakt", "zasilek", "zasilek_stawki", "ubezpieczenie", "wyrejestrowanie", "oferty"} | {
    "szkolenia",
    "karta",
    "rolnicy",
    "pracodawca_oferta",
    "pracodawca_pracownicy",
    "pracodawca_wsparcie",
    "cudzoziemcy",
}
"""Topics that were there before there were articles."""
REQUIRED = {
    "id",
    "topic",
    "place",
    "audiences",
    "is_pointer",
    "legal_basis",
    "valid_from",
    "review_by",
    "source",
} | {
    "source_certainty",
    "pl",
}
OPTIONAL = {"office", "owner", "legal_status_on", "valid_until", "source_holds_until", "en", "uk"}
TEXT = {"title", "questions", "short_answer", "full_answer", "steps", "documents"}

MONEY = re.compile(r"\d[\d\s.,]*(?:zł|zl\b|złot|PLN|злот|EUR|euro|€)|(?:PLN|EUR|€)\s?\d", re.IGNORECASE)
RATE = re.compile(r"\{stawka:([A-Za-z0-9_.-]+)\}")
OWN_NUMBERS = re.compile(r"\b(?:9510|9524|19524)\b")
PERIOD = re.compile(
    r"\d+[- ]*(?:dni|dzień|miesi|lat\b|rok|tygod|godz|procent|%|ha\b|hektar|days|month|year|дн|місяц|рок)"
)
ACT = re.compile(r"\b(?:ustaw|rozporządzeni|Dz\.\s?U|art\.|zakon)", re.IGNORECASE)


def texts(article: dict[str, Any]) -> list[tuple[str, str]]:
    """Every text of an article with the name of its field."""
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        if language in article:
            text = article[language]
            found += [(f"{language}.{name}", text[name]) for name in ("title", "short_answer", "full_answer")]
            found += [
                (f"{language}.{name}", line) for name in ("questions", "steps", "documents") for line in text[name]
            ]
    return found


def folded(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def each_article(test: Callable[[str], None]) -> Callable[[], None]:
    """One test for all of them: to collect a thousand takes longer than to run them."""

    def of_all() -> None:
        for name in ARTICLES:
            try:
                test(name)
            except AssertionError as error:
                error.add_note(name)
                raise

    of_all.__name__ = test.__name__
    return of_all


@each_article
def test_an_article_has_the_fields_of_the_schema_and_its_file_s_name(name: str) -> None:
    article = ARTICLES[name]
    assert article["id"] == name
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name)
    assert article.keys() >= REQUIRED
    assert article.keys() <= REQUIRED | OPTIONAL
    assert re.fullmatch(r"[a-z0-9_]{1,40}", article["topic"])
    assert article["place"] >= 1
    assert article["audiences"]
    assert set(article["audiences"]) <= {*SHIPPED_TOPICS, "everybody"}
    assert article["source"].strip()
    assert article["source_certainty"] in CERTAINTIES
    offices = {office["code"] for office in defaults.offices()}
    assert {article.get("office", "20000"), article.get("owner", "20000")} <= offices


@each_article
def test_its_texts_are_whole_short_enough_and_clean(name: str) -> None:
    article = ARTICLES[name]
    for language in LANGUAGES:
        if language not in article:
            continue
        text = article[language]
        assert text.keys() == TEXT, language
        answer = text["short_answer"]
        assert 40 <= len(answer) <= LONGEST_ANSWER
        assert answer[0].isupper() or answer[0].isdigit()
        assert answer.endswith(".")
        assert not re.search(r"[*_#|\n]", RATE.sub("", answer)), "plain text"
        assert 1 <= len(text["title"]) <= 100
        assert 6 <= len(text["questions"]) <= 12, "as people ask, for the search"
    for field, text in texts(article):
        assert text.strip(), field
        assert "  " not in text, field
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u200b-\u200f\ufeff]", text), field


@each_article
def test_its_days_are_plausible(name: str) -> None:
    article = ARTICLES[name]
    begin = article["valid_from"]
    assert date(2025, 6, 1) <= begin <= date(2026, 12, 31)
    assert article["review_by"] > begin
    assert article.get("valid_until", article["review_by"]) >= begin
    if "legal_status_on" in article:
        assert date(2023, 1, 1) <= article["legal_status_on"] <= date(2026, 12, 31)
    if "source_holds_until" in article:
        assert article["source_holds_until"] >= begin


@each_article
def test_no_text_names_an_amount_and_each_rate_is_known(name: str) -> None:
    codes = {rate["code"] for rate in RATES}
    article = ARTICLES[name]
    named: set[str] = set()
    for field, text in texts(article):
        assert not MONEY.search(text), field
        named |= set(RATE.findall(text))
        assert "{" not in NAMED.sub("", RATE.sub("", text)), field
        if field.split(".")[1] not in ("short_answer", "full_answer", "steps"):
            assert not RATE.search(text), field
    assert named <= codes
    if named:
        assert "valid_until" not in article, "it holds as long as its rates do, and again with the next ones"


@each_article
def test_a_pointer_tells_no_law_no_period_and_no_money(name: str) -> None:
    article = ARTICLES[name]
    if not article["is_pointer"]:
        assert article["source"] != TO_CHECK
        assert "legal_status_on" in article
        return
    assert article["source"] == TO_CHECK
    assert article["source_certainty"] == "low"
    assert article["legal_basis"] == ""
    assert "legal_status_on" not in article
    for field, text in texts(article):
        assert not PERIOD.search(OWN_NUMBERS.sub("", text)), field
        assert not ACT.search(text), field
        assert not RATE.search(text), field
    answers = article["pl"]["short_answer"] + article["pl"]["full_answer"]
    assert re.search(r"urz[ąę]d", answers, re.IGNORECASE), "it says which office to ask"


@each_article
def test_what_speaks_of_law_says_by_which_act(name: str) -> None:
    article = ARTICLES[name]
    if article["legal_basis"]:
        assert not article["is_pointer"]
        assert re.search(r"ustawa z \d|rozporządzenie z \d|RODO", article["legal_basis"])
        assert article["source_certainty"] == "high"


@each_article
def test_no_short_answer_ends_a_sentence_with_an_address_of_the_web(name: str) -> None:
    """Spoken, "gov.pl." would be the abbreviation of "plac"."""
    spoken = expand_abbreviations(ARTICLES[name]["pl"]["short_answer"])
    assert not re.search(r"\.plac\b|\bgodzina ósma–", spoken)


def test_there_are_enough_of_them_and_most_are_no_pointers() -> None:
    assert len(ARTICLES) >= 100
    assert sum(not article["is_pointer"] for article in ARTICLES.values()) >= 70
    assert all("en" in article and "uk" in article for article in ARTICLES.values())


def test_what_no_source_tells_stands_on_the_list_of_what_the_offices_supply() -> None:
    listed = (ROOT / "docs/knowledge-gaps.md").read_text("utf-8")
    parts = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", listed, re.MULTILINE | re.DOTALL))

    def names(part: str) -> set[str]:
        cells = re.findall(r"^\| (`.*?) \|", parts[part], re.MULTILINE)
        return {name for cell in cells for name in re.findall(r"`([a-z0-9-]+)`", cell)}

    pointers = {name for name, article in ARTICLES.items() if article["is_pointer"]}
    compared = {name for name, article in ARTICLES.items() if "porównać z tekstem" in article["source"]}
    assert names("Pointers") == pointers
    assert names("To be compared with the act") == compared
    assert {ARTICLES[name]["source_certainty"] for name in compared} == {"medium"}


def test_titles_and_questions_are_told_once() -> None:
    for language in LANGUAGES:
        written = [article[language] for article in ARTICLES.values() if language in article]
        titles = Counter(folded(text["title"]) for text in written)
        questions = Counter(folded(question) for text in written for question in text["questions"])
        assert not [title for title, times in titles.items() if times > 1]
        assert not [question for question, times in questions.items() if times > 1]


def test_articles_have_an_order_within_their_topic_and_office() -> None:
    places = Counter((article["topic"], article.get("office"), article["place"]) for article in ARTICLES.values())
    assert not [place for place, times in places.items() if times > 1]


def test_every_topic_of_before_and_of_the_hotlines_has_an_article_that_everybody_may_hear() -> None:
    nodes = [node for scenario in defaults.scenarios().values() for node in scenario["nodes"].values()]
    topics = {node["settings"]["topic"] for node in nodes if node["kind"] == "knowledge"}
    assert topics
    for topic in topics | BEFORE:
        found = [article for article in ARTICLES.values() if article["topic"] == topic]
        assert found, topic
        assert all("office" not in article for article in found), (
            "an office's own would hide those of the province"
        )
        assert not all(article["is_pointer"] for article in found), topic
        assert any("valid_until" not in article for article in found), topic


def test_each_office_has_its_address_as_the_data_have_it() -> None:
    addresses = {article["office"]: article for article in ARTICLES.values() if article["topic"] == "adres"}
    offices = {office["code"]: office for office in defaults.offices()}
    assert addresses.keys() == offices.keys()
    for code, article in addresses.items():
        assert offices[code]["name"] in article["pl"]["short_answer"]
        for language, field in product(("pl", "en", "uk"), ("short_answer", "full_answer")):
            assert f"{{adres:{code}}}" in article[language][field]
            assert f"{{telefon:{code}}}" in article[language]["full_answer"]


def test_no_article_has_an_address_of_an_office_by_itself() -> None:
    """An editor who changes the card of an office changes what all channels tell of it."""
    places = [*defaults.offices(), *defaults.branches()]
    streets = [place["address"].removeprefix("ul. ") for place in places if place["address"]]
    for name, article in ARTICLES.items():
        said = " ".join(part for _, part in texts(article))
        assert [street for street in streets if street in said] == [], name


def test_each_gmina_stands_in_the_article_of_the_office_that_serves_it() -> None:
    areas = {article["office"]: article for article in ARTICLES.values() if article["topic"] == "obszar"}
    gminas = json.loads((ROOT / "ivr/data/gminy.json").read_text("utf-8"))
    assert areas.keys() == {gmina["office"] for gmina in gminas}
    for gmina in gminas:
        assert gmina["name"] in areas[gmina["office"]]["pl"]["short_answer"]
    for office in defaults.offices():
        for prefix in office["postal_prefixes"]:
            start = prefix if len(prefix) == 2 else f"{prefix[:2]}-{prefix[2]}"
            rows = [
                line
                for line in ARTICLES["urzedy-kody"]["pl"]["full_answer"].splitlines()
                if f" {office['locative']} |" in line
            ]
            assert [line for line in rows if re.search(rf"[| ]{start}[, |]", line)], office["code"]


def test_numbers_that_articles_tell_of_the_line_are_those_of_its_data() -> None:
    """Nothing is said that nothing keeps (decision 0038)."""

    def told(name: str) -> str:
        return " ".join(text for field, text in texts(ARTICLES[name]) if field.startswith("pl."))

    guard = json.loads((ROOT / "ivr/data/verification.json").read_text("utf-8"))
    assert f"Po {guard['card_and_number']['in_row']} błędnych próbach" in told("karta-blokada")
    assert f"na {guard['lock_minutes']} minut" in told("karta-blokada")
    assert f"{guard['longest_lock_hours']} godziny" in told("karta-blokada")
    assert f"ważny {guard['code']['valid_minutes']} minut" in told("linia-sms")
    assert CARD_DIGITS == 9
    assert "dziewięć cyfr" in told("karta-zly-numer")
    days = ContactSettings().days_before
    assert f"najwcześniej na {days} dni" in told("kontakt-za-wczesnie")
    assert f"po {OF_KIND['recording'].longest} dniach" in told("nagrywanie-czas")
    free, paid = sorted(defaults.numbers(), key=lambda number: not number.is_free)
    assert told("linia-9510").count(free.number) > 1
    assert told("linia-9524").count(paid.number) > 1


def test_the_hours_are_promised_only_where_a_menu_tells_them() -> None:
    """A verified caller of 9510 has a menu of the own matters (M01), employers on 9524 one of theirs (M03)."""
    nodes = [node for scenario in defaults.scenarios().values() for node in scenario["nodes"].values()]
    keys = {
        prompt: {key for key, way in node["settings"]["choices"].items() if way == "offices"}
        for node in nodes
        if node["kind"] == "menu"
        for prompt in node["settings"]["prompts"]
    }
    assert (keys["M02"], keys["M10"], keys["M01"], keys["M03"]) == ({"4"}, {"4"}, set(), set())
    article = ARTICLES["linia-godziny"]
    for language, without_card in (
        ("pl", "9510 bez karty"),
        ("en", "9510 without a card"),
        ("uk", "9510 без картки"),
    ):
        for field in ("short_answer", "full_answer") if language != "pl" else ("short_answer",):
            text = article[language][field]
            assert without_card in text
            assert re.search(r"\b4:", text)


def test_christmas_eve_is_told_as_a_day_off_of_the_line_and_not_as_law() -> None:
    article = ARTICLES["linia-swieta"]
    assert day_off(date(2026, 12, 24)) is not None
    assert "Infolinia liczy do takich dni także 24 grudnia" in article["pl"]["short_answer"]
    assert not re.search(r"od 20\d\d", " ".join(text for _, text in texts(article)), re.IGNORECASE)


def test_a_new_address_or_account_is_not_told_as_a_notice_on_which_the_status_depends() -> None:
    """The source has both the same way in, and by the act only notices that change status or benefit."""
    for name in ("przez-telefon-czego-nie", "status-obowiazki", "zmiana-danych", "linia-wiadomosc"):
        for field in ("short_answer", "full_answer"):
            for sentence in re.split(r"(?<=[.:]) |\n", ARTICLES[name]["pl"][field]):
                if re.search(r"adres|rachun", sentence):
                    assert not re.search(r"ustaw|zawiadom|zależy|e-mail", sentence), (name, sentence)


def test_rates_have_their_year_and_no_other_article_is_needed_to_know_that_they_ended() -> None:
    assert {rate["amount"] for rate in RATES} == {"1721.90", "1352.20", "2066.28", "1622.64"}
    for rate in RATES:
        assert rate.keys() == {
            "code",
            "title",
            "amount",
            "valid_from",
            "valid_until",
            "source",
            "source_certainty",
        }
        assert (rate["valid_from"], rate["valid_until"]) == ("2025-06-01", "2026-05-31")
        assert not MONEY.search(rate["title"])
    assert len({rate["code"] for rate in RATES}) == len(RATES)


def test_the_pairs_ask_in_other_words_than_the_articles_and_name_articles_that_there_are() -> None:
    variants = {
        folded(question)
        for article in ARTICLES.values()
        for lang in LANGUAGES
        for question in article.get(lang, {}).get("questions", [])
    } | {folded(article["pl"]["title"]) for article in ARTICLES.values()}
    for pair in PAIRS:
        assert pair.keys() == {"question", "language", "articles"}
        assert folded(pair["question"]) not in variants
        assert pair["articles"]
        assert set(pair["articles"]) <= ARTICLES.keys(), pair
        assert any(pair["language"] in ARTICLES[article] for article in pair["articles"]), pair
    languages = Counter(pair["language"] for pair in PAIRS)
    assert languages["pl"] >= 80
    assert languages["en"] >= 10
    assert languages["uk"] >= 10
    assert len({folded(pair["question"]) for pair in PAIRS}) == len(PAIRS) >= 100
