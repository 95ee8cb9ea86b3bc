"""Consultants come and go, and what ends with them."""
