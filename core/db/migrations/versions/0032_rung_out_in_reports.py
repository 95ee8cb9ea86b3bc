"""Clients whom consultants rang, in the sums of reports and their views"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_COUNTERS = ("rung_out", "rung_out_reached")
_OF_AGENTS = tuple(f"agent_{name}" for name in _COUNTERS)
_TABLES = {
    **dict.fromkeys(("report_quarter", "report_day"), _COUNTERS),
    **dict.fromkeys(("report_agent_quarter", "report_agent_day"), _OF_AGENTS),
}
_VIEWS = {
    "v_report_quarters": ("q", _COUNTERS),
    "v_report_days": ("d", _COUNTERS),
    "v_report_agents": ("a", ("state_dialling_ms", *_OF_AGENTS)),
}
"""By which name a view calls its table, and what it has more of now; one column had been forgotten. Made anew a
view would lose its readers."""


def upgrade() -> None:
    for table, counters in _TABLES.items():
        for name in counters:
            op.add_column(table, sa.Column(name, sa.Integer()))
    for view, (table, counters) in _VIEWS.items():
        head, rest = _parts(view)
        more = ", ".join(f"COALESCE({table}.{name}, 0) AS {name}" for name in counters)
        op.execute(f"CREATE OR REPLACE VIEW {view} AS {head}, {more} {rest}")


def downgrade() -> None:
    for view, (_, counters) in _VIEWS.items():
        head, rest = _parts(view)
        columns = head.splitlines()[: -len(counters)]  # one on each line
        op.execute(f"DROP VIEW {view}")
        op.execute(f"CREATE VIEW {view} AS {' '.join(columns).rstrip(', ')} {rest}")
    for table, counters in _TABLES.items():
        for name in counters:
            op.drop_column(table, name)


def _parts(view: str) -> tuple[str, str]:
    """What a view selects, and of what."""
    definition = op.get_bind().scalar(sa.text("SELECT pg_get_viewdef(to_regclass(:view))").bindparams(view=view))
    head, separator, rest = definition.rstrip("; \n").partition("\n   FROM ")
    assert separator, "a view has changed"
    return head, f"FROM {rest}"
