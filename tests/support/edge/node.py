"""A bare Asterisk behind an edge: it hears edges alone, asks no password, and knows by them who speaks."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from core.nodes import Place
from tests.support.telephones.asterisk_for_phones import AsteriskForPhones


class Node(AsteriskForPhones):
    """As AsteriskForPhones, at `address`; only `edges` are heard."""

    def __init__(self, address: str, sounds: Path, edges: Iterable[str]) -> None:
        super().__init__(sip_address=address, sounds=sounds)
        old, new = "match = 127.0.0.1/32\n", "match_header = X-S724-From: operator\n"
        self.pjsip = (
            self.pjsip.replace(old, new)
            .replace("endpoint_identifier_order = username,ip", "endpoint_identifier_order = header,username")
            .replace("max_contacts = 1", "max_contacts = 1\nsupport_path = yes")
        )
        self.pjsip = "\n".join(line for line in self.pjsip.splitlines() if not line.startswith("auth = ")) + "\n"
        permitted = "".join(f"permit = {edge}\n" for edge in edges)
        self.pjsip += f"[edges-only]\ntype = acl\ndeny = 0.0.0.0/0\n{permitted}"

    @property
    def place(self) -> Place:
        return Place(self.sip_address, self.sip_port)

    def has_on_disk(self, user: str) -> bool:
        """Would it know where that telephone is after a power cut? Asterisk writes once a second."""
        with closing(sqlite3.connect(self.folder / "db" / "astdb.sqlite3")) as database:
            rows = database.execute("select 1 from astdb where key like ?", [f"/registrar/contact/{user};%"])
            return rows.fetchone() is not None

    def _write_configuration(self) -> None:
        super()._write_configuration()
        with (self.folder / "modules.conf").open("a") as modules:
            modules.writelines(f"load = {name}.so\n" for name in ("res_pjsip_path", "res_pjsip_acl"))
