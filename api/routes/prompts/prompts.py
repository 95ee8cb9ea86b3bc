"""Announcements: what callers hear, and changing it."""

import hashlib
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import anyio.to_thread
from fastapi import Path, Query, Request, Response

from api.auth import Shared, Staff
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed, span_details
from api.request_user import User
from api.routes.prompts.prompt_rights import Editor, PromptId, editable, may_edit, used_by
from api.routes.prompts.prompt_sounds import SOUND_AS_BODY, AnyVersionId
from api.routes.prompts.prompts_schemas import PromptHistory, PromptIn, PromptOut, TextIn
from api.schemas.etag import IfMatchIfRead, version_if_read
from api.schemas.paging import Moment, utc
from api.schemas.proposals import ProposalOut
from api.services import Services
from core.clock import WARSAW
from core.errors import NotAllowed
from core.rights import Right
from core.two_persons.four_eyes import Act
from ivr.office_store import load_offices
from ivr.prompts.change_store import (
    TextRefused,
    ValidSpan,
    check_version,
    create_prompt,
    end_audio,
    end_text,
    restore_version,
    save_audio,
    save_text,
)
from ivr.prompts.list_store import Language, StoredPrompt, get_prompt, list_prompts
from ivr.prompts.two_persons import take_two
from ivr.speech.rendering import DEFAULT
from ivr.speech.texts import faults
from ivr.tts.sound_file import write_sound

router = Router(prefix="/api", tags=["prompts"])

