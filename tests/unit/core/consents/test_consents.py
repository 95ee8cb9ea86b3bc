"""What follows from what people say, and who gets through the gate."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consents.addresses import AddressHashes, national, number
from core.consents.consent import (
    CHANNELS,
    CONFIRM_TIME,
    ENDS,
    PURPOSES,
    Channel,
    Consent,
    Purpose,
    Source,
    Statement,
    What,
    folded,
    needs_confirmation,
    stepped,
)
from core.consents.gate import MESSAGE_KINDS, NEEDS_CONSENT, PURPOSE_OF, Allowed, MessageKind, Refused, may_send

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
HASHES = AddressHashes("p" * 40)

whats: st.SearchStrategy[What] = st.sampled_from(get_args(What))
sources: st.SearchStrategy[Source] = st.sampled_from(get_args(Source))


@st.composite
def histories(draw: st.DrawFn) -> list[Statement]:
    """What was said of one purpose and channel, moment after moment."""
    purpose, channel = draw(st.sampled_from(PURPOSES)), draw(st.sampled_from(CHANNELS))
    said, at = [], NINE
    for place in range(draw(st.integers(0, 8))):
        at += timedelta(hours=draw(st.integers(0, 60)))
        said.append(Statement(purpose, channel, draw(whats), draw(sources), at, place + 1))
    return said


def say(what: What, source: Source = "consultant", at: datetime = NINE, number: int = 1) -> Statement:
    return Statement("offers", "sms", what, source, at, number)


@given(histories())
def test_nobody_is_taken_to_agree_who_did_not_say_so_last(history: list[Statement]) -> None:
    state = folded(history)
    own = [one for one in history if one.source != "import" and one.what not in ("asked", "confirmed")]
    if state is not None and state.is_given and own:
        assert own[-1].what == "given"


@given(histories(), st.integers(1, 500))
def test_an_import_never_overrules_what_the_person_has_ended(history: list[Statement], hours: int) -> None:
    ended = next((n for n, one in enumerate(history) if one.what in ENDS and one.source != "import"), None)
    if ended is not None:
        state = folded(history[: ended + 1])
        assert state is not None
        later, words = state, list[What](["refused", "given", "given"])
        for place, what in enumerate(words, 100):
            at = NINE + timedelta(hours=hours)
            later = stepped(later, Statement(state.purpose, state.channel, what, "import", at, place))
        assert later == state


@given(histories())
def test_asking_changes_nothing(history: list[Statement]) -> None:
    without = folded(one for one in history if one.what != "asked")
    state = folded(history)
    assert (state is None or state.state == "none") if without is None else state == without


def test_a_consent_that_the_office_knows_to_be_withdrawn_counts_no_more_also_if_it_was_said_to_us() -> None:
    given_here = stepped(None, say("given", "line"))
    assert not stepped(given_here, say("withdrawn", "import", NINE + timedelta(days=1), 2)).is_given
    assert stepped(given_here, say("withdrawn", "import", NINE - timedelta(days=1), 2)).is_given
    assert stepped(given_here, say("refused", "import", NINE + timedelta(days=1), 2)).is_given


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("after", "is_given"), [(CONFIRM_TIME, True), (CONFIRM_TIME + SECOND, False)])
def test_an_address_counts_once_it_is_confirmed_in_time(after: timedelta, is_given: bool) -> None:
    asked = Statement("newsletter", "email", "given", "portal", NINE, 1)
    assert needs_confirmation("email", "portal")
    pending = stepped(None, asked)
    assert (pending.state, pending.is_given) == ("pending", False)
    confirmed = Statement("newsletter", "email", "confirmed", "mail", NINE + after, 2)
    assert stepped(pending, confirmed).is_given == is_given


def test_a_confirmation_of_nothing_is_no_consent() -> None:
    for before in (None, stepped(None, say("withdrawn"))):
        assert not stepped(before, say("confirmed", "mail", number=2)).is_given


consents = st.lists(
    st.builds(
        Consent,
        st.sampled_from(PURPOSES),
        st.sampled_from(CHANNELS),
        st.sampled_from(["none", "pending", "given", "refused", "withdrawn", "objected"]),
        st.sampled_from([NINE - timedelta(days=1), NINE + timedelta(days=1)]),
        sources,
        st.integers(1, 9),
    ),
    unique_by=lambda one: (one.purpose, one.channel),
)


@given(
    st.sampled_from(MESSAGE_KINDS),
    st.sampled_from(CHANNELS),
    consents,
    st.sets(st.sampled_from(PURPOSES)),
    st.booleans(),
)
def test_the_gate(
    kind: MessageKind, channel: Channel, known: list[Consent], suppressed: set[Purpose], is_restricted: bool
) -> None:
    """The whole table once more, in words of its own."""
    purpose = PURPOSE_OF[kind]
    mine = {(one.purpose, one.channel): one for one in known}
    own = None if purpose is None else mine.get((purpose, channel))
    said_no = own is not None and own.state in ("refused", "withdrawn", "objected")
    agreed = own is not None and own.state == "given" and own.since <= NINE
    may = not is_restricted and (
        purpose is None or (purpose not in suppressed and not said_no and (agreed or kind not in NEEDS_CONSENT))
    )
    answer = may_send(kind, channel, known, suppressed, NINE, is_restricted=is_restricted)
    assert isinstance(answer, Allowed) == may
    if isinstance(answer, Refused):
        assert answer.reason_pl.endswith(".")
    elif kind in NEEDS_CONSENT:
        assert own is not None
        assert answer.consent == own.event


def test_a_code_goes_out_also_to_who_wants_no_messages() -> None:
    stop = [Consent(purpose, "sms", "withdrawn", NINE, "sms") for purpose in PURPOSES]
    assert may_send("service", "sms", stop, PURPOSES, NINE) == Allowed()
    assert isinstance(may_send("reminder", "sms", stop, (), NINE), Refused)


@pytest.mark.parametrize("written", ["600100200", "600 100 200", "+48 600-100-200", "0048600100200"])
def test_however_a_number_is_written_it_is_the_same(written: str) -> None:
    assert number(written) == "48600100200"
    assert national(written) == "600100200"
    assert HASHES.of("sms", written) == HASHES.of("sms", "600100200")


def test_a_hash_says_nothing_without_the_key() -> None:
    other = AddressHashes("q" * 40)
    assert HASHES.of("email", "Anna@Example.pl ") == HASHES.of("email", "anna@example.pl")
    assert HASHES.of("email", "anna@example.pl") != other.of("email", "anna@example.pl")
    with pytest.raises(ValueError, match="pepper"):
        AddressHashes("short")
