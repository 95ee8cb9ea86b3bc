"""What a new process finds and takes up, and what watches over a running one."""
