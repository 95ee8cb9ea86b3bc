"""What kind of question it is, and which office it is about."""

import pytest

from core.lists.gminas import gminas
from knowledge import defaults
from knowledge.asked.asked import read_asked

SOKOLKA, LOMZA, WYSOKIE, PROVINCE = "20110", "20620", "20130", "20000"


@pytest.mark.parametrize("gmina", gminas().values(), ids=lambda gmina: gmina.teryt)
def test_every_gmina_leads_to_its_office(gmina: object) -> None:
    name, office = gmina.name, gmina.office  # type: ignore[attr-defined]
    for text in (f"gmina {name}, jaki urząd pracy", f"urząd pracy {name} telefon".lower()):
        asked = read_asked(text)
        assert (asked.kind, asked.office) == ("office", office), text


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("telefon do urzędu w Sokółce", SOKOLKA),
        ("nr telefonu posredniak sokolka", SOKOLKA),
        ("Sokułka, o której otwierają?", SOKOLKA),
        ("mieszkam pod Krynkami, gdzie mam się zapisać do urzędu", SOKOLKA),
        ("sokólski urząd pracy adres", SOKOLKA),
        ("wysokie maz pup do której", WYSOKIE),
        ("jestem z Nowych Piekut, który urząd", WYSOKIE),
        ("urząd pracy w Łomży, jak dojechać", LOMZA),
        ("does the office in Lomza open on Monday", LOMZA),
        ("what is Łomża's labour office phone number", LOMZA),
        ("адреса центру зайнятості в Ломжі", LOMZA),
        ("телефон управління праці в Сокулці", SOKOLKA),
        ("живу в Яблунові біля Візни, у який центр зайнятості йти", LOMZA),
        ("telefon do WUP", PROVINCE),
        ("gdzie jest wojewódzki urząd pracy", PROVINCE),
    ],
)
def test_an_office_is_recognised_however_it_is_written(text: str, office: str) -> None:
    asked = read_asked(text)
    assert (asked.kind, asked.office) == ("office", office)


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("numer telefonu do pośredniaka w Kolnie", "telephone"),
        ("w jakich godzinach czynny urząd w Kolnie", "hours"),
        ("na jakiej ulicy jest PUP w Kolnie", "address"),
        ("urząd dla mieszkańców Turośli", "which"),
    ],
)
def test_it_is_known_what_is_asked_about_an_office(text: str, facet: str) -> None:
    assert read_asked(text).facet == facet


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("oferty pracy w Sokółce", "offer"),
        ("kurs prawa jazdy w Łomży", "training"),
        ("ile jest dotacji na firmę w Kolnie", "amount"),
        ("jak długo wypłacają zasiłek", "deadline"),
        ("jakie zaświadczenie do sądu", "document"),
        ("czy mogę dorabiać na zleceniu", "right"),
        ("jak się zarejestrować", "how_to"),
        ("połączcie mnie z konsultantem", "contact"),
        ("how much is the benefit", "amount"),
        ("коли виплата допомоги", "deadline"),
        ("qwerty", None),
        ("", None),
    ],
)
def test_other_questions_ask_for_something_else(text: str, kind: str | None) -> None:
    assert read_asked(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "urząd skarbowy w Łomży telefon",
        "pogoda Suwałki",
        "rozkład autobusów Sokółka",
        "lubię sokoły i zawady",
        "ile lat trzeba pracować na emeryturę w ZUS Białystok",
    ],
)
def test_what_is_no_matter_of_a_labour_office_is_none_of_its_office(text: str) -> None:
    assert read_asked(text).kind != "office"


def test_of_two_places_the_one_counts_where_one_lives_or_the_office_is() -> None:
    assert read_asked("mieszkam w Wiźnie, czy mój urząd to Zambrów").office == LOMZA
    assert read_asked("jadę z Kolna do urzędu w Łomży, jaki adres").office == LOMZA


def test_an_ordinary_word_is_a_place_only_where_it_is_used_as_one() -> None:
    assert read_asked("mieszkam w Łapach, jaki urząd").office == "20610"
    assert read_asked("pies ma chore łapy").office is None


@pytest.mark.parametrize(
    "text",
    [
        "gdzie wyrobić paszport",
        "jak zarejestrować samochód z Niemiec",
        "ile wynosi zasiłek pogrzebowy",
        "prognoza pogody na jutro",
        "wniosek o 800 plus",
        "how do I register a car",
        "where can I exchange my driving licence",
        "де отримати карту побиту",
        "виплата 800 плюс на дитину",
    ],
)
def test_a_matter_of_somebody_else_is_known_as_such(text: str) -> None:
    assert read_asked(text).is_elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "czy 800 plus liczy się do zasiłku dla bezrobotnych",
        "mam kartę pobytu, czy mogę się zarejestrować jako bezrobotny",
        "dowód osobisty do rejestracji w urzędzie pracy",
        "kurs prawa jazdy kategorii C",
        "kiedy wysyłacie PIT-11 z urzędu pracy",
        "zaświadczenie do ZUS o okresach zasiłku",
        "job with a flat",
        "довідка для школи, що я безробітна",
    ],
)
def test_a_matter_of_somebody_else_beside_one_of_a_labour_office_is_the_offices(text: str) -> None:
    assert not read_asked(text).is_elsewhere


def test_hardly_a_question_of_an_article_is_taken_for_a_matter_of_somebody_else() -> None:
    questions = [
        question
        for article in defaults.articles()
        for text in article.content.texts.values()
        for question in text.questions
    ]
    taken = [question for question in questions if read_asked(question).is_elsewhere]
    assert len(taken) <= len(questions) / 1000, taken


@pytest.mark.parametrize(
    "text", ["żeby dzwonili do mnie", "zeby ktos przyszedl", "does it count", "mandatu umowy"]
)
def test_a_short_word_is_no_slip_of_a_matter_of_somebody_else(text: str) -> None:
    assert not read_asked(text).is_elsewhere
