"""Employers: who they are, and what they offer."""
