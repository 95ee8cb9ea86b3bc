"""For each operation that is about something of an office: a question about such a thing, which is there.

All other operations are about the whole province; they are asked without a body, since a right is looked at first.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import open_callbacks
from clients.erasure.hashes import ErasedHashes
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSampleRow, AssessmentSheetRow
from core.db.tables.centre.call_tables import VoiceMessage
from core.db.tables.centre.office_tables import OpeningExceptionRow
from core.db.tables.centre.prompt_tables import EmergencyMessageRow, PromptAudioRow, PromptRow, PromptTextRow
from core.db.tables.contact_tables import CorrectionProposalRow
from core.db.tables.exchange_tables import ExportBatchRow, ImportRunRow
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow, KnowledgeProposalRow
from core.db.tables.market.employer_tables import EmployerContactRow
from core.db.tables.market.intake_tables import IntakeRow
from core.db.tables.market.offer_tables import EmployerRow
from core.db.tables.market.profile_tables import InterestRow
from core.db.tables.market.training_tables import EnrolmentRow, TrainingRow
from core.db.tables.person_tables import CardRow, Client
from core.db.tables.recording_tables import RecordingAlarmRow, RecordingRow
from core.db.tables.request_tables import ErasureRow, LegalHoldRow, PersonRequestRow, RequestStepRow
from core.db.tables.search_tables import FairRow
from core.db.tables.staff_tables import Account, Agent, AgentQueue
from core.db.tables.work_tables import CalendarEntryRow
from core.facts.kinds.callbacks import CallbackOrdered
from core.rights import Right
from ivr.identity.pin import luhn_digit, subject_of
from tests.api.centre import Centre
from tests.api.people import CONSULTANTS, LONG_AGO, OFFICES, password_hash
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.cards import card_row
from tests.support.database.assessments import WHOLE, one_row, sheet_row
from tests.support.database.postgres import FACT_KEY
from tests.support.knowledge.article_versions import article_rows
from tests.support.market.made_up_intakes import A_WHOLE_INTAKE
from tests.support.messages.put_matter import put_matter

PEPPER = "p" * 40
HOURS = [{"begin": "08:00", "end": "18:00"}]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), HOURS)
CLOSED = {"kind": "closed", "first_day": "2026-11-30", "last_day": "2026-11-30", "text": "szkolenie pracowników"}
EXCEPTION = {"kind": "closed", "text": "szkolenie pracowników"}
KINDS_OF_CARDS = ("kept", "replaced", "revoked")
WHY = {"reason": "Pytanie klienta w okienku"}
FAIR = {
    "title": "Targi pracy",
    "town": "Kolno",
    "place": "hala",
    "starts_at": "2027-03-12T10:00:00+01:00",
    "ends_at": "2027-03-12T14:00:00+01:00",
    "source": "do sprawdzenia przez redakcję",
}
TEXT = {"text": "Urząd jest dzisiaj zamknięty."}
ARTICLE = {
    "texts": {"pl": {"title": "Próba", "short_answer": "Zapytaj w urzędzie."}},
    "legal_status_on": "2026-06-01",
    "valid_from": "2026-06-01",
    "review_by": "2027-06-01",
    "source": "praca.gov.pl",
    "source_certainty": "high",
}
COURSE = {
    "title": "Obsługa wózków",
    "town": "Kolno",
    "hours": 60,
    "starts_on": "2030-03-01",
    "sign_up_until": "2030-02-20",
    "seats": 20,
}
FIRST = {"If-Match": '"1"'}


@dataclass(frozen=True, slots=True)
class Sample:
    """A question about a thing of an office. `mine`: it is also of the office's first consultant."""

    path: dict[str, str]
    json: Any = None
    headers: dict[str, str] | None = None
    mine: bool = False
    is_last: bool = False  # what it is about is gone then
    also: Right | None = None  # a second right that it takes


def card(office: str, kind: str = "kept") -> str:
    """The number of a card that stays in use, or of one that a question ends."""
    body = f"70{KINDS_OF_CARDS.index(kind)}{office}"
    return body + luhn_digit(body)


def _agent(body: Any = None, *, is_last: bool = False) -> Callable[[str], Sample]:
    return lambda office: Sample({"agent_id": f"k{office}-1"}, body, mine=True, is_last=is_last)


def _of(name: str, prefix: str, body: Any = None, **more: Any) -> Callable[[str], Sample]:
    return lambda office: Sample({name: f"{prefix}{office}"}, body, **more)


ELSEWHERE = {"20000": "20060", "20060": "20610", "20610": "20000"}
"""An office whose queue the first consultant of each office is to serve."""
TRAINING = {"kind": "training", "title": "Szkolenie", "first_day": "2026-12-07", "last_day": "2026-12-07"}

TEMPLATE = {
    "code": "odpowiedz-staz",
    "channel": "email",
    "title": "Staż",
    "source": "W sprawie {{ numer }}: tak.",
    "valid_from": "2030-01-01",
}

