"""The scripts of calls, one a file: what happens to a caller, top to bottom. Read `inbound_call` first."""
