"""Starting the centre, and ending it."""
