"""The job market: offers, employers, trainings; found, matched, taken in by telephone.

What persons are in it stays behind the doors of `clients`.
"""
