"""The job market in a browser."""