SAMPLES: dict[str, Callable[[str], Sample]] = {
    "withdraw_callback": _of("callback_id", "callback-"),  # as long as nobody is there whom it could be given to
    "set_queue_policy": _of("office", "", {"policy": {}}),
    "try_queue_policy": _of("office", "", {"policy": {}, "period": "day"}),
    "get_one_agent": _agent(),
    "get_why_no_calls": _agent(),
    "change_agent_state": _agent({"wish": "log_in"}),
    "listen_in": lambda o: Sample({"agent_id": f"k{o}-1"}, WHY),
    "change_way_of_listening_in": lambda o: Sample({"agent_id": f"k{o}-1"}, {"mode": "listen"}),
    "take_over": lambda o: Sample({"agent_id": f"k{o}-1"}),
    "get_listening_in": lambda o: Sample({"agent_id": f"k{o}-1"}),
    "end_listening_in": lambda o: Sample({"agent_id": f"k{o}-1"}),
    "give_telephone_to_supervisor": lambda o: Sample(
        {"username": "kierownik-wup" if o == "20000" else f"kierownik-{o}"}
    ),
    "set_agent_queues": _agent({"queues": [], "skills": {"employer": 2}}),
    "plan_agent_serving": lambda o: Sample(
        {"agent_id": f"k{o}-1"}, {"office": ELSEWHERE[o], "first_day": "2030-01-01", "last_day": "2030-01-31"}
    ),
    "end_agent_serving": lambda o: Sample(
        {"agent_id": f"k{o}-1", "office": ELSEWHERE[o], "first_day": "2030-02-01"}, {"last_day": "2030-02-28"}
    ),
    "hire_agent": lambda o: Sample({}, {"id": f"k{o}-7", "display_name": "Nowa Osoba", "office": o}),
    "change_one_agent": _agent({"display_name": "Nowe Nazwisko"}),
    "renew_agent_telephone": _agent(),
    "dismiss_agent": _agent(is_last=True),
    "restore_agent": _of("agent_id", "dismissed-"),
    # The rules of neighbours may be seen, too: Kolno is asked about an office that is none of its own.
    "get_queue_policies": lambda o: Sample({"office": "20000" if o == "20610" else o}, mine=True),
    "set_plan": _of("office", "", {"week": WEEK}),
    "add_exception": _of("office", "", CLOSED),
    "change_exception": lambda o: Sample({"office": o, "exception_id": f"exception-changed-{o}"}, CLOSED),
    "delete_exception": lambda o: Sample({"office": o, "exception_id": f"exception-gone-{o}"}, is_last=True),
    "close_office_early": _of("office", "", {"closed_from": "12:00", "text": "awaria"}),
    "open_office_again": _of("office", "", is_last=True),
    "restore_removed_exception": lambda o: Sample({"office": o, "exception_id": f"exception-removed-{o}"}),
    "get_call": _of("call_id", "call-", mine=True),
    "get_why_this_consultant": _of("call_id", "call-", mine=True),
    "get_one_callback": _of("callback_id", "callback-", mine=True, also=Right.READ_IDENTITIES),
    "issue_card": lambda o: Sample({}, {"client_id": f"client-without-card-{o}"}),
    "print_pin_letter": lambda o: Sample({}, {"card_number": card(o)}),
    "reset_pin": lambda o: Sample({}, {"card_number": card(o)}),
    "lock_card": lambda o: Sample({}, {"card_number": card(o)}),
    "replace_card": lambda o: Sample({}, {"card_number": card(o, "replaced")}),
    "revoke_card": lambda o: Sample({}, {"card_number": card(o, "revoked")}),
    "get_import": _of("run_id", "import-"),
    "get_import_rejects": _of("run_id", "import-"),
    "get_import_repairs": _of("run_id", "import-"),
    "confirm_import": _of("run_id", "import-", is_last=True),
    "refuse_import": _of("run_id", "import-", is_last=True),
    "get_import_rejects_file": _of("run_id", "import-"),
    "plan_retention_rule": lambda o: Sample(
        {"kind": "sms"},
        {"office": o, "days": 60, "valid_from": "2030-01-01", "basis": "Zarządzenie"},
        headers={"If-Match": '"1"'},
    ),
    "get_export_file": _of("batch_id", "export-"),
    "confirm_export": _of("batch_id", "export-", {"sha256": "0" * 64}, is_last=True),
    "open_client": _of("client_id", "client-", WHY),
    "find_matches": _of("client_id", "client-", {}, is_last=True),  # for the reason that was given before
    "read_client_history": _of("client_id", "client-", is_last=True),  # for the reason that was given before
    "ring_client_of_card": _of("client_id", "client-", {"reason": "visit"}),
    "ask_system_of_client": _of(
        "client_id", "client-", {"system": "POMOST", "legal_basis": "art. 33 ustawy", "case_number": "PUP.1"}
    ),
    "ring_who_ordered": _of("callback_id", "callback-"),
    "propose_client_correction": _of(
        "client_id", "client-", {"field": "phone", "new_value": "600300300", **WHY}, headers={"If-Match": '"1"'}
    ),
    "say_client_consent": _of(
        "client_id", "client-", {"purpose": "offers", "channel": "sms", "what": "given", **WHY}
    ),
    "receive_request": lambda o: Sample(
        {}, {"client_id": f"client-without-card-{o}", "kind": "access", "received_on": "2026-11-20"}
    ),
    "get_request": _of("request_id", "request-"),
    "take_request_step": _of(
        "request_id", "request-", {"action": "note", "note": "Zapis"}, headers={"If-Match": '"1"'}
    ),
    "approve_erasure": _of("request_id", "request-erasure-", {}, headers={"If-Match": '"1"'}),
    "readmit_erased": lambda o: Sample({}, {"office": o, "ext_id": "EXT-1", "reason": "Ponowna rejestracja"}),
    "get_person_export": _of("request_id", "request-"),
    "get_person_export_document": _of("request_id", "request-"),
    "get_looks_document": _of("request_id", "request-"),
    "set_hold": lambda o: Sample(
        {}, {"client_id": f"client-without-card-{o}", "reason": "Spór w sądzie", "basis": "art. 17 ust. 3 RODO"}
    ),
    "get_hold": _of("hold_id", "hold-"),
    "end_hold": _of("hold_id", "hold-", headers={"If-Match": '"1"'}, is_last=True),
    "decide_client_correction": _of("correction_id", "correction-", {"decision": "accepted"}),
    "unlock": lambda o: Sample({}, {"card_number": card(o)}),
    "set_pin": lambda o: Sample({}, {"card_number": card(o), "pin": "618204"}),
    "add_prompt": lambda o: Sample({}, {"id": f"X{o}", "purpose": "Próba", "owner": o, "text": "Dzień dobry."}),
    "set_prompt_text": lambda o: Sample({"prompt": f"Y{o}", "language": "pl"}, TEXT),
    "end_prompt_text": lambda o: Sample({"prompt": f"Y{o}", "version": f"text-{o}"}, is_last=True),
    "set_prompt_audio": lambda o: Sample({"prompt": f"Y{o}", "language": "pl"}),
    "preview_prompt_audio": lambda o: Sample({"prompt": f"Y{o}", "language": "pl"}),
    "restore_prompt_version": lambda o: Sample({"prompt": f"Y{o}", "version": f"text-{o}"}),
    "end_prompt_audio": lambda o: Sample({"prompt": f"Y{o}", "language": "pl"}, is_last=True),
    "switch_emergency_on": lambda o: Sample({}, {"office": o, **TEXT}),
    "switch_emergency_off": _of("message", "emergency-", is_last=True),
    "make_article": lambda o: Sample(
        {}, {"topic": "zasilek", "office": o, "content": {**ARTICLE, "texts": {"pl": {"title": f"Nowy {o}"}}}}
    ),
    "save_article_draft": lambda o: Sample({"article_id": f"draft-{o}"}, {"content": ARTICLE}, headers=FIRST),
    "discard_article_draft": lambda o: Sample({"article_id": f"gone-{o}"}, headers=FIRST),
    "submit_article": lambda o: Sample({"article_id": f"ready-{o}"}, headers=FIRST),
    "send_article_back": lambda o: Sample({"article_id": f"back-{o}"}, {"reason": "Popraw"}, headers=FIRST),
    "publish_article": lambda o: Sample({"article_id": f"review-{o}"}, headers=FIRST),
    "withdraw_article": lambda o: Sample({"article_id": f"told-{o}"}, {"reason": "Zmiana"}, headers=FIRST),
    "decide_knowledge_proposal": lambda o: Sample(
        {"proposal_id": f"proposal-{o}"}, {"state": "accepted"}, headers=FIRST
    ),
    "set_fair": lambda o: Sample({"fair_id": f"new-{o}"}, {"office": o, **FAIR}, headers={"If-Match": '"0"'}),
    "get_card": lambda o: Sample({"place": o}),
    "set_card": lambda o: Sample({"place": o}, {"postal_code": "18-502"}, headers={"If-Match": '"0"'}),
    "delete_fair": _of("fair_id", "fair-", is_last=True, headers=FIRST),
    "set_training": lambda o: Sample(
        {"training_id": f"new-{o}"}, {**COURSE, "office": o}, headers={"If-Match": '"0"'}
    ),
    "cancel_training": _of("training_id", "course-off-", headers=FIRST, is_last=True),
    "enrol_client": lambda o: Sample(
        {"training_id": f"course-{o}"}, {"client_id": f"client-without-card-{o}", "has_agreed": True, **WHY}
    ),
    "resign_from_training": _of("enrolment_id", "enrolment-left-", is_last=True),
    "answer_free_seat": _of("enrolment_id", "enrolment-asked-", {"takes_it": True}, is_last=True),
    "get_offer_intake": _of("intake_id", "intake-"),
    "save_offer_intake": _of("intake_id", "intake-", {"position": "Spawacz"}, headers=FIRST),
    "submit_offer_intake": _of("intake_id", "intake-whole-", headers=FIRST),
    "decide_offer_intake": _of("intake_id", "intake-waits-", {"state": "verified"}, headers=FIRST),
    "withdraw_offer_intake": _of("intake_id", "intake-gone-", {"reason": "Zajęte"}, headers=FIRST),
    "get_employer": _of("employer_id", "employer-"),
    "save_employer": _of("employer_id", "employer-", {"name": "Tartak"}, headers=FIRST),
    "save_employer_contact": lambda o: Sample(
        {"employer_id": f"employer-{o}", "part_id": "new"}, {"name": "Jan Nowak"}, headers={"If-Match": '"0"'}
    ),
    "remove_employer_contact": lambda o: Sample(
        {"employer_id": f"employer-{o}", "part_id": f"contact-{o}"}, headers=FIRST, is_last=True
    ),
    "write_employer_note": _of("employer_id", "employer-", {"text": "Szuka spawacza"}),
    "save_employer_agreement": lambda o: Sample(
        {"employer_id": f"employer-{o}", "part_id": "new"},
        {"kind": "internship", "number": "1/2026", "signed_on": "2026-11-20"},
        headers={"If-Match": '"0"'},
    ),
    "join_employers": lambda o: Sample({"employer_id": f"employer-{o}"}, {"other": f"employer-other-{o}"}),
    "separate_employer": _of("employer_id", "employer-joined-", is_last=True),
    "get_interest": _of("interest_id", "interest-", also=Right.SEE_CLIENTS),
    "ask_person": lambda o: Sample(
        {"interest_id": f"interest-{o}"},
        {"client_id": f"client-{o}", "channel": "phone"},
        also=Right.SEE_CLIENTS,
    ),
    "note_answer": lambda o: Sample(
        {"interest_id": f"interest-{o}"},
        {"client_id": f"client-{o}", "answer": "refused"},
        also=Right.SEE_CLIENTS,
    ),
    "close_interest": _of("interest_id", "interest-", also=Right.SEE_CLIENTS, is_last=True),
    "set_assessment_form": lambda o: Sample(
        {},
        {
            "office": o,
            "title": "Próba",
            "criteria": [{"key": "a", "title": "Kryterium"}],
            "valid_from": "2030-01-01",
        },
        headers={"If-Match": '"0"'},
    ),
    "draw_assessment_sample": lambda o: Sample(
        {}, {"office": o, "first_day": "2026-11-01", "last_day": "2026-11-24", "per_consultant": 1}
    ),
    "get_assessment": _of("assessment_id", "given-", mine=True),
    "save_assessment_sheet": _of("assessment_id", "assigned-", {"scores": {"greeting": 3}}, headers=FIRST),
    "give_assessment": _of("assessment_id", "draft-", headers=FIRST),
    "correct_assessment": _of(
        "assessment_id", "corrected-", {"scores": WHOLE, "why": "Pomyłka w ocenie"}, headers=FIRST
    ),
    "answer_assessment": _of("assessment_id", "given-", {"kind": "acknowledged"}, headers=FIRST, mine=True),
    "close_assessment": _of("assessment_id", "answered-", headers=FIRST),
    "set_assessment_aside": _of("assessment_id", "aside-", {"why": "technical_fault"}, headers=FIRST),
    "assign_assessment": lambda o: Sample(
        {"assessment_id": f"other-{o}"}, {"assessor": f"kierownik-{o}"}, headers=FIRST
    ),
    "get_recording_details": _of("recording_id", "rec-", mine=True),
    "listen_to_recording": _of("recording_id", "rec-", WHY),
    "get_recording_audio": _of("recording_id", "rec-"),
    "get_recording_waveform": _of("recording_id", "rec-"),
    "download_recording": _of("recording_id", "rec-", WHY),
    "withdraw_recording": _of("recording_id", "rec-withdrawn-", WHY),
    "destroy_recording": _of("recording_id", "rec-", WHY, is_last=True),
    "close_recording_alarm": _of("alarm_id", "alarm-", is_last=True),
    "plan_recording_rule": lambda o: Sample(
        {}, {"office": o, "mode": "off", "basis": "", "valid_from": "2030-01-01"}, headers=FIRST
    ),
    "get_person_recordings": _of("request_id", "request-", also=Right.LISTEN_TO_RECORDINGS),
    "set_report_target": lambda o: Sample(
        {}, {"metric": "service_level", "office": o, "value": 80, "valid_from": "2030-01-01"}
    ),
    "set_board_limit": lambda o: Sample(
        {}, {"kind": "long_wait", "office": o, "value": 120, "valid_from": "2030-01-01"}
    ),
    "set_calendar_entry": lambda o: Sample(
        {"entry_id": f"new-{o}"}, {**TRAINING, "offices": [o]}, headers={"If-Match": '"0"'}
    ),
    "cancel_calendar_entry": _of("entry_id", "entry-", headers=FIRST),
    "restore_calendar_entry": _of("entry_id", "entry-called-off-", headers=FIRST),
    "get_message": _of("message_id", "msg-"),
    "get_message_sound": _of("message_id", "msg-"),
    "set_message_state": _of("message_id", "msg-", {"state": "listened"}),
    "get_matter": _of("matter_id", "matter-"),
    "assign_matter": lambda o: Sample({"matter_id": f"matter-{o}"}, {"account": f"k{o}-1"}),
    "answer_matter": _of("matter_id", "matter-", {"text": "Dzień dobry"}, headers=FIRST),
    "take_matter_step": _of("matter_id", "matter-", {"step": "note", "text": "Zapis"}, headers=FIRST),
    "keep_matter_draft": _of("matter_id", "matter-", {"text": "Dzień do"}),
    "get_matter_colleagues": _of("matter_id", "matter-"),
    "get_matter_file": lambda o: Sample({"matter_id": f"matter-{o}", "file_id": f"file-{o}"}),
    "get_answer_templates": _of("matter_id", "matter-"),
    "propose_message_template": lambda o: Sample({}, {**TEMPLATE, "office": o}),
    "get_matter_mail": lambda o: Sample({"matter_id": f"matter-{o}", "message_id": f"message-{o}"}),
}

