"""Secrets that people read off a screen once and type: one-time codes for a first password, telephones' passwords.

A one-time code is kept as a digest only. It is random, so a fast digest is enough: nobody can try 59 bits.
"""

import hashlib
import secrets
from datetime import timedelta

CODE_TIME = timedelta(hours=72)
"""For how long a code may be used."""

# No letter or digit that can be taken for another.
_EASY = "abcdefghjkmnpqrstuvwxyz23456789"


def easy_secret(groups: int) -> str:
    """Groups of four signs with dashes between them, about 20 bits each."""
    return "-".join("".join(secrets.choice(_EASY) for _ in range(4)) for _ in range(groups))


def new_code() -> str:
    """A one-time code: twelve signs in three groups, 59 bits."""
    return easy_secret(3)


def code_digest(code: str) -> str:
    """What is kept of a code, and compared with: dashes, spaces and the case of letters make no difference."""
    plain = "".join(code.split()).replace("-", "").lower()
    return hashlib.sha256(plain.encode()).hexdigest()
