"""Hearing announcements, as callers do and before they do; what is wrong with words while somebody writes them."""

from datetime import datetime
from typing import Annotated, Any

import anyio.to_thread
import msgspec
from fastapi import Path, Request, Response

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.prompts.prompt_rights import Editor, PromptId, editable
from api.routes.prompts.prompts_schemas import (
    CheckIn,
    Insertable,
    PreviewIn,
    SpeechEngineOut,
    TextChecked,
)
from api.scenarios.previews import wav_of, wav_of_sound
from api.services import Services
from core.errors import NotFound
from core.rights import Right
from ivr.prompts.change_store import TextRefused
from ivr.prompts.list_store import Language, StoredPrompt, get_prompt, list_pronunciations
from ivr.prompts.sound_times import SpokenTime
from ivr.prompts.two_persons import take_two
from ivr.speech.rendering import MARK
from ivr.speech.spoken_form import Dictionary
from ivr.speech.texts import faults, filled, insertable, placeholders
from ivr.speech.values import Value
from ivr.tts.sound_file import is_intact

router = Router(prefix="/api", tags=["prompts"])

Hearer = Annotated[User, needs(Right.PREVIEW_PROMPTS)]
AnyVersionId = Annotated[
    str, Path(pattern="^(text|audio)-[0-9a-z-]{1,60}$", examples=["audio-019ab3c4d5e0000-4f2a91c3d0"])
]
SOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}, "description": "The sound"}
}
SOUND_AS_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/speech-engines", responses=answers(401, 403))
async def get_speech_engines(user: Hearer, shared: Shared) -> list[SpeechEngineOut]:
    """By which engines texts can be heard here, that of callers first. One that sends texts to somebody outside is
    only among them where callers hear it."""
    return [
        SpeechEngineOut(language=language, engine=engine, is_heard=is_heard)
        for language, engine, is_heard in shared.engines.offered()
    ]


@router.get("/prompt-times", responses=answers(401, 403))
async def get_prompt_times(user: Staff, shared: Shared) -> list[SpokenTime]:
    """How long each announcement takes in each of its languages, in seconds: of its recording or the sound that
    callers hear, else reckoned."""
    return await shared.scenarios.spoken_times()


@router.get(
    "/prompts/{prompt}/sound/{language}",
    response_class=Response,
    responses={**answers(401, 403, 404, 422, 429), **SOUND},
)
async def listen_to_prompt(prompt: PromptId, language: Language, user: Staff, shared: Shared) -> Response:
    """The announcement as callers hear it now, with examples for its values: recorded, else spoken."""
    found = await get_prompt(shared.engine, prompt)
    now = shared.clock.now()
    if (recorded := await _recorded(found, language, now, shared)) is not None:
        return Response(recorded, media_type="audio/wav")
    words = found.in_force(now).get(language)
    if words is None or words.text is None:
        raise NotFound("Ten komunikat nie ma tekstu w tym języku.")
    text = filled(prompt, words.text, found.placeholders, language)
    return Response(await spoken(text, language, user, shared), media_type="audio/wav")


@router.get(
    "/prompts/{prompt}/versions/{version}/sound",
    response_class=Response,
    responses={**answers(401, 403, 404, 422, 429), **SOUND},
)
async def listen_to_version(prompt: PromptId, version: AnyVersionId, user: Staff, shared: Shared) -> Response:
    """What was or will be said, with examples for its values: a recording, or words as they are spoken now. 404
    for a recording whose file is gone."""
    found = await get_prompt(shared.engine, prompt)
    return Response(await sound_of_version(found, version, user, shared), media_type="audio/wav")


@router.post("/prompts/check", responses=answers(401, 403, 404, 413, 422))
async def check_text(wanted: CheckIn, user: Hearer, shared: Shared) -> TextChecked:
    """What is wrong with words as somebody writes them, and what callers would hear: without a sound, at once."""
    values: dict[str, Value] = {}
    if wanted.prompt is not None:
        values = (await get_prompt(shared.engine, wanted.prompt)).placeholders
    problems = faults(wanted.text, values, wanted.language)
    return TextChecked(
        problems=problems,
        said=None if problems else MARK.sub(" ", filled("", wanted.text, values, wanted.language)).strip(),
        takes_two=take_two([wanted.text]),
        may_be_recorded=not placeholders(wanted.text),
        values=[
            Insertable(written=f"{{{name}}}", said=said) for name, said in insertable(values, wanted.language)
        ],
    )


