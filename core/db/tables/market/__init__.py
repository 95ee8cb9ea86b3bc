"""Tables of the job market."""
