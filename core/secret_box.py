"""Locks what stands in the database for whoever has the key, with age (X25519): a stolen table tells nothing."""

from collections.abc import Callable

import pyrage


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
