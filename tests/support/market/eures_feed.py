"""A feed of EURES on loopback with the contract of the input interface: `getAll`, `getDetails`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.web.loopback_service import Answered, Asked, Fault, loopback_service

_DOCUMENT = """<?xml version='1.0' encoding='UTF-8'?>
<PositionOpening xmlns="http://www.hr-xml.org/3" validFrom="2026-11-05" majorVersionID="3" minorVersionID="2">
<DocumentID schemeAgencyID="PES">{reference}</DocumentID>
<PositionOpeningStatusCode name="Active">Active</PositionOpeningStatusCode>
<PositionProfile languageCode="pl"><PositionTitle>{title}</PositionTitle>
<PositionLocation><Address><o:CityName xmlns:o="http://www.openapplications.org/oagis/9">{city}</o:CityName>
<CountryCode>{country}</CountryCode></Address></PositionLocation>
<PositionOrganization><OrganizationIdentifiers><OrganizationName>{employer}</OrganizationName>
<OrganizationLegalID>{legal}</OrganizationLegalID></OrganizationIdentifiers></PositionOrganization>
<PositionOpenQuantity>2</PositionOpenQuantity><JobCategoryCode listName="ISCO2008">7411</JobCategoryCode>
<PositionOfferingTypeCode>Temporary</PositionOfferingTypeCode>
<PositionFormattedDescription><Content>&lt;p&gt;Praca przy &lt;b&gt;pociągach&lt;/b&gt;&lt;/p&gt;</Content>
</PositionFormattedDescription><PositionScheduleTypeCode>FullTime</PositionScheduleTypeCode>
<ApplicationCloseDate>{until}</ApplicationCloseDate></PositionProfile></PositionOpening>"""


def a_vacancy(reference: str, **changed: str) -> dict[str, Any]:
    """As `getDetails` gives it."""
    said = {
        "title": "Elektryk",
        "city": "Oslo",
        "country": "NO",
        "employer": "Togteknikk AS",
        "legal": "987938323",
        "until": "2026-12-31",
    }
    content = _DOCUMENT.format(reference=reference, **{**said, **changed})
    details = {"reference": reference, "source": "PES", "status": "ACTIVE", "content": content}
    return {**details, "contentFormatVersion": "1.3"}


@dataclass(slots=True)
class StandInFeed:
    """`vacancies`: those that it gives. `fault`: of the answers at `at`."""

    url: str = ""
    vacancies: list[dict[str, Any]] = field(default_factory=list)
    fault: Fault = ""
    at: str = "getDetails"
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, body: bytes) -> Any:
        if path.endswith("getAll"):
            closed = {"reference": "closed", "source": "PES", "status": "CLOSED"}
            return {"allReferences": [closed, *({**each, "content": None} for each in self.vacancies)]}
        known = {each["reference"]: each for each in self.vacancies}
        return {"details": {reference: known[reference] for reference in json.loads(body) if reference in known}}


@contextmanager
def eures_feed() -> Iterator[StandInFeed]:
    """Serves until the end of the block."""
    stand_in = StandInFeed()

    def answer(asked: Asked) -> Answered:
        stand_in.asked.append(asked.path)
        told = json.dumps(stand_in.answer(asked.path, asked.body)).encode()
        return Answered(told, fault=stand_in.fault if asked.path.endswith(stand_in.at) else "")

    with loopback_service(answer) as address:
        stand_in.url = f"{address}/input/api/jv/v0.1"
        yield stand_in
