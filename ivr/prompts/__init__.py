"""Announcements: their texts, the sounds made of them, and who changed them when."""
