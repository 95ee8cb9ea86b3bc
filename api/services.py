"""What the routes share: one of each for the whole process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from anyio import Semaphore

from api.account_limits import AccountLimits
from api.accounts.log_in import LogIns
from api.http.page_errors import PageErrors
from api.http.uploads import Uploads
from api.list_keeper import Lists
from api.live.board_figures import BoardFigures
from api.live.desks import Desks
from api.live.hub import Hub
from api.live.sessions import LiveSessions
from api.operation.alarms import AlarmWatch
from api.reports.public_months import PublicMonths
from api.reports.report_files import ReportFiles
from api.scenarios.engines import Engines
from api.scenarios.previews import Previews
from api.scenarios.scenario_checks import ScenarioChecks
from api.show.show import Show
from api.sip.connections import SipConnections
from core.clock import Clock
from core.db.engine import Engine
from core.relay.relay import RelayClient
from core.settings import Settings
from ivr.review.presence import Presence
from ivr.simulator.running import Simulator
from knowledge.search.searching import Searches
from recordings.vault.objects.stores import Stores
from recordings.vault.reader import RecordingReader
from reports.calls.store import CallRecords

if TYPE_CHECKING:
    from api.accounts.directory.directory_log_in import DirectoryLogIns


@dataclass(frozen=True, slots=True)
class Services:
    """`engines` are those that speak, `engine` is the database's. No `directory`: the
    office has not connected its own."""

    engine: Engine
    log_ins: LogIns
    directory: DirectoryLogIns | None
    calls: CallRecords
    relay: RelayClient
    clock: Clock
    settings: Settings
    engines: Engines
    previews: Previews
    uploads: Uploads
    simulator: Simulator
    presence: Presence
    scenarios: ScenarioChecks
    lists: Lists
    hub: Hub
    desks: Desks
    board: BoardFigures
    sip: SipConnections
    trial_sip: SipConnections
    live_sessions: LiveSessions
    limits: AccountLimits
    searches: Searches
    recordings: RecordingReader
    recording_stores: Stores
    report_files: ReportFiles
    report_looks: Semaphore
    public_months: PublicMonths
    page_errors: PageErrors
    alarms: AlarmWatch
    show: Show
