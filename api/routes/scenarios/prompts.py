"""Announcements: what callers hear, and changing it."""

import hashlib
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import anyio.to_thread
import msgspec
from fastapi import Path, Query, Request, Response

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed, span_details
from api.request_user import User
from api.routes.scenarios.prompts_schemas import (
    PROMPT_ID,
    PreviewIn,
    PromptHistory,
    PromptIn,
    PromptOut,
    TextIn,
)
from api.scenarios.previews import wav_of
from api.schemas.paging import Moment, utc
from api.schemas.proposals import ProposalOut
from api.services import Services
from core.clock import WARSAW
from core.errors import NotAllowed, NotFound
from core.rights import Right
from core.two_persons.four_eyes import Act
from ivr.office_store import load_offices
from ivr.prompts.change_store import (
    TextRefused,
    ValidSpan,
    create_prompt,
    end_audio,
    end_text,
    save_audio,
    save_text,
)
from ivr.prompts.list_store import Language, StoredPrompt, get_prompt, list_prompts, list_pronunciations
from ivr.prompts.two_persons import take_two
from ivr.speech.rendering import DEFAULT
from ivr.speech.spoken_form import Dictionary
from ivr.speech.texts import faults, filled
from ivr.speech.values import Value
from ivr.tts.sound_file import is_intact, write_sound

router = Router(prefix="/api", tags=["prompts"])

Editor = Annotated[User, needs(Right.CHANGE_PROMPTS)]
PromptId = Annotated[str, Path(pattern=PROMPT_ID, examples=["Q04"])]
VersionId = Annotated[str, Path(pattern="^text-[0-9a-z-]{1,60}$", examples=["text-019ab3c4d5e0000-4f2a91c3d0"])]
_WAITS: dict[int | str, dict[str, Any]] = {
    202: {"model": ProposalOut, "description": "It waits for a second person"}
}
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}, "description": "The sound"}
}


@router.get("/prompts", responses=answers(401, 403, 422))
async def get_prompts(
    user: Staff,
    shared: Shared,
    search: Annotated[
        str | None, Query(max_length=100, description="In the id, the purpose or the words in force")
    ] = None,
    language: Annotated[Language | None, Query(description="Only those that have words in it")] = None,
) -> list[PromptOut]:
    """The announcements with the words in force now, by id."""
    now = shared.clock.now()
    wanted = (search or "").casefold()
    shown = [PromptOut.of(each, now, may_edit=_may_edit(user, each)) for each in await list_prompts(shared.engine)]
    return [
        prompt
        for prompt in shown
        if language is None or language in prompt.texts
        if any(wanted in words.casefold() for words in (prompt.id, prompt.purpose, *prompt.texts.values()))
    ]


@router.get("/prompts/{prompt}", responses=answers(401, 403, 404, 422))
async def get_one_prompt(prompt: PromptId, user: Staff, shared: Shared) -> PromptHistory:
    """An announcement with its history: who changed what, and what is planned."""
    return await _history(prompt, user, shared)


