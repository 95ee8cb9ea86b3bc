"""Accounts of the staff: for administrators. Consultants are hired with their telephones, not here."""

from typing import Annotated

from fastapi import Query, Response

from api.accounts import store
from api.accounts.directory.directory_store import give_to_directory
from api.accounts.errors import GivesMore
from api.accounts.session_store import end_every_session
from api.accounts.store import AccountNow
from api.auth import From, Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed
from api.request_user import User
from api.routes.accounts.accounts_schemas import AccountChange, AccountIn, AccountPage, AccountQuery
from api.schemas.etag import IfMatchWhereAsked, version_read
from api.schemas.proposals import ProposalOut
from api.schemas.words import Username
from api.services import Services
from core.errors import NotAllowed, NotFound
from core.rights import Right
from core.two_persons.four_eyes import Act

router = Router(prefix="/api", tags=["accounts"])

Administrator = Annotated[User, needs(Right.MANAGE_ACCOUNTS)]


@router.get("/accounts", responses=answers(401, 403, 422))
async def get_accounts(
    query: Annotated[AccountQuery, Query()], user: Administrator, shared: Shared
) -> AccountPage:
    """The accounts by name, page by page; closed ones, too, unless the state is given."""
    wanted = query.wanted(user.offices_of(Right.MANAGE_ACCOUNTS))
    page = await store.list_accounts(shared.engine, wanted, limit=query.limit, after=query.cursor)
    return AccountPage(accounts=page.accounts, next_cursor=page.after)


@router.get("/accounts/{username}", responses=answers(401, 403, 404, 422))
async def get_account(username: Username, user: Administrator, shared: Shared) -> AccountNow:
    """One account, without its secrets."""
    return await _in_reach(username, user, shared)


@router.post("/accounts", status_code=201, responses=answers(401, 403, 409, 413, 422))
async def make_account(wanted: AccountIn, user: Administrator, shared: Shared, origin: From) -> AccountNow:
    """A new account. Its owner sets the first password (POST /api/activation), with the help of another person
    than who makes it.

    409 `name_taken`: names of closed accounts are not given again. 422 `account_refused` for an office that
    does not exist, for a consultant, who is hired with a telephone, and for an observer without an organisation.
    """
    _refuse_out_of_reach(user, [wanted.office, *wanted.also_offices])
    new = store.NewAccount(
        wanted.username,
        wanted.display_name,
        wanted.role,
        wanted.office,
        tuple(wanted.also_offices),
        wanted.organisation,
    )
    return await store.make_account(shared.engine, new, user.username, origin.address, shared.clock.now())


@router.patch("/accounts/{username}", responses=answers(401, 403, 404, 409, 412, 413, 422))
async def change_account(
    username: Username,
    wanted: AccountChange,
    user: Administrator,
    shared: Shared,
    response: Response,
    if_match: IfMatchWhereAsked = None,
) -> AccountNow | ProposalOut:
    """Another name to be shown, role or offices. It holds at once: whoever loses a right by it is logged out, and
    another role or home office ends the telephone of the account.

    A change that gives any right which the account has not is proposed only (202, a `ProposalOut`): another person
    with `manage_agents` in the office, of every office for an account of several, confirms it. 409 `own_account`:
    nobody changes the own role; 409 `last_administrator`, `no_second_person`. A consultant is changed where
    consultants are. 412 with `stale_version` if somebody else has changed it since it was read.
    """
    await _in_reach(username, user, shared)
    change = wanted.wanted()
    _refuse_out_of_reach(user, [*([] if change.office is None else [change.office]), *(change.also_offices or ())])
    now = shared.clock.now()
    try:
        return await store.change_account(
            shared.engine, username, change, user.username, now, read_version=version_read(if_match)
        )
    except GivesMore as more:
        # Whole, since the account may be another one until somebody confirms: what was read is what it becomes.
        details = {**wanted.model_dump(mode="json", exclude_none=True), **more.would_be}
        response.status_code = 202
        return await proposed(shared, user, Act.CHANGE_ACCOUNT, more.office, username, details)


