"""Keys of recordings: a random one each, wrapped by the installation's. Pure but for the dice.

Whoever destroys the wrapped key destroys the recording: nothing else opens it, wherever copies of it lie.
"""

import base64
import hashlib
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.keys.secret_box import ValueBox
from core.keys.secret_box import WrongKey as WrongBox
from recordings.vault.faults import KeyMissing, ObjectChanged, WrongKey

_KEY = 32
_NONCE = 12


def new_installation_key() -> str:
    """`recording_key` of an installation, as it stands in secrets.json."""
    return base64.urlsafe_b64encode(os.urandom(_KEY)).decode()


def new_key() -> bytes:
    """The key of a recording."""
    return os.urandom(_KEY)


def key_id(installation_key: str) -> str:
    """By which a row names the key that wraps it: says nothing of the key. Raises ValueError for text that is no
    key."""
    return hashlib.sha256(_decoded(installation_key)).hexdigest()[:8]


class InstallationKeys:
    """The installation's key for recordings, and older ones while a rotation is under way.

    Raises ValueError for text that is no key; an empty one is no key at all.
    """

    def __init__(self, current: str, old: Iterable[str] = ()) -> None:
        self._ciphers = {key_id(key): AESGCM(_decoded(key)) for key in (*old, current) if key}
        self.current_id = key_id(current) if current else None
        self.old_ids = [one for one in self._ciphers if one != self.current_id]

    def __repr__(self) -> str:
        return f"InstallationKeys({', '.join(self._ciphers)})"  # ids only

    def __contains__(self, installation_key: str) -> bool:
        return installation_key in self._ciphers

    def wrap(self, recording_id: str, key: bytes) -> tuple[str, bytes]:
        """The id of the installation's key, and the wrapped key. Raises KeyMissing."""
        if self.current_id is None:
            raise KeyMissing
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self.current_id].encrypt(nonce, key, _bound_to(recording_id))
        return self.current_id, nonce + sealed

    def unwrap(self, recording_id: str, installation_key: str, wrapped: bytes) -> bytes:
        """The recording's key. Raises KeyMissing without any key, WrongKey for a key of another installation or a
        wrapped key that was changed or is another recording's."""
        if not self._ciphers:
            raise KeyMissing
        cipher = self._ciphers.get(installation_key)
        if cipher is None:
            raise WrongKey(
                f"Klucz nagrań tej instalacji nie otwiera tego nagrania: zamknięto je kluczem {installation_key}, "
                f"a instalacja ma klucz {', '.join(self._ciphers)} (recording_key w secrets.json)."
            )
        try:
            return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound_to(recording_id))
        except (InvalidTag, ValueError):
            raise WrongKey("Zapisany klucz tego nagrania został zmieniony: nie można go otworzyć.") from None


def sealed_waveform(key: bytes, waveform: bytes) -> bytes:
    """The curve of a recording says when who spoke, so it goes with the key."""
    return _waveform_box(key).lock(waveform)


def opened_waveform(key: bytes, sealed: bytes) -> bytes:
    """Raises ObjectChanged."""
    try:
        return _waveform_box(key).unlock(sealed)
    except WrongBox:
        raise ObjectChanged from None


def _waveform_box(key: bytes) -> ValueBox:
    return ValueBox(HKDF(SHA256(), length=32, salt=None, info=b"s724 recording waveform").derive(key))


def _bound_to(recording_id: str) -> bytes:
    return b"s724 recording key\0" + recording_id.encode()


def _decoded(installation_key: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(installation_key)
    except ValueError as error:
        raise ValueError("the key for recordings is damaged") from error
    if len(key) != _KEY:
        raise ValueError("the key for recordings is damaged")
    return key
