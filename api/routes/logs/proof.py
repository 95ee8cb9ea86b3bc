"""Have the logs been changed since they were written? The process `jobs` finds out; here it is asked and told."""

from typing import Annotated

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.logs.proof_schemas import ProofOut, RecordingsVerificationOut, VerificationOut
from core.errors import NotFound
from core.proof.proof_store import ask_for_verification, chain_states, get_run, last_done_run, last_runs
from core.rights import Right

router = Router(prefix="/api", tags=["proof"])

Verifier = Annotated[User, needs(Right.VERIFY_LOGS)]


@router.get("/proof", responses=answers(401, 403))
async def get_proof(user: Verifier, shared: Shared) -> ProofOut:
    """How far the chains of the logs are, and what the last verifications of logs and of recordings have found.

    Every night there is one of each; `POST /api/proof/verify` and `POST /api/proof/verify-recordings` ask for one
    now.
    """
    done = await last_done_run(shared.engine)
    newest = await last_runs(shared.engine, 1)
    asked = newest[0] if newest and newest[0].state != "done" else None
    of_recordings = await last_done_run(shared.engine, "recordings")
    newest = await last_runs(shared.engine, 1, "recordings")
    recordings_asked = newest[0] if newest and newest[0].state != "done" else None
    return ProofOut(
        chains=await chain_states(shared.engine),
        verification=None if done is None else VerificationOut.of(done),
        asked=None if asked is None else VerificationOut.of(asked),
        recordings=None if of_recordings is None else RecordingsVerificationOut.of(of_recordings),
        recordings_asked=None if recordings_asked is None else RecordingsVerificationOut.of(recordings_asked),
    )


@router.post("/proof/verify", status_code=202, responses=answers(401, 403))
async def verify_logs(user: Verifier, shared: Shared) -> VerificationOut:
    """Verify every row, every block and every anchor now. Answers at once; `GET /api/proof` tells what came of it.

    While one waits already, that one is told, and no other is begun.
    """
    run = await get_run(
        shared.engine, await ask_for_verification(shared.engine, user.username, shared.clock.now())
    )
    if run is None:
        raise NotFound
    return VerificationOut.of(run)


@router.post("/proof/verify-recordings", status_code=202, responses=answers(401, 403))
async def verify_recordings(user: Verifier, shared: Shared) -> RecordingsVerificationOut:
    """Read every packed recording and compare it with what was stored, now; that of each night reads a seventh.

    Answers at once; `GET /api/proof` tells what came of it. While one waits already, that one is told.
    """
    asked = await ask_for_verification(shared.engine, user.username, shared.clock.now(), "recordings")
    run = await get_run(shared.engine, asked)
    if run is None:
        raise NotFound
    return RecordingsVerificationOut.of(run)
