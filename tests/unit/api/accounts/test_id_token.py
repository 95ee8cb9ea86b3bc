"""ID tokens: what is right, and every way in which one may be wrong."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from api.accounts.directory.id_token import Expected, TokenRefused, UnknownKey, keys_of, verified_claims

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
KEY = RSAKey.generate_key(2048, {"kid": "one"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "one"})
EXPECTED = Expected("https://directory", "centre", "nonce", "access")
CLAIMS = {
    "iss": "https://directory",
    "aud": "centre",
    "sub": "s-1",
    "nonce": "nonce",
    "iat": SECONDS,
    "exp": SECONDS + 300,
}


def public(*keys: Key) -> list[Key]:
    return keys_of({"keys": [key.as_dict(private=False) for key in keys]})


def signed(
    changes: dict[str, Any] | None = None, key: Key = KEY, algorithm: str = "RS256", kid: str | None = "one"
) -> str:
    claims = {name: value for name, value in {**CLAIMS, **(changes or {})}.items() if value is not None}
    header = {"alg": algorithm} if kid is None else {"alg": algorithm, "kid": kid}
    return jwt.encode(header, claims, key, algorithms=[algorithm])


@pytest.mark.parametrize("kid", ["one", None])
def test_a_right_token_says_who_it_is(kid: str | None) -> None:
    assert verified_claims(signed(kid=kid), public(KEY), EXPECTED, NOW)["sub"] == "s-1"


def test_elliptic_keys_will_do() -> None:
    key = ECKey.generate_key("P-256", {"kid": "one"})
    assert verified_claims(signed(key=key, algorithm="ES256"), public(key), EXPECTED, NOW)["sub"] == "s-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://another"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["centre", "another"]},  # without azp nobody says for whom of them
        {"azp": "another"},
        {"sub": None},
        {"sub": 7},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": SECONDS - 61},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"iat": SECONDS + 300},
        {"nbf": SECONDS + 300},
        {"at_hash": "another"},
    ],
)
def test_a_token_that_says_something_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        verified_claims(signed(changes), public(KEY), EXPECTED, NOW)


def test_clocks_may_differ_by_a_minute() -> None:
    assert verified_claims(signed({"exp": SECONDS - 30}), public(KEY), EXPECTED, NOW)
    assert verified_claims(signed({"iat": SECONDS + 30}), public(KEY), EXPECTED, NOW)


def test_a_forged_signature_is_refused() -> None:
    with pytest.raises(TokenRefused, match="signature"):
        verified_claims(signed(key=ANOTHER), public(KEY), EXPECTED, NOW)


def test_changed_claims_are_refused() -> None:
    header, _, signature = signed().split(".")
    claims = base64.urlsafe_b64encode(json.dumps({**CLAIMS, "sub": "s-2"}).encode()).rstrip(b"=").decode()
    with pytest.raises(TokenRefused):
        verified_claims(f"{header}.{claims}.{signature}", public(KEY), EXPECTED, NOW)


def test_a_token_that_nobody_signed_is_refused() -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    with pytest.raises(TokenRefused):
        verified_claims(f"{header}.{signed().split('.')[1]}.", public(KEY), EXPECTED, NOW)


def test_the_public_key_is_no_password_to_sign_with() -> None:
    """Whoever knows it could do so if HS256 were accepted."""
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=")
    text = header + b"." + signed().split(".")[1].encode()
    signature = base64.urlsafe_b64encode(hmac.digest(KEY.as_pem(private=False), text, "sha256")).rstrip(b"=")
    with pytest.raises(TokenRefused):
        verified_claims((text + b"." + signature).decode(), public(KEY), EXPECTED, NOW)


def test_an_unknown_key_is_told_apart_for_the_directory_may_have_a_new_one() -> None:
    with pytest.raises(UnknownKey):
        verified_claims(signed(kid="two"), public(KEY), EXPECTED, NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "W10.e30.x", "eyJraWQiOjF9.e30.x"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(TokenRefused):
        verified_claims(token, public(KEY), EXPECTED, NOW)


def test_keys_of_unknown_kinds_or_for_something_else_are_left_out() -> None:
    right = KEY.as_dict(private=False)
    odd = [{"kty": "XYZ"}, {"kty": "RSA", "n": "!"}, "key", {**right, "use": "enc"}, {"kty": "oct", "k": "AAAA"}]
    assert [key.kid for key in keys_of({"keys": [*odd, right]})] == ["one"]


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}])
def test_what_is_no_set_of_keys_is_said_to_be_none(document: Any) -> None:
    with pytest.raises(ValueError, match="JWK"):
        keys_of(document)
