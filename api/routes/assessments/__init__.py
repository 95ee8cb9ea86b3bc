"""Routes of assessments, and what they take and answer."""
