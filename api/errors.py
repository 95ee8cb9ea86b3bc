"""What goes wrong, as the browser sees it: one table from error code to HTTP status, one shape for all."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.http.routing import every_route
from api.ranges import RangeNotThere
from api.schemas.field_words_pl import OTHERWISE, sentence_of
from api.schemas.problem import FieldProblem, Problem
from core.db.errors import DATABASE_AWAY, is_our_fault, sqlstate
from core.errors import DataUnavailable, S724Error, StaleVersion
from core.relay.commands import Refused

log = structlog.get_logger()

MOST_FIELDS = 100
"""Of one request that are told to be wrong: nobody reads more, and 5,000 sentences hold the loop for 50 ms."""


class NotLoggedIn(S724Error):
    """No token, one that nobody has, or one that is over."""

    code = "not_logged_in"
    message_pl = "Prosimy się zalogować."


class CsrfRefused(S724Error):
    """A page's cookie came without the header that only the page itself can send. Nothing was done."""

    code = "csrf_refused"
    message_pl = "Żądanie nie pochodzi z naszej strony. Prosimy ją odświeżyć i spróbować ponownie."


class Invalid(S724Error):
    """The request cannot be read; `fields` says what is wrong where."""

    code = "invalid"
    message_pl = OTHERWISE


class RefusedByCentre(S724Error):
    """The process that owns the live state refused a wish; nothing was changed."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message_pl)
        self.code = refused.code


STATUS: dict[str, int] = {
    "not_logged_in": 401,
    "login_refused": 401,
    "code_refused": 401,
    "activation_over": 401,
    "totp_required": 401,
    "directory_login_failed": 401,
    "not_allowed": 403,
    "csrf_refused": 403,
    "directory_refused": 403,
    "own_conversation": 403,
    "wrong_password": 403,
    "not_found": 404,
    "reason_needed": 403,
    "method_not_allowed": 405,
    "second_person_needed": 403,
    "four_eyes_needed": 403,
    "second_person_refused": 403,
    "clients_withheld": 403,
    "no_second_person": 409,
    "name_taken": 409,
    "last_asterisk": 409,
    "transition_refused": 409,
    "scenario_step_refused": 409,
    "stale_draft": 409,
    "card_exists": 409,
    "letter_printed": 409,
    "not_quarantined": 409,
    "run_goes_on": 409,
    "other_file": 409,
    "account_closed": 409,
    "not_to_activate": 409,
    "own_account": 409,
    "last_administrator": 409,
    "totp_refused": 409,
    "entry_exported": 409,
    "ninety_day_refused": 409,
    "correction_decided": 409,
    "article_step_refused": 409,
    "proposal_decided": 409,
    "assessment_step_refused": 409,
    "request_exists": 409,
    "request_step_refused": 409,
    "hold_ended": 409,
    "readmission_refused": 409,
    "alarm_closed": 409,
    "work_taken": 409,
    "matter_refused": 409,
    "report_step_refused": 409,
    "not_asked": 409,
    "no_pesel": 409,
    "recording_not_ready": 409,
    "recording_held": 409,
    "no_consent_to_withdraw": 409,
    "recording_not_marked": 409,
    "recording_unreadable": 409,
    "recording_changed": 409,
    "records_not_ready": 409,
    "recording_gone": 410,
    "recording_destroyed": 410,
    "recording_not_there": 404,
    "month_not_ready": 404,
    "recording_missing": 404,
    "range_not_there": 416,
    "stale_version": 412,
    "too_large": 413,
    "invalid": 422,
    "pin_refused": 422,
    "password_refused": 422,
    "wrong_totp": 422,
    "wrong_number": 422,
    "account_refused": 422,
    "settings_refused": 422,
    "standard_refused": 422,
    "target_refused": 422,
    "import_refused": 422,
    "upload_too_slow": 422,
    "too_many_entries": 422,
    "correction_refused": 422,
    "report_refused": 422,
    "too_few_calls": 422,
    "period_needed": 422,
    "request_refused": 422,
    "hold_refused": 422,
    "scenario_refused": 422,
    "too_long_for_a_case": 422,
    "unknown_system": 422,
    "too_many_attempts": 429,
    "login_busy": 429,
    "preview_busy": 429,
    "uploads_busy": 429,
    "too_many_requests": 429,
    "too_many_looks": 429,
    "client_gone": 499,
    "speech_failed": 503,
    "files_busy": 503,
    "reports_busy": 503,
    "report_too_slow": 503,
    "error": 500,
    "data_unavailable": 503,
    "directory_away": 503,
    "recording_wrong_key": 503,
    "recording_key_missing": 503,
    "recording_store_away": 503,
    "system_away": 503,
    "centre_unavailable": 503,
    "telephony_failed": 503,
}

_HTTP_PROBLEMS: dict[int, Problem] = {
    404: Problem(code="not_found", message="Nie ma takiego adresu."),
    405: Problem(code="method_not_allowed", message="Tego adresu nie można użyć w ten sposób."),
    413: Problem(code="too_large", message="Żądanie jest za duże."),
}
BUSY = Problem(code="busy", message="Serwer jest teraz przeciążony. Prosimy spróbować ponownie za chwilę.")
FAILED = Problem(code="error", message="Wystąpił błąd. Został zapisany; prosimy spróbować ponownie.")

_SENTENCES: dict[str, str] = {
    "missing": "Pole jest wymagane.",
    "extra_forbidden": "Nieznane pole.",
    "json_invalid": "Treść nie jest poprawnym dokumentem JSON.",
    "string_type": "Wymagany jest tekst.",
    "string_too_short": "Tekst jest za krótki.",
    "string_too_long": "Tekst jest za długi.",
    "string_pattern_mismatch": "Niedozwolone znaki lub zły format.",
    "literal_error": "Niedozwolona wartość.",
    "int_parsing": "Wymagana jest liczba całkowita.",
    "int_type": "Wymagana jest liczba całkowita.",
    "greater_than_equal": "Liczba jest za mała.",
    "less_than_equal": "Liczba jest za duża.",
    "greater_than": "Liczba jest za mała.",
    "float_parsing": "Wymagana jest liczba.",
    "float_type": "Wymagana jest liczba.",
    "bool_type": "Wymagana jest wartość „prawda” albo „fałsz”.",
    "bool_parsing": "Wymagana jest wartość „prawda” albo „fałsz”.",
}


def install(app: FastAPI) -> None:
    """Make every error of `app` a Problem."""
    app.add_exception_handler(S724Error, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for error in DATABASE_AWAY:
        app.add_exception_handler(error, _database)


def answer(problem: Problem, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(problem.model_dump(exclude_defaults=True), status, headers)


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with these errors."""
    return {status: _ANSWERS[status] for status in sorted({*statuses, 503})}


