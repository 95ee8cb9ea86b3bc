"""The telephone in a page: SIP between browsers and Asterisk, and what may pass."""
