"""The question to the official service and its answer (SOAP 1.1; manual of the service, 21 February 2024). Pure.

One criterion a question: the offers of a province, of one office, or all. The answer says how it went, and
carries a ZIP file as base64.
"""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree
from xml.sax.saxutils import escape

PROVINCE = "20"  # Podlaskie
NAMESPACE = "http://oferty.praca.gov.pl/v2/oferta"
LANGUAGES = ("pl", "ru", "by", "en", "ua")

_QUESTION = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ofe="{namespace}">
<soapenv:Header/><soapenv:Body><ofe:Dane><pytanie>
<Partner>{partner}</Partner><Jezyk>{language}</Jezyk>
<Kryterium><Wojewodztwo>{province}</Wojewodztwo></Kryterium>
</pytanie></ofe:Dane></soapenv:Body></soapenv:Envelope>"""


class Status(StrEnum):
    """What the service says, in its own words."""

    FINE = "Poprawny"
    NOTHING = "Brak danych"
    UNAVAILABLE = "Usługa niedostępna"
    OVER_LIMIT = "Przekroczono limit wywołań usługi"
    NOT_AUTHORISED = "Niepoprawna autoryzacja"


class AnswerUnreadable(Exception):
    """The answer is none of the service's: cut off, another format, or a page of a proxy."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`package`: the ZIP file; empty unless the status is FINE."""

    status: Status
    name: str
    package: bytes


def question(partner: str, language: str = "pl", province: str = PROVINCE) -> bytes:
    """Raises ValueError for a language that the service does not have."""
    if language not in LANGUAGES:
        raise ValueError(f"{language}: the service has {', '.join(LANGUAGES)}")
    filled = _QUESTION.format(
        namespace=NAMESPACE, partner=escape(partner), language=language, province=escape(province)
    )
    return filled.encode()


def read_answer(raw: bytes) -> Answer:
    """Raises AnswerUnreadable. A document type is refused: entities are the only use that one could have here."""
    if b"<!DOCTYPE" in raw[:2048] or b"<!ENTITY" in raw:
        raise AnswerUnreadable("a document type")
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        raise AnswerUnreadable(f"no XML: line {error.position[0]}") from None
    found = {_plain(element.tag): (element.text or "").strip() for element in root.iter()}
    try:
        status = Status(found.get("Status", ""))
    except ValueError:
        raise AnswerUnreadable("a status that the manual does not have") from None
    if status is not Status.FINE:
        return Answer(status, found.get("NazwaPliku", ""), b"")
    try:
        package = base64.b64decode("".join(found.get("Zawartosc", "").split()), validate=True)
    except binascii.Error:
        raise AnswerUnreadable("the package is no base64") from None
    if not package:
        raise AnswerUnreadable("no package")
    return Answer(status, found.get("NazwaPliku", ""), package)


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]
