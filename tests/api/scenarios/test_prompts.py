"""Announcements over the web service: who may change what, and what is refused."""

import io
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
import soundfile
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from api.scenarios.engines import Engines
from api.scenarios.previews import PreviewBusy, Previews
from core.settings import Settings
from ivr import defaults
from ivr.prompts.cache import PromptCache
from ivr.prompts.change_store import seed_prompts
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.spoken_form import Dictionary
from ivr.tts import espeak_engines
from ivr.tts.sound_file import MOST_RECORDED
from tests.api.conftest import LogIn
from tests.api.people import A_FEW
from tests.support.calls.call_facts import NINE
from tests.support.machine.tools import espeak_command
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.recordings.sounds import lufs, sound_file, tone
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

MAY_SET = {"administrator", "kierownik-wup", "redaktor"}
WAV = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def engine(engine: AsyncEngine) -> AsyncEngine:
    async with engine.begin() as connection:
        await seed_prompts(connection, "20000", defaults.pronunciations(), NINE)
    return engine


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"espeak": " ".join(espeak_command())})


async def prompt(client: AsyncClient, prompt_id: str = "W01") -> dict[str, Any]:
    answer = await client.get(f"/api/prompts/{prompt_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_everybody_finds_announcements_by_id_words_and_language(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    everything = (await client.get("/api/prompts")).json()
    assert len(everything) == len(PromptLibrary.defaults())
    assert not any(each["may_edit"] for each in everything)
    found = (await client.get("/api/prompts", params={"search": "OCZEKIWANIA"})).json()
    assert {"Q04", "Q05", "Q13", "Q14"} <= {each["id"] for each in found}
    assert [each["id"] for each in (await client.get("/api/prompts", params={"search": "q04"})).json()] == ["Q04"]
    english = (await client.get("/api/prompts", params={"language": "en"})).json()
    assert {each["id"] for each in everything} - {each["id"] for each in english} >= {"T03", "W04"}
    waits = await prompt(client, "Q04")
    assert waits["placeholders"] == {"minuty": {"type": "count", "n": 5, "noun": "minuta"}}
    assert waits["texts"]["en"] == "Expected waiting time: {minuty}."
    assert (await client.get("/api/prompts/Z99")).status_code == 404


@pytest.mark.parametrize("username", A_FEW)
async def test_words_are_changed_by_those_who_answer_for_them(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    changes = [
        client.put("/api/prompts/W01/texts/pl", json={"text": "Witamy."}),
        client.put("/api/prompts/W01/audio/pl", content=sound_file(tone(1.0), 8000), headers=WAV),
        client.delete("/api/prompts/W01/audio/pl"),
        client.put("/api/pronunciations/pl/Kolno", json={"spoken": "kolno"}),
        client.delete("/api/pronunciations/pl/Kolno"),
    ]
    for change in changes:
        answer = await change
        assert answer.is_success == (username in MAY_SET), answer.text
        assert answer.is_success or answer.status_code == 403
    own = await client.post(
        "/api/prompts", json={"id": "kolno-1", "purpose": "Remont", "owner": "20060", "text": "Remont."}
    )
    assert own.status_code == (201 if username in MAY_SET | {"kierownik-20060"} else 403)
    if own.is_success:
        answer = await client.put("/api/prompts/kolno-1/texts/en", json={"text": "Building works."})
        assert answer.json()["texts"] == {"pl": "Remont.", "en": "Building works."}


async def test_the_history_tells_who_said_what_and_what_is_planned(log_in: LogIn, clock: StandingClock) -> None:
    client = await log_in("kierownik-wup")
    clock.passes(minutes=5)
    body = {"text": "Witamy w święta.", "valid_from": "2026-12-24", "valid_to": "2026-12-26"}
    planned = (await client.put("/api/prompts/W01/texts/pl", json=body)).json()
    assert planned["is_planned"]
    assert planned["texts"]["pl"].startswith("Dzień dobry")
    first = planned["history"][0]
    assert (first["text"], first["changed_by"]) == ("Witamy w święta.", "kierownik-wup")
    assert (first["valid_from"], first["valid_to"]) == ("2026-12-23T23:00:00Z", "2026-12-26T23:00:00Z")
    taken_back = await client.delete(f"/api/prompts/W01/versions/{first['id']}")
    assert not taken_back.json()["is_planned"]
    at_once = (await client.put("/api/prompts/W01/texts/pl", json={"text": "Witamy."})).json()
    assert at_once["texts"]["pl"] == "Witamy."


HOSTILE = [
    ("<speak>Witamy</speak>", "Znaki < i >"),
    ("Witamy\u0007", "sterujące"),
    ("Witamy {", "Nawiasy klamrowe"),
    ("Witamy {0.__class__}", "Nawiasy klamrowe"),
    ("[[w'Itamy]]", "W nawiasie kwadratowym"),
    ("Witamy {kwota}", "Nie ma wartości „kwota”"),
    ("---", "nie zawiera żadnych słów"),
]


@pytest.mark.parametrize(
    ("text", "sentence"),
    first_of(
        3,
        HOSTILE,
        ANOTHER,
        "tests/api/scenarios/test_prompts.py::test_hostile_words_are_refused_in_polish_and_nothing_is_saved",
    ),
)
async def test_hostile_words_are_refused_in_polish_and_nothing_is_saved(
    log_in: LogIn, text: str, sentence: str
) -> None:
    client = await log_in("administrator")
    before = await prompt(client)
    for method, address, body in (
        ("PUT", "/api/prompts/W01/texts/pl", {"text": text}),
        ("POST", "/api/prompts/preview", {"text": text}),
        ("POST", "/api/prompts", {"id": "x", "purpose": "x", "owner": "20060", "text": text}),
    ):
        answer = await client.request(method, address, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
        assert any(sentence in field["message"] for field in answer.json()["fields"])
    assert await prompt(client) == before
    assert (await client.get("/api/prompts/x")).status_code == 404


async def test_a_case_that_a_value_does_not_have_is_refused_with_its_name(log_in: LogIn) -> None:
    client = await log_in("administrator")
    body = {"text": "Oczekiwanie po {minuty_miejscownik}."}
    [field] = (await client.put("/api/prompts/Q04/texts/pl", json=body)).json()["fields"]
    assert field["message"] == (
        "Wartość „minuty_miejscownik” prosi o przypadek „miejscownik”, którego nie ma w języku: polski."
        " Ma: mianownik, dopelniacz, biernik."
    )
    too_long = await client.put("/api/prompts/Q04/texts/pl", json={"text": "a" * 1501})
    assert too_long.status_code == 422


def heard(wav: bytes) -> tuple[np.ndarray, int]:
    samples, rate = soundfile.read(io.BytesIO(wav))
    return samples, rate


async def test_a_text_is_heard_before_it_is_saved(log_in: LogIn, settings: Settings) -> None:
    client = await log_in("k20060-1")
    answer = await client.post(
        "/api/prompts/preview", json={"text": "-v en Do {minuty_dopelniacz}. [en] Hello.", "prompt": "Q04"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "audio/wav"
    samples, rate = heard(answer.content)
    assert rate == 8000
    assert 1.0 < len(samples) / rate < 8.0
    values = {"ile": {"type": "count", "n": 21, "noun": "minuta"}, "co": "awaria"}
    body = {"text": "{ile}, {co}", "values": values}
    assert (await client.post("/api/prompts/preview", json=body)).status_code == 200
    for wrong in ({"type": "count"}, {"type": "krowa"}, {"type": "count", "n": "x", "noun": "y"}):
        body = {"text": "{ile}", "values": {"ile": wrong}}
        assert (await client.post("/api/prompts/preview", json=body)).status_code == 422
    assert not settings.sounds.exists(), "nothing of it stays"


async def test_one_preview_at_a_time_for_each_user(settings: Settings) -> None:
    previews = Previews(Engines(settings))
    busy = []

    async def ask(user: str) -> None:
        try:
            await previews.wav("Dzień dobry.", "pl", Dictionary(), user)
        except PreviewBusy:
            busy.append(user)

    async with anyio.create_task_group() as tasks:
        for user in ("anna", "anna", "jan"):
            tasks.start_soon(ask, user)
    assert busy == ["anna"]
    await ask("anna")
    assert busy == ["anna"]


async def test_a_recording_is_played_instead_until_it_is_removed(log_in: LogIn, settings: Settings) -> None:
    client = await log_in("kierownik-wup")
    spoken, _ = heard((await client.get("/api/prompts/W01/sound/pl")).content)
    upload = sound_file(tone(2.0, 44100), 44100, "FLAC")
    answer = await client.put("/api/prompts/W01/audio/pl", content=upload, headers=WAV)
    assert answer.status_code == 200, answer.text
    assert answer.json()["recorded"] == ["pl"]
    assert answer.json()["history"][0]["duration_time"] == pytest.approx(2.15, abs=0.1)
    assert len([*settings.prompt_recordings.glob("*.alaw")]) == 1
    recorded, rate = heard((await client.get("/api/prompts/W01/sound/pl")).content)
    assert len(recorded) / rate == pytest.approx(2.15, abs=0.1)
    assert (await client.delete("/api/prompts/W01/audio/pl")).json()["recorded"] == []
    again, _ = heard((await client.get("/api/prompts/W01/sound/pl")).content)
    assert len(again) == len(spoken)
    assert (await client.delete("/api/prompts/W01/audio/pl")).status_code == 404
    assert (await client.get("/api/prompts/W04/sound/en")).status_code == 404


async def test_a_recording_is_heard_as_on_the_telephone_before_it_is_saved(
    log_in: LogIn, settings: Settings
) -> None:
    client = await log_in("kierownik-wup")
    upload = sound_file(tone(2.0, 44100, 0.02), 44100, "MP3")
    answer = await client.post("/api/prompts/W01/audio/pl/preview", content=upload, headers=WAV)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    samples, rate = heard(answer.content)
    assert rate == 8000
    assert lufs(samples) == pytest.approx(-19, abs=1)
    assert not settings.prompt_recordings.exists()
    refused = await client.post("/api/prompts/W01/audio/pl/preview", content=b"", headers=WAV)
    assert refused.status_code == 422
    stranger = await log_in("k20060-1")
    assert (await stranger.post("/api/prompts/W01/audio/pl/preview", content=upload)).status_code == 403


async def test_an_earlier_version_is_heard_and_said_again(log_in: LogIn, clock: StandingClock) -> None:
    client = await log_in("kierownik-wup")
    saved = await client.put("/api/prompts/W01/audio/pl", content=sound_file(tone(2.0), 8000), headers=WAV)
    recording = saved.json()["history"][0]["id"]
    clock.passes(minutes=1)
    other = (await client.put("/api/prompts/W01/texts/pl", json={"text": "Witamy."})).json()
    assert (other["recorded"], other["texts"]["pl"]) == ([], "Witamy."), "nobody has spoken these words"
    sound, rate = heard((await client.get(f"/api/prompts/W01/versions/{recording}/sound")).content)
    assert len(sound) / rate == pytest.approx(2.15, abs=0.1)
    words = next(each["id"] for each in other["history"] if each["text"] == "Witamy.")
    assert (await client.get(f"/api/prompts/W01/versions/{words}/sound")).status_code == 200
    assert (await client.get(f"/api/prompts/Q04/versions/{words}/sound")).status_code == 404
    clock.passes(minutes=1)
    again = (await client.post(f"/api/prompts/W01/versions/{recording}/restore")).json()
    assert again["recorded"] == ["pl"]
    assert again["texts"]["pl"].startswith("Dzień dobry")
    assert [each["changed_by"] for each in again["history"][:2]] == ["kierownik-wup"] * 2


async def test_a_change_of_what_somebody_else_has_changed_meanwhile_is_refused(log_in: LogIn) -> None:
    client = await log_in("kierownik-wup")
    read = {"If-Match": f'"{(await prompt(client))["version"]}"'}
    first = await client.put("/api/prompts/W01/texts/pl", json={"text": "Witamy."}, headers=read)
    assert first.status_code == 200, first.text
    for late in (
        client.put("/api/prompts/W01/texts/pl", json={"text": "Halo."}, headers=read),
        client.put("/api/prompts/W01/texts/pl", json={"text": "Prosimy podać PIN."}, headers=read),
        client.put("/api/prompts/W01/audio/pl", content=sound_file(tone(1.0), 8000), headers={**WAV, **read}),
    ):
        answer = await late
        assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert (await prompt(client))["texts"]["pl"] == "Witamy."


async def test_words_are_checked_as_they_are_written(log_in: LogIn) -> None:
    client = await log_in("administrator")

    async def checked(text: str, **more: str) -> dict[str, Any]:
        answer = await client.post("/api/prompts/check", json={"text": text, "prompt": "Q04", **more})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    good = await checked("Jeszcze {minuty_dopelniacz}.")
    assert (good["problems"], good["said"]) == ([], "Jeszcze pięciu minut.")
    assert (good["takes_two"], good["may_be_recorded"]) == (False, False)
    assert {"written": "{minuty_mianownik}", "said": "pięć minut"} in good["values"]
    assert "{minuty_miejscownik}" not in [each["written"] for each in good["values"]]
    bad = await checked("Jeszcze {minuty_miejscownik}.")
    assert bad["said"] is None
    assert "miejscownik" in bad["problems"][0]
    secret = await checked("Prosimy podać kod PIN.", prompt="W01")
    assert (secret["takes_two"], secret["may_be_recorded"]) == (True, True)
    assert [each["written"] for each in (await checked("Wait.", language="en"))["values"]] == ["{minuty}"]


async def test_everybody_sees_where_an_announcement_is_heard(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    found = {each["id"]: each for each in (await client.get("/api/prompts")).json()}
    assert [found[each]["use"] for each in ("W01", "Q04", "H01", "H03", "T03")] == [
        "greeting",
        "queue",
        "closed",
        "trouble",
        "consultant",
    ]
    assert found["A02"]["takes_two"] == ["en", "pl", "uk"]
    assert found["W01"]["heard_since"] == {"pl": None, "en": None, "uk": None}, "no line runs here"
    times = {(each["prompt"], each["language"]): each for each in (await client.get("/api/prompt-times")).json()}
    assert times.keys() == {(each, language) for each in found for language in found[each]["texts"]}
    assert all(0 < each["seconds"] < 120 for each in times.values())
    engines = (await client.get("/api/speech-engines")).json()
    assert engines == [
        {"language": language, "engine": "espeak", "is_heard": True} for language in ("pl", "en", "uk")
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "nie jest nagraniem"),
        (b"\x7fELF" * 99, "nie jest nagraniem"),
        (sound_file(tone(301.0), 8000), "za długie"),
    ],
)
async def test_whatever_is_no_usable_recording_is_refused(
    log_in: LogIn, settings: Settings, content: bytes, sentence: str
) -> None:
    client = await log_in("administrator")
    answer = await client.put("/api/prompts/W01/audio/pl", content=content, headers=WAV)
    assert answer.status_code == 422
    assert sentence in answer.json()["fields"][0]["message"]
    assert not settings.prompt_recordings.exists()
    assert (await prompt(client))["recorded"] == []


async def test_uploads_are_limited_to_their_size_and_everything_else_to_its_own(log_in: LogIn) -> None:
    client = await log_in("administrator")
    large = b"\0" * (MOST_RECORDED + 1)
    assert (await client.put("/api/prompts/W01/audio/pl", content=large, headers=WAV)).status_code == 413
    assert (await client.put("/api/prompts/W01/texts/pl", content=b"\0" * 70_000)).status_code == 413


async def test_an_announcement_with_values_cannot_be_recorded(log_in: LogIn) -> None:
    client = await log_in("administrator")
    content = sound_file(tone(1.0), 8000)
    answer = await client.put("/api/prompts/Q04/audio/pl", content=content, headers=WAV)
    assert answer.status_code == 422
    assert "minuty_mianownik" in answer.json()["fields"][0]["message"]


async def test_pronunciations_change_how_a_preview_sounds(log_in: LogIn) -> None:
    client = await log_in("administrator")
    body: dict[str, Any] = {"text": "Kolno"}
    before, _ = heard((await client.post("/api/prompts/preview", json=body)).content)
    tried = {**body, "pronunciations": {"Kolno": "zupełnie inaczej mówione"}}
    attempt, _ = heard((await client.post("/api/prompts/preview", json=tried)).content)
    assert len(attempt) > len(before)
    unknown = await client.post("/api/prompts/preview", json={**body, "engine": "piper"})
    assert (unknown.status_code, unknown.json()["code"]) == (503, "speech_failed")
    answer = await client.put("/api/pronunciations/pl/Kolno", json={"spoken": "zupełnie inaczej mówione"})
    assert answer.status_code == 204
    after, _ = heard((await client.post("/api/prompts/preview", json=body)).content)
    assert len(after) > len(before)
    words = (await client.get("/api/pronunciations")).json()
    assert {"pl", "en"} == {word["language"] for word in words}
    assert [word["changed_by"] for word in words if word["word"] == "Kolno"] == ["administrator"]
    refused = await client.put("/api/pronunciations/pl/Kolno", json={"spoken": "<b>"})
    assert refused.status_code == 422
    assert (await client.delete("/api/pronunciations/pl/Kolno")).status_code == 204
    assert (await client.delete("/api/pronunciations/pl/Kolno")).status_code == 404


async def test_a_stranger_sees_and_changes_no_announcement(
    stranger: AsyncClient, app: FastAPI, tmp_path: Path
) -> None:
    for method, address in (
        ("GET", "/api/prompts"),
        ("GET", "/api/prompts/W01"),
        ("GET", "/api/prompts/W01/sound/pl"),
        ("PUT", "/api/prompts/W01/audio/pl"),
        ("POST", "/api/prompts/preview"),
        ("GET", "/api/pronunciations"),
    ):
        assert (await stranger.request(method, address)).status_code == 401


async def test_scenarios_and_emergency_messages_may_name_an_offices_own_announcement(log_in: LogIn) -> None:
    chief = await log_in("kierownik-wup")
    nodes = {"koniec": {"kind": "goodbye", "settings": {"prompts": ["remont-1"]}}}
    graph = {"graph": {"name": "remont", "title": "Remont", "start": "koniec", "nodes": nodes}}
    on = {"prompt": "remont-1"}
    findings = (await chief.post("/api/scenario-checks", json=graph)).json()
    assert "brak zapowiedzi „remont-1”" in findings[0]["text"]
    assert (await chief.post("/api/emergency-messages", json=on)).status_code == 422
    own = {"id": "remont-1", "purpose": "Remont", "owner": "20060", "text": "Trwa remont urzędu."}
    assert (await chief.post("/api/prompts", json=own)).status_code == 201
    assert (await chief.post("/api/scenario-checks", json=graph)).json() == []
    assert (await chief.post("/api/emergency-messages", json=on)).status_code == 200
    tried = {**graph, "surroundings": {"at": "2026-11-24T10:00:00"}, "actions": [{"do": "wait", "time": 60}]}
    [heard] = (await chief.post("/api/scenario-simulations", json=tried)).json()["heard"]
    assert heard["text"] == own["text"]


async def test_a_simulated_announcement_takes_as_long_as_the_sound_that_callers_hear(
    log_in: LogIn, settings: Settings
) -> None:
    chief = await log_in("kierownik-wup")
    nodes = {"koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}}}
    graph = {"name": "proba", "title": "Próba", "start": "koniec", "nodes": nodes}
    tried = {
        "graph": graph,
        "surroundings": {"at": "2026-11-24T10:00:00"},
        "actions": [{"do": "wait", "time": 60}],
    }

    async def heard() -> dict[str, Any]:
        found: dict[str, Any] = (await chief.post("/api/scenario-simulations", json=tried)).json()["heard"][0]
        return found

    reckoned = await heard()
    assert reckoned["duration_time"] == pytest.approx(len(reckoned["text"]) / 12.5, abs=0.001)
    words = {(each["language"], each["word"]): each["spoken"] for each in defaults.pronunciations()}
    cache = PromptCache(settings.sounds, *await espeak_engines(espeak_command()), dictionary=Dictionary(words))
    sound = Path(f"{await cache.sound_for(reckoned['text'])}.alaw")
    assert (await heard())["duration_time"] == pytest.approx(
        (await anyio.Path(sound).stat()).st_size / 8000, abs=0.001
    )
