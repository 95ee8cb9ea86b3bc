"""A system of another institution on loopback: it knows the schema that ships, and nothing else of us."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.support.web.loopback_service import Answered, Asked, Fault, loopback_service

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/other-systems-v1.schema.json").read_text())


def check(message: str, document: Any) -> None:
    """Raises ValidationError for what is no `Inquiry` or `InquiryAnswer`."""
    Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{message}"}).validate(document)


@dataclass(slots=True)
class StandInSystem:
    """`key`: that it knows; `registrations`: of each PESEL that it knows; `changed`: fields of its answer that are
    others. `asked`: the inquiries that came with the right key."""

    key: str
    url: str = ""
    registrations: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    fault: Fault = ""
    asked: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("Authorization") != f"Bearer {self.key}":
            return Answered(b"", fault="401")
        inquiry = json.loads(asked.body)
        check("Inquiry", inquiry)
        self.asked.append(inquiry)
        found = self.registrations.get(inquiry["pesel"], [])
        told = {
            "version": "v1",
            "inquiry_id": f"theirs-{len(self.asked)}",
            "as_of": "2026-12-01T09:00:00Z",
            "is_registered": bool(found),
            "registrations": found,
        }
        check("InquiryAnswer", told)
        return Answered(json.dumps({**told, **self.changed}).encode(), fault=self.fault)


@contextmanager
def other_system(key: str) -> Iterator[StandInSystem]:
    """Serves until the end of the block."""
    stand_in = StandInSystem(key)
    with loopback_service(stand_in.answer) as address:
        stand_in.url = f"{address}/api/systems/v1/inquiries"
        yield stand_in
