"""Locks what stands in the database for whoever has the key: a stolen table tells nothing.

With age (X25519) where the one who locks shall not be able to open. Where both have the key, and there is much to
lock, `ValueBox`: an age box makes a pair of keys each time, which costs fifty times as much and 200 bytes more.
"""

import os
from collections.abc import Callable

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NONCE = 12  # bytes, random: safe for 2**32 boxes of one key (NIST SP 800-38D, 8.3)


def new_identity() -> str:
    """A key pair as text; whoever has it can open."""
    return str(pyrage.x25519.Identity.generate())


def locker(identity: str) -> Callable[[bytes], bytes]:
    """What locks for the holder of `identity`. Raises ValueError for text that is no key."""
    try:
        recipient = pyrage.x25519.Identity.from_str(identity).to_public()
    except pyrage.IdentityError as error:
        raise ValueError("the key is damaged") from error

    def lock(content: bytes) -> bytes:
        return bytes(pyrage.encrypt(content, [recipient]))

    return lock


def unlocked(identity: str, secret: bytes) -> bytes:
    """For whoever has the key. Raises pyrage.DecryptError for what was locked for somebody else."""
    return bytes(pyrage.decrypt(secret, [pyrage.x25519.Identity.from_str(identity)]))


class WrongKey(Exception):
    """A box that was locked with another key, or is damaged."""


class ValueBox:
    """Locks and opens small values with a key of 32 bytes: AES-256-GCM, version and random nonce in front."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "ValueBox(…)"

    @classmethod
    def derived(cls, identity: str, purpose: str) -> "ValueBox":
        """With a key for each purpose, made of an identity. Raises ValueError for text that is no identity."""
        locker(identity)
        return cls.derived_from(identity, purpose)

    @classmethod
    def derived_from(cls, secret: str, purpose: str) -> "ValueBox":
        """With a key for each purpose, made of a long random secret. Raises ValueError without one."""
        if len(secret) < 32:
            raise ValueError("the secret is missing or too short")
        return cls(HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode()))

    def lock(self, content: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, content, _VERSION)

    def unlock(self, box: bytes) -> bytes:
        """Raises WrongKey."""
        nonce, secret = box[1 : 1 + _NONCE], box[1 + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, secret, box[:1])
        except (InvalidTag, ValueError):
            raise WrongKey from None
