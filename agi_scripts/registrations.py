"""Ends the registrations of telephones whose password is another one by now, or whose account is gone.

Asterisk itself lets a registration stand until its time is over, whatever became of the account. What
registrations stand on is written down, so that it changes nothing if the watchdog or Asterisk was away meanwhile.
"""

import hashlib
import os
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

import msgspec

_LogIns = dict[str, str]


class Ends(Protocol):
    """What Asterisk is asked for."""

    async def end_registrations(self, endpoints: Collection[str]) -> None:
        """Nobody is registered as one of them any more. Raises AmiAway; then some may be."""


class Registrations:
    """`file` says on which passwords registrations may stand."""

    def __init__(self, file: Path, asterisk: Ends) -> None:
        self._file = file
        self._asterisk = asterisk
        self._known: _LogIns | None = None

    async def keep(self, log_ins: Mapping[str, str]) -> None:
        """Only these endpoints, by these digests of their passwords, may be registered; Asterisk has read them.

        Raises AmiAway, and OSError; then it has to be tried again.
        """
        wanted = {name: hashlib.sha256(digest.encode()).hexdigest() for name, digest in log_ins.items()}
        if self._known is None:
            self._known = self._read()
        if self._known == wanted:
            return
        ended = {name for name, digest in self._known.items() if wanted.get(name) != digest}
        if ended:
            await self._asterisk.end_registrations(ended)
        self._write(wanted)
        self._known = wanted

    def _read(self) -> _LogIns:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_LogIns)
        except (FileNotFoundError, msgspec.DecodeError):
            return {}

    def _write(self, log_ins: _LogIns) -> None:
        part = self._file.with_name(f".{self._file.name}-{secrets.token_hex(4)}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(msgspec.json.encode(log_ins))
        part.replace(self._file)
