"""What each role may do: one table, closed by default. Pure.

A route names a right, never a role. A right has a reach: whose calls, consultants or settings it is for. Whoever
has no entry here may do nothing: a new role begins with no rights, a new right belongs to nobody.

`docs/rights.md` shows the whole table; `python -m core.rights` prints it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto
from typing import Literal, TypeAlias, get_args

Role: TypeAlias = Literal[
    "consultant",
    "supervisor",
    "pup_editor",
    "wup_editor",
    "managing_team",
    "portal_editor",
    "portal_administrator",
    "auditor",
    "technician",
    "administrator",
    "observer",
]
ROLES: tuple[Role, ...] = get_args(Role)


class Right(StrEnum):
    """A thing that somebody may do or see."""

    READ_WHAT_IS_NO_SECRET = auto()
    """Hours, announcements, numbers for transfers, kinds of nodes, names of colleagues: what everybody in the
    centre may know."""
    READ_LISTS = auto()
    """Which offices and topics there are, and what figures mean: without them nobody reads a report. Tells of
    nobody."""
    PREVIEW_PROMPTS = auto()

    READ_STANDARDS = auto()
    """Forms, procedures and standards of service, the calendar, and the handbook of the own role."""
    EDIT_STANDARDS = auto()
    """Propose a new version of a form or a standard, and end one: there is one set for the province."""
    PUBLISH_STANDARDS = auto()
    """Confirm as the second person what somebody else has proposed."""
    SEE_ACKNOWLEDGEMENTS = auto()
    """Who has acknowledged a standard, and who has not yet."""
    CHANGE_CALENDAR = auto()
    """Enter trainings, deployments and deadlines; what is for every office takes a reach of the whole province."""

    SEE_CALLS = auto()
    """Records of calls, without whose they are."""
    READ_IDENTITIES = auto()
    """Whose calls they are: the caller's number, the client. Every look is written down."""
    SEE_CALLBACKS = auto()
    WITHDRAW_CALLBACKS = auto()
    HEAR_VOICE_MESSAGES = auto()
    """See and hear what callers have left for an office, and say that it is done with."""
    SEE_MATTERS = auto()
    """What people have written to an office, and what was answered. Every look is written down."""
    ANSWER_MATTERS = auto()
    """Answer them, hand them on, join, split and close them."""
    ASSIGN_MATTERS = auto()
    """Say who of the office has a matter, and take the list of them out as a file."""
    SEE_UNREADABLE_MAIL = auto()
    """A mail as it came, before anything of it was read. Every look is written down."""
    SEE_QUEUES = auto()
    CHANGE_QUEUE_RULES = auto()
    CHANGE_OPENING_HOURS = auto()

    SEE_RECORDINGS = auto()
    """Which conversations were recorded, by which consent, and what became of the recording: not what was said."""
    LISTEN_TO_RECORDINGS = auto()
    """Hear, download and hand out what was said; with a reason, and every time written down."""
    WITHDRAW_RECORDINGS = auto()
    """Take back a consent for the caller who says so, and destroy a recording."""
    CHANGE_RECORDING_RULES = auto()
    """Say which conversations are recorded; the province's rule takes a reach of the whole province."""
    SEE_ASSESSMENTS = auto()
    """How conversations were assessed; a consultant the own ones, with an answer to each."""
    ASSESS_CONVERSATIONS = auto()
    """Draw conversations by lot and assess them; never one's own."""
    MANAGE_ASSESSMENT_FORMS = auto()

    LISTEN_IN = auto()
    """Hear a conversation that goes on, on the own telephone; with a reason, and every time written down. Of the
    own consultants and the own office's callers alone."""

    SEE_REPORTS = auto()
    """Figures of past days, their calls and exports; by consultant as far as `SEE_AGENTS`."""
    SET_REPORT_TARGETS = auto()
    """Say what a figure should be, and from where on the board warns: the province's targets and limits take a
    reach of the whole province."""
    SEE_BOARD = auto()
    """The live board: figures of today, flows between offices, alarms."""

    SEE_AGENTS = auto()
    LIST_AGENTS = auto()
    CHANGE_AGENT_STATES = auto()
    USE_DESK = auto()
    """Hold, end and hand on one's own conversations."""
    MANAGE_AGENTS = auto()
    """Hire consultants, say what they serve, dismiss them and take them back."""
    MANAGE_TELEPHONES = auto()
    """Give a supervisor a telephone, and make passwords of telephones void: their owners alone see new ones."""

    USE_OWN_TELEPHONE = auto()
    """Be rung in a page of the browser, and make a password for the own SIP telephone; only for who is a
    consultant, whatever else the account is for."""

    SEE_CLIENTS = auto()
    """What the office knows of its clients, as far as `clients.access` goes. Every look is written down."""
    RING_CLIENTS = auto()
    """Ring a client at the telephone of the card, or who ordered to be rung back; with a reason, and every time
    written down. As far as the card may be seen."""
    ENTER_CONTACTS = auto()
    """Write down what a contact was about, and propose corrections."""
    MANAGE_CARDS = auto()
    """Issue clients' cards, replace and revoke them, and set their PINs."""
    LOCK_CARDS = auto()
    """Lock a card whose number the client tells, and let it be tried again: shows nothing of who that is."""
    IMPORT_CLIENTS = auto()
    """Begin and confirm imports from the offices' own systems, and see how they went: nobody's data."""
    DECIDE_CORRECTIONS = auto()
    """Say what became of proposed corrections, and fetch what is told back to the office."""
    MANAGE_RETENTION = auto()
    """Say for how long what is kept, and see what was let go; the province's rules, and beginning a run, take a
    reach of the whole province."""
    WORK_REQUESTS = auto()
    """Work off what persons ask of their data: access, export, correction, restriction, erasure."""
    APPROVE_ERASURE = auto()
    """Approve that somebody is erased; never by who has worked on the request."""
    MANAGE_HOLDS = auto()
    """Say what may not be erased, why and until when."""
    LET_SEE_CLIENTS = auto()
    """Say that a consultant of the office may see clients' cards; never by who has hired or reset the account."""
    SEE_CLIENT_STATISTICS = auto()
    """How many clients there are of which kind, without who they are."""
    SET_LOOK_CEILINGS = auto()
    """Say at how many clients one account may look on a day; never by who looks at any."""
    SET_CONSENT_TEXTS = auto()
    """Say by which words consents are asked, explained and taken back."""
    EDIT_TEMPLATES = auto()
    """Write templates of answers and messages."""
    PUBLISH_TEMPLATES = auto()
    """Publish them; never one's own."""
    READ_ACCESS_LOG = auto()
    """Who looked at clients' data."""
    READ_AUDIT_LOG = auto()
    """Who of the staff changed what."""
    READ_SECURITY_EVENTS = auto()
    """Who logged in from where, and who tried to."""
    VERIFY_LOGS = auto()
    """Let the logs be verified, and see whether they are as they were written: of all offices, a log is one."""

    CHANGE_PROMPTS = auto()
    CHANGE_PRONUNCIATIONS = auto()
    READ_SCENARIOS = auto()
    EDIT_SCENARIOS = auto()
    """Write drafts and approve those of others."""
    PUBLISH_SCENARIOS = auto()
    """Decide what callers hear: publish, roll back, variants."""
    SWITCH_EMERGENCY_MESSAGES = auto()
    CHANGE_TRANSFER_TARGETS = auto()
    """Every call to one of these numbers costs money."""

    EDIT_ARTICLES = auto()
    """Write articles of the knowledge base, and rates; see what is not published yet."""
    PUBLISH_ARTICLES = auto()
    """Check, publish and withdraw them; never what one has written."""
    PROPOSE_KNOWLEDGE = auto()
    """Propose a correction or a new question out of a call."""
    DECIDE_PROPOSALS = auto()

    SEE_OFFERS = auto()
    """Job offers and trainings of the whole province, wherever they come from."""
    EDIT_TRAININGS = auto()
    """The catalogue of trainings and of who gives them; what is the province's takes a reach of the whole
    province."""
    ENROL_CLIENTS = auto()
    """Enrol clients who have agreed in trainings, and see who is in the list. Every look is written down."""
    SERVE_EMPLOYERS = auto()
    """Take in what employers offer by telephone, find employers, and verify what somebody else has taken in."""
    JOIN_EMPLOYERS = auto()
    """Say that two entries are the same employer, shown under one card, and undo that."""
    LET_EMPLOYERS_SEARCH = auto()
    """Make keys for employers; with such a key an employer looks for anonymous profiles, and for nothing else."""
    LET_SYSTEMS_ASK = auto()
    """Make keys for systems of other institutions; such a key asks of single persons, and nothing else."""
    SET_MATCHING_WEIGHTS = auto()
    """Say, as the first or the second person, how much each part of a match of people and offers counts."""
    ASK_SYSTEMS = auto()
    """Ask a system of another institution of one client of the own office, by a legal basis and for a case. Every
    question is written down."""
    IMPORT_OFFERS = auto()
    """See how imports of offers from outside went, ask for one, and confirm one that would take most offers
    away."""
    SERVE_PORTAL = auto()
    """Make keys for the offices' portal, and read with them what it tells anybody: articles in force, offices."""

    MANAGE_ACCOUNTS = auto()
    """Accounts of every role: make them, change them, close them, reset them, say who their owners are."""
    MANAGE_SESSIONS = auto()
    """See who is logged in, since when and from what, and end a session."""
    MANAGE_OFFICES = auto()
    """Offices and their branches."""
    MANAGE_NUMBERS = auto()
    """Which numbers are answered, by which scenario, at which price for the caller."""
    MANAGE_LISTS = auto()
    """Topics of calls and reasons of pauses."""

    REPORT_PROBLEMS = auto()
    """Tell the help desk of a problem or propose a change, and read what became of the own reports."""
    WORK_HELP_DESK = auto()
    """See all reports, take them up, ask, answer and solve them."""
    DECIDE_CHANGES = auto()
    """See what changes of the system were proposed, and accept or reject them."""
    SEE_OPERATION = auto()
    """How the processes are, which alarms there are, and the runbook."""
    DRAIN_ASTERISKS = auto()
    """Let one of several Asterisks have no new calls, for an update, and have them again."""


