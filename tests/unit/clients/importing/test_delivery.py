"""Deliveries that would do harm: a ZIP that unpacks to more than there is room for, names that lead elsewhere."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from clients.importing.files import delivery
from clients.importing.files.manifest import NAME, ImportRefused, ManifestFile


def upload(root: Path, **files: bytes) -> str:
    folder = root / "uploads"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return "uploads/a.zip"


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST_BYTES", 1000)
    opened = delivery.opened(tmp_path, upload(tmp_path, **{"person.csv": b"0" * 1_000_000}))
    assert (tmp_path / "uploads" / "a.zip").stat().st_size < 5000
    with pytest.raises(ImportRefused, match="za duży"):
        opened.read("person.csv", 1000)


def test_a_zip_that_lies_about_its_length_is_not_unpacked_beyond_the_most(tmp_path: Path) -> None:
    source = upload(tmp_path, **{"person.csv": b"0" * 1_000_000})
    file = tmp_path / source
    true, told = (1_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(true, told))
    with pytest.raises(ImportRefused):
        delivery.opened(tmp_path, source).read("person.csv", 1000)


def test_a_manifest_is_never_read_beyond_its_most(tmp_path: Path) -> None:
    opened = delivery.opened(tmp_path, upload(tmp_path, **{NAME: b" " * 10_000_000}))
    with pytest.raises(ImportRefused, match="za duży"):
        delivery.manifest_of(opened)


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(b"tajne")
    source = upload(tmp_path, **{"../secret.csv": b"", NAME: b"{}"})
    file = ManifestFile("person", "secret.csv", hashlib.sha256(b"tajne").hexdigest(), 1)
    with pytest.raises(ImportRefused, match="Brakuje"):
        delivery.verified(delivery.opened(tmp_path, source), file)


@pytest.mark.parametrize(
    "source",
    [
        "../secret",
        "20060/..",
        "20060/../secret",
        "/etc",
        "uploads/../a.zip",
        "20060/a/b",
        "uploads/A.zip",
        "20060/",
    ],
)
def test_a_source_elsewhere_is_none(tmp_path: Path, source: str) -> None:
    with pytest.raises(ImportRefused):
        delivery.opened(tmp_path, source)


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"tajne")
    folder = tmp_path / "20060" / "noc"
    folder.mkdir(parents=True)
    (folder / "person.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(ImportRefused, match="Brakuje"):
        delivery.opened(tmp_path, "20060/noc").read("person.csv")


def test_only_an_upload_is_forgotten(tmp_path: Path) -> None:
    source = upload(tmp_path, **{NAME: b"{}"})
    folder = tmp_path / "20060" / "noc"
    folder.mkdir(parents=True)
    for one in (source, "20060/noc", "../secret"):
        delivery.forget_upload(tmp_path, one)
    assert not (tmp_path / source).exists()
    assert folder.is_dir()
