"""Trainings: who takes part, and who waits for a seat."""
