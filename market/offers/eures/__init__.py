"""Offers of EURES, the network of European employment services."""
