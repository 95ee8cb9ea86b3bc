"""An offer as a consultant types it, complete."""

from typing import Any

from tests.support.calls.call_facts import NINE

NIP = "5260250274"

A_WHOLE_INTAKE: dict[str, Any] = {
    "nip": NIP,
    "employer": "Tartak Kolno sp. z o.o.",
    "employer_town": "Kolno",
    "contact_person": "Ewa Lis",
    "contact_phone": "862780000",
    "position": "Spawacz",
    "occupation": "721204",
    "duties": "Spawanie konstrukcji stalowych metodą MAG.",
    "gmina": "2006011",
    "town": "Kolno",
    "contract": "permanent",
    "shifts": "Dwie zmiany",
    "pay_from": "5 200",
    "pay_to": "6 100,50",
    "valid_until": f"{NINE.date().replace(month=12, day=31)}",
    "places": "2",
}
