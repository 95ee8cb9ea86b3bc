"""When somebody is there: plans of the week, holidays, exceptions."""