class Reach(IntEnum):
    """How far a right goes. A wider reach includes the narrower ones."""

    NOTHING = 0
    OWN = 1
    """What the person took part in; as a consultant, oneself."""
    OFFICE = 2
    """What is of the person's offices."""
    PROVINCE = 3
    """Everything."""


Rights: TypeAlias = Mapping[Right, Reach]


def _everywhere(*rights: Right) -> Rights:
    return dict.fromkeys(rights, Reach.PROVINCE)


_EVERYBODY: Rights = {
    **_everywhere(Right.READ_WHAT_IS_NO_SECRET, Right.READ_LISTS, Right.READ_STANDARDS, Right.PREVIEW_PROMPTS),
    Right.REPORT_PROBLEMS: Reach.OWN,
}

# Of an organisation without callers: sees sums, and never a person. Not even names of colleagues are its own.
_OBSERVER: Rights = _everywhere(Right.READ_LISTS, Right.READ_STANDARDS, Right.SEE_REPORTS)

_CONSULTANT: Rights = {
    **_EVERYBODY,
    Right.SEE_CALLS: Reach.OWN,
    Right.READ_IDENTITIES: Reach.OWN,
    Right.SEE_CALLBACKS: Reach.OFFICE,
    Right.HEAR_VOICE_MESSAGES: Reach.OFFICE,
    Right.SEE_MATTERS: Reach.OFFICE,
    Right.ANSWER_MATTERS: Reach.OFFICE,
    Right.SEE_CLIENTS: Reach.OFFICE,
    Right.RING_CLIENTS: Reach.OFFICE,
    Right.ENTER_CONTACTS: Reach.OFFICE,
    Right.SEE_QUEUES: Reach.OWN,
    Right.SEE_AGENTS: Reach.OWN,
    Right.CHANGE_AGENT_STATES: Reach.OWN,
    Right.USE_DESK: Reach.OWN,
    Right.USE_OWN_TELEPHONE: Reach.OWN,
    Right.PROPOSE_KNOWLEDGE: Reach.OFFICE,
    Right.SEE_RECORDINGS: Reach.OWN,
    Right.SEE_ASSESSMENTS: Reach.OWN,
    Right.ENROL_CLIENTS: Reach.OFFICE,
    Right.ASK_SYSTEMS: Reach.OFFICE,
    Right.SERVE_EMPLOYERS: Reach.OFFICE,
    **_everywhere(Right.SEE_OFFERS),
}

