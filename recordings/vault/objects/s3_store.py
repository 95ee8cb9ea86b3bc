"""A store that speaks S3, by obstore."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store as Bucket

from recordings.vault.faults import ObjectChanged, ObjectMissing, StoreAway
from recordings.vault.objects.object_store import StoredObject

if TYPE_CHECKING:
    from obstore.store import S3Config

if TYPE_CHECKING:
    from obstore.store import S3Config

log = structlog.get_logger()

ANSWER_TIME = timedelta(seconds=30)
"""For one request. A large file goes in parts of some MB, each a request of its own."""

RETRY_TIME = timedelta(seconds=10)
"""Within a call; whoever stores tries again each minute."""

PART = 8 * 1024 * 1024


class S3Store:
    """`place`: `s3://bucket/prefix`. `endpoint`: of a server that is not Amazon's, `https://…`. `key_file` holds
    the id of the key and its secret, a line each, readable by the owner alone; neither is ever logged.

    Raises ValueError for a place or file that is none, OSError for a file that cannot be read.
    """

    def __init__(
        self,
        place: str,
        *,
        endpoint: str,
        region: str,
        key_file: Path | None,
        answer_time: timedelta = ANSWER_TIME,
    ) -> None:
        scheme, _, rest = place.partition("://")
        bucket, _, prefix = rest.strip("/").partition("/")
        if scheme != "s3" or not bucket:
            raise ValueError("a store for recordings is s3://bucket/prefix")
        self.name = f"s3://{bucket}/{prefix}".rstrip("/")
        config: S3Config = {"region": region or "us-east-1", "virtual_hosted_style_request": False}
        if endpoint:
            config["endpoint"] = endpoint
        if key_file is not None:
            config["access_key_id"], config["secret_access_key"] = _keys(key_file)
        self._bucket = Bucket(
            bucket,
            prefix=prefix or None,
            config=config,
            client_options={"timeout": answer_time, "allow_http": endpoint.startswith("http://")},
            retry_config={"max_retries": 3, "retry_timeout": RETRY_TIME},
        )

    def __repr__(self) -> str:
        return f"S3Store({self.name!r})"

    async def put(self, name: str, file: Path) -> None:
        try:
            size = os.stat(file).st_size  # noqa: PTH116 - a local file of ours
            await obstore.put_async(self._bucket, name, file, chunk_size=PART)
            if await self.size(name) != size:
                raise StoreAway
            os.unlink(file)  # noqa: PTH108
        except (BaseError, OSError) as error:  # without the bucket it is a FileNotFoundError
            raise self._away("put", error) from None

    async def size(self, name: str) -> int | None:
        try:
            return int((await obstore.head_async(self._bucket, name))["size"])
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as error:
            raise self._away("head", error) from None

    async def exists(self, name: str) -> bool:
        return await self.size(name) is not None

    async def get_range(self, name: str, start: int, end: int) -> bytes:
        try:
            found = bytes(await obstore.get_range_async(self._bucket, name, start=start, end=end))
        except (NotFoundError, FileNotFoundError):
            raise ObjectMissing from None
        except (BaseError, OSError) as error:
            size = await self.size(name)
            if size is not None and size < end:
                raise ObjectChanged from None
            raise self._away("get", error) from None
        if len(found) != end - start:
            raise ObjectChanged
        return found

    async def delete(self, name: str) -> None:
        try:
            await obstore.delete_async(self._bucket, name)
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise self._away("delete", error) from None

    async def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        try:
            async for page in obstore.list(self._bucket, prefix=prefix or None, chunk_size=1000):
                for found in page:
                    yield StoredObject(found["path"], found["size"])
        except (BaseError, OSError) as error:
            raise self._away("list", error) from None

    def _away(self, what: str, error: Exception) -> StoreAway:
        """The text of an error may quote addresses and names of keys: its class alone is logged."""
        log.error("the store of recordings failed", store=self.name, what=what, error=type(error).__name__)
        return StoreAway()


def _keys(file: Path) -> tuple[str, str]:
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if len(lines) != 2:
        raise ValueError(f"{file} holds no key for S3: its id and its secret, a line each")
    return lines[0], lines[1]
