"""What figures of job offers are reckoned of"""

import sqlalchemy as sa
from alembic import op

revision = "0181"
down_revision = "0180"

OF_OFFER = """
CREATE FUNCTION note_offer_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('verified', 'unverified') AND NEW.duplicate_of IS NULL THEN
        INSERT INTO offer_fact (at, offer_id, office, kind, source)
        SELECT coalesce(NEW.changed_at, now()), NEW.id, NEW.office, 'opened', NEW.source
        WHERE NOT EXISTS (SELECT FROM offer_fact f WHERE f.offer_id = NEW.id AND f.kind = 'opened');
        DELETE FROM offer_fact f WHERE f.offer_id = NEW.id AND f.kind = 'unfilled';
    ELSIF NEW.state = 'withdrawn' THEN
        INSERT INTO offer_fact (at, offer_id, office, kind, source)
        SELECT coalesce(NEW.changed_at, now()), NEW.id, NEW.office, 'unfilled', NEW.source
        WHERE EXISTS (SELECT FROM offer_fact f WHERE f.offer_id = NEW.id AND f.kind = 'opened')
            AND NOT EXISTS (
                SELECT FROM offer_fact f WHERE f.offer_id = NEW.id AND f.kind IN ('filled', 'unfilled'));
    END IF;
    RETURN NULL;
END $$;
"""

# What offices' systems write where somebody has begun to work: „podjął pracę”, „podjęcie pracy”, „zatrudniona”.
OF_REFERRAL = """
CREATE FUNCTION note_filled_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO offer_fact (at, offer_id, office, kind, source, open_ms)
    SELECT now(), o.id, o.office, 'filled', o.source,
        greatest(0, extract(epoch FROM now() - (o.valid_from::timestamp AT TIME ZONE 'Europe/Warsaw'))
            * 1000)::bigint
    FROM offer o JOIN client c ON c.id = NEW.client_id
    WHERE NEW.kind = 'offer' AND folded_name(coalesce(NEW.outcome, '')) ~ '^(podja|podje|zatrudnion)'
        AND (o.id = NEW.target_id OR (o.ext_id = NEW.target_id AND o.office = c.office))
        AND NOT EXISTS (SELECT FROM offer_fact f WHERE f.offer_id = o.id AND f.kind = 'filled');
    DELETE FROM offer_fact f USING offer_fact filled
    WHERE f.kind = 'unfilled' AND filled.kind = 'filled' AND filled.offer_id = f.offer_id
        AND (f.offer_id = NEW.target_id
            OR f.offer_id IN (SELECT o.id FROM offer o WHERE o.ext_id = NEW.target_id));
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "offer_fact",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("open_ms", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_offer_fact_at", "offer_fact", ["at"])
    op.create_index("ix_offer_fact_offer", "offer_fact", ["offer_id", "kind"], unique=True)
    op.create_index("ix_offer_valid_until", "offer", ["valid_until"])
    op.create_index("ix_offer_ext_id", "offer", ["ext_id"])
    # Of offers of before: the day from which they hold is what is known of when they came.
    op.execute(
        "INSERT INTO offer_fact (at, offer_id, office, kind, source) "
        "SELECT valid_from::timestamp AT TIME ZONE 'Europe/Warsaw', id, office, 'opened', source FROM offer "
        "WHERE state IN ('verified', 'unverified') AND duplicate_of IS NULL ORDER BY valid_from, id"
    )
    op.execute(OF_OFFER)
    op.execute(OF_REFERRAL)
    op.execute(
        "CREATE TRIGGER offer_fact AFTER INSERT OR UPDATE OF state, duplicate_of ON offer FOR EACH ROW "
        "WHEN (NEW.state IN ('verified', 'unverified', 'withdrawn')) EXECUTE FUNCTION note_offer_fact()"
    )
    op.execute(
        "CREATE TRIGGER filled_offer AFTER INSERT OR UPDATE OF outcome ON referral FOR EACH ROW "
        "WHEN (NEW.outcome IS NOT NULL) EXECUTE FUNCTION note_filled_offer()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER filled_offer ON referral")
    op.execute("DROP TRIGGER offer_fact ON offer")
    op.execute("DROP FUNCTION note_filled_offer()")
    op.execute("DROP FUNCTION note_offer_fact()")
    op.drop_index("ix_offer_ext_id", "offer")
    op.drop_index("ix_offer_valid_until", "offer")
    op.drop_table("offer_fact")
