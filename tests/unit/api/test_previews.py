"""What is spoken of a short answer before anybody but its editor sees it."""

from api.scenarios.previews import ANSWER_PROMPT, answer_in_words_of
from ivr.speech.texts import faults, filled, stretches
from ivr.speech.values import Words


def test_an_answer_is_told_in_the_words_of_its_language() -> None:
    templates = {"pl": "Odpowiedź: {odpowiedz}", "en": "The answer: {odpowiedz}"}
    assert answer_in_words_of(templates, "Yes.", "en") == "The answer: Yes."


def test_an_answer_stays_in_its_language_where_the_words_around_it_are_polish_only() -> None:
    template = "Odpowiedź brzmi: {odpowiedz} To wszystko."
    said = answer_in_words_of({"pl": template, "en": None}, "Yes, on 2 May.", "en")
    assert stretches(said, "en") == [("pl", "Odpowiedź brzmi:"), ("en", "Yes, on 2 May."), ("pl", "To wszystko.")]
    in_a_call = filled(ANSWER_PROMPT, template, {"odpowiedz": Words("Yes, on 2 May.", "en")})
    assert stretches(said, "en") == stretches(in_a_call)
    assert faults(said, {}, "en") == []


def test_a_ukrainian_answer_between_polish_words_is_no_fault() -> None:
    said = answer_in_words_of({"pl": "Odpowiedź: {odpowiedz}"}, "Так.", "uk")
    assert stretches(said, "uk") == [("pl", "Odpowiedź:"), ("uk", "Так.")]
    assert faults(said, {}, "uk") == []
