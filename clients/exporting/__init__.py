"""What is told back to the offices: what consultants wrote down, contacts of the 90 days, proposed corrections."""
