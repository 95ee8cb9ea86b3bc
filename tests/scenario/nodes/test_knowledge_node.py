"""Short answers of the knowledge base in a call: their language, silence, and what ends or begins at midnight."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.facts.kinds.messages import SmsOrdered
from core.facts.kinds.scenarios import AnnouncementPlayed
from core.zone import WARSAW
from ivr.answer_reading import LAST_KEY_TIME
from ivr.dialogue import MOST_REPEATS
from tests.scenario.nodes.self_service import LINE, call_of, opens, outcome_of
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.timing.sweep import moments_of
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
        assert caller.heard == ["B06", "B01 [en]In English.[pl]", "G02"]


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
        opens(centre, "knowledge", topic="zasilek", keys_prompt="", most=5)
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
        opens(centre, "knowledge", topic="zasilek", keys_prompt="", most=5)
        centre.knowledge.texts = ("Pierwsza.", "Stara.", "Nowa.")
        centre.knowledge.last_days = {"Stara.": LAST_DAY}
        centre.knowledge.first_days = {"Nowa.": LAST_DAY + timedelta(days=1)}
        caller = await call_of(centre, verifies=False)
        assert caller.heard == ["B01 Pierwsza.", "B01 Nowa.", "G02"]


@in_virtual_time
async def test_star_after_midnight_asks_anew() -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=2)) as centre:
        opens(centre, "knowledge", topic="zasilek", keys_prompt="", most=1)
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
        opens(centre, "knowledge", topic="zasilek", keys_prompt="", none_prompt=none_prompt)
        centre.knowledge.texts = ("Do wczoraj.",)
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        centre.knowledge.on_the_way = 1.5
        caller = await call_of(centre, verifies=False)
        assert (outcome_of(centre), caller.heard) == ("none", heard)


@in_virtual_time
async def test_a_knowledge_base_that_is_away_at_midnight_reads_nothing_of_yesterday() -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=2)) as centre:
        opens(centre, "knowledge", topic="zasilek", keys_prompt="", most=5)
        centre.knowledge.texts = ("Pierwsza.", "Do wczoraj.")
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        centre.knowledge.away_from = MIDNIGHT
        caller = await call_of(centre, verifies=False)
        assert caller.heard == ["B01 Pierwsza.", "H04"]
        assert outcome_of(centre) == "unavailable"


# -- the keys while an answer is read


def _told_of_keys(centre: Centre) -> None:
    """The caller has been told of the keys in this call already."""
    opens(centre, "knowledge", topic="zasilek", keys_prompt="")
    centre.knowledge.texts = ("Pierwsza.", "Druga.")


@in_virtual_time
async def test_the_keys_are_told_of_once_in_a_call_and_before_the_first_answer() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge", comes_back=("told", 2))
        caller = await call_of(centre, verifies=False)
        assert caller.heard == ["B06", "B01 Odpowiedź.", "B01 Odpowiedź.", "G02"]


@in_virtual_time
async def test_where_there_is_no_answer_no_key_is_told_of() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge")
        centre.knowledge.texts = ()
        assert (await call_of(centre, verifies=False)).heard == ["B03", "G02"]


@in_virtual_time
async def test_a_voice_that_speaks_no_slower_promises_nothing_and_the_key_stays_for_what_follows() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge")
        centre.ivr.tools = replace(centre.ivr.tools, slow_voice=None)
        caller = await call_of(centre, ("B01", "7"), verifies=False)
        assert caller.heard == ["B01 Odpowiedź.", "G02"]


@in_virtual_time
async def test_hash_goes_on_from_the_keys_to_the_answer() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge")
        caller = await call_of(centre, ("B06", "#"), verifies=False)
        assert caller.heard == ["B06", "B01 Odpowiedź.", "G02"]


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        (["", "7"], ["Pierwsza.", "Druga.", "Druga. (wolniej)"]),
        (["7"], ["Pierwsza.", "Pierwsza. (wolniej)", "Druga. (wolniej)"]),
        (["", "7", "*"], ["Pierwsza.", "Druga.", "Druga. (wolniej)", "Pierwsza.", "Druga."]),
        (["7", "7"], ["Pierwsza.", *["Pierwsza. (wolniej)"] * 2, "Druga. (wolniej)"]),
        (["7" for _ in range(9)], ["Pierwsza.", *["Pierwsza. (wolniej)"] * MOST_REPEATS]),
        (["#"], ["Pierwsza."]),
        (["3"], ["Pierwsza."]),
    ],
    ids=["the last one", "and the rest", "star at the usual speed", "twice", "no end", "on", "a key of the menu"],
)
@in_virtual_time
async def test_the_answer_at_hand_is_said_again_slower(keys: list[str], heard: list[str]) -> None:
    """One of `keys` during each answer."""
    async with a_centre() as centre:
        _told_of_keys(centre)
        caller = await call_of(centre, *(("B01", key) for key in keys), verifies=False)
        assert caller.heard == [*(f"B01 {words}" for words in heard), "G02"]
        assert outcome_of(centre) == "told"


@in_virtual_time
async def test_the_keys_count_for_a_moment_after_the_last_answer_and_not_later() -> None:
    async def answers_later(seconds: float) -> list[str]:
        async with a_centre() as centre:
            _told_of_keys(centre)
            caller = centre.exchange.caller(dialled_number=f"{LINE}-bez")
            read = 2 * centre.exchange.sound_time
            await centre.visit(caller, (read + seconds, "7"))
            centre.check_nothing_left()
            return caller.heard

    assert await answers_later(LAST_KEY_TIME - 0.5) == [
        "B01 Pierwsza.",
        "B01 Druga.",
        "B01 Druga. (wolniej)",
        "G02",
    ]
    assert await answers_later(LAST_KEY_TIME + 0.5) == ["B01 Pierwsza.", "B01 Druga.", "G02"]


@in_virtual_time
async def test_after_midnight_nothing_of_yesterday_is_said_slower() -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=1)) as centre:
        _told_of_keys(centre)
        centre.knowledge.texts = ("Do wczoraj.", "Zawsze.")
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        caller = await call_of(centre, ("B01", "7"), verifies=False)
        assert caller.heard == ["B01 Do wczoraj.", "B01 Zawsze. (wolniej)", "G02"]


# -- the answer as a text message


def _ordered(centre: Centre) -> list[tuple[str, str, str]]:
    return [(e.template, e.sms_number, e.sms_values["odpowiedz"]) for e in centre.of_type(SmsOrdered)]


@pytest.mark.parametrize(
    ("presses", "heard", "sent"),
    [
        pytest.param([("B06", "3")], ["B06 B08", "B09", "B01 Druga."], ["Pierwsza."], id="when told of the key"),
        pytest.param(
            [("B01", "3")], ["B06 B08", "B01 Pierwsza.", "B09", "B01 Druga."], ["Pierwsza."], id="while it is read"
        ),
        pytest.param(
            [("B01", ""), ("B01", "3"), ("B09", "*"), ("B01", "3")],
            ["B06 B08", "B01 Pierwsza.", "B01 Druga.", "B09", "B01 Pierwsza.", "B09", "B01 Druga."],
            ["Druga.", "Pierwsza."],
            id="each of them",
        ),
        pytest.param(
            [("B01", "3"), ("B01", "*"), ("B01", "3")],
            ["B06 B08", "B01 Pierwsza.", "B09", "B01 Druga.", "B01 Pierwsza.", "B09", "B01 Druga."],
            ["Pierwsza."],
            id="one of them twice is one message",
        ),
    ],
)
@in_virtual_time
async def test_the_answer_at_hand_is_ordered_as_a_message_to_the_number_of_the_call(
    presses: list[tuple[str, str]], heard: list[str], sent: list[str]
) -> None:
    async with a_centre(sends_sms=True) as centre:
        opens(centre, "knowledge")
        centre.knowledge.texts = ("Pierwsza.", "Druga.")
        caller = await call_of(centre, *presses, verifies=False)
        assert [" ".join(words) for words in _together(caller.heard[:-1])] == heard
        assert _ordered(centre) == [("odpowiedz", "600100200", text) for text in sent]
        assert outcome_of(centre) == "told"


def _together(heard: list[str]) -> list[list[str]]:
    """The key of the message is said with the other keys."""
    found: list[list[str]] = []
    for words in heard:
        if words == "B08":
            found[-1].append(words)
        else:
            found.append([words])
    return found


@pytest.mark.parametrize(("sends", "number"), [(False, "600100200"), (True, "857001122"), (True, "")])
@in_virtual_time
async def test_where_no_message_can_be_sent_the_key_is_not_named_and_stays_for_what_follows(
    sends: bool, number: str
) -> None:
    async with a_centre(sends_sms=sends) as centre:
        opens(centre, "knowledge")
        caller = await call_of(centre, ("B01", "3"), verifies=False, caller_number=number)
        assert caller.heard == ["B06", "B01 Odpowiedź.", "G02"]
        assert not centre.of_type(SmsOrdered)


@in_virtual_time
async def test_no_key_for_messages_where_the_scenario_wants_none() -> None:
    async with a_centre(sends_sms=True) as centre:
        opens(centre, "knowledge", sms_prompt="")
        caller = await call_of(centre, ("B01", "3"), verifies=False)
        assert caller.heard == ["B06", "B01 Odpowiedź.", "G02"]
        assert not centre.of_type(SmsOrdered)


@in_virtual_time
async def test_an_answer_that_ended_at_midnight_is_sent_to_nobody() -> None:
    async with a_centre(start=MIDNIGHT - timedelta(seconds=6), sends_sms=True) as centre:
        opens(centre, "knowledge", keys_prompt="", sms_prompt="B08")
        centre.knowledge.texts = ("Do wczoraj.", "Dalej.")
        centre.knowledge.last_days = {"Do wczoraj.": LAST_DAY}
        caller = await call_of(centre, ("B01", "3"), verifies=False)
        assert caller.heard[-3:] == ["K04", "B01 Dalej.", "G02"]
        assert not centre.of_type(SmsOrdered)


@in_virtual_time
async def test_what_is_too_long_or_too_much_is_refused_in_words() -> None:
    async with a_centre(sends_sms=True) as centre:
        opens(centre, "knowledge", most=5)
        long = "Ї" * 400
        centre.knowledge.texts = (long, "1.", "2.", "3.", "4.")
        keys = [("B06", "3"), *[("B01", "3")] * 4]
        caller = await call_of(centre, *keys, verifies=False)
        assert [words for words in caller.heard if words in ("B09", "K04")] == ["K04", "B09", "B09", "B09", "K04"]
        assert [text for _, _, text in _ordered(centre)] == ["1.", "2.", "3."]


async def _orders_and_hangs_up(patience: float) -> Centre:
    async with a_centre(sends_sms=True) as centre:
        opens(centre, "knowledge")
        centre.knowledge.texts = ("Pierwsza.", "Druga.")
        await call_of(centre, ("B01", "3"), verifies=False, patience=patience)
        centre.check_nothing_left()
    return centre


@in_virtual_time
async def test_who_hangs_up_has_ordered_one_message_or_none() -> None:
    for moment in await moments_of(_orders_and_hangs_up(20), until=20):
        centre = await _orders_and_hangs_up(moment)
        heard = [prompt for e in centre.of_type(AnnouncementPlayed) for prompt in e.prompts]
        assert len(_ordered(centre)) <= 1
        assert len(_ordered(centre)) == 1 or "B09" not in heard


def _told(centre: Centre) -> list[tuple[str, bool, bool]]:
    return [(one.article_id, one.again, one.is_hung_up) for one in centre.told]


@in_virtual_time
async def test_what_is_told_and_told_once_more_is_counted_for_its_article() -> None:
    async with a_centre() as centre:
        opens(centre, "knowledge", topic="zasilek")
        centre.knowledge.texts = ("Pierwsza.", "Druga.")
        await call_of(centre, ("B01", "7"), verifies=False)
        assert _told(centre) == [("Pierwsza.", False, False), ("Pierwsza.", True, False), ("Druga.", False, False)]
        assert {(one.office, one.language) for one in centre.told} == {(centre.told[0].office, "pl")}


async def _hangs_up_at(patience: float) -> Centre:
    async with a_centre() as centre:
        opens(centre, "knowledge", topic="zasilek", keys_prompt="")
        centre.knowledge.texts = ("Pierwsza.", "Druga.")
        await call_of(centre, patience=patience, verifies=False)
        return centre


@in_virtual_time
async def test_an_answer_over_which_the_caller_hangs_up_is_counted_so_once() -> None:
    seen = set()
    for moment in await moments_of(_hangs_up_at(30), until=30):
        told = _told(await _hangs_up_at(moment))
        assert len(told) == len({article for article, _, _ in told})
        assert [is_hung_up for _, _, is_hung_up in told[:-1]] == [False] * (len(told) - 1)
        seen |= {(article, is_hung_up) for article, _, is_hung_up in told}
    assert seen == {(article, hung_up) for article in ("Pierwsza.", "Druga.") for hung_up in (False, True)}
