"""Imports of offers from the central base and EURES: watched, asked for, confirmed. `jobs` carries them out."""

from typing import Annotated, Literal

from fastapi import Path, Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offers.offer_runs_schemas import RUN_ID, OfferRejectOut, OfferRejects, OfferRunOut, OfferRuns
from core.errors import TransitionRefused
from core.jobs.job_queue_store import ask_for_job
from core.rights import Right
from market.offers import run_store
from market.offers.offer import Source

router = Router(prefix="/api/offer-runs", tags=["market"])

Importer = Annotated[User, needs(Right.IMPORT_OFFERS)]
RunId = Annotated[str, Path(pattern=RUN_ID, examples=["offers-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("", responses=answers(401, 403, 422))
async def get_offer_runs(
    user: Importer, shared: Shared, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> OfferRuns:
    """The imports, newest first: those under way with their progress, and the history."""
    rows = await run_store.list_runs(shared.engine, limit)
    return OfferRuns(
        runs=[OfferRunOut.of(row) for row in rows],
        is_set_up=bool(shared.settings.offers_url),
        is_eures_set_up=bool(shared.settings.eures_url),
    )


@router.post("", status_code=202, responses=answers(401, 403, 409, 422))
async def ask_for_offer_run(
    user: Importer,
    shared: Shared,
    source: Annotated[Literal["official", "eures"], Query(description="Which base is asked")] = "official",
) -> OfferRunOut:
    """Take in all offers now, if the service is open, and else when it opens. One that waits already is told.

    409 with `transition_refused` where no service is set up.
    """
    wanted = Source(source)
    if wanted is Source.OFFICIAL and not shared.settings.offers_url:
        raise TransitionRefused("Nie ustawiono usługi Centralnej Bazy Ofert Pracy (S724_OFFERS_URL).")
    if wanted is Source.EURES and not shared.settings.eures_url:
        raise TransitionRefused("Nie ustawiono źródła ofert EURES (S724_EURES_URL).")
    async with shared.engine.begin() as connection:
        waiting = await run_store.open_runs(connection, wanted)
        run_id = (
            waiting[0]
            if waiting
            else await run_store.ask_for_run(connection, wanted, user.username, shared.clock.now())
        )
        await ask_for_job(connection, "offers", run_id)
    return OfferRunOut.of(await run_store.get_run(shared.engine, run_id))


@router.get("/{run_id}/rejects", responses=answers(401, 403, 404, 422))
async def get_offer_rejects(run_id: RunId, user: Importer, shared: Shared) -> OfferRejects:
    """The records that could not be taken in, with the reason; at most a thousand."""
    await run_store.get_run(shared.engine, run_id)
    rows = await run_store.list_rejects(shared.engine, run_id)
    return OfferRejects(rejects=[OfferRejectOut.model_validate(row, from_attributes=True) for row in rows])


@router.post("/{run_id}/confirmation", status_code=202, responses=answers(401, 403, 404, 409, 422))
async def confirm_offer_run(run_id: RunId, user: Importer, shared: Shared) -> OfferRunOut:
    """Say that so many offers are gone indeed. 409 with `transition_refused` for one that does not wait for
    that."""
    await run_store.get_run(shared.engine, run_id)
    async with shared.engine.begin() as connection:
        if not await run_store.confirm(connection, run_id, user.username):
            raise TransitionRefused("To wczytanie nie czeka na potwierdzenie.")
        await ask_for_job(connection, "offers", run_id)
    return OfferRunOut.of(await run_store.get_run(shared.engine, run_id))
