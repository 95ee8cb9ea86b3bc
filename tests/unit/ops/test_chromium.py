"""Which browser the tests take."""

from pathlib import Path

import pytest

from ops.console import Failed
from ops.install import chromium


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(chromium, "_SYSTEM_PATH", "")
    monkeypatch.setenv("S724_TOOLS_DIR", str(tmp_path / "tools"))
    return folder


def _program(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    file.chmod(0o755)


def test_the_machines_own_browser_goes_first(own: Path) -> None:
    _program(own / "google-chrome", "#!/bin/sh\necho Google Chrome 156\n")
    found = chromium.chromium()
    assert (found.program, found.environment, found.version) == (own / "google-chrome", {}, "Google Chrome 156")


def test_a_snap_reads_no_file_of_ours_and_is_passed_over(own: Path) -> None:
    _program(own / "chromium-browser", "#!/bin/sh\nexec /snap/bin/chromium\n")
    with pytest.raises(Failed, match=r"ops\.install\.chromium"):
        chromium.chromium()


def test_one_that_was_brought_runs_with_its_own_libraries_and_fonts(own: Path, tmp_path: Path) -> None:
    root = tmp_path / "tools/chromium"
    _program(root / "usr/lib/chromium/chromium", "#!/bin/sh\necho $LD_LIBRARY_PATH\n")
    libraries = root / "usr/lib/x86_64-linux-gnu"
    libraries.mkdir()
    found = chromium.chromium()
    assert found.version == f"{libraries}:{libraries}/pulseaudio"
    assert found.environment["FONTCONFIG_SYSROOT"] == str(root)


def test_the_machines_own_c_library_is_not_replaced(tmp_path: Path) -> None:
    libraries = tmp_path / "usr/lib/x86_64-linux-gnu"
    libraries.mkdir(parents=True)
    for name in (
        "libc.so.6",
        "ld-linux-x86-64.so.2",
        "libnss_files.so.2",
        "libcups.so.2",
        "libm.so.6",
        "libmd.so.0",
    ):
        (libraries / name).touch()
    chromium._leave_c_library_out(tmp_path)
    assert {file.name for file in libraries.iterdir()} == {"libcups.so.2", "libmd.so.0"}
