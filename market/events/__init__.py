"""Fairs and exchanges of jobs and trainings."""
