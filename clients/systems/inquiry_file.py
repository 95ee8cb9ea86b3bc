"""A file of inquiries of another system: its signature, its rows, and the rows of the answer. Pure.

`<name>.jsonl` has an `Inquiry` in each line; `<name>.jsonl.sig`, which is written last, its signature: HMAC-SHA256
in hexadecimal digits, over the name, a line end and the content. Its key is the SHA-256 of the system's key, in
hexadecimal digits: both sides have that. A file cannot be sent again under another name.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from clients.systems.contract import FileAnswer, Inquiry, RowAnswer

MOST_BYTES: Final = 256 * 1024
MOST_ROWS: Final = 200
"""Of one file: they are answered in one transaction, which may take seconds and no longer."""

INQUIRIES, ANSWERS, REFUSAL, SIGNATURE = ".jsonl", ".answers.jsonl", ".refused.json", ".sig"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")

TOO_MANY_PL: Final = "dzienna granica zapytań tego systemu została osiągnięta; prosimy zapytać ponownie jutro"
_FIELDS_PL = {
    "version": "wersja umowy inna niż v1",
    "pesel": "to nie jest numer PESEL",
    "legal_basis": "brak podstawy prawnej albo zły zapis",
    "case_number": "brak numeru sprawy albo zły zapis",
}


class FileRefused(Exception):
    """Nothing of the file was answered. `reason_pl` quotes nothing of it."""

    def __init__(self, reason_pl: str) -> None:
        super().__init__(reason_pl)
        self.reason_pl = reason_pl


@dataclass(frozen=True, slots=True)
class Row:
    """`number` from 1, as lines are counted; either an inquiry or why it is none."""

    number: int
    inquiry: Inquiry | None
    wrong_pl: str = ""


def is_name(name: str) -> bool:
    """Of a file without its ending: a name that leads nowhere else."""
    return _NAME.fullmatch(name) is not None


def signature_of(name: str, content: bytes, key_hash: str) -> str:
    """`name` with its ending."""
    return hmac.new(key_hash.encode(), name.encode() + b"\n" + content, hashlib.sha256).hexdigest()


def check_signature(name: str, content: bytes, signature: bytes, key_hash: str) -> None:
    """Raises FileRefused. Compared in constant time."""
    if not hmac.compare_digest(signature_of(name, content, key_hash).encode(), signature.strip()):
        raise FileRefused("podpis nie zgadza się z plikiem albo z kluczem")


def read_rows(content: bytes) -> Sequence[Row]:
    """Empty lines are left out. Raises FileRefused for what is no file of inquiries at all."""
    if len(content) > MOST_BYTES:
        raise FileRefused(f"plik jest większy niż {MOST_BYTES // 1024} kB")
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise FileRefused(f"wiersz {row}: znaki nie są w UTF-8") from None
    rows = [_row(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise FileRefused("plik jest pusty")
    if len(rows) > MOST_ROWS:
        raise FileRefused(f"plik ma {len(rows)} wierszy, a może mieć najwyżej {MOST_ROWS}")
    return rows


def _row(number: int, line: str) -> Row:
    try:
        document = json.loads(line)
        if not isinstance(document, dict):
            return Row(number, None, "wiersz nie jest obiektem JSON")
        return Row(number, Inquiry.model_validate(document))
    except ValidationError as error:
        return Row(number, None, "; ".join(_wrong_pl(error)))
    except (ValueError, RecursionError):
        return Row(number, None, "wiersz nie jest dokumentem JSON")


def _wrong_pl(error: ValidationError) -> Iterator[str]:
    fields = {str(each["loc"][0]) if each["loc"] else "" for each in error.errors(include_input=False)}
    for field, said in _FIELDS_PL.items():
        if field in fields:
            yield f"{field}: {said}"
    if fields - _FIELDS_PL.keys():
        yield "są pola, których umowa nie ma"


def answer_lines(name: str, rows: Iterable[RowAnswer]) -> bytes:
    """The whole file of answers: a head, then a line for each row, none of which tells whom it is about."""
    answers = list(rows)
    answered = sum(each.answer is not None for each in answers)
    head = FileAnswer(file=name, state="answered", rows=len(answers), answered=answered)
    return b"".join(each.model_dump_json(exclude_none=True).encode() + b"\n" for each in [head, *answers])


def refusal(name: str, reason_pl: str) -> bytes:
    told = FileAnswer(file=name, state="refused", reason_pl=reason_pl)
    return told.model_dump_json(exclude_none=True).encode() + b"\n"
