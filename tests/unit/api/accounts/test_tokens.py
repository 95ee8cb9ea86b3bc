"""Tokens: what is derived of them, and what is taken for an account's name in the logs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounts.credentials.tokens import (
    account_as_given,
    csrf_token,
    device_hash,
    is_csrf_token,
    is_token,
    new_token,
    token_hash,
)


def test_tokens_are_recognized_and_differ() -> None:
    first, second = new_token(), new_token()
    assert first != second
    assert is_token(first)
    for other in (None, "", "zgaduję", first[1:], first + "a", first[1:] + "ż"):
        assert not is_token(other)


def test_what_is_kept_and_derived_tells_neither_the_token_nor_each_other() -> None:
    token = new_token()
    derived = {token_hash(token), csrf_token(token), device_hash(token, "nowak"), device_hash(token, "lis")}
    assert len(derived) == 4
    assert token not in derived


@given(st.text(max_size=80))
def test_only_the_page_s_own_token_is_taken(given: str) -> None:
    token = new_token()
    assert is_csrf_token(token, csrf_token(token))
    assert not is_csrf_token(token, given)
    assert not is_csrf_token(new_token(), csrf_token(token))


@pytest.mark.parametrize("name", ["administrator", "k20060-1", "kierownik-20060", "m.nowak", "a_b"])
def test_names_of_accounts_are_logged(name: str) -> None:
    assert account_as_given(name) == name


@pytest.mark.parametrize("typed", ["Zielona", "zielona herbata", "7zielona", "zielona!", "", "ż"])
def test_what_may_be_a_password_is_not(typed: str) -> None:
    assert account_as_given(typed) is None


def test_a_one_time_code_is_taken_for_no_name() -> None:
    assert account_as_given("mrkv-7h2p-wxqd") is None
