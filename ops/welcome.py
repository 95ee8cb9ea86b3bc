"""What a newcomer is told when the centre is up: addresses, hotlines, and accounts to try it with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from acd.telephone import Telephone
from core import lines
from core.settings import Settings
from ops.health import reachable
from ops.install.certificates import own_ca


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number that callers dial, and for whom it is."""

    number: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A consultant's telephone that newcomers may try."""

    user: str
    password: str = field(repr=False)
    display_name: str


@dataclass(frozen=True, slots=True)
class BrowserAccount:
    """A log-in of the web service."""

    name: str
    password: str = field(repr=False)
    role: str


@dataclass(frozen=True, slots=True)
class Client:
    """A made-up caller with a card."""

    id_number: str
    pin: str = field(repr=False)
    office: str


@dataclass(frozen=True, slots=True)
class Centre:
    """What the seeded database holds, as far as the start needs it.

    `telephones` are all of them, for Asterisk. The other fields are told to the newcomer.
    """

    hotlines: Sequence[Hotline]
    telephones: Sequence[Telephone]
    phones: Sequence[Phone] = ()
    accounts: Sequence[BrowserAccount] = ()
    clients: Sequence[Client] = ()
    has_administrator: bool = True


def text(settings: Settings, centre: Centre, seconds: float) -> str:
    """The whole message; its first word is READY."""
    head = [f"READY after {seconds:.1f} s. Ctrl-C stops everything.", ""]
    web = lines.web_address(settings, reachable(lines.http_line(settings).address))
    rows = [
        ("Browser", f"{web}/"),
        ("Web service", f"{web}  (its description: /openapi.json)"),
        *_sip(settings),
        ("State, logs", f"{settings.state}, {settings.state / 'log'}"),
    ]
    if settings.is_always_open:
        rows.append(("Hours", "offices take calls at any time; with S724_HOURS=plan, by their opening hours"))
    for hotline in centre.hotlines:
        rows.append(("Hotline", f"{hotline.number}  {hotline.purpose}"))
    if settings.made_up_people:
        told = f"{settings.made_up_people} made-up people, written beside the running centre at the first start"
        rows.append(("Clients", told))
    if settings.has_made_up_history:
        rows.append(("Calls", "thirty days of made-up ones, written beside the running centre at the first start"))
    for client in centre.clients:
        rows.append(("Caller", f"ID {client.id_number}  PIN {client.pin}  {client.office}"))
    for phone in centre.phones:
        rows.append(("Telephone", f"{phone.user}  password {phone.password}  {phone.display_name}"))
    for account in centre.accounts:
        rows.append(("Log-in", f"{account.name}  password {account.password}  {account.role}"))
    if not centre.has_administrator:
        rows.append(("Log-in", "nobody can log in yet: make administrator NAME=j.kowalska"))
    return "\n".join([*head, *_table(rows)])


def _sip(settings: Settings) -> Iterator[tuple[str, str]]:
    line, trunk = lines.sip_line(settings), lines.trunk_line(settings)
    place, operator = (lines.bracketed(reachable(one.address)) for one in (line, trunk))
    if line.plain_port:
        yield "SIP", f"{place}:{line.plain_port}, UDP and TCP"
    if line.tls_port:
        ca = own_ca(settings)
        yield "SIP", f"{place}:{line.tls_port}, TLS{f'; {ca} vouches for it' if ca else ''}"
    port = f"{trunk.tls_port}, TLS" if trunk.tls_port else f"{trunk.plain_port}, UDP and TCP"
    yield "SIP", f"{operator}:{port}, calls are taken from {settings.trunk}"


def _table(rows: list[tuple[str, str]]) -> Iterator[str]:
    last = ""
    for label, value in rows:
        yield f"  {label if label != last else '':<13}{value}"
        last = label
