"""Which stores there are: the one into which recordings go, and those in which earlier ones lie."""

import structlog

from core.settings import Settings
from recordings.vault.faults import StoreAway
from recordings.vault.objects.object_store import LocalStore, ObjectStore, UnusableStore

log = structlog.get_logger()


class Stores:
    """`current` takes what is packed now. The folder of this machine can always be read."""

    def __init__(self, local: LocalStore, other: ObjectStore | None = None) -> None:
        self.local = local
        self.current: ObjectStore = other or local
        self._known = {store.name: store for store in (local, other) if store is not None}

    def named(self, name: str) -> ObjectStore:
        """Raises StoreAway for a store that this installation does not know (any more)."""
        found = self._known.get(name)
        if found is None:
            raise StoreAway(f"Magazyn {name}, w którym leży nagranie, nie jest ustawiony (S724_RECORDINGS_STORE).")
        return found


def stores_of(settings: Settings) -> Stores:
    """By the settings. A store whose key cannot be read counts as away, loudly: the rest of a process goes on, and
    recordings wait."""
    local = LocalStore(settings.recordings)
    place = settings.recordings_store
    if not place:
        return Stores(local)
    from recordings.vault.objects.s3_store import (
        S3Store,  # a library of 10 MB, which most installations do not need
    )

    endpoint, region, key_file = settings.s3_endpoint, settings.s3_region, settings.s3_key_file
    try:
        return Stores(local, S3Store(place, endpoint=endpoint, region=region, key_file=key_file))
    except (OSError, ValueError) as error:
        log.error("the store of recordings cannot be used", store=place, error=type(error).__name__)
        return Stores(local, UnusableStore(place))
