"""Passwords of people who log in. Both functions keep a CPU busy for some 20 ms: call them in a thread."""

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's smallest recommended cost: a log-in takes little from the calls that share the machine, and guessing is
# limited by the lock of the account, not by this.
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

NOBODYS_HASH = _HASHER.hash("nobody has this account")
"""Verified if an account does not exist, so that the time of the answer does not tell."""


def hash_password(password: str) -> str:
    """The hash to be stored, with its salt and cost."""
    return _HASHER.hash(password)


def verify(password: str, password_hash: str) -> bool:
    """False also for a hash that cannot be read."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
