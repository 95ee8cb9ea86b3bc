"""What consultants propose for the knowledge base out of calls, and what editors say to it."""

from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import Shared, needs, sees
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.knowledge.knowledge_proposals_schemas import (
    KnowledgeProposalIn,
    KnowledgeProposalOut,
    ProposalDecisionIn,
    ProposalPage,
    ProposalQuery,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import cursor_of
from clients.own_call_store import is_own_call
from core.rights import Right
from knowledge.personal import refuse_personal
from knowledge.proposals.proposal_store import NewProposal, ProposalRefused, Seen, decide, list_proposals, propose

router = Router(prefix="/api/knowledge/proposals", tags=["articles"])

Proposer = Annotated[User, needs(Right.PROPOSE_KNOWLEDGE)]
Reader = Annotated[User, sees(Right.DECIDE_PROPOSALS)]
Decider = Annotated[User, needs(Right.DECIDE_PROPOSALS)]
ProposalId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["proposal-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("", responses=answers(401, 403, 422, 429))
async def get_knowledge_proposals(
    wanted: Annotated[ProposalQuery, Query()], user: Reader, shared: Shared
) -> ProposalPage:
    """Proposals, newest first: those of the offices for which one decides, and the own ones."""
    shared.limits.take(user.username, "knowledge")
    offices = user.offices_of(Right.DECIDE_PROPOSALS) if user.may(Right.DECIDE_PROPOSALS) else frozenset()
    found, following = await list_proposals(
        shared.engine, Seen(offices, user.username), wanted.state, limit=wanted.limit, after=wanted.place
    )
    return ProposalPage(
        proposals=[KnowledgeProposalOut.model_validate(dict(row)) for row in found],
        next_cursor=cursor_of(following),
    )


@router.post("", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def propose_for_knowledge(
    wanted: KnowledgeProposalIn, user: Proposer, shared: Shared, response: Response
) -> KnowledgeProposalOut:
    """Propose a correction of an article, or a question that nothing answers.

    422 with `settings_refused` for words that look as if they had a PESEL, a telephone number or a card number in
    them: no personal datum stands in the knowledge base. The words are never repeated in an error. The same for a
    call in which this account has not talked, and which is not at hand.
    """
    shared.limits.take(user.username, "save")
    refuse_personal("words", wanted.words)
    now = shared.clock.now()
    if wanted.call_id is not None and not await is_own_call(
        shared.engine, viewer_of(user, shared), wanted.call_id, now
    ):
        raise ProposalRefused("call_id", "To nie jest Twoja rozmowa. Wyślij propozycję bez niej.")
    new = NewProposal(wanted.kind, wanted.article_id, wanted.words, user.office, wanted.call_id)
    row = await propose(shared.engine, new, user.username, now)
    response.headers["ETag"] = tag_of(row["version"])
    return KnowledgeProposalOut.model_validate(dict(row))


@router.post("/{proposal_id}/decision", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def decide_knowledge_proposal(
    proposal_id: ProposalId,
    wanted: ProposalDecisionIn,
    read_on: IfMatch,
    user: Decider,
    shared: Shared,
    response: Response,
) -> KnowledgeProposalOut:
    """Say what became of a proposal, and which article answers it now. The article itself is written apart.

    409 with `proposal_decided` if somebody has said so before; 412 with `stale_version`.
    """
    shared.limits.take(user.username, "save")
    refuse_personal("answer", wanted.answer)
    row = await decide(
        shared.engine,
        user.offices_of(Right.DECIDE_PROPOSALS),
        proposal_id,
        version_of(read_on),
        wanted.state,
        wanted.answer,
        wanted.article_id,
        user.username,
        shared.clock.now(),
    )
    response.headers["ETag"] = tag_of(row["version"])
    return KnowledgeProposalOut.model_validate(dict(row))
