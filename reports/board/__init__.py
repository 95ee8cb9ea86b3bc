"""Figures of today for the board, and its alarms."""
