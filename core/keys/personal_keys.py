"""Seals what facts say of persons, each call by a key of its own: without the key nothing of it can be read.

The log of facts is append-only, and copies of it lie in backups, so nothing is erased there: the key is destroyed
instead. A call's key is wrapped by the installation's (`fact_key`), and both ciphers are AES-256-GCM.
"""

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.facts.events import KINDS, PERSONAL_FIELDS

_KEY = 32  # bytes
_NONCE = 12  # bytes
_MARK = "sealed"

Data = dict[str, Any]
"""What stands of a fact in `event.data`."""


class SealBroken(Exception):
    """Something sealed was changed, or belongs to another key, fact or field."""


@dataclass(frozen=True, slots=True, repr=False)
class PersonalKey:
    """The key of a subject, and the number by which facts name it. `repr` shows no key."""

    number: int
    key: bytes

    def __repr__(self) -> str:
        return f"PersonalKey({self.number})"


class KeySafe:
    """Wraps the keys of calls by the installation's key."""

    def __init__(self, fact_key: str) -> None:
        """Raises ValueError for what is no key."""
        try:
            key = base64.urlsafe_b64decode(fact_key + "=" * (-len(fact_key) % 4))
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY:
            raise ValueError("the installation's key for facts is missing or damaged")
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "KeySafe(…)"

    def wrap(self, key: bytes, subject: str) -> bytes:
        """The box of a subject's key; good for that subject alone."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, key, subject.encode())

    def unwrap(self, box: bytes, subject: str) -> bytes:
        """The key in a box. Raises SealBroken."""
        try:
            return self._cipher.decrypt(box[:_NONCE], box[_NONCE:], subject.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error


def new_fact_key() -> str:
    """A key of an installation, as text."""
    return base64.urlsafe_b64encode(os.urandom(_KEY)).decode()


def new_key() -> bytes:
    """A key of a call."""
    return os.urandom(_KEY)


def subject_of(fact_id: str, call_id: str | None, client_id: str | None) -> str:
    """Whose key seals a fact: the call's, without a call the client's, without both its own."""
    if call_id is not None:
        return call_subject(call_id)
    return client_subject(client_id) if client_id else f"fact:{fact_id}"


def call_subject(call_id: str) -> str:
    return f"call:{call_id}"


def client_subject(client_id: str) -> str:
    """Of facts about a client that belong to no call."""
    return f"client:{client_id}"


def personal_fields(data: Mapping[str, Any]) -> list[str]:
    """The fields that say something of a person. One that is empty says nothing, and stays as it is."""
    return [name for name in PERSONAL_FIELDS & data.keys() if data[name]]


def seal_fields(data: Data, fields: Iterable[str], key: bytes, fact_id: str) -> None:
    """Put sealed values in the place of clear ones, each bound to its fact and field."""
    cipher = AESGCM(key)
    for name in fields:
        nonce = os.urandom(_NONCE)
        sealed = cipher.encrypt(nonce, msgspec.json.encode(data[name]), _place(fact_id, name))
        data[name] = {_MARK: base64.b64encode(nonce + sealed).decode()}


def open_fields(data: Data, key: bytes, fact_id: str) -> Data:
    """The clear data of a fact. Raises SealBroken."""
    cipher = AESGCM(key)
    clear = dict(data)
    for name in _sealed(data):
        try:
            content = base64.b64decode(data[name][_MARK])
            value = cipher.decrypt(content[:_NONCE], content[_NONCE:], _place(fact_id, name))
        except (InvalidTag, ValueError, TypeError) as error:
            raise SealBroken from error
        clear[name] = msgspec.json.decode(value)
    return clear


def without_sealed(data: Data, kind: str) -> Data:
    """The data of a fact whose key is gone: what was sealed is empty, by its type."""
    empty = empty_values(kind)
    return {**data, **{name: empty.get(name, "") for name in _sealed(data)}}


@cache
def empty_values(kind: str) -> Mapping[str, Any]:
    """What each personal field of a kind of facts reads as when nothing is known of it; {} for an unknown kind."""
    if kind not in KINDS:
        return {}
    fields = msgspec.structs.fields(KINDS[kind])
    return {field.name: _empty(field.type) for field in fields if field.name in PERSONAL_FIELDS}


def _empty(kind: Any) -> Any:
    if type(None) in get_args(kind):
        return None
    return "" if kind is str else {}


def _sealed(data: Data) -> list[str]:
    return [name for name in PERSONAL_FIELDS & data.keys() if isinstance(data[name], dict) and _MARK in data[name]]


def _place(fact_id: str, name: str) -> bytes:
    return f"{fact_id}\0{name}".encode()


class KnownKeys:
    """The keys of the calls that are going on, in memory. A key counts only when its transaction stands."""

    def __init__(self, most: int = 4096) -> None:
        """`most`: so many keys; then the oldest is asked of the database again."""
        self._most = most
        self._known: dict[str, PersonalKey] = {}
        self.new: dict[str, PersonalKey] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, subject: str) -> PersonalKey | None:
        return self._known.get(subject) or self.new.get(subject)

    def keep(self) -> None:
        """The transaction stands."""
        self._known |= self.new
        self.new = {}
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]

    def take_back(self) -> None:
        """The transaction came to nothing."""
        self.new = {}

    def drop(self, subject: str) -> None:
        """The call is over."""
        self._known.pop(subject, None)
