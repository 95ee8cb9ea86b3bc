"""Made-up offers in the official fields: the same for the same number."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from core.lists.gminas import gminas

_JOBS = (
    ("432103", "Magazynier"),
    ("522301", "Sprzedawca"),
    ("833203", "Kierowca samochodu ciężarowego"),
    ("512001", "Kucharz"),
    ("711204", "Murarz"),
    ("741103", "Elektryk"),
)


def an_offer(number: int, today: date, **changed: Any) -> dict[str, Any]:
    """In the province, open for a month."""
    every = list(gminas().values())
    gmina = every[number % len(every)]
    code, position = _JOBS[number % len(_JOBS)]
    return {
        "identyfikatorOferty": f"StPr/26/{number:06}",
        "hash": f"{number:032x}",
        "stanowisko": position,
        "zawod": position,
        "zawodySzczegoly": [{"kod": code, "nazwa": position}],
        "miejscowosc": gmina.name,
        "gmina": gmina.name,
        "kodPowiatu": gmina.teryt[:4],
        "kodKraju": "PL",
        "rodzajZatrudnienia": "Umowa o pracę na czas nieokreślony",
        "wynagrodzenieBrutto": f"od {4806 + number % 500} do {5200 + number % 900} PLN",
        "systemWynagradzania": "Czasowy ze stawką miesięczną",
        "zakresObowiazkow": f"Obowiązki oferty {number}. " * 8,
        "lWolnychMiejsc": 1 + number % 3,
        "pracodawca": f"Zakład {number % 977} sp. z o.o.",
        "publikowacDanePracodawcy": True,
        "ofertaZgloszonaPrzezKodJednostki": gmina.office,
        "dataDodaniaOferty": f"{today - timedelta(days=number % 20)}",
        "ofertaWaznaDo": f"{today + timedelta(days=30)}",
        "typOferty": "OFERTA_PRACY",
        "statusOferty": "A",
        **changed,
    }


def a_package(offers: Iterable[Mapping[str, Any]], in_a_file: int = 1000) -> bytes:
    """As the service packs them."""
    every = list(offers)
    parts: Sequence[list[Mapping[str, Any]]] = [
        every[first : first + in_a_file] for first in range(0, len(every), in_a_file)
    ]
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, part in enumerate(parts, start=1):
            archive.writestr(f"oferty_{number:03}.json", json.dumps(part, ensure_ascii=False))
    return raw.getvalue()
