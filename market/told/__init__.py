"""What of the job market is told to whoever calls."""
