"""What was said in a recording: heard, downloaded, taken back. Each time with a reason that stands in the log."""

from typing import Annotated, Any, Literal

from fastapi import Header
from fastapi.responses import StreamingResponse

from api.auth import Shared, needs
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.recordings.recording_access import RecordingGone, RecordingNotReady, in_reach, note, to_be_heard, whose
from api.recordings.recording_sound import marked_answer, sound_answer, tags_of_download
from api.request_user import User
from api.routes.recordings.recordings import RecordingId
from api.routes.recordings.recordings_schemas import EndedOut, ListeningOut, ReasonIn, WaveformOut
from api.services import Services
from core.errors import NotFound
from core.relay.commands import Refused, WithdrawRecording
from core.rights import Right
from recordings.lists.list_store import GONE, lock_recording
from recordings.lists.listening_store import begin_listening, check_listening
from recordings.vault.destroying import Leftover, destroy, remove
from recordings.vault.withdrawal_store import NoConsentToWithdraw, RecordingHeld, write_withdrawal
from reports.audit_store import write_order

router = Router(prefix="/api/recordings", tags=["recordings"])

Listener = Annotated[User, needs(Right.LISTEN_TO_RECORDINGS)]
Ender = Annotated[User, needs(Right.WITHDRAW_RECORDINGS)]

PEAKS_A_SECOND = 10

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole sound", "content": {"audio/flac": _BINARY}},
    206: {
        "description": "The range that was asked for",
        "content": {"audio/flac": _BINARY},
        "headers": {"Content-Range": {"schema": {"type": "string"}}},
    },
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "FLAC with tags of who took it", "content": {"audio/flac": _BINARY}}
}


@router.post("/{recording_id}/listen", responses=answers(401, 403, 404, 409, 410, 413, 422, 429))
async def listen_to_recording(
    recording_id: RecordingId, wanted: ReasonIn, user: Listener, shared: Shared
) -> ListeningOut:
    """Open a recording for ten minutes, for this account alone. The reason is written into the access log, once;
    what is heard within that time is no further entry.

    409 with `recording_not_ready` while it is not sealed yet; 410 with `recording_gone` when it was destroyed.
    """
    shared.limits.take(user.username, "listen")
    await to_be_heard(shared, user, recording_id)
    opened = await shared.recordings.open(recording_id)
    await opened.read(0, 1)  # what cannot be heard is told before anything is written down
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        until = await begin_listening(connection, recording_id, user.username, now)
        await note(
            connection,
            user,
            await whose(connection, user, recording_id, now),
            now,
            reason=wanted.reason.strip(),
        )
    return ListeningOut(until=until, seconds=opened.seconds, size=opened.clear_size, media_type=opened.media_type)


@router.get(
    "/{recording_id}/audio",
    response_class=StreamingResponse,
    responses={**answers(401, 403, 404, 409, 410, 416, 422, 429), **_SOUND},
)
async def get_recording_audio(
    recording_id: RecordingId,
    user: Listener,
    shared: Shared,
    wanted_range: Annotated[str | None, Header(alias="Range", max_length=200)] = None,
) -> StreamingResponse:
    """The sound, the caller on the left and the consultant on the right; or a range of its bytes (`Range`).

    403 with `reason_needed` for who has not given a reason within ten minutes. One range is answered by 206;
    several at once, or a header that cannot be read, by the whole; one behind the end by 416.
    """
    shared.limits.take(user.username, "sound")
    await to_be_heard(shared, user, recording_id)
    await check_listening(shared.engine, recording_id, user.username, shared.clock.now())
    opened = await shared.recordings.open(recording_id)
    return await sound_answer(opened, opened.media_type, wanted_range)


@router.get("/{recording_id}/waveform", responses=answers(401, 403, 404, 409, 410, 422, 429))
async def get_recording_waveform(recording_id: RecordingId, user: Listener, shared: Shared) -> WaveformOut:
    """How loud either side is, for a picture of it. As the sound itself: it tells who spoke when."""
    shared.limits.take(user.username, "sound")
    await to_be_heard(shared, user, recording_id)
    await check_listening(shared.engine, recording_id, user.username, shared.clock.now())
    opened = await shared.recordings.open(recording_id)
    peaks = opened.waveform()
    half = len(peaks) // 2
    return WaveformOut(peaks_a_second=PEAKS_A_SECOND, caller=list(peaks[:half]), consultant=list(peaks[half:]))


@router.post(
    "/{recording_id}/download",
    response_class=StreamingResponse,
    responses={**answers(401, 403, 404, 409, 410, 413, 422, 429), **_FILE},
)
async def download_recording(
    recording_id: RecordingId, wanted: ReasonIn, user: Listener, shared: Shared
) -> StreamingResponse:
    """The sound as a file to keep. Its tags say who took it, when, why and from which installation; so does the
    access log."""
    shared.limits.take(user.username, "listen")
    row = await to_be_heard(shared, user, recording_id)
    opened = await shared.recordings.open(recording_id)
    now, reason = shared.clock.now(), wanted.reason.strip()
    tags = await tags_of_download(shared, user, recording_id, row.office, reason, now)
    answer = await marked_answer(opened, tags, recording_id)
    async with shared.engine.begin() as connection:
        found = await whose(connection, user, recording_id, now)
        await note(connection, user, found, now, outcome="exported", reason=reason)
    return answer


