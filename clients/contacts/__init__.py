"""Contacts of clients: what consultants write down of a call, the one history, and proposals of corrections."""
