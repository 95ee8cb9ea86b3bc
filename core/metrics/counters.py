"""The names of everything that is added up of calls and consultants. Pure.

A *plain* counter is one number. A counter of a *family* has something behind its name: `wait|17`,
`flow|20610>20620`. All are whole numbers; times are milliseconds (`…_ms`), so that sums are exact: what was added
can be taken away again without a rest.
"""

from typing import Final

CALL: Final = (
    *("calls", "callback_calls"),
    *("path_queue", "path_self_service", "path_closed", "path_outside", "path_callback", "path_message"),
    *("path_menu", "path_refused", "path_shed", "path_failed", "path_open"),
    *("repeat_known", "repeat_calls"),
    *("self_service_calls", "verification_calls", "verified_card", "verified_code"),
    *("verification_failed", "verification_locked", "verification_unavailable"),
    *("contact90_self", "contact90_agent", "visits_avoided", "visits_avoided_placed", "visits_avoided_metres"),
    *("outside_calls", "outside_talk_ms", "entries"),
)
"""Of a whole call: in the slot in which it began, with the caller's own office."""

PASSAGE: Final = (
    *("offered", "offered_again", "answered", "answered_elsewhere", "abandoned", "abandoned_short"),
    *("called_back", "nobody_there", "too_long", "full", "emergency", "failed", "dropped", "waiting"),
    *("answered_wait_ms", "abandoned_wait_ms", "paid_waits", "paid_wait_ms"),
    *("estimates_told", "estimates_checked", "estimates_held", "estimates_error_ms"),
    *("answered_consulted", "answered_handed_over"),
)
"""Of standing in a queue once: in the slot of joining, with the office of the queue."""

CALLBACK: Final = (
    *("callbacks_ordered", "callbacks_kept", "callbacks_failed", "callbacks_withdrawn", "callbacks_replaced"),
    *("callbacks_open", "callback_trials"),
)
"""Of an order to ring back: in the slot of ordering, with the office of its queue."""

TALK: Final = (
    *("talks", "talk_ms", "hold_ms", "wrap_up_ms", "transfers"),
    *("talks_consented", "talks_refused", "talks_not_asked", "talks_recorded", "talks_consented_unrecorded"),
    "talks_withdrawn",
)
"""Of a conversation: in the slot in which it ended, with the consultant's office. `talk_ms` is without hold."""

COLLEAGUE: Final = (
    *("colleagues_called", "colleagues_missed", "consults", "consults_apart_ms", "consults_together_ms"),
    "consults_aside_ms",
    *("conferences", "handed_over", "consults_returned"),  # above and here: with the office of who called
    *("helps", "help_ms", "help_wrap_up_ms", "taken_over"),  # with the office of the colleague who came
)
"""Of a colleague who was called into a conversation: in the slot in which that ended. Each has one end: the call
is handed over, returned to who called, or over."""

DIAL: Final = ("rung_out", "rung_out_reached")
"""Of a client whom a consultant rang: in the slot in which the ringing ended, with the consultant's office."""

OFFER: Final = ("offers", "offers_accepted", "offers_missed", "drops")
"""Of an offer to a consultant: in the slot in which it was made, with the consultant's office."""

SURVEY: Final = ("survey_asked", "survey_answers", "survey_points", "survey_solved_asked", "survey_solved")
"""In the slot of the question or the answer, with the office that it is about."""

MATTER: Final = (
    *("matters_opened", "matters_by_mail", "matters_by_sms", "matters_by_form", "matters_answered"),
    *("matters_in_time", "matters_waited_ms", "matters_reopened", "matters_closed"),
)
"""Of matters that people write about: in the slot in which it happened, with their office. No call has them: they
are counted of `matter_fact` whenever they are asked for."""

JOB_OFFER: Final = (
    *("offers_opened", "offers_by_line", "offers_by_employer", "offers_by_office", "offers_from_bases"),
    *("offers_filled", "offers_filled_ms", "offers_unfilled"),
)
"""Of job offers: in the slot in which it happened, with their office. Counted of `offer_fact` and of offers whose
last day is over whenever they are asked for."""

PLAIN: Final = (*CALL, *PASSAGE, *CALLBACK, *TALK, *COLLEAGUE, *DIAL, *OFFER, *SURVEY)

STATE: Final = "state_ms"  # `state_ms|talking`: consultants' time in a state, split over slots

FAMILIES: Final = (
    "topic",  # calls by what they are about; as `CALL`
    "disposition",  # consultants' entries by their outcome; as `CALL`
    "wait",  # answered passages by wait in whole seconds, rounded up; as `PASSAGE`
    "abandon",  # the same of abandoned ones
    "flow",  # answered passages by office of the queue > office of the consultant, counted with the former
    "inflow",  # the same where both differ, counted with the latter
    "unmet",  # passages by topic that nobody took: nobody there, too long, full
    "rating",  # answers by rating, 1 to 5; as `SURVEY`
    "consulted",  # colleagues who came by office of who called > own office; as `COLLEAGUE`, with the former
    "handed",  # the same of those who took the call over
    "supervised",  # conversations by what a supervisor did in them, as often as that was; as `TALK`
)

AGENT: Final = (
    *("agent_calls", "agent_talk_ms", "agent_hold_ms", "agent_wrap_up_ms", "agent_transfers"),
    *("agent_offers", "agent_missed", "agent_ready_ms", "agent_handled_ms"),
    *(f"agent_{name}" for name in (*COLLEAGUE, *DIAL)),
    STATE,
)
"""Families of consultants' own sums (`AgentKey`), by consultant but for `state_ms`. No call's sums have them, so
both may be added up without counting anything twice."""

UNKNOWN: Final = "?"
"""Stands behind a family's name for what nobody knows: a topic that was never chosen."""


def named(family: str, what: str | int | None) -> str:
    """The name of a counter of a family."""
    return f"{family}|{UNKNOWN if what is None or what == '' else what}"
