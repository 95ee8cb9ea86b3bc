"""Waiting, virtual time, and moments at which something is done."""
