"""E-mail: what comes in from the office's mail server, and what goes out by it."""
