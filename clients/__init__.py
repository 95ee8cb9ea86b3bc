"""Clients' own data: what only some may know, and the log of who looked at it."""
