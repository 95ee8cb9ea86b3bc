"""The start, the watch and the end of a whole centre; `ops.running.run` is its command line.

Order of the start: what an earlier run left, programs, ports, database, schema and data, Asterisk's
configuration, the other processes, self-check.
"""

import asyncio
import itertools
import os
import resource
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from core.nodes import edges_of
from core.settings import Settings, named_addresses
from ops import health, leftovers, ports, welcome
from ops.console import Failed, say
from ops.demonstration import made_up
from ops.install import asterisk_conf, certificates, edge_conf, kamailio, postgres, tools
from ops.install.secrets import Secrets
from ops.install.web_build import Building
from ops.paths import make_private
from ops.proxy import nginx, site
from ops.running.beside import Beside
from ops.running.patience import LOOK_TIME, Patience, activity_of, telling
from ops.running.supervisord import Program, Supervisord

_DATABASE_TIME = 5.0  # seconds in which a database that somebody else has started must answer
_CERTIFICATE_TIME = 3600.0  # seconds between two looks whether it has to be renewed
_LOOKS_A_CHECK = 5  # looks after which is asked whether a program has died


@dataclass(frozen=True, slots=True)
class Parts:
    """What is started, and where its data come from."""

    programs: Callable[[Settings], list[Program]]
    prepare: Callable[[Settings, Secrets], welcome.Centre]
    """Brings the reachable database up to date; blocks; raises SQLAlchemyError or OSError."""
    dialplan: Callable[[Settings], str]
    """The text of extensions.conf; asked for when the data are there."""
    has_web: bool = True
    beside: Callable[[Settings], Sequence[str]] = lambda _: ()
    """Modules that are run once when the centre is up, beside it."""
    waiting: Collection[str] = ()
    """Names of programs that are not started with the others: supervisord starts each when it is told to."""


