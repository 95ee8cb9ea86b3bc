"""What the centre does when more calls come than the machine carries."""
