"""From a draft to an offer that is told: which step may follow, and who may take it. Pure."""

from collections.abc import Collection

from core.errors import TransitionRefused
from market.offers.offer import STATES_PL, State, may_follow

DECISIONS = frozenset({State.VERIFIED, State.UNVERIFIED, State.REJECTED, State.DRAFT})
"""What whoever verifies may say; `DRAFT`: it goes back to be completed."""
WITH_A_REASON = frozenset({State.REJECTED, State.DRAFT})


class SecondPersonNeeded(TransitionRefused):
    """Who has written of it does not verify it."""

    code = "four_eyes_needed"
    message_pl = "Ofertę sprawdza ktoś inny niż osoba, która ją zapisała."


def check_step(state: State, wanted: State) -> None:
    """Raises TransitionRefused."""
    if not may_follow(state, wanted):
        raise TransitionRefused(f"Ta oferta jest już w stanie: {STATES_PL[state]}. Tej zmiany zrobić nie można.")


def check_decision(state: State, wanted: State, writers: Collection[str], by: str, reason: str) -> None:
    """Raises TransitionRefused, and SecondPersonNeeded for who has written of it."""
    if state is not State.SUBMITTED or wanted not in DECISIONS:
        raise TransitionRefused("Ta oferta nie czeka na sprawdzenie.")
    if by in writers:
        raise SecondPersonNeeded
    if wanted in WITH_A_REASON and len(reason.strip()) < 3:
        raise TransitionRefused("Prosimy napisać, dlaczego.")
