"""Keys of programs: what they look like, and what each kind opens. Pure but for the randomness."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from api.accounts.credentials.tokens import new_token
from core.rights import Right

LONGEST: Final = timedelta(days=366)
SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KeyKind:
    """`begins`: how a key of this kind begins, so that scanners of source code find one that was left there, and
    nobody takes it for a session; `id_begins`: how its id does, by which the kind of a stored one is known.

    A key opens `operations` and nothing else, with those of its maker's rights that are `rights`.
    """

    begins: str
    id_begins: str
    operations: frozenset[str]
    rights: frozenset[Right]


REPORTS: Final = KeyKind(
    "s724r_",
    "reportkey",
    frozenset({"run_one_report", "get_metrics_dictionary"}),
    frozenset({Right.SEE_REPORTS, Right.READ_WHAT_IS_NO_SECRET, Right.READ_LISTS}),
)
"""Figures, without calls and without consultants one by one."""

PORTAL: Final = KeyKind(
    "s724p_",
    "portalkey",
    frozenset(
        {
            *("list_told_articles", "get_told_article", "search_told_articles", "list_told_offices"),
            "write_to_office",
        }
    ),
    frozenset({Right.SERVE_PORTAL}),
)
"""What the offices' portal tells anybody, and takes for an office."""

EMPLOYER: Final = KeyKind(
    "s724e_",
    "employerkey",
    frozenset({"search_profiles", "express_interest", "list_own_interests", "read_contacts", "withdraw_interest"}),
    frozenset({Right.LET_EMPLOYERS_SEARCH}),
)
"""What one employer may look for."""

SYSTEM: Final = KeyKind(
    "s724s_",
    "systemkey",
    frozenset({"ask_of_person"}),
    frozenset({Right.LET_SYSTEMS_ASK}),
)
"""What a system of another institution may ask of one person."""

_KINDS: Final = (REPORTS, PORTAL, EMPLOYER, SYSTEM)


def new_key(kind: KeyKind) -> str:
    return kind.begins + new_token()


def kind_of(token: str) -> KeyKind | None:
    """Of which kind it would be, if it is a key of ours; None for what can be none."""
    return next((kind for kind in _KINDS if token.startswith(kind.begins)), None)
