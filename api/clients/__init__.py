"""Access to clients and their documents."""
