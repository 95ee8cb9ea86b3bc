"""Whole calls on fakes, in virtual time, and the facts that calls leave."""