@router.post("/{recording_id}/withdraw", responses=answers(401, 403, 404, 409, 410, 413, 422, 429))
async def withdraw_recording(recording_id: RecordingId, wanted: ReasonIn, user: Ender, shared: Shared) -> EndedOut:
    """The caller has taken back the consent: the recording is destroyed for good, and that it was stays known.

    While the conversation goes on its recording stops, and is destroyed at once. 409 with `recording_held` under a
    legal hold: after the conversation the withdrawal is noted, and the recording goes when the hold has ended. 409
    with `no_consent_to_withdraw` for one that a provision demands; 410 when it is gone already.
    """
    shared.limits.take(user.username, "save")
    row = await in_reach(shared, user, recording_id, Right.WITHDRAW_RECORDINGS)
    if row.mode == "statutory":
        raise NoConsentToWithdraw
    is_stopped = False
    if row.state == "recording" or row.is_call_open:
        await _check_free(shared, user, recording_id)
        is_stopped = await _stop(shared, user, recording_id)
    reason = wanted.reason.strip()
    if is_stopped and row.state == "recording":
        return await _note_stopped(shared, user, recording_id, reason)
    return await _destroy(shared, user, recording_id, reason, "withdrawn", is_stopped=is_stopped)


@router.post("/{recording_id}/destroy", responses=answers(401, 403, 404, 409, 410, 413, 422, 429))
async def destroy_recording(recording_id: RecordingId, wanted: ReasonIn, user: Ender, shared: Shared) -> EndedOut:
    """The office orders a recording to be destroyed, for good, whatever it was made by.

    409 with `recording_held` under a legal hold, and with `recording_not_ready` while the conversation goes on;
    410 when it is gone already.
    """
    shared.limits.take(user.username, "save")
    row = await in_reach(shared, user, recording_id, Right.WITHDRAW_RECORDINGS)
    if row.state == "recording":
        raise RecordingNotReady(row.state)
    return await _destroy(shared, user, recording_id, wanted.reason.strip(), "ordered")


async def _check_free(shared: Services, user: User, recording_id: str) -> None:
    """Raises RecordingHeld: before anything of the call is stopped."""
    async with shared.engine.connect() as connection:
        found = await whose(connection, user, recording_id, shared.clock.now())
    if found.is_held:
        raise RecordingHeld(found.held_until)


async def _stop(shared: Services, user: User, recording_id: str) -> bool:
    """The process of the calls records nothing more of that call, and destroys what is open; False if it is over.

    Raises RefusedByCentre, and CentreUnavailable: then nothing may be assumed.
    """
    reply = await shared.relay.ask(WithdrawRecording(recording=recording_id, account=user.username))
    if isinstance(reply, Refused):
        if reply.code == NotFound.code:
            return False
        raise RefusedByCentre(reply)
    return True


async def _note_stopped(shared: Services, user: User, recording_id: str, reason: str) -> EndedOut:
    """What the process of the calls has done is written down here; its rows come by its facts."""
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        found = await whose(connection, user, recording_id, now)
        await note(connection, user, found, now, outcome="written", reason=reason)
        await write_order(connection, "recording", recording_id, found.row.office, {"why": "withdrawn"})
    return EndedOut(state=found.row.state, is_pending=found.row.state not in GONE)


async def _destroy(
    shared: Services,
    user: User,
    recording_id: str,
    reason: str,
    why: Literal["withdrawn", "ordered"],
    *,
    is_stopped: bool = False,
) -> EndedOut:
    """The key first, with all that is written down of it, in one transaction; the files when that stands.
    `is_stopped`: the process of the calls was told, and may have been faster.

    A store that is away keeps nobody from destroying: its files open with no key any more, and the process `jobs`
    deletes them when it can.
    """
    now = shared.clock.now()
    leftovers: list[Leftover] = []
    async with shared.engine.begin() as connection:
        await lock_recording(connection, recording_id)
        found = await whose(connection, user, recording_id, now)
        is_gone = found.row.state in GONE
        if is_gone and not is_stopped:
            raise RecordingGone(found.row.gone_why)
        is_kept = found.is_held and not is_gone
        if is_kept and why == "ordered":
            raise RecordingHeld(found.held_until)
        if is_kept:
            if all(one.kind != "withdrawn" or one.recording_id is None for one in found.consents):
                await write_withdrawal(connection, found.row.call_id, recording_id, user.username, now)
        elif not is_gone:
            leftovers = await destroy(
                connection, [recording_id], by=user.username, why=why, state="destroyed", now=now
            )
            if why == "withdrawn":
                await write_withdrawal(connection, found.row.call_id, recording_id, user.username, now)
        await note(connection, user, found, now, outcome="written", reason=reason)
        await write_order(connection, "recording", recording_id, found.row.office, {"why": why})
    if is_kept:
        raise RecordingHeld(found.held_until, is_noted=True)
    await remove(leftovers, shared.settings.recordings, shared.recording_stores)
    return EndedOut(state="destroyed", is_pending=False)
