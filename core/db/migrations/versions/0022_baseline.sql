-- What the migrations up to 0022 had come to, as pg_dump writes it, with the rows that ship. Never changed: what comes later is a migration.

SET check_function_bodies = false;

CREATE SCHEMA jobs;

CREATE SCHEMA report_parts;

CREATE TYPE jobs.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

CREATE FUNCTION jobs.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            's724_jobs',
            json_build_object(
                'channel', 's724_jobs',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$;

CREATE FUNCTION public.audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    who text := current_setting('s724.account', true);
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    whole jsonb := coalesce(new_row, old_row);
    before jsonb;
    after jsonb;
    one text;
BEGIN
    IF who IS NULL OR who = '' OR old_row = new_row THEN
        RETURN NULL;
    END IF;
    FOREACH one IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
        IF TG_OP = 'UPDATE' AND old_row ->> one IS DISTINCT FROM new_row ->> one THEN
            new_row := jsonb_set(new_row, ARRAY[one], '"changed"');
        ELSE
            new_row := new_row - one;
        END IF;
        old_row := old_row - one;
    END LOOP;
    FOREACH one IN ARRAY string_to_array(TG_ARGV[2], ',') LOOP
        old_row := jsonb_set(old_row, ARRAY[one], to_jsonb('md5:' || md5(old_row ->> one)), false);
        new_row := jsonb_set(new_row, ARRAY[one], to_jsonb('md5:' || md5(new_row ->> one)), false);
    END LOOP;
    before := old_row;
    after := new_row;
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}') INTO before
            FROM jsonb_each(old_row) b WHERE b.value IS DISTINCT FROM new_row -> b.key;
        SELECT coalesce(jsonb_object_agg(a.key, a.value), '{}') INTO after
            FROM jsonb_each(new_row) a WHERE a.value IS DISTINCT FROM old_row -> a.key;
    END IF;
    INSERT INTO audit_log (at, account, operation, action, subject, subject_id, office, before, after)
    VALUES (
        coalesce(nullif(current_setting('s724.at', true), '')::timestamptz, now()),
        who,
        coalesce(current_setting('s724.operation', true), ''),
        lower(TG_OP),
        TG_TABLE_NAME,
        coalesce(
            (SELECT string_agg(whole ->> key, ':') FROM unnest(string_to_array(TG_ARGV[0], ',')) AS key), ''
        ),
        CASE TG_ARGV[3]
            WHEN 'client_id' THEN (SELECT client.office FROM client WHERE client.id = whole ->> 'client_id')
            ELSE whole ->> TG_ARGV[3]
        END,
        before,
        after
    );
    RETURN NULL;
END $$;

