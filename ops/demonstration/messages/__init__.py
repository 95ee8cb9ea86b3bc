"""Real servers of a demonstration's own, for mail and text messages (`S724_MESSAGING=demo`)."""