_EDITS_ARTICLES = (
    Right.EDIT_ARTICLES,
    Right.PUBLISH_ARTICLES,
    Right.DECIDE_PROPOSALS,
    Right.EDIT_TEMPLATES,
    Right.PUBLISH_TEMPLATES,
)

_SUPERVISOR: Rights = {
    **_EVERYBODY,
    Right.SEE_CALLS: Reach.OFFICE,
    Right.READ_IDENTITIES: Reach.OFFICE,
    Right.SEE_CALLBACKS: Reach.OFFICE,
    Right.WITHDRAW_CALLBACKS: Reach.OFFICE,
    Right.HEAR_VOICE_MESSAGES: Reach.OFFICE,
    Right.SEE_MATTERS: Reach.OFFICE,
    Right.ANSWER_MATTERS: Reach.OFFICE,
    Right.ASSIGN_MATTERS: Reach.OFFICE,
    Right.SEE_UNREADABLE_MAIL: Reach.OFFICE,
    Right.SEE_RECORDINGS: Reach.OFFICE,
    Right.LISTEN_TO_RECORDINGS: Reach.OFFICE,
    Right.WITHDRAW_RECORDINGS: Reach.OFFICE,
    Right.CHANGE_RECORDING_RULES: Reach.OFFICE,
    Right.SEE_ASSESSMENTS: Reach.OFFICE,
    Right.ASSESS_CONVERSATIONS: Reach.OFFICE,
    Right.MANAGE_ASSESSMENT_FORMS: Reach.OFFICE,
    Right.LISTEN_IN: Reach.OFFICE,
    Right.SEE_REPORTS: Reach.OFFICE,
    Right.SET_REPORT_TARGETS: Reach.OFFICE,
    Right.SEE_BOARD: Reach.OFFICE,
    Right.SEE_QUEUES: Reach.OFFICE,
    Right.CHANGE_QUEUE_RULES: Reach.OFFICE,
    Right.CHANGE_OPENING_HOURS: Reach.OFFICE,
    Right.SEE_AGENTS: Reach.OFFICE,
    Right.LIST_AGENTS: Reach.OFFICE,
    Right.CHANGE_AGENT_STATES: Reach.OFFICE,
    Right.USE_DESK: Reach.OWN,  # whoever can be rung can hold, hand on and end the call
    Right.MANAGE_AGENTS: Reach.OFFICE,
    Right.MANAGE_TELEPHONES: Reach.OFFICE,
    Right.SEE_CLIENTS: Reach.OFFICE,
    Right.RING_CLIENTS: Reach.OFFICE,
    Right.ENTER_CONTACTS: Reach.OFFICE,
    Right.MANAGE_CARDS: Reach.OFFICE,
    Right.LOCK_CARDS: Reach.OFFICE,
    Right.IMPORT_CLIENTS: Reach.OFFICE,
    Right.DECIDE_CORRECTIONS: Reach.OFFICE,
    Right.MANAGE_RETENTION: Reach.OFFICE,
    Right.WORK_REQUESTS: Reach.OFFICE,
    Right.APPROVE_ERASURE: Reach.OFFICE,
    Right.MANAGE_HOLDS: Reach.OFFICE,
    Right.LET_SEE_CLIENTS: Reach.OFFICE,
    Right.SEE_CLIENT_STATISTICS: Reach.OFFICE,
    Right.READ_ACCESS_LOG: Reach.OFFICE,
    Right.READ_AUDIT_LOG: Reach.OFFICE,
    Right.CHANGE_PROMPTS: Reach.OFFICE,
    Right.READ_SCENARIOS: Reach.PROVINCE,
    Right.SWITCH_EMERGENCY_MESSAGES: Reach.OFFICE,
    Right.USE_OWN_TELEPHONE: Reach.OWN,
    Right.PROPOSE_KNOWLEDGE: Reach.OFFICE,
    Right.SEE_ACKNOWLEDGEMENTS: Reach.OFFICE,
    Right.CHANGE_CALENDAR: Reach.OFFICE,
    **dict.fromkeys(_EDITS_ARTICLES, Reach.OFFICE),
    Right.EDIT_TRAININGS: Reach.OFFICE,
    Right.ENROL_CLIENTS: Reach.OFFICE,
    Right.ASK_SYSTEMS: Reach.OFFICE,
    Right.SERVE_EMPLOYERS: Reach.OFFICE,
    Right.JOIN_EMPLOYERS: Reach.OFFICE,
    Right.LET_EMPLOYERS_SEARCH: Reach.OFFICE,
    Right.LET_SYSTEMS_ASK: Reach.OFFICE,
    **_everywhere(Right.SEE_OFFERS),
}

