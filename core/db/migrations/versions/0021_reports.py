# ruff: noqa: S608 - put together of names that stand in core.db.tables.report_tables, never of what anybody has given
"""Reports: what each call adds to the figures, sums by quarter of an hour and by day, and views for other tools

Calls of before come in by themselves: whoever writes these tables begins with the first fact.
"""

from alembic import op

revision = "0021"
down_revision = "0020"

_COUNTERS = """
calls callback_calls path_queue path_self_service path_closed path_outside path_callback path_message path_menu
path_refused path_failed path_open repeat_known repeat_calls self_service_calls verification_calls verified_card
verified_code verification_failed verification_locked verification_unavailable contact90_self contact90_agent
visits_avoided visits_avoided_placed visits_avoided_metres outside_calls outside_talk_ms entries
offered offered_again answered answered_elsewhere abandoned abandoned_short called_back nobody_there too_long full
emergency failed dropped waiting answered_wait_ms abandoned_wait_ms paid_waits paid_wait_ms estimates_told
estimates_checked estimates_held estimates_error_ms
callbacks_ordered callbacks_kept callbacks_failed callbacks_withdrawn callbacks_replaced callbacks_open
callback_trials
talks talk_ms hold_ms wrap_up_ms transfers talks_consented talks_refused talks_not_asked talks_recorded
talks_consented_unrecorded talks_withdrawn
offers offers_accepted offers_missed drops
survey_asked survey_answers survey_points survey_solved_asked survey_solved
"""
_AGENT_COUNTERS = """
agent_calls agent_talk_ms agent_hold_ms agent_wrap_up_ms agent_transfers agent_offers agent_missed
agent_ready_ms agent_handled_ms state_paused_ms state_available_ms state_reserved_ms state_ringing_ms
state_talking_ms state_hold_ms state_wrap_up_ms state_no_answer_ms state_unreachable_ms
"""


def _typed(names: str) -> str:
    large = ("_ms", "_metres")
    return ", ".join(f'"{name}" {"bigint" if name.endswith(large) else "integer"}' for name in names.split())


def _listed(names: str, table: str) -> str:
    return ", ".join(f'coalesce({table}."{name}", 0) AS "{name}"' for name in names.split())


