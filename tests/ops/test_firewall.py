"""The firewall as shipped: nft takes it, and it lets through what docs/production.md says."""

import re
import subprocess
from pathlib import Path

from core.settings import Settings
from ops.install import checkers
from ops.paths import PROJECT

SHIPPED = PROJECT / "ops" / "production" / "nftables.conf"
DOCUMENTED = PROJECT / "docs" / "production.md"


def check(file: Path) -> subprocess.CompletedProcess[str]:
    """In a network of its own, so that nobody has to be root and nothing of this machine changes."""
    command = ["unshare", "--map-root-user", "--net", *checkers.command("nft"), "--check", "--file", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_nft_takes_it_without_a_word() -> None:
    done = check(SHIPPED)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_lines_for_telephones_in_clear_are_right_too(tmp_path: Path) -> None:
    file = tmp_path / "nftables.conf"
    text = SHIPPED.read_text("utf-8")
    assert "# ip saddr" in text
    file.write_text(text.replace("# ip saddr", "ip saddr"), "utf-8")
    done = check(file)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_fault_is_found(tmp_path: Path) -> None:
    file = tmp_path / "nftables.conf"
    file.write_text(SHIPPED.read_text("utf-8").replace("dport 5061", "dprot 5061"), "utf-8")
    assert check(file).returncode != 0


def test_it_lets_through_the_ports_of_the_description_and_no_others() -> None:
    text = re.sub(r"^\s*#.*$", "", SHIPPED.read_text("utf-8"), flags=re.MULTILINE)
    named = re.findall(r"dport (\{[^}]*\}|[\d-]+)", text)
    ports = {port for found in named for port in re.findall(r"[\d-]+", found)}
    settings = Settings()
    given = re.search(r"S724_TRUNK_PORT=(\d+)", DOCUMENTED.read_text("utf-8"))
    assert given
    assert ports == {"22", "80", "443", str(settings.sips_port), given[1], settings.rtp_ports}
