"""What stands where, as far as import-linter's contracts in pyproject.toml do not say it.

A new module is pure by default: one that does input or output is named below, so that nobody forgets to.
"""

import tomllib
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

OUTSIDE = ("asyncio", "anyio", "sqlalchemy", "fastapi", "asyncpg", "picows", "httpx")
"""A module that imports none of these, nor a module of ours that does, is pure."""

IMPURE: dict[str, set[str]] = {
    "acd": {
        *(
            "agent",
            "agent_leg",
            "callback_hours",
            "callback_store",
            "callbacks",
            "desk_watch",
            "explanation",
            "hiring_store",
            "live_state",
            "matchmaker",
            "offers",
            "revocation_store",
        ),
        *("pause_reason_store", "places", "policy_store", "queue_announcements", "store"),
        *("team", "timers", "waiting", "whisper"),
    },
    "agi_scripts": {
        *("__main__", "agi_channel", "alone", "asterisk_commands", "certificate_upkeep"),
        *("fallback_path", "fast_agi", "features", "heartbeat", "members"),
        *("module_reload", "plan_file", "recollection", "telephone_upkeep"),
    },
    "assessments": {"form_store", "sample_store", "sheet_store", "summary_store"},
    "api.accounts": {
        *("credential_store", "directory", "directory_log_in", "directory_store", "event_store", "guard_store"),
        *("pairing_store", "report_key_store"),
        *("hashing", "log_in", "made_up_store", "session_store", "store"),
    },
    "api.live": {"board_figures", "desks", "hub", "sessions", "waiting_acts", "watch"},
    "api.sip": {"asterisk_line", "carrier", "connections"},
    "ari_app.calls": {
        *("answers_ahead", "callback_call", "callback_dialogue", "came_back_call", "conversation"),
        *("desk_commands", "feature_call"),
        "listening_in",
        *("earlier_place", "holds", "inbound_call", "queue_prompts", "resumed_call", "services", "talk", "talks"),
        "transfer",
    },
    "ari_app.telephony": {
        *(
            "bridges",
            "channels",
            "exchange",
            "greeting_prefetch",
            "line",
            "live_recordings",
            "overhearing",
            "playbacks",
            "ringing",
        ),
        *("silence", "talk_recordings", "telephones"),
    },
    "clients": {
        *("access_review_store", "access_store", "assignment_store", "card_store", "client_data", "contact_store"),
        *("look_ceiling_store", "look_store", "own_call_store", "statistics_store", "store"),
    },
    "clients.card_letter": {"letter_store"},
    "clients.erasure": {
        "carrying_out_store",
        "erasing_store",
        "list_store",
        "run",
        "standing_store",
        "subject_store",
    },
    "clients.export_person": {"export_store"},
    "clients.requests": {"desk_store", "hold_store", "readmission_store", "request_store"},
    "clients.contacts": {"correction_store", "entry_store", "history_store", "open_matter_store"},
    "clients.exporting": {"batch_store", "run"},
    "clients.importing": {
        *("asking_store", "merging", "offer_merge_store", "person_merge_store", "record_merge_store", "run"),
        *("erased_persons_store", "run_store", "set_store", "shrinkage_store", "staging_store"),
    },
    "clients.persons": {"desk_look_store", "groups_store", "person_store"},
    "clients.population": {"population_store"},
    "core": {
        *(
            "ami",
            "blocks",
            "bus",
            "call",
            "chain_store",
            "clock",
            "event_log",
            "flag",
            "four_eyes_store",
            "job_queue_store",
            "keeper",
            "later",
            "live_feed",
            "off_call_worker",
            "presence",
            "proof_check",
            "proof_store",
            "retention_rule_store",
            "retention_run_store",
            "racing",
            "relay",
        ),
        *("personal_key_store", "telephony", "tls", "topic_store"),
    },
    "dialplan": {"generate"},
    "ivr": {
        *("branch_store", "dialogue", "emergency_announcement", "emergency_message"),
        *("emergency_message_store", "interpreter", "kinds", "office_store", "visit"),
    },
    "ivr.hours": {"store"},
    "ivr.identity": {"code_store", "counting", "one_time_code", "store", "verification"},
    "ivr.outside": {"contacts", "sms_store", "survey_store", "transfer_store", "web_service"},
    "ivr.prompts": {"cache", "change_store", "list_store", "sound_times", "store", "upkeep", "voice"},
    "ivr.publishing": {
        *("draft_store", "number_store", "publishing_context", "scenario_context", "timetable_store"),
        *("variant_store", "version_store"),
    },
    "jobs": {"__main__", "job_queue", "old_facts", "proof", "recording_proof", "report_figures", "work"},
    "jobs.retention": {"due_store", "run"},
    "knowledge": {"public_answers", "seed_store", "store"},
    "knowledge.articles": {"article_store", "list_store", "published_store"},
    "knowledge.contact_directory": {"directory_store"},
    "knowledge.for_desk": {"desk_article_store"},
    "knowledge.proposals": {"proposal_store"},
    "knowledge.rates": {"rate_store"},
    "knowledge.search": {"fair_store", "index_store", "searching", "shown_store", "unanswered_store"},
    "recordings": {
        *("alarm_list_store", "conversation_recording", "destroying", "list_store", "listening_store"),
        *("message_store", "reconciling_store", "recorder", "rule_store", "space", "store", "talk_recorder"),
        *("verifying", "verifying_store", "withdrawal_store"),
    },
    "recordings.vault": {
        *("file_store", "key_ring", "key_store", "object_store", "packing", "packing_store", "reader", "s3_store"),
        *("destroying_store", "removing", "stores"),
    },
    "reports": {
        *(
            "audit_store",
            "board_store",
            "breathing",
            "desk_store",
            "fact_store",
            "figure_facts_store",
            "figure_store",
            "figure_writing_store",
        ),
        *("figure_check_store", "figures_projection", "partition_store", "store"),
        *("label_store", "report_run", "target_store", "view_store"),
    },
}
"""The modules of each folder that are not pure. What stands in a folder inside it is not meant.

`core.metrics`, `ivr.expressions`, `ivr.graph` and `ivr.speech` are pure as a whole: a contract in pyproject.toml.
"""

