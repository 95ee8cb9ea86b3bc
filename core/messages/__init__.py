"""Text messages as every feature knows them: which there are, and how long they are."""
