"""Which of several processes of one kind does the work: the one that holds the lease."""
