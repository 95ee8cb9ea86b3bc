"""The configuration of several Asterisks and of the edges in front of them."""

import configparser
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from acd.telephone import Telephone, sip_digest
from core.nodes import edges_of
from core.settings import Settings
from ops.console import Failed
from ops.install import asterisk_conf, asterisk_lines, edge_conf
from ops.install.secrets import Secrets
from ops.paths import PROJECT
from ops.proxy import site
from ops.running.supervisord import programs

NODES, EDGES = "a=127.0.1.11,b=127.0.1.12", "e1=127.0.2.11,e2=127.0.2.12"
ANNA = Telephone("k20060-1", "Anna", sip_digest("k20060-1", "x"))
FIXED = Telephone("k20060-2", "Jan", None, contact="sip:jan@192.0.2.7")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"state_dir": tmp_path, "nodes": NODES, "edges": EDGES})


def _written(settings: Settings, name: str) -> dict[str, str]:
    etc = asterisk_conf.render(
        settings.of_node(name), Secrets.load(settings.home), dialplan="", telephones=[ANNA, FIXED]
    )
    return {file.name: file.read_text() for file in etc.glob("*.conf")}


def test_where_there_is_one_asterisk_its_files_say_what_they_always_said(tmp_path: Path) -> None:
    one = Settings.model_validate({"state_dir": tmp_path})
    assert asterisk_lines.node_values(one) == {
        "node": "s724",
        "entity_id": "",
        "ami_address": "127.0.0.1",
        "ari_address": "127.0.0.1",
        "watchdog_permits": "permit = 127.0.0.1/255.255.255.255\n",
        "application_permits": "permit = 127.0.0.1/255.255.255.255\n",
        "identifier_order": "header,username,ip",
        "operator_identified_by": "ip",
        "answered_where_it_came_from": "force_rport = yes\nrewrite_contact = yes\n",
        "edges_only": "",
    }
    assert asterisk_lines.by_edge(one) == ""
    assert asterisk_conf.operator_match(one) == "match = 127.0.0.1\n"


def test_each_of_several_is_bound_to_its_address_and_hears_edges_alone(settings: Settings) -> None:
    a, b = (_written(settings, name) for name in "ab")
    assert "systemname = a\n" in a["asterisk.conf"]
    ids = {text["asterisk.conf"].partition("entityid = ")[2][:17] for text in (a, b)}
    assert len(ids) == 2
    assert "bindaddr = 127.0.1.12\n" in b["http.conf"]
    assert "bindaddr = 127.0.1.12\n" in b["manager.conf"]
    assert "bind = 127.0.1.12:5060\n" in b["pjsip.conf"]
    assert "protocol = tls" not in b["pjsip.conf"]
    assert (
        "type = acl\ndeny = 0.0.0.0/0\ndeny = ::/0\npermit = 127.0.2.11\npermit = 127.0.2.12\n" in b["pjsip.conf"]
    )
    assert "media_address = 127.0.1.12\n" in b["pjsip.conf"]
    assert str(settings.home / "nodes" / "b" / "asterisk") in b["asterisk.conf"]


def test_behind_edges_a_header_says_who_speaks_and_no_password_is_asked(settings: Settings) -> None:
    pjsip, telephones = (_written(settings, "a")[name] for name in ("pjsip.conf", "pjsip_consultants.conf"))
    assert "match_header = X-S724-From: operator\n" in pjsip
    assert "match = 127" not in pjsip
    assert "rewrite_contact" not in pjsip + telephones
    assert "auth" not in telephones.replace("dtls_auto_generate_cert", "")
    assert "auth = demo-caller" not in pjsip
    assert telephones.count("support_path = yes") == 1
    assert "[web-k20060-1](browser)\naors = web-k20060-1\n" in telephones
    # Whoever does not register is reached by an edge as well.
    assert "contact = sip:jan@192.0.2.7\noutbound_proxy = sip:127.0.2.11:5060\\;lr\n" in telephones


