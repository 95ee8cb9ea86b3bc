"""Graphs of scenarios, and what announcements may say."""
