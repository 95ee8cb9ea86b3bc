"""Secrets that people read and type."""

import re

import pytest

from core.keys.one_time_secret import code_digest, easy_secret, new_code


def test_a_code_is_twelve_signs_that_nobody_mistakes_and_never_the_same() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert re.fullmatch("([a-z2-9]{4}-){2}[a-z2-9]{4}", code)
        assert not set(code) & set("l1o0i")


def test_a_longer_secret_has_more_groups() -> None:
    assert [len(part) for part in easy_secret(5).split("-")] == [4] * 5


@pytest.mark.parametrize("typed", ["mrkv-7h2p-wxqd", "MRKV-7H2P-WXQD", "mrkv7h2pwxqd", " mrkv 7h2p wxqd\n"])
def test_a_code_is_known_again_however_it_is_typed(typed: str) -> None:
    assert code_digest(typed) == code_digest("mrkv-7h2p-wxqd")


def test_the_digest_of_a_code_does_not_show_it_and_another_code_has_another_one() -> None:
    assert re.fullmatch("[0-9a-f]{64}", code_digest("mrkv-7h2p-wxqd"))
    assert code_digest("mrkv-7h2p-wxqd") != code_digest("mrkv-7h2p-wxqe")
