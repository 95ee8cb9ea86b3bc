"""Closed lists in three languages."""

import re

import pytest

from core.questions.client_data import Offer
from ivr.client_data_pl import offer_values
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.spoken_form import spoken_form
from ivr.speech.terms import _TERMS, translated
from ivr.speech.texts import stretches
from ops.demonstration.demonstration import JOBS
from tests.unit.ivr.test_kinds import DAY


def test_every_term_is_there_in_each_language_and_its_alphabet() -> None:
    for polish, (english, ukrainian) in _TERMS.items():
        assert polish == " ".join(polish.casefold().split()), "as it is looked for"
        assert re.fullmatch("[a-z -]+", english), polish
        assert re.fullmatch("[а-щьюяґєії’ -]+", ukrainian), polish
        for language in ("en", "uk"):
            text = translated(polish, language) or ""
            assert spoken_form(text, language) == text


def test_what_is_on_no_list_is_not_translated() -> None:
    assert translated("praca marzeń", "en") is None
    assert translated("", "uk") is None
    assert translated("praca marzeń", "pl") == "praca marzeń"


@pytest.mark.parametrize(("language", "contract"), [("en", "contract of employment"), ("uk", "трудовий договір")])
def test_an_offer_is_read_in_the_callers_language_and_its_free_texts_in_the_polish_voice(
    language: str, contract: str
) -> None:
    offer = Offer("offer-1", "magazynier", "Kolno", None, None, "Umowa o pracę", DAY)
    text = PromptLibrary.defaults().text("O02", language=language, **offer_values(offer, 1))
    parts = stretches(text, language)
    assert [part for voice, part in parts if voice == "pl"] == ["magazynier", "Kolno"]
    assert contract in parts[-1][1]
    assert {voice for voice, _ in parts} == {language, "pl"}


def test_the_offers_of_the_demonstration_are_on_the_list() -> None:
    assert all(translated(job.contract, "uk") for job in JOBS)
