"""Tasks of a process: who owns them, who ends them, what they keep."""