# Each office is the controller of its clients' data (GDPR Art. 4(7)): these stay within it for the provincial
# office's supervisor, too.
_CLIENTS_OF_THE_OFFICE = (
    Right.READ_IDENTITIES,
    Right.LET_SYSTEMS_ASK,
    Right.ASK_SYSTEMS,
    Right.HEAR_VOICE_MESSAGES,
    Right.SEE_MATTERS,
    Right.ANSWER_MATTERS,
    Right.ASSIGN_MATTERS,
    Right.SEE_UNREADABLE_MAIL,
    Right.LISTEN_TO_RECORDINGS,
    Right.WITHDRAW_RECORDINGS,
    Right.ASSESS_CONVERSATIONS,  # whoever assesses, listens
    Right.LISTEN_IN,  # and each office is its consultants' employer
    Right.SEE_ASSESSMENTS,  # each office is its consultants' employer
    Right.SEE_CLIENTS,
    Right.RING_CLIENTS,
    Right.ENTER_CONTACTS,
    Right.ENROL_CLIENTS,
    Right.MANAGE_CARDS,  # the letter has name and address, and its PIN makes anybody the client
    Right.DECIDE_CORRECTIONS,
    Right.WORK_REQUESTS,
    Right.APPROVE_ERASURE,
    Right.MANAGE_HOLDS,
    Right.LET_SEE_CLIENTS,
)

