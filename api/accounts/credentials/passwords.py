"""Passwords of people who log in: which may be chosen, and what is kept of them.

Hashing and verifying keep a CPU busy for some 20 ms: see `api.accounts.credentials.hashing`.
"""

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from api.accounts.errors import PasswordRefused

# OWASP's smallest recommended cost: a log-in takes little from the calls that share the machine, and guessing is
# limited by delays (`api.accounts.login_guard`), not by this.
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Of "nobody has this account", at the cost of every hash. To make it at each start took a tenth of a second.
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$L3wZyDXysVZVXMGVXIomsA$TvuYItn8OwXuTfJBCc6y480Is4qt8UDLc0kua4cwVHA"
"""Verified if an account does not exist, so that the time of the answer does not tell."""

LEAST_LENGTH = 12
MOST_LENGTH = 200
_LEAST_DIFFERENT = 5
_EDGES = "0123456789.,-_!?@#$%^&*() "

# Of those that are tried first, the ones that are long enough (NIST SP 800-63B, 3.1.1.2). No rules of composition:
# the same standard advises against them.
_COMMON = frozenset(
    [
        *("123456789012", "1234567890123", "0123456789012", "123456789123", "987654321098", "112233445566"),
        *("qwertyuiop12", "qwertyuiop123", "qwertyuiopasdf", "asdfghjklqwerty", "qwerty123456", "123456qwerty"),
        *("1qaz2wsx3edc", "zaq12wsxcde3", "zaq1@wsxcde3", "1q2w3e4r5t6y", "q1w2e3r4t5y6", "zaqwsxcderfv"),
        *("password1234", "passwordpassword", "password12345", "p@ssw0rd1234", "iloveyou1234", "welcome12345"),
        *("haslohaslo12", "haslo1234567", "hasło1234567", "haslohaslo123", "mojehaslo123", "trudnehaslo1"),
        *("administrator", "administrator1", "konsultant123", "kierownik1234", "urzadpracy123", "urzadpracy2026"),
        *("bialystok123", "białystok123", "podlaskie123", "polska123456", "system724system", "kochamcie123"),
        *("abcdefghijkl", "abcdefghijklm", "abc123abc123", "abcd1234abcd", "superman1234", "football1234"),
    ]
)


def hash_password(password: str) -> str:
    """The hash to be stored, with its salt and cost."""
    return _HASHER.hash(password)


def verify(password: str, password_hash: str) -> bool:
    """False also for a hash that cannot be read."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def refuse_weak(password: str, username: str) -> None:
    """Raises PasswordRefused for one that is short, common, or made of the account's name."""
    plain = password.casefold()
    if len(password) < LEAST_LENGTH:
        raise PasswordRefused(f"Hasło musi mieć co najmniej {LEAST_LENGTH} znaków. Dobre są trzy, cztery słowa.")
    if plain in _COMMON or len(set(plain)) < _LEAST_DIFFERENT:
        raise PasswordRefused("To hasło łatwo odgadnąć. Prosimy wybrać inne, na przykład z kilku słów.")
    if plain.strip(_EDGES) == username.casefold().strip(_EDGES):
        raise PasswordRefused("Hasło nie może być nazwą użytkownika.")