@router.post(
    "/prompts/preview", response_class=Response, responses={**answers(401, 403, 404, 413, 422, 429), **SOUND}
)
async def preview_text(wanted: PreviewIn, user: Hearer, shared: Shared) -> Response:
    """Hear a text before it is saved, by the engine that callers hear or another one, with words spoken as the
    dictionary says or otherwise. One at a time for each user (429)."""
    values: dict[str, Value] = {}
    if wanted.prompt is not None:
        values |= (await get_prompt(shared.engine, wanted.prompt)).placeholders
    try:
        values |= msgspec.convert(wanted.values, dict[str, Value])
    except msgspec.ValidationError:
        raise TextRefused(["Podane wartości są nieprawidłowe: nieznany rodzaj albo brak jego pól."]) from None
    if problems := faults(wanted.text, values, wanted.language):
        raise TextRefused(problems)
    if problems := [
        each for how in wanted.pronunciations.values() if how for each in faults(how, {}, wanted.language)
    ]:
        raise TextRefused(problems)
    text = filled(wanted.prompt or "", wanted.text, values, wanted.language)
    others: dict[tuple[str, str], str] = {
        (wanted.language, word): how for word, how in wanted.pronunciations.items()
    }
    return Response(
        await spoken(text, wanted.language, user, shared, wanted.engine, others), media_type="audio/wav"
    )


@router.post(
    "/prompts/{prompt}/audio/{language}/preview",
    response_class=Response,
    responses={**answers(401, 403, 404, 413, 422, 429), **SOUND},
    openapi_extra=SOUND_AS_BODY,
)
async def preview_prompt_audio(
    prompt: PromptId, language: Language, request: Request, user: Editor, shared: Shared
) -> Response:
    """A recording as callers would hear it, before it is saved: cut to the speech, as loud as the others, 8 kHz.
    Nothing of it is kept. 422 and 429 as for saving it."""
    await editable(prompt, user, shared)
    sound, _ = await shared.uploads.sound(request.stream())
    return Response(await anyio.to_thread.run_sync(wav_of_sound, sound), media_type="audio/wav")


async def sound_of_version(found: StoredPrompt, version: str, user: User, shared: Services) -> bytes:
    """Raises NotFound, also for a recording whose file is gone; TextRefused, SpeechFailed."""
    wanted = next((each for each in (*found.texts, *found.audio) if each.id == version), None)
    if wanted is None:
        raise NotFound
    if wanted.text is None:
        sound = None if wanted.sha256 is None else await kept(wanted.sha256, shared)
        if sound is None:
            raise NotFound("Nie ma już pliku tego nagrania.")
        return sound
    return await sound_of_text(found, wanted.text, wanted.language, user, shared)


async def sound_of_text(found: StoredPrompt, text: str, language: str, user: User, shared: Services) -> bytes:
    """Words of an announcement with its examples. Raises TextRefused, SpeechFailed."""
    if problems := faults(text, found.placeholders, language):
        raise TextRefused(problems)
    return await spoken(filled(found.id, text, found.placeholders, language), language, user, shared)


async def spoken(
    text: str,
    language: str,
    user: User,
    shared: Services,
    engine: str | None = None,
    others: dict[tuple[str, str], str] | None = None,
) -> bytes:
    """`others`: pronunciations in the place of the dictionary's; an empty one takes the word out of it."""
    words: dict[tuple[str, str], str] = {
        (each.language, each.word): each.spoken for each in await list_pronunciations(shared.engine)
    }
    words |= others or {}
    dictionary = Dictionary({word: spoken for word, spoken in words.items() if spoken})
    return await shared.previews.wav(text, language, dictionary, user.username, engine)


async def _recorded(found: StoredPrompt, language: str, now: datetime, shared: Services) -> bytes | None:
    version = found.recorded(now).get(language)
    return None if version is None or version.sha256 is None else await kept(version.sha256, shared)


async def kept(sha256: str, shared: Services) -> bytes | None:
    """None for a file that is gone or damaged."""
    file = shared.settings.prompt_recordings / f"{sha256}.alaw"

    def read() -> bytes | None:
        return wav_of(file) if is_intact(file) else None

    return await anyio.to_thread.run_sync(read)
