"""What a client says of consents at the desk: by whoever may see them, with the text that was read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access import Groups, Viewer
from clients.consents.text_store import texts_on
from clients.consents.texts import TextKind, in_force
from clients.person_access_store import AccessRequest, person_access
from clients.persons.card import Consent
from clients.persons.groups_store import read_groups
from core.consents.addresses import AddressHashes
from core.consents.consent import Channel, Purpose
from core.consents.register_store import Said, note_said
from core.zone import WARSAW

SaidAtTheDesk: TypeAlias = Literal["asked", "given", "refused", "withdrawn", "objected"]


@dataclass(frozen=True, slots=True)
class WantedConsent:
    """What the client has said. `note`: how, in the client's words; personal data."""

    purpose: Purpose
    channel: Channel
    what: SaidAtTheDesk
    note: str | None = None
    call_id: str | None = None
    reason: str | None = None


async def say_consent(
    engine: AsyncEngine,
    viewer: Viewer,
    client_id: str,
    wanted: WantedConsent,
    hashes: AddressHashes,
    now: datetime,
) -> list[Consent]:
    """Write it into the register with the text in force, in the client's name; all consents as they stand then.

    Raises NotFound if the viewer may not see the client's consents now, and ReasonNeeded.
    """
    group: Groups = frozenset({"consents"})
    request = AccessRequest(
        client_id, "person", "consent", wanted.call_id, wanted.reason, needs=group, shows=group
    )
    async with person_access(engine, viewer, request, now, outcome="written") as access:
        day = now.astimezone(WARSAW).date()
        texts = await texts_on(access.connection, day)
        kind: TextKind = "withdrawal" if wanted.what in ("withdrawn", "objected") else "consent"
        read = in_force(texts, kind, wanted.purpose, access.office, day)
        said = Said(
            client_id=client_id,
            purpose=wanted.purpose,
            channel=wanted.channel,
            what=wanted.what,
            source="consultant",
            at=now,
            text_id=read.id,
            text_sha256=read.sha256,
            reference=access.call_id,
            by=viewer.account,
            evidence={"words": read.words, **({"note": wanted.note} if wanted.note else {})},
        )
        await note_said(access.connection, said, hashes)
        groups = await read_groups(access.connection, client_id, group, now)
        consents: list[Consent] = groups["consents"]
        return consents
