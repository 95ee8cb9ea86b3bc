"""On which passwords telephones may be registered: what has ended since Asterisk was looked at last.

Asterisk lets a registration stand until its time is over, whatever became of the account. What registrations stand
on is written down, so that it changes nothing if the watchdog or Asterisk was away meanwhile.
"""

import hashlib
import os
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

_LogIns = dict[str, str]


class Registrations:
    """`file` holds for each endpoint a hash of the digest of the password that it may be registered by."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: _LogIns | None = None

    def ended(self, log_ins: Mapping[str, str]) -> set[str]:
        """The endpoints that may still be registered by another password than these digests, or are gone. Raises
        OSError."""
        wanted = _hashed(log_ins)
        return {name for name, digest in self._read().items() if wanted.get(name) != digest}

    def forget(self, endpoints: Collection[str]) -> None:
        """Nobody is registered as one of them. Raises OSError."""
        self._keep({name: digest for name, digest in self._read().items() if name not in endpoints})

    def allow(self, log_ins: Mapping[str, str]) -> None:
        """Asterisk lets these endpoints register by these digests from now on. Raises OSError."""
        self._keep(self._read() | _hashed(log_ins))

    def _read(self) -> _LogIns:
        if self._known is None:
            try:
                self._known = msgspec.json.decode(self._file.read_bytes(), type=_LogIns)
            except (FileNotFoundError, msgspec.DecodeError):
                self._known = {}
        return self._known

    def _keep(self, log_ins: _LogIns) -> None:
        if log_ins == self._known:
            return
        part = self._file.with_name(f".{self._file.name}-{secrets.token_hex(4)}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(msgspec.json.encode(log_ins))
        part.replace(self._file)
        self._known = log_ins


def _hashed(log_ins: Mapping[str, str]) -> _LogIns:
    return {name: hashlib.sha256(digest.encode()).hexdigest() for name, digest in log_ins.items()}
