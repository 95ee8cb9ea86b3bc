"""Pages and documents of the web service."""
