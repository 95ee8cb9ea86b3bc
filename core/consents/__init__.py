"""One register of consents, and the one gate that every message passes."""