OF_THE_PROVINCE = {
    "get_message_templates",
    "preview_message_template",
    "get_consent_texts",
    "get_texts_in_force",
    "plan_consent_text",
    "get_look_ceilings",
    "get_matching_weights",
    "propose_matching_weights",
    "preview_matching_weights",
    "plan_look_ceiling",
    "get_reports",
    "get_report_cards",
    "get_report_filters",
    "export_report",
    "get_report_views",
    "save_report_view",
    "get_report_view",
    "change_report_view",
    "delete_report_view",
    "mail_report_view",
    "end_mail_of_report_view",
    "get_report_targets",
    "get_board_limits",
    "get_report_keys",
    "make_report_key",
    "revoke_report_key",
    "get_portal_keys",
    "make_portal_key",
    "revoke_portal_key",
    "get_employer_keys",
    "make_employer_key",
    "revoke_employer_key",
    "search_profiles",
    "express_interest",
    "list_own_interests",
    "read_contacts",
    "withdraw_interest",
    "get_system_keys",
    "make_system_key",
    "revoke_system_key",
    "ask_of_person",
    "list_asked_systems",
    "get_interests",
    "list_told_articles",
    "get_told_article",
    "search_told_articles",
    "list_told_offices",
    "write_to_office",
    "run_one_report",
    "get_calls_of_figure",
    "get_metrics_dictionary",
    "get_assessment_forms",
    "get_assessment_samples",
    "get_assessors",
    "get_assessments",
    "get_assessment_summary",
    "search_knowledge",
    "suggest_questions",
    "report_unanswered",
    "report_use",
    "get_everyday_words",
    "add_word",
    "remove_word",
    "try_everyday_word",
    "get_asked_otherwise",
    "forget_pair",
    "get_article_uses",
    "get_unanswered",
    "close_unanswered_search",
    "get_fairs",
    "search_candidates",
    "search_job_offers",
    "search_market",
    "count_job_offers",
    "get_job_offer",
    "get_offer_intakes",
    "begin_offer_intake",
    "find_known_employers",
    "search_employers",
    "count_employers",
    "make_employer",
    "find_occupation",
    "take_occupations",
    "get_offer_runs",
    "ask_for_offer_run",
    "get_offer_rejects",
    "confirm_offer_run",
    "get_saved_searches",
    "save_search",
    "forget_saved_search",
    "get_market_template",
    "take_offer_file",
    "take_training_file",
    "take_fair_file",
    "take_gmina_file",
    "get_trainings",
    "get_training",
    "get_training_institutions",
    "set_training_institution",
    "get_enrolments",
    "get_accounts",
    "get_account",
    "make_account",
    "change_account",
    "deactivate_account",
    "restore_account",
    "renew_first_password",
    "confirm_activation",
    "make_my_telephone_password",
    "remove_totp",
    "give_account_to_directory",
    "log_out_account",
    "get_sessions",
    "get_people_template",
    "check_people_file",
    "make_people_of_file",
    "end_session_of_somebody",
    "get_security_events",
    "get_articles",
    "get_article",
    "get_article_versions",
    "get_article_version",
    "get_article_difference",
    "preview_article",
    "get_rates",
    "get_rates_overview",
    "set_rates",
    "remove_rate",
    "get_first_steps",
    "get_operation",
    "list_asterisks",
    "drain_asterisk",
    "get_past_alarms",
    "get_runbook",
    "get_runbook_section",
    "get_help_reports",
    "report_problem",
    "get_help_report",
    "take_help_report_step",
    "get_standards",
    "get_standard",
    "get_standard_file",
    "propose_standard",
    "propose_standard_version",
    "end_standard",
    "acknowledge_standard",
    "get_acknowledgements",
    "get_calendar",
    "get_calendar_file",
    "get_calendar_changes",
    "get_handbook",
    "get_todo",
    "count_todo",
    "take_work",
    "give_work_back",
    "close_work",
    "open_follow_up",
    "open_contact_request",
    "get_waiting_proposals",
    "listen_to_proposal",
    "get_proposed_answers",
    "get_decided_proposals",
    "confirm_proposal",
    "refuse_proposal",
    "get_knowledge_proposals",
    "propose_for_knowledge",
    "get_contact_directory",
    "get_offices",
    "get_office",
    "set_office",
    "set_deputy_office",
    "deactivate_office",
    "restore_office",
    "get_branches",
    "get_branch",
    "set_branch",
    "deactivate_branch",
    "restore_branch",
    "get_numbers",
    "get_number",
    "set_number",
    "deactivate_number",
    "restore_number",
    "get_topics",
    "get_gminas",
    "set_topic",
    "deactivate_topic",
    "restore_topic",
    "set_pause_reason",
    "deactivate_pause_reason",
    "restore_pause_reason",
    "get_agents",
    "get_servings",
    "get_desk",
    "hold_call",
    "call_for_help",
    "list_targets",
    "call_colleague",
    "move_colleague",
    "dismiss_colleague",
    "hand_over",
    "leave_conversation",
    "hang_up_call",
    "transfer_call",
    "control_recording",
    "get_pause_reasons",
    "get_uses",
    "get_last_changes",
    "get_office_moves",
    "plan_office_move",
    "cancel_office_move",
    "get_queues",
    "get_hours",
    "get_plans",
    "get_exceptions",
    "get_state_at",
    "get_days",
    "get_evening_pools",
    "get_holidays",
    "get_imports",
    "ask_for_imports",
    "upload_import",
    "get_exports",
    "ask_for_exports",
    "get_export_key",
    "get_retention_rules",
    "get_retention_rule",
    "get_retention_runs",
    "ask_for_retention_run",
    "list_calls",
    "search_calls",
    "name_callers",
    "get_callbacks",
    "get_messages",
    "get_matters",
    "get_matters_file",
    "search_for_recordings",
    "get_recording_alarms",
    "get_recording_rules",
    "get_prompts",
    "get_one_prompt",
    "listen_to_prompt",
    "listen_to_version",
    "check_text",
    "get_prompt_times",
    "get_speech_engines",
    "preview_text",
    "get_pronunciations",
    "set_pronunciation",
    "remove_pronunciation",
    "search_clients",
    "get_client_statistics",
    "get_corrections",
    "get_requests",
    "get_holds",
    "get_desk_client",
    "get_desk_context",
    "get_contact_entry",  # of the own conversation, whichever office's client it was with
    "save_contact_entry",
    "get_account_names",
    "get_access_log",
    "search_access_log",
    "search_access_visits",
    "get_access_log_file",
    "get_audit_log",
    "get_proof",
    "verify_logs",
    "verify_recordings",
    "get_scenario_kinds",
    "get_scenarios",
    "get_scenario_templates",
    "get_scenario",
    "get_scenario_version",
    "get_scenario_steps",
    "get_scenario_difference",
    "get_scenario_passages",
    "get_scenario_callers",
    "export_scenario",
    "roll_back_scenario",
    "cancel_publication",
    "get_canary",
    "complete_canary",
    "stop_canary",
    "begin_draft",
    "get_draft",
    "save_draft",
    "send_draft_to_review",
    "withdraw_draft",
    "return_draft",
    "approve_draft",
    "discard_draft",
    "publish_draft",
    "get_draft_coverage",
    "run_draft_cases",
    "get_draft_comments",
    "add_draft_comment",
    "settle_draft_comment",
    "be_at_draft",
    "import_scenario",
    "check_scenario",
    "compare_graphs",
    "simulate_call",
    "make_case_of_run",
    "run_cases_of_sheet",
    "get_trial_telephone",
    "begin_trial",
    "get_trial",
    "leave_trial_queue",
    "end_trial",
    "get_variants",
    "add_variant",
    "end_variant",
    "get_emergency_messages",
    "get_transfer_targets",
    "set_transfer_target",
    "deactivate_transfer_target",
    "restore_transfer_target",
}
"""Lists, which show each what the right reaches, and things that are of no office."""

