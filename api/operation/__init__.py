"""How the installation runs: its processes, alarms in force and of the last days, the runbook."""
