"""Tables that somebody has saved from a spreadsheet: offers, trainings, events. First a trial, then the file."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal, TypeVar

from anyio import to_thread
from fastapi import Path, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.market_files_schemas import TableIn, TableTaken
from clients.importing.files.encodings import decoded
from core.clock import WARSAW
from core.rights import Right
from market.files import fair_file, offer_file, point_file, taking_store, training_file
from market.files.csv_table import Columns, ReadTable, read_table

router = Router(prefix="/api/market-files", tags=["market"])

Reader = Annotated[User, needs(Right.SEE_OFFERS)]
Importer = Annotated[User, needs(Right.IMPORT_OFFERS)]
TrainingEditor = Annotated[User, needs(Right.EDIT_TRAININGS)]
FairEditor = Annotated[User, needs(Right.EDIT_ARTICLES)]
T = TypeVar("T")
TableKind = Literal["offers", "trainings", "fairs", "gminas"]
_TEMPLATES = {
    "offers": ("oferty.csv", offer_file.COLUMNS),
    "trainings": ("szkolenia.csv", training_file.COLUMNS),
    "fairs": ("targi.csv", fair_file.COLUMNS),
    "gminas": ("gminy.csv", point_file.COLUMNS),
}
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("/{table_kind}/template", response_class=Response, responses={**_CSV, **answers(401, 403, 422)})
async def get_market_template(table_kind: Annotated[TableKind, Path()], user: Reader) -> Response:
    """The file to be filled in, with one line as an example: CSV with semicolons, as spreadsheets read it."""
    name, columns = _TEMPLATES[table_kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(columns.template.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/offers", responses=answers(401, 403, 413, 422, 429))
async def take_offer_file(wanted: TableIn, user: Importer, shared: Shared) -> TableTaken:
    """Offers of offices, told from now on until their last day. Lines that are none are named with the reason, the
    others are taken in one transaction; the same file once more changes nothing."""
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    read = partial(offer_file.read_offer_line, today=now.astimezone(WARSAW).date())
    table = await _table(wanted, offer_file.COLUMNS, read, lambda offer: offer.ext_id)
    may = partial(user.may_for, Right.IMPORT_OFFERS)
    taken = await taking_store.take_offers(shared.engine, table, may, now, is_trial=wanted.is_trial)
    return TableTaken.of(taken, is_trial=wanted.is_trial)


@router.post("/trainings", responses=answers(401, 403, 413, 422, 429))
async def take_training_file(wanted: TableIn, user: TrainingEditor, shared: Shared) -> TableTaken:
    """Trainings of the catalogue: new ones, and other words for those of the same identifier."""
    shared.limits.take(user.username, "save")
    table = await _table(wanted, training_file.COLUMNS, training_file.read_training_line, lambda each: each[0])
    may, now = partial(user.may_for, Right.EDIT_TRAININGS), shared.clock.now()
    taken = await taking_store.take_trainings(
        shared.engine, table, may, user.username, now, is_trial=wanted.is_trial
    )
    return TableTaken.of(taken, is_trial=wanted.is_trial)


@router.post("/fairs", responses=answers(401, 403, 413, 422, 429))
async def take_fair_file(wanted: TableIn, user: FairEditor, shared: Shared) -> TableTaken:
    """Fairs and exchanges: new ones, and other words for those of the same identifier."""
    shared.limits.take(user.username, "save")
    table = await _table(wanted, fair_file.COLUMNS, fair_file.read_fair_line, lambda each: each[0])
    may, now = partial(user.may_for, Right.EDIT_ARTICLES), shared.clock.now()
    taken = await taking_store.take_fairs(shared.engine, table, may, user.username, now, is_trial=wanted.is_trial)
    return TableTaken.of(taken, is_trial=wanted.is_trial)


@router.post("/gminas", responses=answers(401, 403, 413, 422, 429))
async def take_gmina_file(wanted: TableIn, user: Importer, shared: Shared) -> TableTaken:
    """Where the gminas are: from then on offers say kilometres, and so does the report of self-service."""
    shared.limits.take(user.username, "save")
    table = await _table(wanted, point_file.COLUMNS, point_file.read_point_line, lambda each: each[0])
    now = shared.clock.now()
    taken = await taking_store.take_points(shared.engine, table, user.username, now, is_trial=wanted.is_trial)
    return TableTaken.of(taken, is_trial=wanted.is_trial)


async def _table(
    wanted: TableIn, columns: Columns, read: Callable[[Mapping[str, str]], T], key: Callable[[T], str]
) -> ReadTable[T]:
    """Its lines; in a thread, since a file may be long."""
    return await to_thread.run_sync(lambda: read_table(decoded(wanted.file).text, columns, read, key))
