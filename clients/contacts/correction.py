"""What a client says is otherwise than the office has it: which fields, and what may stand in them. Pure.

A proposal changes nothing here: the office decides, in its own system. What has legal effect, such as a change of
address or of a bank account, is not made by telephone at all (Act of 20 March 2025, Dz.U. 2025 poz. 620).
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

from clients.access import FieldGroup
from core.errors import S724Error

CorrectedField: TypeAlias = Literal[
    "first_name",
    "last_name",
    "birth_date",
    "citizenship",
    "phone",
    "sms_number",
    "email",
    "postal_code",
    "gmina",
    "street",
    "house",
    "language",
]

_OF_IDENTITY: frozenset[CorrectedField] = frozenset({"first_name", "last_name", "birth_date", "citizenship"})

_FORMS: Mapping[CorrectedField, tuple[str, str]] = {
    "phone": (r"\+?[0-9]{9,15}", "Wymagany jest numer telefonu, same cyfry."),
    "sms_number": (r"\+?[0-9]{9,15}", "Wymagany jest numer telefonu, same cyfry."),
    "email": (r"[^@\s]{1,64}@[^@\s]{1,120}\.[^@\s.]{2,24}", "Wymagany jest adres e-mail."),
    "postal_code": (r"[0-9]{2}-[0-9]{3}", "Wymagany jest kod pocztowy, na przykład 18-500."),
    "gmina": (r"[0-9]{7}", "Wymagany jest siedmiocyfrowy kod gminy."),
    "language": (r"pl|en|uk", "Wymagany jest język: pl, en albo uk."),
}


class CorrectionRefused(S724Error):
    """The value cannot stand in the field; nothing was written."""

    code = "correction_refused"


class CorrectionDecided(S724Error):
    """Somebody has decided about the proposal already, in the other way."""

    code = "correction_decided"
    message_pl = "O tej propozycji już zdecydowano."


def group_of(field: CorrectedField) -> FieldGroup:
    """Who may see this group of the client may propose to correct the field."""
    return "identity" if field in _OF_IDENTITY else "contact_data"


def checked(field: CorrectedField, value: str, today: date) -> str:
    """The value as it is kept. Raises CorrectionRefused."""
    value = value.strip()
    if not value:
        raise CorrectionRefused("Nowa wartość jest pusta.")
    if field == "birth_date":
        return _birth_date(value, today)
    form, message = _FORMS.get(field, (None, ""))
    if form is not None and re.fullmatch(form, value) is None:
        raise CorrectionRefused(message)
    return value


def _birth_date(value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise CorrectionRefused("Wymagana jest data, na przykład 1980-05-17.") from None
    if not date(1900, 1, 1) <= day < today:
        raise CorrectionRefused("Ta data nie może być datą urodzenia.")
    return day.isoformat()
