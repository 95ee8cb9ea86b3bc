"""What keys of reports look like, and what they open. Pure but for the randomness."""

from datetime import timedelta
from typing import Final

from api.accounts.credentials.tokens import new_token

KEY_PREFIX: Final = "s724r_"
"""So that scanners of source code find a key that was left there, and nobody takes it for a session."""

LONGEST: Final = timedelta(days=366)
SEEN_EVERY: Final = timedelta(minutes=1)

KEY_OPERATIONS: Final = frozenset({"run_one_report", "get_metrics_dictionary"})
"""A key opens these and nothing else."""


def new_key() -> str:
    return KEY_PREFIX + new_token()


def is_key(token: str) -> bool:
    """Could it be one of ours?"""
    return token.startswith(KEY_PREFIX)
