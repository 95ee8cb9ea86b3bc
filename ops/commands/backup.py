"""Backup and restore: `python -m ops.commands.backup key FILE | save FOLDER [--keep N] | restore BACKUP KEYFILE`.

A backup is a folder `s724-<moment>` with the database, the secrets and the facts not yet written, and beside it
one folder `recordings` for all backups: a recording never changes, so each is copied once. All is encrypted for
the holder of a key (age); the installation knows only the half that locks. It may be made while calls go on.
Beside them stands `erasures.json`, the list of who was erased, as keyed hashes: a restore applies it first.
"""

import argparse
import asyncio
import fcntl
import io
import json
import os
import shutil
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage

from clients.erasure.list_store import FILE as ERASURES
from core.clock import SystemClock
from core.secrets import read_secrets
from core.settings import Settings
from ops.commands.erased import is_destroyed, read_list, write_list
from ops.commands.restore import DATABASE, LIST, RECORDINGS, SEALED, STATE, restore
from ops.console import Failed, exit_status, say
from ops.install.postgres_tools import dumping
from ops.paths import PROJECT, make_private, write_private
from ops.running.run import read_settings
from recordings.vault.keys import key_id


def make_key(file: Path) -> str:
    """Write a new private key to `file` and return the public one. Raises Failed if the file exists."""
    identity = pyrage.x25519.Identity.generate()
    if file.exists():
        raise Failed(f"{file} exists: a key is never written over")
    write_private(file, f"{identity}\n")
    return str(identity.to_public())


def save(settings: Settings, target: Path, keep: int | None = None) -> Path:
    """Make a backup in `target` and return its folder; it appears whole or not at all.

    With `keep` only so many of the newest backups stay, and only the recordings that one of these names. Blocks;
    raises Failed with what to do.
    """
    recipient = _recipient(settings)
    make_private(target)
    with _only_one(target):
        moment = SystemClock().now()
        folder = target / f"s724-{moment:%Y%m%d-%H%M%S}"
        fresh = target / f".{folder.name}.new"
        for left in target.glob(".s724-*.new"):
            shutil.rmtree(left)
        fresh.mkdir(mode=0o700)
        # Recordings that are packed while the database is copied: the copy may say that they still lie in clear.
        copied: dict[str, int] = {}
        clear = set(_save_recordings(settings.recordings, target / RECORDINGS, recipient, copied))
        wrapping = _wrapping_keys(settings)
        # The facts on disk first: each of them stands here or, written meanwhile, in the database.
        _seal(io.BytesIO(_state(settings)), fresh / STATE, recipient)
        try:
            with dumping(settings.dsn).output() as copy:
                _seal(copy, fresh / DATABASE, recipient)
        except FileNotFoundError as error:
            raise Failed("the database has never run here: there is nothing to save") from error
        names = sorted(clear.union(_save_recordings(settings.recordings, target / RECORDINGS, recipient, copied)))
        if _wrapping_keys(settings) != wrapping:
            raise Failed("the key for recordings was changed while the backup was made: make it again")
        # After the copy: whoever was erased while it was made is on the list, too.
        erased = asyncio.run(read_list(settings))
        write_list(target / ERASURES, erased)
        is_gone = is_destroyed(settings, erased)
        names = [name for name in names if not is_gone(name)]
        _remove_destroyed(target / RECORDINGS, is_gone)
        write_private(fresh / LIST, json.dumps({"made_at": moment.isoformat(), "recordings": names}, indent=0))
        fresh.rename(folder)
        _sync(target)
        if keep is not None:
            _prune(target, keep)
    return folder


def _wrapping_keys(settings: Settings) -> tuple[str, ...]:
    """By their ids: the copy of the database has to fit the secrets beside it."""
    secrets = read_secrets(settings.home)
    return tuple(key_id(key) for key in (secrets.recording_key, *secrets.recording_keys_old) if key)


def _recipient(settings: Settings) -> pyrage.x25519.Recipient:
    if not settings.backup_key:
        raise Failed(
            "S724_BACKUP_KEY is empty: make a key with 'python -m ops.commands.backup key FILE', "
            "keep the file elsewhere, and set S724_BACKUP_KEY to what it prints"
        )
    try:
        return pyrage.x25519.Recipient.from_str(settings.backup_key)
    except pyrage.RecipientError as error:
        raise Failed("S724_BACKUP_KEY is not the public half of an age key") from error


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    descriptor = os.open(target / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"another backup is being made in {target}") from None
        yield
    finally:
        os.close(descriptor)


