"""The numbers of `ivr/data/ceilings.json`: as delivered, refused, and what they mean."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ivr.identity.ceilings import CEILINGS_FILE, LAST_WORDS, Ceilings, default_ceilings, read_ceilings
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.rendering import LANGUAGES


def _changed(folder: Path, change: dict[str, object]) -> Path:
    file = folder / "ceilings.json"
    file.write_bytes(msgspec.json.encode(msgspec.json.decode(CEILINGS_FILE.read_bytes()) | change))
    return file


def test_the_ceilings_as_delivered() -> None:
    assert default_ceilings() == Ceilings(scenario_time=1800.0, calls_at_once=10, without_ceiling=frozenset())


@pytest.mark.parametrize(
    "change",
    [
        {"scenario_minutes": 4},
        {"scenario_minutes": "long"},
        {"calls_at_once": 1},
        {"numbers_without_ceiling": ["Zakład, centrala"]},
        {"numbers_without_ceiling": [""]},
        {"unknown": 1},
    ],
    ids=str,
)
def test_ceilings_that_cannot_be_right_are_refused(change: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        read_ceilings(_changed(tmp_path, change))


@given(
    number=st.from_regex(r"\+?[0-9]{3,15}", fullmatch=True), calls=st.integers(0, 2000), most=st.integers(2, 1000)
)
def test_a_number_may_have_so_many_calls_and_not_one_more(number: str, calls: int, most: int) -> None:
    assert Ceilings(1800.0, most).are_too_many(number, calls) == (calls > most)


@given(calls=st.integers(0, 2000))
def test_calls_that_show_no_number_are_not_those_of_one_caller(calls: int) -> None:
    assert not Ceilings(1800.0, 2).are_too_many("", calls)


@pytest.mark.parametrize("sent", ["857490000", "48857490000", "+48857490000", "0048857490000"])
def test_an_exempt_number_has_no_ceiling_however_the_operator_sends_it(sent: str, tmp_path: Path) -> None:
    ceilings = read_ceilings(_changed(tmp_path, {"numbers_without_ceiling": ["+48857490000"]}))
    assert not ceilings.are_too_many(sent, 500)
    assert ceilings.are_too_many("857490001", 500)


@pytest.mark.parametrize("prompt", LAST_WORDS.values())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_ceiling_exist_in_every_language_and_name_no_number(prompt: str, language: str) -> None:
    text = PromptLibrary.load().text(prompt, language=language)
    assert text
    assert not any(sign.isdigit() for sign in text)
