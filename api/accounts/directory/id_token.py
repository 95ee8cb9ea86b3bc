"""The proof of who somebody is: an ID token of the office's directory (OpenID Connect Core 1.0, 3.1.3.7). Pure."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from joserfc.errors import JoseError

Claims: TypeAlias = Mapping[str, Any]
Key: TypeAlias = jwk.Key

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""By key pairs only. With HS256 everybody who knows the public key could sign, with `none` everybody."""
LEEWAY = 60  # seconds: clocks differ


class TokenRefused(Exception):
    """Not a token of this directory, for us, of this log-in and of now."""


class UnknownKey(TokenRefused):
    """Signed with a key that is not among the known ones: the directory may have a new one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token of one log-in must say."""

    issuer: str
    client: str
    nonce: str
    access_token: str | None


def keys_of(document: Any) -> list[Key]:
    """The keys of a JWK set with which signatures can be checked; those of unknown kinds are left out.

    Raises ValueError for what is no JWK set.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no JWK set")
    found = []
    for each in listed:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig" or each.get("kty") not in ("RSA", "EC"):
            continue
        try:
            found.append(jwk.import_key(each))
        except (JoseError, ValueError, TypeError):
            continue
    return found


def verified_claims(token: str, keys: Iterable[Key], expected: Expected, now: datetime) -> Claims:
    """What the token says, when its signature and everything else is right. Raises UnknownKey, TokenRefused."""
    kid = _kid(token)
    named = [key for key in keys if kid is None or key.kid == kid]
    if not named:
        raise UnknownKey("the key is not known")
    for key in named:
        try:
            decoded = jwt.decode(token, key, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError):
            continue
        return _checked(decoded, expected, now)
    raise TokenRefused("the signature is wrong")


def _checked(token: jwt.Token, expected: Expected, now: datetime) -> Claims:
    claims = CodeIDToken(
        token.claims,
        token.header,
        {
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client},
            "sub": {"essential": True},
        },
        {"client_id": expected.client, "nonce": expected.nonce, "access_token": expected.access_token},
    )
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except JoseError as error:
        raise TokenRefused(
            f"{error.error}: {getattr(error, 'claim', '')}"
        ) from None  # no values: they may be personal
    except (ValueError, TypeError, AttributeError):
        raise TokenRefused("a claim cannot be read") from None
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise TokenRefused("sub is no text")
    return dict(claims)


def _kid(token: str) -> str | None:
    """Which key is said to have signed. Raises TokenRefused for what is no token."""
    try:
        first = token.split(".", 1)[0].encode()
        header = json.loads(base64.urlsafe_b64decode(first + b"=" * (-len(first) % 4)))
        kid = header.get("kid")
    except (ValueError, AttributeError, RecursionError):
        raise TokenRefused("no token") from None
    if kid is not None and not isinstance(kid, str):
        raise TokenRefused("kid is no text")
    return kid
