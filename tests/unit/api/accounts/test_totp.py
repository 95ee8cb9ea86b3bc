"""Codes of the second factor, against the examples of RFC 6238."""

import base64
from datetime import UTC, datetime, timedelta

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounts.credentials.totp import (
    STEP,
    accepted_step,
    locked_secret,
    new_secret,
    opened_secret,
    otpauth_uri,
)
from core.keys.secret_box import new_identity

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "code"),
    # RFC 6238, appendix B, SHA-1: the last six of eight digits
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_the_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert accepted_step(SECRET, code, datetime.fromtimestamp(second, UTC), None) == second // STEP


@given(st.integers(-5, 5))
def test_one_half_minute_before_and_after_counts(steps: int) -> None:
    now = datetime.fromtimestamp(1234567890, UTC)
    found = accepted_step(SECRET, "005924", now + timedelta(seconds=STEP * steps), None)
    assert found == (1234567890 // STEP if abs(steps) <= 1 else None)


def test_what_was_used_does_not_count_again() -> None:
    now = datetime.fromtimestamp(1234567890, UTC)
    step = now.timestamp() // STEP
    assert accepted_step(SECRET, "005924", now, int(step) - 1) == step
    assert accepted_step(SECRET, "005924", now, int(step)) is None
    assert accepted_step(SECRET, "005924", now, int(step) + 1) is None


def test_secrets_are_long_and_differ() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(base64.b32decode(first)) == 20
    assert otpauth_uri(first, "nowak").endswith(f"secret={first}&issuer=System%207%2F24")


def test_only_the_installation_s_key_opens_a_locked_secret() -> None:
    key, other = new_identity(), new_identity()
    locked = locked_secret(SECRET, key)
    assert SECRET.encode() not in locked
    assert opened_secret(locked, key) == SECRET
    with pytest.raises(pyrage.DecryptError):
        opened_secret(locked, other)
