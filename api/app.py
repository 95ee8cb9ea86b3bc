"""The application: routes, errors, and what they share."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import msgspec
import structlog
from anyio import to_thread
from fastapi import FastAPI

from acd.staffing.trial_telephone_store import having_trial_telephones
from api import errors
from api.account_limits import AccountLimits
from api.accounts.directory.directory_settings import read_directory
from api.accounts.log_in import LogIns
from api.http.page_errors import PageErrors
from api.http.proxies import TrustedProxies
from api.http.routing import made_whole
from api.http.static_files import Pages
from api.http.uploads import Uploads
from api.list_keeper import Lists
from api.live.board_figures import BoardFigures
from api.live.desks import Desks
from api.live.hub import Hub
from api.live.matters_seen import MattersSeen
from api.live.sessions import LiveSessions
from api.live.waiting_acts import WaitingActs
from api.middleware import RequestMiddleware
from api.operation.alarms import AlarmWatch
from api.reports.public_months import PublicMonths
from api.reports.report_files import ReportFiles
from api.routes.accounts import (
    account_names,
    accounts,
    activation,
    directory,
    my_account,
    people,
    security_events,
    session,
    sessions,
)
from api.routes.agents import agents, listening_in, served
from api.routes.assessments import assessment_forms, assessments
from api.routes.calls import callbacks, calls, messages
from api.routes.canary import canary
from api.routes.clients import (
    cards,
    clients,
    consents,
    contacts,
    corrections,
    exports,
    imports,
    look_ceilings,
    ringing_out,
)
from api.routes.demonstration import demonstration, demonstration_captions, show
from api.routes.desk import colleagues, desk, desk_client, desk_context
from api.routes.employers import employer_keys, employer_port
from api.routes.first_steps import first_steps
from api.routes.guidance import calendar, handbook, standards
from api.routes.health import health, metrics, operation, page_errors
from api.routes.helpdesk import help_reports
from api.routes.knowledge import (
    article_previews,
    articles,
    contact_directory,
    knowledge_proposals,
    knowledge_search,
    learning,
    rates,
)
from api.routes.lists import pause_reasons, topics, uses
from api.routes.live import live, sip
from api.routes.logs import access_log, audit_log, proof
from api.routes.market import (
    candidates,
    employers,
    enrolments,
    fairs,
    interests,
    market_files,
    market_search,
    occupations,
    saved_searches,
    trainings,
)
from api.routes.matching import matches, matching_weights
from api.routes.matters import matters
from api.routes.offers import offer_intakes, offer_runs, offers
from api.routes.offices import gminas, hours, hours_today, moves, numbers, offices, queues, what_if
from api.routes.portal import portal, portal_keys
from api.routes.prompts import prompt_sounds, prompts, pronunciations
from api.routes.recordings import recording_rules, recording_sound, recordings
from api.routes.reports import (
    board_limits,
    passages,
    public_figures,
    report_keys,
    report_targets,
    report_views,
    reports,
)
from api.routes.reports.report_reader import LOOKS
from api.routes.reports.weekly_mail import mail_reports
from api.routes.requests import requests
from api.routes.retention import retention
from api.routes.scenarios import (
    comments,
    drafts,
    scenario_kinds,
    scenarios,
    simulations,
    switches,
    transfer_targets,
    trials,
)
from api.routes.systems import system_keys, system_port, system_questions
from api.routes.templates import templates
from api.routes.todo import todo
from api.routes.two_persons import proposals
from api.scenarios.engines import Engines
from api.scenarios.previews import Previews
from api.scenarios.scenario_checks import ScenarioChecks
from api.services import Services
from api.show.show import Show
from api.sip.connections import SipConnections
from core.clock import Clock, SystemClock
from core.db.engine import Engine, make_engine
from core.overload.shed import Shed
from core.overload.shed_file import Shedding
from core.relay.relay import RelayClient, RelayServer, relay_client
from core.secrets import read_secrets
from core.settings import Settings
from core.tasks.later import load_later
from core.tasks.version import NUMBER
from ivr.review.presence import Presence
from ivr.simulator.running import Simulator
from knowledge.search.searching import Searches
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.stores import stores_of
from recordings.vault.reader import RecordingReader
from reports.calls.store import CallRecords

log = structlog.get_logger()

_TAGS = [
    {"name": "session", "description": "Logging in and out; the own sessions, password and second factor"},
    {"name": "accounts", "description": "Accounts of the staff"},
    {"name": "agents", "description": "Consultants and their states"},
    {"name": "desk", "description": "What a consultant asks for in the own conversation"},
    {"name": "offices", "description": "Offices, the postal codes that they serve, and their branches"},
    {"name": "numbers", "description": "Numbers that callers dial"},
    {"name": "lists", "description": "Topics of calls, reasons of pauses"},
    {"name": "queues", "description": "Queues: their rules, and what goes on in them"},
    {"name": "market", "description": "Job offers and their imports from outside, trainings and their lists"},
    {"name": "hours", "description": "Opening hours, holidays and the evening pool"},
    {
        "name": "scenarios",
        "description": "What callers hear and press: versions, drafts, variants, emergency messages",
    },
    {"name": "calls", "description": "Records of calls, their timelines, and why these consultants"},
    {"name": "callbacks", "description": "Call-backs that were ordered"},
    {"name": "cards", "description": "Clients' cards"},
    {"name": "imports", "description": "Clients' data from the offices' own systems"},
    {"name": "exports", "description": "What is told back to the offices, as signed files"},
    {"name": "retention", "description": "For how long what is kept, and what was let go"},
    {"name": "clients", "description": "Clients: finding them, their cards, their history, figures"},
    {"name": "articles", "description": "The knowledge base: articles, rates, proposals, how offices are reached"},
    {"name": "contacts", "description": "What consultants write down of calls, and propose to correct"},
    {"name": "requests", "description": "What persons ask of their data, and what may not be erased"},
    {
        "name": "assessments",
        "description": "How conversations are assessed: forms, lots, sheets, answers, figures",
    },
    {"name": "messages", "description": "Messages that callers have left for an office"},
    {
        "name": "recordings",
        "description": "Recordings of conversations: which there are, their sound, their rules",
    },
    {"name": "transfer-targets", "description": "Numbers to which scenarios may transfer callers"},
    {"name": "board", "description": "The limits past which the live board warns"},
    {"name": "first-steps", "description": "What a fresh installation still lacks"},
    {"name": "guidance", "description": "Forms and standards, the shared calendar, the handbook of a role"},
    {"name": "todo", "description": "Work that waits, of all features, and who has taken it up"},
    {"name": "templates", "description": "Templates of answers and messages, published by two persons"},
    {"name": "matters", "description": "What people have written to an office, and what is answered"},
    {
        "name": "help-desk",
        "description": "Problems, proposed changes, and what becomes of them",
    },
    {"name": "proposals", "description": "What takes two persons: proposed by one, confirmed by another"},
    {"name": "access-log", "description": "Who looked at clients' data"},
    {"name": "consents", "description": "What clients agree to, and the texts by which they are asked"},
    {"name": "audit-log", "description": "Who of the staff changed what"},
    {"name": "security-events", "description": "Who logged in from where, and who tried to"},
    {"name": "proof", "description": "Have the logs been changed since they were written?"},
    {"name": "reports", "description": "Figures: reports, the calls behind them, and what each figure means"},
    {"name": "employers", "description": "What one employer asks by a key: anonymous profiles, in versions"},
    {"name": "systems", "description": "What a system of another institution asks of one person, in versions"},
    {"name": "portal", "description": "What the offices' portal reads: what callers are told, in versions"},
    {"name": "prompts", "description": "Announcements: words, recordings, pronunciations"},
    {"name": "health", "description": "Is the centre well?"},
]


def _fact_key(state: Path) -> str:
    """Empty where there are no secrets yet: then nothing that facts say of persons is read or written."""
    try:
        return read_secrets(state).fact_key
    except (OSError, msgspec.DecodeError) as error:
        log.error("there is no key for facts", error=type(error).__name__)
        return ""


@asynccontextmanager
async def services(
    settings: Settings,
    engine: Engine | None = None,
    relay: RelayClient | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Services]:
    """What the routes share. An engine or a relay that is given stays its owner's; those made here end with it.

    Inside the block the process listens to news of what it keeps in memory.
    """
    async with AsyncExitStack() as stack:
        used = engine
        if used is None:
            used = make_engine(settings.dsn, fact_key=await to_thread.run_sync(_fact_key, settings.state))
            stack.push_async_callback(used.dispose)
        reading = clock or SystemClock()
        asked = relay
        if asked is None:
            asked = await stack.enter_async_context(relay_client(settings.dsn))
        engines = Engines(settings)
        lists = Lists(used)
        tasks = await stack.enter_async_context(anyio.create_task_group())
        stack.callback(tasks.cancel_scope.cancel)
        sip_connections = SipConnections(used, reading)
        trial_pages = SipConnections(used, reading, having=having_trial_telephones)
        live_sessions = LiveSessions(used, reading)
        searches = Searches(used, reading)
        acts = WaitingActs(used, reading)
        matters = MattersSeen(used, reading, lambda changed: hub.put(changed))

        telephones = (sip_connections.keeper, trial_pages.keeper)
        keepers = (lists.keeper, *telephones, live_sessions.keeper, searches, acts.keeper, matters.keeper)

        def tell(news: str) -> None:
            for each in keepers:
                each.tell(news)
            board.beside.tell(news)

        def look() -> None:
            for each in keepers:
                each.look()
            board.beside.look_soon()

        for each in keepers:
            tasks.start_soon(each.run)
        tasks.start_soon(RelayServer(settings.dsn, None, tell, look).run)
        hub = Hub(settings.dsn, asked.ask, reading)
        desks = Desks(hub, asked.ask, reading, sip_connections.close_others)
        sip_connections.has_call = desks.has_call
        tasks.start_soon(hub.run)
        tasks.start_soon(desks.run)
        shedding = Shedding(settings.shed, reading)
        board = BoardFigures(used, hub, reading, acts, matters, lambda: shedding.leaves_out(Shed.BOARD))
        tasks.start_soon(board.run)
        tasks.start_soon(load_later, "markdown_it", "nh3")  # made to HTML on the event loop
        by_directory = None
        connected = await to_thread.run_sync(read_directory, settings)
        if connected is not None:
            # Their libraries for tokens and for HTTP are loaded only where there is a directory.
            from api.accounts.directory.directory import directory_client
            from api.accounts.directory.directory_log_in import DirectoryLogIns

            client = await stack.enter_async_context(directory_client(connected, reading))
            by_directory = DirectoryLogIns(used, reading, client)
        stores = await to_thread.run_sync(stores_of, settings)
        shared = Services(
            engine=used,
            log_ins=LogIns(used, reading, settings.state, is_directory_only=settings.oidc_only),
            directory=by_directory,
            calls=CallRecords(used),
            relay=asked,
            clock=reading,
            settings=settings,
            engines=engines,
            previews=Previews(engines),
            uploads=Uploads(settings.state),
            simulator=Simulator(),
            presence=Presence(),
            scenarios=ScenarioChecks(used, reading, settings, engines),
            lists=lists,
            hub=hub,
            desks=desks,
            board=board,
            sip=sip_connections,
            trial_sip=trial_pages,
            live_sessions=live_sessions,
            limits=AccountLimits(reading),
            searches=searches,
            recordings=RecordingReader(used, stores, KeyRing(settings.home)),
            recording_stores=stores,
            report_files=ReportFiles(),
            report_looks=anyio.Semaphore(LOOKS),
            public_months=PublicMonths(used),
            page_errors=PageErrors(settings.web_dir.absolute()),
            alarms=AlarmWatch(reading),
            show=Show(settings, reading, tasks),
        )
        tasks.start_soon(mail_reports, shared)
        yield shared


class _WebService(FastAPI):
    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            errors.describe(super().openapi())
        return super().openapi()


def create_app(settings: Settings) -> FastAPI:
    """The web service; `app.state.services` is there while it runs.

    Its description is at /openapi.json. There is no page /docs: FastAPI's would load scripts from elsewhere.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with services(settings) as app.state.services, made_whole(app.routes):
                yield
        except Exception:
            log.exception("what all routes share has failed")  # uvicorn would keep it to itself
            raise

    app = _WebService(
        title="System 7/24",
        version=NUMBER,
        summary="One contact centre for the labour offices of Podlaskie",
        description="Errors are `Problem`s: a code for programs, a Polish sentence for people. Times are UTC.",
        openapi_tags=_TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name the host that the request names, which may be anybody's
        lifespan=lifespan,
    )
    errors.install(app)
    for part in (
        session,
        directory,
        my_account,
        sessions,
        accounts,
        people,
        activation,
        agents,
        served,
        listening_in,
        desk,
        colleagues,
        desk_client,
        desk_context,
        offices,
        moves,
        article_previews,
        articles,
        rates,
        knowledge_proposals,
        knowledge_search,
        learning,
        fairs,
        offers,
        employers,
        market_files,
        saved_searches,
        offer_runs,
        offer_intakes,
        occupations,
        trainings,
        matches,
        matching_weights,
        market_search,
        enrolments,
        contact_directory,
        numbers,
        topics,
        gminas,
        pause_reasons,
        uses,
        queues,
        what_if,
        hours,
        hours_today,
        calls,
        callbacks,
        cards,
        imports,
        exports,
        retention,
        clients,
        candidates,
        consents,
        look_ceilings,
        ringing_out,
        contacts,
        corrections,
        requests,
        prompt_sounds,
        prompts,
        pronunciations,
        access_log,
        audit_log,
        security_events,
        account_names,
        proof,
        scenario_kinds,
        scenarios,
        passages,
        drafts,
        comments,
        simulations,
        trials,
        switches,
        messages,
        assessment_forms,
        assessments,
        recording_rules,
        recording_sound,
        recordings,
        canary,
        transfer_targets,
        sip,
        health,
        metrics,
        page_errors,
        live,
        reports,
        report_views,
        report_targets,
        board_limits,
        report_keys,
        public_figures,
        portal,
        portal_keys,
        employer_port,
        employer_keys,
        system_port,
        system_keys,
        system_questions,
        interests,
        proposals,
        todo,
        first_steps,
        help_reports,
        operation,
        standards,
        calendar,
        handbook,
        matters,
        templates,
    ):
        app.router.routes.extend(part.router.routes)
    if settings.demonstration:
        for part in (demonstration, demonstration_captions, show):
            app.router.routes.extend(part.router.routes)
    app.router.default = Pages(settings.web_dir.absolute(), app.router.default)
    app.add_middleware(RequestMiddleware, proxies=TrustedProxies(settings.trusted_proxies))
    return app