VersionId = Annotated[str, Path(pattern="^text-[0-9a-z-]{1,60}$", examples=["text-019ab3c4d5e0000-4f2a91c3d0"])]
_WAITS: dict[int | str, dict[str, Any]] = {
    202: {"model": ProposalOut, "description": "It waits for a second person"}
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
    used = await used_by(shared)
    shown = [
        PromptOut.of(each, now, used.get(each.id, ()), may_edit=may_edit(user, each))
        for each in await list_prompts(shared.engine)
    ]
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


@router.put(
    "/prompts/{prompt}/texts/{language}", responses={**answers(401, 403, 404, 409, 412, 413, 422), **_WAITS}
)
async def set_prompt_text(
    prompt: PromptId,
    language: Language,
    wanted: TextIn,
    user: Editor,
    shared: Shared,
    response: Response,
    read_on: IfMatchIfRead = None,
) -> PromptHistory | ProposalOut:
    """Give an announcement other words, at once or for a span of time; for supervisors and editors of the office
    that answers for them, those of the provincial office, and administrators.

    422 with `settings_refused`, and in `fields` what is wrong, for words that may not stand as they are; nothing
    was changed then. Callers hear them as soon as they are spoken, which takes some seconds.
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await editable(prompt, user, shared)
    read, now = version_if_read(read_on), shared.clock.now()
    span = _span(wanted.valid_from, wanted.valid_to, now)
    if take_two([wanted.text, *_words(found, language, now)]):
        if problems := [*span.faults(now), *faults(wanted.text, found.placeholders, language)]:
            raise TextRefused(problems)
        details = {"change": "text", "prompt": prompt, "language": language, "text": wanted.text}
        return await _proposed(shared, user, found.owner, details | span_details(span), response, read)
    await save_text(shared.engine, prompt, language, wanted.text, span, user.username, now, read)
    return await _history(prompt, user, shared)


@router.delete(
    "/prompts/{prompt}/versions/{version}", responses={**answers(401, 403, 404, 409, 412, 422), **_WAITS}
)
async def end_prompt_text(
    prompt: PromptId,
    version: VersionId,
    user: Editor,
    shared: Shared,
    response: Response,
    read_on: IfMatchIfRead = None,
) -> PromptHistory | ProposalOut:
    """Take words back: those in force end now, planned ones never begin. The last Polish ones stay (422).
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await editable(prompt, user, shared)
    read = version_if_read(read_on)
    if take_two(each.text for each in found.texts if each.text):
        details = {"change": "end_text", "prompt": prompt, "version": version}
        return await _proposed(shared, user, found.owner, details, response, read)
    await end_text(shared.engine, prompt, version, shared.clock.now(), read)
    return await _history(prompt, user, shared)


@router.put(
    "/prompts/{prompt}/audio/{language}",
    responses={**answers(401, 403, 404, 409, 412, 413, 422, 429), **_WAITS},
    openapi_extra=SOUND_AS_BODY,
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
    read_on: IfMatchIfRead = None,
) -> PromptHistory | ProposalOut:
    """Play a recording instead of synthesis. The body is the file: WAV, FLAC or OGG, at most 20 MB and 5 minutes.

    It is cut to the speech and brought to the loudness of the other announcements. 422 if that is impossible,
    and for an announcement with values, which no recording can hold. 429 with `uploads_busy` while many are sent.
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await editable(prompt, user, shared)
    read, now = version_if_read(read_on), shared.clock.now()
    sound, duration = await shared.uploads.sound(request.stream())
    sha256 = hashlib.sha256(sound).hexdigest()
    await anyio.to_thread.run_sync(partial(_keep, shared, sha256, sound))
    span = _span(valid_from, valid_to, now)
    if take_two(_words(found, language, now)):
        details: dict[str, Any] = {"change": "audio", "prompt": prompt, "language": language, "sha256": sha256}
        details |= {"duration_time": duration, **span_details(span)}
        return await _proposed(shared, user, found.owner, details, response, read)
    await save_audio(shared.engine, prompt, language, sha256, duration, span, user.username, now, read)
    return await _history(prompt, user, shared)


@router.delete("/prompts/{prompt}/audio/{language}", responses={**answers(401, 403, 404, 409, 412, 422), **_WAITS})
async def end_prompt_audio(
    prompt: PromptId,
    language: Language,
    user: Editor,
    shared: Shared,
    response: Response,
    read_on: IfMatchIfRead = None,
) -> PromptHistory | ProposalOut:
    """Let synthesis speak again: the recordings of this language end, planned ones never begin.
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await editable(prompt, user, shared)
    read, now = version_if_read(read_on), shared.clock.now()
    if take_two(_words(found, language, now)):
        details = {"change": "end_audio", "prompt": prompt, "language": language}
        return await _proposed(shared, user, found.owner, details, response, read)
    await end_audio(shared.engine, prompt, language, now, read)
    return await _history(prompt, user, shared)


@router.post(
    "/prompts/{prompt}/versions/{version}/restore", responses={**answers(401, 403, 404, 409, 412, 422), **_WAITS}
)
async def restore_prompt_version(
    prompt: PromptId,
    version: AnyVersionId,
    user: Editor,
    shared: Shared,
    response: Response,
    read_on: IfMatchIfRead = None,
) -> PromptHistory | ProposalOut:
    """Say again what was said once, from now on until further notice: words, or a recording with its words.

    422 with `settings_refused` for words that do not fit any more.
    202 with a `ProposalOut` for one that asks for a code or tells a number: another person confirms it.
    """
    found = await editable(prompt, user, shared)
    read, now = version_if_read(read_on), shared.clock.now()
    if take_two(each.text for each in found.texts if each.text):
        details = {"change": "restore", "prompt": prompt, "version": version}
        return await _proposed(shared, user, found.owner, details, response, read)
    await restore_version(shared.engine, prompt, version, user.username, now, read)
    return await _history(prompt, user, shared)


def _keep(shared: Services, sha256: str, sound: bytes) -> None:
    """Before the database knows of it: a row without its file would be silence. Raises OSError."""
    folder = shared.settings.prompt_recordings
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_sound(folder / f"{sha256}.alaw", sound)


async def _history(prompt_id: str, user: User, shared: Services) -> PromptHistory:
    prompt = await get_prompt(shared.engine, prompt_id)
    used = (await used_by(shared)).get(prompt_id, ())
    return PromptHistory.with_history(prompt, shared.clock.now(), used, may_edit=may_edit(user, prompt))


def _words(found: StoredPrompt, language: str, now: datetime) -> list[str]:
    """What is said now in that language; in another one, if there is nothing."""
    in_force = found.in_force(now)
    words = in_force.get(language) or in_force.get(DEFAULT)
    return [words.text] if words is not None and words.text is not None else []


async def _proposed(
    shared: Services, user: User, owner: str, details: dict[str, Any], response: Response, read: int | None = None
) -> ProposalOut:
    response.status_code = 202
    if read is not None:
        await check_version(shared.engine, str(details["prompt"]), read)
        details |= {"version_read": read}
    return await proposed(shared, user, Act.CHANGE_PROMPT, owner, str(details["prompt"]), details)


def _span(valid_from: date | datetime | None, valid_to: date | datetime | None, now: datetime) -> ValidSpan:
    """Today means at once: its beginning has passed."""
    is_today = valid_from is not None and not isinstance(valid_from, datetime)
    is_today = is_today and valid_from == now.astimezone(WARSAW).date()
    begin = now if valid_from is None or is_today else utc(valid_from, is_end=False)
    return ValidSpan(begin, None if valid_to is None else utc(valid_to, is_end=True))