# The provincial office answers for the whole centre.
_SUPERVISOR_OF_PROVINCE: Rights = {
    **dict.fromkeys(_SUPERVISOR, Reach.PROVINCE),
    **dict.fromkeys(_CLIENTS_OF_THE_OFFICE, Reach.OFFICE),
    Right.USE_DESK: Reach.OWN,
    Right.USE_OWN_TELEPHONE: Reach.OWN,
    Right.REPORT_PROBLEMS: Reach.OWN,
    **_everywhere(Right.CHANGE_PRONUNCIATIONS, Right.EDIT_SCENARIOS, Right.PUBLISH_SCENARIOS),
    **_everywhere(Right.EDIT_STANDARDS, Right.PUBLISH_STANDARDS, Right.IMPORT_OFFERS),
    **_everywhere(Right.SET_MATCHING_WEIGHTS),
}

# Editors write what callers hear, and see nobody's calls or data.
_PUP_EDITOR: Rights = {
    **_EVERYBODY,
    Right.CHANGE_PROMPTS: Reach.OFFICE,
    Right.READ_SCENARIOS: Reach.PROVINCE,
    **dict.fromkeys(_EDITS_ARTICLES, Reach.OFFICE),
    Right.EDIT_TRAININGS: Reach.OFFICE,
    **_everywhere(Right.SEE_OFFERS),
}
_WUP_EDITOR: Rights = {
    **_EVERYBODY,
    **_everywhere(Right.CHANGE_PROMPTS, Right.CHANGE_PRONUNCIATIONS, Right.READ_SCENARIOS, Right.EDIT_SCENARIOS),
    **_everywhere(*_EDITS_ARTICLES, Right.EDIT_STANDARDS, Right.SEE_OFFERS, Right.EDIT_TRAININGS),
}

