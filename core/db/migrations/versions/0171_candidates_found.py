"""Who is found among the registered: one row for each, kept by the database itself"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0171"
down_revision = "0170"

REFRESH = """
CREATE FUNCTION refresh_candidates(changed text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM candidate WHERE client_id = ANY (changed) AND NOT EXISTS (
        SELECT FROM client c JOIN registration r ON r.client_id = c.id
        WHERE c.id = candidate.client_id AND c.gone_at IS NULL AND c.restricted_at IS NULL
            AND r.status IN ('unemployed', 'seeker'));
    INSERT INTO candidate (client_id, office, gmina, status, found)
    SELECT c.id, c.office, c.gmina, r.status, array_to_tsvector(
        ARRAY['o' || c.office]
        || ARRAY(SELECT 'k' || o.occupation FROM client_occupation o WHERE o.client_id = c.id AND o.occupation <>
        '') || ARRAY(
            SELECT DISTINCT sign || word.lexeme FROM qualification q,
            unnest(to_tsvector('simple', folded_name(coalesce(q.name, '')))) AS word,
            unnest(CASE q.kind WHEN 'licence' THEN '{w,l}'::text[] WHEN 'language' THEN '{w,j}' ELSE '{w}' END) AS
            sign WHERE q.client_id = c.id))
    FROM client c JOIN registration r ON r.client_id = c.id
    WHERE c.id = ANY (changed) AND c.gone_at IS NULL AND c.restricted_at IS NULL
        AND r.status IN ('unemployed', 'seeker')
    ON CONFLICT (client_id) DO UPDATE SET office = excluded.office, gmina = excluded.gmina,
        status = excluded.status, found = excluded.found
    WHERE (candidate.office, candidate.gmina, candidate.status, candidate.found)
        IS DISTINCT FROM (excluded.office, excluded.gmina, excluded.status, excluded.found);
END $$;
"""

OF_MANY = """
CREATE FUNCTION candidates_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refresh_candidates(ARRAY(SELECT DISTINCT client_id FROM changed));
    RETURN NULL;
END $$;
"""

OF_ONE = """
CREATE FUNCTION candidate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'client' THEN
        PERFORM refresh_candidates(ARRAY[NEW.id]);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM refresh_candidates(ARRAY[OLD.client_id]);
    ELSE
        PERFORM refresh_candidates(ARRAY[NEW.client_id]);
    END IF;
    RETURN NULL;
END $$;
"""

_CLIENT = ("office", "gmina", "gone_at", "restricted_at")


def upgrade() -> None:
    op.create_table(
        "candidate",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("gmina", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("found", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_candidate")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], ondelete="CASCADE", name=op.f("fk_candidate_client_id_client")
        ),
    )
    for function in (REFRESH, OF_MANY, OF_ONE):
        op.execute(function)
    op.execute("SELECT refresh_candidates(ARRAY(SELECT id FROM client))")
    op.execute("CREATE INDEX ix_candidate_found ON candidate USING gin (found)")
    for table in ("qualification", "client_occupation"):
        for act, which in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER candidates_{act.lower()} AFTER {act} ON {table} "
                f"REFERENCING {which} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidates_changed()"
            )
    op.execute(
        "CREATE TRIGGER candidate_written AFTER INSERT OR DELETE ON registration FOR EACH ROW "
        "EXECUTE FUNCTION candidate_changed()"
    )
    op.execute(
        "CREATE TRIGGER candidate_changed AFTER UPDATE OF status ON registration FOR EACH ROW "
        "WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION candidate_changed()"
    )
    old, new = (", ".join(f"{which}.{name}" for name in _CLIENT) for which in ("OLD", "NEW"))
    op.execute(
        f"CREATE TRIGGER candidate_changed AFTER UPDATE OF {', '.join(_CLIENT)} ON client FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION candidate_changed()"
    )
    op.drop_index("ix_qualification_words", "qualification")
    op.drop_index("ix_client_occupation_code", "client_occupation")
    op.create_index(
        "ix_qualification_worked",
        "qualification",
        ["client_id", "occupation"],
        postgresql_include=["years"],
        postgresql_where=sa.text("kind = 'performed'"),
    )


def downgrade() -> None:
    op.drop_index("ix_qualification_worked", "qualification")
    op.create_index("ix_client_occupation_code", "client_occupation", ["occupation", "client_id"])
    op.execute(
        "CREATE INDEX ix_qualification_words ON qualification "
        "USING gin (to_tsvector('simple', folded_name(coalesce(name, ''))))"
    )
    op.execute("DROP TRIGGER candidate_changed ON client")
    op.execute("DROP TRIGGER candidate_changed ON registration")
    op.execute("DROP TRIGGER candidate_written ON registration")
    for table in ("qualification", "client_occupation"):
        for act in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER candidates_{act} ON {table}")
    op.execute("DROP FUNCTION candidates_changed()")
    op.execute("DROP FUNCTION candidate_changed()")
    op.execute("DROP FUNCTION refresh_candidates(text[])")
    op.drop_table("candidate")
