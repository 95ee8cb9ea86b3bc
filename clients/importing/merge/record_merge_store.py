"""Writes what a staged extract tells of each person: the rows of the files beside `person`.

What stands of a person in a kind of file of which a row was rejected is added to and changed, but nothing of it is
removed.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.importing import staging_store as staged
from clients.importing.files.manifest import Manifest
from clients.importing.set_store import (
    HERE,
    Merged,
    day_in_warsaw,
    is_whole,
    merge_rows,
    near_persons,
    not_spared,
    of_persons,
    table_of,
)
from clients.importing.staging_store import PERSON
from core.db.tables.client_tables import BenefitPaymentRow, ClientOccupation, RegistrationRow, VisitRow
from core.db.tables.person_tables import (
    BenefitRow,
    DecisionRow,
    EmploymentPeriodRow,
    ParticipationRow,
    QualificationRow,
    ReferralRow,
    RegistrationPeriodRow,
)

PLAN_INTERVAL, INTERVAL = 30, 90
"""Days between two contacts, with an individual action plan and without (`clients.contact_rule`)."""


async def merge_registrations(connection: AsyncConnection, manifest: Manifest) -> Merged:
    """The history, and of it the present state."""
    rows = staged.REGISTRATION.c
    periods = of_persons(
        staged.REGISTRATION,
        rows["from"].label("from_on"),
        rows.to.label("to_on"),
        rows.status,
        rows.reason_code,
    )
    merged = await merge_rows(
        connection,
        manifest,
        RegistrationPeriodRow,
        periods,
        ["client_id", "from_on"],
        near_persons(RegistrationPeriodRow),
        is_whole(RegistrationPeriodRow, "registration"),
    )
    await merge_rows(
        connection,
        manifest,
        RegistrationRow,
        _present_states(day_in_warsaw(manifest.extract_at)),
        ["client_id"],
        near_persons(RegistrationRow),
        is_whole(RegistrationRow, "registration"),
    )
    return merged


def _present_states(today: date) -> Select[Any]:
    """Nothing is said of whom a row was rejected: it may be the one that counts."""
    present = staged.current_registration()
    rows = present.c
    is_open = and_(or_(rows.to.is_(None), rows.to >= today), rows.status != "none")
    is_by_plan = and_(rows.ipd_from.is_not(None), rows.ipd_from <= today)
    interval = case((is_by_plan, PLAN_INTERVAL), else_=INTERVAL)
    return (
        select(
            PERSON.c.client_id,
            case((is_open, rows.status), else_="none").label("status"),
            case((is_open, rows["from"]), else_=func.coalesce(rows.to, rows["from"])).label("since"),
            and_(is_open, rows.health_insurance_from.is_not(None), rows.health_insurance_from <= today).label(
                "is_insured"
            ),
            (rows.contact_due - interval).label("last_contact_on"),
            interval.label("contact_interval"),
            rows.reason_code,
            func.coalesce(rows.first_time, False).label("first_time"),
            func.coalesce(rows.long_term, False).label("is_long_term"),
            rows.health_insurance_from.label("insured_from"),
            rows.adviser_id.label("adviser"),
            rows.ipd_from.label("plan_from"),
            rows.contact_due,
        )
        .select_from(present)
        .join(PERSON, PERSON.c.ext_id == rows.ext_id)
        .where(HERE, not_spared("registration"))
    )


async def merge_qualifications(connection: AsyncConnection, manifest: Manifest) -> Merged:
    """And of them the occupations, by which self-service looks for offers."""
    rows = staged.QUALIFICATION.c
    every = of_persons(
        staged.QUALIFICATION,
        rows.place,
        rows.kind,
        rows.kzis6.label("occupation"),
        rows.name,
        rows.level,
        rows.years,
    )
    merged = await _numbered(connection, manifest, QualificationRow, every, "qualification")
    occupations = (
        of_persons(staged.QUALIFICATION, rows.kzis6.label("occupation"))
        .where(rows.kzis6.is_not(None), rows.kind.in_(["learned", "performed", "wished"]))
        .distinct()
    )
    await merge_rows(
        connection,
        manifest,
        ClientOccupation,
        occupations,
        ["client_id", "occupation"],
        near_persons(ClientOccupation),
        is_whole(ClientOccupation, "qualification"),
    )
    return merged


async def merge_employment(connection: AsyncConnection, manifest: Manifest) -> Merged:
    rows = staged.EMPLOYMENT_PERIOD.c
    every = of_persons(
        staged.EMPLOYMENT_PERIOD,
        rows.place,
        rows.employer.label("employer_name"),
        rows.position,
        rows.kzis6.label("occupation"),
        rows["from"].label("from_on"),
        rows.to.label("to_on"),
        rows.basis,
    )
    return await _numbered(connection, manifest, EmploymentPeriodRow, every, "employment_period")


async def merge_visits(connection: AsyncConnection, manifest: Manifest) -> Merged:
    rows = staged.VISIT.c
    every = of_persons(
        staged.VISIT,
        (literal(_visit_prefix(manifest)) + rows.visit_id).label("id"),
        rows["at"],
        func.coalesce(rows.room, "").label("room"),
        func.coalesce(rows.adviser, "").label("adviser"),
        func.coalesce(rows.kept, "planned").label("state"),
        rows.visit_id.label("ext_id"),
        rows.purpose,
    )
    # A number of a visit may have passed to another person, one who is not in the extract any more.
    has_its_number = table_of(VisitRow).c.id.in_(select(literal(_visit_prefix(manifest)) + rows.visit_id))
    near, may_go = near_persons(VisitRow), and_(near_persons(VisitRow), is_whole(VisitRow, "visit"))
    return await merge_rows(connection, manifest, VisitRow, every, ["id"], or_(near, has_its_number), may_go)


def _visit_prefix(manifest: Manifest) -> str:
    return f"visit-{manifest.office}-x"


async def merge_benefits(connection: AsyncConnection, manifest: Manifest) -> Merged:
    """And of them the payments that are to come. Those of before stay: the extract has only the next ones."""
    rows = staged.BENEFIT.c
    every = of_persons(
        staged.BENEFIT,
        rows.place,
        rows.kind,
        rows["from"].label("from_on"),
        rows.to.label("to_on"),
        rows.days_left,
        rows.rate.label("grosze"),
    )
    merged = await _numbered(connection, manifest, BenefitRow, every, "benefit")
    name = (
        literal("payment-")
        + PERSON.c.client_id
        + "-"
        + func.to_char(rows.month, "YYYYMM", type_=String)
        + "-"
        + rows.kind
    )
    payments = (
        of_persons(
            staged.BENEFIT,
            cast(name, String).label("id"),
            rows.kind,
            rows.month,
            rows.next_payment_date.label("pay_on"),
            rows.amount.label("grosze"),
        )
        .where(rows.month.is_not(None), rows.next_payment_date.is_not(None), rows.amount.is_not(None))
        .ext(distinct_on(PERSON.c.client_id, rows.month, rows.kind))
        .order_by(PERSON.c.client_id, rows.month, rows.kind, rows.place)
    )
    is_to_come = table_of(BenefitPaymentRow).c.pay_on >= day_in_warsaw(manifest.extract_at)
    may_go = and_(is_whole(BenefitPaymentRow, "benefit"), is_to_come)
    near = near_persons(BenefitPaymentRow)
    await merge_rows(connection, manifest, BenefitPaymentRow, payments, ["id"], near, may_go)
    return merged


async def merge_referrals(connection: AsyncConnection, manifest: Manifest) -> Merged:
    rows = staged.REFERRAL.c
    every = of_persons(
        staged.REFERRAL, rows.place, rows.kind, rows.target_id, rows.title, rows.given_on, rows.outcome
    )
    return await _numbered(connection, manifest, ReferralRow, every, "referral")


async def merge_participations(connection: AsyncConnection, manifest: Manifest) -> Merged:
    rows = staged.PARTICIPATION.c
    every = of_persons(
        staged.PARTICIPATION,
        rows.place,
        rows.kind,
        rows.title,
        rows["from"].label("from_on"),
        rows.to.label("to_on"),
    )
    return await _numbered(connection, manifest, ParticipationRow, every, "participation")


async def merge_decisions(connection: AsyncConnection, manifest: Manifest) -> Merged:
    rows = staged.DECISION.c
    every = of_persons(staged.DECISION, rows.number, rows.date.label("decided_on"), rows.kind)
    return await merge_rows(
        connection,
        manifest,
        DecisionRow,
        every,
        ["client_id", "number"],
        near_persons(DecisionRow),
        is_whole(DecisionRow, "decision"),
    )


async def _numbered(
    connection: AsyncConnection, manifest: Manifest, row: type, every: Select[Any], entity: str
) -> Merged:
    key = ["client_id", "place"]
    return await merge_rows(connection, manifest, row, every, key, near_persons(row), is_whole(row, entity))
