"""Chains and anchors that prove whether a log is as it was written."""
