"""Names of background jobs, and their queue."""
