"""Which passwords may be chosen, and what is kept of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounts.credentials.passwords import LEAST_LENGTH, NOBODYS_HASH, hash_password, refuse_weak, verify
from api.accounts.errors import PasswordRefused


@pytest.mark.parametrize(
    "password",
    [
        "",
        "krótkie",
        "elevensigns",
        "Password1234",
        "QWERTYUIOP12",
        "białystok123",
        "aaaaaaaaaaaa",
        "121212121212",
        "nowak-123456",
        "NOWAK-123456",
        "2026.nowak.2026",
    ],
)
def test_what_would_be_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        refuse_weak(password, "nowak-1")


@pytest.mark.parametrize(
    "password", ["zielona herbata", "mrkv-7h2p-wxqd", "kolejność nowak zebra", "1 słoń, 2 żółwie"]
)
def test_words_and_generated_ones_are_taken_without_rules_of_composition(password: str) -> None:
    refuse_weak(password, "nowak")


@given(st.text(max_size=LEAST_LENGTH - 1), st.text(max_size=20))
def test_short_ones_are_always_refused(password: str, username: str) -> None:
    with pytest.raises(PasswordRefused):
        refuse_weak(password, username)


def test_a_hash_knows_its_password_and_no_other() -> None:
    kept = hash_password("zielona herbata")
    assert "zielona" not in kept
    assert verify("zielona herbata", kept)
    assert not verify("zielona herbata ", kept)
    assert not verify("zielona herbata", "no hash")


def test_a_log_in_without_an_account_costs_what_any_costs() -> None:
    cost, _salt, _hash = hash_password("zielona herbata o siódmej").rsplit("$", 2)
    assert NOBODYS_HASH.rsplit("$", 2)[0] == cost
    assert verify("nobody has this account", NOBODYS_HASH)