@router.post("/prompts", status_code=201, responses={**answers(401, 403, 409, 413, 422), **_WAITS})
async def add_prompt(
    wanted: PromptIn, user: Editor, shared: Shared, response: Response
) -> PromptHistory | ProposalOut:
    """An office's own announcement, which its scenarios may name; for its supervisors and editors, those of the
    provincial office, and administrators.

    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    if not user.may_for(Right.CHANGE_PROMPTS, wanted.owner):
        raise NotAllowed
    if wanted.owner not in (await load_offices(shared.engine)).codes():
        raise TextRefused([f"Nie ma urzędu {wanted.owner}."])
    now = shared.clock.now()
    if take_two([wanted.text]):
        if problems := faults(wanted.text, {}):
            raise TextRefused(problems)
        details = {"change": "new", "prompt": wanted.id, "purpose": wanted.purpose, "text": wanted.text}
        return await _proposed(shared, user, wanted.owner, details, response)
    await create_prompt(shared.engine, wanted.id, wanted.purpose, wanted.owner, wanted.text, user.username, now)
    return await _history(wanted.id, user, shared)


@router.put("/prompts/{prompt}/texts/{language}", responses={**answers(401, 403, 404, 409, 413, 422), **_WAITS})
async def set_prompt_text(
    prompt: PromptId, language: Language, wanted: TextIn, user: Editor, shared: Shared, response: Response
) -> PromptHistory | ProposalOut:
    """Give an announcement other words, at once or for a span of time; for supervisors and editors of the office
    that answers for them, those of the provincial office, and administrators.

    422 with `settings_refused`, and in `fields` what is wrong, for words that may not stand as they are; nothing
    was changed then. Callers hear them as soon as they are spoken, which takes some seconds.
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await _editable(prompt, user, shared)
    now = shared.clock.now()
    span = _span(wanted.valid_from, wanted.valid_to, now)
    if take_two([wanted.text, *_words(found, language, now)]):
        if problems := [*span.faults(now), *faults(wanted.text, found.placeholders, language)]:
            raise TextRefused(problems)
        details = {"change": "text", "prompt": prompt, "language": language, "text": wanted.text}
        return await _proposed(shared, user, found.owner, details | span_details(span), response)
    await save_text(shared.engine, prompt, language, wanted.text, span, user.username, now)
    return await _history(prompt, user, shared)


@router.delete("/prompts/{prompt}/versions/{version}", responses={**answers(401, 403, 404, 409, 422), **_WAITS})
async def end_prompt_text(
    prompt: PromptId, version: VersionId, user: Editor, shared: Shared, response: Response
) -> PromptHistory | ProposalOut:
    """Take words back: those in force end now, planned ones never begin. The last Polish ones stay (422).
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await _editable(prompt, user, shared)
    if take_two(each.text for each in found.texts if each.text):
        details = {"change": "end_text", "prompt": prompt, "version": version}
        return await _proposed(shared, user, found.owner, details, response)
    await end_text(shared.engine, prompt, version, shared.clock.now())
    return await _history(prompt, user, shared)


@router.put(
    "/prompts/{prompt}/audio/{language}",
    responses={**answers(401, 403, 404, 409, 413, 422, 429), **_WAITS},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def set_prompt_audio(
    prompt: PromptId,
    language: Language,
    request: Request,
    user: Editor,
    shared: Shared,
    response: Response,
    valid_from: Annotated[Moment | None, Query(description="As for words")] = None,
    valid_to: Annotated[Moment | None, Query(description="As for words")] = None,
) -> PromptHistory | ProposalOut:
    """Play a recording instead of synthesis. The body is the file: WAV, FLAC or OGG, at most 20 MB and 5 minutes.

    It is cut to the speech and brought to the loudness of the other announcements. 422 if that is impossible,
    and for an announcement with values, which no recording can hold. 429 with `uploads_busy` while many are sent.
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await _editable(prompt, user, shared)
    now = shared.clock.now()
    sound, duration = await shared.uploads.sound(request.stream())
    sha256 = hashlib.sha256(sound).hexdigest()
    await anyio.to_thread.run_sync(partial(_keep, shared, sha256, sound))
    span = _span(valid_from, valid_to, now)
    if take_two(_words(found, language, now)):
        details: dict[str, Any] = {"change": "audio", "prompt": prompt, "language": language, "sha256": sha256}
        details |= {"duration_time": duration, **span_details(span)}
        return await _proposed(shared, user, found.owner, details, response)
    await save_audio(shared.engine, prompt, language, sha256, duration, span, user.username, now)
    return await _history(prompt, user, shared)


