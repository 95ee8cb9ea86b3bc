"""What came of a referral, from the words of the office's own system. Pure.

Offices write outcomes in words of their own; what nobody can read for sure is told as it stands, and is `ended`.
"""

from typing import Final, Literal, TypeAlias

from core.search.language.words import fold

ReferralState: TypeAlias = Literal["given", "taken_up", "refused", "ended"]
"""`given`: nothing has come back yet; `taken_up`: the work or the training was begun; `refused`: by the person or
by the employer; `ended`: otherwise."""

_REFUSED: Final = ("nie ", "odmow", "odmaw", "rezygn", "odrzuc")
_TAKEN_UP: Final = ("podj", "przyjet", "przyjal", "zatrudni", "rozpocz", "ukoncz")


def state_of(outcome: str | None) -> ReferralState:
    """„Podjęła pracę” is taken up; „nie podjęła” and „odmowa pracodawcy” are refused; „stanowisko zajęte” is
    ended."""
    words = fold((outcome or "").strip())
    if not words:
        return "given"
    if words.startswith(_REFUSED):
        return "refused"
    return "taken_up" if words.startswith(_TAKEN_UP) else "ended"
