"""Which offers fit whom, and why."""
