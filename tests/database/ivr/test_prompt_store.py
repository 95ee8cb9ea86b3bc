"""Announcements on the real database: seeding, what is in force when, and what an office changes."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.prompt_tables import PromptRow, PromptTextRow
from core.errors import NotFound, StaleVersion
from core.relay.relay import RelayServer
from ivr import defaults
from ivr.prompts.cache import PromptCache
from ivr.prompts.change_store import (
    TextRefused,
    ValidSpan,
    create_prompt,
    delete_pronunciation,
    end_audio,
    end_text,
    restore_version,
    save_audio,
    save_pronunciation,
    save_text,
    seed_prompts,
)
from ivr.prompts.list_store import get_prompt, list_prompts, list_pronunciations
from ivr.prompts.prompt_library import Prompt, PromptLibrary
from ivr.prompts.store import InForce, load_prompts, next_prompt_change
from ivr.prompts.upkeep import PromptUpkeep
from ivr.prompts.voice import PromptVoice
from ivr.tts.sound_file import write_sound
from tests.support.calls.call_facts import NINE
from tests.support.database.postgres import engine_for
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running
from tests.support.timing.standing_clock import StandingClock
from tests.unit.ivr.prompts.test_voice import Engine

pytestmark = pytest.mark.anyio

WUP = "20000"
HOUR = timedelta(hours=1)
SHA = "a" * 64


@pytest.fixture
async def engine(engine: AsyncEngine, shipped_offices: None) -> AsyncEngine:
    await seed(engine)
    return engine


async def seed(engine: AsyncEngine, now: datetime = NINE) -> None:
    async with engine.begin() as connection:
        await seed_prompts(connection, WUP, defaults.pronunciations(), now)


async def in_force(engine: AsyncEngine, at: datetime, folder: Path = Path("/nowhere")) -> InForce:
    return await load_prompts(engine, at, folder)


async def words(engine: AsyncEngine, prompt: str, at: datetime, language: str = "pl") -> str:
    return (await in_force(engine, at)).prompts.text(prompt, language=language)


async def says(engine: AsyncEngine, text: str, span: ValidSpan, language: str = "pl", prompt: str = "W01") -> None:
    await save_text(engine, prompt, language, text, span, "kierownik-wup", min(span.valid_from, NINE + HOUR))


async def test_what_is_shipped_is_what_is_in_force(engine: AsyncEngine) -> None:
    found = await in_force(engine, NINE)
    assert found.prompts == PromptLibrary.defaults()
    assert len(found.dictionary.words) == len(defaults.pronunciations())
    assert found.recordings == {}


async def test_a_later_seed_never_writes_over_what_somebody_has_changed(engine: AsyncEngine) -> None:
    await says(engine, "Witamy.", ValidSpan(NINE + HOUR))
    await delete_pronunciation(engine, "en", "Łomża")
    before = await list_prompts(engine)
    await seed(engine, NINE + 2 * HOUR)
    assert await list_prompts(engine) == before
    assert await words(engine, "W01", NINE + 3 * HOUR) == "Witamy."
    assert ("en", "Łomża") not in (await in_force(engine, NINE)).dictionary.words


async def test_a_release_brings_its_new_words_where_nobody_has_changed_the_old_ones(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await says(engine, "Tak mówi redaktor.", ValidSpan(NINE + HOUR), prompt="G01")
    changed = [
        msgspec.structs.replace(prompt, text=f"Nowe: {prompt.text}") if prompt.id in ("W01", "G01") else prompt
        for prompt in PromptLibrary.defaults()
    ]
    monkeypatch.setattr(PromptLibrary, "defaults", lambda: PromptLibrary(changed))
    await seed(engine, NINE + 2 * HOUR)
    later = NINE + 3 * HOUR
    assert (await words(engine, "W01", later)).startswith("Nowe: Dzień dobry")
    assert await words(engine, "G01", later) == "Tak mówi redaktor."
    assert len((await get_prompt(engine, "W01")).texts) == 4  # two Polish ones, English, Ukrainian


async def test_words_for_a_span_of_time_give_way_by_themselves(engine: AsyncEngine) -> None:
    shipped_words = await words(engine, "W01", NINE)
    await says(engine, "Na święta.", ValidSpan(NINE + 2 * HOUR, NINE + 4 * HOUR))
    await says(engine, "Potem na stałe.", ValidSpan(NINE + 3 * HOUR))
    said = [await words(engine, "W01", NINE + n * HOUR) for n in (1, 2, 3, 5)]
    assert said == [shipped_words, "Na święta.", "Potem na stałe.", "Potem na stałe."]
    assert await next_prompt_change(engine, NINE) == NINE + 2 * HOUR
    assert await next_prompt_change(engine, NINE + 3 * HOUR) == NINE + 4 * HOUR
    assert await next_prompt_change(engine, NINE + 4 * HOUR) is None


async def test_planned_words_can_be_taken_back_and_the_last_polish_ones_cannot(engine: AsyncEngine) -> None:
    await says(engine, "Potem.", ValidSpan(NINE + 2 * HOUR))
    planned = (await get_prompt(engine, "W01")).texts[0]
    await end_text(engine, "W01", planned.id, NINE + HOUR)
    assert (await words(engine, "W01", NINE + 3 * HOUR)).startswith("Dzień dobry")
    with pytest.raises(NotFound):
        await end_text(engine, "W01", planned.id, NINE + HOUR)
    texts = {
        version.language: version for version in (await get_prompt(engine, "W01")).texts if version != planned
    }
    with pytest.raises(TextRefused, match="jedyny polski tekst"):
        await end_text(engine, "W01", texts["pl"].id, NINE + HOUR)
    await end_text(engine, "W01", texts["en"].id, NINE + HOUR)
    library = (await in_force(engine, NINE + 2 * HOUR)).prompts
    assert library.prompt("W01").languages == ["pl", "uk"], "it is said in Polish to who chose English"


@pytest.mark.parametrize(
    ("text", "language", "span", "sentence"),
    [
        ("po {minuty_miejscownik}", "pl", ValidSpan(NINE), "„miejscownik”"),
        ("Czas: {minuty}", "uk", ValidSpan(NINE), "cyrylicą"),
        ("Czas: {minuty}", "de", ValidSpan(NINE), "Nieznany język „de”"),
        ("Czas.", "pl", ValidSpan(NINE - HOUR), "wstecz"),
        ("Czas.", "pl", ValidSpan(NINE + HOUR, NINE + HOUR), "późniejszej"),
        ("\x00", "pl", ValidSpan(NINE), "sterujące"),
    ],
)
async def test_words_that_may_not_stand_are_refused_and_nothing_is_saved(
    engine: AsyncEngine, text: str, language: str, span: ValidSpan, sentence: str
) -> None:
    before = await get_prompt(engine, "Q04")
    with pytest.raises(TextRefused, match=sentence):
        await save_text(engine, "Q04", language, text, span, "ktoś", NINE)
    assert await get_prompt(engine, "Q04") == before


async def test_an_office_has_announcements_of_its_own(engine: AsyncEngine) -> None:
    await create_prompt(engine, "kolno-remont", "Remont", "20060", "Remont budynku.", "kierownik-20060", NINE)
    assert await words(engine, "kolno-remont", NINE) == "Remont budynku."
    with pytest.raises(TextRefused, match="już istnieje"):
        await create_prompt(engine, "kolno-remont", "Remont", "20060", "Inne.", "kierownik-20060", NINE)
    with pytest.raises(TextRefused, match="Nie ma wartości"):
        await create_prompt(engine, "kolno-inne", "Inne", "20060", "Inne {cos}.", "kierownik-20060", NINE)
    with pytest.raises(NotFound):
        await save_text(engine, "nie-ma", "pl", "Tak.", ValidSpan(NINE), "ktoś", NINE)


async def test_what_an_older_release_has_left_behind_never_silences_a_prompt(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for language, text in (("pl", "Czas: {dawna_wartosc}."), ("en", "Time: {minuty}, <b>")):
            await connection.execute(
                update(PromptTextRow)
                .where(PromptTextRow.prompt == "Q04", PromptTextRow.language == language)
                .values(text=text)
            )
        await connection.execute(update(PromptRow).where(PromptRow.id == "Q04").values(placeholders={"x": "y"}))
    prompt = (await in_force(engine, NINE)).prompts.prompt("Q04")
    assert prompt.text == PromptLibrary.defaults().prompt("Q04").text
    assert prompt.languages == ["pl", "uk"]


async def test_a_recording_is_in_force_while_its_file_is_whole(engine: AsyncEngine, tmp_path: Path) -> None:
    await save_audio(engine, "W01", "pl", SHA, 2.5, ValidSpan(NINE, NINE + 4 * HOUR), "kierownik-wup", NINE)
    assert (await in_force(engine, NINE, tmp_path)).recordings == {}, "there is no file"
    file = tmp_path / f"{SHA}.alaw"
    write_sound(file, b"\xd5" * 800)
    assert (await in_force(engine, NINE, tmp_path)).recordings == {("W01", "pl"): str(tmp_path / SHA)}
    assert (await in_force(engine, NINE + 4 * HOUR, tmp_path)).recordings == {}
    file.write_bytes(b"\xd5" * 799)
    assert (await in_force(engine, NINE, tmp_path)).recordings == {}
    write_sound(file, b"\xd5" * 800)
    await end_audio(engine, "W01", "pl", NINE + HOUR)
    assert (await in_force(engine, NINE + 2 * HOUR, tmp_path)).recordings == {}
    with pytest.raises(NotFound):
        await end_audio(engine, "W01", "pl", NINE + 2 * HOUR)


async def recorded(engine: AsyncEngine, tmp_path: Path, sha: str, span: ValidSpan, now: datetime) -> None:
    write_sound(tmp_path / f"{sha}.alaw", b"\xd5" * 800)
    await save_audio(engine, "W01", "pl", sha, 2.5, span, "kierownik-wup", now)


async def test_a_recording_is_heard_only_while_the_words_hold_that_were_spoken(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async def sound(at: datetime) -> str | None:
        path = (await in_force(engine, at, tmp_path)).recordings.get(("W01", "pl"))
        return None if path is None else Path(path).name[:1]

    await recorded(engine, tmp_path, SHA, ValidSpan(NINE), NINE)
    await says(engine, "Witamy w święta.", ValidSpan(NINE + 2 * HOUR, NINE + 4 * HOUR))
    assert [await sound(NINE + hours * HOUR) for hours in (1, 2, 4)] == ["a", None, "a"]
    await recorded(engine, tmp_path, "b" * 64, ValidSpan(NINE + 3 * HOUR), NINE + HOUR)
    assert [await sound(NINE + hours * HOUR) for hours in (2, 3, 4)] == [None, "b", "a"], "it ends with its words"
    await says(engine, "Witamy.", ValidSpan(NINE + 5 * HOUR))
    assert await sound(NINE + 5 * HOUR) is None
    listed = await get_prompt(engine, "W01")
    assert [listed.recorded(NINE + hours * HOUR).keys() for hours in (1, 2, 3, 5)] == [
        {"pl"},
        set(),
        {"pl"},
        set(),
    ]


async def test_what_was_said_once_is_said_again_a_recording_with_its_words(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await recorded(engine, tmp_path, SHA, ValidSpan(NINE), NINE)
    first = await get_prompt(engine, "W01")
    await says(engine, "Witamy.", ValidSpan(NINE + HOUR))
    later = NINE + 2 * HOUR
    await restore_version(engine, "W01", first.audio[0].id, "redaktor", later)
    found = await in_force(engine, later, tmp_path)
    assert found.prompts.text("W01") == PromptLibrary.defaults().text("W01")
    assert found.recordings == {("W01", "pl"): str(tmp_path / SHA)}
    words = next(each.id for each in (await get_prompt(engine, "W01")).texts if each.text == "Witamy.")
    await restore_version(engine, "W01", words, "redaktor", later + HOUR)
    found = await in_force(engine, later + HOUR, tmp_path)
    assert (found.prompts.text("W01"), found.recordings) == ("Witamy.", {})
    with pytest.raises(NotFound):
        await restore_version(engine, "Q04", words, "redaktor", later)


async def test_of_two_who_change_the_same_only_the_first_does(engine: AsyncEngine) -> None:
    read = (await get_prompt(engine, "W01")).version
    await save_text(engine, "W01", "pl", "Witamy.", ValidSpan(NINE + HOUR), "jedna", NINE, read)
    with pytest.raises(StaleVersion) as raised:
        await save_text(engine, "W01", "pl", "Halo.", ValidSpan(NINE + HOUR), "druga", NINE, read)
    stands = await get_prompt(engine, "W01")
    assert raised.value.version == stands.version
    await end_text(engine, "W01", stands.texts[0].id, NINE, stands.version)
    with pytest.raises(StaleVersion):
        await save_audio(engine, "W01", "pl", SHA, 1, ValidSpan(NINE), "druga", NINE, stands.version)


async def test_no_recording_can_hold_a_value(engine: AsyncEngine) -> None:
    with pytest.raises(TextRefused, match="minuty_mianownik"):
        await save_audio(engine, "Q04", "pl", SHA, 2.5, ValidSpan(NINE), "ktoś", NINE)
    with pytest.raises(TextRefused, match="nie ma tekstu w tym języku"):
        await save_audio(engine, "T05", "en", SHA, 2.5, ValidSpan(NINE), "ktoś", NINE)


@pytest.mark.parametrize(
    ("language", "word", "spoken", "sentence"),
    [
        ("de", "Kolno", "kolno", "Nieznany język"),
        ("pl", "", "kolno", "Słowo musi"),
        ("pl", ".*", "kolno", "Słowo musi"),
        ("pl", "Kolno\n", "kolno", "Słowo musi"),
        ("pl", "Kolno", "<kolno>", "Znaki < i >"),
        ("pl", "Kolno", "{minuty}", "nawiasów"),
        ("pl", "Kolno", "[en]", "nawiasów"),
        ("pl", "Kolno", "k" * 201, "najwyżej 200"),
        ("uk", "Kolno", "kolno", "cyrylicą"),
    ],
)
async def test_hostile_pronunciations_are_refused(
    engine: AsyncEngine, language: str, word: str, spoken: str, sentence: str
) -> None:
    before = await list_pronunciations(engine)
    with pytest.raises(TextRefused, match=sentence):
        await save_pronunciation(engine, language, word, spoken, "ktoś", NINE)
    assert await list_pronunciations(engine) == before


async def test_each_change_is_told_when_it_is_saved_and_only_then(dsn: str, engine: AsyncEngine) -> None:
    heard: list[str] = []
    relay = RelayServer(dsn, None, heard.append)
    async with running(relay.run):
        await eventually(lambda: relay.is_connected)
        with pytest.raises(TextRefused):
            await says(engine, "<>", ValidSpan(NINE))
        await says(engine, "Witamy.", ValidSpan(NINE + HOUR))
        await save_pronunciation(engine, "pl", "ZUS", "zus", "ktoś", NINE)
        await delete_pronunciation(engine, "pl", "ZUS")
        await eventually(lambda: len(heard) == 3)
        assert heard == ["prompts"] * 3


async def test_the_line_takes_over_what_has_changed_and_what_begins_by_itself(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    speech, clock = [Engine(language) for language in ("pl", "en", "uk")], StandingClock(NINE)
    found = await in_force(engine, NINE)
    voice = PromptVoice(found.prompts, PromptCache(tmp_path, *speech, dictionary=found.dictionary))
    upkeep = PromptUpkeep(voice, engine, clock, tmp_path, lambda library: [("pl", library.text("W01"))])
    await upkeep.review()
    await says(engine, "Witamy.", ValidSpan(NINE + HOUR))
    await upkeep.review()
    assert (await voice.spoken("W01")).text.startswith("Dzień dobry")
    clock.at = NINE + HOUR
    speech[0].is_broken = True
    await upkeep.review()
    assert (await voice.spoken("W01")).text.startswith("Dzień dobry"), "a broken engine keeps the old words"
    speech[0].is_broken = False
    await upkeep.review()
    assert "Witamy." in speech[0].texts, "spoken before anybody asks for it"
    assert (await voice.spoken("W01")).text == "Witamy."


async def test_the_line_notes_since_when_callers_hear_what(engine: AsyncEngine, tmp_path: Path) -> None:
    speech, clock = Engine("pl"), StandingClock(NINE)
    found = await in_force(engine, NINE)
    voice = PromptVoice(found.prompts, PromptCache(tmp_path, speech, dictionary=found.dictionary))
    upkeep = PromptUpkeep(voice, engine, clock, tmp_path, lambda library: (), notes_heard=True)
    await upkeep.review()
    clock.at = NINE + HOUR
    await says(engine, "Witamy.", ValidSpan(NINE + HOUR))
    speech.is_broken = True
    await upkeep.review()
    [newest, *_] = (await get_prompt(engine, "W01")).texts
    assert newest.heard_since is None, "it could not be spoken"
    speech.is_broken, clock.at = False, NINE + 2 * HOUR
    await upkeep.review()
    await recorded(engine, tmp_path, SHA, ValidSpan(NINE + 3 * HOUR), NINE + 2 * HOUR)
    clock.at = NINE + 3 * HOUR
    await upkeep.review()
    await save_text(engine, "W01", "pl", "Witamy.", ValidSpan(NINE + 3 * HOUR), "redaktor", NINE + 3 * HOUR)
    await upkeep.review()
    prompt = await get_prompt(engine, "W01")
    polish = [each.heard_since for each in prompt.texts if each.language == "pl"]
    assert polish == [NINE + 3 * HOUR, NINE + 2 * HOUR, NINE]
    assert [each.heard_since for each in prompt.audio] == [NINE + 3 * HOUR]


async def test_what_a_new_office_or_topic_needs_is_spoken_before_anybody_asks_for_it(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    speech, clock = Engine("pl"), StandingClock(NINE)
    found = await in_force(engine, NINE)
    voice = PromptVoice(found.prompts, PromptCache(tmp_path, speech, dictionary=found.dictionary))
    ahead = ["Kolno."]
    upkeep = PromptUpkeep(voice, engine, clock, tmp_path, lambda library: [("pl", text) for text in ahead])
    await upkeep.review()
    ahead.append("Stawiski.")
    await upkeep.review()
    assert "Stawiski." not in speech.texts, "nothing says that something has changed"
    upkeep.ahead_changed()
    await upkeep.review()
    assert "Stawiski." in speech.texts


async def test_news_wake_the_upkeep_and_a_database_that_is_away_leaves_what_was_there(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    clock = StandingClock(NINE)
    voice = PromptVoice(PromptLibrary([Prompt("W01", "-", "Stare.")]), PromptCache(tmp_path, Engine("pl")))
    upkeep = PromptUpkeep(voice, engine, clock, tmp_path, lambda library: ())
    async with running(upkeep.run):
        await eventually(lambda: "Q04" in voice.prompts)
        await says(engine, "Witamy.", ValidSpan(NINE))
        upkeep.tell()
        await eventually(lambda: voice.prompts.text("W01") == "Witamy.")
    async with engine_for("postgresql+asyncpg://nobody@127.0.0.1:1/none") as away:
        await PromptUpkeep(voice, away, clock, tmp_path, lambda library: ()).review()
    assert voice.prompts.text("W01") == "Witamy."
