"""Random tokens of sessions and devices, and what is kept and derived of them. Pure but for the randomness."""

import hashlib
import hmac
import re
import secrets

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ACCOUNT = re.compile(r"[a-z][a-z0-9._-]{0,63}")
_CODE = re.compile(r"-".join(["[a-z2-9]{4}"] * 3))
_CSRF = b"system724 csrf"


def new_token() -> str:
    """32 random bytes, for a session or a device."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def device_hash(device: str, username: str) -> str:
    """What the database keeps of a device: one browser may be known for each of several accounts."""
    return hashlib.sha256(f"{username} {device}".encode()).hexdigest()


def is_token(text: str | None) -> bool:
    """Could it be one of ours?"""
    return text is not None and _TOKEN.fullmatch(text) is not None


def csrf_token(session_token: str) -> str:
    """What a page sends besides its cookie: another site may make a browser send that, and cannot read this."""
    return hmac.new(session_token.encode(), _CSRF, hashlib.sha256).hexdigest()


def is_csrf_token(session_token: str, given: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(csrf_token(session_token).encode(), given.encode())


def account_as_given(text: str) -> str | None:
    """A name for the logs; None for text that may be a password typed into the wrong field."""
    is_name = _ACCOUNT.fullmatch(text) is not None and _CODE.fullmatch(text) is None
    return text if is_name else None
