"""What is found, in which order, and what a change of the documents does."""

import time
from dataclasses import replace

import numpy as np
import pytest

from core.search.asking import MOST_WORDS
from core.search.document import Document
from core.search.index import Favoured, Index
from core.search.language.synonyms import Synonyms
from core.search.language.vocabulary import Near, Vocabulary
from core.search.language.words import LANGUAGES, Language
from core.search.segment import Filters
from knowledge.search.corpus import CORPUS
from tests.support.knowledge.search_index import TermNumbers, index_of, shipped_index

LOST = Document("article", "karta", "pl", "Utrata karty", ("Zgubiłem kartę",), "Zgłoś to w urzędzie.")
BENEFIT = Document("article", "zasilek", "pl", "Wysokość zasiłku", ("Ile wynosi zasiłek dla bezrobotnych?",))
REGISTER = Document("article", "rejestracja", "pl", "Rejestracja", ("Jak się zarejestrować?",), "Przez internet.")
REGISTER_EN = replace(REGISTER, language="en", title="Registration", questions=("How do I register?",), short="")
KOLNO = Document("place", "20060", "pl", "Urząd Pracy w Kolnie", office="20060", scope="20060")
OF_KOLNO = Document("article", "kolno", "pl", "Rejestracja w Kolnie", office="20060", scope="20060")
EMPLOYERS = Document("article", "oferta", "pl", "Rejestracja oferty pracy", audiences=("employer",))
ALL = [LOST, BENEFIT, REGISTER, REGISTER_EN, KOLNO, OF_KOLNO, EMPLOYERS]

HOSTILE = [
    "",
    " ",
    "'\"\\%_():*&|!<>" * 14,
    "\0",
    "a",
    "ż",
    "a" * 200,
    "ab " * 66,
    "😀😀 🦄",
    "\u202eątrak\u202c شغل עבודה",
    "'; DROP TABLE article; --",
    "kartę & !zasiłek | (praca) <-> oferta:*",
    "praca urząd jak co gdzie kiedy kto " * 6,
    "żółw" * 50,
    "ß" * 200,
    "1" * 200,
    "\ud800".encode("utf-8", "ignore").decode(),
]


def found(index: Index, text: str, language: Language | None = None, **filters: object) -> list[str]:
    wanted = Filters(language=language, **filters)  # type: ignore[arg-type]
    return [one.id for one in index.find(index.ask(text, language), wanted, 5)]


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(ALL)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("zgubiłem kartę", "karta"),
        ("zgubilem karte", "karta"),
        ("ZGUBIŁAM KARTĘ", "karta"),
        ("karty zgubienie", "karta"),
        ("krata zgubiona", "karta"),
        ("ile dostanę kuroniówki", "zasilek"),
        ("zarejestrowac sie", "rejestracja"),
        ("rejstracja", "rejestracja"),
        ("zasił", "zasilek"),
        ("how can I register", "rejestracja"),
        ("urzad w kolnie", "20060"),
    ],
)
def test_a_question_finds_what_answers_it_first(index: Index, text: str, first: str) -> None:
    assert found(index, text)[0] == first


def test_a_slip_is_mended_and_what_the_dictionary_knows_is_not(index: Index) -> None:
    assert index.ask("rejstracja oferty", "pl").corrected == "rejestracja oferty"
    assert index.ask("rejestracja oferty", "pl").corrected is None


def test_an_article_in_several_languages_comes_once(index: Index) -> None:
    assert found(index, "rejestracja register").count("rejestracja") == 1


def test_a_language_is_that_of_articles_alone(index: Index) -> None:
    assert found(index, "register", "en") == ["rejestracja"]
    assert found(index, "zgubiłem", "en") == []
    assert "20060" in found(index, "Kolno", "en")


def test_an_office_sees_its_own_and_the_provinces(index: Index) -> None:
    assert "kolno" in found(index, "rejestracja", office="20060")
    assert "rejestracja" in found(index, "rejestracja", office="20610")
    assert "kolno" not in found(index, "rejestracja", office="20610")


def test_an_audience_sees_its_own_and_everybodys(index: Index) -> None:
    assert "oferta" in found(index, "rejestracja", audience="employer")
    assert "oferta" not in found(index, "rejestracja", audience="unemployed")
    assert "rejestracja" in found(index, "rejestracja", audience="unemployed")
    assert "rejestracja" in found(index, "rejestracja", audience="pets")


def test_kinds_are_chosen(index: Index) -> None:
    assert found(index, "urząd Kolno rejestracja", kinds=frozenset({"place"})) == ["20060"]
    assert "20060" not in found(index, "Kolno rejestracja", kinds=frozenset({"article"}))


def test_what_has_all_words_stands_before_what_has_one_often() -> None:
    often = Document("article", "often", "pl", "Oferty, oferty, oferty", ("Oferty? Oferty!",), "Oferty i oferty.")
    both = Document("article", "both", "pl", "Odmowa oferty")
    assert found(index_of([often, both, LOST, BENEFIT]), "odmowa oferty")[0] == "both"


