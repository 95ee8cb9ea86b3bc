"""Recordings on a real Asterisk: of conversations and of what one party says, and the files of both."""
