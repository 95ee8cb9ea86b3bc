"""What a verification of the recordings has found, as it is kept and shown. Pure."""

from typing import Any, Final, Literal, Self, TypeAlias, get_args

import msgspec

from core.proof.proof import MOST_FINDINGS, LogProof

RecordingFault: TypeAlias = Literal[
    "changed",  # the sealed file is not the one that was stored
    "missing",  # the sealed file is not where it was stored
    "foreign",  # a file that belongs to no recording
    "not_opened",  # the key does not open it
    "key_unknown",  # the key is wrapped by a key that this installation does not have
    "key_missing",  # there is no key, though the recording was not destroyed
    "row_changed",  # what the database says of the file is not what the log of recordings says
    "row_missing",  # the log says that it is stored, and the database knows no file
    "not_destroyed",  # it was destroyed or has expired, and the file is still there
    "clear",  # a file in clear, longer than an hour after it was made
    "store_away",  # the store does not answer: nothing is known of what lies there
]

TOLD_PL: Final[dict[RecordingFault, str]] = {
    "changed": "Plik nagrania został zmieniony",
    "missing": "Brakuje pliku nagrania",
    "foreign": "Obcy plik: nie należy do żadnego nagrania",
    "not_opened": "Klucz nie otwiera nagrania",
    "key_unknown": "Klucz nagrania zamknięto innym kluczem instalacji niż te, które są tutaj",
    "key_missing": "Brakuje klucza nagrania, którego nie zniszczono",
    "row_changed": "Zapis o pliku nie zgadza się z dziennikiem nagrań",
    "row_missing": "Według dziennika nagranie jest przechowywane, a bazie brakuje zapisu o pliku",
    "not_destroyed": "Nagranie zniszczono, a jego plik wciąż leży w magazynie",
    "clear": "Niezaszyfrowany plik leży dłużej niż godzinę",
    "store_away": "Magazyn nagrań nie odpowiada",
}
assert set(TOLD_PL) == set(get_args(RecordingFault))


class RecordingFinding(msgspec.Struct, frozen=True):
    """Something that is not as it should be. `object`: of the store, or a file below the folder of recordings.
    `number`: of the row in the log of recordings that says how it should be."""

    fault: RecordingFault
    recording: str | None = None
    store: str | None = None
    object: str | None = None
    number: int | None = None


class RecordingsVerified(msgspec.Struct, frozen=True, kw_only=True):
    """`recordings`: how many are stored; `read` of them were read as a whole, `bytes` long. `clear`: files that
    are not packed yet. `findings`: the first ones; `wrong`: how many. `log`: the chain of the log."""

    recordings: int
    read: int
    bytes: int
    clear: int
    wrong: int
    findings: list[RecordingFinding]
    log: LogProof

    @property
    def is_intact(self) -> bool:
        return not self.wrong and not self.log.wrong

    def as_document(self) -> dict[str, Any]:
        """For the database."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    @classmethod
    def of_document(cls, document: dict[str, Any]) -> Self:
        """Raises msgspec.ValidationError for what `as_document` has not made."""
        return msgspec.convert(document, cls)


class Findings:
    """Counts what is wrong and keeps the first of it; each thing once."""

    def __init__(self) -> None:
        self.kept: list[RecordingFinding] = []
        self.wrong = 0
        self._known: set[RecordingFinding] = set()

    def add(self, finding: RecordingFinding) -> None:
        if finding in self._known:
            return
        self._known.add(finding)
        self.wrong += 1
        if len(self.kept) < MOST_FINDINGS:
            self.kept.append(finding)

    @property
    def all(self) -> frozenset[RecordingFinding]:
        """Also those that are not kept, for alarms."""
        return frozenset(self._known)


def told_pl(finding: RecordingFinding) -> str:
    """One line for who runs the installation."""
    where = [part for part in (finding.recording, finding.store, finding.object) if part]
    if finding.number is not None:
        where.append(f"wpis {finding.number} dziennika nagrań")
    return f"{TOLD_PL[finding.fault]}: {', '.join(where)}" if where else TOLD_PL[finding.fault]
