"""Keys, locked boxes and TLS."""
