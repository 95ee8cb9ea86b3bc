"""What colleagues do together in a conversation, in the sums of reports and their views"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_COUNTERS = (
    *("answered_consulted", "answered_handed_over"),
    *("colleagues_called", "colleagues_missed", "consults", "consults_apart_ms", "consults_together_ms"),
    "consults_aside_ms",
    *("conferences", "handed_over", "consults_returned", "helps", "help_ms", "help_wrap_up_ms", "taken_over"),
)
_OF_AGENTS = tuple(f"agent_{name}" for name in _COUNTERS[2:])
_TABLES = {
    **dict.fromkeys(("report_quarter", "report_day"), _COUNTERS),
    **dict.fromkeys(("report_agent_quarter", "report_agent_day"), _OF_AGENTS),
}
_VIEWS = {
    "v_report_quarters": ("q", ("path_shed", *_COUNTERS)),  # the first one had been forgotten
    "v_report_days": ("d", ("path_shed", *_COUNTERS)),
    "v_report_agents": ("a", _OF_AGENTS),
}
"""By which name a view calls its table, and what it has more of now. Made anew a view would lose its readers."""


def upgrade() -> None:
    for table, counters in _TABLES.items():
        for name in counters:
            op.add_column(table, sa.Column(name, sa.BigInteger() if name.endswith("_ms") else sa.Integer()))
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