# Runs the centre as a whole, and sees how it goes, not who the callers are.
_MANAGING_TEAM: Rights = {
    **_EVERYBODY,
    **_everywhere(
        Right.SEE_CALLS,
        Right.SEE_CALLBACKS,
        Right.SEE_QUEUES,
        Right.CHANGE_QUEUE_RULES,
        Right.CHANGE_OPENING_HOURS,
        Right.SEE_AGENTS,
        Right.LIST_AGENTS,
        Right.SEE_CLIENT_STATISTICS,
        Right.SET_LOOK_CEILINGS,
        Right.SET_CONSENT_TEXTS,
        Right.SEE_REPORTS,
        Right.SET_REPORT_TARGETS,
        Right.SEE_BOARD,
        Right.VERIFY_LOGS,
        Right.READ_SCENARIOS,
        Right.PUBLISH_SCENARIOS,
        Right.SWITCH_EMERGENCY_MESSAGES,
        Right.MANAGE_RETENTION,
        Right.SEE_RECORDINGS,
        Right.CHANGE_RECORDING_RULES,
        Right.MANAGE_ASSESSMENT_FORMS,
        Right.PUBLISH_ARTICLES,
        Right.PUBLISH_TEMPLATES,
        Right.DECIDE_CHANGES,
        Right.EDIT_STANDARDS,
        Right.PUBLISH_STANDARDS,
        Right.SEE_ACKNOWLEDGEMENTS,
        Right.CHANGE_CALENDAR,
        Right.SEE_OFFERS,
        Right.IMPORT_OFFERS,
        Right.SET_MATCHING_WEIGHTS,
    ),
}

_PORTAL_EDITOR: Rights = _EVERYBODY
_PORTAL_ADMINISTRATOR: Rights = {**_EVERYBODY, Right.SERVE_PORTAL: Reach.PROVINCE}

_AUDITOR: Rights = {
    **_EVERYBODY,
    Right.SEE_RECORDINGS: Reach.OFFICE,
    Right.SEE_REPORTS: Reach.OFFICE,
    Right.READ_ACCESS_LOG: Reach.OFFICE,
    Right.READ_AUDIT_LOG: Reach.OFFICE,
    Right.READ_SECURITY_EVENTS: Reach.OFFICE,
    **_everywhere(Right.VERIFY_LOGS),
}
_AUDITOR_OF_PROVINCE: Rights = {**dict.fromkeys(_AUDITOR, Reach.PROVINCE), Right.REPORT_PROBLEMS: Reach.OWN}

# Keeps the machines going; the processor of the data, who must not read clients' data (R110).
_TECHNICIAN: Rights = {
    **_EVERYBODY,
    **_everywhere(
        Right.SEE_CALLS,
        Right.SEE_QUEUES,
        Right.SEE_AGENTS,
        Right.LIST_AGENTS,
        Right.SEE_BOARD,
        Right.MANAGE_TELEPHONES,
        Right.READ_SCENARIOS,
        Right.READ_SECURITY_EVENTS,
        Right.WORK_HELP_DESK,
        Right.SEE_OPERATION,
        Right.DRAIN_ASTERISKS,
    ),
}