CREATE FUNCTION public.chained_log_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('s724.expiring', true) = TG_TABLE_NAME THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the % is not changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.folded_name(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower((translate(name, 'ĄĆĘŁŃÓŚŹŻąćęłńóśźżÁÀÂÄÃÅÇČĎÉÈÊËĚÍÎÏÑŇÔÖÕŐŘŠŤÚÛÜŮŰÝŽáàâäãåçčďéèêëěíîïñňôöõőřšťúûüůűýž'::text, 'acelnoszzacelnoszzaaaaaaccdeeeeeiiinnoooorstuuuuuyzaaaaaaccdeeeeeiiinnoooorstuuuuuyz'::text) COLLATE "C"));

CREATE FUNCTION public.log_block_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('s724.expiring', true) = OLD.log
        AND OLD.expired_at IS NULL AND NEW.expired_at IS NOT NULL AND NEW.leaves IS NULL
        AND to_jsonb(NEW) - '{expired_at,leaves}'::text[] = to_jsonb(OLD) - '{expired_at,leaves}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'blocks are not changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is a history and is not changed', TG_TABLE_NAME USING ERRCODE = '23514'; END $$;

CREATE FUNCTION public.report_entry_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO report_due (call_id) VALUES (NEW.call_id);
    RETURN NULL;
END $$;

CREATE FUNCTION public.report_plus(a jsonb, b jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN b IS NULL THEN a WHEN a IS NULL THEN b ELSE (
        SELECT jsonb_object_agg(name, count) FROM (
            SELECT key AS name, sum(value::bigint) AS count
            FROM (SELECT * FROM jsonb_each_text(a) UNION ALL SELECT * FROM jsonb_each_text(b)) AS both_of_them
            GROUP BY key HAVING sum(value::bigint) <> 0) AS summed) END
$$;

COMMENT ON FUNCTION public.report_plus(a jsonb, b jsonb) IS 'Adds up the families of two rows of a summary; what comes to 0 goes.';

CREATE FUNCTION public.request_step_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.note IS NULL THEN
        OLD.note := NULL;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'steps of requests are never changed';
END $$;

CREATE FUNCTION public.search_is_due() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    INSERT INTO search_due (kind, source_id) VALUES (TG_ARGV[0], changed ->> TG_ARGV[1]);
    PERFORM pg_notify('s724_news', 'search');
    RETURN NULL;
END $$;

CREATE FUNCTION public.security_event_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('s724.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'this log is not changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.staff_log_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '2 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'this log is not changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TABLE jobs.pgqueuer (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint
);

CREATE SEQUENCE jobs.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE jobs.pgqueuer_id_seq OWNED BY jobs.pgqueuer.id;

CREATE TABLE jobs.pgqueuer_log (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

ALTER TABLE jobs.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME jobs.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE jobs.pgqueuer_schedules (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status jobs.pgqueuer_status DEFAULT 'queued'::jobs.pgqueuer_status
);

CREATE SEQUENCE jobs.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE jobs.pgqueuer_schedules_id_seq OWNED BY jobs.pgqueuer_schedules.id;

CREATE TABLE jobs.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

CREATE SEQUENCE jobs.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE jobs.pgqueuer_statistics_id_seq OWNED BY jobs.pgqueuer_statistics.id;

CREATE TABLE public.access_log (
    id text NOT NULL,
    at timestamp with time zone NOT NULL,
    who_kind text NOT NULL,
    who text NOT NULL,
    client_id text,
    office text,
    topic text NOT NULL,
    purpose text NOT NULL,
    outcome text NOT NULL,
    call_id text,
    field_groups text[],
    reason text,
    number bigint NOT NULL
);

ALTER TABLE public.access_log ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.access_log_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.access_reason (
    access_id text NOT NULL,
    salt bytea NOT NULL,
    reason text NOT NULL
);

CREATE TABLE public.account (
    username text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    password_hash text NOT NULL,
    code_hash text,
    code_expires_at timestamp with time zone,
    totp_secret bytea,
    totp_pending bytea,
    totp_last_step integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deactivated_at timestamp with time zone,
    directory text
);

CREATE TABLE public.account_office (
    username text NOT NULL,
    office text NOT NULL
);

CREATE TABLE public.agent (
    id text NOT NULL,
    display_name text NOT NULL,
    office text NOT NULL,
    sip_digest text,
    contact text,
    deactivated_at timestamp with time zone
);

CREATE TABLE public.agent_queue (
    agent text NOT NULL,
    office text NOT NULL
);

CREATE TABLE public.agent_skill (
    agent text NOT NULL,
    topic text NOT NULL,
    level integer NOT NULL
);

CREATE TABLE public.agent_state (
    agent text NOT NULL,
    state text NOT NULL,
    since timestamp with time zone NOT NULL,
    pause_reason text,
    call_id text
);

CREATE TABLE public.article (
    id text NOT NULL,
    topic text NOT NULL,
    place integer NOT NULL,
    office text,
    owner text NOT NULL,
    audiences text[] NOT NULL,
    version integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text
);

CREATE TABLE public.article_version (
    id text NOT NULL,
    article_id text NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    topic text,
    place integer,
    audiences text[],
    texts jsonb NOT NULL,
    is_pointer boolean NOT NULL,
    legal_basis text NOT NULL,
    legal_status_on date,
    valid_from date NOT NULL,
    valid_until date,
    review_by date NOT NULL,
    source text NOT NULL,
    source_certainty text NOT NULL,
    source_holds_until date,
    written_at timestamp with time zone NOT NULL,
    written_by text,
    writers text[] DEFAULT '{}'::text[] NOT NULL,
    sent_back_for text,
    published_at timestamp with time zone,
    checked_by text,
    ended_at timestamp with time zone,
    ended_by text,
    withdrawn_for text,
    CONSTRAINT article_version_four_eyes CHECK ((checked_by <> ALL (writers))),
    CONSTRAINT article_version_state CHECK ((state = ANY (ARRAY['draft'::text, 'review'::text, 'published'::text, 'withdrawn'::text, 'replaced'::text])))
);

CREATE TABLE public.assessment (
    id text NOT NULL,
    sample_id text CONSTRAINT assessment_sample_id_not_null1 NOT NULL,
    office text NOT NULL,
    agent text NOT NULL,
    call_id text NOT NULL,
    recording_id text,
    basis text NOT NULL,
    topic text,
    talked_on date NOT NULL,
    assessor text NOT NULL,
    form_id text CONSTRAINT assessment_form_id_not_null1 NOT NULL,
    form jsonb NOT NULL,
    state text NOT NULL,
    assigned_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    set_aside_for text,
    version integer NOT NULL,
    CONSTRAINT assessment_basis CHECK ((basis = ANY (ARRAY['recording'::text, 'timeline'::text]))),
    CONSTRAINT assessment_not_ones_own CHECK ((assessor <> agent)),
    CONSTRAINT assessment_state CHECK ((state = ANY (ARRAY['assigned'::text, 'draft'::text, 'given'::text, 'answered'::text, 'closed'::text, 'set_aside'::text])))
);

CREATE TABLE public.assessment_form (
    id text NOT NULL,
    office text,
    topic text,
    version integer NOT NULL,
    title text NOT NULL,
    criteria jsonb,
    valid_from date NOT NULL,
    valid_to date,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.assessment_sample (
    id text NOT NULL,
    office text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    per_consultant integer NOT NULL,
    seed text NOT NULL,
    counts jsonb NOT NULL,
    drawn_by text NOT NULL,
    drawn_at timestamp with time zone NOT NULL
);

CREATE TABLE public.assessment_sheet (
    assessment_id text NOT NULL,
    number integer NOT NULL,
    office text NOT NULL,
    call_id text NOT NULL,
    scores jsonb NOT NULL,
    notes jsonb NOT NULL,
    remark text NOT NULL,
    corrected_for text NOT NULL,
    result double precision,
    by text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    given_at timestamp with time zone,
    answer_kind text,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT assessment_sheet_answer CHECK ((answer_kind = ANY (ARRAY['acknowledged'::text, 'disputed'::text])))
);

CREATE TABLE public.attempt_guard (
    subject text NOT NULL,
    card text,
    failures_in_row integer NOT NULL,
    failures_in_day integer NOT NULL,
    day_started_at timestamp with time zone NOT NULL,
    locks integer NOT NULL,
    locked_until timestamp with time zone,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.audit_log (
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    account text NOT NULL,
    operation text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    subject_id text NOT NULL,
    office text,
    before jsonb,
    after jsonb
);

ALTER TABLE public.audit_log ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_log_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.benefit (
    client_id text NOT NULL,
    place integer NOT NULL,
    kind text NOT NULL,
    from_on date,
    to_on date,
    days_left integer,
    grosze integer
);

CREATE TABLE public.benefit_payment (
    id text NOT NULL,
    client_id text NOT NULL,
    kind text NOT NULL,
    month date NOT NULL,
    pay_on date NOT NULL,
    grosze integer NOT NULL
);

CREATE TABLE public.branch (
    id text NOT NULL,
    office text NOT NULL,
    name text NOT NULL,
    town text NOT NULL,
    postal_code text NOT NULL,
    address text NOT NULL,
    telephone text NOT NULL,
    deactivated_at timestamp with time zone,
    email text,
    page text,
    certainty text,
    checked_on date
);

CREATE TABLE public.call (
    id text NOT NULL,
    dialled_number text NOT NULL,
    caller_number text NOT NULL,
    is_free boolean,
    scenario text,
    scenario_version integer,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_reason text,
    duration_time double precision,
    client_id text,
    verification_level integer DEFAULT 0 NOT NULL,
    office text,
    queue text,
    queued_at timestamp with time zone,
    queue_left_reason text,
    wait_time double precision,
    agent text,
    connected_at timestamp with time zone,
    talk_time double precision,
    is_recording_allowed boolean DEFAULT false NOT NULL,
    direction text DEFAULT 'inbound'::text NOT NULL,
    callback_id text,
    origin_call_id text,
    topic text,
    resumed_time double precision,
    answered_by_office text,
    is_own_office boolean,
    overflow_reason text,
    hold_time double precision,
    estimated_low_time double precision,
    estimated_high_time double precision,
    estimate_error_time double precision
);

CREATE TABLE public.callback (
    id text NOT NULL,
    call_id text NOT NULL,
    office text NOT NULL,
    topic text,
    callback_number text NOT NULL,
    client_id text,
    ordered_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    last_outcome text,
    last_tried_at timestamp with time zone,
    ended_at timestamp with time zone,
    language text DEFAULT 'pl'::text NOT NULL,
    not_before timestamp with time zone
);

CREATE TABLE public.card (
    number text NOT NULL,
    client_id text NOT NULL,
    pin_hash text,
    state text DEFAULT 'active'::text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    issued_by text NOT NULL,
    letter_printed_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by text,
    replaced_by text
);

CREATE TABLE public.client (
    id text NOT NULL,
    office text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    sms_number text,
    ext_id text,
    pesel_hash text,
    sex text,
    citizenship text,
    phone text,
    email text,
    gmina text,
    postal_code text,
    street text,
    house text,
    pesel_box bytea,
    birth_date date,
    language text DEFAULT 'pl'::text NOT NULL,
    is_rural boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    seen_seq bigint DEFAULT '0'::bigint NOT NULL,
    gone_at timestamp with time zone,
    restricted_at timestamp with time zone
);

CREATE TABLE public.client_occupation (
    client_id text NOT NULL,
    occupation text NOT NULL
);

CREATE TABLE public.consent (
    client_id text NOT NULL,
    purpose text NOT NULL,
    channel text NOT NULL,
    is_given boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    source text NOT NULL
);

CREATE TABLE public.contact (
    id text NOT NULL,
    client_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    channel text NOT NULL,
    direction text DEFAULT 'in'::text NOT NULL,
    call_id text,
    account text,
    topic text,
    outcome text,
    note text,
    summary text DEFAULT ''::text NOT NULL,
    is_ninety_day boolean DEFAULT false NOT NULL,
    evidence text,
    version integer DEFAULT 1 NOT NULL,
    exported_in text,
    CONSTRAINT ninety_day_has_evidence CHECK (((NOT is_ninety_day) OR (evidence IS NOT NULL)))
);

CREATE TABLE public.contact_confirmation (
    id text NOT NULL,
    client_id text NOT NULL,
    contact_on date NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    call_id text NOT NULL,
    verification_level integer NOT NULL,
    prompt text NOT NULL,
    question text NOT NULL,
    question_sha256 text NOT NULL,
    key text NOT NULL,
    due_on date NOT NULL,
    next_due_on date NOT NULL,
    exported_in text
);

CREATE TABLE public.correction_proposal (
    id text NOT NULL,
    client_id text NOT NULL,
    field text NOT NULL,
    old_value text,
    new_value text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    account text NOT NULL,
    call_id text,
    state text DEFAULT 'open'::text NOT NULL,
    decided_at timestamp with time zone,
    decided_by text,
    exported_in text
);

CREATE TABLE public.decision (
    client_id text NOT NULL,
    number text NOT NULL,
    decided_on date NOT NULL,
    kind text NOT NULL
);

CREATE TABLE public.dialled_number (
    number text NOT NULL,
    scenario text NOT NULL,
    is_free boolean NOT NULL,
    description text NOT NULL,
    office text,
    deactivated_at timestamp with time zone
);

CREATE TABLE public.emergency_message (
    id text NOT NULL,
    office text,
    prompt text,
    text text,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    switched_on_by text NOT NULL,
    switched_off_at timestamp with time zone,
    switched_off_by text
);

CREATE TABLE public.employer (
    id text NOT NULL,
    office text NOT NULL,
    ext_id text,
    name text NOT NULL,
    nip text,
    town text,
    phone text,
    email text
);

CREATE TABLE public.employment_period (
    client_id text NOT NULL,
    place integer NOT NULL,
    employer_name text,
    "position" text,
    occupation text,
    from_on date,
    to_on date,
    basis text
);

CREATE TABLE public.erasure (
    id text NOT NULL,
    request_id text,
    office text,
    at timestamp with time zone NOT NULL,
    hashes text[] NOT NULL,
    kept jsonb DEFAULT '{}'::jsonb NOT NULL,
    remains jsonb DEFAULT '[]'::jsonb NOT NULL,
    finished_at timestamp with time zone,
    wiped_at timestamp with time zone
);

CREATE TABLE public.erasure_readmission (
    id text NOT NULL,
    office text NOT NULL,
    key_hash text NOT NULL,
    at timestamp with time zone NOT NULL,
    account text,
    reason text
);

CREATE TABLE public.event (
    number bigint NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    at timestamp with time zone NOT NULL,
    call_id text,
    agent text,
    data jsonb NOT NULL,
    key_number bigint
);

ALTER TABLE public.event ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.export_batch (
    id text NOT NULL,
    office text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    rows integer NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    signature text NOT NULL,
    confirmed_at timestamp with time zone
);

CREATE TABLE public.fact_sealing (
    id integer NOT NULL,
    sealed_through bigint NOT NULL
);

CREATE SEQUENCE public.fact_sealing_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.fact_sealing_id_seq OWNED BY public.fact_sealing.id;

CREATE TABLE public.fair (
    id text NOT NULL,
    office text,
    title text NOT NULL,
    town text NOT NULL,
    place text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    source text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text,
    version integer NOT NULL
);

CREATE TABLE public.import_reject (
    run_id text NOT NULL,
    place integer NOT NULL,
    file text NOT NULL,
    line integer,
    column_name text,
    code text NOT NULL,
    reason_pl text NOT NULL
);

CREATE TABLE public.import_repair (
    run_id text NOT NULL,
    file text NOT NULL,
    line integer NOT NULL,
    column_name text NOT NULL,
    kind text NOT NULL
);

CREATE TABLE public.import_run (
    id text NOT NULL,
    office text NOT NULL,
    kind text NOT NULL,
    extract_at timestamp with time zone,
    first_seq bigint,
    last_seq bigint,
    source text NOT NULL,
    manifest_sha256 text,
    state text DEFAULT 'waiting'::text NOT NULL,
    progress double precision DEFAULT '0'::double precision NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    repairs integer DEFAULT 0 NOT NULL,
    error_pl text,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    asked_by text NOT NULL,
    confirmed_by text
);

CREATE TABLE public.knowledge_proposal (
    id text NOT NULL,
    kind text NOT NULL,
    article_id text,
    words text NOT NULL,
    office text NOT NULL,
    call_id text,
    proposed_by text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    answer text,
    version integer NOT NULL,
    CONSTRAINT knowledge_proposal_kind CHECK ((kind = ANY (ARRAY['correction'::text, 'question'::text]))),
    CONSTRAINT knowledge_proposal_state CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text])))
);

CREATE TABLE public.known_device (
    token_hash text NOT NULL,
    username text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.legal_hold (
    id text NOT NULL,
    office text NOT NULL,
    client_id text,
    call_id text,
    categories text[],
    reason text,
    basis text NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    until date,
    ended_by text,
    ended_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT of_one_thing CHECK (((client_id IS NULL) OR (call_id IS NULL)))
);

CREATE TABLE public.log_block (
    log text NOT NULL,
    number bigint NOT NULL,
    form integer NOT NULL,
    first_row bigint NOT NULL,
    last_row bigint NOT NULL,
    rows integer NOT NULL,
    newest_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    content bytea NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    leaves bytea,
    expired_at timestamp with time zone
);

CREATE TABLE public.login_guard (
    subject text NOT NULL,
    failures integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    delayed_until timestamp with time zone
);

CREATE TABLE public.offer (
    id text NOT NULL,
    office text NOT NULL,
    occupation text NOT NULL,
    "position" text NOT NULL,
    town text NOT NULL,
    pay_from integer,
    pay_to integer,
    contract text NOT NULL,
    valid_from date NOT NULL,
    valid_until date NOT NULL,
    employer_id text
);

CREATE TABLE public.office (
    code text NOT NULL,
    name text NOT NULL,
    seat text NOT NULL,
    locative text NOT NULL,
    area_code text NOT NULL,
    postal_code text NOT NULL,
    address text,
    is_province boolean NOT NULL,
    genitive text NOT NULL,
    deactivated_at timestamp with time zone,
    telephone text,
    email text,
    page text,
    certainty text,
    checked_on date
);

CREATE TABLE public.opening_exception (
    id text NOT NULL,
    office text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    settings jsonb NOT NULL,
    replaces text,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    removed_by text,
    removed_at timestamp with time zone
);

CREATE TABLE public.opening_plan (
    id text NOT NULL,
    office text NOT NULL,
    purpose text NOT NULL,
    week jsonb NOT NULL,
    evening_pool text,
    valid_from date NOT NULL,
    valid_to date,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.participation (
    client_id text NOT NULL,
    place integer NOT NULL,
    kind text NOT NULL,
    title text,
    from_on date,
    to_on date
);

CREATE TABLE public.pause_reason (
    id text NOT NULL,
    title text NOT NULL,
    dial_code text,
    place integer NOT NULL,
    deactivated_at timestamp with time zone
);

CREATE TABLE public.person_request (
    id text NOT NULL,
    office text NOT NULL,
    client_id text,
    kind text NOT NULL,
    state text DEFAULT 'received'::text NOT NULL,
    reference text,
    received_on date NOT NULL,
    due_on date NOT NULL,
    received_at timestamp with time zone NOT NULL,
    received_by text NOT NULL,
    approved_by text,
    closed_at timestamp with time zone,
    outcome_pl text,
    waits_for text,
    kept jsonb,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE public.person_request_step (
    request_id text NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    account text NOT NULL,
    action text NOT NULL,
    note text
);

CREATE TABLE public.personal_key (
    subject text NOT NULL,
    number bigint NOT NULL,
    box bytea,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    forgotten_at timestamp with time zone
);

ALTER TABLE public.personal_key ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.personal_key_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.postal_prefix (
    prefix text NOT NULL,
    office text NOT NULL
);

CREATE TABLE public.prompt (
    id text NOT NULL,
    purpose text NOT NULL,
    owner text NOT NULL,
    placeholders jsonb NOT NULL
);

CREATE TABLE public.prompt_audio (
    id text NOT NULL,
    prompt text NOT NULL,
    language text NOT NULL,
    sha256 text NOT NULL,
    duration_time double precision NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.prompt_text (
    id text NOT NULL,
    prompt text NOT NULL,
    language text NOT NULL,
    text text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.pronunciation (
    language text NOT NULL,
    word text NOT NULL,
    spoken text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.qualification (
    client_id text NOT NULL,
    place integer NOT NULL,
    kind text NOT NULL,
    occupation text,
    name text,
    level text,
    years integer
);

CREATE TABLE public.queue_policy (
    id text NOT NULL,
    office text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    settings jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.rate (
    code text NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    amount numeric(12,2) NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    source_certainty text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text,
    CONSTRAINT rate_amount CHECK ((amount >= (0)::numeric))
);

CREATE TABLE public.recording (
    id text NOT NULL,
    call_id text NOT NULL,
    file text NOT NULL,
    state text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    duration_time double precision,
    agent text,
    office text,
    topic text,
    mode text,
    fault text,
    gone_at timestamp with time zone,
    gone_by text,
    gone_why text
);

CREATE TABLE public.recording_alarm (
    id text NOT NULL,
    kind text NOT NULL,
    recording_id text,
    call_id text,
    office text,
    object text,
    seconds double precision,
    found_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closed_by text
);

CREATE TABLE public.recording_consent (
    id text NOT NULL,
    call_id text NOT NULL,
    recording_id text,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    is_given boolean NOT NULL,
    key text,
    prompt text NOT NULL,
    text_sha256 text NOT NULL,
    language text NOT NULL,
    by text
);

CREATE TABLE public.recording_file (
    recording_id text NOT NULL,
    store text NOT NULL,
    object text NOT NULL,
    size bigint NOT NULL,
    clear_size bigint NOT NULL,
    sha256 bytea NOT NULL,
    codec text NOT NULL,
    chunk_size integer NOT NULL,
    seconds double precision NOT NULL,
    channels integer NOT NULL,
    waveform bytea NOT NULL,
    stored_at timestamp with time zone NOT NULL
);

CREATE TABLE public.recording_key (
    recording_id text NOT NULL,
    installation_key text NOT NULL,
    wrapped bytea,
    made_at timestamp with time zone NOT NULL,
    destroyed_at timestamp with time zone
);

CREATE TABLE public.recording_listening (
    id text NOT NULL,
    recording_id text NOT NULL,
    account text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL
);

CREATE TABLE public.recording_log (
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    recording_id text NOT NULL,
    what text NOT NULL,
    store text,
    object text,
    size bigint,
    sha256 bytea,
    seconds double precision,
    by text NOT NULL,
    why text NOT NULL
);

ALTER TABLE public.recording_log ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.recording_log_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recording_mark (
    recording_id text NOT NULL,
    number integer NOT NULL,
    why text NOT NULL,
    from_time double precision NOT NULL,
    to_time double precision
);

CREATE TABLE public.recording_rule (
    id text NOT NULL,
    office text,
    topic text,
    mode text,
    basis text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT recording_rule_basis CHECK (((mode <> 'statutory'::text) OR (basis <> ''::text))),
    CONSTRAINT recording_rule_mode CHECK ((mode = ANY (ARRAY['off'::text, 'opt_in'::text, 'on_demand'::text, 'statutory'::text])))
);

CREATE TABLE public.referral (
    client_id text NOT NULL,
    place integer NOT NULL,
    kind text NOT NULL,
    target_id text,
    title text,
    given_on date,
    outcome text
);

CREATE TABLE public.registration (
    client_id text NOT NULL,
    status text NOT NULL,
    since date NOT NULL,
    is_insured boolean NOT NULL,
    last_contact_on date,
    contact_interval integer DEFAULT 90 NOT NULL,
    reason_code text,
    adviser text,
    first_time boolean DEFAULT false NOT NULL,
    is_long_term boolean DEFAULT false NOT NULL,
    insured_from date,
    plan_from date,
    contact_due date
);

CREATE TABLE public.registration_period (
    client_id text NOT NULL,
    from_on date NOT NULL,
    to_on date,
    status text NOT NULL,
    reason_code text
);

CREATE TABLE public.report_access_key (
    id text NOT NULL,
    name text NOT NULL,
    token_hash text NOT NULL,
    maker text NOT NULL,
    office text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone
);

CREATE TABLE public.report_agent_day (
    day date NOT NULL,
    agent text NOT NULL,
    office text NOT NULL,
    agent_calls integer,
    agent_talk_ms bigint,
    agent_hold_ms bigint,
    agent_wrap_up_ms bigint,
    agent_transfers integer,
    agent_offers integer,
    agent_missed integer,
    agent_ready_ms bigint,
    agent_handled_ms bigint,
    state_paused_ms bigint,
    state_available_ms bigint,
    state_reserved_ms bigint,
    state_ringing_ms bigint,
    state_talking_ms bigint,
    state_hold_ms bigint,
    state_wrap_up_ms bigint,
    state_no_answer_ms bigint,
    state_unreachable_ms bigint
)
WITH (fillfactor='80');

CREATE TABLE public.report_agent_quarter (
    quarter timestamp with time zone NOT NULL,
    agent text NOT NULL,
    office text NOT NULL,
    agent_calls integer,
    agent_talk_ms bigint,
    agent_hold_ms bigint,
    agent_wrap_up_ms bigint,
    agent_transfers integer,
    agent_offers integer,
    agent_missed integer,
    agent_ready_ms bigint,
    agent_handled_ms bigint,
    state_paused_ms bigint,
    state_available_ms bigint,
    state_reserved_ms bigint,
    state_ringing_ms bigint,
    state_talking_ms bigint,
    state_hold_ms bigint,
    state_wrap_up_ms bigint,
    state_no_answer_ms bigint,
    state_unreachable_ms bigint
)
PARTITION BY RANGE (quarter);

CREATE TABLE public.report_call (
    started_at timestamp with time zone NOT NULL,
    id text NOT NULL,
    ended_at timestamp with time zone,
    direction text NOT NULL,
    number text NOT NULL,
    is_free boolean,
    scenario text,
    scenario_version integer,
    language text NOT NULL,
    topic text,
    office text,
    served_office text,
    path text NOT NULL,
    verification text NOT NULL,
    self_service text NOT NULL,
    closed_hours boolean NOT NULL,
    is_repeat boolean,
    contact90 integer NOT NULL,
    visits_avoided integer NOT NULL,
    callbacks integer NOT NULL,
    rating integer,
    outside_calls integer NOT NULL,
    entries jsonb,
    last_slot timestamp with time zone NOT NULL,
    keys integer[] NOT NULL,
    counted integer[] NOT NULL,
    agents text[] NOT NULL,
    adds bytea NOT NULL
)
PARTITION BY RANGE (started_at);

CREATE TABLE public.report_conversation (
    started_at timestamp with time zone NOT NULL,
    call_id text NOT NULL,
    place smallint NOT NULL,
    agent text NOT NULL,
    office text,
    topic text,
    begun_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    talk_time double precision NOT NULL,
    hold_time double precision NOT NULL,
    wrap_up_time double precision,
    is_recorded boolean NOT NULL,
    consent boolean,
    is_transfer boolean NOT NULL,
    handed_to text
)
PARTITION BY RANGE (started_at);

CREATE TABLE public.report_counter (
    id integer NOT NULL,
    name text NOT NULL
);

ALTER TABLE public.report_counter ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.report_counter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.report_day (
    day date NOT NULL,
    key integer NOT NULL,
    calls integer,
    callback_calls integer,
    path_queue integer,
    path_self_service integer,
    path_closed integer,
    path_outside integer,
    path_callback integer,
    path_message integer,
    path_menu integer,
    path_refused integer,
    path_failed integer,
    path_open integer,
    repeat_known integer,
    repeat_calls integer,
    self_service_calls integer,
    verification_calls integer,
    verified_card integer,
    verified_code integer,
    verification_failed integer,
    verification_locked integer,
    verification_unavailable integer,
    contact90_self integer,
    contact90_agent integer,
    visits_avoided integer,
    visits_avoided_placed integer,
    visits_avoided_metres bigint,
    outside_calls integer,
    outside_talk_ms bigint,
    entries integer,
    offered integer,
    offered_again integer,
    answered integer,
    answered_elsewhere integer,
    abandoned integer,
    abandoned_short integer,
    called_back integer,
    nobody_there integer,
    too_long integer,
    "full" integer,
    emergency integer,
    failed integer,
    dropped integer,
    waiting integer,
    answered_wait_ms bigint,
    abandoned_wait_ms bigint,
    paid_waits integer,
    paid_wait_ms bigint,
    estimates_told integer,
    estimates_checked integer,
    estimates_held integer,
    estimates_error_ms bigint,
    callbacks_ordered integer,
    callbacks_kept integer,
    callbacks_failed integer,
    callbacks_withdrawn integer,
    callbacks_replaced integer,
    callbacks_open integer,
    callback_trials integer,
    talks integer,
    talk_ms bigint,
    hold_ms bigint,
    wrap_up_ms bigint,
    transfers integer,
    talks_consented integer,
    talks_refused integer,
    talks_not_asked integer,
    talks_recorded integer,
    talks_consented_unrecorded integer,
    talks_withdrawn integer,
    offers integer,
    offers_accepted integer,
    offers_missed integer,
    drops integer,
    survey_asked integer,
    survey_answers integer,
    survey_points integer,
    survey_solved_asked integer,
    survey_solved integer,
    families jsonb
)
WITH (fillfactor='80');

CREATE TABLE public.report_due (
    number bigint NOT NULL,
    call_id text NOT NULL
);

ALTER TABLE public.report_due ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.report_due_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.report_key (
    id integer NOT NULL,
    office text NOT NULL,
    topic text NOT NULL,
    number text NOT NULL,
    language text NOT NULL,
    scenario text NOT NULL,
    version integer NOT NULL
);

ALTER TABLE public.report_key ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.report_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.report_offer (
    started_at timestamp with time zone NOT NULL,
    call_id text NOT NULL,
    place smallint NOT NULL,
    agent text NOT NULL,
    office text,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    outcome text,
    ring_time double precision NOT NULL
)
PARTITION BY RANGE (started_at);

CREATE TABLE public.report_passage (
    started_at timestamp with time zone NOT NULL,
    call_id text NOT NULL,
    place smallint NOT NULL,
    office text NOT NULL,
    topic text,
    kind text NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    reason text NOT NULL,
    wait_time double precision NOT NULL,
    served_office text,
    overflowed_to text[] NOT NULL,
    estimated_low_time double precision,
    estimated_high_time double precision,
    estimate_error_time double precision
)
PARTITION BY RANGE (started_at);

CREATE TABLE public.report_progress (
    id integer NOT NULL,
    event_number bigint NOT NULL,
    complete_until timestamp with time zone,
    agents_until timestamp with time zone,
    kept_from timestamp with time zone,
    checked_at timestamp with time zone,
    differences integer
);

CREATE TABLE public.report_quarter (
    quarter timestamp with time zone NOT NULL,
    key integer NOT NULL,
    calls integer,
    callback_calls integer,
    path_queue integer,
    path_self_service integer,
    path_closed integer,
    path_outside integer,
    path_callback integer,
    path_message integer,
    path_menu integer,
    path_refused integer,
    path_failed integer,
    path_open integer,
    repeat_known integer,
    repeat_calls integer,
    self_service_calls integer,
    verification_calls integer,
    verified_card integer,
    verified_code integer,
    verification_failed integer,
    verification_locked integer,
    verification_unavailable integer,
    contact90_self integer,
    contact90_agent integer,
    visits_avoided integer,
    visits_avoided_placed integer,
    visits_avoided_metres bigint,
    outside_calls integer,
    outside_talk_ms bigint,
    entries integer,
    offered integer,
    offered_again integer,
    answered integer,
    answered_elsewhere integer,
    abandoned integer,
    abandoned_short integer,
    called_back integer,
    nobody_there integer,
    too_long integer,
    "full" integer,
    emergency integer,
    failed integer,
    dropped integer,
    waiting integer,
    answered_wait_ms bigint,
    abandoned_wait_ms bigint,
    paid_waits integer,
    paid_wait_ms bigint,
    estimates_told integer,
    estimates_checked integer,
    estimates_held integer,
    estimates_error_ms bigint,
    callbacks_ordered integer,
    callbacks_kept integer,
    callbacks_failed integer,
    callbacks_withdrawn integer,
    callbacks_replaced integer,
    callbacks_open integer,
    callback_trials integer,
    talks integer,
    talk_ms bigint,
    hold_ms bigint,
    wrap_up_ms bigint,
    transfers integer,
    talks_consented integer,
    talks_refused integer,
    talks_not_asked integer,
    talks_recorded integer,
    talks_consented_unrecorded integer,
    talks_withdrawn integer,
    offers integer,
    offers_accepted integer,
    offers_missed integer,
    drops integer,
    survey_asked integer,
    survey_answers integer,
    survey_points integer,
    survey_solved_asked integer,
    survey_solved integer,
    families jsonb
)
PARTITION BY RANGE (quarter);

CREATE TABLE public.report_target (
    id text NOT NULL,
    metric text NOT NULL,
    office text,
    value double precision,
    valid_from date NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.report_view (
    id text NOT NULL,
    name text NOT NULL,
    report text NOT NULL,
    question jsonb NOT NULL,
    period text,
    is_shared boolean NOT NULL,
    owner text NOT NULL,
    office text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.report_wait (
    day date NOT NULL,
    key integer NOT NULL,
    family text NOT NULL,
    step integer NOT NULL,
    count integer NOT NULL
);

CREATE TABLE public.retention_rule (
    id text NOT NULL,
    kind text NOT NULL,
    office text,
    days integer,
    valid_from date NOT NULL,
    valid_to date,
    basis text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT retention_rule_days CHECK ((days > 0)),
    CONSTRAINT retention_rule_logs CHECK (((kind <> ALL (ARRAY['access_log'::text, 'audit_log'::text, 'security_event'::text, 'recording_log'::text])) OR (days >= 731))),
    CONSTRAINT retention_rule_recording CHECK (((kind <> 'recording'::text) OR (days <= 90)))
);

CREATE TABLE public.retention_run (
    id text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    began_at timestamp with time zone,
    ended_at timestamp with time zone,
    day date NOT NULL,
    is_dry boolean NOT NULL,
    state text NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    pending jsonb DEFAULT '[]'::jsonb NOT NULL
);

CREATE TABLE public.scenario (
    name text NOT NULL,
    version integer NOT NULL,
    graph jsonb NOT NULL,
    published_at timestamp with time zone NOT NULL,
    cases jsonb DEFAULT '[]'::jsonb NOT NULL,
    published_by text DEFAULT 'system'::text NOT NULL,
    approved_by text,
    reason text DEFAULT ''::text NOT NULL,
    restores integer,
    cancelled_at timestamp with time zone
);

CREATE TABLE public.scenario_draft (
    id text NOT NULL,
    name text NOT NULL,
    graph jsonb NOT NULL,
    cases jsonb NOT NULL,
    revision integer NOT NULL,
    state text NOT NULL,
    based_on integer,
    authors jsonb NOT NULL,
    approved_by text,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE public.scenario_step (
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    scenario text NOT NULL,
    action text NOT NULL,
    account text NOT NULL,
    draft text,
    revision integer,
    version integer,
    reason text NOT NULL
);

ALTER TABLE public.scenario_step ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.scenario_step_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scenario_variant (
    id text NOT NULL,
    number text,
    office text,
    scenario text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    priority integer NOT NULL,
    reason text NOT NULL,
    created_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_by text,
    ended_at timestamp with time zone
);

CREATE TABLE public.search_document (
    key text NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    source_id text NOT NULL,
    language text NOT NULL,
    office text,
    scope text,
    audiences text[] NOT NULL,
    title text NOT NULL,
    questions text[] NOT NULL,
    short text NOT NULL,
    body text NOT NULL,
    version text NOT NULL,
    until date,
    terms bytea NOT NULL,
    impacts bytea NOT NULL,
    passages bytea NOT NULL,
    is_gone boolean NOT NULL
);

CREATE TABLE public.search_due (
    number bigint NOT NULL,
    kind text NOT NULL,
    source_id text NOT NULL
);

ALTER TABLE public.search_due ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.search_due_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.search_term (
    number integer NOT NULL,
    language text NOT NULL,
    lemma text NOT NULL,
    forms text[] NOT NULL
);

CREATE TABLE public.security_event (
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    account text,
    office text,
    address text,
    outcome text NOT NULL
);

ALTER TABLE public.security_event ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.security_event_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.session (
    token_hash text NOT NULL,
    id text NOT NULL,
    username text NOT NULL,
    kind text NOT NULL,
    address text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sms_order (
    id text NOT NULL,
    call_id text,
    office text,
    sms_number text NOT NULL,
    template text NOT NULL,
    sms_values jsonb NOT NULL,
    secret bytea,
    segments integer NOT NULL,
    state text NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone
);

CREATE TABLE public.survey_answer (
    call_id text NOT NULL,
    node text NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    about text NOT NULL,
    rating integer NOT NULL,
    is_solved boolean,
    agent text,
    office text
);

CREATE TABLE public.topic (
    id text NOT NULL,
    title text NOT NULL,
    whispered text NOT NULL,
    place integer NOT NULL,
    deactivated_at timestamp with time zone
);

CREATE TABLE public.training (
    id text NOT NULL,
    office text,
    occupation text,
    title text NOT NULL,
    town text NOT NULL,
    hours integer NOT NULL,
    starts_on date NOT NULL,
    sign_up_until date NOT NULL
);

CREATE TABLE public.transfer_target (
    id text NOT NULL,
    name text NOT NULL,
    number text NOT NULL,
    lines jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.unanswered_search (
    id text NOT NULL,
    language text NOT NULL,
    words text NOT NULL,
    count integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    article_id text,
    closed_at timestamp with time zone,
    closed_by text
);

CREATE VIEW public.v_report_agents AS
 SELECT quarter,
    agent,
    office,
    COALESCE(agent_calls, 0) AS agent_calls,
    COALESCE(agent_talk_ms, (0)::bigint) AS agent_talk_ms,
    COALESCE(agent_hold_ms, (0)::bigint) AS agent_hold_ms,
    COALESCE(agent_wrap_up_ms, (0)::bigint) AS agent_wrap_up_ms,
    COALESCE(agent_transfers, 0) AS agent_transfers,
    COALESCE(agent_offers, 0) AS agent_offers,
    COALESCE(agent_missed, 0) AS agent_missed,
    COALESCE(agent_ready_ms, (0)::bigint) AS agent_ready_ms,
    COALESCE(agent_handled_ms, (0)::bigint) AS agent_handled_ms,
    COALESCE(state_paused_ms, (0)::bigint) AS state_paused_ms,
    COALESCE(state_available_ms, (0)::bigint) AS state_available_ms,
    COALESCE(state_reserved_ms, (0)::bigint) AS state_reserved_ms,
    COALESCE(state_ringing_ms, (0)::bigint) AS state_ringing_ms,
    COALESCE(state_talking_ms, (0)::bigint) AS state_talking_ms,
    COALESCE(state_hold_ms, (0)::bigint) AS state_hold_ms,
    COALESCE(state_wrap_up_ms, (0)::bigint) AS state_wrap_up_ms,
    COALESCE(state_no_answer_ms, (0)::bigint) AS state_no_answer_ms,
    COALESCE(state_unreachable_ms, (0)::bigint) AS state_unreachable_ms
   FROM public.report_agent_quarter a;

CREATE VIEW public.v_report_calls AS
 SELECT id AS call_id,
    started_at,
    ended_at,
    direction,
    number,
    is_free,
    scenario,
    scenario_version,
    language,
    topic,
    office,
    served_office,
    path,
    verification,
    self_service,
    closed_hours,
    is_repeat,
    contact90,
    visits_avoided,
    callbacks,
    rating,
    outside_calls
   FROM public.report_call;

CREATE VIEW public.v_report_conversations AS
 SELECT started_at,
    call_id,
    place,
    agent,
    office,
    topic,
    begun_at,
    ended_at,
    talk_time,
    hold_time,
    wrap_up_time,
    is_recorded,
    consent,
    is_transfer,
    handed_to
   FROM public.report_conversation;

CREATE VIEW public.v_report_days AS
 SELECT d.day,
    k.office,
    k.topic,
    k.number,
    k.language,
    k.scenario,
    k.version,
    COALESCE(d.calls, 0) AS calls,
    COALESCE(d.callback_calls, 0) AS callback_calls,
    COALESCE(d.path_queue, 0) AS path_queue,
    COALESCE(d.path_self_service, 0) AS path_self_service,
    COALESCE(d.path_closed, 0) AS path_closed,
    COALESCE(d.path_outside, 0) AS path_outside,
    COALESCE(d.path_callback, 0) AS path_callback,
    COALESCE(d.path_message, 0) AS path_message,
    COALESCE(d.path_menu, 0) AS path_menu,
    COALESCE(d.path_refused, 0) AS path_refused,
    COALESCE(d.path_failed, 0) AS path_failed,
    COALESCE(d.path_open, 0) AS path_open,
    COALESCE(d.repeat_known, 0) AS repeat_known,
    COALESCE(d.repeat_calls, 0) AS repeat_calls,
    COALESCE(d.self_service_calls, 0) AS self_service_calls,
    COALESCE(d.verification_calls, 0) AS verification_calls,
    COALESCE(d.verified_card, 0) AS verified_card,
    COALESCE(d.verified_code, 0) AS verified_code,
    COALESCE(d.verification_failed, 0) AS verification_failed,
    COALESCE(d.verification_locked, 0) AS verification_locked,
    COALESCE(d.verification_unavailable, 0) AS verification_unavailable,
    COALESCE(d.contact90_self, 0) AS contact90_self,
    COALESCE(d.contact90_agent, 0) AS contact90_agent,
    COALESCE(d.visits_avoided, 0) AS visits_avoided,
    COALESCE(d.visits_avoided_placed, 0) AS visits_avoided_placed,
    COALESCE(d.visits_avoided_metres, (0)::bigint) AS visits_avoided_metres,
    COALESCE(d.outside_calls, 0) AS outside_calls,
    COALESCE(d.outside_talk_ms, (0)::bigint) AS outside_talk_ms,
    COALESCE(d.entries, 0) AS entries,
    COALESCE(d.offered, 0) AS offered,
    COALESCE(d.offered_again, 0) AS offered_again,
    COALESCE(d.answered, 0) AS answered,
    COALESCE(d.answered_elsewhere, 0) AS answered_elsewhere,
    COALESCE(d.abandoned, 0) AS abandoned,
    COALESCE(d.abandoned_short, 0) AS abandoned_short,
    COALESCE(d.called_back, 0) AS called_back,
    COALESCE(d.nobody_there, 0) AS nobody_there,
    COALESCE(d.too_long, 0) AS too_long,
    COALESCE(d."full", 0) AS "full",
    COALESCE(d.emergency, 0) AS emergency,
    COALESCE(d.failed, 0) AS failed,
    COALESCE(d.dropped, 0) AS dropped,
    COALESCE(d.waiting, 0) AS waiting,
    COALESCE(d.answered_wait_ms, (0)::bigint) AS answered_wait_ms,
    COALESCE(d.abandoned_wait_ms, (0)::bigint) AS abandoned_wait_ms,
    COALESCE(d.paid_waits, 0) AS paid_waits,
    COALESCE(d.paid_wait_ms, (0)::bigint) AS paid_wait_ms,
    COALESCE(d.estimates_told, 0) AS estimates_told,
    COALESCE(d.estimates_checked, 0) AS estimates_checked,
    COALESCE(d.estimates_held, 0) AS estimates_held,
    COALESCE(d.estimates_error_ms, (0)::bigint) AS estimates_error_ms,
    COALESCE(d.callbacks_ordered, 0) AS callbacks_ordered,
    COALESCE(d.callbacks_kept, 0) AS callbacks_kept,
    COALESCE(d.callbacks_failed, 0) AS callbacks_failed,
    COALESCE(d.callbacks_withdrawn, 0) AS callbacks_withdrawn,
    COALESCE(d.callbacks_replaced, 0) AS callbacks_replaced,
    COALESCE(d.callbacks_open, 0) AS callbacks_open,
    COALESCE(d.callback_trials, 0) AS callback_trials,
    COALESCE(d.talks, 0) AS talks,
    COALESCE(d.talk_ms, (0)::bigint) AS talk_ms,
    COALESCE(d.hold_ms, (0)::bigint) AS hold_ms,
    COALESCE(d.wrap_up_ms, (0)::bigint) AS wrap_up_ms,
    COALESCE(d.transfers, 0) AS transfers,
    COALESCE(d.talks_consented, 0) AS talks_consented,
    COALESCE(d.talks_refused, 0) AS talks_refused,
    COALESCE(d.talks_not_asked, 0) AS talks_not_asked,
    COALESCE(d.talks_recorded, 0) AS talks_recorded,
    COALESCE(d.talks_consented_unrecorded, 0) AS talks_consented_unrecorded,
    COALESCE(d.talks_withdrawn, 0) AS talks_withdrawn,
    COALESCE(d.offers, 0) AS offers,
    COALESCE(d.offers_accepted, 0) AS offers_accepted,
    COALESCE(d.offers_missed, 0) AS offers_missed,
    COALESCE(d.drops, 0) AS drops,
    COALESCE(d.survey_asked, 0) AS survey_asked,
    COALESCE(d.survey_answers, 0) AS survey_answers,
    COALESCE(d.survey_points, 0) AS survey_points,
    COALESCE(d.survey_solved_asked, 0) AS survey_solved_asked,
    COALESCE(d.survey_solved, 0) AS survey_solved,
    COALESCE(d.families, '{}'::jsonb) AS families
   FROM (public.report_day d
     JOIN public.report_key k ON ((k.id = d.key)));

CREATE VIEW public.v_report_offers AS
 SELECT started_at,
    call_id,
    place,
    agent,
    office,
    made_at,
    ended_at,
    outcome,
    ring_time
   FROM public.report_offer;

CREATE VIEW public.v_report_passages AS
 SELECT started_at,
    call_id,
    place,
    office,
    topic,
    kind,
    entered_at,
    left_at,
    reason,
    wait_time,
    served_office,
    overflowed_to,
    estimated_low_time,
    estimated_high_time,
    estimate_error_time
   FROM public.report_passage;

CREATE VIEW public.v_report_progress AS
 SELECT complete_until,
    checked_at,
    differences
   FROM public.report_progress;

CREATE VIEW public.v_report_quarters AS
 SELECT q.quarter,
    k.office,
    k.topic,
    k.number,
    k.language,
    k.scenario,
    k.version,
    COALESCE(q.calls, 0) AS calls,
    COALESCE(q.callback_calls, 0) AS callback_calls,
    COALESCE(q.path_queue, 0) AS path_queue,
    COALESCE(q.path_self_service, 0) AS path_self_service,
    COALESCE(q.path_closed, 0) AS path_closed,
    COALESCE(q.path_outside, 0) AS path_outside,
    COALESCE(q.path_callback, 0) AS path_callback,
    COALESCE(q.path_message, 0) AS path_message,
    COALESCE(q.path_menu, 0) AS path_menu,
    COALESCE(q.path_refused, 0) AS path_refused,
    COALESCE(q.path_failed, 0) AS path_failed,
    COALESCE(q.path_open, 0) AS path_open,
    COALESCE(q.repeat_known, 0) AS repeat_known,
    COALESCE(q.repeat_calls, 0) AS repeat_calls,
    COALESCE(q.self_service_calls, 0) AS self_service_calls,
    COALESCE(q.verification_calls, 0) AS verification_calls,
    COALESCE(q.verified_card, 0) AS verified_card,
    COALESCE(q.verified_code, 0) AS verified_code,
    COALESCE(q.verification_failed, 0) AS verification_failed,
    COALESCE(q.verification_locked, 0) AS verification_locked,
    COALESCE(q.verification_unavailable, 0) AS verification_unavailable,
    COALESCE(q.contact90_self, 0) AS contact90_self,
    COALESCE(q.contact90_agent, 0) AS contact90_agent,
    COALESCE(q.visits_avoided, 0) AS visits_avoided,
    COALESCE(q.visits_avoided_placed, 0) AS visits_avoided_placed,
    COALESCE(q.visits_avoided_metres, (0)::bigint) AS visits_avoided_metres,
    COALESCE(q.outside_calls, 0) AS outside_calls,
    COALESCE(q.outside_talk_ms, (0)::bigint) AS outside_talk_ms,
    COALESCE(q.entries, 0) AS entries,
    COALESCE(q.offered, 0) AS offered,
    COALESCE(q.offered_again, 0) AS offered_again,
    COALESCE(q.answered, 0) AS answered,
    COALESCE(q.answered_elsewhere, 0) AS answered_elsewhere,
    COALESCE(q.abandoned, 0) AS abandoned,
    COALESCE(q.abandoned_short, 0) AS abandoned_short,
    COALESCE(q.called_back, 0) AS called_back,
    COALESCE(q.nobody_there, 0) AS nobody_there,
    COALESCE(q.too_long, 0) AS too_long,
    COALESCE(q."full", 0) AS "full",
    COALESCE(q.emergency, 0) AS emergency,
    COALESCE(q.failed, 0) AS failed,
    COALESCE(q.dropped, 0) AS dropped,
    COALESCE(q.waiting, 0) AS waiting,
    COALESCE(q.answered_wait_ms, (0)::bigint) AS answered_wait_ms,
    COALESCE(q.abandoned_wait_ms, (0)::bigint) AS abandoned_wait_ms,
    COALESCE(q.paid_waits, 0) AS paid_waits,
    COALESCE(q.paid_wait_ms, (0)::bigint) AS paid_wait_ms,
    COALESCE(q.estimates_told, 0) AS estimates_told,
    COALESCE(q.estimates_checked, 0) AS estimates_checked,
    COALESCE(q.estimates_held, 0) AS estimates_held,
    COALESCE(q.estimates_error_ms, (0)::bigint) AS estimates_error_ms,
    COALESCE(q.callbacks_ordered, 0) AS callbacks_ordered,
    COALESCE(q.callbacks_kept, 0) AS callbacks_kept,
    COALESCE(q.callbacks_failed, 0) AS callbacks_failed,
    COALESCE(q.callbacks_withdrawn, 0) AS callbacks_withdrawn,
    COALESCE(q.callbacks_replaced, 0) AS callbacks_replaced,
    COALESCE(q.callbacks_open, 0) AS callbacks_open,
    COALESCE(q.callback_trials, 0) AS callback_trials,
    COALESCE(q.talks, 0) AS talks,
    COALESCE(q.talk_ms, (0)::bigint) AS talk_ms,
    COALESCE(q.hold_ms, (0)::bigint) AS hold_ms,
    COALESCE(q.wrap_up_ms, (0)::bigint) AS wrap_up_ms,
    COALESCE(q.transfers, 0) AS transfers,
    COALESCE(q.talks_consented, 0) AS talks_consented,
    COALESCE(q.talks_refused, 0) AS talks_refused,
    COALESCE(q.talks_not_asked, 0) AS talks_not_asked,
    COALESCE(q.talks_recorded, 0) AS talks_recorded,
    COALESCE(q.talks_consented_unrecorded, 0) AS talks_consented_unrecorded,
    COALESCE(q.talks_withdrawn, 0) AS talks_withdrawn,
    COALESCE(q.offers, 0) AS offers,
    COALESCE(q.offers_accepted, 0) AS offers_accepted,
    COALESCE(q.offers_missed, 0) AS offers_missed,
    COALESCE(q.drops, 0) AS drops,
    COALESCE(q.survey_asked, 0) AS survey_asked,
    COALESCE(q.survey_answers, 0) AS survey_answers,
    COALESCE(q.survey_points, 0) AS survey_points,
    COALESCE(q.survey_solved_asked, 0) AS survey_solved_asked,
    COALESCE(q.survey_solved, 0) AS survey_solved,
    COALESCE(q.families, '{}'::jsonb) AS families
   FROM (public.report_quarter q
     JOIN public.report_key k ON ((k.id = q.key)));

CREATE VIEW public.v_report_waits AS
 SELECT w.day,
    k.office,
    k.topic,
    k.number,
    k.language,
    k.scenario,
    k.version,
    w.family,
    w.step,
    w.count
   FROM (public.report_wait w
     JOIN public.report_key k ON ((k.id = w.key)))
  WHERE (w.count <> 0);

CREATE TABLE public.verification_run (
    id text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    is_intact boolean,
    result jsonb,
    subject text DEFAULT 'logs'::text NOT NULL
);

CREATE TABLE public.verified_number (
    card text NOT NULL,
    number text NOT NULL,
    last_at timestamp with time zone NOT NULL
);

CREATE TABLE public.visit (
    id text NOT NULL,
    client_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    room text NOT NULL,
    adviser text NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    ext_id text,
    purpose text
);

CREATE TABLE public.voice_message (
    id text NOT NULL,
    call_id text NOT NULL,
    office text NOT NULL,
    file text NOT NULL,
    state text NOT NULL,
    left_at timestamp with time zone NOT NULL,
    duration_time double precision,
    caller_number text NOT NULL,
    client_id text,
    changed_by text,
    changed_at timestamp with time zone
);

ALTER TABLE ONLY jobs.pgqueuer ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_id_seq'::regclass);

ALTER TABLE ONLY jobs.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_schedules_id_seq'::regclass);

ALTER TABLE ONLY jobs.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_statistics_id_seq'::regclass);

ALTER TABLE ONLY public.fact_sealing ALTER COLUMN id SET DEFAULT nextval('public.fact_sealing_id_seq'::regclass);

INSERT INTO public.fact_sealing VALUES (1, 0);

INSERT INTO public.recording_rule VALUES ('rule-province', NULL, NULL, 'opt_in', '', '2026-01-01', NULL, 'system', '2026-01-01 00:00:00+00');

INSERT INTO public.report_progress VALUES (1, 0, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.retention_rule VALUES ('rule-recording', 'recording', NULL, 30, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-voice_message', 'voice_message', NULL, 90, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-sms', 'sms', NULL, 90, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-callback', 'callback', NULL, 90, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-contact', 'contact', NULL, 1826, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-survey', 'survey', NULL, 731, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-verified_number', 'verified_number', NULL, 730, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-attempt_guard', 'attempt_guard', NULL, 2, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-security_event', 'security_event', NULL, 731, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-import_file', 'import_file', NULL, 7, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-export_file', 'export_file', NULL, 30, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-call_personal', 'call_personal', NULL, 365, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-client_gone', 'client_gone', NULL, 365, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-access_log', 'access_log', NULL, 731, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-audit_log', 'audit_log', NULL, 731, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-recording_log', 'recording_log', NULL, 731, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');
INSERT INTO public.retention_rule VALUES ('rule-assessment', 'assessment', NULL, 366, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00');

SELECT pg_catalog.setval('jobs.pgqueuer_id_seq', 1, false);

SELECT pg_catalog.setval('jobs.pgqueuer_log_id_seq', 1, false);

SELECT pg_catalog.setval('jobs.pgqueuer_schedules_id_seq', 1, false);

SELECT pg_catalog.setval('jobs.pgqueuer_statistics_id_seq', 1, false);

SELECT pg_catalog.setval('public.access_log_number_seq', 1, false);

SELECT pg_catalog.setval('public.audit_log_number_seq', 1, false);

SELECT pg_catalog.setval('public.event_number_seq', 1, false);

SELECT pg_catalog.setval('public.fact_sealing_id_seq', 1, false);

SELECT pg_catalog.setval('public.personal_key_number_seq', 1, false);

SELECT pg_catalog.setval('public.recording_log_number_seq', 1, false);

SELECT pg_catalog.setval('public.report_counter_id_seq', 1, false);

SELECT pg_catalog.setval('public.report_due_number_seq', 1, false);

SELECT pg_catalog.setval('public.report_key_id_seq', 1, false);

SELECT pg_catalog.setval('public.scenario_step_number_seq', 1, false);

SELECT pg_catalog.setval('public.search_due_number_seq', 1, false);

SELECT pg_catalog.setval('public.security_event_number_seq', 1, false);

ALTER TABLE ONLY jobs.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY jobs.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY jobs.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

ALTER TABLE ONLY jobs.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY jobs.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT pk_access_log PRIMARY KEY (id);

ALTER TABLE ONLY public.access_reason
    ADD CONSTRAINT pk_access_reason PRIMARY KEY (access_id);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT pk_account PRIMARY KEY (username);

ALTER TABLE ONLY public.account_office
    ADD CONSTRAINT pk_account_office PRIMARY KEY (username, office);

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT pk_agent PRIMARY KEY (id);

ALTER TABLE ONLY public.agent_queue
    ADD CONSTRAINT pk_agent_queue PRIMARY KEY (agent, office);

ALTER TABLE ONLY public.agent_skill
    ADD CONSTRAINT pk_agent_skill PRIMARY KEY (agent, topic);

ALTER TABLE ONLY public.agent_state
    ADD CONSTRAINT pk_agent_state PRIMARY KEY (agent);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT pk_article PRIMARY KEY (id);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT pk_article_version PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT pk_assessment PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_form
    ADD CONSTRAINT pk_assessment_form PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_sample
    ADD CONSTRAINT pk_assessment_sample PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_sheet
    ADD CONSTRAINT pk_assessment_sheet PRIMARY KEY (assessment_id, number);

ALTER TABLE ONLY public.attempt_guard
    ADD CONSTRAINT pk_attempt_guard PRIMARY KEY (subject);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT pk_audit_log PRIMARY KEY (number);

ALTER TABLE ONLY public.benefit
    ADD CONSTRAINT pk_benefit PRIMARY KEY (client_id, place);

ALTER TABLE ONLY public.benefit_payment
    ADD CONSTRAINT pk_benefit_payment PRIMARY KEY (id);

ALTER TABLE ONLY public.branch
    ADD CONSTRAINT pk_branch PRIMARY KEY (id);

ALTER TABLE ONLY public.call
    ADD CONSTRAINT pk_call PRIMARY KEY (id);

ALTER TABLE ONLY public.callback
    ADD CONSTRAINT pk_callback PRIMARY KEY (id);

ALTER TABLE ONLY public.card
    ADD CONSTRAINT pk_card PRIMARY KEY (number);

ALTER TABLE ONLY public.client
    ADD CONSTRAINT pk_client PRIMARY KEY (id);

ALTER TABLE ONLY public.client_occupation
    ADD CONSTRAINT pk_client_occupation PRIMARY KEY (client_id, occupation);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT pk_consent PRIMARY KEY (client_id, purpose, channel);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT pk_contact PRIMARY KEY (id);

ALTER TABLE ONLY public.contact_confirmation
    ADD CONSTRAINT pk_contact_confirmation PRIMARY KEY (id);

ALTER TABLE ONLY public.correction_proposal
    ADD CONSTRAINT pk_correction_proposal PRIMARY KEY (id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT pk_decision PRIMARY KEY (client_id, number);

ALTER TABLE ONLY public.dialled_number
    ADD CONSTRAINT pk_dialled_number PRIMARY KEY (number);

ALTER TABLE ONLY public.emergency_message
    ADD CONSTRAINT pk_emergency_message PRIMARY KEY (id);

ALTER TABLE ONLY public.employer
    ADD CONSTRAINT pk_employer PRIMARY KEY (id);

ALTER TABLE ONLY public.employment_period
    ADD CONSTRAINT pk_employment_period PRIMARY KEY (client_id, place);

ALTER TABLE ONLY public.erasure
    ADD CONSTRAINT pk_erasure PRIMARY KEY (id);

ALTER TABLE ONLY public.erasure_readmission
    ADD CONSTRAINT pk_erasure_readmission PRIMARY KEY (id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (number);

ALTER TABLE ONLY public.export_batch
    ADD CONSTRAINT pk_export_batch PRIMARY KEY (id);

ALTER TABLE ONLY public.fact_sealing
    ADD CONSTRAINT pk_fact_sealing PRIMARY KEY (id);

ALTER TABLE ONLY public.fair
    ADD CONSTRAINT pk_fair PRIMARY KEY (id);

ALTER TABLE ONLY public.import_reject
    ADD CONSTRAINT pk_import_reject PRIMARY KEY (run_id, place);

ALTER TABLE ONLY public.import_repair
    ADD CONSTRAINT pk_import_repair PRIMARY KEY (run_id, file, line, column_name, kind);

ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT pk_import_run PRIMARY KEY (id);

ALTER TABLE ONLY public.knowledge_proposal
    ADD CONSTRAINT pk_knowledge_proposal PRIMARY KEY (id);

ALTER TABLE ONLY public.known_device
    ADD CONSTRAINT pk_known_device PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.legal_hold
    ADD CONSTRAINT pk_legal_hold PRIMARY KEY (id);

ALTER TABLE ONLY public.log_block
    ADD CONSTRAINT pk_log_block PRIMARY KEY (log, number);

ALTER TABLE ONLY public.login_guard
    ADD CONSTRAINT pk_login_guard PRIMARY KEY (subject);

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT pk_offer PRIMARY KEY (id);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT pk_office PRIMARY KEY (code);

ALTER TABLE ONLY public.opening_exception
    ADD CONSTRAINT pk_opening_exception PRIMARY KEY (id);

ALTER TABLE ONLY public.opening_plan
    ADD CONSTRAINT pk_opening_plan PRIMARY KEY (id);

ALTER TABLE ONLY public.participation
    ADD CONSTRAINT pk_participation PRIMARY KEY (client_id, place);

ALTER TABLE ONLY public.pause_reason
    ADD CONSTRAINT pk_pause_reason PRIMARY KEY (id);

ALTER TABLE ONLY public.person_request
    ADD CONSTRAINT pk_person_request PRIMARY KEY (id);

ALTER TABLE ONLY public.person_request_step
    ADD CONSTRAINT pk_person_request_step PRIMARY KEY (request_id, number);

ALTER TABLE ONLY public.personal_key
    ADD CONSTRAINT pk_personal_key PRIMARY KEY (subject);

ALTER TABLE ONLY public.postal_prefix
    ADD CONSTRAINT pk_postal_prefix PRIMARY KEY (prefix);

ALTER TABLE ONLY public.prompt
    ADD CONSTRAINT pk_prompt PRIMARY KEY (id);

ALTER TABLE ONLY public.prompt_audio
    ADD CONSTRAINT pk_prompt_audio PRIMARY KEY (id);

ALTER TABLE ONLY public.prompt_text
    ADD CONSTRAINT pk_prompt_text PRIMARY KEY (id);

ALTER TABLE ONLY public.pronunciation
    ADD CONSTRAINT pk_pronunciation PRIMARY KEY (language, word);

ALTER TABLE ONLY public.qualification
    ADD CONSTRAINT pk_qualification PRIMARY KEY (client_id, place);

ALTER TABLE ONLY public.queue_policy
    ADD CONSTRAINT pk_queue_policy PRIMARY KEY (id);

ALTER TABLE ONLY public.rate
    ADD CONSTRAINT pk_rate PRIMARY KEY (code, valid_from);

ALTER TABLE ONLY public.recording
    ADD CONSTRAINT pk_recording PRIMARY KEY (id);

ALTER TABLE ONLY public.recording_alarm
    ADD CONSTRAINT pk_recording_alarm PRIMARY KEY (id);

ALTER TABLE ONLY public.recording_consent
    ADD CONSTRAINT pk_recording_consent PRIMARY KEY (id);

ALTER TABLE ONLY public.recording_file
    ADD CONSTRAINT pk_recording_file PRIMARY KEY (recording_id);

ALTER TABLE ONLY public.recording_key
    ADD CONSTRAINT pk_recording_key PRIMARY KEY (recording_id);

ALTER TABLE ONLY public.recording_listening
    ADD CONSTRAINT pk_recording_listening PRIMARY KEY (id);

ALTER TABLE ONLY public.recording_log
    ADD CONSTRAINT pk_recording_log PRIMARY KEY (number);

ALTER TABLE ONLY public.recording_mark
    ADD CONSTRAINT pk_recording_mark PRIMARY KEY (recording_id, number);

ALTER TABLE ONLY public.recording_rule
    ADD CONSTRAINT pk_recording_rule PRIMARY KEY (id);

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT pk_referral PRIMARY KEY (client_id, place);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT pk_registration PRIMARY KEY (client_id);

ALTER TABLE ONLY public.registration_period
    ADD CONSTRAINT pk_registration_period PRIMARY KEY (client_id, from_on);

ALTER TABLE ONLY public.report_access_key
    ADD CONSTRAINT pk_report_access_key PRIMARY KEY (id);

ALTER TABLE ONLY public.report_agent_day
    ADD CONSTRAINT pk_report_agent_day PRIMARY KEY (day, agent, office);

ALTER TABLE ONLY public.report_agent_quarter
    ADD CONSTRAINT pk_report_agent_quarter PRIMARY KEY (quarter, agent, office);

ALTER TABLE ONLY public.report_call
    ADD CONSTRAINT pk_report_call PRIMARY KEY (started_at, id);

ALTER TABLE ONLY public.report_conversation
    ADD CONSTRAINT pk_report_conversation PRIMARY KEY (started_at, call_id, place);

ALTER TABLE ONLY public.report_counter
    ADD CONSTRAINT pk_report_counter PRIMARY KEY (id);

ALTER TABLE ONLY public.report_day
    ADD CONSTRAINT pk_report_day PRIMARY KEY (day, key);

ALTER TABLE ONLY public.report_due
    ADD CONSTRAINT pk_report_due PRIMARY KEY (number);

ALTER TABLE ONLY public.report_key
    ADD CONSTRAINT pk_report_key PRIMARY KEY (id);

ALTER TABLE ONLY public.report_offer
    ADD CONSTRAINT pk_report_offer PRIMARY KEY (started_at, call_id, place);

ALTER TABLE ONLY public.report_passage
    ADD CONSTRAINT pk_report_passage PRIMARY KEY (started_at, call_id, place);

ALTER TABLE ONLY public.report_progress
    ADD CONSTRAINT pk_report_progress PRIMARY KEY (id);

ALTER TABLE ONLY public.report_quarter
    ADD CONSTRAINT pk_report_quarter PRIMARY KEY (quarter, key);

ALTER TABLE ONLY public.report_target
    ADD CONSTRAINT pk_report_target PRIMARY KEY (id);

ALTER TABLE ONLY public.report_view
    ADD CONSTRAINT pk_report_view PRIMARY KEY (id);

ALTER TABLE ONLY public.report_wait
    ADD CONSTRAINT pk_report_wait PRIMARY KEY (day, key, family, step);

ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT pk_retention_rule PRIMARY KEY (id);

ALTER TABLE ONLY public.retention_run
    ADD CONSTRAINT pk_retention_run PRIMARY KEY (id);

ALTER TABLE ONLY public.scenario
    ADD CONSTRAINT pk_scenario PRIMARY KEY (name, version);

ALTER TABLE ONLY public.scenario_draft
    ADD CONSTRAINT pk_scenario_draft PRIMARY KEY (id);

ALTER TABLE ONLY public.scenario_step
    ADD CONSTRAINT pk_scenario_step PRIMARY KEY (number);

ALTER TABLE ONLY public.scenario_variant
    ADD CONSTRAINT pk_scenario_variant PRIMARY KEY (id);

ALTER TABLE ONLY public.search_document
    ADD CONSTRAINT pk_search_document PRIMARY KEY (key);

ALTER TABLE ONLY public.search_due
    ADD CONSTRAINT pk_search_due PRIMARY KEY (number);

ALTER TABLE ONLY public.search_term
    ADD CONSTRAINT pk_search_term PRIMARY KEY (number);

ALTER TABLE ONLY public.security_event
    ADD CONSTRAINT pk_security_event PRIMARY KEY (number);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT pk_session PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.sms_order
    ADD CONSTRAINT pk_sms_order PRIMARY KEY (id);

ALTER TABLE ONLY public.survey_answer
    ADD CONSTRAINT pk_survey_answer PRIMARY KEY (call_id, node);

ALTER TABLE ONLY public.topic
    ADD CONSTRAINT pk_topic PRIMARY KEY (id);

ALTER TABLE ONLY public.training
    ADD CONSTRAINT pk_training PRIMARY KEY (id);

ALTER TABLE ONLY public.transfer_target
    ADD CONSTRAINT pk_transfer_target PRIMARY KEY (id);

ALTER TABLE ONLY public.unanswered_search
    ADD CONSTRAINT pk_unanswered_search PRIMARY KEY (id);

ALTER TABLE ONLY public.verification_run
    ADD CONSTRAINT pk_verification_run PRIMARY KEY (id);

ALTER TABLE ONLY public.verified_number
    ADD CONSTRAINT pk_verified_number PRIMARY KEY (card, number);

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT pk_visit PRIMARY KEY (id);

ALTER TABLE ONLY public.voice_message
    ADD CONSTRAINT pk_voice_message PRIMARY KEY (id);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT uq_article_version_article_id UNIQUE (article_id, number);

ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT uq_assessment_call_id UNIQUE (call_id);

ALTER TABLE ONLY public.client
    ADD CONSTRAINT uq_client_office UNIQUE (office, ext_id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT uq_contact_call_id UNIQUE (call_id, account, client_id);

ALTER TABLE ONLY public.contact_confirmation
    ADD CONSTRAINT uq_contact_confirmation_client_id UNIQUE (client_id, contact_on);

ALTER TABLE ONLY public.employer
    ADD CONSTRAINT uq_employer_office UNIQUE (office, ext_id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT uq_event_id UNIQUE (id);

ALTER TABLE ONLY public.personal_key
    ADD CONSTRAINT uq_personal_key_number UNIQUE (number);

ALTER TABLE ONLY public.report_access_key
    ADD CONSTRAINT uq_report_access_key_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.report_counter
    ADD CONSTRAINT uq_report_counter_name UNIQUE (name);

ALTER TABLE ONLY public.report_key
    ADD CONSTRAINT uq_report_key_office UNIQUE (office, topic, number, language, scenario, version);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT uq_session_id UNIQUE (id);

CREATE INDEX pgqueuer_ep_ea_idx ON jobs.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_ep_prio_id_idx ON jobs.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_log_created ON jobs.pgqueuer_log USING btree (created);

CREATE INDEX pgqueuer_log_job_id_status ON jobs.pgqueuer_log USING btree (job_id, created DESC);

CREATE INDEX pgqueuer_log_not_aggregated ON jobs.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX pgqueuer_log_status ON jobs.pgqueuer_log USING btree (status);

CREATE INDEX pgqueuer_picked_heartbeat_idx ON jobs.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::jobs.pgqueuer_status);

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON jobs.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::jobs.pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX pgqueuer_priority_id_id1_idx ON jobs.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_queue_manager_id_idx ON jobs.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON jobs.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON jobs.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::jobs.pgqueuer_status, 'picked'::jobs.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX pgqueuer_updated_id_id1_idx ON jobs.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::jobs.pgqueuer_status);

CREATE INDEX ix_access_log_at ON public.access_log USING btree (at, id);

CREATE INDEX ix_access_log_call ON public.access_log USING btree (call_id);

CREATE INDEX ix_access_log_client ON public.access_log USING btree (client_id, at);

CREATE UNIQUE INDEX ix_access_log_number ON public.access_log USING btree (number);

CREATE INDEX ix_access_log_office ON public.access_log USING btree (office, at);

CREATE INDEX ix_article_topic ON public.article USING btree (topic, place, id);

CREATE UNIQUE INDEX ix_article_version_open ON public.article_version USING btree (article_id) WHERE (state = ANY (ARRAY['draft'::text, 'review'::text]));

CREATE UNIQUE INDEX ix_article_version_published ON public.article_version USING btree (article_id) WHERE (state = 'published'::text);

CREATE INDEX ix_article_version_written_at ON public.article_version USING btree (written_at, id);

CREATE INDEX ix_assessment_agent ON public.assessment USING btree (agent, assigned_at, id);

CREATE UNIQUE INDEX ix_assessment_form_version ON public.assessment_form USING btree (office, topic, version) NULLS NOT DISTINCT;

CREATE INDEX ix_assessment_office ON public.assessment USING btree (office, assigned_at, id);

CREATE INDEX ix_assessment_sample ON public.assessment USING btree (sample_id);

CREATE INDEX ix_assessment_sample_office ON public.assessment_sample USING btree (office, drawn_at, id);

CREATE INDEX ix_assessment_sheet_call ON public.assessment_sheet USING btree (call_id);

CREATE INDEX ix_attempt_guard_card ON public.attempt_guard USING btree (card);

CREATE INDEX ix_attempt_guard_changed_at ON public.attempt_guard USING btree (changed_at);

CREATE INDEX ix_audit_log_account ON public.audit_log USING btree (account, at);

CREATE INDEX ix_audit_log_at ON public.audit_log USING btree (at, number);

CREATE INDEX ix_audit_log_office ON public.audit_log USING btree (office, at);

CREATE INDEX ix_benefit_payment_client ON public.benefit_payment USING btree (client_id, pay_on);

CREATE INDEX ix_branch_office ON public.branch USING btree (office);

CREATE INDEX ix_call_agent ON public.call USING btree (agent, started_at);

CREATE INDEX ix_call_caller ON public.call USING btree (caller_number, started_at);

CREATE INDEX ix_call_client ON public.call USING btree (client_id, started_at);

CREATE INDEX ix_call_office ON public.call USING btree (office, started_at);

CREATE INDEX ix_call_started_at ON public.call USING btree (started_at, id);

CREATE INDEX ix_callback_office ON public.callback USING btree (office, ordered_at);

CREATE INDEX ix_callback_ordered_at ON public.callback USING btree (ordered_at, id);

CREATE INDEX ix_callback_state ON public.callback USING btree (state);

CREATE INDEX ix_card_client ON public.card USING btree (client_id);

CREATE UNIQUE INDEX ix_card_in_use ON public.card USING btree (client_id) WHERE (state = ANY (ARRAY['active'::text, 'locked'::text]));

CREATE INDEX ix_client_birth_date ON public.client USING btree (birth_date);

CREATE INDEX ix_client_name ON public.client USING btree (office, public.folded_name(last_name) COLLATE "C", public.folded_name(first_name) COLLATE "C", id);

CREATE INDEX ix_client_pesel ON public.client USING btree (pesel_hash);

CREATE INDEX ix_client_phone ON public.client USING btree (phone);

CREATE INDEX ix_client_sms_number ON public.client USING btree (sms_number);

CREATE INDEX ix_contact_client ON public.contact USING btree (client_id, at, id);

CREATE INDEX ix_contact_confirmation_call ON public.contact_confirmation USING btree (call_id);

CREATE INDEX ix_contact_confirmation_exported_in ON public.contact_confirmation USING btree (exported_in);

CREATE INDEX ix_contact_exported_in ON public.contact USING btree (exported_in);

CREATE INDEX ix_correction_proposal_client ON public.correction_proposal USING btree (client_id, proposed_at);

CREATE INDEX ix_correction_proposal_exported_in ON public.correction_proposal USING btree (exported_in);

CREATE UNIQUE INDEX ix_correction_proposal_open ON public.correction_proposal USING btree (client_id, field, new_value) WHERE (state = 'open'::text);

CREATE INDEX ix_correction_proposal_state ON public.correction_proposal USING btree (state, proposed_at, id);

CREATE INDEX ix_emergency_message_starts_at ON public.emergency_message USING btree (starts_at);

CREATE INDEX ix_erasure_readmission_key ON public.erasure_readmission USING btree (key_hash, at);

CREATE INDEX ix_erasure_request ON public.erasure USING btree (request_id);

CREATE INDEX ix_event_agent ON public.event USING btree (agent, at);

CREATE INDEX ix_event_at ON public.event USING btree (at);

CREATE INDEX ix_event_call ON public.event USING btree (call_id, number);

CREATE INDEX ix_export_batch_made_at ON public.export_batch USING btree (made_at, id);

CREATE INDEX ix_fair_starts_at ON public.fair USING btree (starts_at, id);

CREATE INDEX ix_import_run_began_at ON public.import_run USING btree (began_at, id);

CREATE UNIQUE INDEX ix_import_run_done ON public.import_run USING btree (office, extract_at, kind) WHERE (state = 'done'::text);

CREATE INDEX ix_import_run_manifest ON public.import_run USING btree (manifest_sha256);

CREATE INDEX ix_knowledge_proposal_call ON public.knowledge_proposal USING btree (call_id);

CREATE INDEX ix_knowledge_proposal_state ON public.knowledge_proposal USING btree (state, proposed_at, id);

CREATE INDEX ix_known_device_username ON public.known_device USING btree (username);

CREATE INDEX ix_legal_hold_call ON public.legal_hold USING btree (call_id);

CREATE INDEX ix_legal_hold_client ON public.legal_hold USING btree (client_id);

CREATE INDEX ix_legal_hold_set_at ON public.legal_hold USING btree (set_at, id);

CREATE INDEX ix_log_block_made_at ON public.log_block USING btree (log, made_at, number);

CREATE INDEX ix_log_block_newest_at ON public.log_block USING btree (log, newest_at);

CREATE INDEX ix_login_guard_changed_at ON public.login_guard USING btree (changed_at);

CREATE INDEX ix_offer_employer ON public.offer USING btree (employer_id);

CREATE INDEX ix_offer_occupation ON public.offer USING btree (occupation, valid_until);

CREATE INDEX ix_offer_office ON public.offer USING btree (office, valid_until);

CREATE INDEX ix_opening_exception_office ON public.opening_exception USING btree (office, first_day);

CREATE INDEX ix_opening_plan_office ON public.opening_plan USING btree (office, purpose, valid_from);

CREATE UNIQUE INDEX ix_pause_reason_dial_code ON public.pause_reason USING btree (dial_code) WHERE (deactivated_at IS NULL);

CREATE INDEX ix_person_request_client ON public.person_request USING btree (client_id);

CREATE INDEX ix_person_request_office ON public.person_request USING btree (office, received_at);

CREATE INDEX ix_person_request_received_at ON public.person_request USING btree (received_at, id);

CREATE INDEX ix_personal_key_forgotten_at ON public.personal_key USING btree (forgotten_at) WHERE (forgotten_at IS NOT NULL);

CREATE INDEX ix_prompt_audio_prompt ON public.prompt_audio USING btree (prompt, language, valid_from);

CREATE INDEX ix_prompt_text_prompt ON public.prompt_text USING btree (prompt, language, valid_from);

CREATE INDEX ix_queue_policy_office ON public.queue_policy USING btree (office, valid_from);

CREATE INDEX ix_recording_agent ON public.recording USING btree (agent, started_at, id);

CREATE INDEX ix_recording_alarm_found_at ON public.recording_alarm USING btree (found_at, id);

CREATE UNIQUE INDEX ix_recording_alarm_open ON public.recording_alarm USING btree (kind, recording_id, call_id, object) NULLS NOT DISTINCT WHERE (closed_at IS NULL);

CREATE INDEX ix_recording_call ON public.recording USING btree (call_id);

CREATE INDEX ix_recording_consent_call ON public.recording_consent USING btree (call_id, at);

CREATE INDEX ix_recording_consent_withdrawn ON public.recording_consent USING btree (recording_id) WHERE (kind = 'withdrawn'::text);

CREATE INDEX ix_recording_destroyed ON public.recording USING btree (gone_at, id) WHERE (state = 'destroyed'::text);

CREATE INDEX ix_recording_left ON public.recording USING btree (started_at, id) WHERE ((file <> ''::text) AND (state <> 'recording'::text));

CREATE INDEX ix_recording_listening_account ON public.recording_listening USING btree (account, recording_id, ends_at);

CREATE INDEX ix_recording_log_at ON public.recording_log USING btree (at);

CREATE INDEX ix_recording_log_recording ON public.recording_log USING btree (recording_id, number);

CREATE INDEX ix_recording_office ON public.recording USING btree (office, started_at, id);

CREATE INDEX ix_recording_rule_office ON public.recording_rule USING btree (office, topic, valid_from);

CREATE INDEX ix_recording_started_at ON public.recording USING btree (started_at, id);

CREATE INDEX ix_recording_unpacked ON public.recording USING btree (started_at) WHERE (state = ANY (ARRAY['recording'::text, 'closed'::text]));

CREATE INDEX ix_report_access_key_maker ON public.report_access_key USING btree (maker);

CREATE INDEX ix_report_call_id ON ONLY public.report_call USING btree (id);

CREATE UNIQUE INDEX ix_report_target_place ON public.report_target USING btree (metric, office, valid_from) NULLS NOT DISTINCT;

CREATE INDEX ix_report_view_owner ON public.report_view USING btree (owner);

CREATE INDEX ix_retention_rule_kind ON public.retention_rule USING btree (kind, office, valid_from);

CREATE INDEX ix_retention_run_asked_at ON public.retention_run USING btree (asked_at, id);

CREATE UNIQUE INDEX ix_scenario_draft_open ON public.scenario_draft USING btree (name) WHERE (state = ANY (ARRAY['draft'::text, 'in_review'::text, 'approved'::text]));

CREATE INDEX ix_scenario_published_at ON public.scenario USING btree (published_at);

CREATE INDEX ix_scenario_step_scenario ON public.scenario_step USING btree (scenario, number);

CREATE INDEX ix_scenario_variant_valid_to ON public.scenario_variant USING btree (valid_to);

CREATE UNIQUE INDEX ix_search_document_number ON public.search_document USING btree (number);

CREATE INDEX ix_search_document_source ON public.search_document USING btree (kind, source_id);

CREATE UNIQUE INDEX ix_search_term_lemma ON public.search_term USING btree (lemma, language);

CREATE INDEX ix_security_event_at ON public.security_event USING btree (at, number);

CREATE INDEX ix_session_username ON public.session USING btree (username);

CREATE INDEX ix_sms_order_call ON public.sms_order USING btree (call_id);

CREATE INDEX ix_sms_order_state ON public.sms_order USING btree (state, ordered_at);

CREATE INDEX ix_survey_answer_agent ON public.survey_answer USING btree (agent, answered_at);

CREATE INDEX ix_survey_answer_office ON public.survey_answer USING btree (office, answered_at);

CREATE INDEX ix_training_sign_up ON public.training USING btree (sign_up_until);

CREATE INDEX ix_unanswered_search_last_at ON public.unanswered_search USING btree (last_at, id) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX ix_unanswered_search_words ON public.unanswered_search USING btree (words, language) WHERE (closed_at IS NULL);

CREATE INDEX ix_verification_run_asked_at ON public.verification_run USING btree (asked_at, id);

CREATE INDEX ix_visit_client ON public.visit USING btree (client_id, at);

CREATE INDEX ix_voice_message_call ON public.voice_message USING btree (call_id);

CREATE INDEX ix_voice_message_changed_by ON public.voice_message USING btree (changed_by, changed_at);

CREATE INDEX ix_voice_message_client ON public.voice_message USING btree (client_id, left_at);

CREATE INDEX ix_voice_message_office ON public.voice_message USING btree (office, left_at);

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON jobs.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION jobs.fn_pgqueuer_changed();

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.account FOR EACH ROW EXECUTE FUNCTION public.audit_change('username', 'password_hash,code_hash,totp_secret,totp_pending', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.account_office FOR EACH ROW EXECUTE FUNCTION public.audit_change('username,office', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.agent FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', 'sip_digest', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.agent_queue FOR EACH ROW EXECUTE FUNCTION public.audit_change('agent,office', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.agent_skill FOR EACH ROW EXECUTE FUNCTION public.audit_change('agent,topic', '', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.article FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'owner');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.article_version FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('article_id,number', '', 'texts', '-');

CREATE TRIGGER audit AFTER INSERT OR UPDATE OF state, assessor ON public.assessment FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', 'form', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.assessment_form FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', 'criteria', 'office');

CREATE TRIGGER audit AFTER INSERT OR UPDATE ON public.assessment_sample FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR UPDATE OF given_at, answered_at ON public.assessment_sheet FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('assessment_id,number', 'notes,remark,corrected_for,answer', 'scores', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.branch FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.card FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('', 'number,client_id,pin_hash,replaced_by', '', 'client_id');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.client FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('office', 'id,ext_id,first_name,last_name,pesel_hash,pesel_box,birth_date,sex,citizenship,phone,email,sms_number,gmina,postal_code,street,house,language,is_rural', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.consent FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('purpose,channel', 'client_id,is_given,since', '', 'client_id');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.correction_proposal FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'client_id,old_value,new_value', '', 'client_id');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.dialled_number FOR EACH ROW EXECUTE FUNCTION public.audit_change('number', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.emergency_message FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.erasure_readmission FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'key_hash,reason', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.export_batch FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.fair FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.import_run FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.knowledge_proposal FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'words', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.legal_hold FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'client_id,reason', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.office FOR EACH ROW EXECUTE FUNCTION public.audit_change('code', '', '', 'code');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.opening_exception FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.opening_plan FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.pause_reason FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.person_request FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'client_id', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.postal_prefix FOR EACH ROW EXECUTE FUNCTION public.audit_change('prefix', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.prompt FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', 'owner');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.prompt_audio FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.prompt_text FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.pronunciation FOR EACH ROW EXECUTE FUNCTION public.audit_change('language,word', '', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.queue_policy FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.rate FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('code,valid_from', '', '', '-');

CREATE TRIGGER audit AFTER UPDATE OF closed_at ON public.recording_alarm FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.recording_rule FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE OF revoked_at ON public.report_access_key FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'token_hash', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.report_target FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.report_view FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', 'question', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.retention_rule FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.retention_run FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'counts,pending', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.scenario FOR EACH ROW EXECUTE FUNCTION public.audit_change('name,version', '', 'graph,cases', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.scenario_draft FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', 'graph,cases', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.scenario_variant FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', 'office');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.topic FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.transfer_target FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', '', '', '-');

CREATE TRIGGER audit AFTER UPDATE OF closed_at ON public.unanswered_search FOR EACH ROW WHEN ((COALESCE(current_setting('s724.account'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.audit_change('id', 'count,last_at', '', '-');

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.voice_message FOR EACH ROW EXECUTE FUNCTION public.audit_change('id', 'caller_number,client_id,file', '', 'office');

CREATE TRIGGER report_entry_changed AFTER UPDATE OF outcome, topic, is_ninety_day ON public.contact FOR EACH ROW WHEN (((new.call_id IS NOT NULL) AND (new.account IS NOT NULL) AND (((old.outcome IS DISTINCT FROM new.outcome) OR (old.topic IS DISTINCT FROM new.topic)) OR (old.is_ninety_day IS DISTINCT FROM new.is_ninety_day)))) EXECUTE FUNCTION public.report_entry_changed();

CREATE TRIGGER report_entry_made AFTER INSERT ON public.contact FOR EACH ROW WHEN (((new.call_id IS NOT NULL) AND (new.account IS NOT NULL))) EXECUTE FUNCTION public.report_entry_changed();

CREATE TRIGGER request_step_stays BEFORE DELETE OR UPDATE ON public.person_request_step FOR EACH ROW EXECUTE FUNCTION public.request_step_stays();

CREATE TRIGGER scenario_step_stays BEFORE DELETE OR UPDATE ON public.scenario_step FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER scenario_version_stays BEFORE UPDATE OF name, version, graph, cases, published_at, published_by, approved_by, reason, restores ON public.scenario FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER search_is_due AFTER INSERT OR DELETE OR UPDATE ON public.article FOR EACH ROW EXECUTE FUNCTION public.search_is_due('article', 'id');

CREATE TRIGGER search_is_due AFTER INSERT OR DELETE OR UPDATE ON public.article_version FOR EACH ROW EXECUTE FUNCTION public.search_is_due('article', 'article_id');

CREATE TRIGGER search_is_due AFTER INSERT OR DELETE OR UPDATE ON public.branch FOR EACH ROW EXECUTE FUNCTION public.search_is_due('place', 'id');

CREATE TRIGGER search_is_due AFTER INSERT OR DELETE OR UPDATE ON public.fair FOR EACH ROW EXECUTE FUNCTION public.search_is_due('fair', 'id');

CREATE TRIGGER search_is_due AFTER INSERT OR DELETE OR UPDATE ON public.office FOR EACH ROW EXECUTE FUNCTION public.search_is_due('place', 'code');

CREATE TRIGGER search_is_due AFTER INSERT OR DELETE OR UPDATE ON public.training FOR EACH ROW EXECUTE FUNCTION public.search_is_due('training', 'id');

CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.access_log FOR EACH ROW EXECUTE FUNCTION public.chained_log_stays();

CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION public.chained_log_stays();

CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.log_block FOR EACH ROW EXECUTE FUNCTION public.log_block_stays();

CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.recording_log FOR EACH ROW EXECUTE FUNCTION public.chained_log_stays();

CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.security_event FOR EACH ROW EXECUTE FUNCTION public.security_event_stays();

CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.access_log FOR EACH STATEMENT EXECUTE FUNCTION public.chained_log_stays();

CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.chained_log_stays();

CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.log_block FOR EACH STATEMENT EXECUTE FUNCTION public.log_block_stays();

CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.recording_log FOR EACH STATEMENT EXECUTE FUNCTION public.chained_log_stays();

ALTER TABLE ONLY public.access_reason
    ADD CONSTRAINT fk_access_reason_access_id_access_log FOREIGN KEY (access_id) REFERENCES public.access_log(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account
    ADD CONSTRAINT fk_account_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.account_office
    ADD CONSTRAINT fk_account_office_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.account_office
    ADD CONSTRAINT fk_account_office_username_account FOREIGN KEY (username) REFERENCES public.account(username);

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT fk_agent_id_account FOREIGN KEY (id) REFERENCES public.account(username) ON DELETE CASCADE;

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT fk_agent_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.agent_queue
    ADD CONSTRAINT fk_agent_queue_agent_agent FOREIGN KEY (agent) REFERENCES public.agent(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.agent_queue
    ADD CONSTRAINT fk_agent_queue_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.agent_skill
    ADD CONSTRAINT fk_agent_skill_agent_agent FOREIGN KEY (agent) REFERENCES public.agent(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.article
    ADD CONSTRAINT fk_article_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT fk_article_owner_office FOREIGN KEY (owner) REFERENCES public.office(code);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT fk_article_version_article_id_article FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.assessment_form
    ADD CONSTRAINT fk_assessment_form_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT fk_assessment_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT fk_assessment_sample_id_assessment_sample FOREIGN KEY (sample_id) REFERENCES public.assessment_sample(id);

ALTER TABLE ONLY public.assessment_sample
    ADD CONSTRAINT fk_assessment_sample_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.assessment_sheet
    ADD CONSTRAINT fk_assessment_sheet_assessment_id_assessment FOREIGN KEY (assessment_id) REFERENCES public.assessment(id);

ALTER TABLE ONLY public.benefit
    ADD CONSTRAINT fk_benefit_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.benefit_payment
    ADD CONSTRAINT fk_benefit_payment_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.branch
    ADD CONSTRAINT fk_branch_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.card
    ADD CONSTRAINT fk_card_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.client_occupation
    ADD CONSTRAINT fk_client_occupation_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.client
    ADD CONSTRAINT fk_client_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT fk_consent_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT fk_contact_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.contact_confirmation
    ADD CONSTRAINT fk_contact_confirmation_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id);

ALTER TABLE ONLY public.contact_confirmation
    ADD CONSTRAINT fk_contact_confirmation_exported_in_export_batch FOREIGN KEY (exported_in) REFERENCES public.export_batch(id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT fk_contact_exported_in_export_batch FOREIGN KEY (exported_in) REFERENCES public.export_batch(id);

ALTER TABLE ONLY public.correction_proposal
    ADD CONSTRAINT fk_correction_proposal_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.correction_proposal
    ADD CONSTRAINT fk_correction_proposal_exported_in_export_batch FOREIGN KEY (exported_in) REFERENCES public.export_batch(id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT fk_decision_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.dialled_number
    ADD CONSTRAINT fk_dialled_number_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.emergency_message
    ADD CONSTRAINT fk_emergency_message_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.employer
    ADD CONSTRAINT fk_employer_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.employment_period
    ADD CONSTRAINT fk_employment_period_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.export_batch
    ADD CONSTRAINT fk_export_batch_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.fair
    ADD CONSTRAINT fk_fair_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.import_reject
    ADD CONSTRAINT fk_import_reject_run_id_import_run FOREIGN KEY (run_id) REFERENCES public.import_run(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.import_repair
    ADD CONSTRAINT fk_import_repair_run_id_import_run FOREIGN KEY (run_id) REFERENCES public.import_run(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT fk_import_run_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.knowledge_proposal
    ADD CONSTRAINT fk_knowledge_proposal_article_id_article FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.knowledge_proposal
    ADD CONSTRAINT fk_knowledge_proposal_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.known_device
    ADD CONSTRAINT fk_known_device_username_account FOREIGN KEY (username) REFERENCES public.account(username) ON DELETE CASCADE;

ALTER TABLE ONLY public.legal_hold
    ADD CONSTRAINT fk_legal_hold_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT fk_offer_employer_id_employer FOREIGN KEY (employer_id) REFERENCES public.employer(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT fk_offer_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.opening_exception
    ADD CONSTRAINT fk_opening_exception_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.opening_plan
    ADD CONSTRAINT fk_opening_plan_evening_pool_office FOREIGN KEY (evening_pool) REFERENCES public.office(code);

ALTER TABLE ONLY public.opening_plan
    ADD CONSTRAINT fk_opening_plan_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.participation
    ADD CONSTRAINT fk_participation_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.person_request
    ADD CONSTRAINT fk_person_request_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.person_request_step
    ADD CONSTRAINT fk_person_request_step_request_id_person_request FOREIGN KEY (request_id) REFERENCES public.person_request(id);

ALTER TABLE ONLY public.postal_prefix
    ADD CONSTRAINT fk_postal_prefix_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.prompt_audio
    ADD CONSTRAINT fk_prompt_audio_prompt_prompt FOREIGN KEY (prompt) REFERENCES public.prompt(id);

ALTER TABLE ONLY public.prompt
    ADD CONSTRAINT fk_prompt_owner_office FOREIGN KEY (owner) REFERENCES public.office(code);

ALTER TABLE ONLY public.prompt_text
    ADD CONSTRAINT fk_prompt_text_prompt_prompt FOREIGN KEY (prompt) REFERENCES public.prompt(id);

ALTER TABLE ONLY public.qualification
    ADD CONSTRAINT fk_qualification_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.queue_policy
    ADD CONSTRAINT fk_queue_policy_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.recording_rule
    ADD CONSTRAINT fk_recording_rule_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT fk_referral_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT fk_registration_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.registration_period
    ADD CONSTRAINT fk_registration_period_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.report_access_key
    ADD CONSTRAINT fk_report_access_key_maker_account FOREIGN KEY (maker) REFERENCES public.account(username) ON DELETE CASCADE;

ALTER TABLE ONLY public.report_access_key
    ADD CONSTRAINT fk_report_access_key_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.report_target
    ADD CONSTRAINT fk_report_target_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.report_view
    ADD CONSTRAINT fk_report_view_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.report_view
    ADD CONSTRAINT fk_report_view_owner_account FOREIGN KEY (owner) REFERENCES public.account(username) ON DELETE CASCADE;

ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT fk_retention_rule_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.scenario_variant
    ADD CONSTRAINT fk_scenario_variant_number_dialled_number FOREIGN KEY (number) REFERENCES public.dialled_number(number);

ALTER TABLE ONLY public.scenario_variant
    ADD CONSTRAINT fk_scenario_variant_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT fk_session_username_account FOREIGN KEY (username) REFERENCES public.account(username) ON DELETE CASCADE;

ALTER TABLE ONLY public.training
    ADD CONSTRAINT fk_training_office_office FOREIGN KEY (office) REFERENCES public.office(code);

ALTER TABLE ONLY public.unanswered_search
    ADD CONSTRAINT fk_unanswered_search_article_id_article FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT fk_visit_client_id_client FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