_TABLES = f"""
CREATE TABLE report_key (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_report_key PRIMARY KEY,
    office text NOT NULL, topic text NOT NULL, number text NOT NULL, language text NOT NULL,
    scenario text NOT NULL, version integer NOT NULL,
    CONSTRAINT uq_report_key_office UNIQUE (office, topic, number, language, scenario, version));
CREATE TABLE report_counter (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_report_counter PRIMARY KEY,
    name text NOT NULL CONSTRAINT uq_report_counter_name UNIQUE);
CREATE TABLE report_call (
    started_at timestamptz NOT NULL, id text NOT NULL, ended_at timestamptz, direction text NOT NULL,
    number text NOT NULL, is_free boolean, scenario text, scenario_version integer, language text NOT NULL,
    topic text, office text, served_office text, path text NOT NULL, verification text NOT NULL,
    self_service text NOT NULL, closed_hours boolean NOT NULL, is_repeat boolean, contact90 integer NOT NULL,
    visits_avoided integer NOT NULL, callbacks integer NOT NULL, rating integer, outside_calls integer NOT NULL,
    entries jsonb, last_slot timestamptz NOT NULL, keys integer[] NOT NULL, counted integer[] NOT NULL,
    agents text[] NOT NULL, adds bytea NOT NULL,
    CONSTRAINT pk_report_call PRIMARY KEY (started_at, id)) PARTITION BY RANGE (started_at);
CREATE INDEX ix_report_call_id ON report_call (id);
CREATE TABLE report_passage (
    started_at timestamptz NOT NULL, call_id text NOT NULL, place smallint NOT NULL, office text NOT NULL,
    topic text, kind text NOT NULL, entered_at timestamptz NOT NULL, left_at timestamptz, reason text NOT NULL,
    wait_time double precision NOT NULL, served_office text, overflowed_to text[] NOT NULL,
    estimated_low_time double precision, estimated_high_time double precision,
    estimate_error_time double precision,
    CONSTRAINT pk_report_passage PRIMARY KEY (started_at, call_id, place)) PARTITION BY RANGE (started_at);
CREATE TABLE report_offer (
    started_at timestamptz NOT NULL, call_id text NOT NULL, place smallint NOT NULL, agent text NOT NULL,
    office text, made_at timestamptz NOT NULL, ended_at timestamptz, outcome text,
    ring_time double precision NOT NULL,
    CONSTRAINT pk_report_offer PRIMARY KEY (started_at, call_id, place)) PARTITION BY RANGE (started_at);
CREATE TABLE report_conversation (
    started_at timestamptz NOT NULL, call_id text NOT NULL, place smallint NOT NULL, agent text NOT NULL,
    office text, topic text, begun_at timestamptz NOT NULL, ended_at timestamptz,
    talk_time double precision NOT NULL, hold_time double precision NOT NULL, wrap_up_time double precision,
    is_recorded boolean NOT NULL, consent boolean, is_transfer boolean NOT NULL, handed_to text,
    CONSTRAINT pk_report_conversation PRIMARY KEY (started_at, call_id, place)) PARTITION BY RANGE (started_at);
CREATE TABLE report_quarter (
    quarter timestamptz NOT NULL, key integer NOT NULL, {_typed(_COUNTERS)}, families jsonb,
    CONSTRAINT pk_report_quarter PRIMARY KEY (quarter, key)) PARTITION BY RANGE (quarter);
CREATE TABLE report_day (
    day date NOT NULL, key integer NOT NULL, {_typed(_COUNTERS)}, families jsonb,
    CONSTRAINT pk_report_day PRIMARY KEY (day, key)) WITH (fillfactor = 80);
CREATE TABLE report_wait (
    day date NOT NULL, key integer NOT NULL, family text NOT NULL, step integer NOT NULL, count integer NOT NULL,
    CONSTRAINT pk_report_wait PRIMARY KEY (day, key, family, step));
CREATE TABLE report_agent_quarter (
    quarter timestamptz NOT NULL, agent text NOT NULL, office text NOT NULL, {_typed(_AGENT_COUNTERS)},
    CONSTRAINT pk_report_agent_quarter PRIMARY KEY (quarter, agent, office)) PARTITION BY RANGE (quarter);
CREATE TABLE report_agent_day (
    day date NOT NULL, agent text NOT NULL, office text NOT NULL, {_typed(_AGENT_COUNTERS)},
    CONSTRAINT pk_report_agent_day PRIMARY KEY (day, agent, office)) WITH (fillfactor = 80);
CREATE TABLE report_due (
    number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_report_due PRIMARY KEY, call_id text NOT NULL);
CREATE TABLE report_progress (
    id integer NOT NULL CONSTRAINT pk_report_progress PRIMARY KEY, event_number bigint NOT NULL,
    complete_until timestamptz, agents_until timestamptz, kept_from timestamptz, checked_at timestamptz,
    differences integer);
INSERT INTO report_progress (id, event_number) VALUES (1, 0);
CREATE SCHEMA report_parts;
"""

_PLUS = """
CREATE FUNCTION report_plus(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN b IS NULL THEN a WHEN a IS NULL THEN b ELSE (
        SELECT jsonb_object_agg(name, count) FROM (
            SELECT key AS name, sum(value::bigint) AS count
            FROM (SELECT * FROM jsonb_each_text(a) UNION ALL SELECT * FROM jsonb_each_text(b)) AS both_of_them
            GROUP BY key HAVING sum(value::bigint) <> 0) AS summed) END
$$;
COMMENT ON FUNCTION report_plus IS 'Adds up the families of two rows of a summary; what comes to 0 goes.';
"""

