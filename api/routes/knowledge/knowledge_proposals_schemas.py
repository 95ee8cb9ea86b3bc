"""What consultants propose for the knowledge base out of calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.routes.clients.clients_schemas import CallOfAccess
from api.routes.knowledge.articles_schemas import ARTICLE_ID
from api.schemas.paging import Cursor, Place, place_of

ProposalKind: TypeAlias = Literal["correction", "question"]
ProposalState: TypeAlias = Literal["open", "accepted", "declined"]
_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


class KnowledgeProposalIn(BaseModel):
    """A correction of an article, or a question that nothing answers. Personal data are refused."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"kind": "question", "words": "Czy rolnik może pobierać zasiłek?"}]},
    )

    kind: ProposalKind
    article_id: str | None = Field(default=None, pattern=ARTICLE_ID, description="Of a correction")
    words: str = Field(min_length=3, max_length=2000, pattern=_LINES)
    call_id: CallOfAccess | None = Field(default=None, description="The conversation that it comes from")


class KnowledgeProposalOut(BaseModel):
    """A proposal. Its ETag is `version`."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: ProposalKind
    article_id: str | None
    words: str
    office: str = Field(description="Of who proposes")
    call_id: str | None
    proposed_by: str
    proposed_at: datetime
    state: ProposalState
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None
    version: int


class ProposalQuery(BaseModel):
    """Which proposals are wanted."""

    model_config = ConfigDict(extra="forbid")

    state: ProposalState | None = None
    limit: int = Field(default=50, ge=1, le=100)
    cursor: Cursor | None = None

    @property
    def place(self) -> Place | None:
        return place_of(self.cursor)


class ProposalPage(BaseModel):
    """Proposals, newest first."""

    proposals: Sequence[KnowledgeProposalOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class ProposalDecisionIn(BaseModel):
    """What the editors say. `article_id`: the article that answers it now."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"state": "accepted", "answer": "Dziękujemy, dopisane."}]},
    )

    state: Literal["accepted", "declined"]
    answer: str = Field(
        default="", max_length=1000, pattern=_LINES, description="To a colleague; no personal data"
    )
    article_id: str | None = Field(default=None, pattern=ARTICLE_ID)
