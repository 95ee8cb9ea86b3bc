"""Scenarios, their drafts, steps, canaries, comments and variants."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, not_personal

NOTHING_DRAWN = '{"places": {}, "notes": []}'


class Scenario(Base):
    """A published version of a scenario graph. A version never changes; a change is a new version.

    `published_at` is when it comes into force: in the future it is planned, and may be cancelled until then.
    """

    __tablename__ = "scenario"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of a scenario"))
    version: Mapped[int] = mapped_column(primary_key=True)
    graph: Mapped[dict[str, Any]]
    cases: Mapped[list[Any]] = mapped_column(server_default="[]")
    drawing: Mapped[dict[str, Any]] = mapped_column(server_default=NOTHING_DRAWN)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(server_default="system")
    approved_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="", info=not_personal("about a scenario"))
    restores: Mapped[int | None]  # a roll back: the version whose graph this is
    cancelled_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_scenario_published_at", "published_at"),)


class ScenarioDraft(Base):
    """A version in the making; of each scenario at most one is open. `revision` counts its saves."""

    __tablename__ = "scenario_draft"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of a scenario"))
    graph: Mapped[dict[str, Any]]
    cases: Mapped[list[Any]]
    drawing: Mapped[dict[str, Any]] = mapped_column(server_default=NOTHING_DRAWN)
    revision: Mapped[int]
    state: Mapped[str]
    based_on: Mapped[int | None]
    authors: Mapped[list[Any]]
    approved_by: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    __table_args__ = (
        Index(
            "ix_scenario_draft_open",
            "name",
            unique=True,
            postgresql_where=text("state IN ('draft', 'in_review', 'approved')"),
        ),
    )


class ScenarioStep(Base):
    """Who did what with a scenario, when and why: rows are only ever added."""

    __tablename__ = "scenario_step"
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    scenario: Mapped[str]
    action: Mapped[str]
    account: Mapped[str]
    draft: Mapped[str | None]
    revision: Mapped[int | None]
    version: Mapped[int | None]
    reason: Mapped[str] = mapped_column(info=not_personal("about a scenario"))
    __table_args__ = (Index("ix_scenario_step_scenario", "scenario", "number"),)


class ScenarioCanary(Base):
    """A version that answers a share of the calls first; of each scenario at most one is on trial.

    `beside`: the version in force that takes the others. `outcome`: "completed", "taken_back" or "returned"; None
    while it is on trial."""

    __tablename__ = "scenario_canary"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of a scenario"))
    version: Mapped[int] = mapped_column(primary_key=True)
    beside: Mapped[int]
    share_percent: Mapped[int]
    begins_at: Mapped[datetime]
    until: Mapped[datetime]
    hang_up_points: Mapped[float]
    failure_points: Mapped[float]
    min_calls: Mapped[int]
    started_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    ended_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="", info=not_personal("about a scenario"))
    __table_args__ = (
        Index("ix_scenario_canary_open", "name", unique=True, postgresql_where=text("ended_at IS NULL")),
    )


class ScenarioComment(Base):
    """What somebody says of a draft, at one of its nodes or (None) of all of it, until it is settled.

    The node is named as it was: it may have another name by now, or be gone."""

    __tablename__ = "scenario_comment"
    id: Mapped[str] = mapped_column(primary_key=True)
    draft: Mapped[str] = mapped_column(ForeignKey("scenario_draft.id"))
    node: Mapped[str | None]
    text: Mapped[str] = mapped_column(info=not_personal("about a scenario"))
    account: Mapped[str]
    at: Mapped[datetime]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_scenario_comment_draft", "draft", "at"),)


class ScenarioVariant(Base):
    """Which scenario answers a number, or the numbers of an office, for a span of time."""

    __tablename__ = "scenario_variant"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(
        ForeignKey("dialled_number.number"), info=not_personal("of the centre")
    )
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    scenario: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]  # not included; one that ends where it begins was taken back before it began
    priority: Mapped[int]
    reason: Mapped[str] = mapped_column(info=not_personal("about a scenario"))
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_scenario_variant_valid_to", "valid_to"),)