MOST_MODULES = {"ivr": 16, "ari_app": 8}
"""At the top of a package that has rooms: what is more belongs into one of them."""

NO_PRODUCT = ("softphone", "tests", "bench", "chaos")


@lru_cache
def imports() -> grimp.ImportGraph:
    roots = PYPROJECT["tool"]["importlinter"]["root_packages"]
    return grimp.build_graph(roots[0], *roots[1:], include_external_packages=True, cache_dir=None)


def modules_in(folder: str) -> set[str]:
    """The modules of a folder, without folders inside it."""
    path = ROOT.joinpath(*folder.split("."))
    return {file.stem for file in path.glob("*.py") if file.stem != "__init__"}


def packages_of_the_wheel() -> set[str]:
    """As setuptools finds them: every folder with an `__init__.py` whose dotted name matches."""
    patterns = PYPROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    folders = (file.parent.relative_to(ROOT) for file in ROOT.glob("[!.]*/**/__init__.py"))
    names = {".".join(folder.parts) for folder in folders}
    return {name for name in names if any(fnmatch(name, pattern) for pattern in patterns)}


def test_only_stores_and_the_plumbing_of_the_database_import_sqlalchemy() -> None:
    plumbing = ("core.db.", "core.event_log", "core.relay", "ops.")
    strangers = {
        module
        for module in imports().find_modules_that_directly_import("sqlalchemy")
        if not module.rpartition(".")[2].endswith("store") and not module.startswith(plumbing)
    }
    assert strangers == set(), "Hand the SQL to a store; else see core.db.engine and core.db.errors"


@pytest.mark.parametrize("folder", IMPURE)
def test_modules_are_pure_unless_they_are_named_as_impure(folder: str) -> None:
    reached: set[str] = set()
    for outside in OUTSIDE:
        if outside in imports().modules:
            reached |= imports().find_downstream_modules(outside)
    impure = {module for module in modules_in(folder) if f"{folder}.{module}" in reached}
    assert impure == IMPURE[folder], "Split the policy from its input and output, or mend the list above"


@pytest.mark.parametrize("package", MOST_MODULES)
def test_a_package_with_rooms_has_few_modules_at_its_top(package: str) -> None:
    assert len(modules_in(package)) <= MOST_MODULES[package]


PROCESSES = ("agi_scripts", "agi_scripts.watchdog", "api", "ari_app", "jobs")


def test_only_entries_of_processes_load_without_looking_for_garbage() -> None:
    importers = imports().find_modules_that_directly_import("core.loading")
    assert importers == {f"{process}.__main__" for process in PROCESSES}


def test_the_wheel_holds_no_tests_benches_or_their_tools() -> None:
    packages = packages_of_the_wheel()
    assert {"core", "ivr.graph", "ari_app.calls", "ops"} <= packages
    assert [name for name in packages if name.split(".")[0] in NO_PRODUCT] == []
    product = imports().modules - {m for m in imports().modules if m.split(".")[0] in NO_PRODUCT}
    assert [m for m in product if imports().find_modules_directly_imported_by(m) & set(NO_PRODUCT)] == []


def test_every_package_of_the_product_is_in_the_wheel_and_under_contract() -> None:
    found = {file.parent.name for file in ROOT.glob("[!.]*/__init__.py")}
    wheel = {name for name in packages_of_the_wheel() if "." not in name}
    assert wheel == found - set(NO_PRODUCT)
    assert wheel <= set(PYPROJECT["tool"]["importlinter"]["root_packages"])
