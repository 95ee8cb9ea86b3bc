"""What came of a referral, read from the words of an office."""

import pytest

from clients.persons.referral_state import ReferralState, state_of


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (None, "given"),
        (" ", "given"),
        ("Podjął pracę", "taken_up"),
        ("podjęła staż", "taken_up"),
        ("PRZYJĘTA DO PRACY", "taken_up"),
        ("zatrudniony", "taken_up"),
        ("ukończyła szkolenie", "taken_up"),
        ("nie podjął pracy", "refused"),
        ("Nie zgłosił się do pracodawcy", "refused"),
        ("odmowa pracodawcy", "refused"),
        ("odmówiła przyjęcia", "refused"),
        ("rezygnacja", "refused"),
        ("stanowisko zajęte", "ended"),
        ("brak odpowiedzi", "ended"),
    ],
)
def test_words_of_offices_are_read_as_far_as_they_are_sure(outcome: str | None, state: ReferralState) -> None:
    assert state_of(outcome) == state
