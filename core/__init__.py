"""Words, ports and plumbing that two or more packages use. Imports nothing of ours; holds no policy."""