IN_A_PATH = {
    "proposal_id": "proposal-0",
    "request_id": "wish-0",
    "office": "20060",
    "year": "2026",
    "prompt": "W01",
    "language": "pl",
    "kind": "recording",
    "word": "Kolno",
    "name": "linia-9510",
    "version": "1",
    "variant": "variant-1",
    "comment": "comment-1",
    "target_id": "zus-bialystok",
    "username": "nobody",
    "code": "20060",
    "valid_from": "2030-01-01",
    "branch_id": "branch-1",
    "offer_id": "offer-nobody",
    "intake_id": "intake-nobody",
    "employer_id": "employer-nobody",
    "part_id": "new",
    "table_kind": "offers",
    "search_id": "search-nobody",
    "run_id": "import-nobody",
    "dialled_number": "9525",
    "topic": "pets",
    "client_id": "client-nobody",
    "training_id": "course-20060",
    "institution_id": "zdz",
    "call_id": "call-nobody",
    "article_id": "no-such-article",
    "unanswered_id": "unanswered-1",
    "word_id": "word-nobody",
    "view_id": "view-nobody",
    "key_id": "reportkey-nobody",
    "session_id": "session-nobody",
    "work_kind": "callback",
    "work_id": "callback-nobody",
    "report_id": "report-nobody",
    "section": "applicationaway",
    "standard_id": "standard-nobody",
    "version_id": "standard-version-nobody",
    "entry_id": "entry-nobody",
    "trial": "trial-nobody",
}
"""What stands in addresses of operations that are about the whole province."""