class CentreRun:
    """`start()`, `watch()`, and in any case `stop()`. Every failure is a `Failed` with one line."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        self._settings = settings
        self._parts = parts
        self._supervisord: Supervisord | None = None
        self._programs: list[Program] = []
        self._pages = Building()
        self._beside = Beside(settings.state / "log")

    @property
    def supervisord(self) -> Supervisord:
        """Raises Failed before the start."""
        if self._supervisord is None:
            raise Failed("nothing has been started yet")
        return self._supervisord

    def start(self) -> str:
        """Bring everything up, and return what to tell the newcomer once a self-check has passed."""
        settings = self._settings
        begun = time.monotonic()
        if left := leftovers.stop(settings.state):
            say(f"Ended {len(left)} processes that an earlier run had left behind.")
        tools.ensure()
        if settings.edges:
            kamailio.ensure()
        if settings.web_services_at:
            nginx.ensure()
        ports.check(settings)
        _raise_limits()
        if self._parts.has_web:
            self._pages.begin()
        secrets = Secrets.load(settings.home)
        certificates.ensure(settings)
        # Written before any other work: what cannot go into a configuration is refused at once.
        for of_node in of_nodes(settings):
            asterisk_conf.render(of_node, secrets, dialplan="")
        edge_conf.render(settings)
        site.render(settings)
        self._programs = programs = self._parts.programs(settings)
        self._supervisord = Supervisord(settings, programs)
        self._supervisord.begin()
        if not settings.database_url:
            postgres.make_accessible(settings)
            say("Starting the database ...")
            self._supervisord.start("postgres")
        self._wait_for_database()
        with telling("schema, shipped data and announcements"):
            centre = configure(settings, self._parts, secrets, log=self._database_log())
        numbers = [hotline.number for hotline in centre.hotlines]
        say("Starting Asterisk and the processes of the centre ...")
        for program in programs:
            if program.name not in ("postgres", *self._parts.waiting):
                self._supervisord.start(program.name)
        self._wait_for_health(numbers)
        with telling("the pages for browsers"):
            self._pages.finish()
        return welcome.text(settings, centre, time.monotonic() - begun)

    def watch(self) -> None:
        """Keep everything running; returns never, and raises Failed when it cannot go on."""
        self._beside.begin(self._parts.beside(self._settings))
        looked_at = time.monotonic()
        while True:
            time.sleep(2)
            if time.monotonic() - looked_at > _CERTIFICATE_TIME:
                looked_at = time.monotonic()
                self._keep_certificate()
            if not self.supervisord.is_alive():
                raise Failed("the supervisor has stopped", self.supervisord.log("supervisord"))
            for name in self.supervisord.revive():
                say(f"{name} does not stay up and is started again; its log is {self.supervisord.log(name)}")

    def _keep_certificate(self) -> None:
        """What is renewed is taken into use by those who show it; a failure is tried again at the next look."""
        try:
            certificates.ensure(self._settings)
        except (Failed, OSError) as error:
            say(f"The certificate could not be renewed: {error}")

    def stop(self) -> None:
        """End every process, in order; nothing is left afterwards. Safe at any moment."""
        self._pages.stop()
        self._beside.stop()
        if self._supervisord is not None:
            say("Stopping ...")
            self._supervisord.end()
            self._supervisord = None
            say("Everything has stopped.")

    def _wait_for_database(self) -> None:
        dsn = self._settings.database_url
        what = "the database of S724_DATABASE_URL" if dsn else "the database"

        def trouble() -> str:
            return database_trouble(self._settings)

        if dsn:
            until = time.monotonic() + _DATABASE_TIME
            while told := trouble():
                if time.monotonic() > until:
                    raise Failed(f"{what} is not ready after {_DATABASE_TIME:.0f} s: {told}")
                time.sleep(LOOK_TIME)
        else:
            self._wait(what, trouble, "postgres")

    def _wait_for_health(self, numbers: Sequence[str]) -> None:
        def sip() -> str:
            status = health.ask_sip(self._settings, numbers[0])
            return "" if status in {200, 401} else f"OPTIONS got {status or 'no answer'}"

        self._wait("SIP", sip, self._first_of("asterisk"))
        for edge in edges_of(self._settings):
            self._wait("the edges", partial(health.ask_edge, edge), f"edge-{edge.name}")
        if self._parts.has_web:
            self._wait("the centre", lambda: health.ask_web(self._settings), self._first_of("api"))

    def _first_of(self, kind: str) -> str:
        """The name of the program of that kind, of the first one where there are several."""
        return next((program.name for program in self._programs if program.name.startswith(kind)), kind)

    def _wait(self, what: str, trouble: Callable[[], str], log: str) -> None:
        """Until there is no trouble. Raises Failed at once when a program has died, and when nothing gets on."""
        supervisord = self.supervisord
        logs = [supervisord.log(program.name) for program in self._programs]
        pids: list[int] = []
        patience = Patience(what, lambda: activity_of(pids, logs), log=supervisord.log(log))
        for look in itertools.count():
            if not (told := trouble()):
                return
            if look % _LOOKS_A_CHECK == 0:  # to ask the supervisor costs more than to ask the part itself
                supervisord.raise_on_death()
                pids = supervisord.pids()
            patience.look(told)
            time.sleep(LOOK_TIME)

    def _database_log(self) -> Path:
        return self.supervisord.log("supervisord" if self._settings.database_url else "postgres")


def configure(
    settings: Settings, parts: Parts, secrets: Secrets, *, log: Path | None = None, has_log_file: bool = False
) -> welcome.Centre:
    """With a database that answers: bring schema and data up to date, and write Asterisk's configuration.

    Raises Failed; `log` is where to read more about the database.
    """
    try:
        centre = parts.prepare(settings, secrets)
    except (SQLAlchemyError, OSError) as error:
        raise Failed(f"the database cannot be prepared: {_first_line(error)}", log) from error
    made_up.tell_web_service(settings, centre)
    for of_node in of_nodes(settings):
        _lend_sounds([settings, *of_nodes(settings)], of_node)
        asterisk_conf.render(
            of_node,
            secrets,
            dialplan=parts.dialplan(of_node),
            telephones=centre.telephones,
            has_log_file=has_log_file,
        )
    return centre


def _lend_sounds(lenders: Sequence[Settings], of_node: Settings) -> None:
    """What was spoken already on this machine need not be spoken again for an Asterisk of several."""
    there = make_private(of_node.sounds)
    for lender in lenders:
        for file in lender.sounds.glob("[!.]*.alaw"):
            if not (there / file.name).exists():
                os.link(file, there / file.name)


def of_nodes(settings: Settings) -> Sequence[Settings]:
    """Of each Asterisk of this machine: of the one that S724_NODE names, else of all."""
    names = [settings.node] if settings.node else [*named_addresses(settings.nodes)]
    return [settings.of_node(name) for name in names] or [settings]


def database_trouble(settings: Settings) -> str:
    """An empty text when the database answers a query, else why not. Raises Failed for another kind of address."""
    if settings.database_url and not settings.database_url.startswith("postgresql+asyncpg://"):
        raise Failed("S724_DATABASE_URL must begin with postgresql+asyncpg://")
    try:
        return asyncio.run(_ask_database(settings.dsn))
    except FileNotFoundError:
        return "the server has not written its address yet"


async def _ask_database(dsn: str) -> str:
    """An empty text when the server answers a query, else why not."""
    try:
        connection = await asyncpg.connect(dsn.replace("+asyncpg", "", 1), timeout=3)
        try:
            await connection.fetchval("SELECT 1", timeout=3)
        finally:
            await connection.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        return _first_line(error)
    return ""


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _raise_limits() -> None:
    """Descriptors: as many as the machine allows, for Asterisk above all."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
