"""What an installation may set, read from the environment once at start."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LINES = ("http", "sip", "trunk")

_NAMED = re.compile(r"(?P<name>[a-z][a-z0-9]{0,15})=(?P<address>[0-9A-Fa-f.:]+)")
_HOST_AND_PORT = r"^$|^[A-Za-z0-9.:\[\]-]+:[0-9]{1,5}$"
_ADDRESS = re.compile(r"[a-z0-9._-]{1,20}@[a-z0-9-]+(\.[a-z0-9-]+)+")
_NAME_OR_NOTHING = r"^$|^[a-z][a-z0-9]{0,15}$"


DEMO_LINES: Mapping[str, str] = {
    "mailboxes": "kolno@pup.test=20060,lomza@pup.test=20070,wup@pup.test=20000",
    "lmtp": "127.0.0.1:10524",
    "smtp": "127.0.0.1:10525",
    "mail_demonstration_addresses": "@ludzie.test",
    "sms": "smpp",
    "smpp": "pokaz@127.0.0.1:10575",
    "sms_sender": "PUP",
    "sms_demonstration_numbers": "600100200,600100201",
}
"""Of `S724_MESSAGING=demo`, unless something else is set."""

DEMO_PEOPLE = ("mieszkaniec@ludzie.test", "pracodawca@ludzie.test")
"""Who has a mailbox there."""


class Settings(BaseSettings):
    """The settings of one installation. Every name is an environment variable with the prefix `S724_`."""

    model_config = SettingsConfigDict(env_prefix="S724_", frozen=True, extra="ignore")

    state_dir: Path = Field(default=Path("var"), description="Everything this installation writes")
    tools_dir: Path = Field(default=Path(".tools"), description="Asterisk and other programs, shared")
    imports_dir: Path | None = Field(
        default=None,
        description="Where the offices' systems leave their extracts, <office>/<extract>/; "
        "empty: imports in the state folder",
    )
    anchors_dir: Path | None = Field(
        default=None,
        description="Where the signed ends of the chains of each day go; empty: anchors in the state folder",
    )
    web_dir: Path = Field(default=Path("web/build/site"), description="The built pages")
    bind: str = Field(default="127.0.0.1", description="Address of every line that has none of its own")
    http_bind: str = Field(default="", description="Address of the web service; empty: S724_BIND")
    sip_bind: str = Field(default="", description="Address of telephones; empty: S724_BIND")
    trunk_bind: str = Field(default="", description="Address of the operator's calls; empty: S724_BIND")
    web_at: str = Field(
        default="",
        description="Addresses of several web services behind the proxy that is shipped, separated by commas; "
        "empty: one, at its own line",
    )
    http_port: int = Field(default=7240, ge=1, le=65535)
    sip_port: int = Field(default=5060, ge=1, le=65535, description="SIP in clear, where that is allowed")
    sips_port: int = Field(default=5061, ge=1, le=65535, description="SIP over TLS")
    trunk_port: int = Field(
        default=0, ge=0, le=65535, description="Port of the operator's calls; 0: the same as that of telephones"
    )
    trunk_tls: bool = Field(default=False, description="Calls with the operator over TLS and SRTP only")
    trunk_ca: Path | None = Field(
        default=None, description="Who vouches for the operator's certificate, PEM; empty: whom the machine trusts"
    )
    tls_cert: Path | None = Field(default=None, description="Certificate of this machine with its chain, PEM")
    tls_key: Path | None = Field(default=None, description="Key of that certificate, PEM, without a password")
    plain: str = Field(
        default="", description="Lines that may go in clear on other addresses than loopback: http, sip, trunk"
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks of proxies in front of the web service, separated by commas: they say "
        "in X-Forwarded-For who asks, and are believed",
    )
    ari_port: int = Field(default=7288, ge=1, le=65535, description="Asterisk's HTTP, loopback only")
    nodes: str = Field(
        default="",
        description="The Asterisks behind the edges, name=address each, separated by commas; empty: one, on this "
        "machine",
    )
    node: str = Field(
        default="",
        pattern=_NAME_OR_NOTHING,
        description="Which of those a process belongs to that serves one alone",
    )
    edges: str = Field(
        default="",
        description="What telephones, pages and the operator meet in front of several Asterisks, name=address "
        "each, separated by commas",
    )
    edge: str = Field(default="", pattern=_NAME_OR_NOTHING, description="Which of those this machine is")
    edge_port: int = Field(
        default=7247, ge=1, le=65535, description="Commands to an edge and SIP of pages, inner networks only"
    )
    edges_port: int = Field(
        default=7248, ge=1, le=65535, description="Edges tell one another of conversations, inner networks only"
    )
    sounds_port: int = Field(
        default=7249, ge=1, le=65535, description="Sounds for one of several Asterisks, inner networks only"
    )
    programs: str = Field(
        default="127.0.0.1",
        description="Addresses or networks from which the centre's own programs speak to edges and Asterisks, "
        "separated by commas",
    )
    agi_port: int = Field(default=7245, ge=1, le=65535, description="FastAGI, loopback only")
    ami_port: int = Field(default=7246, ge=1, le=65535, description="Asterisk's manager interface, loopback only")
    calls_a_second: float = Field(
        default=0,
        ge=0,
        le=1000,
        description="Most new calls that are taken in a second; 0: as many as the machine shows that it carries",
    )
    watchdog_time: float = Field(
        default=10,
        ge=2,
        le=600,
        description="Seconds without a sign of life of ari_app until callers are rescued; "
        "of one of several Asterisks twice as long, since its line may but be cut",
    )
    rtp_ports: str = Field(default="10000-19999", pattern=r"^\d+-\d+$")
    trunk: str = Field(default="127.0.0.1", description="Addresses of the operator, separated by commas")
    trunk_out: str = Field(
        default="",
        pattern=r"^$|^[A-Za-z0-9.:_-]+$",
        description="The operator's gateway for calls to subscribers, host:port",
    )
    database_url: str = Field(default="", description="Empty: the embedded PostgreSQL")
    application: str = Field(
        default="",
        pattern=r"^$|^[a-z][a-z0-9-]{0,31}$",
        description="Name of this machine's processes where several machines lead calls, one at a time; empty: "
        "only this machine does",
    )
    applications: str = Field(
        default="",
        pattern=r"^$|^[a-z][a-z0-9-]{0,31}(,[a-z][a-z0-9-]{0,31})*$",
        description="Names of several applications on this machine, separated by commas, of which one leads the "
        "calls; empty: one",
    )
    ring_time: float = Field(default=20, ge=1, le=120, description="Seconds a consultant's telephone rings")
    wrap_up_time: float = Field(default=60, ge=0, le=3600, description="Most seconds of work after a call")
    demonstration: bool = Field(default=True, description="Made-up clients and staff, to try the centre with")
    population: int | None = Field(
        default=None,
        ge=0,
        le=500_000,
        description="Made-up clients of a demonstration besides those with cards; empty: 32000, as there are",
    )
    history: bool = Field(
        default=True,
        description="Thirty days of made-up calls in a demonstration, written beside the running centre",
    )
    hours: Literal["plan", "always", ""] = Field(
        default="",
        description="When offices take calls: by their opening hours or always; empty: always in a demonstration",
    )
    recording_reserve: int = Field(
        default=500, ge=0, le=10_000_000, description="MB that recordings leave free on their file system"
    )
    recordings_store: str = Field(
        default="",
        pattern=r"^$|^s3://[a-z0-9][a-z0-9.-]+(/[A-Za-z0-9._/-]+)?$",
        description="Where sealed recordings go, s3://bucket/prefix; empty: recordings in the state folder",
    )
    s3_endpoint: str = Field(
        default="", description="Address of the S3 server, https://…; empty: Amazon's of the region"
    )
    s3_region: str = Field(default="", description="Region of the bucket; empty: us-east-1, as most servers want")
    s3_key_file: Path | None = Field(
        default=None, description="File with the id of the key for S3 and its secret, a line each"
    )
    backup_key: str = Field(
        default="",
        pattern=r"^$|^age1[0-9a-z]+$",
        description="Whoever holds the other half of this age key can open the backups",
    )
    tts: Literal["espeak", "piper", "gtts"] = Field(default="espeak", description="Engine that speaks Polish")
    tts_en: Literal["espeak", "piper", "gtts"] = Field(default="espeak", description="Engine that speaks English")
    tts_uk: Literal["espeak", "piper", "gtts"] = Field(
        default="espeak", description="Engine that speaks Ukrainian"
    )
    piper: str = Field(default="piper", description="Command that runs Piper, as for a shell")
    piper_voice_pl: Path | None = Field(default=None, description="Piper's voice for Polish, an .onnx file")
    piper_voice_en: Path | None = Field(default=None, description="Piper's voice for English")
    piper_voice_uk: Path | None = Field(default=None, description="Piper's voice for Ukrainian")
    espeak: str = Field(default="espeak-ng", description="Command that runs espeak-ng, as for a shell")
    offers_url: str = Field(
        default="",
        pattern=r"^$|^https?://\S+$",
        description="Service of the central base of job offers, https://…/integration/services/v2/oferta; empty: "
        "offers come from the offices' own systems alone",
    )
    offers_partner: str = Field(default="", description="Our name at that service")
    eures_url: str = Field(
        default="",
        pattern=r"^$|^https?://\S+$",
        description="Feed of job vacancies of EURES, https://…/input/api/jv/v0.1; empty: none",
    )
    systems_file: Path | None = Field(
        default=None,
        description="File with the systems of other institutions that are asked of clients, and our keys there "
        "(JSON); empty: none",
    )
    systems_dir: Path | None = Field(
        default=None,
        description="Where systems of other institutions leave files of inquiries, <id of key>/in/, and find "
        "the answers, <id of key>/out/; empty: none are taken",
    )
    web_services: str = Field(
        default="",
        description="Services that scenarios may call, https://host[:port] each, separated by commas; "
        "'inside' after one whose name leads to the own network",
    )
    sms: Literal["", "table", "smpp"] = Field(
        default="",
        description="What sends text messages; smpp: we, by an operator's account; table: another program, which "
        "takes them from the table sms_order; empty: nothing, and callers are promised none",
    )
    smpp: str = Field(
        default="",
        pattern=r"^$|^[A-Za-z0-9_.-]{1,15}@[A-Za-z0-9.-]+:[0-9]{1,5}$",
        description="The operator's account, name@host:port. It is in clear: a tunnel (stunnel) belongs before it",
    )
    smpp_password_file: Path | None = Field(default=None, description="File with the password of that account")
    sms_sender: str = Field(
        default="",
        pattern=r"^$|^[A-Za-z0-9 .-]{1,11}$|^\+?[0-9]{9,15}$",
        description="Who text messages are from: a number, which can be answered, or a name",
    )
    sms_demonstration_numbers: str = Field(
        default="",
        pattern=r"^$|^[0-9]{9}(,[0-9]{9})*$",
        description="The only numbers to which a demonstration sends, separated by commas; empty: none",
    )
    mailboxes: str = Field(
        default="",
        description="Addresses at which people write to offices, address=office each, separated by commas: "
        "kolno@pup.example=20060; empty: no mail",
    )
    lmtp: str = Field(
        default="",
        pattern=_HOST_AND_PORT,
        description="Where the office's mail server brings mail by LMTP, host:port; empty: none comes in. LMTP "
        "has no password: an address that only that server reaches",
    )
    imap_file: Path | None = Field(
        default=None,
        description="File with mailboxes that are read by IMAP, where no server brings mail (docs/messaging.md)",
    )
    smtp: str = Field(
        default="",
        pattern=r"^$|^([^\s@]{1,100}@)?[A-Za-z0-9.-]+:[0-9]{1,5}$",
        description="The office's mail server that sends ours, [name@]host:port, with STARTTLS; empty: none goes "
        "out",
    )
    smtp_password_file: Path | None = Field(default=None, description="File with the password of that name")
    smtp_ca: Path | None = Field(
        default=None, description="Who vouches for that server's certificate, PEM; empty: whom the machine trusts"
    )
    dkim_key_file: Path | None = Field(
        default=None,
        description="File with the key by which our mail is signed (DKIM); empty: the office's server signs, or "
        "nobody does",
    )
    dkim_selector: str = Field(
        default="s724",
        pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        description="Under which name the key stands in DNS: <selector>._domainkey.<domain>",
    )
    clamd: str = Field(
        default="",
        pattern=_HOST_AND_PORT,
        description="A clamd that looks at files that come by mail, host:port; empty: none, and office documents "
        "cannot be fetched",
    )
    mail_demonstration_addresses: str = Field(
        default="",
        description="The only addresses to which a demonstration sends mail, or @domain, separated by commas; "
        "empty: none",
    )
    messaging: Literal["demo", ""] = Field(
        default="",
        description="`demo`: a demonstration brings servers of its own for mail and text messages, and sends to "
        "nobody else; empty: what is set above",
    )
    demo_imap_port: int = Field(
        default=10543,
        ge=1024,
        le=65534,
        description="Of people's mailboxes of such a demonstration, and the next one",
    )
    public_url: str = Field(default="", description="Address at which browsers reach the web service, https://…")
    turn: str = Field(
        default="",
        pattern=r"^$|^(stun|turns?):[^\s,]+(,(stun|turns?):[^\s,]+)*$",
        description="Servers by which browsers elsewhere reach the sound, separated by commas: "
        "turn:host:port?transport=udp, turns:…, stun:…",
    )
    turn_secret_file: Path | None = Field(
        default=None, description="File with the secret that the TURN server shares with us"
    )
    oidc_issuer: str = Field(default="", description="The office's directory (OpenID Connect), as it names itself")
    oidc_client: str = Field(default="", description="Our name at the directory")
    oidc_secret_file: Path | None = Field(default=None, description="File with our secret at the directory")
    oidc_roles: Path | None = Field(default=None, description="File that says who of the directory is what here")
    oidc_only: bool = Field(
        default=False, description="Passwords are for administrators alone; everybody else comes by the directory"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    clock_offset: float = Field(default=0, description="For tests only: seconds by which `core.clock` is moved")

    @field_validator(
        *(
            "population",
            "imports_dir",
            "anchors_dir",
            "tls_cert",
            "tls_key",
            "trunk_ca",
            "turn_secret_file",
            "oidc_secret_file",
            "oidc_roles",
            "s3_key_file",
            "smtp_password_file",
            "smtp_ca",
            "dkim_key_file",
            "imap_file",
        ),
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("plain")
    @classmethod
    def _names_of_lines(cls, value: str) -> str:
        if unknown := _names(value) - set(LINES):
            raise ValueError(f"{', '.join(sorted(unknown))}: no line of that name; there are {', '.join(LINES)}")
        return value

    @field_validator("nodes", "edges")
    @classmethod
    def _are_named_addresses(cls, value: str) -> str:
        named_addresses(value)
        return value

    @field_validator("web_at")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for part in value.split(",") if value else ():
            ipaddress.ip_address(part.strip())
        return value

    @field_validator("trusted_proxies", "programs")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("S724_TLS_CERT and S724_TLS_KEY belong together: set both or none")
        return self

    @model_validator(mode="after")
    def _several_asterisks_have_edges(self) -> Self:
        nodes, edges = named_addresses(self.nodes), named_addresses(self.edges)
        if bool(nodes) != bool(edges):
            raise ValueError("S724_NODES and S724_EDGES belong together: set both or none")
        if len(edges) > 2:
            raise ValueError("S724_EDGES names more than two: each tells one other of conversations")
        if self.node and self.node not in nodes:
            raise ValueError(f"S724_NODE: S724_NODES names no {self.node}")
        if self.edge and self.edge not in edges:
            raise ValueError(f"S724_EDGE: S724_EDGES names no {self.edge}")
        if edges and self.trunk_tls:
            raise ValueError("S724_TRUNK_TLS: edges take the operator's calls in clear only, by now")
        return self

    @model_validator(mode="after")
    def _turn_has_its_secret(self) -> Self:
        needs_one = any(url.startswith("turn") for url in self.turn.split(","))
        if needs_one != (self.turn_secret_file is not None):
            raise ValueError("S724_TURN_SECRET_FILE belongs to a TURN server in S724_TURN: set both or none")
        return self

    @model_validator(mode="after")
    def _directory_is_set_as_a_whole(self) -> Self:
        parts = (self.oidc_issuer, self.oidc_client, self.oidc_secret_file, self.oidc_roles)
        if any(parts) and not all((*parts, self.public_url)):
            raise ValueError(
                "S724_OIDC_ISSUER, S724_OIDC_CLIENT, S724_OIDC_SECRET_FILE, S724_OIDC_ROLES and S724_PUBLIC_URL "
                "belong together: set all or none of the first four"
            )
        if self.oidc_only and not self.oidc_issuer:
            raise ValueError("S724_OIDC_ONLY needs a directory: without S724_OIDC_ISSUER nobody could log in")
        return self

    @model_validator(mode="after")
    def _store_has_its_key(self) -> Self:
        if bool(self.recordings_store) != (self.s3_key_file is not None):
            raise ValueError(
                "S724_S3_KEY_FILE belongs to a store for recordings in S724_RECORDINGS_STORE: set both or none"
            )
        clear = self.s3_endpoint.startswith("http://")
        if clear and not re.match(r"http://(127\.|localhost[:/])", self.s3_endpoint + "/"):
            raise ValueError("S724_S3_ENDPOINT is https://…; in clear on this machine only")
        return self

    @model_validator(mode="before")
    @classmethod
    def _demonstration_brings_its_lines(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("messaging") == "demo":
            password = Path(values.get("state_dir", "var")) / "demo-smpp.password"
            return {**DEMO_LINES, "smpp_password_file": password, **values}
        return values

    @model_validator(mode="after")
    def _messages_have_their_line(self) -> Self:
        if self.sms == "smpp" and not (self.smpp and self.smpp_password_file and self.sms_sender):
            raise ValueError("S724_SMS=smpp needs S724_SMPP, S724_SMPP_PASSWORD_FILE and S724_SMS_SENDER")
        host = self.smpp.rpartition("@")[2].rpartition(":")[0]
        if self.messaging == "demo" and not self.demonstration:
            raise ValueError(
                "S724_MESSAGING=demo is for demonstrations: set S724_DEMONSTRATION=yes or leave it out"
            )
        if self.sms == "smpp" and self.demonstration and host not in ("127.0.0.1", "localhost"):
            raise ValueError("A demonstration sends text messages to this machine only: S724_SMPP=…@127.0.0.1:…")
        return self

    @field_validator("mailboxes")
    @classmethod
    def _are_mailboxes(cls, value: str) -> str:
        for address in offices_of_mailboxes(value):
            if _ADDRESS.fullmatch(address) is None:
                raise ValueError(f"{address}: an address has at most 20 plain signs before its @, and a domain")
        return value

    @model_validator(mode="after")
    def _mail_has_its_addresses(self) -> Self:
        if (self.lmtp or self.smtp or self.imap_file) and not self.mailboxes:
            raise ValueError("S724_LMTP, S724_IMAP_FILE and S724_SMTP need S724_MAILBOXES: whose mail it is")
        if "@" in self.smtp and self.smtp_password_file is None:
            raise ValueError("S724_SMTP with a name needs S724_SMTP_PASSWORD_FILE")
        host = self.smtp.rpartition("@")[2].rpartition(":")[0]
        if self.smtp and self.demonstration and host not in ("127.0.0.1", "localhost"):
            raise ValueError("A demonstration sends mail to this machine only: S724_SMTP=127.0.0.1:…")
        return self

    @model_validator(mode="after")
    def _real_callers_have_real_time(self) -> Self:
        if self.clock_offset and not self.demonstration:
            raise ValueError("S724_CLOCK_OFFSET is for tests: set S724_DEMONSTRATION=yes or leave it out")
        return self

    @model_validator(mode="after")
    def _real_offices_have_real_clients(self) -> Self:
        if self.population and not self.demonstration:
            raise ValueError("S724_POPULATION is for demonstrations: set S724_DEMONSTRATION=yes or leave it out")
        return self

    @cached_property
    def home(self) -> Path:
        """The state folder as an absolute path: Asterisk is given absolute paths only."""
        return self.state_dir.resolve()

    @property
    def state(self) -> Path:
        """What is this process's own of it: where an Asterisk is one of several, a folder for it and for those who
        look after it."""
        return self.home / "nodes" / self.node if self.node else self.home

    def of_node(self, name: str) -> Self:
        """The settings of the processes that belong to that Asterisk; empty: of those that belong to all."""
        return type(self).model_validate({**self.model_dump(), "node": name})

    @property
    def rescue_time(self) -> float:
        """`watchdog_time` of this machine: on one of several another application takes over first, and a line that
        is cut may heal; only then are callers moved."""
        return 2 * self.watchdog_time if self.node else self.watchdog_time

    @property
    def made_up_people(self) -> int:
        """How many clients are made up besides those with cards; 0 where the clients are real."""
        if not self.demonstration:
            return 0
        return 32_000 if self.population is None else self.population

    @property
    def has_made_up_history(self) -> bool:
        """Does the centre begin with calls that are made up? Never where callers are real."""
        return self.demonstration and self.history

    @property
    def is_always_open(self) -> bool:
        """Whether opening hours are passed over, so that the centre can be tried at night."""
        return self.hours == "always" or (self.demonstration and not self.hours)

    @property
    def plain_lines(self) -> frozenset[str]:
        """The lines that may go in clear on other addresses than loopback, for the network is safe otherwise."""
        return _names(self.plain)

    @cached_property
    def offices_of_mailboxes(self) -> dict[str, str]:
        """Our addresses with the codes of their offices."""
        return offices_of_mailboxes(self.mailboxes)

    @property
    def carries_messages(self) -> bool:
        """Is there anything for the courier to do?"""
        return self.sms == "smpp" or bool(self.lmtp or self.imap_file or self.smtp)

    @property
    def tls(self) -> Path:
        """The folder of the certificate that a demonstration makes itself."""
        return self.home / "tls"

    @property
    def way_out(self) -> str | None:
        """Where calls to subscribers go, host:port. None if the only known operator is this machine itself."""
        port = 5061 if self.trunk_tls else 5060
        if self.trunk_out:
            return self.trunk_out if ":" in self.trunk_out else f"{self.trunk_out}:{port}"
        first = self.trunk.split(",")[0].split("/")[0].strip()
        return None if first.startswith("127.") else f"{first}:{port}"

    @property
    def speech(self) -> dict[str, tuple[str, Path | None]]:
        """For each language the engine that speaks it, and Piper's voice."""
        return {
            "pl": (self.tts, self.piper_voice_pl),
            "en": (self.tts_en, self.piper_voice_en),
            "uk": (self.tts_uk, self.piper_voice_uk),
        }

    @property
    def sounds(self) -> Path:
        """Announcements as Asterisk plays them: all of it can be made again."""
        return self.state / "sounds" / "pl"

    @property
    def prompt_recordings(self) -> Path:
        """Announcements that somebody recorded: they cannot be made again."""
        return self.state / "prompt-recordings"

    @property
    def recordings(self) -> Path:
        return self.home / "recordings"

    @property
    def recordings_here(self) -> Path:
        """Where this machine's Asterisk records. Of several each has a folder of its own, from which what is
        finished is taken to `recordings`."""
        return self.state / "recordings"

    @property
    def imports(self) -> Path:
        """Extracts of the offices' own systems, and those that were uploaded."""
        return (self.imports_dir or self.state / "imports").absolute()

    @property
    def exports(self) -> Path:
        """Files that tell the offices what was written down."""
        return self.state / "exports"

    @property
    def anchors(self) -> Path:
        """The signed ends of the chains, one file a day."""
        return (self.anchors_dir or self.state / "anchors").absolute()

    @property
    def spool(self) -> Path:
        """Facts that wait for the database; those of all processes are below one folder."""
        return self.applications_spool / self.node

    @property
    def applications_spool(self) -> Path:
        """Those of the application itself."""
        return self.home / "spool"

    @property
    def application_spool(self) -> Path:
        """Facts that this machine's application has not written to the database yet: nobody else's folder."""
        return self.spool / f"application-{self.application}" if self.application else self.spool

    @property
    def queue_music(self) -> Path:
        """What callers hear who wait."""
        return self.state / "sounds" / "moh" / "kolejka.alaw"

    @property
    def open_recordings(self) -> Path:
        """Links to the recordings that are being made: where Asterisk's `MixMonitor` looks for files."""
        return self.state / "asterisk" / "spool" / "monitor"

    @property
    def application_names(self) -> Sequence[str]:
        """Of several applications on this machine; none where there is one."""
        return [name for name in self.applications.split(",") if name]

    @property
    def has_standby(self) -> bool:
        """Do several applications lead the calls, one at a time, on this machine or on several?"""
        return bool(self.application or self.application_names)

    @property
    def web_services_at(self) -> Sequence[str]:
        """The addresses of several web services, at the port of one; none where there is one."""
        return [part.strip() for part in self.web_at.split(",") if part.strip()]

    @property
    def of_asterisks(self) -> Sequence[Self]:
        """The settings of the processes of each Asterisk, in the order of S724_NODES; of only one, these."""
        return [self.of_node(name) for name in named_addresses(self.nodes)] or [self]

    @property
    def heartbeat(self) -> Path:
        """Touched every second by `ari_app` while it can serve calls; its age is what the watchdog looks at."""
        return self.state / "run" / "heartbeat"

    @property
    def fallback_plan(self) -> Path:
        """What the fallback path goes by without a database; written by `dialplan.generate`.

        The folder keeps its name of before: during an update one process writes it and an older one reads it.
        """
        return self.state / "emergency" / "plan.json"

    @property
    def script_spool(self) -> Path:
        """Where the stand-alone script leaves its facts until the FastAGI server takes them in."""
        return self.spool / "script"

    @property
    def shed(self) -> Path:
        """What `ari_app` says is left undone for the sake of calls (`core.overload.shed_file`)."""
        return self.state / "run" / "shed"

    @property
    def asterisk_conf(self) -> Path:
        """The file with which Asterisk is started."""
        return self.state / "asterisk" / "etc" / "asterisk.conf"

    @property
    def channel_ends(self) -> Path:
        """Where Asterisk notes the end of each channel (`asterisk-conf/cel_custom.conf`)."""
        return self.state / "asterisk" / "log" / "channel-ends.csv"

    @property
    def made_up(self) -> Path:
        """What the start of a demonstration tells the web service of those whom it has made up."""
        return self.state / "run" / "made-up.json"

    @property
    def made_up_history(self) -> Path:
        """How far the made-up history is, for the web service (`ops.demonstration.history.state`)."""
        return self.state / "run" / "made-up-history.json"

    @property
    def dsn(self) -> str:
        """SQLAlchemy URL of the database.

        With no S724_DATABASE_URL it is the embedded server's, which `ops.install.postgres` writes to a file that
        only the owner may read. Raises FileNotFoundError while that server has not started yet.
        """
        if self.database_url:
            return self.database_url
        return (self.home / "run" / "database-url").read_text().strip()