def describe(description: dict[str, Any]) -> None:
    """Put Problem among the schemas of the OpenAPI description: `answers` names it alone.

    As the `model` of an answer FastAPI would make a validator of it for each status of each route: 1,600 by which
    nothing is ever checked, a tenth of the time in which the process starts.
    """
    schema = Problem.model_json_schema(ref_template=_SCHEMAS + "{model}")
    schemas = description["components"]["schemas"]
    described = {**schemas, **schema.pop("$defs"), Problem.__name__: schema}
    schemas.clear()
    schemas.update(sorted(described.items()))


_SCHEMAS = "#/components/schemas/"


def _answer_of(description: str, code: str, message: str) -> dict[str, Any]:
    example = {"code": code, "message": message}
    schema = {"$ref": _SCHEMAS + Problem.__name__}
    return {
        "description": description,
        "content": {"application/json": {"example": example, "schema": schema}},
    }


_ANSWERS: dict[int, dict[str, Any]] = {
    401: _answer_of("Not logged in", NotLoggedIn.code, NotLoggedIn.message_pl),
    403: _answer_of("Not allowed", "not_allowed", "Brak uprawnień do tej czynności."),
    404: _answer_of("Unknown, or not to be seen by this account", "not_found", "Nie znaleziono."),
    409: _answer_of(
        "Refused; nothing was changed",
        "transition_refused",
        "Nie można teraz rozpocząć przerwy. Obecny stan: wylogowany.",
    ),
    410: _answer_of(
        "It was there, and is gone for good",
        "recording_gone",
        "Tego nagrania już nie ma: minął czas przechowywania.",
    ),
    412: {
        **_answer_of(
            "What was changed is not what stands any more; nothing was saved",
            "stale_version",
            StaleVersion.message_pl,
        ),
        "headers": {"ETag": {"description": "The version that stands", "schema": {"type": "string"}}},
    },
    413: _answer_of("The request is too large", "too_large", "Żądanie jest za duże."),
    416: {
        **_answer_of("The range begins behind the end", RangeNotThere.code, RangeNotThere.message_pl),
        "headers": {"Content-Range": {"description": "How many bytes there are", "schema": {"type": "string"}}},
    },
    422: _answer_of("The request cannot be read", Invalid.code, Invalid.message_pl),
    429: {
        **_answer_of(
            "Too many tries; nothing was looked at",
            "too_many_attempts",
            "Zbyt wiele nieudanych prób. Prosimy spróbować ponownie za 16 sekund.",
        ),
        "headers": {
            "Retry-After": {
                "description": "Seconds until the next try; not with `preview_busy`",
                "schema": {"type": "integer"},
            }
        },
    },
    503: _answer_of(
        "The database or the centre does not answer; nothing may be assumed",
        DataUnavailable.code,
        DataUnavailable.message_pl,
    ),
}


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, S724Error)
    # Whatever the centre may refuse is a conflict with its present state.
    status = STATUS.get(error.code, 409 if isinstance(error, RefusedByCentre) else 500)
    headers = {"WWW-Authenticate": "Bearer"} if error.code == NotLoggedIn.code else {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if isinstance(error, StaleVersion):
        headers["ETag"] = f'"{error.version}"'
    if isinstance(error, RangeNotThere):
        headers["Content-Range"] = f"bytes */{error.size}"
    fields = [FieldProblem(field=field, message=message) for field, message in getattr(error, "fields", [])]
    fields += [FieldProblem(field="body", message=problem) for problem in getattr(error, "problems", [])]
    return answer(Problem(code=error.code, message=error.message_pl, fields=fields), status, headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """Says which field and what, and never repeats what was sent: it may be a password."""
    assert isinstance(error, RequestValidationError)
    fields = [
        FieldProblem(field=".".join(map(str, found["loc"][1:])) or str(found["loc"][0]), message=_sentence(found))
        for found in error.errors()[:MOST_FIELDS]
    ]
    message = sentence_of([(each.field, each.message) for each in fields])
    return answer(Problem(code=Invalid.code, message=message, fields=fields), 422)


def _sentence(found: dict[str, Any]) -> str:
    if found["type"] == "value_error":  # of our own validators, which speak Polish, some of them in clauses
        text = str(found["ctx"]["error"])
        return text[:1].upper() + text[1:].removesuffix(".") + "."
    return _SENTENCES.get(found["type"], "Nieprawidłowa wartość.")


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # the body is no text at all; for the sender the same as no JSON
        unread = FieldProblem(field="body", message=_SENTENCES["json_invalid"])
        return answer(Problem(code=Invalid.code, message=Invalid.message_pl, fields=[unread]), 422)
    problem = _HTTP_PROBLEMS.get(error.status_code, Problem(code=Invalid.code, message=Invalid.message_pl))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = _allowed(request)
    return answer(problem, error.status_code, headers)


def _allowed(request: Request) -> str:
    """All methods of the address: each is a route of its own, and the first one knows only its own.

    /calls/search is an address of its own, though it looks like /calls/{call_id}, too.
    """
    routes = every_route(request.app.routes)
    matching = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    nearest = min((route.path for route in matching), key=lambda path: path.count("{"), default="")
    methods = {method for route in matching if route.path == nearest for method in route.methods or ()}
    return ", ".join(sorted(methods))


async def _database(request: Request, error: Exception) -> JSONResponse:
    """The database is away, or a query of ours is wrong. Names only: the text of an error quotes the values."""
    log.error("the database failed a request", error=type(error).__name__, sqlstate=sqlstate(error))
    if is_our_fault(error):
        return answer(FAILED, 500)
    return answer(Problem(code=DataUnavailable.code, message=DataUnavailable.message_pl), 503)
