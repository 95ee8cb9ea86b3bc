"""Consents: what a client says at the desk, and the texts by which they are asked."""

from typing import Annotated

from anyio import to_thread
from fastapi import Query, Response

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.clients import ClientId
from api.routes.clients.consents_schemas import ConsentIn, ConsentsOut, ConsentTextIn, ConsentTextsOut, TextsToRead
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import OFFICE
from api.services import Services
from clients.consents.desk_store import say_consent
from clients.consents.text_store import list_texts, save_text
from core.consents.addresses import AddressHashes
from core.rights import Right
from core.secrets import read_secrets
from core.zone import WARSAW

router = Router(prefix="/api", tags=["consents"])

OfficeCode = Annotated[str, Query(pattern=OFFICE, examples=["20060"])]
Writer = Annotated[User, needs(Right.ENTER_CONTACTS)]
Reader = Annotated[User, needs(Right.READ_WHAT_IS_NO_SECRET)]
Keeper = Annotated[User, needs(Right.SET_CONSENT_TEXTS)]


@router.post("/clients/{client_id}/consents", responses=answers(401, 403, 404, 413, 422, 429))
async def say_client_consent(client_id: ClientId, wanted: ConsentIn, user: Writer, shared: Shared) -> ConsentsOut:
    """Write down what a client has said of a consent, with the text in force. It counts at once.

    For whoever may see the client's consents now, as the card. A withdrawal or objection also ends the purpose for
    the address itself, which no erasure brings back; agreeing anew revokes that.
    """
    shared.limits.take(user.username, "save")
    secrets = await to_thread.run_sync(read_secrets, shared.settings.state)
    hashes = AddressHashes(secrets.pin_pepper)
    viewer, now = viewer_of(user, shared), shared.clock.now()
    return ConsentsOut(consents=await say_consent(shared.engine, viewer, client_id, wanted.wanted(), hashes, now))


@router.get("/consent-texts", responses=answers(401, 403))
async def get_consent_texts(user: Reader, shared: Shared, response: Response) -> ConsentTextsOut:
    """The texts with what was and what is planned; an office's goes before the province's, and that before what
    ships. The ETag is their version."""
    return await _texts(shared, response)


@router.get("/consent-texts/in-force", responses=answers(401, 403, 422))
async def get_texts_in_force(office: OfficeCode, user: Reader, shared: Shared) -> TextsToRead:
    """What consultants read today to clients of an office, for each purpose."""
    today = shared.clock.now().astimezone(WARSAW).date()
    return TextsToRead.of(await list_texts(shared.engine), office, today)


@router.post("/consent-texts", responses=answers(401, 403, 404, 412, 413, 422))
async def plan_consent_text(
    wanted: ConsentTextIn, read_on: IfMatch, user: Keeper, shared: Shared, response: Response
) -> ConsentTextsOut:
    """Set another text from a day on. What was read before keeps its text in the register.

    `If-Match` is the version that was read: 412 with `stale_version` if there are other texts since. 422 with
    `settings_refused` for a day that is over, or words without a purpose.
    """
    await save_text(
        shared.engine, wanted.text, wanted.basis, version_of(read_on), user.username, shared.clock.now()
    )
    return await _texts(shared, response)


async def _texts(shared: Services, response: Response) -> ConsentTextsOut:
    found = ConsentTextsOut.of(await list_texts(shared.engine))
    response.headers["ETag"] = tag_of(found.version)
    return found
