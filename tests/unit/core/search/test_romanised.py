"""Ukrainian that is typed with Latin letters."""

import pytest

from core.search.language.romanised import in_cyrillic


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ya vtratyv robotu shcho robyty", "я втратив роботу що робити"),
        ("skilky koshtuye", "скільки коштує"),
        ("koly bude vyplata", "коли буде виплата"),
    ],
)
def test_it_is_read_as_if_it_were_cyrillic(typed: str, meant: str) -> None:
    assert in_cyrillic(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "staż ile płacą",
        "gdzie sie zapisac",
        "forklift licence course",
        "коли виплата",
        "kurs spwania",
        "chce isc na staz co zrobic",
        "",
    ],
)
def test_other_languages_stay_as_they_are(text: str) -> None:
    assert in_cyrillic(text) == text