_ADMINISTRATOR: Rights = {
    **_EVERYBODY,
    **_everywhere(
        Right.SEE_CALLS,
        Right.SEE_CALLBACKS,
        Right.WITHDRAW_CALLBACKS,
        Right.SEE_QUEUES,
        Right.CHANGE_QUEUE_RULES,
        Right.CHANGE_OPENING_HOURS,
        Right.SEE_AGENTS,
        Right.LIST_AGENTS,
        Right.CHANGE_AGENT_STATES,
        Right.MANAGE_AGENTS,
        Right.MANAGE_TELEPHONES,
        Right.IMPORT_CLIENTS,
        Right.SEE_OFFERS,
        Right.IMPORT_OFFERS,
        Right.READ_AUDIT_LOG,
        Right.READ_SECURITY_EVENTS,
        Right.CHANGE_PROMPTS,
        Right.CHANGE_PRONUNCIATIONS,
        Right.READ_SCENARIOS,
        Right.EDIT_SCENARIOS,
        Right.PUBLISH_SCENARIOS,
        Right.SWITCH_EMERGENCY_MESSAGES,
        Right.CHANGE_TRANSFER_TARGETS,
        *_EDITS_ARTICLES,
        Right.SERVE_PORTAL,
        Right.MANAGE_ACCOUNTS,
        Right.MANAGE_SESSIONS,
        Right.MANAGE_OFFICES,
        Right.MANAGE_NUMBERS,
        Right.MANAGE_LISTS,
        Right.WORK_HELP_DESK,
        Right.SEE_OPERATION,
        Right.DRAIN_ASTERISKS,
        Right.CHANGE_CALENDAR,
    ),
}

_TABLE: Mapping[str, Rights] = {
    "consultant": _CONSULTANT,
    "supervisor": _SUPERVISOR,
    "pup_editor": _PUP_EDITOR,
    "wup_editor": _WUP_EDITOR,
    "managing_team": _MANAGING_TEAM,
    "portal_editor": _PORTAL_EDITOR,
    "portal_administrator": _PORTAL_ADMINISTRATOR,
    "auditor": _AUDITOR,
    "technician": _TECHNICIAN,
    "administrator": _ADMINISTRATOR,
    "observer": _OBSERVER,
}

_TABLE_OF_PROVINCE: Mapping[str, Rights] = {
    **_TABLE,
    "supervisor": _SUPERVISOR_OF_PROVINCE,
    "auditor": _AUDITOR_OF_PROVINCE,
}
"""For accounts of the provincial office."""


def rights_of(role: str, *, is_of_province: bool) -> Rights:
    """The rights of a role; none for a role that is not in the table."""
    return (_TABLE_OF_PROVINCE if is_of_province else _TABLE).get(role, {})


def roles_with(right: Right) -> list[Role]:
    """The roles that have the right at all, in whichever office."""
    return [role for role in ROLES if right in _TABLE[role] or right in _TABLE_OF_PROVINCE[role]]


@dataclass(frozen=True, slots=True)
class Post:
    """What the rights of an account come from. `offices`: the home office and further ones."""

    role: str
    is_of_province: bool
    offices: frozenset[str]


def gives_more(before: Post, after: Post) -> bool:
    """Does `after` reach anything that `before` does not?"""
    held = rights_of(before.role, is_of_province=before.is_of_province)
    has_more_offices = not after.offices <= before.offices
    return any(
        reach > held.get(right, Reach.NOTHING)
        or (has_more_offices and reach is Reach.OFFICE and held[right] is Reach.OFFICE)
        for right, reach in rights_of(after.role, is_of_province=after.is_of_province).items()
    )


def matrix() -> str:
    """The table for people: for each role and right whether it holds for what is one's own, of the own office, and
    of another office."""
    columns = [(role, False) for role in ROLES]
    columns += [(role, True) for role in ROLES if _TABLE_OF_PROVINCE[role] is not _TABLE[role]]
    names = [f"{role} (WUP)" if of_province else role for role, of_province in columns]
    return "\n".join(
        [
            f"| Right | {' | '.join(names)} |",
            f"|---|{'---|' * len(names)}",
            *_rows([rights_of(role, is_of_province=of_province) for role, of_province in columns]),
        ]
    )


def _rows(columns: list[Rights]) -> Iterator[str]:
    for right in Right:
        cells = (_CELLS[column.get(right, Reach.NOTHING)] for column in columns)
        yield f"| `{right}` | {' | '.join(cells)} |"


_CELLS = {Reach.NOTHING: "–", Reach.OWN: "own", Reach.OFFICE: "own office", Reach.PROVINCE: "every office"}


if __name__ == "__main__":
    print(matrix())  # noqa: T201