@router.post("/accounts/{username}/deactivate", responses=answers(401, 403, 404, 409, 422))
async def deactivate_account(username: Username, user: Administrator, shared: Shared, origin: From) -> AccountNow:
    """Somebody leaves: the account is closed; its sessions, pages and telephone end at once, and a conversation
    with a caller goes on to its end. What the person has done stays.

    409 `own_account`, `last_administrator`. A consultant is dismissed where consultants are.
    """
    await _in_reach(username, user, shared)
    return await store.close_account(shared.engine, username, user.username, origin.address, shared.clock.now())


@router.post("/accounts/{username}/restore", status_code=202, responses=answers(401, 403, 404, 409, 422))
async def restore_account(username: Username, user: Administrator, shared: Shared) -> ProposalOut:
    """Somebody is back, with the rights and the password of before, when another person with `manage_agents` in
    the office has confirmed it. 409 `no_second_person`."""
    found = await _in_reach(username, user, shared)
    store.refuse_consultant(found)
    office = store.who_confirms(found.office, found.also_offices)
    details = {"role": found.role, "office": found.office, "also_offices": list(found.also_offices)}
    return await proposed(shared, user, Act.RESTORE_ACCOUNT, office, username, details)


@router.post("/accounts/{username}/first-password", responses=answers(401, 403, 404, 409, 422))
async def renew_first_password(
    username: Username, user: Administrator, shared: Shared, origin: From
) -> AccountNow:
    """Somebody has forgotten the password: the old one is void and all sessions end at once. The owner sets a new
    first one (POST /api/activation), with the help of another person than who does this.

    Also for consultants, who see clients again when another person, with `let_see_clients` in the office, has
    confirmed it. 409 `account_closed`; 409 `own_account`: the own password is changed at /api/me/password.
    """
    found = await _in_reach(username, user, shared)
    now = shared.clock.now()
    return await store.reset_password(
        shared.engine,
        username,
        user.username,
        origin.address,
        now,
        withholds_clients=not user.may_for(Right.SEE_CLIENTS, found.office),
    )


@router.delete("/accounts/{username}/totp", status_code=202, responses=answers(401, 403, 404, 409, 422))
async def remove_totp(username: Username, user: Administrator, shared: Shared) -> ProposalOut:
    """Somebody has lost the telephone: the password alone is enough until another one is confirmed, when another
    person with `manage_agents` in the office has said so.

    Make sure that it is the owner who asks. Who did it stands in the audit log. 409 `no_second_person`.
    """
    found = await _in_reach(username, user, shared)
    office = store.who_confirms(found.office, found.also_offices)
    return await proposed(shared, user, Act.REMOVE_SECOND_FACTOR, office, username, {})


@router.post("/accounts/{username}/log-out", status_code=204, responses=answers(401, 403, 404, 422))
async def log_out_account(username: Username, user: Administrator, shared: Shared, origin: From) -> None:
    """Ends every session of the account; its devices are strangers again. The password stays."""
    await _in_reach(username, user, shared)
    await end_every_session(shared.engine, username, origin.address, shared.clock.now())


@router.post("/accounts/{username}/directory", responses=answers(401, 403, 404, 409, 422))
async def give_account_to_directory(
    username: Username, user: Administrator, shared: Shared, origin: From
) -> AccountNow:
    """From now on the owner logs in by the office's directory only: password and second factor go, sessions end.

    Also for consultants. The first who comes from the directory by this name is the owner. Back to a password:
    POST /api/accounts/{username}/first-password. 409 `own_account`; 409 `last_administrator`: somebody must get in
    while the directory is away.
    """
    await _in_reach(username, user, shared)
    return await give_to_directory(shared.engine, username, user.username, origin.address, shared.clock.now())


async def _in_reach(username: str, user: User, shared: Services) -> AccountNow:
    """Raises NotFound, for an account of another office, too, if the right is confined to the own ones."""
    found = await store.get_account(shared.engine, username)
    if found is None or not user.may_for(Right.MANAGE_ACCOUNTS, found.office):
        raise NotFound
    return found


def _refuse_out_of_reach(user: User, offices: list[str]) -> None:
    """Raises NotAllowed: nobody gives rights in an office that the own right does not reach."""
    if not all(user.may_for(Right.MANAGE_ACCOUNTS, office) for office in offices):
        raise NotAllowed
