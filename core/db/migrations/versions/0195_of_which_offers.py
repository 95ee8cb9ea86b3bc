"""Of which occupation and county the offers are that figures are reckoned of"""

import sqlalchemy as sa
from alembic import op

revision = "0195"
down_revision = "0194"

OF_OFFER = """
CREATE FUNCTION tell_offer_of_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT o.occupation, coalesce(o.county, left(o.gmina, 4)) INTO NEW.occupation, NEW.county
    FROM offer o WHERE o.id = NEW.offer_id;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.add_column("offer_fact", sa.Column("occupation", sa.Text(), nullable=True))
    op.add_column("offer_fact", sa.Column("county", sa.Text(), nullable=True))
    op.execute(
        "UPDATE offer_fact f SET occupation = o.occupation, county = coalesce(o.county, left(o.gmina, 4)) "
        "FROM offer o WHERE o.id = f.offer_id"
    )
    op.execute(OF_OFFER)
    op.execute(
        "CREATE TRIGGER of_which_offer BEFORE INSERT ON offer_fact FOR EACH ROW "
        "EXECUTE FUNCTION tell_offer_of_fact()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER of_which_offer ON offer_fact")
    op.execute("DROP FUNCTION tell_offer_of_fact()")
    op.drop_column("offer_fact", "county")
    op.drop_column("offer_fact", "occupation")
