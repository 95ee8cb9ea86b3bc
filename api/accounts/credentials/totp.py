"""The second factor: codes of half a minute from an application in a telephone (TOTP, RFC 6238)."""

import hmac
from datetime import datetime

import pyotp

from core.keys.secret_box import locker, unlocked

STEP = 30  # seconds
WINDOW = 1  # steps before and after: clocks differ, and people are slow
_ISSUER = "System 7/24"


def new_secret() -> str:
    """160 bits in base 32, as every application takes them."""
    return pyotp.random_base32()


def otpauth_uri(secret: str, username: str) -> str:
    """What a page shows as a QR code. Holds the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=_ISSUER)


def accepted_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The half minute whose code this is, within the window; None for a wrong one.

    Half minutes up to `last_step` do not count: a code that was looked over somebody's shoulder is of no use (RFC
    6238, 5.2).
    """
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    found = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        is_it = hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
        if is_it and (last_step is None or step > last_step):
            found = step
    return found


def locked_secret(secret: str, key: str) -> bytes:
    """As the database keeps it; `key` is the installation's. Raises ValueError for a damaged one."""
    return locker(key)(secret.encode())


def opened_secret(locked: bytes, key: str) -> str:
    """Raises pyrage.DecryptError for what another installation locked."""
    return unlocked(key, locked).decode()
