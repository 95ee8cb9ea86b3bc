"""Keyed hashes by which the erased are known again, and by nobody else. Pure.

The key follows from the pepper of PINs, which an installation never changes and every backup has: a list that was
made after a backup fits what is restored from it.
"""

import hashlib
import hmac
from collections.abc import Callable


class ErasedHashes:
    """Made from the installation's pepper of PINs; `subject_of`: what wrong tries are counted under.

    Raises ValueError for a pepper that is too short.
    """

    def __init__(self, pepper: str, subject_of: Callable[[str, str, str], str]) -> None:
        if len(pepper) < 32:
            raise ValueError("the pepper is missing or too short")
        self._pepper = pepper
        self._key = hmac.new(pepper.encode(), b"erased persons", hashlib.sha256).digest()
        self._subject_of = subject_of

    def client(self, client_id: str) -> str:
        return self._hash(f"client:{client_id}")

    def key(self, office: str, ext_id: str) -> str:
        """Of a person's key in the system of an office."""
        return self._hash(f"key:{office}:{ext_id}")

    def call(self, call_id: str) -> str:
        return self._hash(f"call:{call_id}")

    def recording(self, recording_id: str) -> str:
        return self._hash(f"recording:{recording_id}")

    def subject(self, kind: str, value: str) -> str:
        """What the line counts wrong tries of a card or number under."""
        return self._subject_of(self._pepper, kind, value)

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
