"""Packed recordings in a real database and a real store, and a server that speaks S3."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import obstore
from moto.server import ThreadedMotoServer
from obstore.store import S3Store as Bucket
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingLogRow, RecordingRow
from core.proof.chain_store import LOGS, make_blocks
from recordings.vault.format import new_header, sealed_parts
from recordings.vault.key_ring import KeyRing
from recordings.vault.keys import new_key, sealed_waveform
from recordings.vault.objects.object_store import LocalStore
from recordings.vault.objects.s3_store import S3Store
from recordings.vault.objects.stores import Stores
from tests.support.centres.installation_secrets import write_secrets
from tests.support.timing.standing_clock import StandingClock

CHUNK = 4096
SECONDS = 30.0


class Vault:
    """Stores recordings as the packer does. `state`: of the installation, with its secrets."""

    def __init__(
        self, engine: AsyncEngine, state: Path, clock: StandingClock, stores: Stores | None = None
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.folder = state / "recordings"
        self.folder.mkdir(exist_ok=True)
        self.stores = stores or Stores(LocalStore(self.folder))
        self.secrets = state / "secrets.json"
        self.ring = KeyRing(state)
        write_secrets(state)

    def write_key(self, key: str) -> None:
        """The installation's, in the place of the one of before."""
        write_secrets(self.secrets.parent, recording_key=key)

    async def pack(
        self,
        recording: str,
        *,
        clear: bytes | None = None,
        waveform: bytes | None = None,
        seconds: float = SECONDS,
        call: str | None = None,
        started_at: datetime | None = None,
        is_chained: bool = True,
    ) -> str:
        """Store a recording; returns its object. Without `clear` it is random bytes of some chunks."""
        now = self.clock.now()
        key, content = new_key(), os.urandom(3 * CHUNK + 100) if clear is None else clear
        header = new_header(len(content), CHUNK)
        pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]
        sealed = b"".join(sealed_parts(key, recording, header, pieces))
        store = self.stores.current
        name = f"2026/11/27/{recording}.s724"
        ready = self.folder.parent / f"{recording}.ready"
        ready.write_bytes(sealed)
        await store.put(name, ready)
        installation_key, wrapped = (await self.ring.now()).wrap(recording, key)
        curve = bytes([200] * 10 + [180] * 10) if waveform is None else waveform
        digest = _sha256(sealed)
        of_file = {"store": store.name, "object": name, "size": len(sealed), "sha256": digest, "seconds": seconds}
        async with self.engine.begin() as connection:
            await connection.execute(
                insert(RecordingRow).values(
                    id=recording,
                    call_id=call or f"call-of-{recording}",
                    file=name.replace(".s724", ".wav"),
                    state="packed",
                    started_at=started_at or now - timedelta(minutes=5),
                    duration_time=seconds,
                    office="20060",
                )
            )
            await connection.execute(
                insert(RecordingKeyRow).values(
                    recording_id=recording, installation_key=installation_key, wrapped=wrapped, made_at=now
                )
            )
            await connection.execute(
                insert(RecordingFileRow).values(
                    **of_file,
                    recording_id=recording,
                    clear_size=len(content),
                    codec="flac",
                    chunk_size=CHUNK,
                    channels=2,
                    waveform=sealed_waveform(key, curve),
                    stored_at=now,
                )
            )
            await connection.execute(
                insert(RecordingLogRow).values(
                    **of_file, at=now, recording_id=recording, what="stored", by="system", why="packed"
                )
            )
        if is_chained:
            await make_blocks(self.engine, LOGS["recording_log"], self.clock)
        return name

    # -- what somebody does to the files

    def file(self, name: str) -> Path:
        """In the folder of this machine."""
        return self.folder / name


class Objects:
    """The bytes of a store, as whoever owns it can change them: a folder, or a bucket."""

    def __init__(self, vault: Vault, bucket: Bucket | None) -> None:
        self._vault = vault
        self._bucket = bucket

    async def get(self, name: str) -> bytes:
        if self._bucket is None:
            return self._vault.file(name).read_bytes()
        return bytes(await (await obstore.get_async(self._bucket, name)).bytes_async())

    async def put(self, name: str, content: bytes) -> None:
        if self._bucket is None:
            self._vault.file(name).parent.mkdir(parents=True, exist_ok=True)
            self._vault.file(name).write_bytes(content)
        else:
            await obstore.put_async(self._bucket, name, content)

    async def delete(self, name: str) -> None:
        if self._bucket is None:
            self._vault.file(name).unlink()
        else:
            await obstore.delete_async(self._bucket, name)


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a server that speaks S3, on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def s3_stores(endpoint: str, bucket: str, folder: Path, key_file: Path) -> tuple[Stores, Bucket]:
    """A new bucket with our store in it, and the bucket itself, for whoever owns it."""
    httpx.put(f"{endpoint}/{bucket}").raise_for_status()
    key_file.write_text("testing\ntesting\n")
    key_file.chmod(0o600)
    store = S3Store(f"s3://{bucket}/nagrania", endpoint=endpoint, region="", key_file=key_file)
    owner = Bucket(
        bucket,
        prefix="nagrania",
        config={
            "region": "us-east-1",
            "endpoint": endpoint,
            "virtual_hosted_style_request": False,
            "access_key_id": "testing",
            "secret_access_key": "testing",
        },
        client_options={"allow_http": True},
    )
    return Stores(LocalStore(folder), store), owner


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
