"""Tables of messages: who agreed to which, and what goes out."""
