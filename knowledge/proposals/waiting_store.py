"""Which proposals for the knowledge base wait for an editor."""

from collections.abc import Collection

from core.db.tables.knowledge_tables import KnowledgeProposalRow
from core.todo.work_store import Waiting, waiting

_PROPOSAL = KnowledgeProposalRow.__table__.c


def waiting_proposals(offices: Collection[str] | None) -> Waiting:
    """`what`: correction or question."""
    found = waiting(
        "knowledge_proposal",
        subject=_PROPOSAL.id,
        office=_PROPOSAL.office,
        since=_PROPOSAL.proposed_at,
        what=_PROPOSAL.kind,
        entered_by=_PROPOSAL.proposed_by,
    ).where(_PROPOSAL.state == "open")
    return found if offices is None else found.where(_PROPOSAL.office.in_(offices))
