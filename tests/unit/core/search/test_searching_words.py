"""Words, lemmas, slips, families: how a question reaches the words of a document."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.document import Document
from core.search.language.english import stem
from core.search.language.kinship import are_kin, roots
from core.search.language.lemmas import forms, is_common, lemmas
from core.search.language.vocabulary import Term, Vocabulary
from core.search.language.words import LANGUAGES, LONGEST_WORD, fold, words_of
from core.search.nearness import slips
from core.search.weights import impacts_of


def test_words_are_folded() -> None:
    found = words_of("Zgubiłem kartę, PIT-11 i e-mail!")
    assert [word.folded for word in found] == ["zgubilem", "karte", "pit", "11", "i", "e", "mail"]
    assert found[1].text == "kartę"


@given(st.text(max_size=60))
def test_any_text_has_words_that_stand_in_it(text: str) -> None:
    for word in words_of(text):
        assert text[word.begins_at : word.ends_at][:LONGEST_WORD] == word.text
        assert word.folded


@pytest.mark.parametrize("letters", ["x" * 5000, "ß" * 40, "ж" * 5000, "ﷺ" * 40, "ą" * 5000, "7" * 5000])
def test_a_word_that_is_nobodys_is_cut_wherever_it_gets(letters: str) -> None:
    (word,) = words_of(letters)
    assert (word.begins_at, word.ends_at) == (0, len(letters))
    assert len(word.text) <= LONGEST_WORD
    assert len(word.folded) <= LONGEST_WORD
    for language in LANGUAGES:
        said = impacts_of(Document("article", "long", language, letters, (letters,), letters, letters))
        assert said
        assert max(map(len, said)) <= LONGEST_WORD


def test_all_lemmas_of_an_ambiguous_form_are_known() -> None:
    assert {"karta", "kart"} <= set(lemmas("pl", "karta"))
    assert lemmas("pl", "zgubiłem") == ("zgubić",)
    assert lemmas("uk", "допомогу") == ("допомога",)
    assert lemmas("pl", "xyzżź") == ("xyzżź",)


def test_forms_hold_the_past_of_every_person() -> None:
    assert {"zgubiłem", "zgubiłam", "zgubiliśmy", "zgubienie", "zgubić"} <= forms("pl", "zgubić")
    assert {"kartę", "kart", "kartą"} <= forms("pl", "karta")
    assert "картку" in forms("uk", "картка")


@pytest.mark.parametrize(
    ("word", "other"),
    [("registering", "registration"), ("cards", "card"), ("benefits", "benefit"), ("lost", "lose")],
)
def test_english_forms_share_a_stem(word: str, other: str) -> None:
    assert are_kin(stem(word), stem(other)) or stem(word) == stem(other)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("zasilek", "zasilek", 0), ("zasilek", "zasliek", 1), ("zasilek", "zasiek", 1), ("zasilek", "zasileek", 1)],
)
def test_a_neighbour_changed_a_letter_missing_or_too_many_is_one_slip(one: str, other: str, apart: int) -> None:
    assert slips(one, other, 2) == apart


def test_more_slips_than_asked_for_are_not_counted() -> None:
    assert slips("praca", "szkolenie", 2) == 3


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other, 3) == slips(other, one, 3)


@pytest.mark.parametrize(
    ("one", "other"), [("rejestracja", "zarejestrowac"), ("odmowa", "odmowic"), ("rezygnacja", "zrezygnowac")]
)
def test_words_of_a_family_are_kin(one: str, other: str) -> None:
    assert any(are_kin(one, root) for root in roots(other))


def test_words_that_only_begin_alike_are_no_kin() -> None:
    assert not are_kin("praca", "pracodawca")
    assert not are_kin("karta", "kartofel")


def vocabulary(*words: str) -> tuple[Vocabulary, np.ndarray[tuple[int], np.dtype[np.int32]]]:
    terms = [Term(number, "pl", word, sorted(forms("pl", word))) for number, word in enumerate(words, 1)]
    return Vocabulary(terms), np.ones(len(words) + 1, np.int32)


def test_a_form_without_diacritics_leads_to_its_lemma() -> None:
    known, _ = vocabulary("karta", "zgubić")
    assert known.exact("karte") == (1,)
    assert known.exact("zgubilem") == (2,)
    assert known.exact("nic") == ()


def test_the_beginning_of_a_word_is_completed_with_what_most_documents_have() -> None:
    known, often = vocabulary("szkoła", "szkolenie", "karta")
    often[2] = 5
    assert known.completions("szk", often) == [2, 1]
    assert known.completions("zzz", often) == []


def test_a_mistyped_form_finds_the_nearest_one() -> None:
    known, often = vocabulary("rejestracja", "karta")
    assert known.near("rejstracji", often)[0].form == "rejestracji"
    assert known.near("krta", often)[0].form == "karta"
    assert known.near("kot", often) == []  # too short for a slip


def test_a_word_that_no_document_has_any_more_is_not_offered() -> None:
    known, often = vocabulary("karta")
    often[1] = 0
    assert known.near("krta", often) == []
    assert known.completions("kar", often) == []


@pytest.mark.parametrize(
    "word", ["Kowalski", "kowalski", "Nowak", "nowak", "Marek", "anna", "85010112345", "xyzzy", "żołnierz"]
)
def test_names_numbers_and_unknown_words_are_not_common(word: str) -> None:
    assert not is_common("pl", word)


@pytest.mark.parametrize("word", ["strażak", "zasiłek", "zgubiłem"])
def test_ordinary_words_are_common(word: str) -> None:
    assert is_common("pl", word)


def test_a_word_is_folded_the_same_however_it_is_composed() -> None:
    assert fold("ż") == fold("z\u0307") == "z"
    assert fold("Ґанок") == "ганок"
