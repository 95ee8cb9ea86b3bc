"""Announcements as editors write, record and hear them."""
