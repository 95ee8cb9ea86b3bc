"""Everyday words that editors add to those that ship, and switch off of them."""

import pytest

from core.search.language.synonyms import Synonyms, keys_of
from core.search.language.words import Language, words_of
from knowledge.search.synonyms import (
    EverydayWord,
    EverydayWordRefused,
    EverydayWords,
    check_word,
    shipped,
    shipped_like,
    synonyms_of,
)

FILE = EverydayWord("pl", "żółta teczka", "karta", "pl")
MEANS_BENEFIT = EverydayWord("pl", "kuroniówka", "zasiłek", "pl")


def meanings(synonyms: Synonyms, text: str, language: Language = "pl") -> set[str]:
    keys = [keys_of(language, word.text) for word in words_of(text)]
    return {meaning for phrase in synonyms.at(keys, 0) for meaning in phrase.means}


def test_a_word_that_is_added_means_it_in_any_form_and_is_gone_when_it_is_removed() -> None:
    words = EverydayWords()
    assert words.of("pl") is synonyms_of("pl")
    words.replace(frozenset({FILE}))
    assert meanings(words.of("pl"), "żółtej teczki") == {"karta"}
    assert meanings(words.of("pl"), "kuroniówki") >= {"zasiłek"}, "what ships stays"
    assert words.of("uk") is synonyms_of("uk"), "other languages stay as they were"
    words.replace(frozenset())
    assert meanings(words.of("pl"), "żółta teczka") == set()


def test_one_meaning_that_ships_is_switched_off_and_the_others_stay() -> None:
    words = EverydayWords()
    off = EverydayWord("pl", "Kuroniowka", "ZASIŁEK", "pl", is_off=True)
    words.replace(frozenset({off}))
    assert meanings(words.of("pl"), "kuroniówka") == meanings(synonyms_of("pl"), "kuroniówka") - {"zasiłek"}
    assert meanings(words.of("pl"), "kuroniówka")


def test_a_trial_changes_nothing_and_is_without_what_is_there_already() -> None:
    words = EverydayWords()
    with_it = words.tried(FILE)
    assert meanings(with_it("pl"), "żółta teczka") == {"karta"}
    assert meanings(words.of("pl"), "żółta teczka") == set()
    assert with_it("en") is synonyms_of("en")
    words.replace(frozenset({FILE}))
    assert meanings(words.tried(FILE)("pl"), "żółta teczka") == set()


def test_a_word_of_another_language_may_mean_polish_words() -> None:
    words = EverydayWords()
    words.replace(frozenset({EverydayWord("uk", "жовта грядка", "dotacja", "pl")}))
    found = words.of("uk").at([keys_of("uk", word) for word in ("жовтої", "грядки")], 0)
    assert {(phrase.means, phrase.language) for phrase in found} == {(("dotacja",), "pl")}


@pytest.mark.parametrize(
    ("word", "field"),
    [
        (EverydayWord("pl", "?!", "zasiłek", "pl"), "phrase"),
        (EverydayWord("pl", "a b c d e f g", "zasiłek", "pl"), "phrase"),
        (EverydayWord("pl", "coś", "", "pl"), "meaning"),
        (EverydayWord("pl", "Stół", "stol", "pl"), "meaning"),
        (EverydayWord("pl", "coś", "benefit", "en"), "into"),
        (MEANS_BENEFIT, "phrase"),
        (EverydayWord("pl", "nie ma tego", "zasiłek", "pl", is_off=True), "phrase"),
    ],
)
def test_what_cannot_be_an_everyday_word_is_said_at_its_field(word: EverydayWord, field: str) -> None:
    with pytest.raises(EverydayWordRefused) as refused:
        check_word(word)
    assert [name for name, _ in refused.value.fields] == [field]


def test_what_ships_is_found_by_the_beginning_of_its_words() -> None:
    assert {one.phrase for one in shipped_like("pl", "kuron")} >= {"kuroniówka"}
    assert shipped_like("pl", "nie ma takiego") == []
    assert len(shipped_like("pl", "zasił dla bezrob")) < len(shipped("pl"))
