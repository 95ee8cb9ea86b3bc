"""The table of what hangs on an account: whole, in harmony with itself, and told in the docs."""

from pathlib import Path

import pytest

from core.revocation import FATES, Ending, Fate, Hanging, ends, table

DOCS = Path(__file__).parents[3] / "docs"

ONLY_OF_A_SESSION = [Hanging.LIVE_SOCKET, Hanging.PAGE_TELEPHONE, Hanging.LISTENING]


@pytest.mark.parametrize("thing", Hanging)
@pytest.mark.parametrize("ending", Ending)
def test_every_ending_says_what_becomes_of_everything_that_hangs_on_an_account(
    ending: Ending, thing: Hanging
) -> None:
    assert FATES[ending][thing] in Fate


@pytest.mark.parametrize("ending", Ending)
def test_nobody_cuts_a_caller_off(ending: Ending) -> None:
    assert FATES[ending][Hanging.CONVERSATION] is Fate.TO_ITS_END


@pytest.mark.parametrize("ending", Ending)
def test_what_hangs_on_a_session_does_not_outlive_it(ending: Ending) -> None:
    if ends(ending, Hanging.SESSIONS):
        for thing in ONLY_OF_A_SESSION:
            assert FATES[ending][thing] is not Fate.STAYS, thing
        assert ends(ending, Hanging.LISTENING), "who only listens in is cut off"


@pytest.mark.parametrize("ending", Ending)
def test_who_has_no_place_is_offered_nothing_and_registered_nowhere(ending: Ending) -> None:
    if ends(ending, Hanging.PLACE):
        assert ends(ending, Hanging.OFFER)
        assert ends(ending, Hanging.REGISTRATION)
        assert ends(ending, Hanging.LISTENING)
        assert FATES[ending][Hanging.PAGE_TELEPHONE] is Fate.TO_ITS_END
    if ends(ending, Hanging.TELEPHONE_PASSWORD):
        assert ends(ending, Hanging.REGISTRATION)


@pytest.mark.parametrize("ending", Ending)
def test_only_what_carries_a_conversation_may_go_on_to_its_end(ending: Ending) -> None:
    for thing, fate in FATES[ending].items():
        if fate is Fate.TO_ITS_END:
            assert thing in (Hanging.CONVERSATION, Hanging.LIVE_SOCKET, Hanging.PAGE_TELEPHONE)
            # The code tells by the place whether a page is a stolen one: see `api.sip.connections`.
            assert thing is Hanging.CONVERSATION or ends(ending, Hanging.PLACE)


def test_the_page_of_rights_has_the_table() -> None:
    assert table() in (DOCS / "rights.md").read_text("utf-8")
