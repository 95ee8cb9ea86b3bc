"""The tables, by subject. One brings all: a foreign key needs the table that it names.

Times are UTC with time zone, durations seconds as float. Columns that hold personal data carry `info=PERSONAL`:
retention, export and erasure find them by that mark. Those marked `SECRET` hold hashes and locked secrets; neither
kind gets into the audit log. What is about the staff carries `STAFF`. A column that looks personal and is not says
why: `not_personal`.
"""

from core.db.base import Base as Base
from core.db.tables import assessment_tables as assessment_tables
from core.db.tables import client_tables as client_tables
from core.db.tables import contact_tables as contact_tables
from core.db.tables import exchange_tables as exchange_tables
from core.db.tables import four_eyes_tables as four_eyes_tables
from core.db.tables import knowledge_tables as knowledge_tables
from core.db.tables import person_tables as person_tables
from core.db.tables import personal_key_tables as personal_key_tables
from core.db.tables import proof_tables as proof_tables
from core.db.tables import recording_tables as recording_tables
from core.db.tables import report_tables as report_tables
from core.db.tables import report_view_tables as report_view_tables
from core.db.tables import request_tables as request_tables
from core.db.tables import retention_tables as retention_tables
from core.db.tables import search_tables as search_tables
from core.db.tables import staff_tables as staff_tables
from core.db.tables import work_tables as work_tables
from core.db.tables.centre import call_tables as call_tables
from core.db.tables.centre import office_tables as office_tables
from core.db.tables.centre import process_tables as process_tables
from core.db.tables.centre import prompt_tables as prompt_tables
from core.db.tables.centre import scenario_tables as scenario_tables
from core.db.tables.centre import verification_tables as verification_tables
from core.db.tables.market import candidate_tables as candidate_tables
from core.db.tables.market import contact_request_tables as contact_request_tables
from core.db.tables.market import employer_tables as employer_tables
from core.db.tables.market import intake_tables as intake_tables
from core.db.tables.market import matching_tables as matching_tables
from core.db.tables.market import offer_tables as offer_tables
from core.db.tables.market import place_tables as place_tables
from core.db.tables.market import profile_tables as profile_tables
from core.db.tables.market import saved_search_tables as saved_search_tables
from core.db.tables.market import system_tables as system_tables
from core.db.tables.market import training_tables as training_tables
from core.db.tables.messages import consent_tables as consent_tables
from core.db.tables.messages import matter_tables as matter_tables
from core.db.tables.messages import outbox_tables as outbox_tables
from core.db.tables.messages import template_tables as template_tables
