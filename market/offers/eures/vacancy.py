"""A vacancy of EURES (HR Open, PositionOpening) as an offer. Pure.

Only what is told has a place in an offer; all that came stays in its record, by the names of the document.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree

from market.offers.offer import Kind, Offer, Pay, Place
from market.offers.official.reading import WITHOUT_AN_END, NotActive, Unusable, digest_of

_KINDS = {
    "internship": Kind.INTERNSHIP,
    "apprenticeship": Kind.PRACTICE,
    "volunteer": Kind.VOLUNTEERING,
}
_CONTRACTS_PL = {
    "directhire": "zatrudnienie u pracodawcy",
    "temporary": "praca tymczasowa",
    "temporarytohire": "praca tymczasowa z możliwością zatrudnienia",
    "contract": "umowa na czas określony",
    "contracttohire": "umowa na czas określony",
    "seasonal": "praca sezonowa",
}
_SHIFTS_PL = {"fulltime": "pełny etat", "parttime": "część etatu", "flextime": "ruchomy czas pracy"}
_LONGEST = timedelta(days=366)
MOST_SIGNS = 4000
MOST_DOCUMENT = 512 * 1024
"""Signs of one document."""


def read_vacancy(record: Mapping[str, Any], today: date) -> Offer | Unusable:
    """`record`: reference, source, status, content. Raises NotActive for one that is closed."""
    ext_id = str(record.get("reference") or "").strip()
    if not ext_id:
        return Unusable("", "brak numeru oferty EURES")
    if record.get("status", "ACTIVE") != "ACTIVE":
        raise NotActive
    content = record.get("content")
    # A document that defines words of its own may grow without end when it is read.
    if not isinstance(content, str) or len(content) > MOST_DOCUMENT or "<!DOCTYPE" in content:
        return Unusable(ext_id, "brak treści oferty EURES albo jest za długa")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return Unusable(ext_id, "treść oferty EURES jest nieczytelna")
    if (_text(root, "PositionOpeningStatusCode") or "Active").lower() != "active":
        raise NotActive
    position = _text(root, "PositionTitle")
    if not position:
        return Unusable(ext_id, "brak nazwy stanowiska")
    country = (_text(root, "CountryCode") or "").upper()[:2]
    town = _text(root, "CityName") or _text(root, "CountrySubDivisionCode") or country
    if not town:
        return Unusable(ext_id, "brak miejscowości pracy")
    kept = {"reference": ext_id, "source": record.get("source"), **_leaves(root)}
    offering = (_text(root, "PositionOfferingTypeCode") or "").lower()
    until = _day(_text(root, "ApplicationCloseDate")) or today + WITHOUT_AN_END
    return Offer(
        ext_id=ext_id,
        office=None,
        position=position[:200],
        occupation=_isco(root),
        place=Place(town[:100], country=country or "PL"),
        contract=_CONTRACTS_PL.get(offering, "nie podano"),
        pay=Pay(),
        kind=_KINDS.get(offering, Kind.WORK),
        valid_from=min(_day(root.get("validFrom")) or today, today),
        valid_until=min(until, today + _LONGEST),
        places=_places(_text(root, "PositionOpenQuantity")),
        employer=(_text(root, "OrganizationName") or "")[:200] or None,
        nip=_nip(root, country),
        starts_on=_day(_text(root, "DateText")),
        shifts=_SHIFTS_PL.get((_text(root, "PositionScheduleTypeCode") or "").lower()),
        duties=_plain(_text(root, "Content") or "") or None,
        is_from_eures=True,
        digest=digest_of(kept),
        record=kept,
    )


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text(root: ElementTree.Element, name: str) -> str | None:
    """The first that is not empty, wherever it stands: the names are told apart in the document."""
    for element in root.iter():
        if _local(element.tag) == name and (found := " ".join((element.text or "").split())):
            return found
    return None


def _leaves(root: ElementTree.Element) -> dict[str, Any]:
    """What the document says, by name; what comes more than once is a list."""
    found: dict[str, Any] = {}
    for element in root.iter():
        text = (element.text or "").replace("\x00", "").strip()
        if len(element) > 0 or not text:
            continue
        name = _local(element.tag)
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), text]
        else:
            found[name] = text
    return found


def _isco(root: ElementTree.Element) -> str | None:
    """The group of ISCO-08, which is that of KZiS: four digits."""
    for element in root.iter():
        text = (element.text or "").strip()
        if _local(element.tag) == "JobCategoryCode" and re.fullmatch(r"[0-9]{4}", text):
            return text
    return None


def _nip(root: ElementTree.Element, country: str) -> str | None:
    found = re.sub(r"\D", "", _text(root, "OrganizationLegalID") or "")
    return found if country == "PL" and len(found) == 10 else None


def _day(text: str | None) -> date | None:
    """2026-12-01, with or without an hour, or 01.12.2026."""
    if text and (parts := re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})", text)):
        text = f"{parts[3]}-{parts[2]}-{parts[1]}"
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _places(text: str | None) -> int:
    return min(max(int(text), 1), 9999) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())[:MOST_SIGNS]