async def hire_somebody(engine: AsyncEngine, role: str, office: str) -> str:
    """An account of that role in that office; a consultant is the office's first one, who has calls already."""
    if role == "consultant":
        return f"k{office}-1"
    username = f"{role.replace('_', '-')}-{office}"
    async with engine.begin() as connection:
        await connection.execute(
            insert(Account).values(
                username=f"x-{username}",
                display_name="Ktoś",
                role=role,
                office=office,
                password_hash=password_hash(),
                created_at=LONG_AGO,
            )
        )
    return f"x-{username}"


async def put_things_there(engine: AsyncEngine, centre: Centre, state: Path) -> None:
    """Of each office: a call of its first consultant, an order to call back, a card, a message, an announcement,
    an emergency message, special days."""
    made_up = json.dumps({"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY})
    await to_thread.run_sync((state / "secrets.json").write_text, made_up)
    sound = state / "recordings" / "message.wav"
    await to_thread.run_sync(partial(sound.parent.mkdir, exist_ok=True))
    await to_thread.run_sync(sound.write_bytes, b"RIFF....WAVE")
    exports = state / "exports"
    await to_thread.run_sync(partial(exports.mkdir, exist_ok=True))
    await to_thread.run_sync((exports / "batch.csv").write_text, "id;ext_id")
    for office in OFFICES:
        first = f"k{office}-1"
        assert first in CONSULTANTS
        await centre.write(
            Story(f"call-{office}")
            .rings()
            .is_verified(office)
            .waits(office)
            .is_answered(first)
            .talks(9)
            .ends()
            .facts
        )
        order = CallbackOrdered(
            callback=f"callback-{office}",
            queue=office,
            callback_number=f"6001{office}",  # one order for each telephone
            due_at=NINE,
            topic=None,
            client_id=None,
        )
        ordered = Story(f"call-of-order-{office}").rings().is_verified(office).waits(office)
        await centre.write(ordered.is_answered(first).talks(9).then(order).ends().facts)
    async with engine.begin() as connection:
        for table, rows in _rows().items():
            await connection.execute(insert(table), rows)
    for office in OFFICES:
        await put_matter(engine, office)
    for order_to_call in await open_callbacks(engine):
        centre.callbacks.keep(order_to_call, None, is_known=True)


def _rows() -> dict[Any, list[dict[str, Any]]]:
    by = {"changed_by": "system", "changed_at": LONG_AGO}
    rows: dict[Any, list[dict[str, Any]]] = {
        Account: [],
        Agent: [],
        AgentQueue: [],
        Client: [],
        CardRow: [],
        CorrectionProposalRow: [],
        PersonRequestRow: [],
        RequestStepRow: [],
        LegalHoldRow: [],
        ErasureRow: [],
        VoiceMessage: [],
        RecordingRow: [],
        RecordingAlarmRow: [],
        ImportRunRow: [],
        ExportBatchRow: [],
        PromptRow: [],
        PromptTextRow: [],
        PromptAudioRow: [],
        EmergencyMessageRow: [],
        OpeningExceptionRow: [],
        ArticleRow: [],
        ArticleVersionRow: [],
        KnowledgeProposalRow: [],
        FairRow: [],
        TrainingRow: [],
        EmployerRow: [],
        EmployerContactRow: [],
        IntakeRow: [],
        InterestRow: [],
        EnrolmentRow: [],
        AssessmentSampleRow: [],
        AssessmentRow: [],
        AssessmentSheetRow: [],
        CalendarEntryRow: [],
    }
    for office in OFFICES:
        dismissed = {"display_name": "Dawny", "office": office, "deactivated_at": LONG_AGO}
        rows[Account].append(
            {"username": f"dismissed-{office}", "role": "consultant", "password_hash": "", **dismissed}
        )
        rows[Agent].append({"id": f"dismissed-{office}", **dismissed})
        served = {"agent": f"k{office}-1", "office": ELSEWHERE[office], "first_day": date(2030, 2, 1)}
        rows[AgentQueue].append(served)
        anna = {"office": office, "first_name": "Anna", "last_name": "Nowak"}
        for name in ("without-card", "erased"):
            rows[Client].append({"id": f"client-{name}-{office}", **anna})
        for kind in KINDS_OF_CARDS:
            rows[Client].append({"id": f"client-{kind}-{office}", **anna})
            rows[CardRow].append(card_row(f"client-{kind}-{office}", card(office, kind)))
        rows[Client].append(
            {"id": f"client-{office}", "office": office, "first_name": "Anna", "last_name": "Nowak"}
        )
        rows[CorrectionProposalRow].append(
            {
                "id": f"correction-{office}",
                "client_id": f"client-{office}",
                "field": "house",
                "new_value": "7",
                "proposed_at": NINE,
                "account": f"k{office}-1",
            }
        )
        for kind in ("", "erasure-"):
            rows[PersonRequestRow].append(
                {
                    "id": f"request-{kind}{office}",
                    "office": office,
                    "client_id": f"client-erased-{office}" if kind else f"client-{office}",
                    "kind": "erasure" if kind else "access",
                    "state": "identified",
                    "received_on": NINE.date(),
                    "due_on": NINE.date(),
                    "received_at": NINE,
                    "received_by": "ktos",
                }
            )
            step = {"number": 1, "at": NINE, "account": "ktos", "action": "receive"}
            rows[RequestStepRow].append({"request_id": f"request-{kind}{office}", **step})
        hold = {"basis": "art. 17 ust. 3 RODO", "reason": "Spór w sądzie", "set_by": "ktos", "set_at": NINE}
        rows[LegalHoldRow].append(
            {"id": f"hold-{office}", "office": office, "client_id": f"client-{office}", **hold}
        )
        erased = ErasedHashes(PEPPER, subject_of).key(office, "EXT-1")
        rows[ErasureRow].append({"id": f"erasure-{office}", "office": office, "at": NINE, "hashes": [erased]})
        rows[VoiceMessage].append(
            {
                "id": f"msg-{office}",
                "call_id": f"call-{office}",
                "office": office,
                "file": "message.wav",
                "state": "new",
                "left_at": NINE,
                "caller_number": "600100200",
            }
        )
        for kind in ("", "withdrawn-"):  # closed: it can be destroyed, and is not sealed yet
            rows[RecordingRow].append(
                {
                    "id": f"rec-{kind}{office}",
                    "call_id": f"call-{office}",
                    "file": f"2026/11/24/rec-{kind}{office}.wav",
                    "state": "closed",
                    "started_at": NINE,
                    "agent": f"k{office}-1",
                    "office": office,
                }
            )
        rows[RecordingAlarmRow].append(
            {
                "id": f"alarm-{office}",
                "kind": "none",
                "call_id": f"call-{office}",
                "office": office,
                "found_at": NINE,
            }
        )
        rows[ImportRunRow].append(
            {
                "id": f"import-{office}",
                "office": office,
                "kind": "full",
                "source": f"{office}/nocny",
                "state": "quarantined",
                "began_at": NINE,
                "asked_by": "system",
            }
        )
        rows[ExportBatchRow].append(
            {
                "id": f"export-{office}",
                "office": office,
                "made_at": NINE,
                "kind": "contacts",
                "rows": 0,
                "file": "batch.csv",
                "sha256": "0" * 64,
                "signature": "",
            }
        )
        rows[PromptRow].append({"id": f"Y{office}", "purpose": "Próba", "owner": office, "placeholders": {}})
        rows[PromptTextRow].append(
            {
                "id": f"text-{office}",
                "prompt": f"Y{office}",
                "language": "pl",
                "text": "Dzień dobry.",
                "valid_from": LONG_AGO,
                **by,
            }
        )
        rows[PromptAudioRow].append(
            {
                "id": f"audio-{office}",
                "prompt": f"Y{office}",
                "language": "pl",
                "sha256": "0" * 64,
                "duration_time": 1.0,
                "valid_from": LONG_AGO,
                **by,
            }
        )
        rows[EmergencyMessageRow].append(
            {
                "id": f"emergency-{office}",
                "office": office,
                "text": "Awaria.",
                "starts_at": LONG_AGO,
                "switched_on_by": "system",
            }
        )
        removed = {"removed_by": "system", "removed_at": LONG_AGO}
        for name, day_of_month in (("removed", 26), ("changed", 27), ("gone", 28)):
            day = NINE.date().replace(day=day_of_month)
            rows[OpeningExceptionRow].append(
                {
                    "id": f"exception-{name}-{office}",
                    "office": office,
                    "first_day": day,
                    "last_day": day,
                    "settings": EXCEPTION,
                    **by,
                    **(removed if name == "removed" else {"removed_by": None, "removed_at": None}),
                }
            )
        for name in ("entry", "entry-called-off"):
            rows[CalendarEntryRow].append(
                {
                    "id": f"{name}-{office}",
                    "kind": "training",
                    "title": "Szkolenie",
                    "first_day": NINE.date(),
                    "last_day": NINE.date(),
                    **dict.fromkeys(("place", "led_by", "details"), ""),
                    "offices": [office],
                    "roles": [],
                    "owner": office,
                    "cancelled_at": None if name == "entry" else NINE,
                    "changed_by": "system",
                    "changed_at": LONG_AGO,
                }
            )
        _put_knowledge(rows, office)
        _put_trainings(rows, office)
        _put_intakes(rows, office)
        _put_employers(rows, office)
        _put_interest(rows, office)
        _put_assessments(rows, office)
    return rows


def _put_trainings(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    days = {"starts_on": date(2030, 3, 1), "sign_up_until": date(2030, 2, 20)}
    for name in ("course", "course-off"):
        rows[TrainingRow].append({**COURSE, **days, "id": f"{name}-{office}", "office": office})
    for place, (name, state) in enumerate((("left", "enrolled"), ("asked", "asked")), start=1):
        rows[EnrolmentRow].append(
            {
                "id": f"enrolment-{name}-{office}",
                "training_id": f"course-{office}",
                "client_id": f"client-{office}" if name == "left" else f"client-replaced-{office}",
                "office": office,
                "place": place,
                "state": state,
                "asked_until": NINE + timedelta(days=2) if state == "asked" else None,
                "signed_up_at": NINE,
                "signed_up_by": "ktos",
                "changed_by": "ktos",
                "changed_at": NINE,
            }
        )


def _put_intakes(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    for name, state in (("", "draft"), ("whole-", "draft"), ("waits-", "submitted"), ("gone-", "submitted")):
        rows[IntakeRow].append(
            {
                "id": f"intake-{name}{office}",
                "office": office,
                "state": state,
                "typed": {} if name == "" else A_WHOLE_INTAKE,
                "writers": ["ktos"],
                "begun_by": "ktos",
                "begun_at": NINE,
                "submitted_at": NINE if state == "submitted" else None,
                "changed_at": NINE,
            }
        )


def _put_employers(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    for name, joined_to in (("", None), ("other-", None), ("joined-", f"employer-{office}")):
        rows[EmployerRow].append(
            {"id": f"employer-{name}{office}", "office": office, "name": "Tartak", "joined_to": joined_to}
        )
    contact = {"id": f"contact-{office}", "employer_id": f"employer-{office}", "office": office, "name": "Jan"}
    rows[EmployerContactRow].append({**contact, "changed_by": "ktos", "changed_at": NINE})


def _put_interest(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    dairy = {"id": f"employer-dairy-{office}", "office": office, "name": "Mleczarnia", "joined_to": None}
    rows[EmployerRow].append(dairy)
    rows[InterestRow].append(
        {
            "id": f"interest-{office}",
            "request_id": f"wish-{office}",
            "employer_id": f"employer-dairy-{office}",
            "key_id": "employerkey-1",
            "office": office,
            "group_id": "group-1",
            "look": {"occupation": "72", "office": office, "years": None, "licences": [], "languages": []},
            "state": "open",
            "position": "Spawacz",
            "message": "",
            "contact": "86 215 00 00",
            "since": NINE,
        }
    )


ARTICLES_OF_AN_OFFICE = {
    "draft": "draft",
    "gone": "draft",
    "ready": "draft",
    "back": "review",
    "review": "review",
    "told": "published",
}
"""By the beginning of the id, the state of its one version."""


def _put_knowledge(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    for name, state in ARTICLES_OF_AN_OFFICE.items():
        article = f"{name}-{office}"
        head, version = article_rows(article, office=office, owner=office, state=state, written_by="ktos")
        rows[ArticleRow].append(head)
        rows[ArticleVersionRow].append(version)
    rows[FairRow].append(
        {
            "id": f"fair-{office}",
            "office": office,
            **{name: FAIR[name] for name in ("title", "town", "place", "source")},
            "starts_at": NINE,
            "ends_at": NINE.replace(hour=20),
            "changed_at": NINE,
            "version": 1,
        }
    )
    rows[KnowledgeProposalRow].append(
        {
            "id": f"proposal-{office}",
            "kind": "question",
            "words": "Czy można?",
            "office": office,
            "proposed_by": "ktos",
            "proposed_at": NINE,
            "state": "open",
            "version": 1,
        }
    )


ASSESSMENTS_OF_AN_OFFICE = {
    "assigned": "assigned",
    "aside": "assigned",
    "other": "assigned",
    "draft": "draft",
    "given": "given",
    "corrected": "given",
    "answered": "answered",
}
"""By the beginning of the id, its state."""


def _put_assessments(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    """Of conversations of the office's first consultant, on sheets of its supervisor."""
    rows[AssessmentSampleRow].append(
        {
            "id": f"sample-{office}",
            "office": office,
            "first_day": NINE.date(),
            "last_day": NINE.date(),
            "per_consultant": 7,
            "seed": "seed",
            "counts": {},
            "drawn_by": "ktos",
            "drawn_at": NINE,
        }
    )
    for name, state in ASSESSMENTS_OF_AN_OFFICE.items():
        of_whom = {"assessor": "ktos"} if name == "other" else {}
        one, call = f"{name}-{office}", f"call-{name}-{office}"
        rows[AssessmentRow].append(one_row(one, f"k{office}-1", call, NINE, state, f"sample-{office}", **of_whom))
        if state != "assigned":
            given_at = None if state == "draft" else NINE
            rows[AssessmentSheetRow].append(sheet_row(one, call, office, NINE, given_at=given_at))
