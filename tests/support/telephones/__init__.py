"""Real telephones, SIP by hand, and what was heard."""
