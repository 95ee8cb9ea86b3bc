"""A letter in plain text and in HTML from one source: what is typed plainly stays, nothing that runs comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.mail.markdown import html_body_of, html_of, plain_of


def test_both_say_the_same() -> None:
    source = "Dzień dobry,\n\n**ważne**:\n\n- dowód\n- [wniosek](https://praca.gov.pl)\n\n> Czy przyjdę?"
    assert plain_of(source) == (
        "Dzień dobry,\n\n**ważne**:\n\n- dowód\n- wniosek (https://praca.gov.pl)\n\n> Czy przyjdę?"
    )
    html = html_body_of(source)
    assert '<a href="https://praca.gov.pl">wniosek</a>' in html
    assert "<strong>ważne</strong>" in html


@pytest.mark.parametrize(
    "typed",
    [
        *("Dzień dobry,\nto 2*3*4 zł.\n\n-- \nAnna".replace("-- ", "--"), "a_b_c@up.pl", "tel. 86 278 00 00"),
        *("kwota\n====", "1. dowód\n2. wniosek", "<b>nie</b> & tak", "> cytat\n> dalej", "adres: https://up.pl"),
    ],
)
def test_what_is_typed_plainly_stays(typed: str) -> None:
    assert plain_of(typed) == typed


def test_nothing_that_runs_or_is_fetched_comes_in() -> None:
    html = html_of("<script>x</script> [a](javascript:x) ![b](https://x.pl/b.png)", "a</title><script>")
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


@given(st.text(alphabet="*_[]()<>#-> \n1.ab`\\!", max_size=120))
def test_whatever_is_typed_is_told_and_told_again_the_same(source: str) -> None:
    assert isinstance(html_body_of(source), str)
    letters = [sign for sign in source if sign in "ab"]
    assert [sign for sign in plain_of(source) if sign in "ab"][: len(letters)] == letters
