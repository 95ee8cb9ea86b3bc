"""The role by which a tool of the office reads the figures of reports: the views, and nothing else. Pure."""

import re

READERS = "s724_readers"
"""The group of all such roles; the server of the installation lets its members in by password."""

VIEWS = (
    *("v_report_calls", "v_report_passages", "v_report_offers", "v_report_conversations", "v_report_quarters"),
    *("v_report_days", "v_report_waits", "v_report_agents", "v_report_progress"),
)

_NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")
_PASSWORD = re.compile(r"[A-Za-z0-9_-]{20,100}")
_RESERVED = ("s724", "postgres", READERS)


def is_role_name(name: str) -> bool:
    """Can a reader be called so?"""
    return _NAME.fullmatch(name) is not None and name not in _RESERVED and not name.startswith("pg_")


def role_statements(name: str, password: str) -> list[str]:
    """What a superuser has to carry out in the database, in one transaction: makes the role, or gives it another
    password. Raises ValueError for a name or a password that cannot be put into a statement as it is."""
    if not is_role_name(name) or _PASSWORD.fullmatch(password) is None:
        raise ValueError("no name or password of a role")

    def made(role: str, options: str) -> str:
        exists = f"EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        return f"DO $$ BEGIN IF NOT {exists} THEN CREATE ROLE {role} {options}; END IF; END $$"

    return [
        made(READERS, "NOLOGIN"),
        made(name, "LOGIN"),
        f"ALTER ROLE {name} LOGIN PASSWORD '{password}' CONNECTION LIMIT 5",
        f"ALTER ROLE {name} SET default_transaction_read_only = on",
        f"ALTER ROLE {name} SET statement_timeout = '60s'",  # a question of the office's may not hold calls up
        f"GRANT {READERS} TO {name}",
        f"GRANT USAGE ON SCHEMA public TO {READERS}",
        f"GRANT SELECT ON {', '.join(VIEWS)} TO {READERS}",
    ]
