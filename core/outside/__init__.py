"""What is asked of services outside of the centre."""
