"""Who may use the web service: accounts, passwords and second factors, log-ins, sessions, and what was tried."""
