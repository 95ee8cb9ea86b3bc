"""Kamailio before bare Asterisks, for tests."""
