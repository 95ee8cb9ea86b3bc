from pathlib import Path

import pytest

from ops.install.debian import OLDEST, debian_source, read_sources, runs_debian, version_of

DEBIAN = """\
# The machine's own
Types: deb deb-src
URIs: https://mirror.example.org/debian
Suites: trixie trixie-updates
Components: main contrib
Signed-By: /usr/share/keyrings/some.pgp

Types: deb
URIs: https://mirror.example.org/debian-security
Suites: trixie-security
Components: main
"""


def apt(folder: Path, **files: str) -> Path:
    parts = folder / "sources.list.d"
    parts.mkdir()
    for name, text in files.items():
        target = folder / "sources.list" if name == "sources_list" else parts / name.replace("__", ".")
        target.write_text(text)
    return folder


def test_the_mirror_of_a_stanza_is_found(tmp_path: Path) -> None:
    sources = read_sources(apt(tmp_path, debian__sources=DEBIAN))
    assert len(sources) == 2
    found = debian_source(sources, is_debian=True)
    assert found is not None
    assert found.uris == ("https://mirror.example.org/debian",)
    assert found.signed_by == "/usr/share/keyrings/some.pgp"


def test_the_mirror_of_a_line_is_found_and_comments_are_not(tmp_path: Path) -> None:
    text = """\
# deb http://old.example.org/debian wheezy main
deb-src http://src.example.org/debian bookworm main
deb cdrom:[Debian]/ bookworm main
deb http://sec.example.org/debian-security bookworm-security main
deb [ arch=amd64 signed-by=/k.gpg ] http://mirror.example.org/debian/ bookworm main # the one
"""
    found = debian_source(read_sources(apt(tmp_path, sources_list=text)), is_debian=True)
    assert found is not None
    assert found.uris == ("http://mirror.example.org/debian/",)
    assert found.components == ("main",)
    assert found.signed_by == "/k.gpg"


def test_a_list_of_mirrors_is_used_as_it_is(tmp_path: Path) -> None:
    text = "Types: deb\nURIs: mirror+file:/etc/apt/mirrors/debian.list\nSuites: trixie\nComponents: main\n"
    found = debian_source(read_sources(apt(tmp_path, debian__sources=text)), is_debian=True)
    assert found is not None
    assert found.uris == ("mirror+file:/etc/apt/mirrors/debian.list",)


def test_a_key_inside_a_stanza_is_read_whole(tmp_path: Path) -> None:
    text = (
        "Types: deb\nURIs: http://m.example.org/debian\nSuites: trixie\nComponents: main\n"
        "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINB\n -----END PGP PUBLIC KEY BLOCK-----\n"
    )
    (found,) = read_sources(apt(tmp_path, debian__sources=text))
    lines = found.signed_by.splitlines()
    assert lines[0] == "-----BEGIN PGP PUBLIC KEY BLOCK-----"
    assert lines[1:3] == [".", "mQINB"]


@pytest.mark.parametrize(
    "stanza",
    [
        "Types: deb\nURIs: http://m.example.org/debian\nSuites: trixie\nComponents: main\nEnabled: no\n",
        "Types: deb-src\nURIs: http://m.example.org/debian\nSuites: trixie\nComponents: main\n",
        "Types: deb\nURIs: file:/srv/packages\nSuites: ./\n",
        "Types: deb\nURIs: http://m.example.org/debian\nSuites: trixie-backports\nComponents: main\n",
        "Types: deb\nURIs: http://m.example.org/debian\nSuites: trixie\nComponents: non-free\n",
        "not a stanza at all\n",
        "",
    ],
)
def test_what_is_no_main_archive_is_passed_over(tmp_path: Path, stanza: str) -> None:
    assert debian_source(read_sources(apt(tmp_path, a__sources=stanza)), is_debian=True) is None


def test_on_another_distribution_only_a_debian_mirror_counts(tmp_path: Path) -> None:
    text = "deb http://m.example.org/ubuntu noble main universe\n"
    sources = read_sources(apt(tmp_path, sources_list=text))
    assert debian_source(sources, is_debian=False) is None
    (tmp_path / "sources.list").write_text(text + "deb http://m.example.org/debian trixie main\n")
    found = debian_source(read_sources(tmp_path), is_debian=False)
    assert found is not None
    assert found.uris == ("http://m.example.org/debian",)


def test_a_machine_without_sources_has_none(tmp_path: Path) -> None:
    assert read_sources(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1", (22, 10)),
        ("1:22.4.0~dfsg-1", (22, 4)),
        ("Asterisk GIT-master-123", (0, 0)),
        ("Asterisk certified/20.7-cert1", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_versions_are_read(text: str, expected: tuple[int, int]) -> None:
    assert version_of(text) == expected


def test_versions_are_compared_as_numbers() -> None:
    assert version_of("Asterisk 22.10.1") > OLDEST > version_of("Asterisk 22.3.9")


def test_debian_is_told_from_its_relatives(tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    release.write_text('NAME="Debian GNU/Linux"\nID=debian\n')
    assert runs_debian(release)
    release.write_text('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n')
    assert not runs_debian(release)
