"""The proof of the logs over the web service: who may ask, and what is told of what was changed."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from api.routes.logs.proof_schemas import _FAULTS_PL
from core.proof.chain import Fault
from core.proof.signing import SigningKey, new_signing_key
from core.settings import Settings
from jobs.proof import Proof
from jobs.recording_proof import RecordingProof
from tests.api.conftest import LogIn
from tests.support.database.chained_logs import tamper, write_accesses, write_changes
from tests.support.database.postgres import server
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.recordings.packed_recordings import Vault
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

MAY = ("audytor", "zespol")
MAY_NOT = ("administrator", "technik", "kierownik-wup", "kierownik-20060", "redaktor", "k20060-1")


@pytest.fixture
def proof(engine: AsyncEngine, clock: StandingClock, settings: Settings) -> Proof:
    """What the process `jobs` would do."""
    return Proof(engine, clock, settings.anchors, SigningKey(new_signing_key()))


async def told(client: AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/proof")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("username", MAY)
async def test_who_verifies_sees_the_chains_and_asks_for_a_verification(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, proof: Proof, username: str
) -> None:
    client = await log_in(username)
    found = await told(client)
    assert (found["verification"], found["asked"]) == (None, None)
    async with engine.begin() as connection:
        await write_accesses(connection, clock.now(), "anna", "jan")
    clock.passes(seconds=20)
    [access, *_] = (await told(client))["chains"]
    assert (access["log"], access["blocks"], access["tail"]) == ("access_log", 0, 2)
    await proof.chain()
    answer = await client.post("/api/proof/verify")
    assert answer.status_code == 202
    run = answer.json()
    assert (run["state"], run["asked_by"], run["is_intact"]) == ("waiting", username, None)
    assert (await client.post("/api/proof/verify")).json()["id"] == run["id"], "one that waits is enough"
    assert (await told(client))["asked"] == run
    await proof.verify(run["id"])
    found = await told(client)
    assert found["asked"] is None
    done = found["verification"]
    assert (done["id"], done["state"], done["is_intact"]) == (run["id"], "done", True)
    assert done["logs"][0]["rows"] == 2


async def test_the_first_row_that_was_changed_is_named(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, proof: Proof
) -> None:
    client = await log_in("audytor")
    async with engine.begin() as connection:
        await write_accesses(connection, clock.now(), "anna", "jan", "ewa")
        await write_changes(connection, clock.now(), "administrator")
    await proof.chain()
    clock.passes(days=1)
    await proof.anchor()
    await tamper(engine, "UPDATE access_log SET who = 'nikt' WHERE number = 2")
    client = await log_in("audytor")  # a day later
    await proof.verify((await client.post("/api/proof/verify")).json()["id"])
    done = (await told(client))["verification"]
    assert (done["is_intact"], done["anchors"], done["first_anchor"]) == (False, 1, "2026-11-24")
    access, audit, *_ = done["logs"]
    assert (access["wrong"], audit["wrong"]) == (1, 0)
    [finding] = access["findings"]
    del finding["at"]
    assert finding == {"fault": "changed", "told": "Zmieniono wpis", "block": 1, "number": 2, "who": "nikt"}


async def test_a_verification_that_could_not_be_done_is_told_beside_the_last_one_that_was(
    log_in: LogIn, proof: Proof, clock: StandingClock
) -> None:
    client = await log_in("audytor")
    first = (await client.post("/api/proof/verify")).json()["id"]
    await proof.verify(first)
    clock.passes(minutes=1)
    second = (await client.post("/api/proof/verify")).json()["id"]
    await proof.fail(second)
    found = await told(client)
    assert (found["verification"]["id"], found["asked"]["id"]) == (first, second)
    assert found["asked"]["state"] == "failed"


async def test_who_verifies_logs_asks_for_the_recordings_too(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, settings: Settings
) -> None:
    client = await log_in("audytor")
    assert [(await told(client))[name] for name in ("recordings", "recordings_asked")] == [None, None]
    vault = Vault(engine, settings.state, clock)
    lost = await vault.pack("rec-1")
    await vault.pack("rec-2")
    vault.file(lost).unlink()
    answer = await client.post("/api/proof/verify-recordings")
    assert answer.status_code == 202
    run = answer.json()
    assert (run["state"], run["asked_by"], run["is_intact"]) == ("waiting", "audytor", None)
    assert (await client.post("/api/proof/verify-recordings")).json()["id"] == run["id"]
    found = await told(client)
    assert (found["recordings_asked"], found["asked"]) == (run, None)
    proof = RecordingProof(
        *(engine, clock, vault.folder, vault.stores, vault.ring), anchors=settings.anchors, public_key=""
    )
    await proof.verify(run["id"])
    found = await told(client)
    done = found["recordings"]
    assert (found["recordings_asked"], found["verification"]) == (None, None)
    assert (done["id"], done["is_intact"], done["recordings"], done["wrong"]) == (run["id"], False, 2, 1)
    assert done["findings"] == [
        {
            "fault": "missing",
            "told": "Brakuje pliku nagrania",
            "recording": "rec-1",
            "store": "local",
            "object": lost,
            "number": None,
        }
    ]
    assert done["log"]["rows"] == 2


@pytest.mark.parametrize(
    "username", first_of(3, MAY_NOT, ANOTHER, "tests/api/logs/test_proof.py::test_nobody_else_asks_or_sees")
)
async def test_nobody_else_asks_or_sees(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    assert (await client.get("/api/proof")).status_code == 403
    assert (await client.post("/api/proof/verify")).status_code == 403
    assert (await client.post("/api/proof/verify-recordings")).status_code == 403


async def test_nothing_is_told_without_logging_in_or_without_the_database(
    stranger: AsyncClient, log_in: LogIn
) -> None:
    assert (await stranger.get("/api/proof")).status_code == 401
    assert (await stranger.post("/api/proof/verify")).status_code == 401
    assert (await stranger.post("/api/proof/verify-recordings")).status_code == 401
    client = await log_in("audytor")
    with server().away():
        assert (await client.get("/api/proof")).status_code == 503


def test_every_fault_has_its_words() -> None:
    assert set(_FAULTS_PL) == set(Fault.__args__)  # type: ignore[attr-defined]
