"""Recordings of conversations: only with consent, started and closed with the conversation."""
