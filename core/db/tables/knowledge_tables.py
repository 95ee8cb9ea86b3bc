"""Tables of the knowledge base: articles with their versions, rates, and what consultants propose; and of forms
and standards (`guidance.standards`), with who has acknowledged them.

Nothing in them is about a client; what a consultant proposes is free text, and marked for that.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, STAFF, Base, not_personal


class ArticleRow(Base):
    """An article: what it is about and for whom. What it says stands in its versions.

    `office`: for whose clients it holds; none for those of the province. `owner`: the office whose editors keep
    it. `topic` and `place`: what a scenario reads, and in which order. `audiences`: topics of calls
    (`core.lists.topics`), or `everybody`. `version` counts every change of the article and of its versions: its
    ETag.
    """

    __tablename__ = "article"
    id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str]
    place: Mapped[int]
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    owner: Mapped[str] = mapped_column(ForeignKey("office.code"))
    audiences: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str | None]  # none: shipped; `system`: brought along by a migration
    __table_args__ = (Index("ix_article_topic", "topic", "place", "id"),)


class ArticleVersionRow(Base):
    """What an article says, from being written to being withdrawn.

    `state`: draft, review, published, withdrawn, replaced. `texts`: by language (pl, en, uk) title, questions,
    short_answer, full_answer (Markdown), steps, documents. `topic`, `place` and `audiences`: what the article is
    to have from the publishing of this version on; none if that does not change. `is_pointer`: it says no more
    than what it is about and which office to ask, and waits for an editor to check it. `valid_until` and
    `source_holds_until` are included. `source_certainty`: high, medium, low. `written_by` saved it last, `writers`
    are all who did; `checked_by` published it, and is none of them.
    """

    __tablename__ = "article_version"
    id: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int] = mapped_column(info=not_personal("of a version"))
    state: Mapped[str]
    topic: Mapped[str | None]
    place: Mapped[int | None]
    audiences: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    texts: Mapped[dict[str, Any]]
    is_pointer: Mapped[bool]
    legal_basis: Mapped[str]
    legal_status_on: Mapped[date | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    review_by: Mapped[date]
    source: Mapped[str]
    source_certainty: Mapped[str]
    source_holds_until: Mapped[date | None]
    written_at: Mapped[datetime]
    written_by: Mapped[str | None]  # none: it was shipped with the product
    writers: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    sent_back_for: Mapped[str | None]  # what was asked to be changed
    for_reviewer: Mapped[str | None]  # what its writer tells who checks it
    published_at: Mapped[datetime | None]
    checked_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]  # replaced or withdrawn
    ended_by: Mapped[str | None]
    withdrawn_for: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        CheckConstraint(
            "state IN ('draft', 'review', 'published', 'withdrawn', 'replaced')", name="article_version_state"
        ),
        CheckConstraint("checked_by <> ALL (writers)", name="article_version_four_eyes"),
        Index(
            "ix_article_version_open",
            "article_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'review')"),
        ),
        Index(
            "ix_article_version_published", "article_id", unique=True, postgresql_where=text("state = 'published'")
        ),
        Index("ix_article_version_written_at", "written_at", "id"),
    )


class RateRow(Base):
    """An amount that texts name by its code, for a span of days; `valid_until` is included.

    No two of a code overlap. After the last day nothing that names it is told. `version`: the newest of a code is
    its ETag; every change counts on from it. `is_made_up`: of a demonstration, and told as such.
    """

    __tablename__ = "rate"
    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))  # złote
    title: Mapped[str]
    source: Mapped[str]
    source_certainty: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    changed_at: Mapped[datetime]
    changed_by: Mapped[str | None]
    is_made_up: Mapped[bool] = mapped_column(server_default=false())
    __table_args__ = (CheckConstraint("amount >= 0", name="rate_amount"),)


class KnowledgeProposalRow(Base):
    """What somebody proposes for the knowledge base, out of a call: a correction of an article, or a new question.

    `state`: open, accepted, declined.
    """

    __tablename__ = "knowledge_proposal"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # correction, question
    article_id: Mapped[str | None] = mapped_column(ForeignKey("article.id"))
    words: Mapped[str] = mapped_column(info=PERSONAL)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))  # of who proposes
    call_id: Mapped[str | None]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    state: Mapped[str]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(info=not_personal("an editor's word to a colleague"))
    version: Mapped[int]
    __table_args__ = (
        CheckConstraint("kind IN ('correction', 'question')", name="knowledge_proposal_kind"),
        CheckConstraint("state IN ('open', 'accepted', 'declined')", name="knowledge_proposal_state"),
        Index("ix_knowledge_proposal_state", "state", "proposed_at", "id"),
        Index("ix_knowledge_proposal_call", "call_id"),
    )


class StandardRow(Base):
    """A form, a procedure or a standard of service of the whole province. `kind`: see `guidance.standards`.
    `version` counts what was published and ended, for the ETag."""

    __tablename__ = "standard"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class StandardVersionRow(Base):
    """A version of it. Without `published_at` it waits for a second person, and has no `number` yet. `valid_until`
    is included; None: until the next one. `roles`: who is asked to acknowledge it."""

    __tablename__ = "standard_version"
    id: Mapped[str] = mapped_column(primary_key=True)
    standard: Mapped[str] = mapped_column(ForeignKey("standard.id"))
    number: Mapped[int | None] = mapped_column(info=not_personal("counts the versions"))
    title: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    changes: Mapped[str]  # what is new in it
    file_name: Mapped[str] = mapped_column(info=not_personal("of a form or a standard"))
    file_kind: Mapped[str] = mapped_column(info=not_personal("one of a list"))
    size: Mapped[int]  # bytes
    sha256: Mapped[str]
    proposed_by: Mapped[str] = mapped_column(info=STAFF)
    proposed_at: Mapped[datetime]
    published_by: Mapped[str | None] = mapped_column(info=STAFF)  # the second person
    published_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("standard", "number"), Index("ix_standard_version_standard", "standard"))


class StandardFileRow(Base):
    """What is in the file: apart, so that no list reads it. In the database, so that each backup holds it."""

    __tablename__ = "standard_file"
    version_id: Mapped[str] = mapped_column(
        ForeignKey("standard_version.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StandardAcknowledgementRow(Base):
    """Somebody has read a version, and says so."""

    __tablename__ = "standard_acknowledgement"
    version_id: Mapped[str] = mapped_column(ForeignKey("standard_version.id"), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.username"), primary_key=True, info=STAFF)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))  # of the account then
    at: Mapped[datetime]
    __table_args__ = (Index("ix_standard_acknowledgement_account", "account"),)
