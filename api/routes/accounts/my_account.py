"""The own account: sessions, password, second factor. Everybody who is logged in has these, with no right; the own
SIP telephone, who is a consultant or may listen in."""

from typing import Annotated

from fastapi import Path, Response

from acd.staffing.hiring_store import set_sip_digest
from acd.telephone import new_sip_password, sip_digest
from api.accounts.credentials.credential_store import load_credentials
from api.accounts.credentials.tokens import csrf_token
from api.accounts.event_store import write_event
from api.accounts.security_event import SecurityEvent
from api.accounts.session_store import (
    end_every_session,
    end_one_session,
    end_other_sessions,
    list_sessions,
)
from api.accounts.sessions import SessionNow
from api.auth import CurrentUser, From, Session, Shared, Token, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.accounts.session import after
from api.routes.accounts.session_schemas import (
    Me,
    MyAccount,
    PasswordChange,
    PasswordIn,
    TotpBegun,
    TotpEnd,
    TotpIn,
)
from api.routes.agents.agents import telephone_ordered
from api.routes.agents.agents_schemas import TelephoneOut
from core.rights import Right

router = Router(prefix="/api", tags=["session"])

SessionId = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$", examples=["session-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("/me", responses=answers(401))
async def get_me(session: Session, user: CurrentUser, shared: Shared) -> MyAccount:
    """The account that is logged in. A page that was loaded again finds its `csrf_token` here."""
    credentials = await load_credentials(shared.engine, user.username)
    return MyAccount(
        **Me.of(user).model_dump(),
        has_totp=credentials is not None and credentials.totp_secret is not None,
        is_of_directory=credentials is not None and credentials.is_of_directory,
        csrf_token=csrf_token(session.token) if session.is_of_page else None,
    )


@router.get("/me/sessions", responses=answers(401))
async def get_my_sessions(token: Token, user: CurrentUser, shared: Shared) -> list[SessionNow]:
    """The sessions of the own account that go on, the one used last first."""
    return await list_sessions(shared.engine, user.username, token, shared.clock.now())


@router.delete("/me/sessions", status_code=204, responses=answers(401, 403))
async def end_my_other_sessions(token: Token, user: CurrentUser, shared: Shared, origin: From) -> None:
    """Ends every session of the own account but this one, at once."""
    await end_other_sessions(shared.engine, token, user.username, origin.address, shared.clock.now())


@router.delete("/me/sessions/{session_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def end_my_session(session_id: SessionId, user: CurrentUser, shared: Shared, origin: From) -> None:
    """Ends one session of the own account, at once. Another's is answered like none."""
    await end_one_session(shared.engine, session_id, user.username, origin.address, shared.clock.now())


@router.post("/me/log-out-everywhere", status_code=204, responses=answers(401, 403))
async def log_out_everywhere(session: Session, user: CurrentUser, shared: Shared, origin: From) -> Response:
    """Ends every session of the own account, this one, too; all its devices are strangers again."""
    await end_every_session(shared.engine, user.username, origin.address, shared.clock.now())
    return after(session)


@router.put("/me/password", status_code=204, responses=answers(401, 403, 413, 422, 429))
async def change_my_password(
    wanted: PasswordChange, token: Token, user: CurrentUser, shared: Shared, origin: From
) -> None:
    """Another password; every other session of the account ends.

    403 `wrong_password` if the present one is wrong, which counts as a wrong log-in; 422 `password_refused` says
    why the new one may not be chosen.
    """
    await shared.log_ins.change_password(
        user.username, token, wanted.current_password, wanted.new_password, origin
    )


@router.post("/me/totp", responses=answers(401, 403, 409, 413, 422, 429))
async def begin_my_totp(wanted: PasswordIn, user: CurrentUser, shared: Shared, origin: From) -> TotpBegun:
    """A secret for an application in the telephone (TOTP, RFC 6238). It holds once a code of it is confirmed.

    409 `totp_refused` if there is one already: switch it off first.
    """
    secret, uri = await shared.log_ins.begin_totp(user.username, wanted.password, origin)
    return TotpBegun(secret=secret, otpauth_uri=uri)


@router.post("/me/totp/confirm", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def confirm_my_totp(wanted: TotpIn, user: CurrentUser, shared: Shared, origin: From) -> None:
    """From now on every log-in needs a code, too. 422 `wrong_totp` for a wrong one; nothing has changed then."""
    await shared.log_ins.confirm_totp(user.username, wanted.code, origin)


@router.delete("/me/totp", status_code=204, responses=answers(401, 403, 409, 413, 422, 429))
async def end_my_totp(wanted: TotpEnd, user: CurrentUser, shared: Shared, origin: From) -> None:
    """The password alone is enough again. Who has lost the telephone asks an administrator."""
    await shared.log_ins.end_totp(user.username, wanted.password, wanted.code, origin)


@router.post("/me/telephone", responses=answers(401, 403, 404))
async def make_my_telephone_password(
    user: Annotated[User, needs(Right.USE_OWN_TELEPHONE)], shared: Shared, origin: From
) -> TelephoneOut:
    """Another password for the own SIP telephone, shown this once and to nobody else. The one before is void; a
    call in progress goes on to its end, and only then does the new one hold.

    404 for who was given no telephone. The page's own telephone needs none.
    """
    password = new_sip_password()
    await set_sip_digest(
        shared.engine, user.username, sip_digest(user.username, password), user.username, shared.clock.now()
    )
    event = SecurityEvent("telephone_password", "done", user.username, origin.address)
    await write_event(shared.engine, event, shared.clock.now())
    ordered = telephone_ordered(user.username, shared)
    return TelephoneOut(**ordered.model_dump(), sip_password=password)
