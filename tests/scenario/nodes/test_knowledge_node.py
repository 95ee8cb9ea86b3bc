"""Short answers of the knowledge base in a call: their language, silence, and what ends or begins at midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.facts.events import AnnouncementPlayed
from core.zone import WARSAW
from tests.scenario.nodes.self_service import call_of, opens, outcome_of
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.timing.virtual_time import in_virtual_time

LAST_DAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 25, tzinfo=WARSAW).astimezone(UTC)


def _begun(centre: Centre) -> list[tuple[str, datetime]]:
    """The knowledge node's announcements, each with the moment at which it began."""
    found = []
    for played in centre.of_type(AnnouncementPlayed):
        assert played.at is not None
        found.append((played.prompts[0], played.at - timedelta(seconds=played.heard_time)))
    return found


@in_virtual_time
async def test_an_answer_is_read_in_the_language_in_which_it_is_written() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge", topic="zasilek")
        centre.knowledge.texts, centre.knowledge.language = ("In English.",), "en"
        caller = await call_of(centre, verifies=False)
        assert caller.heard == ["B01 [en]In English.[pl]", "G02"]


@in_virtual_time
async def test_a_topic_without_an_answer_may_be_passed_over_in_silence() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge", topic="zasilek_stawki", none_prompt="")
        centre.knowledge.texts = ()
        caller = await call_of(centre, verifies=False)
        assert (outcome_of(centre), caller.heard) == ("none", ["G02"])


@pytest.mark.parametrize("before", [number / 4 for number in range(-4, 48)])
@in_virtual_time
async def test_an_answer_of_the_day_before_is_never_begun_at_midnight_or_later(before: float) -> None:
    """The call begins `before` seconds before midnight; each of the three answers takes some seconds."""
    async with a_centre(start=MIDNIGHT - timedelta(seconds=before)) as centre:
        opens(centre, "knowledge", topic="zasilek", most=5)
        centre.knowledge.texts = ("Pierwsza.", "Do wczoraj.", "Trzecia.")
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        caller = await call_of(centre, verifies=False)
        heard = [words.removeprefix("B01 ") for words in caller.heard[:-1]]
        begun = [at for prompt, at in _begun(centre) if prompt == "B01"]
        assert [words for words in heard if words != "Do wczoraj."] == ["Pierwsza.", "Trzecia."]
        assert len(begun) == len(heard)
        for words, at in zip(heard, begun, strict=True):
            assert words != "Do wczoraj." or at < MIDNIGHT
        assert ("Do wczoraj." in heard) == (begun[1] < MIDNIGHT)
        assert outcome_of(centre) == "told"


@in_virtual_time
async def test_at_midnight_the_new_amount_takes_the_place_of_the_old_one() -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=2)) as centre:
        opens(centre, "knowledge", topic="zasilek", most=5)
        centre.knowledge.texts = ("Pierwsza.", "Stara.", "Nowa.")
        centre.knowledge.last_days = {"Stara.": LAST_DAY}
        centre.knowledge.first_days = {"Nowa.": LAST_DAY + timedelta(days=1)}
        caller = await call_of(centre, verifies=False)
        assert caller.heard == ["B01 Pierwsza.", "B01 Nowa.", "G02"]


@in_virtual_time
async def test_star_after_midnight_asks_anew() -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=2)) as centre:
        opens(centre, "knowledge", topic="zasilek", most=1)
        centre.knowledge.texts = ("Do wczoraj.",)
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        caller = await call_of(centre, ("B01", "*"), verifies=False)
        assert caller.heard == ["B01 Do wczoraj.", "B03", "G02"]
        assert outcome_of(centre) == "none"


@pytest.mark.parametrize(("none_prompt", "heard"), [("B03", ["B03", "G02"]), ("", ["G02"])])
@in_virtual_time
async def test_an_answer_that_ended_while_it_was_asked_for_was_not_told(
    none_prompt: str, heard: list[str]
) -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=1)) as centre:
        opens(centre, "knowledge", topic="zasilek", none_prompt=none_prompt)
        centre.knowledge.texts = ("Do wczoraj.",)
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        centre.knowledge.on_the_way = 1.5
        caller = await call_of(centre, verifies=False)
        assert (outcome_of(centre), caller.heard) == ("none", heard)


@in_virtual_time
async def test_a_knowledge_base_that_is_away_at_midnight_reads_nothing_of_yesterday() -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=2)) as centre:
        opens(centre, "knowledge", topic="zasilek", most=5)
        centre.knowledge.texts = ("Pierwsza.", "Do wczoraj.")
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        centre.knowledge.away_from = MIDNIGHT
        caller = await call_of(centre, verifies=False)
        assert caller.heard == ["B01 Pierwsza.", "H04"]
        assert outcome_of(centre) == "unavailable"
