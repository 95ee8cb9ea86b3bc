"""Figures of past days, made from facts."""