@router.delete("/prompts/{prompt}/audio/{language}", responses={**answers(401, 403, 404, 409, 422), **_WAITS})
async def end_prompt_audio(
    prompt: PromptId, language: Language, user: Editor, shared: Shared, response: Response
) -> PromptHistory | ProposalOut:
    """Let synthesis speak again: the recordings of this language end, planned ones never begin.
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await _editable(prompt, user, shared)
    if take_two(_words(found, language, shared.clock.now())):
        details = {"change": "end_audio", "prompt": prompt, "language": language}
        return await _proposed(shared, user, found.owner, details, response)
    await end_audio(shared.engine, prompt, language, shared.clock.now())
    return await _history(prompt, user, shared)


@router.get(
    "/prompts/{prompt}/sound/{language}",
    response_class=Response,
    responses={**answers(401, 403, 404, 422, 429), **_SOUND},
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
    return Response(await _spoken(text, language, user, shared), media_type="audio/wav")


@router.post(
    "/prompts/preview", response_class=Response, responses={**answers(401, 403, 404, 413, 422, 429), **_SOUND}
)
async def preview_text(
    wanted: PreviewIn, user: Annotated[User, needs(Right.PREVIEW_PROMPTS)], shared: Shared
) -> Response:
    """Hear a text before it is saved, by the engine that callers hear. One at a time for each user (429)."""
    values: dict[str, Value] = {}
    if wanted.prompt is not None:
        values |= (await get_prompt(shared.engine, wanted.prompt)).placeholders
    try:
        values |= msgspec.convert(wanted.values, dict[str, Value])
    except msgspec.ValidationError:
        raise TextRefused(["Podane wartości są nieprawidłowe: nieznany rodzaj albo brak jego pól."]) from None
    if problems := faults(wanted.text, values, wanted.language):
        raise TextRefused(problems)
    text = filled(wanted.prompt or "", wanted.text, values, wanted.language)
    return Response(await _spoken(text, wanted.language, user, shared), media_type="audio/wav")


async def _spoken(text: str, language: str, user: User, shared: Services) -> bytes:
    words = await list_pronunciations(shared.engine)
    dictionary = Dictionary({(each.language, each.word): each.spoken for each in words})
    return await shared.previews.wav(text, language, dictionary, user.username)


async def _recorded(found: StoredPrompt, language: str, now: datetime, shared: Services) -> bytes | None:
    version = found.recorded(now).get(language)
    if version is None or version.sha256 is None:
        return None
    file = shared.settings.prompt_recordings / f"{version.sha256}.alaw"

    def read() -> bytes | None:
        return wav_of(file) if is_intact(file) else None

    return await anyio.to_thread.run_sync(read)


def _keep(shared: Services, sha256: str, sound: bytes) -> None:
    """Before the database knows of it: a row without its file would be silence. Raises OSError."""
    folder = shared.settings.prompt_recordings
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_sound(folder / f"{sha256}.alaw", sound)


async def _history(prompt_id: str, user: User, shared: Services) -> PromptHistory:
    prompt = await get_prompt(shared.engine, prompt_id)
    return PromptHistory.with_history(prompt, shared.clock.now(), may_edit=_may_edit(user, prompt))


async def _editable(prompt_id: str, user: User, shared: Services) -> StoredPrompt:
    """Raises NotFound, NotAllowed."""
    found = await get_prompt(shared.engine, prompt_id)
    if not _may_edit(user, found):
        raise NotAllowed
    return found


def _words(found: StoredPrompt, language: str, now: datetime) -> list[str]:
    """What is said now in that language; in another one, if there is nothing."""
    in_force = found.in_force(now)
    words = in_force.get(language) or in_force.get(DEFAULT)
    return [words.text] if words is not None and words.text is not None else []


async def _proposed(
    shared: Services, user: User, owner: str, details: dict[str, Any], response: Response
) -> ProposalOut:
    response.status_code = 202
    return await proposed(shared, user, Act.CHANGE_PROMPT, owner, str(details["prompt"]), details)


def _may_edit(user: User, prompt: StoredPrompt) -> bool:
    return user.may_for(Right.CHANGE_PROMPTS, prompt.owner)


def _span(valid_from: date | datetime | None, valid_to: date | datetime | None, now: datetime) -> ValidSpan:
    """Today means at once: its beginning has passed."""
    is_today = valid_from is not None and not isinstance(valid_from, datetime)
    is_today = is_today and valid_from == now.astimezone(WARSAW).date()
    begin = now if valid_from is None or is_today else utc(valid_from, is_end=False)
    return ValidSpan(begin, None if valid_to is None else utc(valid_to, is_end=True))
