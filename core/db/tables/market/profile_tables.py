"""Tables of what employers may look for: anonymous groups of people who agreed, who has seen which of them, and
whom an employer would like to meet. How people become groups: `market.candidates.anonymity`."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.db.base import PERSONAL, STAFF, Base, not_personal

_OF_FIVE = not_personal("what at least five people have in common")


class PublicationRow(Base):
    """All people who agreed, put into groups at one moment: the last one is what employers see."""

    __tablename__ = "profile_publication"
    id: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    __table_args__ = (Index("ix_profile_publication_made_at", "made_at"),)


class ProfileGroupRow(Base):
    """People who look alike: `market.candidates.anonymity.Look`."""

    __tablename__ = "profile_group"
    id: Mapped[str] = mapped_column(primary_key=True)
    publication_id: Mapped[str] = mapped_column(ForeignKey("profile_publication.id", ondelete="CASCADE"))
    occupation: Mapped[str] = mapped_column(info=_OF_FIVE)
    office: Mapped[str | None]
    years: Mapped[str | None] = mapped_column(info=_OF_FIVE)
    licences: Mapped[list[str]] = mapped_column(ARRAY(Text), info=_OF_FIVE)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), info=_OF_FIVE)
    __table_args__ = (Index("ix_profile_group_publication", "publication_id", "occupation"),)


class ProfileMemberRow(Base):
    """Who is in a group. No employer is ever told."""

    __tablename__ = "profile_member"
    group_id: Mapped[str] = mapped_column(ForeignKey("profile_group.id", ondelete="CASCADE"), primary_key=True)
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    __table_args__ = (Index("ix_profile_member_client", "client_id"),)


class EmployerKeyRow(Base):
    """For which employer a key of programs asks."""

    __tablename__ = "employer_key"
    key_id: Mapped[str] = mapped_column(
        ForeignKey("report_access_key.id", ondelete="CASCADE"),
        primary_key=True,
        info=not_personal("the id of a key, not itself"),
    )
    employer_id: Mapped[str] = mapped_column(ForeignKey("employer.id", ondelete="CASCADE"))
    __table_args__ = (Index("ix_employer_key_employer", "employer_id"),)


class ProfileSearchRow(Base):
    """An employer has searched: what for, and how many rows were shown. Rows are only ever added."""

    __tablename__ = "profile_search"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(info=not_personal("the id of a key, not itself"))
    employer_id: Mapped[str] = mapped_column(info=not_personal("of an employer"))
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB, info=not_personal("codes and words of lists"))
    rows: Mapped[int]
    __table_args__ = (Index("ix_profile_search_employer", "employer_id", "at"),)


class ProfileLookRow(Base):
    """A group that a search has shown."""

    __tablename__ = "profile_look"
    search_id: Mapped[str] = mapped_column(ForeignKey("profile_search.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, info=not_personal("an order"))
    group_id: Mapped[str]


class InterestRow(Base):
    """An employer would like to meet somebody of a group. `state`: `market.candidates.interest`. `office`: whose
    people are asked; of a group of the whole province each office has a row of its own, with the same
    `request_id`. `group_id`: of the publication that the employer saw; `look`: what was shown. `contact`: whom to
    ring at the employer."""

    __tablename__ = "interest"
    id: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str]
    employer_id: Mapped[str] = mapped_column(ForeignKey("employer.id", ondelete="CASCADE"))
    key_id: Mapped[str] = mapped_column(info=not_personal("the id of a key, not itself"))
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    group_id: Mapped[str]
    look: Mapped[dict[str, Any]] = mapped_column(JSONB, info=_OF_FIVE)
    state: Mapped[str]
    position: Mapped[str] = mapped_column(info=not_personal("what an employer offers"))
    message: Mapped[str] = mapped_column(info=PERSONAL)
    contact: Mapped[str] = mapped_column(info=PERSONAL)
    since: Mapped[datetime]
    closed_by: Mapped[str | None] = mapped_column(info=STAFF)
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_interest_employer", "employer_id", "since"),
        Index("ix_interest_office", "office", "state", "since"),
        Index("ix_interest_request", "request_id"),
    )


class InterestClientRow(Base):
    """Somebody who was asked whether an employer may have the contact. `answer`, `channel`, `gives`:
    `market.candidates.interest`. `told_at`: when the employer read it first."""

    __tablename__ = "interest_client"
    interest_id: Mapped[str] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True)
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    answer: Mapped[str] = mapped_column(info=PERSONAL)
    channel: Mapped[str] = mapped_column(info=PERSONAL)
    gives: Mapped[list[str]] = mapped_column(ARRAY(Text), info=PERSONAL)
    asked_by: Mapped[str] = mapped_column(info=STAFF)
    asked_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    answered_by: Mapped[str | None] = mapped_column(info=STAFF)
    answered_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    told_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    __table_args__ = (Index("ix_interest_client", "client_id"),)
