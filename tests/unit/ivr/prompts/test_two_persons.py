"""Which words of announcements take two persons."""

import pytest

from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.two_persons import take_two


@pytest.mark.parametrize(
    "text",
    [
        "Proszę wpisać kod PIN.",
        "Podaj PESEL konsultantowi.",
        "Prosimy dzwonić: 700 800 900.",
        "Please key your PIN.",
        "Введіть номер картки.",
        "Tel. 85 749-72-00",
    ],
)
def test_words_that_ask_for_secrets_or_tell_a_number_take_two(text: str) -> None:
    assert take_two([text])


@pytest.mark.parametrize("text", ["Dzień dobry.", "Urząd pracuje od 7 do 15.", "Prosimy czekać."])
def test_other_words_take_one(text: str) -> None:
    assert not take_two([text])


@pytest.mark.parametrize("prompt", ["A01", "A02", "A09", "K01"])
def test_every_prompt_that_asks_for_a_secret_takes_two(prompt: str) -> None:
    assert take_two([PromptLibrary.load().text(prompt)])
