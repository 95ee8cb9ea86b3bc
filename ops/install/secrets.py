"""The secrets of one installation: made once, kept in `<state>/secrets.json`, readable by the owner only."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from acd.telephone import new_sip_password
from core.keys.one_time_secret import easy_secret
from core.keys.personal_keys import new_fact_key
from core.keys.secret_box import new_identity
from core.proof.signing import new_signing_key
from ops.console import Failed
from ops.paths import write_private
from recordings.vault.keys import new_installation_key

_RANDOM = (
    *("ari_password", "ami_password", "ami_application_password", "agi_secret", "telephone_secret"),
    *("database_password", "pin_pepper", "pesel_pepper", "metrics_token"),
)
_SINGLE: dict[str, Callable[[], str]] = {
    **dict.fromkeys(_RANDOM, lambda: secrets.token_urlsafe(32)),
    "sms_key": new_identity,  # opens the one-time codes that wait to be sent
    "totp_key": new_identity,  # opens the secrets of second factors
    "pesel_key": new_identity,  # opens the PESEL numbers of clients
    "fact_key": new_fact_key,  # wraps the keys that seal what facts say of persons
    "recording_key": new_installation_key,  # wraps the keys of recordings
    "export_key": new_signing_key,  # signs the files that tell offices of contacts and corrections
    "anchor_key": new_signing_key,  # signs what the chains of the logs were at the end of each day
}
_OLD = "recording_keys_old"
_SIP, _WEB = "sip_passwords", "web_passwords"


class Secrets:
    """`Secrets.load(state_dir)`; several processes may ask at once.

    Passwords of people and of their telephones are kept for a demonstration only. Nothing here is printed or
    logged by accident: `repr` shows no value.
    """

    def __init__(self, file: Path, values: dict[str, Any]) -> None:
        self._file = file
        self._values = values

    @classmethod
    def load(cls, state_dir: Path) -> Self:
        """Read the secrets, making those that are missing.

        Raises Failed when the file cannot be read or is damaged: new secrets would lock everybody out, so
        they are never made silently over old ones.
        """
        file = Path(state_dir).resolve() / "secrets.json"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = cls(file, {})
        with _locked(file):
            found._values = _read(file)
            missing = [name for name in _SINGLE if name not in found._values]
            if missing:
                found._values |= {name: _SINGLE[name]() for name in missing}
                _write(file, found._values)
        return found

    def __repr__(self) -> str:
        return f"Secrets({str(self._file)!r})"

    @property
    def ari_password(self) -> str:
        return str(self._values["ari_password"])

    @property
    def ami_password(self) -> str:
        """For Asterisk's manager interface, which the watchdog uses."""
        return str(self._values["ami_password"])

    @property
    def ami_application_password(self) -> str:
        """For Asterisk's manager interface, which the application uses, too, as another user."""
        return str(self._values["ami_application_password"])

    @property
    def agi_secret(self) -> str:
        """What the dialplan shows with each request to the FastAGI server."""
        return str(self._values["agi_secret"])

    @property
    def telephone_secret(self) -> str:
        """With which the web service proves to Asterisk whose browser speaks."""
        return str(self._values["telephone_secret"])

    @property
    def database_password(self) -> str:
        return str(self._values["database_password"])

    @property
    def pin_pepper(self) -> str:
        """Mixed into every PIN's hash; without it the hashes of a stolen database are of no use."""
        return str(self._values["pin_pepper"])

    @property
    def pesel_pepper(self) -> str:
        """Mixed into the hash of every PESEL: see `clients.pesel.PeselSafe`."""
        return str(self._values["pesel_pepper"])

    @property
    def pesel_key(self) -> str:
        """Opens the PESEL numbers of clients."""
        return str(self._values["pesel_key"])

    @property
    def recording_key(self) -> str:
        """Wraps the keys of recordings."""
        return str(self._values["recording_key"])

    @property
    def recording_keys_old(self) -> list[str]:
        """Of before a rotation that is under way."""
        return list(self._values.get(_OLD, []))

    def begin_rotation(self) -> bool:
        """Make a new key for recordings, and keep the old one; True if that was done before, and not ended."""
        with _locked(self._file):
            self._values = _read(self._file)
            if self._values.get(_OLD):
                return True
            self._values[_OLD] = [self._values["recording_key"]]
            self._values["recording_key"] = new_installation_key()
            _write(self._file, self._values)
        return False

    def end_rotation(self) -> None:
        """Nothing is wrapped by an old key for recordings any more."""
        with _locked(self._file):
            self._values = _read(self._file)
            self._values.pop(_OLD, None)
            _write(self._file, self._values)

    @property
    def metrics_token(self) -> str:
        """What the monitor shows to see /metrics."""
        return str(self._values["metrics_token"])

    @property
    def sip_passwords(self) -> Mapping[str, str]:
        """The passwords of telephones that are kept, by consultant."""
        return self._group(_SIP)

    @property
    def web_passwords(self) -> Mapping[str, str]:
        """The first passwords of accounts that are kept, by account."""
        return self._group(_WEB)

    def sip_password(self, agent_id: str) -> str:
        """The password of a consultant's telephone. Raises Failed if none is kept."""
        return _kept(self.sip_passwords, agent_id)

    def web_password(self, account: str) -> str:
        """The first password of an account. Raises Failed if none is kept."""
        return _kept(self.web_passwords, account)

    def make_passwords(self, telephones: Iterable[str], accounts: Iterable[str]) -> None:
        """Make the passwords that a demonstration lacks, and keep them."""
        missing = set(telephones) - self.sip_passwords.keys(), set(accounts) - self.web_passwords.keys()
        if not any(missing):
            return
        with _locked(self._file):
            self._values = _read(self._file)
            for group, names, make in zip((_SIP, _WEB), missing, (new_sip_password, _web_password), strict=True):
                known = self._values.setdefault(group, {})
                known.update({name: make() for name in sorted(names) if name not in known})
            _write(self._file, self._values)

    def forget_passwords(self) -> None:
        """Keep no password of people or telephones any more."""
        if not {_SIP, _WEB} & self._values.keys():
            return
        with _locked(self._file):
            self._values = _read(self._file)
            for group in (_SIP, _WEB):
                self._values.pop(group, None)
            _write(self._file, self._values)

    def all_values(self) -> list[str]:
        """Every secret as text, for tests that look for leaks."""
        values: list[str] = []
        for value in self._values.values():
            values.extend(
                value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            )
        return values

    def _group(self, name: str) -> Mapping[str, str]:
        found: Mapping[str, str] = self._values.get(name, {})
        return found


def _web_password() -> str:
    """Twelve characters in three groups, 59 bits: enough against guessing over the network."""
    return easy_secret(3)


def _kept(passwords: Mapping[str, str], name: str) -> str:
    if name not in passwords:
        raise Failed(f"no password of {name} is kept here: only a demonstration keeps those of its own people")
    return passwords[name]


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    descriptor = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}") from error
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
    try:
        values = json.loads(text)
    except ValueError as error:
        raise Failed(f"{file} is damaged: restore it from a backup, or remove the state folder") from error
    if not isinstance(values, dict):
        raise Failed(f"{file} is damaged: restore it from a backup, or remove the state folder")
    return values


def _write(file: Path, values: dict[str, Any]) -> None:
    write_private(file, json.dumps(values, indent=1, ensure_ascii=False) + "\n")
