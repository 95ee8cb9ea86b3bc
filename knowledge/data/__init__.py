"""Data files of the distribution: the rules that each queue begins with."""
