"""Recordings, sealed and packed, and where they are stored."""
