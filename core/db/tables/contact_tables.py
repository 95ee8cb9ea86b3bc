"""Tables of what is written about clients here: the one history of contacts, and proposals of corrections."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, Base


class ContactRow(Base):
    """A contact of a client with the office, in whatever channel.

    `channel`: call, self_service, sms, letter, portal, office. `direction`: in, out. `summary`: a sentence in
    Polish. What a consultant enters about a call is one row, saved while it is typed. `evidence`: what proves a
    contact that counts as the one of every 90 days, in words. `exported_in`: the batch that told the office.
    """

    __tablename__ = "contact"
    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), info=PERSONAL)
    at: Mapped[datetime] = mapped_column(info=PERSONAL)
    channel: Mapped[str]
    direction: Mapped[str] = mapped_column(default="in", server_default="in")
    call_id: Mapped[str | None]
    account: Mapped[str | None]
    topic: Mapped[str | None] = mapped_column(info=PERSONAL)
    outcome: Mapped[str | None] = mapped_column(info=PERSONAL)
    note: Mapped[str | None] = mapped_column(info=PERSONAL)
    summary: Mapped[str] = mapped_column(default="", server_default="", info=PERSONAL)
    is_ninety_day: Mapped[bool] = mapped_column(default=False, server_default="false", info=PERSONAL)
    evidence: Mapped[str | None] = mapped_column(info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # for the ETag: counts changes
    exported_in: Mapped[str | None] = mapped_column(ForeignKey("export_batch.id"))
    __table_args__ = (
        UniqueConstraint("call_id", "account", "client_id"),
        CheckConstraint("NOT is_ninety_day OR evidence IS NOT NULL", name="ninety_day_has_evidence"),
        Index("ix_contact_client", "client_id", "at", "id"),
        Index("ix_contact_exported_in", "exported_in"),
        Index("ix_contact_follow_up", "at", "id", postgresql_where=text("outcome = 'call_again'")),
    )


class CorrectionProposalRow(Base):
    """What a client says is otherwise than the office has it. The office decides, in its own system.

    `field`: a column of the client. `state`: open, accepted, refused.
    """

    __tablename__ = "correction_proposal"
    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), info=PERSONAL)
    field: Mapped[str]
    old_value: Mapped[str | None] = mapped_column(info=PERSONAL)
    new_value: Mapped[str] = mapped_column(info=PERSONAL)
    proposed_at: Mapped[datetime]
    account: Mapped[str]
    call_id: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    exported_in: Mapped[str | None] = mapped_column(ForeignKey("export_batch.id"))
    __table_args__ = (
        Index("ix_correction_proposal_client", "client_id", "proposed_at"),
        Index("ix_correction_proposal_state", "state", "proposed_at", "id"),
        Index(
            "ix_correction_proposal_open",
            "client_id",
            "field",
            "new_value",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_correction_proposal_exported_in", "exported_in"),
    )
