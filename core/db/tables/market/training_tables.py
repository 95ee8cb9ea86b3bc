"""Tables of trainings, who gives them, and who takes part. Days are days in Warsaw."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, STAFF, Base, not_personal


class InstitutionRow(Base):
    """Who gives trainings. `ris_number`: of the register of training institutions, which the provincial offices
    keep (STOR). `nip`: ten digits."""

    __tablename__ = "training_institution"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of an institution"))
    ris_number: Mapped[str | None] = mapped_column(info=not_personal("of an institution"))
    nip: Mapped[str | None] = mapped_column(info=not_personal("of an institution"))
    town: Mapped[str]
    address: Mapped[str | None] = mapped_column(info=not_personal("of an institution"))
    telephone: Mapped[str | None] = mapped_column(info=not_personal("of an institution"))
    email: Mapped[str | None] = mapped_column(info=not_personal("of an institution"))
    page: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    changed_by: Mapped[str | None] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_training_institution_ris", "ris_number", unique=True, postgresql_where=text("ris_number <> ''")),
    )


class TrainingRow(Base):
    """A training that one can sign up for. Without an office: for the province; without an occupation: for all.

    `seats` None: nobody counts them here, and nobody can be enrolled. `price` in grosze for one person, None where
    the office pays; `mode`: stationary, remote, mixed. A training that is called off stays (`cancelled_at`).
    """

    __tablename__ = "training"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    occupation: Mapped[str | None]
    title: Mapped[str]
    town: Mapped[str]
    hours: Mapped[int]
    starts_on: Mapped[date]
    sign_up_until: Mapped[date]  # included
    ends_on: Mapped[date | None]  # included
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("training_institution.id"))
    programme: Mapped[str] = mapped_column(server_default="")
    place: Mapped[str] = mapped_column(server_default="")
    for_whom: Mapped[str] = mapped_column(server_default="")
    certificate: Mapped[str] = mapped_column(server_default="")
    mode: Mapped[str] = mapped_column(server_default="stationary")
    seats: Mapped[int | None]
    price: Mapped[int | None]
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    changed_by: Mapped[str | None] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("seats IS NULL OR seats > 0", name="training_has_seats"),
        Index("ix_training_sign_up", "sign_up_until"),
        Index("ix_training_office", "office", "starts_on"),
    )


class EnrolmentRow(Base):
    """Somebody in the list of a training. `state`: `market.trainings.enrolment`; `place`: the order of signing up.

    Who has written down that the client agreed is `signed_up_by`, in the conversation `call_id` if there was one.
    """

    __tablename__ = "enrolment"
    id: Mapped[str] = mapped_column(primary_key=True)
    training_id: Mapped[str] = mapped_column(ForeignKey("training.id"))
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), info=PERSONAL)
    office: Mapped[str]  # of the client, when it was signed up
    place: Mapped[int] = mapped_column(info=not_personal("an order"))
    state: Mapped[str] = mapped_column(info=PERSONAL)
    asked_until: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    signed_up_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    signed_up_by: Mapped[str] = mapped_column(info=STAFF)
    call_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    __table_args__ = (
        UniqueConstraint("training_id", "place"),
        Index(
            "ix_enrolment_in_the_list",
            "training_id",
            "client_id",
            unique=True,
            postgresql_where=text("state IN ('enrolled', 'waiting', 'asked')"),
        ),
        Index("ix_enrolment_client", "client_id"),
        Index("ix_enrolment_asked", "asked_until", postgresql_where=text("state = 'asked'")),
    )
