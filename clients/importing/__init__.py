"""What the offices' own systems tell us of their clients, by the contract of `docs/import.md`."""