def _state(settings: Settings) -> bytes:
    """The secrets, recorded announcements, anchors, and facts that may not be in the database yet: a tar file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.add(settings.state / "secrets.json", "secrets.json")
        recorded = settings.prompt_recordings.glob("[!.]*")
        anchors = [file for file in settings.anchors.glob("[!.]*") if file.is_relative_to(settings.state)]
        for file in sorted([*settings.spool.rglob("*.jsonl"), *recorded, *anchors]):
            try:
                content = file.read_bytes()
            except FileNotFoundError:
                continue  # written to the database meanwhile
            entry = tarfile.TarInfo(str(file.relative_to(settings.state)))
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def _save_recordings(
    source: Path, target: Path, recipient: pyrage.x25519.Recipient, copied: dict[str, int]
) -> Iterator[str]:
    """Copy what is not there yet or was still being written the last time; the names of all.

    `copied`: what this backup has copied already, with its size: a file that has grown no more but was changed is
    being overwritten, since it was packed meanwhile, and zeros must not take the place of its sound."""
    for file in source.rglob("*"):
        try:
            status = file.stat()
            if not file.is_file():
                continue
            name = str(file.relative_to(source))
            if name.startswith("."):
                continue  # it is being sealed
            if copied.get(name) == status.st_size:
                yield name
                continue
            sealed = target / (name + SEALED)
            if not (sealed.exists() and sealed.stat().st_mtime_ns == status.st_mtime_ns):
                sealed.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with file.open("rb") as content:
                    _seal(content, sealed, recipient)
                os.utime(sealed, ns=(status.st_mtime_ns, status.st_mtime_ns))
            copied[name] = status.st_size
        except FileNotFoundError:
            continue  # its time was over
        yield name


def _seal(content: io.IOBase | object, file: Path, recipient: pyrage.x25519.Recipient) -> None:
    """Encrypt a stream into a file, in one step and for good."""
    fresh = file.with_name(f".{file.name}.new")
    with open(fresh, "wb", opener=_private) as out:
        pyrage.encrypt_io(content, out, [recipient])
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_destroyed(recordings: Path, is_gone: Callable[[str], bool]) -> None:
    """From the copies of earlier backups, too: a restore passes them over by the list."""
    for file in list(recordings.rglob(f"*{SEALED}")):
        if is_gone(file.name.removesuffix(SEALED)):
            file.unlink()


def _prune(target: Path, keep: int) -> None:
    backups = sorted(target.glob("s724-*"))
    for old in backups[:-keep]:
        shutil.rmtree(old)
    named = {name for kept in backups[-keep:] for name in json.loads((kept / LIST).read_text())["recordings"]}
    recordings = target / RECORDINGS
    for file in list(recordings.rglob(f"*{SEALED}")):
        if str(file.relative_to(recordings)).removesuffix(SEALED) not in named:
            file.unlink()


def _at_least_one(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def main() -> int:
    """0 when it was done, 1 after a failure."""
    parser = argparse.ArgumentParser(
        prog="ops.commands.backup", description="Backup and restore of an installation."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    key = verbs.add_parser("key", help="make a key; its file opens the backups and belongs elsewhere")
    key.add_argument("file", type=Path)
    saving = verbs.add_parser("save", help="make a backup, also while calls are going on")
    saving.add_argument("folder", type=Path)
    saving.add_argument("--keep", type=_at_least_one, metavar="N", help="remove all but the newest N backups")
    back = verbs.add_parser("restore", help="bring a backup back into a fresh installation that does not run")
    back.add_argument("backup", type=Path)
    back.add_argument("key", type=Path)
    back.add_argument(
        "--erasures", type=Path, metavar="FILE", help="a newer list of erasures than the one beside the backup"
    )
    given = parser.parse_args()
    places = {name: value.absolute() for name, value in vars(given).items() if isinstance(value, Path)}
    os.chdir(PROJECT)

    def work() -> None:
        if given.verb == "key":
            say(f"S724_BACKUP_KEY={make_key(places['file'])}")
        elif given.verb == "save":
            say(f"The backup stands in {save(read_settings(), places['folder'], given.keep)}.")
        else:
            said = restore(read_settings(), places["backup"], places["key"], places.get("erasures"))
            say(f"Restored: {said}. Start the centre now.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())
