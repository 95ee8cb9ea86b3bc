"""The installation's keys for recordings as they stand in secrets.json now: a rotation needs no restart."""

from pathlib import Path

import msgspec
from anyio import to_thread

from core.secrets import read_secrets
from recordings.vault.faults import KeyMissing, WrongKey
from recordings.vault.keys import InstallationKeys


class KeyRing:
    """Reads the file again whenever it has changed. `state`: the folder of the installation."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._seen: tuple[int, int, int] | None = None
        self._keys = InstallationKeys("")

    async def now(self) -> InstallationKeys:
        """Raises KeyMissing when the file is away, WrongKey when it is damaged. A ring without a key is no error
        yet: nothing can be wrapped or opened with it."""
        return await to_thread.run_sync(self._read)

    def _read(self) -> InstallationKeys:
        try:
            status = (self._state / "secrets.json").stat()
            seen = (status.st_mtime_ns, status.st_ino, status.st_size)
            if seen != self._seen:
                secrets = read_secrets(self._state)
                self._keys = InstallationKeys(secrets.recording_key, secrets.recording_keys_old)
                self._seen = seen
        except OSError as error:
            raise KeyMissing from error
        except (msgspec.DecodeError, ValueError):
            raise WrongKey("Plik secrets.json jest uszkodzony: klucza nagrań nie można odczytać.") from None
        return self._keys
