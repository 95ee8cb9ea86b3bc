"""The order in which a staged extract is written: clients first, then what is theirs, who moved at last."""

from collections.abc import AsyncIterator

from clients.importing.files.manifest import Manifest
from clients.importing.merge.offer_merge_store import merge_employers, merge_offers
from clients.importing.merge.person_merge_store import merge_keys, merge_persons
from clients.importing.merge.record_merge_store import (
    merge_benefits,
    merge_decisions,
    merge_employment,
    merge_participations,
    merge_qualifications,
    merge_referrals,
    merge_registrations,
    merge_visits,
)
from clients.importing.set_store import Merged
from core.db.engine import Connection

_STEPS = {
    "person": merge_persons,
    "registration": merge_registrations,
    "qualification": merge_qualifications,
    "employment_period": merge_employment,
    "visit": merge_visits,
    "benefit": merge_benefits,
    "referral": merge_referrals,
    "participation": merge_participations,
    "decision": merge_decisions,
    "employer": merge_employers,
    "offer": merge_offers,
}
"""By kind of file."""


async def merge_everything(
    connection: Connection, manifest: Manifest, merged: dict[str, Merged]
) -> AsyncIterator[float]:
    """Write each kind of file that the extract has, note in `merged` what came of it, and yield the share that is
    done."""
    for number, (entity, merge) in enumerate(_STEPS.items(), 1):
        if manifest.file(entity) is not None:
            merged[entity] = await merge(connection, manifest)
        yield number / len(_STEPS)
    await merge_keys(connection, manifest)
