"""Bringing a demonstration to life."""