def test_calls_to_subscribers_go_out_by_the_edge_of_each_asterisk(settings: Settings) -> None:
    out = settings.model_copy(update={"trunk_out": "192.0.2.9:5060"})
    found = [asterisk_conf.way_out_conf(out.of_node(name)) for name in "ab"]
    for text, address in zip(found, ("127.0.2.11", "127.0.2.12"), strict=True):
        assert f"outbound_proxy = sip:{address}:5060\\;lr\n\n[operator-out]\ntype = aor\n" in text


def test_an_edge_knows_both_asterisks_the_other_edge_and_who_may_what(settings: Settings) -> None:
    first, second = edges_of(settings)
    edge = edge_conf.edge_of(settings, second)
    assert [str(node) for node in edge.nodes] == ["127.0.1.11:5060", "127.0.1.12:5060"]
    assert (edge.told, edge.peer, edge.operator) == (second.told, first.told, ["127.0.0.1/32"])
    assert edge.takes_plain_telephones
    with pytest.raises(Failed, match=r"S724_TRUNK: 'sbc\.example\.org' is a name"):
        edge_conf.edge_of(settings.model_copy(update={"trunk": "sbc.example.org"}), second)


def test_every_asterisk_has_processes_of_its_own_that_know_whose_they_are(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_conf, "kamailio_command", lambda: ["/usr/sbin/kamailio"])
    found = {program.name: program for program in programs(settings)}
    for name in "ab":
        for program in (f"agi_scripts-{name}", f"watchdog-{name}"):
            assert found[program].environment == {"S724_NODE": name}
        assert f"/nodes/{name}/" in " ".join(found[f"asterisk-{name}"].command)
    assert {"edge-e1", "edge-e2", "ari_app", "api", "jobs"} < found.keys()


def test_two_applications_and_two_web_services_have_names_of_their_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_conf, "kamailio_command", lambda: ["/usr/sbin/kamailio"])
    monkeypatch.setattr(site, "nginx_command", lambda: ["/usr/sbin/nginx"])
    two = settings.model_copy(update={"applications": "first,second", "web_at": "127.0.3.11,127.0.3.12"})
    found = {program.name: program.environment for program in programs(two)}
    assert found["ari_app-second"] == {"S724_APPLICATION": "second"}
    assert found["api-2"]["S724_HTTP_BIND"] == "127.0.3.12"
    assert {"proxy", "api-1", "ari_app-first"} < found.keys()
    assert not {"api", "ari_app"} & found.keys()


def test_the_site_that_is_shipped_serves_each_web_service_of_this_machine(settings: Settings) -> None:
    text = site.site(settings.model_copy(update={"web_at": "127.0.3.11,127.0.3.12"}))
    assert f"    server 127.0.3.11:{settings.http_port} max_fails=0;\n" in text
    assert f"    listen 127.0.0.1:{settings.http_port};\n" in text
    assert "ssl" not in text
    assert "X-Forwarded-Proto http;" in text
    assert text.count("{") == text.count("}")


def test_secrets_and_files_of_edges_are_their_owners_only(settings: Settings) -> None:
    edge_conf.render(settings)
    files = [file for file in (settings.home / "edges").rglob("*") if file.is_file()]
    assert {file.name for file in files} == {
        "edge.cfg", "settings.cfg", "nodes.cfg", "nodes.list", "addresses.list", "tls.cfg",
    }  # fmt: skip
    assert not [file for file in files if file.stat().st_mode & 0o077]
    section = configparser.ConfigParser()
    section.read(settings.home / "edges" / "e1" / "tls.cfg")
    assert section["server:default"]["method"] == "TLSv1.2+"


def test_what_a_dead_program_has_left_is_ended_before_it_starts_again(tmp_path: Path) -> None:
    idle = [sys.executable, "-c", "import signal; signal.pause()", str(tmp_path)]
    left = subprocess.Popen(idle)
    other = subprocess.Popen([*idle[:-1], f"{tmp_path}-other"])
    alone = [sys.executable, "-I", "-S", str(PROJECT / "ops" / "alone.py"), str(tmp_path)]
    started = subprocess.Popen([*alone, sys.executable, "-c", "import sys; sys.exit(7)"])
    try:
        assert left.wait(20) == -signal.SIGKILL
        assert started.wait(20) == 7
        assert other.poll() is None
    finally:
        for process in (left, other, started):
            process.kill()
            process.wait()
