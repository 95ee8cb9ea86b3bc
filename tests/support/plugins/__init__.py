"""Plugins of pytest, and how widely tests look."""
