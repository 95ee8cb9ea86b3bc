"""A caller who waits, is announced to and is connected."""