def test_a_change_is_found_and_what_it_replaced_is_not() -> None:
    numbers = TermNumbers()
    entries = [numbers.entry(document) for document in (LOST, BENEFIT)]
    index = Index.of(CORPUS, entries, list(numbers.terms), read_until=2)
    known = len(numbers.terms)
    changed = numbers.entry(replace(LOST, title="Duplikat legitymacji", questions=(), short=""))
    after = index.changed({LOST.key: changed, BENEFIT.key: None}, numbers.terms[known:], 4)
    assert found(after, "legitymacja") == ["karta"]
    assert found(after, "zgubiłem kartę") == []
    assert found(after, "zasiłek") == []
    assert (len(after), after.read_until) == (1, 4)
    assert found(index, "zgubiłem kartę") == ["karta"]  # who searches goes on with what there was
    again = after.changed({LOST.key: entries[0]}, (), 5)
    assert found(again, "zgubiłem kartę") == ["karta"]
    assert found(again, "legitymacja") == []


def test_what_is_asked_again_at_once_is_read_once_and_with_other_synonyms_anew() -> None:
    """As a page does at each key: what fits, and how the question may go on."""
    words = {language: Synonyms() for language in LANGUAGES}
    index = index_of(ALL, replace(CORPUS, synonyms_of=lambda language: words[language]))
    asked, filters = index.ask("kuroniówka", "pl"), Filters(language="pl")
    assert index.ask("kuroniówka", "pl") is asked
    assert index.find(asked, filters, 5) == []
    words["pl"] = Synonyms()
    words["pl"].add("kuroniówka", ("zasiłek",), "pl", "pl")
    anew = index.ask("kuroniówka", "pl")
    assert [one.id for one in index.find(anew, filters, 5)] == ["zasilek"]
    assert index.find(anew, filters, 5)[0] is index.find(anew, filters, 1)[0]


def test_an_empty_index_finds_nothing() -> None:
    empty = index_of([])
    assert found(empty, "praca") == []
    assert empty.ask("rejstracja", None).corrected is None


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["pl", "en", "uk", None])
def test_hostile_questions_are_answered_quickly(text: str, language: Language | None) -> None:
    index = shipped_index()
    began = time.perf_counter()
    found(index, text[:200], language)
    assert time.perf_counter() - began < 0.5  # of processor time shared with others; 2 ms alone


def test_a_question_is_cut_before_its_words_are_looked_for(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: set[str] = set()
    near = Vocabulary.near

    def counted(self: Vocabulary, folded: str, often: np.ndarray[tuple[int], np.dtype[np.int32]]) -> list[Near]:
        looked.add(folded)
        return near(self, folded, often)

    monkeypatch.setattr(Vocabulary, "near", counted)
    made_up = [a + b + "qx" for a in "bcdfghk" for b in "aeiouy"]
    index.ask(" ".join(made_up), "pl")
    assert looked == set(made_up[:MOST_WORDS])
    looked.clear()
    index.ask("kiedy które jaki dlaczego ponieważ żeby jest " * 4, None)
    assert not looked  # words that say nothing are no slips
    assert found(index, " ".join(["zgubiłem kartę", *made_up])) == ["karta"]


def test_a_whole_question_stands_before_its_words_strewn_about() -> None:
    strewn = Document(
        "article", "strewn", "pl", "Karta", ("Zgubiony parasol?", "Karta z urzędu?"), "Zgubić można PIN."
    )
    whole = Document("article", "whole", "pl", "Inne sprawy urzędu", ("Zgubiłem kartę z urzędu",))
    assert found(index_of([strewn, whole, BENEFIT, REGISTER]), "zgubiłem kartę z urzędu")[0] == "whole"


def favoured(index: Index, text: str, *meant: Favoured, **filters: object) -> list[str]:
    wanted = Filters(**filters)  # type: ignore[arg-type]
    return [one.key for one in index.find(index.ask(text, None), wanted, 5, meant)]


def test_what_is_favoured_is_found_without_a_word_in_common(index: Index) -> None:
    assert "article:karta:pl" not in favoured(index, "rejestracja")
    found = favoured(index, "rejestracja", Favoured("article", "karta", ("uk", "pl"), 1.0))
    assert "article:karta:pl" in found
    assert favoured(index, "qwerty", Favoured("article", "karta", ("pl",), 1.0)) == []


def test_what_is_favoured_stands_before_what_fits_as_well(index: Index) -> None:
    assert favoured(index, "utrata zasiłku")[:2] == ["article:zasilek:pl", "article:karta:pl"]
    meant = Favoured("article", "karta", ("pl",), 1.0)
    assert favoured(index, "utrata zasiłku", meant)[:2] == ["article:karta:pl", "article:zasilek:pl"]


def test_what_is_favoured_has_to_pass_the_filters_and_to_be_there(index: Index) -> None:
    meant = Favoured("article", "kolno", ("pl",), 1.0)
    assert "article:kolno:pl" in favoured(index, "karta", meant, office="20060")
    assert "article:kolno:pl" not in favoured(index, "karta", meant, office="20110")
    assert "article:kolno:pl" not in favoured(index, "karta", meant, kinds=frozenset({"place"}))
    gone = index.changed({"article:kolno:pl": None}, (), 2)
    assert "article:kolno:pl" not in favoured(gone, "karta", meant)


def test_what_is_favoured_is_found_once_in_the_language_that_fits(index: Index) -> None:
    found = favoured(index, "how do I register", Favoured("article", "rejestracja", ("pl",), 1.0))
    assert [key for key in found if "rejestracja" in key] == ["article:rejestracja:en"]
