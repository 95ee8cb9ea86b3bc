"""Routes of the job market, and what they take and answer."""
