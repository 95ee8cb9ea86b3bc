"""What waits for an account: each feature is asked for what the account's rights let it do."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from acd.waiting.waiting_store import waiting_callbacks
from api.request_user import User
from api.services import Services
from assessments.waiting_store import assessments_to_answer, assessments_to_work_on
from clients.contacts.waiting_store import waiting_corrections, waiting_follow_ups
from clients.importing.waiting_store import waiting_imports
from clients.requests.waiting_store import waiting_requests
from core.rights import Right
from core.todo.work import WaitingWork, WorkKind, day_in_warsaw
from core.todo.work_store import (
    Counted,
    Take,
    Waiting,
    count_waiting,
    find_waiting,
    read_takes,
    read_waiting,
)
from core.two_persons.four_eyes import ACTS, waits_until
from core.two_persons.four_eyes_store import Proposal, waiting_for
from guidance.standards.waiting_store import standards_to_acknowledge
from helpdesk.waiting_store import changes_to_decide, questions_to_answer, reports_to_work_on
from knowledge.articles.waiting_store import articles_in_review, articles_sent_back, articles_to_look_at_again
from knowledge.proposals.waiting_store import waiting_proposals
from knowledge.rates.waiting_store import ending_rates
from market.candidates.interest_store import waiting_interests
from market.contact_requests.waiting_store import waiting_contact_requests
from market.intake.waiting_store import intakes_to_verify
from messaging.matters.waiting_store import waiting_matters
from recordings.lists.waiting_store import waiting_messages

_Source: TypeAlias = Callable[[User, datetime], Iterator[Waiting]]


def _messages(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.HEAR_VOICE_MESSAGES):
        yield waiting_messages(user.offices_of(Right.HEAR_VOICE_MESSAGES))


def _callbacks(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.RING_CLIENTS) and user.sees_clients:
        yield waiting_callbacks(user.offices_of(Right.RING_CLIENTS), now)


def _contact_requests(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.RING_CLIENTS) and user.sees_clients:
        yield waiting_contact_requests(user.offices_of(Right.RING_CLIENTS), now)


def _follow_ups(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.SEE_CLIENTS) and user.may(Right.ENTER_CONTACTS):
        yield waiting_follow_ups(user.offices_of(Right.ENTER_CONTACTS), now)


def _corrections(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.DECIDE_CORRECTIONS):
        yield waiting_corrections(user.offices_of(Right.DECIDE_CORRECTIONS))


def _articles(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.PUBLISH_ARTICLES):
        yield articles_in_review(user.offices_of(Right.PUBLISH_ARTICLES), user.username)


def _articles_returned(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.EDIT_ARTICLES):
        yield articles_sent_back(user.username)


def _articles_due(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.EDIT_ARTICLES):
        yield articles_to_look_at_again(user.offices_of(Right.EDIT_ARTICLES), day_in_warsaw(now))


def _rate_ends(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.EDIT_ARTICLES) and user.offices_of(Right.EDIT_ARTICLES) is None:
        yield ending_rates(day_in_warsaw(now))


def _knowledge_proposals(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.DECIDE_PROPOSALS):
        yield waiting_proposals(user.offices_of(Right.DECIDE_PROPOSALS))


def _imports(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.IMPORT_CLIENTS):
        yield waiting_imports(user.offices_of(Right.IMPORT_CLIENTS))


def _requests(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.WORK_REQUESTS):
        yield waiting_requests(user.offices_of(Right.WORK_REQUESTS))


def _assessments(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.ASSESS_CONVERSATIONS):
        yield assessments_to_work_on(user.username)
    if user.may(Right.SEE_ASSESSMENTS):
        yield assessments_to_answer(user.username)


def _help_reports(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.WORK_HELP_DESK):
        yield reports_to_work_on()
    if user.may(Right.DECIDE_CHANGES):
        yield changes_to_decide()


def _help_questions(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.REPORT_PROBLEMS):
        yield questions_to_answer(user.username)


def _standards(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.READ_STANDARDS):
        yield standards_to_acknowledge(user.username, user.role, now)


def _matters(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.ANSWER_MATTERS):
        yield waiting_matters(user.offices_of(Right.ANSWER_MATTERS))


def _offer_intakes(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.SERVE_EMPLOYERS):
        yield intakes_to_verify(user.username, user.offices_of(Right.SERVE_EMPLOYERS))


def _interests(user: User, now: datetime) -> Iterator[Waiting]:
    if user.may(Right.SERVE_EMPLOYERS) and user.may(Right.SEE_CLIENTS) and user.sees_clients:
        yield waiting_interests(user.offices_of(Right.SERVE_EMPLOYERS))


_SOURCES: Final[Mapping[WorkKind, _Source]] = {
    "message": _messages,
    "callback": _callbacks,
    "contact_request": _contact_requests,
    "follow_up": _follow_ups,
    "correction": _corrections,
    "article": _articles,
    "article_returned": _articles_returned,
    "article_due": _articles_due,
    "rate_end": _rate_ends,
    "knowledge_proposal": _knowledge_proposals,
    "import": _imports,
    "request": _requests,
    "assessment": _assessments,
    "help_report": _help_reports,
    "help_question": _help_questions,
    "standard": _standards,
    "matter": _matters,
    "offer_intake": _offer_intakes,
    "interest": _interests,
}
"""Of every kind but `second_person`, which is no statement: the rule of two persons decides for each proposal."""


async def waiting_work(shared: Services, user: User, kind: WorkKind | None, most: int) -> list[WaitingWork]:
    """The first `most`, of one kind or of all, by deadline and age."""
    now = shared.clock.now()
    found = await read_waiting(shared.engine, _sources(user, now, kind), most)
    if kind in (None, "second_person"):
        found += await _acts(shared, user, now)
    return sorted(found, key=lambda work: work.order)[:most]


async def counted_work(shared: Services, user: User) -> dict[WorkKind, Counted]:
    """How much of which kind waits."""
    now = shared.clock.now()
    found = await count_waiting(shared.engine, _sources(user, now, None), user.username, now)
    acts = await _acts(shared, user, now)
    if acts:
        free = [act for act in acts if not act.is_others(user.username, now)]
        found["second_person"] = Counted(len(free), sum(act.holder == user.username for act in acts), 0)
    return found


async def find_work(shared: Services, user: User, kind: WorkKind, subject: str) -> WaitingWork | None:
    """One thing, if it waits for this account."""
    now = shared.clock.now()
    if kind == "second_person":
        return next((act for act in await _acts(shared, user, now) if act.subject == subject), None)
    for source in _sources(user, now, kind):
        if (found := await find_waiting(shared.engine, source, subject)) is not None:
            return found
    return None


def _sources(user: User, now: datetime, kind: WorkKind | None) -> list[Waiting]:
    return [source for of, sources in _SOURCES.items() if kind in (None, of) for source in sources(user, now)]


async def _acts(shared: Services, user: User, now: datetime) -> list[WaitingWork]:
    """What this account may confirm as the second person. Who never may is not looked for."""
    if not any(user.may(rule.right) for rule in ACTS.values()):
        return []
    proposals, _ = await waiting_for(shared.engine, user.username, now)
    if not proposals:
        return []
    takes = await read_takes(shared.engine, "second_person", [each.id for each in proposals])
    return [_work_of(each, takes.get(each.id)) for each in proposals]


def _work_of(proposal: Proposal, taken: Take | None) -> WaitingWork:
    until = waits_until(proposal.wanted.act, proposal.proposed_at)
    return WaitingWork(
        kind="second_person",
        subject=proposal.id,
        office=proposal.wanted.office,
        since=proposal.proposed_at,
        due_on=None if until is None else day_in_warsaw(until),
        what=proposal.wanted.act,
        title=proposal.subject,
        entered_by=proposal.proposed_by,
        holder=None if taken is None else taken.holder,
        holder_name=None if taken is None else taken.holder_name,
        held_since=None if taken is None else taken.held_since,
    )