# A consultant's entry is saved while it is typed, and stands in no fact. One that is erased or has expired takes
# nothing away from the figures.
_ENTRIES = """
CREATE FUNCTION report_entry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_due (call_id) VALUES (NEW.call_id);
    RETURN NULL;
END $$;
CREATE TRIGGER report_entry_made AFTER INSERT ON contact
    FOR EACH ROW WHEN (NEW.call_id IS NOT NULL AND NEW.account IS NOT NULL)
    EXECUTE FUNCTION report_entry_changed();
CREATE TRIGGER report_entry_changed AFTER UPDATE OF outcome, topic, is_ninety_day ON contact
    FOR EACH ROW WHEN (NEW.call_id IS NOT NULL AND NEW.account IS NOT NULL AND
        (OLD.outcome, OLD.topic, OLD.is_ninety_day) IS DISTINCT FROM (NEW.outcome, NEW.topic, NEW.is_ninety_day))
    EXECUTE FUNCTION report_entry_changed();
"""

_VIEWS = f"""
CREATE VIEW v_report_calls AS SELECT id AS call_id, started_at, ended_at, direction, number, is_free, scenario,
    scenario_version, language, topic, office, served_office, path, verification, self_service, closed_hours,
    is_repeat, contact90, visits_avoided, callbacks, rating, outside_calls FROM report_call;
CREATE VIEW v_report_passages AS SELECT * FROM report_passage;
CREATE VIEW v_report_offers AS SELECT * FROM report_offer;
CREATE VIEW v_report_conversations AS SELECT * FROM report_conversation;
CREATE VIEW v_report_quarters AS SELECT q.quarter, k.office, k.topic, k.number, k.language, k.scenario, k.version,
    {_listed(_COUNTERS, "q")}, coalesce(q.families, '{{}}') AS families
    FROM report_quarter q JOIN report_key k ON k.id = q.key;
CREATE VIEW v_report_days AS SELECT d.day, k.office, k.topic, k.number, k.language, k.scenario, k.version,
    {_listed(_COUNTERS, "d")}, coalesce(d.families, '{{}}') AS families
    FROM report_day d JOIN report_key k ON k.id = d.key;
CREATE VIEW v_report_waits AS SELECT w.day, k.office, k.topic, k.number, k.language, k.scenario, k.version,
    w.family, w.step, w.count FROM report_wait w JOIN report_key k ON k.id = w.key WHERE w.count <> 0;
CREATE VIEW v_report_agents AS SELECT a.quarter, a.agent, a.office, {_listed(_AGENT_COUNTERS, "a")}
    FROM report_agent_quarter a;
CREATE VIEW v_report_progress AS SELECT complete_until, checked_at, differences FROM report_progress;
"""
_VIEW_NAMES = ("calls", "passages", "offers", "conversations", "quarters", "days", "waits", "agents", "progress")


def upgrade() -> None:
    for script in (_TABLES, _VIEWS):
        for statement in script.split(";\n"):
            if statement.strip():
                op.execute(statement)
    op.execute(_PLUS.partition("COMMENT")[0])
    op.execute("COMMENT" + _PLUS.partition("COMMENT")[2])
    function, *triggers = _ENTRIES.split("CREATE TRIGGER")
    op.execute(function)
    for trigger in triggers:
        op.execute(f"CREATE TRIGGER{trigger}")
    op.create_index("ix_call_caller", "call", ["caller_number", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_call_caller", "call")
    op.execute("DROP TRIGGER report_entry_made ON contact")
    op.execute("DROP TRIGGER report_entry_changed ON contact")
    op.execute("DROP FUNCTION report_entry_changed")
    for view in _VIEW_NAMES:
        op.execute(f"DROP VIEW v_report_{view}")
    for table in (
        "call",
        "passage",
        "offer",
        "conversation",
        "quarter",
        "day",
        "wait",
        "agent_quarter",
        "agent_day",
    ):
        op.execute(f"DROP TABLE report_{table}")
    for table in ("due", "progress", "key", "counter"):
        op.execute(f"DROP TABLE report_{table}")
    op.execute("DROP FUNCTION report_plus")
    op.execute("DROP SCHEMA report_parts CASCADE")
