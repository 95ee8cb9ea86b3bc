"""Where recordings lie sealed: format, keys, stores, packing and reading. See docs/recordings.md."""
