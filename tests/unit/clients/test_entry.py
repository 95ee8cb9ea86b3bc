"""What a consultant writes down: evidence, repetitions, and when a conversation is the regular contact."""

import pytest

from clients.contacts.entry import (
    BY_TELEPHONE_PL,
    OUTCOMES,
    OUTCOMES_PL,
    CallOfEntry,
    EntryContent,
    NinetyDayRefused,
    StoredEntry,
    is_about,
    is_repetition,
    refuse_ninety_day,
    summary_pl,
)

ANNA = "client-anna"
CALL = CallOfEntry(ANNA, 2, has_talked=True)


def test_a_regular_contact_has_evidence_and_nothing_else_has() -> None:
    assert EntryContent(is_ninety_day=True).as_kept().evidence == BY_TELEPHONE_PL
    assert EntryContent(is_ninety_day=True, evidence=" Podała datę wizyty. ").as_kept().evidence == (
        "Podała datę wizyty."
    )
    assert EntryContent(evidence="Podała datę wizyty.").as_kept().evidence == ""


def test_a_conversation_with_a_verified_registered_client_may_be_the_regular_contact() -> None:
    refuse_ninety_day(CALL, ANNA, is_required=True)


@pytest.mark.parametrize(
    ("call", "is_required"),
    [
        (CallOfEntry(ANNA, 2, has_talked=False), True),
        (CallOfEntry(ANNA, 0, has_talked=True), True),
        (CallOfEntry(None, 2, has_talked=True), True),
        (CallOfEntry("client-ewa", 2, has_talked=True), True),
        (CALL, False),
    ],
)
def test_any_other_conversation_may_not(call: CallOfEntry, is_required: bool) -> None:
    with pytest.raises(NinetyDayRefused):
        refuse_ninety_day(call, ANNA, is_required=is_required)


def test_an_entry_is_about_the_caller_or_about_whom_an_unknown_caller_is_said_to_be() -> None:
    assert is_about(CALL, ANNA)
    assert is_about(CallOfEntry(None, 0, has_talked=True), ANNA)
    assert not is_about(CallOfEntry("client-ewa", 2, has_talked=True), ANNA)


@pytest.mark.parametrize(
    ("typed_on", "note", "is_it"),
    [(1, "a", True), (2, "a", True), (1, "b", False), (2, "b", False), (0, "a", False), (3, "a", False)],
)
def test_the_same_words_on_the_same_version_are_a_repetition(typed_on: int, note: str, is_it: bool) -> None:
    stored = StoredEntry(EntryContent("a"), 2)
    assert is_repetition(stored, typed_on, EntryContent(note)) == is_it


def test_the_sentence_of_the_history_says_everything_but_the_note() -> None:
    content = EntryContent("tajne", "employer", "solved", is_ninety_day=True)
    assert summary_pl(content, "pracodawca") == (
        "Rozmowa z konsultantem; temat: pracodawca; sprawa załatwiona; odnotowano obowiązkowy kontakt."
    )
    assert summary_pl(EntryContent("tajne"), None) == "Rozmowa z konsultantem."


def test_every_outcome_has_a_name() -> None:
    assert OUTCOMES_PL.keys() == set(OUTCOMES)
