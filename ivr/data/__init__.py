"""Data files of the call scripts: texts, offices, scenarios."""
