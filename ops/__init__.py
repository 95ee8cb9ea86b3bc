"""Installing, starting, watching and backing up an installation."""