def offices_of_mailboxes(value: str) -> dict[str, str]:
    """Raises ValueError for what is no address=office, or an address that stands twice."""
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in value.split(","))):
        address, sign, office = part.partition("=")
        if not sign or not office.strip().isdigit():
            raise ValueError(f"{part}: address=office each, as in kolno@pup.example=20060")
        if address.strip().casefold() in found:
            raise ValueError(f"{address}: it stands twice")
        found[address.strip().casefold()] = office.strip()
    return found


def named_addresses(text: str) -> dict[str, str]:
    """Addresses by name: `a=10.0.1.11,b=10.0.1.12`. Raises ValueError with a sentence."""
    found: dict[str, str] = {}
    for part in (piece.strip() for piece in text.split(",") if piece.strip()):
        named = _NAMED.fullmatch(part)
        if named is None:
            raise ValueError(f"{part!r} is not name=address, with a name of small letters")
        name, address = named["name"], str(ipaddress.ip_address(named["address"]))
        if name in found or address in found.values():
            raise ValueError(f"{part!r} has a name or an address that another one has")
        found[name] = address
    return found


def networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses or networks that are separated by commas. Raises ValueError for what is neither."""
    return [ipaddress.ip_network(name, strict=False) for name in sorted(_names(text))]


def _names(text: str) -> frozenset[str]:
    return frozenset(name for name in (part.strip() for part in text.split(",")) if name)
