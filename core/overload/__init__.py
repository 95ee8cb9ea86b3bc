"""What is left undone while more calls come than the machine carries, known to every process."""
